import type { Raster } from '../../document/image/raster.js'
import { area, type Bbox, overlap } from '../../records/bbox.js'
import type { EmbeddedImage, PageReading, Word } from '../../records/page.js'
import type { Identification } from '../identification.js'
import { inResults } from './page-print.js'
import { bleachStamp } from './stamp-bleach.js'
import { bleach, brightnessIn } from './watermark.js'

/** Words of the text layer printed on an image that make it a background (a watermark, a shaded form); among results so few do. */
const WORDS = 12
const RESULTS = 2
/** Around the words that stay, points. */
const AROUND = 1

/** Whether an embedded image lies behind (or over) print that is to stay: a watermark, a stamp across results, the paper of a form. */
export function isBackground(image: EmbeddedImage, page: PageReading, identification: Identification): boolean {
  const words = wordsOn(image.bbox, page)
  if (words.length >= WORDS) return true
  return words.filter((word) => inResults(word.bbox, page, identification)).length >= RESULTS
}

/**
 * Takes a background out of a page's raster and leaves the print on it. Pale ones are bleached; of others everything goes that is not a word's own dark ink, ruling lines in
 * the image with it.
 */
export function removeBackground(raster: Raster, box: Bbox, page: PageReading): void {
  const brightness = brightnessIn([box], page.words, page, raster)
  if (brightness !== null) {
    bleach(raster, { bbox: box }, brightness)
    return
  }
  bleachStamp(raster, box)
  const { data, width, height, channels } = raster
  const scale = raster.dpi / 72
  const [x0, x1] = [Math.max(0, Math.floor(box[0] * scale)), Math.min(width, Math.ceil(box[2] * scale))]
  const [y0, y1] = [Math.max(0, Math.floor(box[1] * scale)), Math.min(height, Math.ceil(box[3] * scale))]
  const keep = new Uint8Array(Math.max(0, x1 - x0) * Math.max(0, y1 - y0))
  for (const { bbox } of wordsOn(box, page, 0))
    for (
      let y = Math.max(y0, Math.floor((bbox[1] - AROUND) * scale));
      y < Math.min(y1, (bbox[3] + AROUND) * scale);
      y += 1
    )
      keep.fill(
        1,
        (y - y0) * (x1 - x0) + Math.max(0, Math.floor((bbox[0] - AROUND) * scale) - x0),
        (y - y0) * (x1 - x0) + Math.max(0, Math.min(x1, Math.ceil((bbox[2] + AROUND) * scale)) - x0),
      )
  for (let y = y0; y < y1; y += 1)
    for (let x = x0; x < x1; x += 1)
      if (keep[(y - y0) * (x1 - x0) + x - x0] === 0) {
        const at = (y * width + x) * channels
        data.fill(255, at, at + channels)
      }
}

/** Upright words of the text layer of which more than this share lies on a box. */
function wordsOn(box: Bbox, page: PageReading, share = 0.6): Word[] {
  return page.words.filter(
    (word) => word.source === 'text' && Math.abs(word.angle) < 1 && overlap(word.bbox, box) > share * area(word.bbox),
  )
}
