import { type Bbox, union } from '../records/bbox.js'
import type { Cell, ColumnRole, Table } from '../records/layout.js'
import type { Word } from '../records/page.js'
import { squeeze } from './fold.js'

/** The text of a cell, its lines joined by `\n`, and its words. */
export interface RowCell {
  readonly text: string
  readonly words: readonly number[]
  readonly bbox: Bbox
}

/** One printed row of one set of columns; tables with two analytes a row give two of these for each line. */
export interface TableRow {
  readonly row: number
  /** Which set of columns, counted from 0 left to right. */
  readonly group: number
  readonly bbox: Bbox
  readonly cells: Readonly<Partial<Record<ColumnRole, RowCell>>>
  /** Where every cell is a result (a side or a measure a column): all of them with their column's heading; else empty. */
  readonly matrix: readonly { readonly cell: RowCell; readonly heading: string; readonly unit: string | null }[]
  /** Earlier results, in the order printed. */
  readonly previous: readonly RowCell[]
  /** A unit that stands in the header of the value column only. */
  readonly header_unit: string | null
  /** True where the header says that the unit stands behind the name (`项目（单位）`). */
  readonly unit_in_name: boolean
  /** What columns without a role right of the result say of this row (`备注`), left to right. */
  readonly remarks: readonly RowCell[]
  /** True when one cell spans the row (a panel title inside the table). */
  readonly spanning: boolean
}

/** The word for a unit where a header gives a unit: the cells below bring their own. */
const UNIT_WORD = /^(?:单位|單位|units?|einheit|unit[àé]|unidades?|unidad)$/iu

/** Reading order of the column sets: rows of the left set first, as the reader sees two tables. */
export function tableRows(table: Table): TableRow[] {
  const sets = columnSets(table)
  const byRow = new Map<number, Cell[]>()
  for (const cell of table.cells) {
    if (cell.row < table.header_rows) continue
    // A unit or range printed once for several rows belongs to each of them; a verdict on several rows is a flag of none.
    const role = table.columns[cell.column]?.role
    if (role === 'flag' && cell.row_span > 1) continue
    const shared = (role === 'unit' || role === 'range') && cell.column_span === 1 ? cell.row_span : 1
    for (let row = cell.row; row < cell.row + shared; row++) byRow.set(row, [...(byRow.get(row) ?? []), cell])
  }
  const rows = [...byRow.keys()].sort((a, b) => a - b)
  const out: TableRow[] = []
  sets.forEach((set, group) => {
    for (const row of rows) {
      const made = makeRow(table, byRow.get(row)!, row, group, set, sets.length)
      if (made) out.push(made)
    }
  })
  return out
}

/** Columns in sets, one for each analyte of a line. A new set begins where a name column repeats after a value column. */
export function columnSets(table: Table): number[][] {
  const roles = table.columns.map((c) => c.role)
  const names = roles.flatMap((r, i) => (r === 'name' ? [i] : []))
  const values = roles.flatMap((r, i) => (r === 'value' ? [i] : []))
  if (names.length < 2 || values.length < 2) return [roles.map((_, i) => i)]
  const period = roles.length / names.length
  const repeats = Number.isInteger(period) && roles.every((r, i) => r === roles[i % period])
  if (repeats) return names.map((_, k) => roles.slice(0, period).map((_, i) => k * period + i))
  const starts = names.filter((at, k) => k === 0 || values.some((v) => v > names[k - 1]! && v < at))
  // An index column belongs to the name right of it.
  const from = starts.map((s, k) => (k === 0 ? 0 : roles[s - 1] === 'index' ? s - 1 : s))
  return from.map((start, k) => roles.flatMap((_, i) => (i >= start && i < (from[k + 1] ?? roles.length) ? [i] : [])))
}

function makeRow(
  table: Table,
  cells: readonly Cell[],
  row: number,
  group: number,
  set: readonly number[],
  sets: number,
): TableRow | null {
  const inSet = cells.filter((c) => set.includes(c.column) && c.text.trim() !== '')
  if (inSet.length === 0) return null
  const found: Partial<Record<ColumnRole, RowCell>> = {}
  const previous: RowCell[] = []
  const values = set.filter((i) => table.columns[i]?.role === 'value')
  const matrix: { cell: RowCell; heading: string; unit: string | null }[] = []
  for (const cell of [...inSet].sort((a, b) => a.column - b.column)) {
    const role = table.columns[cell.column]?.role ?? 'other'
    const rowCell: RowCell = { text: squeeze(cell.text), words: cell.words, bbox: cell.bbox }
    const column = table.columns[cell.column]
    if (role === 'value' && values.length > 1 && column?.header)
      matrix.push({ cell: rowCell, heading: withoutBrackets(squeeze(column.header)), unit: column.unit })
    if (role === 'previous') previous.push(rowCell)
    // Two name columns with one value (a Chinese and an English name): the first is the name.
    else if (!found[role]) found[role] = rowCell
    else if (role === 'name' && !found.code) found.code = rowCell
  }
  const spanning = sets === 1 && inSet.length === 1 && inSet[0]!.column_span >= Math.max(2, table.columns.length - 1)
  // `Specific IgE (kU/L) | Result`: a table of one kind of result may give the unit above the names.
  const nameUnit = set.map((i) => table.columns[i]!).find((c) => c.role === 'name')?.unit ?? null
  const valueColumn = set.find((i) => table.columns[i]?.role === 'value')
  const given = (unit: string | null | undefined): string | null => (unit == null || UNIT_WORD.test(unit) ? null : unit)
  const remarks = inSet
    .filter((c) => table.columns[c.column]?.role === 'other' && valueColumn !== undefined && c.column > valueColumn)
    .sort((a, b) => a.column - b.column)
  return {
    row,
    group,
    bbox: union(inSet.map((c) => c.bbox)),
    cells: found,
    matrix,
    previous,
    header_unit: valueColumn === undefined ? null : (given(table.columns[valueColumn]!.unit) ?? given(nameUnit)),
    unit_in_name: nameUnit !== null && UNIT_WORD.test(nameUnit),
    remarks: remarks.map((c) => ({ text: squeeze(c.text), words: c.words, bbox: c.bbox })),
    spanning,
  }
}

/** A heading without the unit in brackets behind it; its lines become one. */
export function withoutBrackets(text: string): string {
  const bare = text.replace(/\s*\n\s*/g, ' ').replace(/\s*[([（][^()（）[\]]*[)\]）]\s*$/u, '')
  return bare === '' ? text : bare
}

/** The words of some cells. */
export function wordsOf(cells: readonly (RowCell | undefined)[], words: readonly Word[]): Word[] {
  return cells.flatMap((c) => (c ? c.words.flatMap((i) => words[i] ?? []) : []))
}

/** Size of the type of each line of a cell, points; null where words do not tell. Words are taken in the order of the cell. */
export function lineSizes(cell: RowCell, words: readonly Word[]): (number | null)[] {
  let at = 0
  return cell.text.split('\n').map((line) => {
    let left = line.replace(/\s/g, '').length
    const sizes: number[] = []
    while (left > 0 && at < cell.words.length) {
      const word = words[cell.words[at++]!]
      if (!word) continue
      left -= word.text.replace(/\s/g, '').length
      if (word.style.size !== null) sizes.push(word.style.size)
    }
    return sizes.length === 0 ? null : Math.max(...sizes)
  })
}
