import type { OcrLine } from '../ocr/ocr-engine.js'
import { meanConfidence, type RecognizedWord } from '../ocr/ocr-words.js'
import { type Look, type Mosaic, readingOf } from '../ocr/second-look.js'

/** Numbers at or below this confidence are read once more with figures only: two readings differed, or the ink does not tally. */
const DOUBTED = 0.62
/** What a number looks like when letters stand in for figures. */
const NUMBER_LIKE = /^[<>≤≥+-]?(?=.*\d)[\dlIOoSBZ|gq]+(?:[.,:~-]+[\dlIOoSBZ|gq]+)*$/
const NUMBER = /^[<>≤≥+-]?\d+(?:[.,]\d+)?(?:[~-]+\d+(?:[.,]\d+)?)?$/
/** Below this confidence a reading of figures says nothing. */
const READABLE = 0.5
/** Sureness of a number that two of its readings agree on, and of one on which none do: never above what a reviewer is shown. */
const AGREED = 0.7
const DISPUTED = 0.45

/** Characters that results and limits are written with. */
export const DIGITS = '0123456789.,<>=+-~:/%'

/** The numbers to be read once more with figures only. */
export function doubtedNumbers(words: readonly RecognizedWord[]): Look[] {
  return words.flatMap(({ text, confidence, bbox }, word) =>
    confidence <= DOUBTED && text.length > 1 && NUMBER_LIKE.test(text) ? [{ word, run: null, bbox }] : [],
  )
}

/**
 * The words after a look with figures only. It confirms a number or casts doubt on it; letters are taken for figures only where the rest
 * of the number is read alike, and no figure is put that the engine did not read twice.
 */
export function withDigitReadings(
  words: readonly RecognizedWord[],
  mosaic: Mosaic,
  lines: readonly OcrLine[],
): RecognizedWord[] {
  const out = [...words]
  for (const row of mosaic.rows) {
    const read = readingOf(row, lines)
    const text = read.map((w) => w.text).join('')
    const confidence = meanConfidence(read)
    const first = out[row.word]!
    if (text === '' || confidence < READABLE) continue
    if (text === first.text) out[row.word] = { ...first, confidence: Math.max(first.confidence, AGREED) }
    else if (!NUMBER.test(text)) continue
    else if (!NUMBER.test(first.text) && lettersOnly(first.text, text))
      out[row.word] = { ...first, text, confidence: Math.min(AGREED, confidence) }
    else if (NUMBER.test(first.text)) out[row.word] = { ...first, confidence: Math.min(first.confidence, DISPUTED) }
  }
  return out
}

/** Both readings are alike but for letters of the first. */
function lettersOnly(first: string, second: string): boolean {
  return first.length === second.length && [...first].every((c, i) => c === second[i] || /[A-Za-z|]/.test(c))
}
