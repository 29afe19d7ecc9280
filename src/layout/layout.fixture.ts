import type { ColumnRole, PageLayout, Table } from '../records/layout.js'
import type { DeidentifiedPage } from '../records/page.js'
import { LayoutConfig } from './config.js'
import { layoutReport } from './layout-report.js'

/** Settings of all layout tests: a word in no cell or two throws. */
const config = LayoutConfig.parse({ assert_cells: true })
/** A plain table: column edges, header and rows. */
export const COLUMNS = [40, 240, 320, 400]
export const HEAD = ['Test', 'Result', 'Unit', 'Reference Range']
export const ROWS = [
  ['Haemoglobin', '13.5', 'g/dL', '12.0 - 15.5'],
  ['Total White Cell Count', '11.2', '10^9/L', '4.0 - 10.0'],
  ['Platelet Count', '250', '10^9/L', '150 - 400'],
  ['Mean Corpuscular Volume', '88.1', 'fL', '80.0 - 100.0'],
]

/** Layout of pages, with every word accounted for. */
export function layout(...pages: DeidentifiedPage[]): PageLayout[] {
  const out = layoutReport(pages, config)
  for (const [i, l] of out.entries()) expectWordsOnce(pages[i]!, l)
  return out
}

/** Every word of the page stands in exactly one block, and no word of a table in two cells. */
function expectWordsOnce(page: DeidentifiedPage, l: PageLayout): void {
  const inCells = l.tables.flatMap((t) => t.cells.flatMap((c) => c.words))
  const inBlocks = l.blocks.flatMap((b) => b.lines.flatMap((x) => x.words))
  const once = new Set(inBlocks).size === inBlocks.length && inBlocks.length === page.words.length
  if (!once || new Set(inCells).size !== inCells.length) {
    throw new Error(`${page.words.length} words: ${inBlocks.length} in blocks, ${inCells.length} in cells`)
  }
}

/** Texts of the column with this role, below the header; empty where the row has none. */
export function column(table: Table, role: ColumnRole): string[] {
  const at = table.columns.findIndex((c) => c.role === role)
  const out: string[] = []
  for (let row = table.header_rows; row < table.rows; row++) {
    out.push(table.cells.find((c) => c.row === row && c.column === at)?.text ?? '')
  }
  return out
}

export function roles(table: Table): ColumnRole[] {
  return table.columns.map((c) => c.role)
}

/** Rows of a table as texts in the order of `order`. */
export function rowsOf(table: Table, order: readonly ColumnRole[] = ['name', 'value', 'unit', 'range']): string[][] {
  const columns = order.map((role) => column(table, role))
  return columns[0]!.map((_, i) => columns.map((c) => c[i]!))
}
