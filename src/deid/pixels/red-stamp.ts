import type { Raster } from '../../document/image/raster.js'
import type { Bbox } from '../../records/bbox.js'
import { components } from './components.js'

/** How much more red than green and blue (0-255) the ink of a stamp is. */
const RED = 40
/** Pixels of the search grid, points: letters and rim of one stamp join at this distance. */
const CELL = 3
/** Sides of stamps, points, and their shapes (width / height). */
const SIDE = [34, 190] as const
const ASPECT = [0.5, 2.4] as const
/** Share of its outline (ellipse or rectangle) that a stamp's rim must ink. */
const RIM = 0.6
/** Directions in which an outline is looked at, and how far inside the box it may lie, share of the half side. */
const DIRECTIONS = 72
const INSIDE = 0.2

/**
 * Red stamps: red ink that draws a closed outline, round, oval or rectangular, whatever OCR read in it. Red print in tables has none. `raster` is the page in colour; boxes in
 * points.
 */
export function findRedStamps(raster: Raster): Bbox[] {
  if (raster.channels !== 3) return []
  const side = (CELL * raster.dpi) / 72
  const columns = Math.ceil(raster.width / side)
  const rows = Math.ceil(raster.height / side)
  const red = new Uint8Array(columns * rows)
  for (let y = 0; y < raster.height; y += 1)
    for (let x = 0; x < raster.width; x += 1) {
      const at = (y * raster.width + x) * 3
      const [r, g, b] = [raster.data[at]!, raster.data[at + 1]!, raster.data[at + 2]!]
      if (r - g > RED && r - b > RED) red[Math.floor(y / side) * columns + Math.floor(x / side)] = 1
    }
  return components(spread(red, columns, rows), columns, rows)
    .map(({ x, y, w, h }) => shrinkTo(red, columns, { x, y, w, h }))
    .filter(({ x, y, w, h }) => {
      const [width, height] = [w * CELL, h * CELL]
      if (Math.min(width, height) < SIDE[0] || Math.max(width, height) > SIDE[1]) return false
      if (width / height < ASPECT[0] || width / height > ASPECT[1]) return false
      const at = (px: number, py: number) => red[Math.round(py) * columns + Math.round(px)] === 1
      return outlined(at, { x, y, w, h }, ellipse) >= RIM || outlined(at, { x, y, w, h }, rectangle) >= RIM
    })
    .map(({ x, y, w, h }): Bbox => [x * CELL - 4, y * CELL - 4, (x + w) * CELL + 4, (y + h) * CELL + 4])
}

interface Box {
  x: number
  y: number
  w: number
  h: number
}

/** Joins what lies two cells apart. */
function spread(data: Uint8Array, columns: number, rows: number): Uint8Array {
  const out = new Uint8Array(data.length)
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < columns; x += 1) {
      if (data[y * columns + x] === 0) continue
      for (let dy = -1; dy <= 1; dy += 1)
        for (let dx = -1; dx <= 1; dx += 1) {
          const [nx, ny] = [x + dx, y + dy]
          if (nx >= 0 && ny >= 0 && nx < columns && ny < rows) out[ny * columns + nx] = 1
        }
    }
  return out
}

/** The cells of a spread region that were red to begin with. */
function shrinkTo(red: Uint8Array, columns: number, { x, y, w, h }: Box): Box {
  let [x0, y0, x1, y1] = [x + w, y + h, x, y]
  for (let r = y; r < y + h; r += 1)
    for (let c = x; c < x + w; c += 1) {
      if (red[r * columns + c] === 0) continue
      x0 = Math.min(x0, c)
      x1 = Math.max(x1, c + 1)
      y0 = Math.min(y0, r)
      y1 = Math.max(y1, r + 1)
    }
  return { x: x0, y: y0, w: Math.max(0, x1 - x0), h: Math.max(0, y1 - y0) }
}

/** Distance of an outline from a box's centre in the direction (cos, sin), in half sides. */
type Outline = (cos: number, sin: number) => number
const ellipse: Outline = () => 1
const rectangle: Outline = (cos, sin) => 1 / Math.max(Math.abs(cos), Math.abs(sin))

/** Share of directions in which ink lies on the outline of a box, or a little inside. */
function outlined(at: (x: number, y: number) => boolean, { x, y, w, h }: Box, outline: Outline): number {
  const [cx, cy] = [x + (w - 1) / 2, y + (h - 1) / 2]
  let hit = 0
  for (let k = 0; k < DIRECTIONS; k += 1) {
    const [cos, sin] = [Math.cos((2 * Math.PI * k) / DIRECTIONS), Math.sin((2 * Math.PI * k) / DIRECTIONS)]
    const far = outline(cos, sin)
    for (let inward = 0; inward <= INSIDE; inward += 0.04) {
      const reach = far * (1 - inward)
      if (at(cx + (cos * reach * (w - 1)) / 2, cy + (sin * reach * (h - 1)) / 2)) {
        hit += 1
        break
      }
    }
  }
  return hit / DIRECTIONS
}
