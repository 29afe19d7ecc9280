import type { InkMap } from '../../document/image/ink.js'
import { area, type Bbox, overlap } from '../../records/bbox.js'
import type { PageReading, Redaction } from '../../records/page.js'
import type { FormLine } from '../identification.js'
import { uncovered } from '../page/form-lines.js'

/** Ink further apart than this, points, is covered by two boxes. */
const GAP = 14
/** A stretch of ink narrower than this, points, is a speck or a rule. */
const SPECK = 3
/** Longest piece of a leaning line under one box, points. */
const PIECE = 60
/** Pieces overlap by this much, points: a figure that the cut parts from its number would be a speck. */
const JOINT = 8
/** Letters have columns inked over this share of the line's height; a leaning rule has none. */
const TALL = 0.2
/** Rows of pixels that are inked over more than this share of a long piece are ruling lines. */
const RULE_SHARE = 0.75

/** A stroke wider than any hand writes, within these heights, that fills less than this share of its box: the trace of an ECG, a curve. Points. */
const TRACE_WIDE = 190
const TRACE_HIGH = [13, 120] as const
const TRACE_FILL = 0.2
/** Letters are at least this high, points; so many beside a trace are print. */
const LETTER = 3
const PRINT = 3

/** The boxes that cover the ink of form lines outside of what they keep. `strokes`: all of the page; OCR makes words of traces, which are no form's. */
export function coverFormInk(
  page: PageReading,
  ink: InkMap,
  lines: readonly FormLine[],
  strokes: readonly Bbox[],
): Redaction[] {
  if (lines.length === 0) return []
  const scale = ink.dpi / 72
  const traces = strokes.filter((stroke) => isTrace(stroke, ink))
  const onTrace = (box: Bbox) =>
    traces.some((trace) => overlap(trace, box) > 0.6 * area(box)) &&
    strokes.filter((stroke) => stroke[3] - stroke[1] >= LETTER && overlap(stroke, box) > 0.5 * area(stroke)).length <
      PRINT
  const found: Redaction[] = []
  for (const line of lines) {
    for (const stretch of uncovered(line, page.width)) {
      for (const piece of pieces(stretch, line.slope)) {
        for (const [x0, x1] of inkedStretches(ink, piece, scale)) {
          const bbox: Bbox = [x0 - 2.5, piece[1], x1 + 3, piece[3]]
          if (!onTrace(bbox)) found.push({ bbox, category: line.category, detector: 'form_line', score: 0.65 })
        }
      }
    }
  }
  return found
}

function isTrace([x0, y0, x1, y1]: Bbox, ink: InkMap): boolean {
  if (x1 - x0 < TRACE_WIDE || y1 - y0 < TRACE_HIGH[0] || y1 - y0 > TRACE_HIGH[1]) return false
  const scale = ink.dpi / 72
  const [left, right] = [Math.floor(x0 * scale), Math.ceil(x1 * scale)]
  let [inked, all] = [0, 0]
  for (let y = Math.floor(y0 * scale); y < Math.min(ink.height, y1 * scale); y += 1)
    for (let x = left; x < Math.min(ink.width, right); x += 1) {
      inked += ink.data[y * ink.width + x]!
      all += 1
    }
  return inked < TRACE_FILL * all
}

/** The boxes that cover letterheads, down to the last ink in them. */
export function coverLetterhead(page: PageReading, ink: InkMap, heads: readonly FormLine[]): Redaction[] {
  if (heads.length === 0) return []
  return heads.flatMap((head) => {
    const found = pieces([0, head.y0, page.width, head.y1], head.slope).flatMap((piece) => {
      const runs = inkedStretches(ink, piece, ink.dpi / 72, true)
      return runs.length === 0 ? [] : [piece]
    })
    const bottom = Math.max(...found.map((piece) => piece[3]))
    return found.length === 0
      ? []
      : [
          {
            // From edge to edge: what is beside the ink tells nothing, its length does.
            bbox: [0, head.y0, page.width, bottom] as Bbox,
            category: head.category,
            detector: 'letterhead',
            score: 0.7,
          },
        ]
  })
}

/** Cuts a stretch so that each piece leans by less than a point and a half, and shifts it to where the line stands. */
function pieces(stretch: Bbox, slope: number): Bbox[] {
  const [x0, y0, x1, y1] = stretch
  const most =
    Math.abs(slope) < 0.002 ? Number.POSITIVE_INFINITY : Math.min(PIECE * 4, Math.max(20, 1.5 / Math.abs(slope)))
  const out: Bbox[] = []
  for (let from = x0; from < x1; from += most) {
    const to = Math.min(x1, from + most)
    const begin = Math.max(x0, from - JOINT)
    const a = slope * begin
    const b = slope * to
    out.push([begin, y0 + Math.min(a, b), to, y1 + Math.max(a, b)])
  }
  return out
}

function inkedStretches(ink: InkMap, box: Bbox, scale: number, picture = false): [number, number][] {
  const x0 = Math.max(0, Math.floor(box[0] * scale))
  const x1 = Math.min(ink.width, Math.ceil(box[2] * scale))
  const y0 = Math.max(0, Math.floor(box[1] * scale))
  const y1 = Math.min(ink.height, Math.ceil(box[3] * scale))
  if (x1 - x0 < 2 || y1 - y0 < 2) return []
  const ruled = new Set<number>()
  if ((x1 - x0) / scale > 30)
    for (let y = y0; y < y1; y += 1) {
      let n = 0
      for (let x = x0; x < x1; x += 1) n += ink.data[y * ink.width + x]!
      if (n > RULE_SHARE * (x1 - x0)) ruled.add(y)
    }
  const columns: number[] = []
  const tall = new Set<number>()
  for (let x = x0; x < x1; x += 1) {
    let n = 0
    for (let y = y0; y < y1; y += 1) if (!ruled.has(y)) n += ink.data[y * ink.width + x]!
    // A column inked from top to bottom is a ruling line, one of two dots is noise.
    if (n >= 2 && n < 0.9 * (y1 - y0)) columns.push(x / scale)
    if (n >= TALL * (y1 - y0)) tall.add(x / scale)
  }
  const runs: [number, number][] = []
  for (const x of columns) {
    const last = runs.at(-1)
    if (last !== undefined && x - last[1] < GAP) last[1] = x
    else runs.push([x, x])
  }
  // Letters have many inked columns; the ends of a rule or dust have few.
  if (picture) return runs.filter(([a, b]) => b - a >= SPECK)
  return runs.filter(([a, b]) => {
    const inked = columns.filter((x) => x >= a && x <= b)
    return (
      b - a >= SPECK &&
      inked.length >= 0.25 * (b - a) * scale &&
      inked.filter((x) => tall.has(x)).length >= 0.08 * inked.length
    )
  })
}
