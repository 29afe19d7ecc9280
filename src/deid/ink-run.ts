import type { InkMap } from '../document/ink.js'
import { type Bbox, overlap } from '../records/bbox.js'

/** Ink that stands closer to a mention than this, shares of its height, belongs to it: OCR leaves out characters at either end of a number. */
const GAP = 0.42
/** Farthest that a mention is drawn out, shares of its height. */
const FARTHEST = 6
/** A column inked over more than this share of the height is a ruling line. */
const RULE = 0.92

/**
 * What the box of a mention leaves out of the run of ink that it stands in, to the left and to the right: boxes, points. The run ends at a gap, a ruling line or a word that is
 * to stay. `slope` is the page's lean.
 */
export function inkBeside(ink: InkMap, box: Bbox, stays: readonly Bbox[], slope: number): Bbox[] {
  const height = box[3] - box[1]
  if (height < 4 || height > 40) return []
  const found: Bbox[] = []
  const right = follow(ink, box, stays, slope, 1)
  if (right > box[2] + 0.8) found.push([box[2] - 1, box[1] - 1, right + 1.5, box[3] + 1])
  const left = follow(ink, box, stays, slope, -1)
  if (left < box[0] - 0.8) found.push([left - 1.5, box[1] - 1, box[0] + 1, box[3] + 1])
  return found
}

function follow(ink: InkMap, box: Bbox, stays: readonly Bbox[], slope: number, step: 1 | -1): number {
  const scale = ink.dpi / 72
  const height = box[3] - box[1]
  const start = step === 1 ? box[2] : box[0]
  const most = Math.min(FARTHEST * height, step === 1 ? ink.width / scale - start : start)
  let end = start
  for (let far = 0; far < most; far += 1 / scale) {
    const x = start + step * far
    if (Math.abs(x - end) > GAP * height) break
    const shift = slope * (x - (box[0] + box[2]) / 2)
    const [y0, y1] = [box[1] + 0.1 * height + shift, box[3] - 0.1 * height + shift]
    if (stays.some((word) => overlap(word, [Math.min(x, x - step), y0, Math.max(x, x - step), y1]) > 0)) break
    const inked = columnShare(ink, x, y0, y1)
    if (inked > RULE) break
    if (inked > 0.06) end = x
  }
  return end
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
