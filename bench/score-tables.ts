import { gridSimilarity } from '../src/benchmark/metrics/table-metrics.js'
import { assign } from '../src/benchmark/statistics/assignment.js'
import { area, overlap } from '../src/records/bbox.js'
import type { PageLayout, Table } from '../src/records/layout.js'
import type { GroundTruth } from '../src/synth/ground-truth.js'

type TruthTable = GroundTruth['tables'][number]

/** Tables of results and of guidelines against those read at the same place: per printed table its summed similarity and its number of cells, printed and read. */
export function scoreTables(
  truth: GroundTruth,
  layout: readonly PageLayout[],
): { table: TruthTable; similarity: number; cells: number }[] {
  const gold = truth.tables.filter((t) => t.purpose !== 'form')
  const tables = layout.flatMap((l) => l.tables.map((table) => ({ page: l.number, table })))
  const weights = gold.map((g) =>
    tables.map((t) => (t.page === g.page ? overlap(g.bbox, t.table.bbox) / Math.max(1, area(g.bbox)) : 0)),
  )
  const matched = new Map(assign(weights, 0.1))
  return gold.map((table, i) => {
    const read = matched.get(i)
    return {
      table,
      ...gridSimilarity(table.rows, read === undefined ? [] : joinedGrid(table, tables, tables[read]!.table)),
    }
  })
}

/** Two analytes a row are read as two tables side by side; against one printed table they are put together again. */
function joinedGrid(
  gold: TruthTable,
  tables: readonly { readonly page: number; readonly table: Table }[],
  main: Table,
): string[][] {
  const beside = tables
    .filter((t) => t.page === gold.page && overlap(gold.bbox, t.table.bbox) > 0.6 * area(t.table.bbox))
    .map((t) => t.table)
    .filter(
      (t) =>
        Math.min(t.bbox[3], main.bbox[3]) - Math.max(t.bbox[1], main.bbox[1]) > 0.5 * (main.bbox[3] - main.bbox[1]),
    )
    .sort((a, b) => a.bbox[0] - b.bbox[0])
  if (beside.length < 2) return gridOf(main)
  const grids = beside.map(gridOf)
  const rows = Math.max(...grids.map((g) => g.length))
  return Array.from({ length: rows }, (_, r) => grids.flatMap((g) => g[r] ?? (g[0] ?? []).map(() => '')))
}

/** Rows of texts; a spanning cell's text stands in its first place, as the ground truth gives it. */
function gridOf(table: Table): string[][] {
  const rows = Array.from({ length: table.rows }, () => table.columns.map(() => ''))
  for (const cell of table.cells) rows[cell.row]![cell.column] = cell.text
  return rows
}
