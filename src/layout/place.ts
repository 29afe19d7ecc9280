import { isProse } from './cell-type.js'
import type { Column } from './column.js'
import type { Piece } from './level.js'
import { joinText, type Segment, type TextLine } from './line.js'

/** What one line holds of one column (`from` = `to`) or over several. */
export interface Placed {
  readonly from: number
  readonly to: number
  readonly pieces: readonly Piece[]
  readonly marks: readonly Piece[]
  readonly text: string
}

/**
 * Puts the segments of a line into columns. A segment over a boundary is cut at the word gap on the boundary; a line of one segment
 * over several columns stays whole (a heading, a note) unless a cut leaves a result in the column where results stand.
 * Text that `isWhole` (a range, a result word) is never cut.
 */
export function placeLine(
  line: TextLine,
  columns: readonly Column[],
  valueColumn: number,
  isResult: (text: string) => boolean,
  isWhole: (text: string) => boolean = () => false,
): Placed[] {
  const placed: Placed[] = []
  for (const segment of line.segments) {
    const [from, to] = reach(segment, columns)
    if (from === to) {
      placed.push({ from, to, pieces: segment.pieces, marks: segment.marks, text: segment.text })
      continue
    }
    // `> 90 ml/min` over the results and the units is no range.
    if (line.segments.length > 1 && from > 0 && from <= valueColumn && valueColumn <= to && isSentence(segment.text)) {
      placed.push({
        from: valueColumn,
        to: valueColumn,
        pieces: segment.pieces,
        marks: segment.marks,
        text: segment.text,
      })
      continue
    }
    const measured = columns[from]!.header?.role === 'value' && (columns[to]!.header?.role === 'unit' || to - from >= 2)
    const parts = isWhole(segment.text) && !measured ? [] : cutAtBoundaries(segment, columns, from, to)
    const alone = line.segments.length === 1
    const result = parts.find((p) => p.from === valueColumn)
    // `Reference values: 70 to 99`: what stands behind a colon within the first part belongs to it.
    const labelled = alone && /[:：]\s*\S/u.test(parts[0]?.text ?? '')
    const cells = parts.length > 1 && !labelled && (!alone || (result !== undefined && isResult(result.text)))
    if (cells) placed.push(...parts)
    else if (alone) placed.push({ from, to, pieces: segment.pieces, marks: segment.marks, text: segment.text })
    else {
      const at = home(segment, columns, from, to)
      placed.push({ from: at, to: at, pieces: segment.pieces, marks: segment.marks, text: segment.text })
    }
  }
  return joinSame(placed)
}

/** A sentence beside a name (`RBC : Microcytic cells, a few target cells.`) tells what was seen, whatever columns it runs over. */
function isSentence(text: string): boolean {
  const words = text.match(/\p{L}{2,}/gu)?.length ?? 0
  return words >= 4 && (/[\p{Ll})]\.$/u.test(text) || isProse(text)) && !/^[<>≤≥]?\s*\d/u.test(text)
}

/** First and last column that a segment truly reaches into: by more than a quarter em. */
function reach(segment: Segment, columns: readonly Column[]): [number, number] {
  const slack = Math.max(1.5, segment.em * 0.3)
  let from = -1
  let to = -1
  let best = 0
  let most = -Infinity
  for (const [i, c] of columns.entries()) {
    const shared = Math.min(c.x1, segment.x1) - Math.max(c.x0, segment.x0)
    if (shared > most) {
      most = shared
      best = i
    }
    if (shared > slack) {
      if (from < 0) from = i
      to = i
    }
  }
  return from < 0 ? [best, best] : [from, to]
}

function cutAtBoundaries(segment: Segment, columns: readonly Column[], from: number, to: number): Placed[] {
  const cuts = new Set<number>()
  for (let k = from; k < to; k++) {
    const boundary = columns[k]!.x1
    let best = -1
    let least = segment.em * 1.6
    for (let i = 1; i < segment.pieces.length; i++) {
      const a = segment.pieces[i - 1]!.x1
      const b = segment.pieces[i]!.x0
      const distance =
        boundary >= a - 1 && boundary <= b + 1 ? 0 : Math.min(Math.abs(a - boundary), Math.abs(b - boundary))
      if (distance < least) {
        least = distance
        best = i
      }
    }
    if (best > 0) cuts.add(best)
  }
  const parts: Placed[] = []
  let start = 0
  for (const end of [...cuts].sort((a, b) => a - b).concat(segment.pieces.length)) {
    const pieces = segment.pieces.slice(start, end)
    if (pieces.length === 0) continue
    const at = mostCovered(pieces[0]!.x0, pieces.at(-1)!.x1, columns)
    parts.push({ from: at, to: at, pieces, marks: start === 0 ? segment.marks : [], text: joinText(pieces) })
    start = end
  }
  return parts
}

/** The column of an uncut segment: a name that runs on keeps its own column, else where most of it stands. */
function home(segment: Segment, columns: readonly Column[], from: number, to: number): number {
  const own = columns[from]!
  if (from === 0 && segment.x0 < own.x0 + (own.x1 - own.x0) * 0.5) return from
  const at = mostCovered(segment.x0, segment.x1, columns)
  return Math.min(Math.max(at, from), to)
}

function mostCovered(x0: number, x1: number, columns: readonly Column[]): number {
  let best = 0
  let most = -Infinity
  for (const [i, c] of columns.entries()) {
    const shared = Math.min(c.x1, x1) - Math.max(c.x0, x0)
    if (shared > most) {
      most = shared
      best = i
    }
  }
  return best
}

function joinSame(placed: readonly Placed[]): Placed[] {
  const out: Placed[] = []
  for (const p of placed) {
    const last = out.at(-1)
    if (last !== undefined && last.from === p.from && last.to === p.to) {
      const pieces = [...last.pieces, ...p.pieces]
      out[out.length - 1] = { ...last, pieces, marks: [...last.marks, ...p.marks], text: joinText(pieces) }
    } else out.push(p)
  }
  return out
}
