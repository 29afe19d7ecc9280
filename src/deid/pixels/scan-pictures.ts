import { type InkMap, shrink } from '../../document/image/ink.js'
import type { Raster } from '../../document/image/raster.js'
import { area, type Bbox, overlap } from '../../records/bbox.js'
import { components } from './components.js'

/** Portrait photographs: sides in points and shape (width / height) of passport pictures. */
const PORTRAIT = { width: [30, 150], height: [36, 200], aspect: [0.5, 1.1] } as const
/** A pixel of a picture is at least this much darker (0-255) than the paper around it: the least of bright pictures, and what sets dark ones apart from a watermark that runs up to them. */
const TONES = [9, 60] as const
/** Share of a cell's pixels that must be toned: letters and ruling lines fill less. */
const CELL_FILL = 0.8
/** Share of a picture's box that toned cells fill. */
const FILLED = 0.66
/** A region in which more cells than this are of one brightness is shading. */
const PLAIN = 0.85
/** Grid cell, points. */
const CELL = 4

/** Cells of a grid over the page that are darker than the paper throughout, for each of `TONES`. */
function tonedCells(grey: Raster): { toned: Uint8Array[]; mean: Float32Array; columns: number; rows: number } {
  const scale = grey.dpi / 72
  const columns = Math.floor(grey.width / scale / CELL)
  const rows = Math.floor(grey.height / scale / CELL)
  const mean = new Float32Array(columns * rows)
  for (let r = 0; r < rows; r += 1)
    for (let c = 0; c < columns; c += 1) {
      let [sum, n] = [0, 0]
      eachPixel(grey, c, r, (value) => {
        sum += value
        n += 1
      })
      mean[r * columns + c] = n === 0 ? 255 : sum / n
    }
  const toned = TONES.map(() => new Uint8Array(columns * rows))
  const sorted = mean.slice().sort()
  const page = sorted[Math.floor(0.75 * sorted.length)] ?? 255
  for (let r = 0; r < rows; r += 1)
    for (let c = 0; c < columns; c += 1) {
      // The paper around: the brightest cells of the row's and the column's neighbourhood, against shadows of photographed pages.
      const paper = localPaper(mean, page, columns, rows, c, r)
      TONES.forEach((tone, k) => {
        const dark = paper - tone
        if (mean[r * columns + c]! >= dark) return
        let [n, below] = [0, 0]
        eachPixel(grey, c, r, (value) => {
          n += 1
          if (value < dark + TONES[0] / 2) below += 1
        })
        if (below >= CELL_FILL * n) toned[k]![r * columns + c] = 1
      })
    }
  return { toned, mean, columns, rows }
}

/** Rectangles of continuous tone of a portrait's size and shape: photographs printed on a scanned page. `grey` is the page. */
export function findPortraits(grey: Raster): Bbox[] {
  const { toned, mean, columns, rows } = tonedCells(grey)
  const found: Bbox[] = []
  // 4 neighbours: a picture touches its caption's letters only at corners.
  for (const cellsOf of toned)
    for (const { x, y, w, h, cells } of components(cellsOf, columns, rows, 4)) {
      const [width, height] = [w * CELL, h * CELL]
      const aspect = width / height
      if (
        width < PORTRAIT.width[0] ||
        width > PORTRAIT.width[1] ||
        height < PORTRAIT.height[0] ||
        height > PORTRAIT.height[1]
      )
        continue
      if (aspect < PORTRAIT.aspect[0] || aspect > PORTRAIT.aspect[1] || cells < FILLED * w * h) continue
      if (plainShare(mean, cellsOf, columns, { x, y, w, h }) > PLAIN) continue
      const box: Bbox = [x * CELL - 5, y * CELL - 5, (x + w) * CELL + 5, (y + h) * CELL + 5]
      if (!found.some((other) => overlap(other, box) > 0.8 * area(box))) found.push(box)
    }
  return found
}

function eachPixel(grey: Raster, c: number, r: number, visit: (value: number) => void): void {
  const scale = grey.dpi / 72
  for (let y = Math.floor(r * CELL * scale); y < (r + 1) * CELL * scale && y < grey.height; y += 2)
    for (let x = Math.floor(c * CELL * scale); x < (c + 1) * CELL * scale && x < grey.width; x += 2)
      visit(grey.data[y * grey.width + x]!)
}

/** Share of a region's toned cells whose brightness is that of most of them. */
function plainShare(
  mean: Float32Array,
  toned: Uint8Array,
  columns: number,
  { x, y, w, h }: { x: number; y: number; w: number; h: number },
): number {
  const values: number[] = []
  for (let r = y; r < y + h; r += 1)
    for (let c = x; c < x + w; c += 1) if (toned[r * columns + c] === 1) values.push(mean[r * columns + c]!)
  values.sort((a, b) => a - b)
  const middle = values[values.length >> 1] ?? 0
  return values.filter((value) => Math.abs(value - middle) < 6).length / Math.max(1, values.length)
}

/** Distances in cells, and directions, at which the paper around a cell is looked at: beyond any portrait. */
const AROUND = [18, 23, 28] as const
const AXES = [
  [1, 0],
  [0, 1],
  [0.7, 0.7],
  [0.7, -0.7],
  [0.4, 0.9],
  [0.9, 0.4],
  [0.4, -0.9],
  [0.9, -0.4],
] as const

/** Cells below this share of the page's usual brightness are no paper. */
const OFF_PAPER = 0.65

/** Brightness of the paper at a cell: means of opposite cells, because light falls off across photographs; the 75th percentile, because print and pictures stand around. */
function localPaper(mean: Float32Array, page: number, columns: number, rows: number, c: number, r: number): number {
  const pairs: number[] = []
  const singles: number[] = []
  const at = (x: number, y: number) => {
    const value = x >= 0 && y >= 0 && x < columns && y < rows ? mean[y * columns + x]! : null
    // What is much darker than the page is a picture itself, or the table that a photographed page lies on.
    return value !== null && value > OFF_PAPER * page ? value : null
  }
  for (const far of AROUND)
    for (const [dx, dy] of AXES) {
      const [x, y] = [Math.round(dx * far), Math.round(dy * far)]
      const [a, b] = [at(c + x, r + y), at(c - x, r - y)]
      if (a !== null && b !== null) pairs.push((a + b) / 2)
      else if (a !== null || b !== null) singles.push(a ?? b ?? 255)
    }
  const values = pairs.length >= 6 ? pairs : [...pairs, ...singles]
  if (values.length === 0) return 255
  values.sort((a, b) => a - b)
  return values[Math.floor(values.length * 0.75)]!
}

/** Radii of round seals, points (GB/T seals are 38-58 mm across; forms shrink them). */
const RADIUS = { least: 18, most: 84, step: 1.5 } as const
/** Directions in which a circle is looked at, and the share of them that must be inked on it and at most on a circle beside it. */
const DIRECTIONS = 72
const ON_RING = 0.66
const BESIDE = 0.5
/** Seals keep this far from the page's edge, points; the corners of photographed pages do not. */
const EDGE = 8
/** Around a found ring, points: circles are found to within one step, and stamps bleed. */
const MARGIN = 7
/** Resolution of the search, dots per inch. */
const SEARCH_DPI = 72

/** Share of a seal's rim that is inked where it is sure to be one: circles that rows of print happen to make reach .72. */
const WHOLE_RING = 0.84

/** A round seal: its box in points, and whether its rim is whole. */
export interface Seal {
  bbox: Bbox
  whole: boolean
}

/** Round seals: circles of ink, whatever their colour; `print` are words that OCR is sure of: their ink makes no circle. */
export function findSeals(ink: InkMap, print: readonly Bbox[]): Seal[] {
  const shrunk = shrink(ink, SEARCH_DPI)
  const small = { ...shrunk, data: shrunk.data.slice() }
  const pixel = small.dpi / 72
  for (const [x0, y0, x1, y1] of print)
    for (let y = Math.max(0, Math.floor(y0 * pixel) - 1); y < Math.min(small.height, y1 * pixel + 1); y += 1)
      small.data.fill(
        0,
        y * small.width + Math.max(0, Math.floor(x0 * pixel) - 1),
        y * small.width + Math.min(small.width, Math.ceil(x1 * pixel) + 1),
      )
  const { width, height, data } = small
  const points: number[] = []
  for (let at = 0; at < data.length; at += 1) if (data[at] === 1) points.push(at)
  if (points.length === 0 || points.length > 0.25 * data.length) return []
  const cos = Array.from({ length: DIRECTIONS }, (_, k) => Math.cos((2 * Math.PI * k) / DIRECTIONS))
  const sin = Array.from({ length: DIRECTIONS }, (_, k) => Math.sin((2 * Math.PI * k) / DIRECTIONS))
  const scale = 72 / small.dpi
  const at = (x: number, y: number) => {
    const [ix, iy] = [Math.round(x), Math.round(y)]
    return ix >= 0 && iy >= 0 && ix < width && iy < height && data[iy * width + ix] === 1
  }
  const share = (cx: number, cy: number, radius: number, step = 1) => {
    let n = 0
    for (let k = 0; k < DIRECTIONS; k += step) if (at(cx + radius * cos[k]!, cy + radius * sin[k]!)) n += 1
    return (n * step) / DIRECTIONS
  }
  const found: { cx: number; cy: number; radius: number; score: number }[] = []
  const votes = new Uint16Array(width * height)
  for (let radius = RADIUS.least / scale; radius <= RADIUS.most / scale; radius += RADIUS.step / scale) {
    votes.fill(0)
    const steps = Array.from({ length: DIRECTIONS / 3 }, (_, k) => [
      Math.round(radius * cos[3 * k]!),
      Math.round(radius * sin[3 * k]!),
    ])
    const dx = Int32Array.from(steps, (step) => step[0]!)
    const dy = Int32Array.from(steps, (step) => step[1]!)
    // Every fourth point votes: a ring has hundreds.
    for (let i = 0; i < points.length; i += 4) {
      const x = points[i]! % width
      const y = (points[i]! - x) / width
      for (let k = 0; k < dx.length; k += 1) {
        const cx = x + dx[k]!
        const cy = y + dy[k]!
        if (cx >= 0 && cy >= 0 && cx < width && cy < height) votes[cy * width + cx]! += 1
      }
    }
    for (let v = 0; v < votes.length; v += 1) {
      if (votes[v]! < 4) continue
      const cx = v % width
      const cy = (v - cx) / width
      if (cx < radius + 3 || cy < radius + 3 || cx + radius + 3 > width || cy + radius + 3 > height) continue
      // A quarter of the directions tells most circles that are none.
      if (share(cx, cy, radius, 4) < 0.5) continue
      const on = share(cx, cy, radius)
      if (on < ON_RING) continue
      // Print is inked inside, on and outside of any circle; a seal's rim is a line.
      if (share(cx, cy, radius + 5 / scale) > BESIDE || share(cx, cy, radius - 4 / scale) > BESIDE + 0.05) continue
      found.push({ cx, cy, radius, score: on })
    }
  }
  const best: typeof found = []
  for (const circle of found.sort((a, b) => b.score - a.score || b.radius - a.radius)) {
    const same = best.find((other) => Math.hypot(other.cx - circle.cx, other.cy - circle.cy) < 14 / scale)
    if (same === undefined) best.push({ ...circle })
    else if (circle.radius > same.radius) same.radius = circle.radius
  }
  const inside = best.filter(({ cx, cy, radius }) => Math.min(cx, cy, width - cx, height - cy) >= radius + EDGE / scale)
  return inside.map(({ cx, cy, radius, score }) => ({
    bbox: [
      (cx - radius) * scale - MARGIN,
      (cy - radius) * scale - MARGIN,
      (cx + radius) * scale + MARGIN,
      (cy + radius) * scale + MARGIN,
    ],
    whole: score >= WHOLE_RING,
  }))
}
