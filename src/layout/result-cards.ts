import { isProse } from './cell-type.js'
import type { DraftCell, DraftTable } from './draft-table.js'
import type { Grid } from './grid.js'
import { findHeaders } from './header.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { Piece } from './level.js'
import { type Gaps, joinText, readLines, type TextLine } from './line.js'
import { lineCards } from './line-card.js'
import { type Card, cardsOn, cutUnit, NEAR } from './result-card.js'

/**
 * Results printed as cards: name, result under it, a labelled reference range beside or below; a drawn scale and an explanation may
 * stand to the right. They are told by where the words stand, whatever is drawn around them. Each run of cards of one column becomes a
 * table with a row a card; what else stands beside a card is a last column of it. A run needs two cards with a range; cards without
 * one belong to it where they are set in the same way.
 */
export function findResultCards(pieces: readonly Piece[], gaps: Gaps, knowledge: LayoutKnowledge): Grid[] {
  const halves = new Map<Piece, Piece>()
  const parts = pieces.flatMap((p) => {
    const cut = cutUnit(p, knowledge)
    for (const half of cut) if (half !== p) halves.set(half, p)
    return cut
  })
  const lines = readLines(parts, gaps)
  // A labelled range below a name and its result proves one card alone.
  const beside = lineCards(lines, knowledge).filter((c) => !underHeader(c, lines, knowledge))
  const taken = new Set(beside.flatMap(partsOf))
  const cards: Card[] = []
  for (const at of lines.keys())
    cards.push(...cardsOn(lines, at, knowledge).filter((c) => !partsOf(c).some((p) => taken.has(p))))
  const proven = cards.filter(
    (c) => c.range.length > 0 && cards.some((o) => o !== c && o.range.length > 0 && alike(c, o)),
  )
  const kept = cards.filter(
    (c) =>
      proven.includes(c) ||
      (c.unit.length > 0 && proven.some((p) => p.x0 - c.x0 < 2 && c.x0 - p.x0 < 2 && alike(c, p))),
  )
  kept.push(...beside)
  const lined = new Set(beside)
  const grids: Grid[] = []
  for (const run of runsOf(kept, lines)) {
    const own = new Set(run.flatMap(partsOf))
    const notes = run.map((card) => {
      // A card whose result stands beside its name is whole: what stands right of it is another's.
      if (lined.has(card)) return []
      const beside = kept.filter((c) => c.x0 > card.x0 + 20 && c.y0 < card.y1 && c.y1 > card.y0)
      const right = Math.min(Infinity, ...beside.map((c) => c.x0 - 1))
      const below = run.filter((c) => c.y0 > card.y1 - 1 && Math.abs(c.x0 - card.x0) < 3)
      const end = below.length > 0 ? Math.min(...below.map((c) => c.y0)) : card.y1 + 1
      return parts.filter((p) => {
        const y = (p.y0 + p.y1) / 2
        return !own.has(p) && y > card.y0 - 1 && y < end && p.x0 > card.x0 - 2 && p.x0 < right
      })
    })
    const all = [...own, ...notes.flat()]
    if (all.some((p) => grids.some((g) => g.pieces.includes(halves.get(p) ?? p)))) continue
    grids.push({
      box: [
        Math.min(...all.map((p) => p.x0)),
        run[0]!.y0,
        Math.max(...all.map((p) => p.x1)),
        Math.max(...all.map((p) => p.y1)),
      ],
      pieces: [...new Set(all.map((p) => halves.get(p) ?? p))],
      tables: [tableOf(run, notes, gaps)],
    })
  }
  return grids
}

/** Right below the heading of a table stands a row of it, not a card. */
function underHeader(card: Card, lines: readonly TextLine[], knowledge: LayoutKnowledge): boolean {
  const em = card.name[0]!.em
  return lines.some((l) => l.y1 < card.y0 + 1 && card.y0 - l.y1 < NEAR * em && findHeaders(l, knowledge).length > 0)
}

/** Cards are set alike: their names, and their results, in one size of type. */
function alike(a: Card, b: Card): boolean {
  const near = (x: number, y: number): boolean => Math.abs(x - y) < 0.08 * Math.max(x, y)
  return near(a.value[0]!.em, b.value[0]!.em) && near(a.name[0]!.em, b.name[0]!.em)
}

/** Cards of one column that follow each other; a heading or wide white space between two parts them. */
function runsOf(cards: readonly Card[], lines: readonly TextLine[]): Card[][] {
  const runs: Card[][] = []
  for (const card of [...cards].sort((a, b) => a.y0 - b.y0 || a.x0 - b.x0)) {
    const run = runs.findLast((r) => Math.abs(r[0]!.x0 - card.x0) < 3)
    const last = run?.at(-1)
    if (run === undefined || last === undefined || parted(last, card, lines)) runs.push([card])
    else run.push(card)
  }
  return sideBySide(runs, lines)
}

/** Runs that begin at one height under one heading are rows of several cards: one run, row by row. */
function sideBySide(runs: readonly Card[][], lines: readonly TextLine[]): Card[][] {
  const out: Card[][] = []
  for (const run of runs) {
    const { x0, y0, value } = run[0]!
    const left = out.find((r) => Math.abs(r[0]!.y0 - y0) < 3)
    const headed = lines.some(
      (l) => l.y1 <= y0 && y0 - l.y1 < NEAR * value[0]!.em && l.segments.some((s) => Math.abs(s.x0 - x0) < 1.5 * s.em),
    )
    if (left === undefined || headed) out.push(run)
    else left.push(...run)
  }
  for (const run of out) run.sort((a, b) => (Math.abs(a.y0 - b.y0) < 3 ? a.x0 - b.x0 : a.y0 - b.y0))
  return out
}

/** Widest white space between two cards of a run, in type sizes of a result. */
const APART = 8

function parted(above: Card, below: Card, lines: readonly TextLine[]): boolean {
  if (below.y0 - above.y1 > APART * below.value[0]!.em) return true
  const em = below.name[0]!.em
  return lines.some(
    (l) =>
      l.middle > above.y1 &&
      l.middle < below.y0 &&
      l.segments.some((s) => s.em > 0.97 * em && s.x0 < below.x0 + 3 * em && !isProse(s.text)),
  )
}

function partsOf(card: Card): Piece[] {
  return [...card.name, ...card.method, ...card.value, ...card.unit, ...card.flag, ...card.label, ...card.range]
}

function tableOf(cards: readonly Card[], notes: readonly (readonly Piece[])[], gaps: Gaps): DraftTable {
  const all = [...cards.flatMap(partsOf), ...notes.flat()]
  const x0 = Math.min(...all.map((p) => p.x0))
  const x1 = Math.max(...all.map((p) => p.x1))
  const roles = ['name', 'value', 'unit', 'range', 'flag', 'other'] as const
  const cell = (
    row: number,
    role: (typeof roles)[number],
    lines: readonly (readonly Piece[])[],
    marks: readonly Piece[] = [],
  ): DraftCell[] => {
    const filled = lines.filter((l) => l.length > 0)
    if (filled.length === 0) return []
    const text = filled.map(joinText).join('\n')
    return [{ row, column: roles.indexOf(role), rowSpan: 1, columnSpan: 1, lines: filled, marks, text }]
  }
  return {
    columns: roles.map((role) => ({ x0, x1, role, header: null, unit: null })),
    bands: cards.map(({ y0, y1 }, i) => ({ y0, y1: Math.max(y1, ...notes[i]!.map((p) => p.y1)) })),
    headerRows: 0,
    cells: cards.flatMap((c, row) => [
      ...cell(row, 'name', [...printedLines(c.name), c.method]),
      ...cell(row, 'value', [c.value]),
      ...cell(row, 'unit', [c.unit]),
      ...cell(row, 'range', [c.range], c.label),
      ...cell(row, 'flag', [c.flag]),
      ...cell(
        row,
        'other',
        readLines(notes[row]!, gaps).map((l) => l.segments.flatMap((s) => [...s.pieces, ...s.marks])),
      ),
    ]),
    ruled: 'none',
    continues: false,
  }
}

/** The lines of a name that is wrapped: each begins left of the end of the one before. */
function printedLines(pieces: readonly Piece[]): Piece[][] {
  const lines: Piece[][] = []
  for (const [i, p] of pieces.entries())
    if (i === 0 || p.x0 < pieces[i - 1]!.x0) lines.push([p])
    else lines.at(-1)!.push(p)
  return lines
}
