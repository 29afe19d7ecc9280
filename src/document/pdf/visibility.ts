import type { Bbox } from '../../records/bbox.js'
import type { QuarterTurn } from '../frame.js'
import type { Raster } from '../image/raster.js'
import type { GlyphWord } from '../words.js'
import type { PageObjects } from './pdf-objects.js'
import type { PdfPage } from './pdf-page.js'

/** Resolution of the two drawings that are compared; 4-point print still changes some pixel at this size. */
const PROBE_DPI = 100
/** Grey levels by which a word has to change some pixel to be seen; the palest watermark of the sample reports changes 20. */
const MIN_CHANGE = 6

export interface Visibility {
  visible: GlyphWord[]
  /** Words that leave no trace in the picture. */
  hidden: GlyphWord[]
  /** Words that would be seen if their font, which the file lacks, had the glyphs: visible to the author, blank here. */
  blank: GlyphWord[]
  /** The page without its text, grey. */
  textless: Raster
}

/**
 * Tells the words that a viewer shows from those it does not by drawing the page with and without text: a word is visible when its
 * box changes. That covers every way of hiding at once: rendering mode, transparency, white on white, clipping, off the page,
 * under an image or a filled area.
 */
export function probeVisibility(
  page: PdfPage,
  turn: QuarterTurn,
  words: readonly GlyphWord[],
  objects: PageObjects,
  maxPixels: number,
): Visibility {
  const runs = objects.texts.map((t) => t.object)
  page.setActive(runs, false)
  const textless = page.render(turn, PROBE_DPI, 'grey', maxPixels)
  page.setActive(runs, true)
  const result: Visibility = { visible: [], hidden: [], blank: [], textless }
  if (words.length === 0) return result
  const full = page.render(turn, PROBE_DPI, 'grey', maxPixels)
  const order = new Map(objects.texts.map((t) => [t.object, t]))
  const pageBox: Bbox = [0, 0, (full.width * 72) / PROBE_DPI, (full.height * 72) / PROBE_DPI]
  for (const word of words) {
    if (changes(full, textless, word.word.bbox)) result.visible.push(word)
    else if (isBlankFont(word, objects, order, pageBox)) result.blank.push(word)
    else result.hidden.push(word)
  }
  return result
}

function changes(a: Raster, b: Raster, bbox: Bbox): boolean {
  const scale = a.dpi / 72
  const x0 = Math.max(0, Math.floor(bbox[0] * scale))
  const y0 = Math.max(0, Math.floor(bbox[1] * scale))
  const x1 = Math.min(a.width, Math.ceil(bbox[2] * scale))
  const y1 = Math.min(a.height, Math.ceil(bbox[3] * scale))
  for (let y = y0; y < y1; y++) {
    for (let i = y * a.width + x0; i < y * a.width + x1; i++)
      if (Math.abs(a.data[i]! - b.data[i]!) >= MIN_CHANGE) return true
  }
  return false
}

/** Not embedded, meant to be inked, on the page, not clipped away, not white, not covered by anything drawn later. */
function isBlankFont(
  { word, glyphs }: GlyphWord,
  objects: PageObjects,
  order: ReadonlyMap<number, PageObjects['texts'][number]>,
  page: Bbox,
): boolean {
  const run = glyphs[0]!.run!
  if (run.embedded || run.inkless || /^#(f[0-9a-f]){3}$/.test(run.color)) return false
  const centre: [number, number] = [(word.bbox[0] + word.bbox[2]) / 2, (word.bbox[1] + word.bbox[3]) / 2]
  const holds = (box: Bbox): boolean =>
    centre[0] >= box[0] && centre[0] <= box[2] && centre[1] >= box[1] && centre[1] <= box[3]
  if (!holds(page)) return false
  const drawn = order.get(run.object)
  if (drawn === undefined) return true
  if (drawn.clip !== null && !holds(drawn.clip)) return false
  if (objects.images.some((image) => image.order > drawn.order && holds(image.bbox))) return false
  return !objects.paths.some(
    (path) =>
      path.order > drawn.order &&
      path.fill !== null &&
      path.opaque &&
      path.subpaths.some(({ points }) => {
        const xs = points.map((p) => p[0])
        const ys = points.map((p) => p[1])
        return points.length > 2 && holds([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)])
      }),
  )
}
