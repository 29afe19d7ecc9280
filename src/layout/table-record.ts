import { type Bbox, union } from '../records/bbox.js'
import type { Cell, ColumnRole, Section, Table } from '../records/layout.js'
import type { DraftTable } from './draft-table.js'
import type { LevelPage } from './level.js'

/** Texts of cells: a colon printed between name and value belongs to neither. */
function cellText(text: string): string {
  return text.replace(/^\s*[:：]\s*(?=\S)/u, '').replace(/(\S)\s*[:：]\s*$/u, '$1')
}

/** The typed record of a table: empty places get empty cells, boxes are those of the page. */
export function tableRecord(
  table: DraftTable,
  roles: readonly ColumnRole[],
  purpose: Table['purpose'],
  place: { page: LevelPage; section: Section; panel: string | null },
): Table {
  const used = new Set<number>()
  const covered = new Set<string>()
  const cells: Cell[] = []
  const boxOf = (row: number, column: number, rowSpan: number, columnSpan: number): Bbox =>
    place.page.restore([
      table.columns[column]!.x0,
      table.bands[row]!.y0,
      table.columns[Math.min(column + columnSpan, table.columns.length) - 1]!.x1,
      table.bands[Math.min(row + rowSpan, table.bands.length) - 1]!.y1,
    ])
  for (const cell of table.cells) {
    const pieces = [...cell.lines.flat(), ...cell.marks]
    const words: number[] = []
    for (const p of pieces) {
      // A word that bars cut over several cells counts for the first; the text of each part stands in its own cell.
      if (used.has(p.word)) continue
      used.add(p.word)
      words.push(p.word)
    }
    for (let r = cell.row; r < cell.row + cell.rowSpan; r++) {
      for (let c = cell.column; c < cell.column + cell.columnSpan; c++) covered.add(`${r},${c}`)
    }
    const text = cell.lines.flat()
    cells.push({
      row: cell.row,
      column: cell.column,
      row_span: cell.rowSpan,
      column_span: cell.columnSpan,
      bbox:
        text.length > 0 ? union(text.map((p) => p.box)) : boxOf(cell.row, cell.column, cell.rowSpan, cell.columnSpan),
      text: cell.row < table.headerRows ? cell.text : cellText(cell.text),
      words,
    })
  }
  for (let row = 0; row < table.bands.length; row++) {
    for (let column = 0; column < table.columns.length; column++) {
      if (covered.has(`${row},${column}`)) continue
      cells.push({ row, column, row_span: 1, column_span: 1, bbox: boxOf(row, column, 1, 1), text: '', words: [] })
    }
  }
  cells.sort((a, b) => a.row - b.row || a.column - b.column)
  const bbox = union(cells.map((c) => c.bbox))
  return {
    bbox,
    rows: table.bands.length,
    columns: table.columns.map((c, i) => ({
      role: roles[i]!,
      header: c.header,
      unit: c.unit,
      bbox: boxOf(0, i, table.bands.length, 1),
    })),
    header_rows: table.headerRows,
    cells,
    ruled: table.ruled,
    purpose,
    continues: table.continues,
    section: place.section,
    panel: place.panel,
  }
}
