import type { Rule } from '../../records/page.js'
import { type Blob, blobs } from '../clean.js'
import type { InkMap } from './ink.js'
import type { Raster } from './raster.js'

/** Whitened levels (0 black, 255 paper) below which a pixel belongs to print, however pale. */
const PRINT = 218
/** Print whose darkest tenth is lighter than this is pale (black print of a scan stays below 60, red print below 100); grain is lighter than the second. */
const PALE = 110
const GRAIN = 190
/** Level that the darkest tenth of pale print is drawn at. */
const DRAWN = 30
/** Sizes of type in points: smaller is dust, larger a watermark, a picture or a band of colour. */
const MIN_HEIGHT = 0.5
const MAX_HEIGHT = 20
const MAX_WIDTH = 90
/** Traces of an erased rule are this thin and lie this near to it, points. */
const TRACE = 1.8
const TRACE_DISTANCE = 2.2

/** Everything printed on a whitened page, pale or not: thin rules of forms are often pale. */
export function printMask({ data, width, height, dpi }: Raster): InkMap {
  const mask = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i++) if (data[i]! < PRINT) mask[i] = 1
  return { data: mask, width, height, dpi }
}

/**
 * Draws pale type as dark as the rest, in place: recognition splits ink from paper by one level for the whole page, so grey labels
 * beside black values are lost. Each connected area of ink is stretched by its own darkest tenth; grain of the paper is white already.
 * Pale traces that erased rules left are wiped.
 */
export function liftPalePrint(whitened: Raster, rules: readonly Rule[]): void {
  const { data, width, height, dpi } = whitened
  const scale = dpi / 72
  const print = printMask(whitened)
  const mask = print.data
  const histogram = new Uint32Array(256)
  for (const b of blobs(print)) {
    const [w, h] = [b.x1 - b.x0, b.y1 - b.y0]
    if (isTrace(b, rules, scale)) {
      for (let y = b.y0; y < b.y1; y++) data.fill(255, y * width + b.x0, y * width + b.x1)
      continue
    }
    if (Math.max(w, h) < MIN_HEIGHT * scale || h > MAX_HEIGHT * scale || w > MAX_WIDTH * scale) continue
    histogram.fill(0)
    let n = 0
    for (let y = b.y0; y < b.y1; y++) {
      for (let x = b.x0; x < b.x1; x++) {
        const value = data[y * width + x]!
        if (value >= PRINT) continue
        histogram[value]!++
        n++
      }
    }
    let level = 0
    for (let seen = histogram[0]!; seen < n * 0.1; seen += histogram[level]!) level++
    if (level < PALE || level > GRAIN) continue
    const gain = (255 - DRAWN) / (255 - level)
    for (let y = Math.max(0, b.y0 - 1); y < Math.min(height, b.y1 + 1); y++) {
      for (let x = Math.max(0, b.x0 - 1); x < Math.min(width, b.x1 + 1); x++) {
        const i = y * width + x
        // Boxes of neighbouring letters overlap: a pixel is stretched once.
        if (mask[i] === 2) continue
        mask[i] = 2
        data[i] = Math.max(0, 255 - (255 - data[i]!) * gain)
      }
    }
  }
}

function isTrace(b: Blob, rules: readonly Rule[], scale: number): boolean {
  const [w, h] = [b.x1 - b.x0, b.y1 - b.y0]
  const thin = TRACE * scale
  if (Math.min(w, h) > thin || Math.max(w, h) < 2 * Math.min(w, h)) return false
  const [x, y] = [(b.x0 + b.x1) / 2 / scale, (b.y0 + b.y1) / 2 / scale]
  return rules.some((r) => {
    const level = Math.abs(r.x1 - r.x0) >= Math.abs(r.y1 - r.y0)
    if (level !== w >= h) return false
    const [from, to, at] = level ? [r.x0, r.x1, x] : [r.y0, r.y1, y]
    if (at < from - TRACE || at > to + TRACE) return false
    const share = to === from ? 0 : (at - from) / (to - from)
    const distance = level ? y - (r.y0 + (r.y1 - r.y0) * share) : x - (r.x0 + (r.x1 - r.x0) * share)
    return Math.abs(distance) <= TRACE_DISTANCE + r.width / 2
  })
}
