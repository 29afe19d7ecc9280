import type { Bbox } from '../../records/bbox.js'
import type { InkMap } from './ink.js'

/** Ink between two blank columns: a printed sign, or several that touch. Pixels, `x1` and `y1` exclusive. */
export interface InkColumn {
  x0: number
  y0: number
  x1: number
  y1: number
  /** Pixels of ink. */
  area: number
}

/** The ink in a box cut at its blank columns, from the left; specks of fewer than four pixels are left out. */
export function inkColumns(ink: InkMap, bbox: Bbox): InkColumn[] {
  const left = Math.max(0, Math.floor(bbox[0]))
  const right = Math.min(ink.width, Math.ceil(bbox[2]))
  const top = Math.max(0, Math.floor(bbox[1]))
  const bottom = Math.min(ink.height, Math.ceil(bbox[3]))
  const found: InkColumn[] = []
  let open: InkColumn | null = null
  for (let x = left; x < right; x++) {
    let first = -1
    let last = -1
    let n = 0
    for (let y = top; y < bottom; y++) {
      if (ink.data[y * ink.width + x] !== 1) continue
      if (first < 0) first = y
      last = y + 1
      n++
    }
    if (n === 0) {
      open = null
      continue
    }
    if (open === null) {
      open = { x0: x, y0: first, x1: x + 1, y1: last, area: n }
      found.push(open)
    } else {
      open.x1 = x + 1
      open.y0 = Math.min(open.y0, first)
      open.y1 = Math.max(open.y1, last)
      open.area += n
    }
  }
  return found.filter((c) => c.area >= 4)
}

/** Width of a figure against its height in wide and bold type. */
const FIGURE_WIDTH = 0.72

/** How many figures an area of ink of a number holds: bold ones touch (14 is one area as wide as two). */
export function figuresIn(part: { x0: number; x1: number }, height: number): number {
  return Math.max(1, Math.round((part.x1 - part.x0) / (height * FIGURE_WIDTH)))
}

/** Share of a rectangle's pixels that are ink. Sides in shares (0-1) of the column's box. */
export function inkIn(ink: InkMap, c: InkColumn, x0: number, y0: number, x1: number, y1: number): number {
  const [w, h] = [c.x1 - c.x0, c.y1 - c.y0]
  const [left, right] = [Math.round(c.x0 + x0 * w), Math.max(Math.round(c.x0 + x0 * w) + 1, Math.round(c.x0 + x1 * w))]
  const [top, bottom] = [Math.round(c.y0 + y0 * h), Math.max(Math.round(c.y0 + y0 * h) + 1, Math.round(c.y0 + y1 * h))]
  let n = 0
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) n += ink.data[y * ink.width + x]!
  return n / ((right - left) * (bottom - top))
}
