import type { Bbox } from '../records/bbox.js'
import type { Table } from '../records/layout.js'
import type { DeidentifiedPage } from '../records/page.js'
import type { Candidate } from './candidate.js'
import { type CellStyle, cellStyle, emphasis, normalStyle } from './emphasis.js'
import { flagCode, splitFlag } from './flag.js'
import { fold, joinWrapped, key } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'
import { measureItems } from './measure-item.js'
import { withoutSpecks } from './ocr-noise.js'
import { type PrintedName, readName } from './printed-name.js'
import { isRangeText } from './range.js'
import { labelledRange } from './range-below.js'
import { rangeBehindLabel } from './range-beside.js'
import { repairRange, withOneSign } from './read-range.js'
import { resultUnderTitle } from './result-word.js'
import {
  cellText,
  flagCell,
  joinRange,
  rangeInValue,
  rangeUnderValue,
  remarkedFlag,
  settleCells,
  unitBehindRange,
  unitInName,
} from './row-cells.js'
import { cleanName, methodText, rowKind } from './row-kind.js'
import { strayedValue, twofoldRow } from './stray-cells.js'
import { type RowCell, type TableRow, tableRows, withoutBrackets, wordsOf } from './table-row.js'

/** A table's results, and the rows that were left out by kind (counts for the run report; no text). */
export interface TableResults {
  readonly candidates: readonly Candidate[]
  readonly rejected: Readonly<Record<string, number>>
  /** Remarks (`小结 | 脂肪肝`): no results, but they may hold findings. */
  readonly remarks: readonly { readonly label: string; readonly text: string; readonly bbox: Bbox }[]
}

/** What an earlier part of a table that continues over pages leaves to the next. */
export interface TableState {
  panel: string | null
  specimen: string | null
}

/**
 * Reads the result rows of one table. Rows that repeat the header, name a method, a specimen, the subject, a remark or a category
 * are left out; a method or specimen row tells of the rows around it; a row that is only a title names the panel of those below.
 */
export function readTable(
  table: Table,
  page: DeidentifiedPage,
  knowledge: ExtractKnowledge,
  normal: CellStyle,
  state: TableState,
): TableResults {
  const rejected: Record<string, number> = {}
  const reject = (kind: string): void => {
    rejected[kind] = (rejected[kind] ?? 0) + 1
  }
  const out: Candidate[] = []
  const remarks: TableResults['remarks'][number][] = []
  const rows = tableRows(table)
  if (!table.continues) state.panel = table.panel
  else if (table.panel !== null) state.panel = table.panel
  const style = tableNormal(rows, page, normal)
  // `In range | Out of range`: one result a row, in one column or the other.
  const alternatives = rows.length > 0 && rows.every((r) => r.matrix.length <= 1)
  let group = -1
  for (const row of rows) {
    if (row.group !== group) {
      group = row.group
      if (group > 0) state.panel = table.panel
    }
    const name = row.cells.name ? titled(readName(row.cells.name, page, knowledge), state.panel, knowledge) : null
    const under = row.cells.value ? rangeUnderValue(row.cells.value.text, knowledge) : null
    let value = under?.value ?? (row.cells.value ? joinWrapped(row.cells.value.text.split('\n')) : '')
    if (name && under?.range && !row.cells.range && name.range === null) name.range = under.range
    if (name && !row.cells.range && name.range === null && row.cells.other)
      name.range = rangeBehindLabel(row.cells.other.text, knowledge)
    if (name && value === '' && row.remarks.length > 0) value = strayedValue(row.remarks[0]!.text, knowledge) ?? ''
    const measured = isMeasured(row.cells.unit?.text) || isMeasured(row.cells.range?.text)
    const last = out.at(-1)
    if (!name || name.text === '') {
      if (last) out[out.length - 1] = continued(last, row, value, knowledge)
      reject('no_name')
      continue
    }
    if (row.matrix.length > 0 && !alternatives) {
      out.push(...matrixCandidates(row, name, table, page, knowledge, style, state))
      continue
    }
    const kind = rowKind(name.text, value, measured && value !== '', knowledge.rows)
    if (kind === 'method' && value === '' && last && last.method === null)
      out[out.length - 1] = { ...last, method: methodText(row.cells.name!.text, knowledge.rows) }
    if (kind === 'specimen') state.specimen = specimenOf(name.text, value)
    if (kind === 'comment' && value !== '') remarks.push({ label: name.text, text: value, bbox: row.bbox })
    if (kind !== 'result') {
      reject(kind)
      continue
    }
    if (value === '' && row.previous.length === 0) {
      // `Reference: 70 - 99 mg/dL` below the row that it belongs to.
      const below = measured ? null : labelledRange(row.cells.name!.text, knowledge)
      if (below !== null) {
        if (last && last.range_printed === null) out[out.length - 1] = { ...last, range_printed: below }
        continue
      }
      const inName = valueInName(name.text, knowledge) ?? resultUnderTitle(row.cells.name!.text, state.panel, knowledge)
      if (inName)
        out.push(...candidates(row, { ...name, text: inName.name }, inName.value, table, page, knowledge, style, state))
      else if (!measured) state.panel = titleOf(row.cells.name!) ?? state.panel
      else if (isUnread(row, name.text, page, knowledge))
        out.push(...candidates(row, name, '', table, page, knowledge, style, state))
      else reject('no_value')
      continue
    }
    const made = twofoldRow(row, value).flatMap((r) =>
      candidates(r.row, name, r.value, table, page, knowledge, style, state),
    )
    if (made.length === 0) reject('not_a_result')
    out.push(...made)
  }
  return { candidates: withOneSign(out), rejected, remarks }
}

/** `Result ....... | 92 mg/dL` below a title: the title names it. */
function titled(name: PrintedName, title: string | null, knowledge: ExtractKnowledge): PrintedName {
  const word = knowledge.rows.result.exec(fold(name.text))
  const rest = word === null ? 'none' : name.text.slice(word[0].length)
  if (title === null || !/^[^\p{L}\d]*$/u.test(rest)) return name
  return { ...name, text: cleanName(title, knowledge.rows) }
}

/** A title inside a table is short and no sentence. */
function titleOf(cell: RowCell): string | null {
  const text = joinWrapped(cell.text.split('\n'))
  return text.length <= 80 && !/[.。]$/.test(text) ? text : null
}

/** A row without a name under a result: its flag, or one more line of its range. */
function continued(last: Candidate, row: TableRow, value: string, knowledge: ExtractKnowledge): Candidate {
  const flag = flagCell(row.cells.flag) ?? (value === '' ? null : value)
  if (last.flag_printed === null && flag !== null && !row.cells.range && flagCode(flag, knowledge.flags) !== null)
    return { ...last, flag_printed: flag }
  const labelled = last.range_printed === null && !row.cells.range ? labelledRange(value, knowledge) : null
  if (labelled !== null) return { ...last, range_printed: labelled }
  const range = row.cells.range && value === '' ? joinRange(row.cells.range.text) : null
  if (range !== null && last.range_printed !== null)
    return { ...last, range_printed: joinRange(`${last.range_printed}\n${range}`) }
  return last
}

/** A value that ran into the name cell (`Glucose 5.6 mmol/L`): the cell must be one known item and nothing else. */
function valueInName(text: string, knowledge: ExtractKnowledge): { name: string; value: string } | null {
  if (!/\d/.test(text)) return null
  const [item, ...more] = measureItems(text, knowledge)
  if (!item || more.length > 0 || item.start > 0 || item.end < text.trimEnd().length) return null
  return { name: item.name, value: text.slice(item.name.length).trim() }
}

function isMeasured(text: string | undefined): boolean {
  return text !== undefined && /[a-z0-9%‰μ\u4e00-\u9fff]/i.test(text)
}

/** On a scan a known analyte with a range and no value had its value lost by OCR. */
function isUnread(row: TableRow, name: string, page: DeidentifiedPage, knowledge: ExtractKnowledge): boolean {
  const words = wordsOf([row.cells.name], page.words)
  return (
    words.some((w) => w.source === 'ocr') &&
    /\d/.test(row.cells.range?.text ?? '') &&
    knowledge.lexicon.isAnalyteName(name)
  )
}

/** Normal style of value cells: of this table when it has enough rows, else of the whole report. */
function tableNormal(rows: readonly TableRow[], page: DeidentifiedPage, report: CellStyle): CellStyle {
  const own = normalStyle(valueStyles(rows, page), 4)
  return { bold: own.bold ?? report.bold, color: own.color ?? report.color }
}

/** Styles of the value cells of rows that have a name and a value. */
export function valueStyles(rows: readonly TableRow[], page: DeidentifiedPage): CellStyle[] {
  return rows.filter((r) => r.cells.name && r.cells.value).map((r) => cellStyle(wordsOf([r.cells.value], page.words)))
}

function specimenOf(name: string, value: string): string | null {
  if (value !== '') return value
  const m = /[:：]\s*(.+)$/.exec(name)
  return m ? m[1]!.trim() : null
}

function candidates(
  row: TableRow,
  name: PrintedName,
  value: string,
  table: Table,
  page: DeidentifiedPage,
  knowledge: ExtractKnowledge,
  normal: CellStyle,
  state: TableState,
): Candidate[] {
  const words = wordsOf([row.cells.name, row.cells.value, row.cells.unit, row.cells.range, row.cells.flag], page.words)
  const ocr = words.some((w) => w.source === 'ocr')
  const clean = (text: string | null): string | null => (ocr && text !== null ? withoutSpecks(text) || null : text)
  const readRange = (text: string | null): string | null => (ocr && text !== null ? repairRange(text) : text)
  const settled = settleCells(
    // Dust behind a unit, a speck before it.
    clean(cellText(row.cells.unit))?.replace(ocr ? /^['‘’"“”]+|[,;:'’]+$/g : /$^/, '') ?? null,
    readRange(row.cells.range ? clean(joinRange(row.cells.range.text)) : clean(name.range)),
    clean(flagCell(row.cells.flag)),
    knowledge,
  )
  let { unit, range } = settled
  // Units in a column without a heading of its own.
  const loose = cellText(row.remarks[0])
  if (
    unit === null &&
    loose !== null &&
    /\d/.test(value) &&
    !/^[\d.\s]+$/.test(loose) &&
    knowledge.units.toUcum(loose) !== null
  )
    unit = loose
  let valueCell = clean(value) ?? ''
  // A dash says that there is no range, beside signs and words of test strips that negative is expected.
  if (range !== null && /^[-–—]{1,3}$/.test(range) && !/^(?:[-+±(]|\d\+)|\p{Script=Han}/u.test(fold(valueCell).trim()))
    range = null
  if (range === null) {
    const inside = rangeInValue(value)
    if (inside) {
      valueCell = inside.value
      range = inside.range
    }
  }
  if (range === null && unit === null && isRangeText(valueCell) && !knowledge.lexicon.isAnalyteName(name.text))
    return []
  const flagged = table.columns.some((c) => c.role === 'flag')
  // `!Urea`: a mark glued to the name.
  const lead = /^(!{1,2}|[↑↓]{1,2})\s*(?=\p{L})/u.exec(name.text)
  if (lead !== null) name = { ...name, text: name.text.slice(lead[0].length) }
  const flag = settled.flag ?? lead?.[1] ?? (flagged ? null : remarkedFlag(row.remarks[0] ?? null, knowledge))
  // `14.6 | 3.5 - 10.8 K/µL`: the unit stands behind the range only.
  const result = fold(splitFlag(valueCell, knowledge.flags).rest).trim()
  const bare = /^[<>≤≥]?\s*\d[\d.,]*(?:\s*-\s*\d[\d.,]*)?$/.test(result) || /^\p{L}[\p{L} :-]*$/u.test(result)
  const behind = unit === null && row.header_unit === null && bare ? unitBehindRange(range ?? '', knowledge) : null
  if (behind !== null) ({ unit, range } = behind)
  const inName = unitInName(name.text, knowledge, row.unit_in_name)
  const shared = {
    page: page.number,
    bbox: row.bbox,
    section: table.section,
    panel: state.panel,
    name_printed: clean(name.text) ?? name.text,
    // A unit that stands in the column's header only is the printed unit of all its rows.
    unit_printed: unit ?? headerUnit(row, valueCell, knowledge) ?? (row.unit_in_name ? inName : null),
    unit_context: unit === null ? (row.header_unit ?? inName) : null,
    range_printed: range,
    specimen: cellText(row.cells.specimen) ?? state.specimen,
    method: cellText(row.cells.method) ?? name.method,
    code_printed: cellText(row.cells.code),
    origin: 'table' as const,
    ocr,
    flag_column: flagged,
    reasons: [] as string[],
  }
  const out: Candidate[] = []
  if ((valueCell !== '' || row.previous.length === 0) && !leftOut(valueCell, row)) {
    const cellWords = wordsOf([row.cells.value], page.words)
    out.push({
      ...shared,
      value_cell: valueCell,
      reasons: valueCell === '' ? ['value_unreadable'] : [],
      flag_printed: flag,
      emphasis: emphasis(cellStyle(cellWords), rowNormal(row, page, normal)),
      role: 'current',
      confidence: lowest(words.map((w) => w.confidence)),
    })
  }
  for (const cell of row.previous) {
    const text = joinWrapped(cell.text.split('\n'))
    if (/^[-/\s]*$/.test(fold(text))) continue
    const nameWords = wordsOf([row.cells.name, cell], page.words)
    out.push({
      ...shared,
      bbox: cell.bbox,
      value_cell: text,
      flag_printed: null,
      emphasis: null,
      role: 'previous',
      confidence: lowest(nameWords.map((w) => w.confidence)),
    })
  }
  return out
}

/** A dash beside the figures of earlier visits: nothing was measured at this one. */
function leftOut(value: string, row: TableRow): boolean {
  return (
    /^-{1,3}$/.test(fold(value).trim()) && row.previous.some((c) => /^[<>≤≥]?\s*\d[\d.,/]*$/.test(fold(c.text).trim()))
  )
}

/** Longest result of a table with a result in every cell, in characters. */
const LONGEST_MATRIX_VALUE = 16

/** One result a cell, named after row and column (`Femoral neck T-score`, `眼压 右`); the unit stands in the heading of either. */
function matrixCandidates(
  row: TableRow,
  name: PrintedName,
  table: Table,
  page: DeidentifiedPage,
  knowledge: ExtractKnowledge,
  normal: CellStyle,
  state: TableState,
): Candidate[] {
  // `Femoral neck (L)` is the left one, not litres.
  const inName = /[([（]\s*[LR]\s*[)\]）]$/.test(name.text) ? null : unitInName(name.text, knowledge)
  const bare = inName === null ? name.text : withoutBrackets(name.text)
  return row.matrix.flatMap(({ cell, heading, unit }) => {
    const value = joinWrapped(cell.text.split('\n'))
    const word = key(value)
    // A dash beside signs is negative; beside figures it says that nothing was measured.
    const signed = word === '-' && row.matrix.some((m) => /^[+±]/.test(fold(m.cell.text).trim()))
    const told =
      signed ||
      /^[<>≤≥+-]?\s*\d/.test(fold(value)) ||
      knowledge.values.qualitative.has(word) ||
      knowledge.values.ordinal.has(word)
    if (!told || value.length > LONGEST_MATRIX_VALUE) return []
    const panelUnit = /^\d/.test(heading) ? (/[(（]\s*(dB(?: ?HL)?)\b/i.exec(table.panel ?? '')?.[1] ?? null) : null
    const printed = unit !== null && knowledge.units.toUcum(unit) !== null ? unit : (inName ?? panelUnit)
    const one = {
      ...row,
      bbox: cell.bbox,
      cells: {
        name: row.cells.name!,
        value: cell,
        ...(row.cells.unit && { unit: row.cells.unit }),
        ...(row.cells.range && { range: row.cells.range }),
      },
      previous: [],
      header_unit: printed,
    }
    // A site that the lexicon does not know (`Ward's BMC`) leaves what the column measures.
    return candidates(one, { ...name, text: `${bare} ${heading}` }, value, table, page, knowledge, normal, state).map(
      (c) => ({ ...c, code_printed: c.code_printed ?? heading }),
    )
  })
}

/** The unit that the result column's header gives, for results that are numbers and bring no unit of their own. */
function headerUnit(row: TableRow, value: string, knowledge: ExtractKnowledge): string | null {
  const number = splitFlag(value, knowledge.flags).rest
  return row.header_unit !== null && /^[<>≤≥]?\s*\d[\d.,]*(?:\s*\/\s*\d{2,3})?$/.test(fold(number).trim())
    ? row.header_unit
    : null
}

/** Where neither table nor report tells a normal style, the row's own unit and range do. */
function rowNormal(row: TableRow, page: DeidentifiedPage, normal: CellStyle): CellStyle {
  if (normal.bold !== null && normal.color !== null) return normal
  const own = cellStyle(wordsOf([row.cells.unit, row.cells.range], page.words))
  return { bold: normal.bold ?? own.bold, color: normal.color ?? normalStyle([own], 1).color }
}

/** Lowest confidence, 1 for no words. */
export function lowest(confidences: readonly number[]): number {
  let low = 1
  for (const c of confidences) if (c < low) low = c
  return low
}
