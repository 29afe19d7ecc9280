import type { InkMap } from '../image/ink.js'
import { inkColumns } from '../image/ink-columns.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** A caret ends above this share of the height of the figures and is at most this tall. */
const RAISED = 0.74
const MAX_HEIGHT = 0.68
/** Sureness left to a word in which a misread caret was put right. */
const SHOWN = 0.8

/**
 * Puts carets of powers of ten where the ink shows them: `10^9/L` is read as `1079/L` or `10"9/L`. The sign after the ten is a caret
 * when it is small and stands high; the other signs must tally with the ink one by one.
 */
export function withCarets(words: readonly RecognizedWord[], ink: InkMap): RecognizedWord[] {
  return words.map((word) => {
    const match = /^([×xX*]?10)([^\d^/]|[1479])(\d{1,2}\/.*)$/u.exec(word.text)
    if (match === null) return word
    const columns = inkColumns(ink, word.bbox)
    const at = match[1]!.length
    if (columns.length < at + 2) return word
    const tallest = Math.max(...columns.slice(0, at).map((c) => c.y1 - c.y0))
    const top = Math.min(...columns.slice(0, at).map((c) => c.y0))
    const sign = columns[at]!
    const raised = sign.y1 < top + tallest * RAISED && sign.y1 - sign.y0 < tallest * MAX_HEIGHT
    if (!raised || Math.abs(columns.length - [...word.text].length) > 1) return word
    return { ...word, text: `${match[1]}^${match[3]}`, confidence: Math.max(Math.min(word.confidence, SHOWN), 0.6) }
  })
}
