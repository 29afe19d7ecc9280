import { luma, type Raster } from '../document/raster.js'
import { area, type Bbox, overlap } from '../records/bbox.js'
import type { PageReading, Redaction } from '../records/page.js'
import type { Identifier } from './identification.js'

/** Ink this bright (0-255) is a watermark: print that is to be read is darker. The word's own colour does not tell: watermarks are drawn transparent. */
const PALE = 130
/** How much darker than the watermark's colour a pixel may be and still be its edge. */
const EDGE = 25

/**
 * The brightness of the watermark that a mention is part of, or null: pale words of the text layer that lie over other words. A black box there would hide results; the
 * pale ink is bleached instead.
 */
export function watermarkBrightness(item: Identifier, page: PageReading, raster: Raster): number | null {
  const words = item.word_indices.map((index) => page.words[index]!)
  if (words.length === 0 || words.some((word) => word.source !== 'text')) return null
  const over = page.words.filter(
    (other) => !words.includes(other) && words.some((word) => overlap(word.bbox, other.bbox) > 0.2 * area(other.bbox)),
  )
  if (over.length === 0) return null
  const beside = page.words.filter(
    (other) => !words.includes(other) && words.some((word) => overlap(word.bbox, other.bbox) > 0),
  )
  const darkest = Math.min(
    ...words.map((word) =>
      darkestOutside(
        word.bbox,
        beside.map((other) => other.bbox),
        raster,
      ),
    ),
  )
  return darkest >= PALE ? darkest : null
}

/** The darkest luma (2nd percentile, against stray rules) in a box outside of other words. */
function darkestOutside(box: Bbox, others: readonly Bbox[], raster: Raster): number {
  const scale = raster.dpi / 72
  const histogram = new Uint32Array(256)
  let n = 0
  for (let y = Math.max(0, Math.floor(box[1] * scale)); y < Math.min(raster.height, box[3] * scale); y += 1) {
    for (let x = Math.max(0, Math.floor(box[0] * scale)); x < Math.min(raster.width, box[2] * scale); x += 1) {
      const [px, py] = [x / scale, y / scale]
      if (
        others.some((other) => px > other[0] - 1.5 && px < other[2] + 1.5 && py > other[1] - 1.5 && py < other[3] + 1.5)
      )
        continue
      const at = (y * raster.width + x) * raster.channels
      histogram[
        raster.channels === 1 ? raster.data[at]! : luma(raster.data[at]!, raster.data[at + 1]!, raster.data[at + 2]!)
      ]! += 1
      n += 1
    }
  }
  for (let value = 0, seen = 0; value < 256; value += 1) {
    seen += histogram[value]!
    if (seen > n / 50) return value
  }
  return 0
}

/** Paints white every pixel of a box that is not clearly darker than the watermark. */
export function bleach(raster: Raster, redaction: Pick<Redaction, 'bbox'>, brightness: number): void {
  const scale = raster.dpi / 72
  const [x0, y0, x1, y1]: Bbox = redaction.bbox
  const { data, width, channels } = raster
  for (let y = Math.max(0, Math.floor(y0 * scale)); y < Math.min(raster.height, Math.ceil(y1 * scale)); y += 1) {
    for (let x = Math.max(0, Math.floor(x0 * scale)); x < Math.min(width, Math.ceil(x1 * scale)); x += 1) {
      const at = (y * width + x) * channels
      const value = channels === 1 ? data[at]! : luma(data[at]!, data[at + 1]!, data[at + 2]!)
      if (value >= brightness - EDGE) data.fill(255, at, at + channels)
    }
  }
}
