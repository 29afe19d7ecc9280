import type { Blob } from '../clean.js'
import { glyphsOf, maskOf } from '../glyph.js'
import type { InkMap } from '../image/ink.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** What a count is divided by, with what the models make of the stroke before it. */
const PER = /^[Jl1I|7](?=(?:[uμµ]?[lL1]|[HL]PF?|[hl]pf)$)/u
/** A stroke leans at least this far over its height, and is this thin against its width in each row. */
const LEAN = 0.22
const THIN = 0.62
/** How far the middles of its rows may stand off a straight line, as a share of its width. */
const BENT = 0.16
const SHOWN = 0.8

/** Puts the stroke of `/uL` or `/HPF` back, which is read as `Jul` or `1HPF`: a straight leaning stroke is neither letter nor figure. */
export function withSlashes(words: readonly RecognizedWord[], ink: InkMap, all: readonly Blob[]): RecognizedWord[] {
  return words.map((word) => {
    if (!PER.test(word.text)) return word
    const first = glyphsOf(word, all)[0]
    if (first === undefined || !isSlash(maskOf(ink, first))) return word
    const text = word.text.replace(PER, '/').replace(/1$/, 'L')
    return { ...word, text, confidence: Math.min(SHOWN, Math.max(word.confidence, 0.6)) }
  })
}

/** A straight stroke from above right to below left. */
export function isSlash({ data, width, height }: InkMap): boolean {
  if (height < 10 || width < height * LEAN || width > height) return false
  const middles: number[] = []
  for (let y = 0; y < height; y++) {
    const [from, to] = [
      data.indexOf(1, y * width) - y * width,
      data.lastIndexOf(1, (y + 1) * width - 1) - y * width + 1,
    ]
    if (from < 0 || from >= width || to - from > Math.max(4, width * THIN)) return false
    middles.push((from + to) / 2)
  }
  const [top, bottom] = [middles[0]!, middles.at(-1)!]
  if (top - bottom < width * 0.4) return false
  return middles.every(
    (x, y) => Math.abs(x - (top + ((bottom - top) * y) / (height - 1))) <= Math.max(1.5, width * BENT),
  )
}
