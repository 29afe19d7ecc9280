import { paperBrightness } from '../../document/image/ink.js'
import { luma, type Raster } from '../../document/image/raster.js'
import type { Bbox } from '../../records/bbox.js'
import { components } from './components.js'

/** Cells of the search grid, points; coloured cells this many apart belong to one note. */
const CELL = 2
const JOIN = 4
/** Spread of the channels, the paper taken for white, from which ink counts as coloured (pale blue pens have 28), and its luma against the paper's. */
const COLOURED = 26
const DARK = 0.78
/** Sides of a note's box, points. */
const WIDE = [40, 320] as const
const TALL = [8, 80] as const
/** A line of writing is this much longer than high (ratio of the principal axes' spreads). */
const SLENDER = 2
/** Degrees that a hand leans against the page's print: perspective bends printed lines by up to 2. */
const LEAN = 3
/** Share of the dark ink in the box that is coloured: print of another colour under a seal is none. */
const OWN = 0.4

/**
 * Notes in coloured pen that lean against the page's lines ("10/12 called back"): dates, names and initials by hand, whatever OCR read in them. Printed lines in colour do not
 * lean. `raster` is the page in colour, `skew` its lean in degrees clockwise; boxes in points.
 */
export function findLeaningNotes(raster: Raster, grey: Raster, skew: number): Bbox[] {
  if (raster.channels !== 3) return []
  const side = (CELL * raster.dpi) / 72
  const [columns, rows] = [Math.ceil(raster.width / side), Math.ceil(raster.height / side)]
  const coloured = new Uint16Array(columns * rows)
  const dark = new Uint16Array(columns * rows)
  const paper = paperBrightness(grey)
  const light = new Float32Array(raster.width)
  const white = whiteOf(raster)
  for (let y = 0; y < raster.height; y += 1) {
    paper.row(y, light)
    const row = Math.floor(y / side) * columns
    for (let x = 0; x < raster.width; x += 1) {
      const at = (y * raster.width + x) * 3
      const [r, g, b] = [raster.data[at]!, raster.data[at + 1]!, raster.data[at + 2]!]
      if (luma(r, g, b) >= DARK * light[x]!) continue
      const cell = row + Math.floor(x / side)
      dark[cell]! += 1
      const balanced = [r * white[0], g * white[1], b * white[2]]
      if (Math.max(...balanced) - Math.min(...balanced) > COLOURED) coloured[cell]! += 1
    }
  }
  return components(joined(coloured, columns, rows), columns, rows).flatMap((region) => {
    const axes = axesOf(coloured, dark, columns, region)
    if (axes === null || axes.own < OWN || axes.long < SLENDER * axes.short) return []
    const [w, h] = [axes.box[2] - axes.box[0], axes.box[3] - axes.box[1]]
    if (w < WIDE[0] || w > WIDE[1] || h < TALL[0] || h > TALL[1]) return []
    const lean = Math.abs(axes.angle - skew)
    return lean >= LEAN && lean <= 60 ? [axes.box] : []
  })
}

/** Gains that make the page's usual bright colour grey: photographs in warm light tint paper and print alike. */
function whiteOf({ data }: Raster): readonly [number, number, number] {
  const means = [0, 0, 0]
  let n = 0
  for (let at = 0; at < data.length; at += 3 * 31) {
    if (luma(data[at]!, data[at + 1]!, data[at + 2]!) < 150) continue
    for (let k = 0; k < 3; k += 1) means[k]! += data[at + k]!
    n += 1
  }
  const grey = (means[0]! + means[1]! + means[2]!) / 3
  const gain = (k: number) => (n === 0 || means[k]! === 0 ? 1 : grey / means[k]!)
  return [gain(0), gain(1), gain(2)]
}

/** Cells within `JOIN` of a coloured one along the line, and one across it. */
function joined(coloured: Uint16Array, columns: number, rows: number): Uint8Array {
  const out = new Uint8Array(coloured.length)
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < columns; x += 1) {
      if (coloured[y * columns + x] === 0) continue
      for (let dy = -1; dy <= 1; dy += 1)
        for (let dx = -JOIN; dx <= JOIN; dx += 1) {
          const [nx, ny] = [x + dx, y + dy]
          if (nx >= 0 && ny >= 0 && nx < columns && ny < rows) out[ny * columns + nx] = 1
        }
    }
  return out
}

interface Axes {
  box: Bbox
  /** Degrees clockwise of the longer axis, and the spreads along and across it, points. */
  angle: number
  long: number
  short: number
  own: number
}

/** The principal axes of the coloured ink in a region; null without any. */
function axesOf(
  coloured: Uint16Array,
  dark: Uint16Array,
  columns: number,
  region: { x: number; y: number; w: number; h: number },
): Axes | null {
  let [n, all, mx, my] = [0, 0, 0, 0]
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity]
  const each = (visit: (x: number, y: number, weight: number) => void) => {
    for (let y = region.y; y < region.y + region.h; y += 1)
      for (let x = region.x; x < region.x + region.w; x += 1) visit(x, y, coloured[y * columns + x]!)
  }
  each((x, y, weight) => {
    all += dark[y * columns + x]!
    if (weight === 0) return
    n += weight
    mx += weight * x
    my += weight * y
    x0 = Math.min(x0, x)
    y0 = Math.min(y0, y)
    x1 = Math.max(x1, x + 1)
    y1 = Math.max(y1, y + 1)
  })
  if (n === 0) return null
  mx /= n
  my /= n
  let [xx, xy, yy] = [0, 0, 0]
  each((x, y, weight) => {
    xx += weight * (x - mx) ** 2
    xy += weight * (x - mx) * (y - my)
    yy += weight * (y - my) ** 2
  })
  const half = Math.hypot((xx - yy) / 2, xy)
  const middle = (xx + yy) / 2
  return {
    box: [x0 * CELL, y0 * CELL, x1 * CELL, y1 * CELL],
    angle: (Math.atan2(2 * xy, xx - yy) * 90) / Math.PI,
    long: CELL * Math.sqrt((middle + half) / n),
    short: CELL * Math.sqrt(Math.max(0, middle - half) / n),
    own: n / Math.max(1, all),
  }
}
