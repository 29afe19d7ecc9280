import { overlap, union } from '../../records/bbox.js'
import type { Blob } from '../clean.js'
import { maskOf } from '../glyph.js'
import type { InkMap } from '../image/ink.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** Size of the cross in points, and its width against its height. */
const MIN_POINTS = 3.5
const MAX_POINTS = 14
const SQUARE = [0.72, 1.4] as const
/** The strokes of the cross: rows of its upper and lower part are this narrow against its width, one row between is this wide. */
const STEM = 0.42
const BEAM = 0.85
/** The bar below: its height against the cross, its width, how far below and how far to the side it may stand. */
const BAR_HEIGHT = 0.26
const BAR_WIDTH = [0.7, 1.3] as const
const BELOW = 0.4
const BESIDE = 0.18
/** What the models make of the sign. */
const READ_AS = /^[+±十土士干王主f4]$/u
const SHOWN = 0.8

/**
 * Reads ± in the ink, which the models take for a plus: a weak positive is not a positive. A cross with a bar of its own width close
 * under it is nothing else.
 */
export function withPlusMinus(words: readonly RecognizedWord[], ink: InkMap, all: readonly Blob[]): RecognizedWord[] {
  const out = [...words]
  const scale = 72 / ink.dpi
  const bars = all.filter((b) => b.x1 - b.x0 >= 2.5 * (b.y1 - b.y0))
  for (const cross of all) {
    const [w, h] = [cross.x1 - cross.x0, cross.y1 - cross.y0]
    if (h * scale < MIN_POINTS || h * scale > MAX_POINTS || w < h * SQUARE[0] || w > h * SQUARE[1]) continue
    const bar = bars.find((b) => isBarUnder(b, cross))
    if (bar === undefined || !isCross(maskOf(ink, cross))) continue
    const sign = union([box(cross), box(bar)])
    const at = out.findIndex(({ bbox }) => overlap(bbox, sign) > 0)
    const word = out[at]
    if (word === undefined) out.push({ text: '±', confidence: SHOWN, bbox: sign, line: -1, height: h })
    else if (READ_AS.test(word.text)) out[at] = { ...word, text: '±', bbox: sign, confidence: SHOWN }
    else if (/^[^+]*\+[^+]*$/.test(word.text) && !/\d/.test(word.text))
      out[at] = { ...word, text: word.text.replace('+', '±'), confidence: Math.min(word.confidence, SHOWN) }
  }
  return out
}

function box({ x0, y0, x1, y1 }: Blob): RecognizedWord['bbox'] {
  return [x0, y0, x1, y1]
}

function isBarUnder(bar: Blob, cross: Blob): boolean {
  const [w, h] = [cross.x1 - cross.x0, cross.y1 - cross.y0]
  const [length, thickness] = [bar.x1 - bar.x0, bar.y1 - bar.y0]
  return (
    bar.y0 >= cross.y1 - 1 &&
    bar.y0 - cross.y1 <= h * BELOW &&
    thickness <= h * BAR_HEIGHT &&
    length >= w * BAR_WIDTH[0] &&
    length <= w * BAR_WIDTH[1] &&
    Math.abs(bar.x0 + bar.x1 - cross.x0 - cross.x1) <= 2 * w * BESIDE
  )
}

/** A stem in the middle, crossed once by a beam. */
function isCross({ data, width, height }: InkMap): boolean {
  const extent = (y: number): readonly [number, number] => {
    const row = data.subarray(y * width, (y + 1) * width)
    return [row.indexOf(1), row.lastIndexOf(1) + 1]
  }
  let beam = false
  for (let y = 0; y < height; y++) {
    const [from, to] = extent(y)
    const share = (y + 0.5) / height
    const middle = (from + to) / 2 / width
    if (share < 0.28 || share > 0.78) {
      if (to - from > width * STEM || middle < 0.3 || middle > 0.7) return false
    } else if (to - from >= width * BEAM) beam = true
  }
  return beam
}
