import type { InkMap } from '../../document/image/ink.js'
import { type Bbox, overlap } from '../../records/bbox.js'

/** Ink that stands closer to a mention than this, shares of its height, belongs to it: OCR leaves out characters at either end of a number. */
const GAP = 0.42
/** Farthest that a mention is drawn out, shares of its height. */
const FARTHEST = 6
/** Shorter rests, points, lie in the margin of the mention's own box. */
const LEAST = 2.5
/** A column inked over more than this share of the height is a ruling line. */
const RULE = 0.92

/**
 * What the box of a mention leaves out to the right of the run of ink that it stands in, or null. The run ends at a gap, a ruling line or a word that is to stay. To the left
 * stands the label, and the value zone begins where that ends. `slope` is the page's lean; points.
 */
export function inkBehind(ink: InkMap, box: Bbox, stays: readonly Bbox[], slope: number): Bbox | null {
  const height = box[3] - box[1]
  if (height < 4 || height > 40) return null
  const scale = ink.dpi / 72
  const most = Math.min(FARTHEST * height, ink.width / scale - box[2])
  let end = box[2]
  for (let far = 0; far < most; far += 1 / scale) {
    const x = box[2] + far
    if (x - end > GAP * height) break
    const shift = slope * (x - (box[0] + box[2]) / 2)
    const [y0, y1] = [box[1] + 0.1 * height + shift, box[3] - 0.1 * height + shift]
    if (stays.some((word) => overlap(word, [x - 1, y0, x, y1]) > 0)) break
    const inked = columnShare(ink, x, y0, y1)
    if (inked > RULE) break
    if (inked > 0.06) end = x
  }
  return end < box[2] + LEAST ? null : [box[2] - 1, box[1] - 1, end + 1.5, box[3] + 1]
}

/** Share of a column of pixels that is ink. */
function columnShare(ink: InkMap, x: number, y0: number, y1: number): number {
  const scale = ink.dpi / 72
  const column = Math.round(x * scale)
  if (column < 0 || column >= ink.width) return 0
  const [from, to] = [Math.max(0, Math.floor(y0 * scale)), Math.min(ink.height, Math.ceil(y1 * scale))]
  let n = 0
  for (let y = from; y < to; y += 1) n += ink.data[y * ink.width + column]!
  return n / Math.max(1, to - from)
}
