import { type Blob, blobs } from '../clean.js'
import { type InkMap, otsuSplit } from './ink.js'
import type { Raster } from './raster.js'

/** A band of colour is darker than this share of the paper's brightness. White type is not set on paler ground. */
const DARK = 0.74
/** Half the side of the square that must be dark for a pixel to lie inside a band, points: strokes of type and rules are thinner. */
const CORE = 0.85
/** A band is at least this wide and tall, and at most this tall, points: smaller is bold type, larger a picture. */
const MIN_WIDTH = 18
const MIN_HEIGHT = 7
const MAX_HEIGHT = 90
/** Share of a band's box that is dark: letters leave at least this much of the ground standing. */
const MIN_FILL = 0.55
/** Share of its dark pixels that are near the most frequent level: a portrait's are not. */
const MIN_EVEN = 0.7
const NEAR = 26
/** Share of light pixels inside a band: less is an empty bar, more no type. */
const MIN_LIGHT = 0.008
const MAX_LIGHT = 0.45
/** Grey levels between ground and type. */
const MIN_CONTRAST = 45
/** Width of the blurred edge of a band, points. */
const EDGE = 0.9

/**
 * Turns bands of white type on dark ground (heads of tables, titles of sections) into black type on white, in place: recognition
 * reads neither, because the ground is taken for ink or, when it is of a middle tone, for paper. Pictures and empty bars stay.
 * Returns how many bands were turned.
 */
export function turnReversedPrint(grey: Raster): number {
  const { data, width, height, dpi } = grey
  const scale = dpi / 72
  const level = paperLevel(data) * DARK
  const dark: InkMap = { data: new Uint8Array(data.length), width, height, dpi }
  for (let i = 0; i < data.length; i++) if (data[i]! < level) dark.data[i] = 1
  const reach = Math.max(1, Math.round(CORE * scale))
  let turned = 0
  for (const core of blobs(eroded(dark, reach))) {
    const band = {
      x0: Math.max(0, core.x0 - reach),
      y0: Math.max(0, core.y0 - reach),
      x1: Math.min(width, core.x1 + reach),
      y1: Math.min(height, core.y1 + reach),
      area: core.area,
    }
    const [w, h] = [band.x1 - band.x0, band.y1 - band.y0]
    if (w < MIN_WIDTH * scale || h < MIN_HEIGHT * scale || h > MAX_HEIGHT * scale || w < h) continue
    if (turn(grey, dark, band, Math.max(1, Math.round(EDGE * scale)))) turned++
  }
  return turned
}

/** Brightness of the paper: the level that the brightest half of the page exceeds. */
function paperLevel(data: Uint8Array): number {
  const histogram = new Uint32Array(256)
  for (let i = 0; i < data.length; i += 7) histogram[data[i]!]!++
  let level = 255
  for (let above = 0; level > 0 && above < data.length / 14; level--) above += histogram[level]!
  return level
}

/** Pixels around which a square of dark ones stands. */
function eroded({ data, width, height, dpi }: InkMap, reach: number): InkMap {
  const rows = new Uint8Array(data.length)
  const side = 2 * reach + 1
  for (let y = 0; y < height; y++) {
    let run = 0
    for (let x = 0; x < width; x++) {
      run = data[y * width + x] === 1 ? run + 1 : 0
      if (run >= side) rows[y * width + x - reach] = 1
    }
  }
  const out = new Uint8Array(data.length)
  const runs = new Uint16Array(width)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      runs[x] = rows[y * width + x] === 1 ? Math.min(side, runs[x]! + 1) : 0
      if (runs[x] === side) out[(y - reach) * width + x] = 1
    }
  }
  return { data: out, width, height, dpi }
}

/** Turns one band when its levels are those of type on an even ground. */
function turn(grey: Raster, dark: InkMap, band: Blob, edge: number): boolean {
  const { data, width } = grey
  const histogram = new Uint32Array(256)
  for (let y = band.y0; y < band.y1; y++) for (let x = band.x0; x < band.x1; x++) histogram[data[y * width + x]!]!++
  const area = (band.x1 - band.x0) * (band.y1 - band.y0)
  const filled = count(dark, band)
  if (filled < area * MIN_FILL) return false
  const split = otsuSplit(histogram) + 1
  const [ground, type] = [median(histogram, 0, split), median(histogram, split, 256)]
  if (type - ground < MIN_CONTRAST) return false
  const [darkPixels, lightPixels] = [sum(histogram, 0, split), sum(histogram, split, 256)]
  if (lightPixels < area * MIN_LIGHT || lightPixels > area * MAX_LIGHT) return false
  if (sum(histogram, Math.max(0, ground - NEAR), Math.min(256, ground + NEAR)) < darkPixels * MIN_EVEN) return false
  const [left, right] = rowEnds(dark, band)
  for (let y = band.y0; y < band.y1; y++) {
    const outer = y < band.y0 + edge || y >= band.y1 - edge
    for (let x = left[y - band.y0]!; x < right[y - band.y0]!; x++) {
      const i = y * width + x
      const share = (data[i]! - ground) / (type - ground)
      const nearEnd = x < left[y - band.y0]! + edge || x >= right[y - band.y0]! - edge
      data[i] = outer || nearEnd || share <= 0 ? 255 : share >= 1 ? 0 : 255 - share * 255
    }
  }
  return true
}

/** First and last dark pixel of each row of a band, so that paper beside a band that leans is left alone. */
function rowEnds(dark: InkMap, { x0, y0, x1, y1 }: Blob): [Uint32Array, Uint32Array] {
  const left = new Uint32Array(y1 - y0).fill(x1)
  const right = new Uint32Array(y1 - y0).fill(x0)
  for (let y = y0; y < y1; y++) {
    const base = y * dark.width
    let [from, to] = [x0, x1]
    while (from < to && dark.data[base + from] !== 1) from++
    while (to > from && dark.data[base + to - 1] !== 1) to--
    left[y - y0] = from
    right[y - y0] = to
  }
  return [left, right]
}

function count({ data, width }: InkMap, { x0, y0, x1, y1 }: Blob): number {
  let n = 0
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) n += data[y * width + x]!
  return n
}

function sum(histogram: Uint32Array, from: number, to: number): number {
  let n = 0
  for (let i = from; i < to; i++) n += histogram[i]!
  return n
}

function median(histogram: Uint32Array, from: number, to: number): number {
  const half = sum(histogram, from, to) / 2
  let [n, level] = [0, from]
  while (level < to - 1 && n + histogram[level]! < half) n += histogram[level++]!
  return level
}
