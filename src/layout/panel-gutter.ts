import { looksLikeRow } from './body.js'
import { cellType, isProse } from './cell-type.js'
import type { Gutter } from './gutter.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { Segment, TextLine } from './line.js'

/** Fewest lines with a whole result on both sides of a strip. */
const LEAST_ROWS = 3
/** Most lines in a row between two such lines: titles of panels, and rows of the longer panel. */
const BETWEEN = 4
/** Narrowest strip, em. */
const LEAST_WIDTH = 1
/** Titles and further rows stand at most this far above and below, em. */
const GAP = 2.5
/** A flag before a unit ("↑ mmol/L"). */
const FLAG_BEFORE = /^[↑↓HL*]\s+/u
/** A name with its result behind it, a word space apart. */
const NAME_AND_RESULT = /^.*\p{L}{2}.*\s([<>≤≥]?\s?\d[\d.,/]*|\p{L}[\p{L}-]*)$/u

/**
 * The strip between two panels of results side by side that have no headers, only titles ("Lipid Panel | Liver"): lines that hold a name, a
 * result, and a unit or a range on both sides of it. White space between the columns of one table is none: no name stands right of it.
 */
export function panelGutter(lines: readonly TextLine[], knowledge: LayoutKnowledge): Gutter | null {
  for (let first = 0; first < lines.length; first++) {
    let strips = stripsOf(lines[first]!, knowledge)
    if (strips.length === 0) continue
    let rows = 1
    let last = first
    for (let i = first + 1; i < lines.length && i - last <= BETWEEN; i++) {
      const line = lines[i]!
      const free = strips.flatMap((strip) => freeOf(strip, line))
      const paired = stripsOf(line, knowledge).flatMap((own) => free.flatMap((strip) => shared(strip, own, line.em)))
      if (free.length === 0) break
      if (paired.length === 0) continue
      strips = paired
      last = i
      rows++
    }
    if (rows < LEAST_ROWS) continue
    const x = (strips[0]!.x0 + strips[0]!.x1) / 2
    return {
      x,
      y0: lines[goOn(lines, first, -1, x, knowledge)]!.y0,
      y1: lines[goOn(lines, last, 1, x, knowledge)]!.y1,
    }
  }
  return null
}

interface Strip {
  readonly x0: number
  readonly x1: number
}

/** The white strips of a line with a whole result on both sides. */
function stripsOf({ segments, em }: TextLine, knowledge: LayoutKnowledge): Strip[] {
  return segments.flatMap((segment, i) => {
    if (i < 2 || !isPanelRow(segments.slice(0, i), knowledge) || !isPanelRow(segments.slice(i), knowledge)) return []
    const strip = { x0: segments[i - 1]!.x1, x1: segment.x0 }
    return strip.x1 - strip.x0 < LEAST_WIDTH * em ? [] : [strip]
  })
}

/** A name, its result, and a unit or a range. */
function isPanelRow([name, ...rest]: readonly Segment[], knowledge: LayoutKnowledge): boolean {
  if (name === undefined || rest.length === 0 || rest.length > 4) return false
  if (cellType(name.text, knowledge.cells) !== 'text' || !/\p{L}{2}|\p{Script=Han}/u.test(name.text)) return false
  const types = rest.map((s) => cellType(s.text.replace(FLAG_BEFORE, ''), knowledge.cells))
  if (isProse(name.text) || types.includes('text')) return false
  const told = types.some((t) => t === 'unit' || t === 'range')
  if (types[0] === 'value' || types[0] === 'qualitative') return told
  return told && NAME_AND_RESULT.test(name.text)
}

/** What a line leaves of a strip. */
function freeOf(strip: Strip, { segments, em }: TextLine): Strip[] {
  let { x0, x1 } = strip
  for (const s of segments) {
    if (s.x1 <= x0 || s.x0 >= x1) continue
    if (s.x0 - x0 > x1 - s.x1) x1 = s.x0
    else x0 = s.x1
  }
  return x1 - x0 < LEAST_WIDTH * em ? [] : [{ x0, x1 }]
}

function shared(a: Strip, b: Strip, em: number): Strip[] {
  const strip = { x0: Math.max(a.x0, b.x0), x1: Math.min(a.x1, b.x1) }
  return strip.x1 - strip.x0 < LEAST_WIDTH * em ? [] : [strip]
}

/** The first or last line that goes on from `at` in steps of `by`: a line of its own on either side of the strip, close by. */
function goOn(lines: readonly TextLine[], at: number, by: 1 | -1, x: number, knowledge: LayoutKnowledge): number {
  let end = at
  for (let i = at + by; lines[i] !== undefined; i += by) {
    const [line, near] = [lines[i]!, lines[end]!]
    const gap = by === 1 ? line.y0 - near.y1 : near.y0 - line.y1
    const sides = [line.segments.some((s) => s.x1 < x), line.segments.some((s) => s.x0 > x)]
    const parted = line.segments.every((s) => s.x1 < x || s.x0 > x) && !isProse(line.text)
    if (!parted || gap > GAP * near.em || !(sides.every(Boolean) || looksLikeRow(line, knowledge))) break
    end = i
  }
  return end
}
