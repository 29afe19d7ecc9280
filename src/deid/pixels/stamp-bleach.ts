import { luma, type Raster } from '../../document/image/raster.js'
import { area, type Bbox, overlap } from '../../records/bbox.js'
import type { PageReading, Redaction, Word } from '../../records/page.js'
import type { Identification } from '../identification.js'
import { inResults, TRUST } from './page-print.js'

/** A pixel that stays under a bleached stamp is dark (share of the paper's luma) and of no colour (largest less smallest channel, 0-255). */
const DARK = 0.55
const GREY = 42
/** Ink this much redder than green and blue is the stamp's. */
const RED = 30
/** A word is printed, not stamped, when less than this share of its ink is red: strokes of the stamp cross it. */
const STAMPED = 0.5
/** A seal is red when this share of all ink in its box is: black print stands under it. */
const RED_SEAL = 0.25
/** Confidence of OCR at which a word outside of results is print. */
const SURE = 0.75
/** A word is under a stamp when this share of its area is. */
const UNDER = 0.3

/** A red stamp over results, and the words under it that go with it. */
export interface BleachedStamp {
  region: Redaction
  gone: number[]
}

/**
 * Red stamps that lie over rows of results: black print under red ink can be told by its colour, so the stamp is bleached and the results stay. Null where no result
 * stands under it, and for seals of another colour: those are covered.
 */
export function bleachedStamp(
  region: Redaction,
  page: PageReading,
  raster: Raster,
  identification: Identification,
): BleachedStamp | null {
  if (region.category !== 'SEAL' || raster.channels !== 3) return null
  const inRows = (word: Word) => inResults(word.bbox, page, identification)
  const under = page.words.flatMap((word, index) =>
    overlap(word.bbox, region.bbox) > UNDER * area(word.bbox) ? [index] : [],
  )
  const stays = under.filter((index) => {
    const word = page.words[index]!
    const read = word.source !== 'ocr' || word.confidence >= (inRows(word) ? TRUST : SURE)
    return read && redShare(raster, word.bbox) < STAMPED
  })
  if (!stays.some((index) => inRows(page.words[index]!)) || redShare(raster, region.bbox) < RED_SEAL) return null
  return { region, gone: under.filter((index) => !stays.includes(index)) }
}

/** Paints everything in a box that is not dark and grey in the colour of its paper. */
export function bleachStamp(raster: Raster, box: Bbox): void {
  const { data, channels } = raster
  const paper = paperOf(raster, box)
  const light = luma(paper[0]!, paper[1]!, paper[2]!)
  eachPixel(raster, box, (at) => {
    const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!]
    const colour = Math.max(r, g, b) - Math.min(r, g, b)
    if (luma(r, g, b) > DARK * light || colour > GREY) for (let k = 0; k < channels; k += 1) data[at + k] = paper[k]!
  })
}

/** Share of the ink in a box that is red. */
function redShare({ data, ...raster }: Raster, box: Bbox): number {
  let [ink, red] = [0, 0]
  eachPixel({ data, ...raster }, box, (at) => {
    const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!]
    const isRed = r - g > RED && r - b > RED
    if (!isRed && luma(r, g, b) > 128) return
    ink += 1
    if (isRed) red += 1
  })
  return ink === 0 ? 1 : red / ink
}

/** The brightest quarter of a box begins at this value of each channel. */
function paperOf(raster: Raster, box: Bbox): number[] {
  const counts = [0, 1, 2].map(() => new Uint32Array(256))
  let n = 0
  eachPixel(raster, box, (at) => {
    for (let k = 0; k < 3; k += 1) counts[k]![raster.data[at + k]!]! += 1
    n += 1
  })
  return counts.map((histogram) => {
    let above = 0
    let level = 255
    while (level > 0 && above < n / 4) above += histogram[level--]!
    return level + 1
  })
}

function eachPixel({ width, height, channels, dpi }: Raster, [x0, y0, x1, y1]: Bbox, visit: (at: number) => void) {
  const scale = dpi / 72
  for (let y = Math.max(0, Math.floor(y0 * scale)); y < Math.min(height, Math.ceil(y1 * scale)); y += 1)
    for (let x = Math.max(0, Math.floor(x0 * scale)); x < Math.min(width, Math.ceil(x1 * scale)); x += 1)
      visit((y * width + x) * channels)
}
