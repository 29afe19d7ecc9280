import type { DraftTable } from './draft-table.js'
import type { Piece } from './level.js'

/**
 * Makes every piece of a table's region stand in exactly one cell: one that is in none goes to the nearest cell without adding text,
 * one that is in several stays in the first.
 * @param strict throw instead of repairing
 * @throws Error with the counts when `strict`
 */
export function settleCells(table: DraftTable, pieces: readonly Piece[], strict: boolean): void {
  const seen = new Set<Piece>()
  let doubled = 0
  for (const cell of table.cells) {
    const keep = (p: Piece): boolean => {
      if (seen.has(p)) {
        doubled++
        return false
      }
      seen.add(p)
      return true
    }
    cell.lines = cell.lines.map((l) => l.filter(keep))
    cell.marks = cell.marks.filter(keep)
  }
  const missing = pieces.filter((p) => !seen.has(p))
  const text = missing.filter((p) => p.kind === 'text').length
  if (strict && (doubled > 0 || text > 0)) {
    throw new Error(
      `table of ${table.bands.length} rows and ${table.columns.length} columns: ${text} words in no cell, ${doubled} in two`,
    )
  }
  for (const p of missing) {
    const cell = nearest(table, p)
    if (cell !== null) cell.marks = [...cell.marks, p]
  }
}

function nearest(table: DraftTable, p: Piece): DraftTable['cells'][number] | null {
  const x = (p.x0 + p.x1) / 2
  const y = (p.y0 + p.y1) / 2
  let best = null
  let least = Infinity
  for (const cell of table.cells) {
    const x0 = table.columns[cell.column]!.x0
    const x1 = table.columns[Math.min(cell.column + cell.columnSpan, table.columns.length) - 1]!.x1
    const y0 = table.bands[cell.row]!.y0
    const y1 = table.bands[Math.min(cell.row + cell.rowSpan, table.bands.length) - 1]!.y1
    const d = Math.max(x0 - x, 0, x - x1) + Math.max(y0 - y, 0, y - y1) * 2
    if (d < least) {
      least = d
      best = cell
    }
  }
  return best
}
