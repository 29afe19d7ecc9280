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
  const { byRow, byColumn } = inkedPixels(ink)
  for (const lean of LEANS) {
    const slope = Math.tan(((skew + lean) * Math.PI) / 180)
    markRuns(byColumn, ink, slope, LONG_X * scale, gone)
    markColumns(byRow, ink, slope, LONG_Y * scale, gone)
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

/** The inked pixels of a map, by rows and by columns. */
function inkedPixels({ data, width, height }: InkMap): { byRow: Int32Array; byColumn: Int32Array } {
  const starts = new Int32Array(width + 1)
  for (let at = 0, x = 0; at < data.length; at += 1, x = x + 1 === width ? 0 : x + 1)
    if (data[at] === 1) starts[x + 1]! += 1
  for (let x = 0; x < width; x += 1) starts[x + 1]! += starts[x]!
  const byRow = new Int32Array(starts[width]!)
  const byColumn = new Int32Array(byRow.length)
  let n = 0
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      if (data[y * width + x] === 0) continue
      byRow[n++] = y * width + x
      byColumn[starts[x]!++] = y * width + x
    }
  return { byRow, byColumn }
}

/** Marks runs along lines `y = r + slope * x`; `byColumn` are the inked pixels from left to right. */
function markRuns(
  byColumn: Int32Array,
  { width, height }: InkMap,
  slope: number,
  long: number,
  gone: Uint8Array,
): void {
  const shift = Int32Array.from({ length: width }, (_, x) => Math.round(slope * x))
  const span = Math.abs(shift[width - 1] ?? 0)
  const from = new Int32Array(height + 2 * span + 1).fill(-1)
  const last = new Int32Array(from.length)
  const flush = (line: number) => {
    if (from[line]! < 0 || last[line]! - from[line]! <= long) return
    for (let x = from[line]!; x <= last[line]!; x += 1) {
      const y = line - span + shift[x]!
      if (y >= 0 && y < height) gone[y * width + x] = 1
    }
  }
  for (const at of byColumn) {
    const y = Math.floor(at / width)
    const x = at - y * width
    const line = y - shift[x]! + span
    if (from[line]! < 0 || x - last[line]! > BREAK + 1) {
      flush(line)
      from[line] = x
    }
    last[line] = x
  }
  for (let line = 0; line < from.length; line += 1) flush(line)
}

/** Marks runs along lines `x = c - slope * y`; `byRow` are the inked pixels from top to bottom. */
function markColumns(
  byRow: Int32Array,
  { width, height }: InkMap,
  slope: number,
  long: number,
  gone: Uint8Array,
): void {
  const shift = Int32Array.from({ length: height }, (_, y) => Math.round(-slope * y))
  const span = Math.abs(shift[height - 1] ?? 0)
  const from = new Int32Array(width + 2 * span + 1).fill(-1)
  const last = new Int32Array(from.length)
  const flush = (line: number) => {
    if (from[line]! < 0 || last[line]! - from[line]! <= long) return
    for (let y = from[line]!; y <= last[line]!; y += 1) {
      const x = line - span + shift[y]!
      if (x >= 0 && x < width) gone[y * width + x] = 1
    }
  }
  for (const at of byRow) {
    const y = Math.floor(at / width)
    const line = at - y * width - shift[y]! + span
    if (from[line]! < 0 || y - last[line]! > BREAK + 1) {
      flush(line)
      from[line] = y
    }
    last[line] = y
  }
  for (let line = 0; line < from.length; line += 1) flush(line)
}
