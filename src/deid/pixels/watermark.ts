import { luma, type Raster } from '../../document/image/raster.js'
import { area, type Bbox, overlap } from '../../records/bbox.js'
import type { PageReading, Redaction, Word } from '../../records/page.js'
import type { Identifier } from '../identification.js'

/** Ink this bright (0-255) is a watermark: print that is to be read is darker. The word's own colour does not tell: watermarks are drawn transparent. */
const PALE = 130
/** How much darker than the watermark's colour a pixel may be and still be its edge. */
const EDGE = 25

/** Text leaning by more than this from level and upright, degrees, is a watermark: no form or result is printed so. */
const LEAN = 8
/** Ruling lines hide this much beside them, points. */
const BESIDE_RULE = 1

/**
 * The brightness of the watermark that a mention is part of, or null: pale words of the text layer that lie over other words. A black box there would hide results; the
 * pale ink is bleached instead.
 */
export function watermarkBrightness(item: Identifier, page: PageReading, raster: Raster): number | null {
  const words = item.word_indices.map((index) => page.words[index]!)
  if (words.length === 0 || words.some((word) => word.source !== 'text')) return null
  const others = page.words.filter((other) => !words.includes(other))
  const over = others.some((other) => words.some((word) => overlap(word.bbox, other.bbox) > 0.2 * area(other.bbox)))
  if (!over) return null
  return brightnessIn(
    words.map((word) => word.bbox),
    others,
    page,
    raster,
  )
}

/** Words of the text layer that lean and that no detector named: parts of a watermark all the same. */
export function leaningWords(page: PageReading, identifiers: readonly Identifier[]): number[] {
  const found = new Set(identifiers.filter((item) => item.page === page.number).flatMap((item) => item.word_indices))
  return page.words.flatMap((word, index) => {
    const lean = Math.abs(word.angle) % 90
    return word.source === 'text' && Math.min(lean, 90 - lean) > LEAN && !found.has(index) ? [index] : []
  })
}

/** How bright the ink in some boxes is where no other word, rule or band of the page hides it; null where it is as dark as print. */
export function brightnessIn(
  boxes: readonly Bbox[],
  others: readonly Word[],
  page: PageReading,
  raster: Raster,
): number | null {
  const hidden = [...others.map((other) => other.bbox), ...drawn(page)]
  const darkest = Math.min(
    ...boxes.map((box) =>
      darkestOutside(
        box,
        hidden.filter((other) => overlap(box, grow(other)) > 0),
        raster,
      ),
    ),
  )
  return darkest >= PALE ? darkest : null
}

/** Ruling lines and coloured bands of the page: their ink is not the watermark's. */
function drawn(page: PageReading): Bbox[] {
  return [
    ...page.fills.map((fill) => fill.bbox),
    ...page.rules.map(
      (rule): Bbox => [
        Math.min(rule.x0, rule.x1) - BESIDE_RULE,
        Math.min(rule.y0, rule.y1) - BESIDE_RULE,
        Math.max(rule.x0, rule.x1) + BESIDE_RULE,
        Math.max(rule.y0, rule.y1) + BESIDE_RULE,
      ],
    ),
  ]
}

function grow([x0, y0, x1, y1]: Bbox): Bbox {
  return [x0 - 1.5, y0 - 1.5, x1 + 1.5, y1 + 1.5]
}

/** Boxes along a leaning word, of its letters' size: a box around all of it would cover the page. */
export function alongWord(word: Word): Bbox[] {
  const [x0, y0, x1, y1] = word.bbox
  const size = word.style.size ?? Math.min(x1 - x0, y1 - y0) / 2
  const steps = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / size))
  // Angles are counted clockwise as the page shows them or against it: the word's own box tells the slope's size only, its sign the angle.
  const falls = Math.sin((2 * word.angle * Math.PI) / 180) >= 0
  const half = Math.min(0.75 * size, (x1 - x0) / 2, (y1 - y0) / 2)
  return Array.from({ length: steps }, (_, k): Bbox => {
    const [a, b] = [k / steps, (k + 1) / steps]
    const at = (share: number): [number, number] => [
      x0 + half + share * (x1 - x0 - 2 * half),
      falls ? y0 + half + share * (y1 - y0 - 2 * half) : y1 - half - share * (y1 - y0 - 2 * half),
    ]
    const [[ax, ay], [bx, by]] = [at(a), at(b)]
    return [Math.min(ax, bx) - half, Math.min(ay, by) - half, Math.max(ax, bx) + half, Math.max(ay, by) + half]
  })
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
