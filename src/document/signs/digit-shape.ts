import type { Blob } from '../clean.js'
import { glyphsOf, type Hole, holesOf } from '../glyph.js'
import type { InkMap } from '../image/ink.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** A number is checked when it is at least this sure; a contradicted one gets the other sureness, which makes the engine look again. */
const CHECKED = 0.82
const CONTRADICTED = 0.8
/** Points and commas are lower than this share of the figures. */
const FIGURE = 0.6
const MIN_HEIGHT = 12

/**
 * Doubts numbers whose ink contradicts a figure: the paper that it encloses. A sure `08` was a printed 68; a 6 encloses paper below its
 * middle, a 0 around it, an 8 twice, a 3 none. Blur closes some figures, so that this only asks for a second look and changes nothing.
 */
export function withShapeDoubts(words: readonly RecognizedWord[], ink: InkMap, all: readonly Blob[]): RecognizedWord[] {
  return words.map((word) => {
    const number = /^[<>≤≥]?(\d[\d.,]*)$/.exec(word.text)?.[1]
    if (number === undefined || word.confidence < CHECKED) return word
    const glyphs = glyphsOf(word, all)
    const tallest = Math.max(0, ...glyphs.map((b) => b.y1 - b.y0))
    if (tallest < MIN_HEIGHT) return word
    const digits = [...number.replace(/[.,]/g, '')]
    const figures = glyphs.filter((b) => b.y1 - b.y0 >= tallest * FIGURE).slice(-digits.length)
    if (figures.length !== digits.length) return word
    const tallies = glyphs.length - figures.length <= word.text.length - digits.length
    return tallies && digits.some((digit, i) => contradicts(digit, holesOf(ink, figures[i]!)))
      ? { ...word, confidence: CONTRADICTED }
      : word
  })
}

function contradicts(digit: string, holes: readonly Hole[]): boolean {
  const [hole, second] = holes
  if (digit === '8') return second === undefined
  if (second !== undefined) return true
  if (digit === '4') return false
  if (hole === undefined) return /[069]/.test(digit)
  if (digit === '0') return hole.middle < 0.4 || hole.middle > 0.6
  return digit === '6' ? hole.middle < 0.5 : digit === '9' ? hole.middle > 0.5 : true
}
