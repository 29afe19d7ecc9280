import type { ColumnRole, Table } from '../records/layout.js'
import { cellType, isResult } from './cell-type.js'
import type { DraftTable } from './draft-table.js'
import type { CellPatterns } from './knowledge.js'

/**
 * What a table is for. Guideline tables are told by their header (risk category, treatment goal) or by row labels (optimal,
 * borderline, 高危); forms by their labels (name, sex, sampling time). Results need a name, a result column and a result.
 */
export function purposeOf(table: DraftTable, roles: readonly ColumnRole[], patterns: CellPatterns): Table['purpose'] {
  const header = table.cells
    .filter((c) => c.row < Math.max(1, table.headerRows) && c.text !== '')
    .map((c) => flat(c.text))
  const body = table.cells.filter((c) => c.row >= table.headerRows && c.text !== '')
  const heads = (role: ColumnRole): boolean => table.columns.some((c) => c.role === role)
  // `[nothing] | Result | Normal`: names without a heading of their own.
  const headed = heads('value') && (heads('name') || (heads('range') && roles[0] === 'name'))
  const firstColumn = body.filter((c) => c.column === 0 && c.columnSpan === 1).map((c) => flat(c.text))
  const labels = firstColumn.filter((t) => patterns.guidelineLabel.test(t)).length
  if (labels >= 2 && labels >= firstColumn.length * 0.5) return 'guideline'
  if (
    !headed &&
    (header.some((t) => patterns.guidelineHeader.test(t)) || (labels >= 1 && labels >= firstColumn.length * 0.5))
  ) {
    return 'guideline'
  }
  const texts = [...(table.headerRows > 0 ? [] : header), ...body.map((c) => flat(c.text))]
  const forms = texts.filter((t) => patterns.formLabel.test(t.replace(/\s*[:：].*$/u, ''))).length
  if (!headed && forms >= 2 && forms >= texts.length * 0.25) return 'form'
  const value = roles.indexOf('value')
  const name = roles.indexOf('name')
  if (value < 0 || name < 0 || isContents(table, name, value)) return 'other'
  const results = body.filter(
    (c) => c.column === value && c.columnSpan === 1 && isResult(flat(c.text), patterns),
  ).length
  if (headed) return 'results'
  // A form of many boxes has a few figures in some column by chance.
  const filled = new Map<number, number>()
  for (const c of body) filled.set(c.row, (filled.get(c.row) ?? 0) + 1)
  const rows = [...filled.values()].filter((n) => n >= 2).length
  const enough = results * 2 >= body.filter((c) => c.column === value).length && results >= rows * LEAST_RESULTS
  if (results === 0 || !enough) return 'other'
  return limitsOnly(table, roles, patterns) ? 'guideline' : 'results'
}

/** A numbered heading. */
const HEADING =
  /^(?:第?[一二三四五六七八九十]{1,3}(?:[、.．章]|部分)|[IVX]{1,4}[.)]|\d{1,2}(?:[、.．)]|\s(?=\p{L})))\s?\p{L}/u

/** Numbered headings with rising page numbers beside them. */
function isContents(table: DraftTable, name: number, value: number): boolean {
  const column = (i: number): string[] =>
    table.cells.filter((c) => c.column === i && c.columnSpan === 1 && c.text !== '').map((c) => flat(c.text).trim())
  const pages = column(value)
  const headings = column(name).filter((t) => HEADING.test(t)).length
  if (pages.length < 3 || headings < pages.length * 0.6) return false
  return pages.every((t, i) => /^\d{1,3}$/u.test(t) && (i === 0 || Number(t) >= Number(pages[i - 1])))
}

/** Least share of the named rows that have a result, in a table without header. */
const LEAST_RESULTS = 0.3

/**
 * Limits where results would stand, in every row, and no column of ranges beside them (`Non-diabetic | < 5.7`, `At risk | 5.7 - 6.4`):
 * the table tells what results mean.
 */
function limitsOnly(table: DraftTable, roles: readonly ColumnRole[], patterns: CellPatterns): boolean {
  if (roles.includes('range') || roles.includes('unit') || roles.includes('flag')) return false
  const value = roles.indexOf('value')
  const texts = table.cells
    .filter((c) => c.row >= table.headerRows && c.column === value && c.columnSpan === 1 && c.text !== '')
    .map((c) => flat(c.text))
  const limits = texts.filter((t) => /^[<>≤≥]/u.test(t) || cellType(t, patterns) === 'range').length
  const plain = texts.filter((t) => /^\d[\d.,]*$/u.test(t)).length
  return limits >= 2 && plain === 0 && limits >= texts.length - 1
}

function flat(text: string): string {
  return text.replaceAll('\n', ' ')
}
