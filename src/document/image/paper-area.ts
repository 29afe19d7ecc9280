import { blobs } from '../clean.js'
import { otsu } from './ink.js'
import type { Raster } from './raster.js'

/** Resolution at which the sheet is looked for: type blurs into its paper. */
const SEARCH_DPI = 36
/** The desk is darker than this share of the paper, and takes up this share of the picture's edge. */
const DARKER = 0.82
const MIN_DARK_EDGE = 0.55
/** The sheet fills this share of the picture, and this share of the quadrilateral through its corners. */
const MIN_SHEET = 0.3
const MIN_FIT = 0.95
/** Shadow and bent edges inside the sheet's outline are left out, points. */
const INSET = 2

/** Grey level that stands for paper. */
const PAPER = 235

/** Corners of a sheet of paper in a picture, in pixels: top left, top right, bottom right, bottom left. */
export type Corners = readonly [[number, number], [number, number], [number, number], [number, number]]

/**
 * The sheet in a photograph of one that lies on darker ground; null where the picture shows nothing but paper, as scans do, or where
 * what is bright has not the form of a sheet.
 */
export function findSheet(grey: Raster): Corners | null {
  const step = Math.max(1, Math.round(grey.dpi / SEARCH_DPI))
  const small = brightest(grey, step)
  const { data, width, height } = small
  const level = otsu(data)
  const [paper, ground] = [meanAbove(data, level), meanBelow(data, level)]
  if (ground > paper * DARKER || darkEdge(small, level) < MIN_DARK_EDGE) return null
  const bright = data.map((v) => (v > level ? 1 : 0))
  const sheet = blobs({ data: bright, width, height, dpi: grey.dpi / step }).sort((a, b) => b.area - a.area)[0]
  if (sheet === undefined || sheet.area < width * height * MIN_SHEET) return null
  const corners = cornersOf(bright, width, sheet)
  const fit = sheet.area / Math.max(1, quadArea(corners))
  if (fit < MIN_FIT - 0.2 || fit > 2 - MIN_FIT || coverage(bright, width, corners) < MIN_FIT) return null
  const scale = (value: number): number => (value + 0.5) * step
  return corners.map(([x, y]) => [scale(x), scale(y)] as [number, number]) as unknown as Corners
}

/** The picture with everything outside of the sheet in the colour of paper. */
export function withoutGround(picture: Raster, corners: Corners): Raster {
  const grey = { ...picture, data: Uint8Array.from(picture.data) }
  const inset = (INSET * grey.dpi) / 72
  const edges = corners.map(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % 4]!
    const length = Math.max(1, Math.hypot(x1 - x0, y1 - y0))
    // Distance to the inside of the edge; corners run clockwise in a frame whose y grows downwards.
    return { a: -(y1 - y0) / length, b: (x1 - x0) / length, c: (x0 * (y1 - y0) - y0 * (x1 - x0)) / length }
  })
  for (let y = 0; y < grey.height; y++) {
    let [from, to] = [0, grey.width]
    for (const { a, b, c } of edges) {
      const rest = inset - b * y - c
      if (a > 1e-9) from = Math.max(from, rest / a)
      else if (a < -1e-9) to = Math.min(to, rest / a)
      else if (rest > 0) to = -1
    }
    const base = y * grey.width
    const [left, right] = [Math.min(grey.width, Math.max(0, Math.ceil(from))), Math.max(0, Math.floor(to))]
    grey.data.fill(PAPER, base, base + left)
    grey.data.fill(PAPER, base + Math.max(left, right), base + grey.width)
  }
  return grey
}

/** The corners after the picture is turned clockwise by a multiple of 90 degrees. */
export function turnCorners(corners: Corners, width: number, height: number, degrees: number): Corners {
  const quarter = (((degrees / 90) % 4) + 4) % 4
  const turned = corners.map(([x, y]): [number, number] =>
    quarter === 1 ? [height - y, x] : quarter === 2 ? [width - x, height - y] : quarter === 3 ? [y, width - x] : [x, y],
  )
  // The first corner stays top left.
  return [0, 1, 2, 3].map((i) => turned[(i - quarter + 4) % 4]!) as unknown as Corners
}

/** The picture reduced: of each block the second brightest of nine pixels, so that type on paper counts as paper. */
function brightest({ data, width, height, dpi }: Raster, step: number): Raster {
  const [w, h] = [Math.floor(width / step), Math.floor(height / step)]
  const out = new Uint8Array(w * h)
  const third = Math.max(1, Math.floor(step / 3))
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let [first, second] = [0, 0]
      for (let dy = 0; dy < step; dy += third) {
        for (let dx = 0; dx < step; dx += third) {
          const v = data[(y * step + dy) * width + x * step + dx]!
          if (v > first) [first, second] = [v, first]
          else if (v > second) second = v
        }
      }
      out[y * w + x] = second
    }
  }
  return { data: out, width: w, height: h, channels: 1, dpi: dpi / step }
}

function meanAbove(data: Uint8Array, level: number): number {
  let [sum, n] = [0, 0]
  for (const v of data) if (v > level) [sum, n] = [sum + v, n + 1]
  return n === 0 ? 0 : sum / n
}

function meanBelow(data: Uint8Array, level: number): number {
  let [sum, n] = [0, 0]
  for (const v of data) if (v <= level) [sum, n] = [sum + v, n + 1]
  return n === 0 ? 255 : sum / n
}

/** Share of the picture's outermost pixels that are dark. */
function darkEdge({ data, width, height }: Raster, level: number): number {
  let [dark, n] = [0, 0]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1)) {
      if (data[y * width + x]! <= level) dark++
      n++
    }
  }
  return dark / n
}

/** The corners of the bright area: its outermost points along the diagonals. */
function cornersOf(
  bright: Uint8Array,
  width: number,
  { x0, y0, x1, y1 }: { x0: number; y0: number; x1: number; y1: number },
): Corners {
  const best: [number, number][] = [0, 1, 2, 3].map(() => [x0, y0])
  const top = [Infinity, Infinity, Infinity, Infinity]
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      if (bright[y * width + x] !== 1) continue
      for (const [i, distance] of [x + y, y - x, -x - y, x - y].entries()) {
        if (distance >= top[i]!) continue
        top[i] = distance
        best[i] = [x, y]
      }
    }
  }
  return best as unknown as Corners
}

function quadArea(corners: Corners): number {
  let sum = 0
  corners.forEach(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % 4]!
    sum += x0 * y1 - x1 * y0
  })
  return Math.abs(sum) / 2
}

/** Share of the quadrilateral that is bright, and of what is bright that lies in it: the smaller of both. */
function coverage(bright: Uint8Array, width: number, corners: Corners): number {
  let [inside, hit, all] = [0, 0, 0]
  const height = bright.length / width
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const within = corners.every(([ax, ay], i) => {
        const [bx, by] = corners[(i + 1) % 4]!
        return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= -Math.hypot(bx - ax, by - ay)
      })
      const is = bright[y * width + x] === 1
      if (within) inside++
      if (is) all++
      if (within && is) hit++
    }
  }
  return Math.min(hit / Math.max(1, inside), hit / Math.max(1, all))
}
