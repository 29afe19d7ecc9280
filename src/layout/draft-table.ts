import type { ColumnRole } from '../records/layout.js'
import type { Piece } from './level.js'

/** A column of a table in the making; `role` is what its header says, null when it has none. */
export interface DraftColumn {
  x0: number
  x1: number
  role: ColumnRole | null
  header: string | null
  unit: string | null
}

/** A cell in the making: its printed lines, top to bottom, and drawn characters that belong to it. */
export interface DraftCell {
  row: number
  column: number
  rowSpan: number
  columnSpan: number
  lines: readonly (readonly Piece[])[]
  marks: readonly Piece[]
  text: string
}

/** A table on the levelled page before roles and purpose are settled. `bands` are the rows' heights. */
export interface DraftTable {
  columns: DraftColumn[]
  bands: { y0: number; y1: number }[]
  headerRows: number
  cells: DraftCell[]
  ruled: 'full' | 'partial' | 'none'
  continues: boolean
}

/** All pieces of a table. */
export function piecesOf(table: DraftTable): Piece[] {
  return table.cells.flatMap((c) => [...c.lines.flat(), ...c.marks])
}

/** Texts of a column's body cells that stand in this column only. */
export function columnTexts(table: DraftTable, column: number): string[] {
  return table.cells
    .filter((c) => c.column === column && c.columnSpan === 1 && c.row >= table.headerRows)
    .map((c) => c.text)
}

/** Part of a table: the columns `from` to `to` (exclusive), without rows that are empty there. */
export function columnSlice(table: DraftTable, from: number, to: number): DraftTable {
  const cells = table.cells.filter((c) => c.column >= from && c.column < to)
  const kept = table.bands
    .map((_, row) => row)
    .filter((row) => cells.some((c) => c.row <= row && c.row + c.rowSpan > row && c.text !== ''))
  const place = new Map(kept.map((row, i) => [row, i]))
  return {
    ...table,
    columns: table.columns.slice(from, to),
    bands: kept.map((row) => table.bands[row]!),
    headerRows: kept.filter((row) => row < table.headerRows).length,
    cells: cells
      .filter((c) => place.has(c.row))
      .map((c) => ({
        ...c,
        row: place.get(c.row)!,
        column: c.column - from,
        columnSpan: Math.min(c.columnSpan, to - c.column),
        rowSpan: kept.filter((row) => row >= c.row && row < c.row + c.rowSpan).length,
      })),
  }
}
