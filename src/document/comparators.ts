import type { InkMap } from './ink.js'
import { inkColumns, inkIn } from './ink-columns.js'
import type { RecognizedWord } from './ocr-words.js'

/** A slanting bar gives the lower two fifths of the sign this much more ink than the upper ones; a bare wedge is even. */
const HEAVIER = 1.4
/** Share of the width that a level bar fills; the tip of a wedge fills less. */
const BAR = 0.62
/** Sureness left to a comparison sign that was read as another sign. */
const SHOWN = 0.8

/**
 * Reads ≤ and ≥ in the ink: the Latin model does not know them and drops the bar, the Chinese one reads ≥ as 之. Only words that begin
 * with such a sign before a number, or are one, are looked at.
 */
export function withComparators(words: readonly RecognizedWord[], ink: InkMap): RecognizedWord[] {
  return words.map((word) => {
    const sign = /^([<>之乏])\s*(?=\d|$)/u.exec(word.text)
    if (sign === null) return word
    const column = inkColumns(ink, word.bbox)[0]
    if (column === undefined) return word
    const [w, h] = [column.x1 - column.x0, column.y1 - column.y0]
    if (h < 10 || w < h * 0.4 || w > h * 1.4) return word
    // The corners that the wedge leaves blank: left of `<` at the top, right of `>`.
    const left = inkIn(ink, column, 0, 0, 0.3, 0.22)
    const right = inkIn(ink, column, 0.7, 0, 1, 0.22)
    const [upper, lower] = [inkIn(ink, column, 0, 0, 1, 0.4), inkIn(ink, column, 0, 0.6, 1, 1)]
    let bar = 0
    for (let y = 0.8; y < 1; y += 0.04) bar = Math.max(bar, inkIn(ink, column, 0, y, 1, y + 0.03))
    if ((lower < upper * HEAVIER && bar < BAR) || Math.abs(left - right) < 0.05) return word
    const wedge = left < right ? '≤' : '≥'
    if (sign[1] === '<' && wedge === '≥') return word
    if (sign[1] === '>' && wedge === '≤') return word
    return { ...word, text: `${wedge}${word.text.slice(sign[0].length)}`, confidence: Math.min(word.confidence, SHOWN) }
  })
}
