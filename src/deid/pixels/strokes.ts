import type { InkMap } from '../../document/image/ink.js'
import type { Bbox } from '../../records/bbox.js'
import { type Component, components } from './components.js'

/** Runs of ink along the page's lines longer than this, points, are ruling lines; across them likewise: neither belongs to a stroke. */
const LONG_X = 70
const LONG_Y = 45
/** Directions in which runs are followed, degrees beside the page's lean: scans bend, photographs narrow. */
const LEANS = [-0.6, -0.3, 0, 0.3, 0.6]
/** Pixels that a ruling line may be broken over. */
const BREAK = 2

/** Connected strokes of ink on a page, boxes in points; ruling lines are taken out first. `skew` in degrees clockwise. */
export function strokesOf(ink: InkMap, skew: number): Bbox[] {
  const scale = ink.dpi / 72
  const { width, height } = ink
  const gone = new Uint8Array(ink.data.length)
  for (const lean of LEANS) {
    const slope = Math.tan(((skew + lean) * Math.PI) / 180)
    markRuns(ink, slope, LONG_X * scale, gone)
    markColumns(ink, slope, LONG_Y * scale, gone)
  }
  const data = ink.data.slice()
  for (let at = 0; at < data.length; at += 1) if (gone[at] === 1) data[at] = 0
  const slope = Math.tan((skew * Math.PI) / 180)
  return components(data, width, height)
    .filter((stroke) => stroke.w < FRAME * scale || !isFrame(data, width, stroke, slope, scale))
    .map(({ x, y, w, h }) => [x / scale, y / scale, (x + w) / scale, (y + h) / scale])
}

/** Strokes at least this wide, points, may be what is left of a table's frame: two level and two upright lines of this width hold this share of their ink. */
const FRAME = 30
const LINE = 1.1
const IN_LINES = 0.85

/** Whether a stroke is the corner or end of a ruled cell: its ink lies in few straight lines, a hand's all over its box. */
function isFrame(data: Uint8Array, width: number, stroke: Component, slope: number, scale: number): boolean {
  const band = Math.max(2, Math.round(LINE * scale))
  // Flat strokes lie in one line whatever they are.
  if (stroke.h < 6 * band) return false
  const lean = Math.ceil(Math.abs(slope) * Math.max(stroke.w, stroke.h))
  const rows = new Float64Array(stroke.h + 2 * lean + 1)
  const columns = new Float64Array(stroke.w + 2 * lean + 1)
  const points: [number, number][] = []
  for (let y = 0; y < stroke.h; y += 1)
    for (let x = 0; x < stroke.w; x += 1) {
      if (data[(stroke.y + y) * width + stroke.x + x] === 0) continue
      const point: [number, number] = [Math.round(y - slope * x) + lean, Math.round(x + slope * y) + lean]
      rows[point[0]]! += 1
      columns[point[1]]! += 1
      points.push(point)
    }
  const level = [takeBand(rows, band), takeBand(rows, band)]
  const upright = [takeBand(columns, band), takeBand(columns, band)]
  const within = (lines: readonly number[], at: number) => lines.some((from) => at >= from && at < from + band)
  const ruled = points.filter(([row, column]) => within(level, row) || within(upright, column)).length
  return ruled > IN_LINES * points.length
}

/** Takes the fullest run of `band` bins out of a histogram; returns where it began. */
function takeBand(bins: Float64Array, band: number): number {
  let [most, at, sum] = [-1, 0, 0]
  for (let i = 0; i < bins.length; i += 1) {
    sum += bins[i]! - (i >= band ? bins[i - band]! : 0)
    if (sum > most) [most, at] = [sum, Math.max(0, i - band + 1)]
  }
  bins.fill(0, at, at + band)
  return at
}

/** Marks runs along lines `y = r + slope * x`. */
function markRuns({ data, width, height }: InkMap, slope: number, long: number, gone: Uint8Array): void {
  const shift = Int32Array.from({ length: width }, (_, x) => Math.round(slope * x))
  const span = Math.abs(shift[width - 1] ?? 0)
  for (let r = -span; r < height + span; r += 1) {
    let [from, last] = [-1, -1]
    for (let x = 0; x <= width; x += 1) {
      const y = x < width ? r + shift[x]! : -1
      const on = y >= 0 && y < height && data[y * width + x] === 1
      if (on) {
        if (from < 0) from = x
        last = x
      } else if (from >= 0 && (x - last > BREAK || x === width)) {
        if (last - from > long) for (let k = from; k <= last; k += 1) gone[(r + shift[k]!) * width + k] = 1
        from = -1
      }
    }
  }
}

/** Marks runs along lines `x = c - slope * y`. */
function markColumns({ data, width, height }: InkMap, slope: number, long: number, gone: Uint8Array): void {
  const shift = Int32Array.from({ length: height }, (_, y) => Math.round(-slope * y))
  const span = Math.abs(shift[height - 1] ?? 0)
  for (let c = -span; c < width + span; c += 1) {
    let [from, last] = [-1, -1]
    for (let y = 0; y <= height; y += 1) {
      const x = y < height ? c + shift[y]! : -1
      const on = x >= 0 && x < width && data[y * width + x] === 1
      if (on) {
        if (from < 0) from = y
        last = y
      } else if (from >= 0 && (y - last > BREAK || y === height)) {
        if (last - from > long) for (let k = from; k <= last; k += 1) gone[k * width + c + shift[k]!] = 1
        from = -1
      }
    }
  }
}
