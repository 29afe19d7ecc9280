import { area, type Bbox } from '../../records/bbox.js'
import type { Fill, Rule } from '../../records/page.js'
import { round2, roundBox } from '../frame.js'
import { type DrawnPath, intersect } from '../pdf/pdf-objects.js'

/** Filled rectangles thinner than this many points count as rules (records/page.ts). */
const THIN = 2
/** Shorter strokes are glyph parts and ticks. */
const MIN_LENGTH = 4
/** Drift in points over its length that a straight rule may have. */
const MAX_DRIFT = 0.5
/** Pieces of one rule (dashes, cell borders) closer than this many points are joined. */
const JOIN_GAP = 3
const JOIN_OFFSET = 0.6

/** Ruling lines and filled areas drawn as paths on a page of the given size in points. White on white draws nothing and is left out. */
export function readRulings(
  paths: readonly DrawnPath[],
  width: number,
  height: number,
): { rules: Rule[]; fills: Fill[] } {
  const page: Bbox = [0, 0, width, height]
  const rules: Rule[] = []
  const fills: Fill[] = []
  for (const path of paths) {
    const visible = intersect(page, path.clip)!
    if (visible[2] < visible[0] || visible[3] < visible[1]) continue
    for (const { points, closed } of path.subpaths) {
      const box = bounds(points)
      if (box === null) continue
      if (path.fill !== null && isRectangle(points)) {
        const shown = intersect(box, visible)!
        const [w, h] = [shown[2] - shown[0], shown[3] - shown[1]]
        if (w < 0 || h < 0) continue
        if (Math.min(w, h) < THIN && Math.max(w, h) >= MIN_LENGTH) {
          if (!isWhite(path.fill)) rules.push(thinRule(shown))
        } else if (!isWhite(path.fill) && w >= THIN && h >= THIN)
          fills.push({ bbox: roundBox(shown), color: path.fill })
      }
      if (path.stroke !== null && !isWhite(path.stroke.color)) {
        const ring = closed && points.length > 2 ? [...points, points[0]!] : points
        for (let i = 1; i < ring.length; i++) {
          const rule = strokeRule(ring[i - 1]!, ring[i]!, path.stroke.width, visible)
          if (rule !== null) rules.push(rule)
        }
      }
    }
  }
  return { rules: joinRules(rules), fills: fills.filter((fill) => area(fill.bbox) > 0) }
}

function bounds(points: readonly [number, number][]): Bbox | null {
  if (points.length < 2) return null
  const xs = points.map((p) => p[0])
  const ys = points.map((p) => p[1])
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

/** Four or five points whose sides are all level or upright. */
function isRectangle(points: readonly [number, number][]): boolean {
  if (points.length < 4 || points.length > 6) return false
  return points.every((p, i) => {
    const next = points[(i + 1) % points.length]!
    return Math.abs(p[0] - next[0]) < 0.1 || Math.abs(p[1] - next[1]) < 0.1
  })
}

function thinRule([x0, y0, x1, y1]: Bbox): Rule {
  if (x1 - x0 >= y1 - y0) return { x0, y0: (y0 + y1) / 2, x1, y1: (y0 + y1) / 2, width: y1 - y0 }
  return { x0: (x0 + x1) / 2, y0, x1: (x0 + x1) / 2, y1, width: x1 - x0 }
}

function strokeRule(
  from: readonly [number, number],
  to: readonly [number, number],
  width: number,
  visible: Bbox,
): Rule | null {
  const dx = Math.abs(from[0] - to[0])
  const dy = Math.abs(from[1] - to[1])
  if (Math.min(dx, dy) > MAX_DRIFT || width > 6) return null
  const half = width / 2
  const x0 = Math.max(visible[0] - half, Math.min(from[0], to[0]))
  const x1 = Math.min(visible[2] + half, Math.max(from[0], to[0]))
  const y0 = Math.max(visible[1] - half, Math.min(from[1], to[1]))
  const y1 = Math.min(visible[3] + half, Math.max(from[1], to[1]))
  if (x1 < x0 || y1 < y0) return null
  if (Math.max(x1 - x0, y1 - y0) < MIN_LENGTH) {
    // Dashes drawn one by one are joined later; a lone one is dropped there.
    if (Math.max(x1 - x0, y1 - y0) < 0.5) return null
  }
  return dx >= dy
    ? { x0, y0: (y0 + y1) / 2, x1, y1: (y0 + y1) / 2, width }
    : { x0: (x0 + x1) / 2, y0, x1: (x0 + x1) / 2, y1, width }
}

function isWhite(color: string): boolean {
  return [1, 3, 5].every((i) => Number.parseInt(color.slice(i, i + 2), 16) >= 250)
}

/** Joins the pieces of each rule, drops what stays too short, and sorts: level ones from the top, then upright ones from the left. */
export function joinRules(rules: readonly Rule[], gap = JOIN_GAP): Rule[] {
  const level = rules.filter((r) => r.x1 - r.x0 >= r.y1 - r.y0)
  const upright = rules.filter((r) => r.x1 - r.x0 < r.y1 - r.y0).map(swap)
  const done = [...joinLevel(level, gap), ...joinLevel(upright, gap).map(swap)]
  return done
    .filter((r) => Math.max(r.x1 - r.x0, r.y1 - r.y0) >= MIN_LENGTH)
    .map((r) => ({ x0: round2(r.x0), y0: round2(r.y0), x1: round2(r.x1), y1: round2(r.y1), width: round2(r.width) }))
}

function joinLevel(rules: readonly Rule[], gap: number): Rule[] {
  const sorted = [...rules].sort((a, b) => a.y0 - b.y0 || a.x0 - b.x0 || a.x1 - b.x1)
  const joined: Rule[] = []
  let row: Rule[] = []
  const flush = (): void => {
    row.sort((a, b) => a.x0 - b.x0 || a.y0 - b.y0)
    let open: Rule | null = null
    for (const rule of row) {
      if (open !== null && rule.x0 - open.x1 <= gap) {
        open.x1 = Math.max(open.x1, rule.x1)
        open.width = Math.max(open.width, rule.width)
      } else {
        open = { ...rule }
        joined.push(open)
      }
    }
    row = []
  }
  for (const rule of sorted) {
    if (row.length > 0 && rule.y0 - row[0]!.y0 > JOIN_OFFSET) flush()
    row.push(rule)
  }
  flush()
  return joined
}

/** Swaps x and y. */
function swap(r: Rule): Rule {
  return { x0: r.y0, y0: r.x0, x1: r.y1, y1: r.x1, width: r.width }
}
