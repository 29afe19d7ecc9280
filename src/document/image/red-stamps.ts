import { type Blob, blobs } from '../clean.js'
import { type Raster, toGrey } from './raster.js'

/** Red ink: the red channel stands so far above both others; its pale edges less far. */
const RED = 45
const REDDISH = 16
/** Darker than this nothing is red ink alone, but print under it. */
const PRINT = 100
/** Stamps are looked for at this resolution; parts of one lie within so many points of each other. */
const SEARCH_DPI = 50
const REACH = 2.5
/** Sides of a stamp, points, and how much longer one may be than the other: rows and columns of red results are none. */
const SMALLEST = 55
const LARGEST = 190
const LONGER = 1.9
/** Share of a stamp's box that is red: pictures and coloured bands have more. */
const MOST_RED = 0.55

/**
 * The grey version of a picture for reading, with red stamps in the colour of the paper: a seal over a column otherwise takes the units
 * and names below it away. Red print that is not a stamp stays.
 */
export function greyWithoutStamps(picture: Raster): Raster {
  const grey = toGrey(picture)
  if (picture.channels === 1) return grey
  const stamps = findStamps(picture)
  if (stamps.length === 0) return grey
  const data = Uint8Array.from(grey.data)
  for (const { x0, y0, x1, y1 } of stamps) {
    const paper = paperOf(grey, { x0, y0, x1, y1 })
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        const i = y * picture.width + x
        if (redness(picture, i) > REDDISH && picture.data[i * 3]! > PRINT) data[i] = paper
      }
    }
  }
  return { ...grey, data }
}

function redness({ data }: Raster, pixel: number): number {
  return data[pixel * 3]! - Math.max(data[pixel * 3 + 1]!, data[pixel * 3 + 2]!)
}

type Box = Pick<Blob, 'x0' | 'y0' | 'x1' | 'y1'>

/** Boxes of red stamps in pixels of the picture. */
function findStamps(picture: Raster): Box[] {
  const step = Math.max(1, Math.round(picture.dpi / SEARCH_DPI))
  const [width, height] = [Math.floor(picture.width / step), Math.floor(picture.height / step)]
  const red = new Uint8Array(width * height)
  let found = false
  for (let y = 0; y < height * step; y += 2) {
    for (let x = 0; x < width * step; x += 2) {
      if (redness(picture, y * picture.width + x) <= RED) continue
      red[Math.floor(y / step) * width + Math.floor(x / step)] = 1
      found = true
    }
  }
  if (!found) return []
  const scale = 72 / (picture.dpi / step)
  const reach = Math.max(1, Math.round(REACH / scale / 2))
  const near = new Uint8Array(red.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (red[y * width + x] !== 1) continue
      for (let ny = Math.max(0, y - reach); ny <= Math.min(height - 1, y + reach); ny++)
        near.fill(1, ny * width + Math.max(0, x - reach), ny * width + Math.min(width, x + reach + 1))
    }
  }
  return blobs({ data: near, width, height, dpi: picture.dpi / step })
    .filter((b) => {
      const [w, h] = [(b.x1 - b.x0) * scale, (b.y1 - b.y0) * scale]
      const [short, long] = [Math.min(w, h), Math.max(w, h)]
      return short >= SMALLEST && long <= LARGEST && long <= short * LONGER && redShare(red, width, b) <= MOST_RED
    })
    .map((b) => ({
      x0: b.x0 * step,
      y0: b.y0 * step,
      x1: Math.min(picture.width, b.x1 * step),
      y1: Math.min(picture.height, b.y1 * step),
    }))
}

function redShare(red: Uint8Array, width: number, { x0, y0, x1, y1 }: Box): number {
  let n = 0
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) n += red[y * width + x]!
  return n / ((x1 - x0) * (y1 - y0))
}

/** Brightness of the paper in a box: nine tenths of its pixels are no brighter. */
function paperOf(grey: Raster, { x0, y0, x1, y1 }: Box): number {
  const histogram = new Uint32Array(256)
  for (let y = y0; y < y1; y += 2) for (let x = x0; x < x1; x += 2) histogram[grey.data[y * grey.width + x]!]!++
  const n = histogram.reduce((sum, v) => sum + v, 0)
  let [level, above] = [255, 0]
  while (level > 0 && above < n * 0.1) above += histogram[level--]!
  return level + 1
}
