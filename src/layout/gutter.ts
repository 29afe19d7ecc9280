import { looksLikeRow } from './body.js'
import { findHeaders, findStackedHeaders, type Header } from './header.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { LevelPage } from './level.js'
import type { TextLine } from './line.js'
import { panelGutter } from './panel-gutter.js'
import { proseGutter } from './prose-gutter.js'

/** A white or ruled vertical strip that parts a run of lines in two columns of text or two tables. */
export interface Gutter {
  readonly x: number
  /** Lines with their middle in `y0…y1` are parted. */
  readonly y0: number
  readonly y1: number
}

/**
 * Finds the first gutter from the top: two table headers side by side, two panels of results, or two columns of sentences. White space between the columns
 * of one table is none.
 */
export function findGutter(lines: readonly TextLine[], page: LevelPage, knowledge: LayoutKnowledge): Gutter | null {
  return headerGutter(lines, page, knowledge) ?? panelGutter(lines, knowledge) ?? proseGutter(lines)
}

function headerGutter(lines: readonly TextLine[], page: LevelPage, knowledge: LayoutKnowledge): Gutter | null {
  const found: { header: Header; at: number; end: number }[] = []
  for (let at = 0; at < lines.length; at++) {
    const stacked = findStackedHeaders(lines, at, knowledge)
    for (const header of stacked?.headers ?? findHeaders(lines[at]!, knowledge))
      found.push({ header, at, end: at + (stacked?.used ?? 1) - 1 })
    at += (stacked?.used ?? 1) - 1
  }
  for (const { header: right, at, end } of found) {
    // `Reference | Unit` printed a little lower is the rest of the header on its left, not a table of its own.
    if (!right.cells.some((c) => c.role === 'name')) continue
    const left = found.find(
      (f) =>
        f.header !== right &&
        f.header.x1 < right.x0 &&
        Math.abs(f.at - at) < 12 &&
        !crossed(lines, Math.min(f.at, at), Math.max(f.at, at), f.header, right),
    )
    if (left === undefined) continue
    const from = Math.min(left.at, at)
    const x = emptiest(lines, from, Math.max(left.at, at) + 6, left.header.x1, right, page)
    const y1 = lowerEnd(lines, from, Math.max(left.end, end), x, page, knowledge)
    // Titles above the two headers stand on both sides as well.
    let y0 = lines[from]!.y0
    for (let i = from - 1; i >= Math.max(0, from - 2); i--) {
      const line = lines[i]!
      if (
        crosses(line, x) ||
        y0 - line.y1 > 2.5 * line.em ||
        !line.segments.some((s) => s.x0 > x) ||
        !line.segments.some((s) => s.x1 < x)
      )
        break
      y0 = line.y0
    }
    return { x, y0, y1 }
  }
  return null
}

/** Lower end of a gutter: the last line on its right, then what carries on the rows on its left, or the end of the rule in it. */
function lowerEnd(
  lines: readonly TextLine[],
  from: number,
  heads: number,
  x: number,
  page: LevelPage,
  knowledge: LayoutKnowledge,
): number {
  const rule = page.vertical.find((v) => Math.abs(v.at - x) < 2 && v.to > lines[heads]!.middle)
  let y1 = lines[heads]!.y1
  let waiting = y1
  for (let i = from; i < lines.length; i++) {
    const line = lines[i]!
    if (i > heads && (headsBothSides(line, x, knowledge) || headsElsewhere(line, x, knowledge)))
      return Math.min(y1, bottomAbove(lines, i, from, x, knowledge))
    if (crosses(line, x)) {
      if (i <= heads || isWide(line, x)) break
      continue
    }
    if (rule !== undefined && rule.to - rule.from > 60 && line.middle > rule.to + line.em) break
    const right = line.segments.some((s) => s.x0 > x - 2)
    if (right) y1 = waiting = line.y1
    else if (line.y0 - waiting < line.em * (continues(lines, i, x, knowledge) ? 2.5 : 0.8)) y1 = waiting = line.y1
    else waiting = Number.NEGATIVE_INFINITY
    if (!right && line.y0 - y1 > line.em * 12) break
  }
  return y1
}

/** The header of one table over the whole width: cells on both sides of the strip, and no name among those on its right. */
function headsBothSides(line: TextLine, x: number, knowledge: LayoutKnowledge): boolean {
  return findHeaders(line, knowledge).some((h) => {
    const right = h.cells.filter((c) => c.x0 > x - 2)
    const known = right.filter((c) => c.role !== 'other').length
    return h.x0 < x && known > 0 && known * 2 >= right.length && !right.some((c) => c.role === 'name')
  })
}

/** Two headers side by side that another strip parts. */
function headsElsewhere(line: TextLine, x: number, knowledge: LayoutKnowledge): boolean {
  const groups = findHeaders(line, knowledge)
  return groups.length > 1 && !groups.some((g, k) => k > 0 && groups[k - 1]!.x1 < x + 2 && g.x0 > x - 2)
}

/** Lower end of the last line before `at` that is no title of what follows. */
function bottomAbove(
  lines: readonly TextLine[],
  at: number,
  from: number,
  x: number,
  knowledge: LayoutKnowledge,
): number {
  let last = at - 1
  while (last > from) {
    const line = lines[last]!
    const right = line.segments.some((s) => s.x0 > x - 2)
    if (right || looksLikeRow(line, knowledge)) break
    last--
  }
  return lines[last]!.y1
}

/** A row, or a heading with a row below it, left of the strip. */
function continues(lines: readonly TextLine[], at: number, x: number, knowledge: LayoutKnowledge): boolean {
  if (looksLikeRow(lines[at]!, knowledge)) return true
  const next = lines[at + 1]
  return (
    next !== undefined && !crosses(next, x) && next.y0 - lines[at]!.y1 < 2.5 * next.em && looksLikeRow(next, knowledge)
  )
}

function crossed(lines: readonly TextLine[], from: number, to: number, left: Header, right: Header): boolean {
  const x = right.x0 - 1
  for (let i = from; i <= to; i++) {
    if (lines[i]!.segments.some((s) => s.x0 < x && s.x1 > right.x0 + 4 && s.x0 > left.x0 - 1)) return true
  }
  return false
}

/** Place of the strip: a vertical rule between the headers, else the x that fewest segments of the next lines cross. */
function emptiest(
  lines: readonly TextLine[],
  from: number,
  to: number,
  x0: number,
  right: Header,
  page: LevelPage,
): number {
  const y = lines[from]!.middle
  const rule = page.vertical.find((v) => v.at > x0 - 2 && v.at < right.x0 + 1 && v.to > y && v.from < y + 40)
  if (rule !== undefined) return rule.at
  const near = lines.slice(from, Math.min(lines.length, to + 20))
  let best = right.x0 - 2
  let least = Infinity
  for (let x = right.x0 - 2; x > x0; x -= 1) {
    const cost = near.filter((l) => l.segments.some((s) => s.x0 < x && s.x1 > x)).length + (right.x0 - x) / 10_000
    if (cost < least) {
      least = cost
      best = x
    }
  }
  return best
}

function crosses(line: TextLine, x: number): boolean {
  return line.segments.some((s) => s.x0 < x - 2 && s.x1 > x + 2)
}

function isWide(line: TextLine, x: number): boolean {
  return line.segments.some((s) => s.x0 < x - 40 && s.x1 > x + 40) || line.segments.length === 1
}
