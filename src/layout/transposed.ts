import type { ColumnRole } from '../records/layout.js'
import type { DraftTable } from './draft-table.js'
import { headerRole } from './header-phrase.js'
import type { LayoutKnowledge } from './knowledge.js'

/**
 * A table whose analytes stand in its first row and whose rows are results, units and ranges (`Result | 5.6 | 138`, `Unit | …`), turned
 * so that every analyte has a row; any other table as it is. Spanning cells are left as they are.
 */
export function uprightTable(table: DraftTable, knowledge: LayoutKnowledge): DraftTable {
  if (table.bands.length < 3 || table.columns.length < 3 || table.cells.some((c) => c.columnSpan > 1 || c.rowSpan > 1))
    return table
  const first = table.cells.filter((c) => c.column === 0 && c.row > 0)
  const roles = new Map<number, ColumnRole>()
  for (const cell of first) {
    const role = headerRole(cell.text.replaceAll('\n', ' '), knowledge)
    if (role !== null && role !== 'name') roles.set(cell.row, role)
  }
  const kinds = new Set(roles.values())
  const heads = table.cells.filter((c) => c.row === 0 && c.column > 0 && c.text !== '')
  const named = heads.filter((c) => /\p{L}/u.test(c.text) && headerRole(c.text, knowledge) === null)
  const complete = kinds.has('value') && (kinds.has('unit') || kinds.has('range')) && kinds.size === roles.size
  if (!complete || roles.size < first.length || named.length < Math.max(2, table.columns.length - 1)) return table
  const x0 = table.columns[0]!.x0
  const x1 = table.columns.at(-1)!.x1
  const [y0, y1] = [table.bands[0]!.y0, table.bands.at(-1)!.y1]
  return {
    ...table,
    columns: table.bands.map((_, row) => ({
      x0,
      x1,
      role: row === 0 ? 'name' : roles.get(row)!,
      header: table.cells.find((c) => c.column === 0 && c.row === row)?.text ?? null,
      unit: null,
    })),
    bands: table.columns.map(() => ({ y0, y1 })),
    headerRows: 1,
    cells: table.cells.map((c) => ({ ...c, row: c.column, column: c.row })),
  }
}
