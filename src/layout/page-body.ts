import type { Table } from '../records/layout.js'
import { settleCells } from './cell-check.js'
import { type DraftTable, piecesOf } from './draft-table.js'
import type { Grid } from './grid.js'
import type { Piece } from './level.js'
import { joinLimits } from './limit-columns.js'
import { readLines, type TextLine } from './line.js'
import { type RegionContext, type RegionItem, readRegion, splitRepeated } from './region.js'
import { findResultCards } from './result-cards.js'
import { settleRoles } from './role.js'
import { uprightTable } from './transposed.js'

/** The table that a next page may carry on; `closes` when no text stood below it. */
export interface LastTable {
  readonly table: Table
  readonly draft: DraftTable
  readonly closes: boolean
}

/** Items of a page body in reading order: drawn grids side by side with what belongs to each column, then from top to bottom. */
export function readBody(
  body: readonly Piece[],
  grids: readonly Grid[],
  context: RegionContext,
  last: LastTable | null,
): RegionItem[] {
  const inGrids = new Set(grids.flatMap((g) => g.pieces))
  const outside = body.filter((p) => !inGrids.has(p))
  const { segment_gap, segment_gap_ocr } = context.config
  const cards = findResultCards(outside, { text: segment_gap, ocr: segment_gap_ocr }, context.knowledge)
  const inCards = new Set(cards.flatMap((g) => g.pieces))
  return readParts(
    outside.filter((p) => !inCards.has(p)),
    [...grids, ...cards].sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]),
    context,
    last,
  )
}

function readParts(
  free: readonly Piece[],
  grids: readonly Grid[],
  context: RegionContext,
  last: LastTable | null,
): RegionItem[] {
  const gap = gridGutter(free, grids, context)
  if (gap === null) return readDown(free, grids, context, last)
  const inside = (y: number): boolean => y >= gap.y0 && y <= gap.y1
  const part = (wanted: (x: number, y: number) => boolean): RegionItem[] => {
    const pieces = free.filter((p) => wanted((p.x0 + p.x1) / 2, (p.y0 + p.y1) / 2))
    const own = grids.filter((g) => wanted((g.box[0] + g.box[2]) / 2, (g.box[1] + g.box[3]) / 2))
    return pieces.length + own.length === 0 ? [] : readParts(pieces, own, context, last)
  }
  return [
    ...part((_, y) => !inside(y) && y < gap.y0),
    ...part((x, y) => inside(y) && x < gap.x),
    ...part((x, y) => inside(y) && x >= gap.x),
    ...part((_, y) => !inside(y) && y > gap.y1),
  ]
}

/** The strip between two grids side by side, as far up and down as no line or grid crosses it (titles above come with it). */
function gridGutter(
  free: readonly Piece[],
  grids: readonly Grid[],
  context: RegionContext,
): { x: number; y0: number; y1: number } | null {
  for (const a of grids) {
    const b = grids.find((g) => g.box[0] >= a.box[2] - 2 && g.box[1] < a.box[3] && g.box[3] > a.box[1])
    if (b === undefined) continue
    const x = (a.box[2] + b.box[0]) / 2
    const lines = readLines(free, { text: context.config.segment_gap, ocr: context.config.segment_gap_ocr })
    const crosses = (l: TextLine): boolean => l.segments.some((s) => s.x0 < x - 2 && s.x1 > x + 2)
    let y0 = Math.min(a.box[1], b.box[1])
    let y1 = Math.max(a.box[3], b.box[3])
    const ceiling = Math.max(
      0,
      ...grids.filter((g) => g.box[0] < x && g.box[2] > x && g.box[3] <= y0 + 2).map((g) => g.box[3]),
    )
    const floor = Math.min(
      context.page.height,
      ...grids.filter((g) => g.box[0] < x && g.box[2] > x && g.box[1] >= y1 - 2).map((g) => g.box[1]),
      ...lines.filter((l) => l.y0 >= y1 - 2 && crosses(l)).map((l) => l.y0),
    )
    for (const g of grids) if (g.box[1] >= y0 && g.box[3] <= floor + 2) y1 = Math.max(y1, g.box[3])
    for (const l of lines.toReversed()) {
      if (l.y1 > y0 + 2) continue
      const paired = l.segments.length === 2 && l.segments[0]!.x1 < x && l.segments[1]!.x0 > x
      const title = l.segments.length === 1 && l.text.length < 30
      if (crosses(l) || l.y0 < ceiling || y0 - l.y1 > 2 * l.em || !(paired || title)) break
      y0 = l.y0
    }
    return { x, y0: y0 - 1, y1: y1 + 1 }
  }
  return null
}

function readDown(
  free: readonly Piece[],
  grids: readonly Grid[],
  context: RegionContext,
  last: LastTable | null,
): RegionItem[] {
  const items: RegionItem[] = []
  let rest = free
  for (const grid of grids) {
    const above = rest.filter((p) => (p.y0 + p.y1) / 2 < grid.box[1])
    rest = rest.filter((p) => (p.y0 + p.y1) / 2 >= grid.box[1])
    if (above.length > 0) items.push(...readRegion(above, context))
    for (const draft of grid.tables) {
      carryGrid(draft, last)
      for (const table of splitRepeated(
        joinLimits(uprightTable(draft, context.knowledge), context.knowledge),
        context.knowledge,
      )) {
        const roles = settleRoles(table, context.knowledge.cells)
        items.push({ kind: 'table', table, roles, y0: table.bands[0]!.y0 })
        settleCells(table, piecesOf(table), context.config.assert_cells)
        if (roles.includes('name') && roles.includes('value')) {
          const columns = table.columns.map((c, i) => ({ x0: c.x0, x1: c.x1, role: roles[i]! }))
          context.carried = { columns, otherPage: false }
        }
      }
    }
  }
  if (rest.length > 0) items.push(...readRegion(rest, context))
  return items
}

/** A headerless grid whose columns stand where the last page's did takes over their roles. */
function carryGrid(draft: DraftTable, last: LastTable | null): void {
  if (last === null || draft.headerRows > 0 || draft.columns.length !== last.draft.columns.length) return
  const aligned = draft.columns.every((c, i) => Math.abs(c.x0 - last.draft.columns[i]!.x0) < 8)
  if (!aligned) return
  draft.continues = true
  for (const [i, c] of draft.columns.entries()) {
    c.role = last.table.columns[i]!.role
    c.unit = last.table.columns[i]!.unit
  }
}
