import type { Gutter } from './gutter.js'
import type { Piece } from './level.js'
import { medianEm, type TextLine } from './line.js'

/** Fewest lines that stand on both sides of a strip between two columns of sentences. */
const LEAST_LINES = 5
/** Narrowest strip, em. Word spaces are .25-.35 em; five lines in a row never leave them at one place over this width. */
const LEAST_WIDTH = 0.55

/**
 * The strip between two columns of running text: free of words over five lines and more, with sentences on both sides. The lines of the
 * two columns need not stand at one height, and the strip may be as narrow as a wide word space, so words are looked at rather than
 * segments. White space between the columns of a table is none: there the sides are cells, not sentences.
 */
export function proseGutter(lines: readonly TextLine[]): Gutter | null {
  const pieces = lines.flatMap((l) => l.segments.flatMap((s) => s.pieces))
  if (pieces.length < LEAST_LINES * 6) return null
  const x0 = Math.min(...pieces.map((p) => p.x0))
  const x1 = Math.max(...pieces.map((p) => p.x1))
  const em = medianEm(pieces)
  const step = Math.max(1, em * LEAST_WIDTH * 0.5)
  const sorted = [...pieces].sort((a, b) => a.y0 - b.y0 || a.x0 - b.x0)
  let best: (Gutter & { score: number }) | null = null
  for (let x = x0 + (x1 - x0) * 0.25; x <= x0 + (x1 - x0) * 0.75; x += step) {
    const reach = em * LEAST_WIDTH * 0.5
    const crossing = sorted.filter((p) => p.x0 < x + reach && p.x1 > x - reach)
    const stops = [...crossing.map((p) => ({ y0: p.y0, y1: p.y1 })), { y0: Infinity, y1: Infinity }]
    let top = Number.NEGATIVE_INFINITY
    for (const stop of stops) {
      if (stop.y0 - top > LEAST_LINES * em || stop.y0 === Infinity) {
        const found = columnsOf(
          sorted.filter((p) => middle(p) > top && middle(p) < stop.y0),
          x,
          em,
        )
        if (found !== null && (best === null || found.score > best.score)) best = { x, ...found }
      }
      top = Math.max(top, stop.y1)
    }
  }
  return best === null ? null : { x: best.x, y0: best.y0, y1: best.y1 }
}

/** The run of words that stands in two columns of sentences around `x`; null when there is none. */
function columnsOf(pieces: readonly Piece[], x: number, em: number): { y0: number; y1: number; score: number } | null {
  const left = rows(pieces.filter((p) => p.x1 <= x))
  const right = rows(pieces.filter((p) => p.x0 >= x))
  if (left.length < LEAST_LINES || right.length < LEAST_LINES) return null
  const y0 = Math.max(left[0]!.y0, right[0]!.y0) - 2.5 * em
  const y1 = Math.min(left.at(-1)!.y1, right.at(-1)!.y1)
  const both = (side: readonly SideRow[]): SideRow[] => side.filter((r) => r.y1 > y0 && r.y0 < y1 + em * 2)
  const shared = [both(left), both(right)]
  if (shared.some((side) => side.length < LEAST_LINES || !isRunning(side, em))) return null
  // Once both sides run, the longer one is followed to its end.
  const starts = [left, right].map((side) => side.find((r) => r.y0 >= y0)?.y0 ?? Infinity)
  const ends = [left, right].map((side) => side.at(-1)!.y1)
  const from = Math.min(...starts)
  const to = Math.max(...ends)
  return { y0: from - 0.5, y1: to + 0.5, score: to - from }
}

interface SideRow {
  readonly y0: number
  readonly y1: number
  readonly pieces: readonly Piece[]
}

function rows(pieces: readonly Piece[]): SideRow[] {
  const out: { y0: number; y1: number; pieces: Piece[] }[] = []
  for (const p of pieces) {
    const last = out.at(-1)
    if (last !== undefined && middle(p) < last.y1) {
      last.pieces.push(p)
      last.y1 = Math.max(last.y1, Math.min(p.y1, last.y0 + p.em * 1.3))
    } else out.push({ y0: p.y0, y1: p.y1, pieces: [p] })
  }
  return out
}

/** Sentences: most rows are several words without a wide gap among them. */
function isRunning(side: readonly SideRow[], em: number): boolean {
  let wordy = 0
  let gaps = 0
  for (const row of side) {
    const sorted = [...row.pieces].sort((a, b) => a.x0 - b.x0)
    const text = sorted.map((p) => p.text).join(' ')
    const tokens = text.split(/\s+/u)
    const words = tokens.length >= 4 ? tokens.filter((w) => /\p{L}{2}/u.test(w)).length : 0
    const ideographs = text.match(/[\u4e00-\u9fff]/gu)?.length ?? 0
    if (words >= 2 || ideographs >= 10) wordy++
    for (let i = 1; i < sorted.length; i++) if (sorted[i]!.x0 - sorted[i - 1]!.x1 > em) gaps++
  }
  return wordy >= side.length * 0.55 && gaps <= side.length * 0.2
}

function middle(p: Piece): number {
  return (p.y0 + p.y1) / 2
}
