import type { ColumnRole, Table } from '../records/layout.js'
import { isResult } from './cell-type.js'
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
  if (value < 0 || name < 0) return 'other'
  const results = body.filter(
    (c) => c.column === value && c.columnSpan === 1 && isResult(flat(c.text), patterns),
  ).length
  if (headed) return 'results'
  return results > 0 && results * 2 >= body.filter((c) => c.column === value).length ? 'results' : 'other'
}

function flat(text: string): string {
  return text.replaceAll('\n', ' ')
}
