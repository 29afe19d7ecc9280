import { type InkMap, shrink } from '../../document/image/ink.js'
import type { Bbox } from '../../records/bbox.js'
import { components } from './components.js'

/** Resolution of the search, dots per inch: gaps of a worn frame close. */
const SEARCH_DPI = 100
/** Sides of a stamp, points: longer than high. */
const WIDTH = [60, 300] as const
const HEIGHT = [24, 150] as const
/** Stamps are set by hand: their frames lean against the page's lines by at least this and at most that, degrees. Cells of forms do not lean. */
const LEAN = [1.6, 20] as const
/** The sides lean alike to within this, degrees. */
const ALIKE = 2.5
/** A side is a straight line that this share of its outline lies on, to within so many points. */
const STRAIGHT = 0.55
const OFF = 1.6
/** What is covered around the frame, points. */
const MARGIN = 3

/**
 * Rectangular stamps ("RECEIVED", the chop of a clinic): frames that lean against the page's lines. Boxes in points. Told by the outline alone, for what stands in the frame and what
 * was written over it differ. `skew` in degrees clockwise.
 */
export function findFramedStamps(ink: InkMap, skew: number): Bbox[] {
  const small = shrink(ink, SEARCH_DPI)
  const scale = 72 / small.dpi
  return components(small.data, small.width, small.height).flatMap(({ x, y, w, h }): Bbox[] => {
    const [width, height] = [w * scale, h * scale]
    if (width < WIDTH[0] || width > WIDTH[1] || height < HEIGHT[0] || height > HEIGHT[1] || height > width) return []
    const inked = (cx: number, cy: number) => small.data[(y + cy) * small.width + x + cx] === 1
    const columns = Array.from({ length: w }, (_, i) => i)
    const rows = Array.from({ length: h }, (_, i) => i)
    const level = [
      side(columns.map((cx) => rows.find((cy) => inked(cx, cy)))),
      side(columns.map((cx) => rows.findLast((cy) => inked(cx, cy)))),
    ]
    const upright = [
      side(rows.map((cy) => columns.find((cx) => inked(cx, cy)))),
      side(rows.map((cy) => columns.findLast((cx) => inked(cx, cy)))),
    ]
    // One side may be hidden by what was written over it.
    const leans = [...level, ...upright.map((lean) => (lean === null ? null : -lean))].filter((lean) => lean !== null)
    const lean = median(level.filter((one) => one !== null)) - skew
    if (leans.length < 3 || Math.max(...leans) - Math.min(...leans) > ALIKE) return []
    if (Math.abs(lean) < LEAN[0] || Math.abs(lean) > LEAN[1]) return []
    return [[x * scale - MARGIN, y * scale - MARGIN, (x + w) * scale + MARGIN, (y + h) * scale + MARGIN]]
  })
}

/** The lean of a side, degrees, from the first ink of each column or row; null where it is no straight line. The ends belong to the neighbouring sides. */
function side(outline: readonly (number | undefined)[]): number | null {
  const n = outline.length
  const reach = Math.max(4, Math.round(n / 4))
  const slopes: number[] = []
  for (let i = 0; i + reach < n; i += 1) {
    const [a, b] = [outline[i], outline[i + reach]]
    if (a !== undefined && b !== undefined) slopes.push((b - a) / reach)
  }
  if (slopes.length < n / 3) return null
  const slope = median(slopes)
  const rests = outline.flatMap((value, i) => (value === undefined ? [] : [value - slope * i]))
  const middle = median(rests)
  const limit = (OFF * SEARCH_DPI) / 72
  if (rests.filter((rest) => Math.abs(rest - middle) <= limit).length < STRAIGHT * n) return null
  return (Math.atan(slope) * 180) / Math.PI
}

function median(values: number[]): number {
  values.sort((a, b) => a - b)
  return values[values.length >> 1]!
}
