import type { InkMap } from './ink.js'
import { type InkColumn, inkColumns, inkIn } from './ink-columns.js'
import type { RecognizedWord } from './ocr-words.js'

/** Share of the rows that a slanting bar cuts in two strokes; a bare wedge has one stroke in every row. */
const DOUBLE_ROWS = 0.15
/** Share of the width that a level bar fills; the tip of a wedge fills less. */
const BAR = 0.62
/** Pixels below which the strokes of a sign run into each other: type of about 6 points. */
const MIN_HEIGHT = 20
/** Sureness left to a comparison sign that was read as another sign. */
const SHOWN = 0.8

/**
 * Reads ≤ and ≥ in the ink: the Latin model does not know them and drops the bar, the Chinese one reads ≥ as 之. Only words that begin
 * with such a sign before a number, or are one, are looked at.
 */
export function withComparators(words: readonly RecognizedWord[], ink: InkMap): RecognizedWord[] {
  return words.map((word) => {
    const sign = /^([<>之乏])\s*(?=-?\d|$)/u.exec(word.text)
    if (sign === null) return word
    const column = inkColumns(ink, word.bbox)[0]
    if (column === undefined) return word
    const [w, h] = [column.x1 - column.x0, column.y1 - column.y0]
    if (h < MIN_HEIGHT || w < h * 0.6 || w > h * 1.2) return word
    // The corners that the wedge leaves blank: left of `<` at the top, right of `>`.
    const left = inkIn(ink, column, 0, 0, 0.3, 0.22)
    const right = inkIn(ink, column, 0.7, 0, 1, 0.22)
    let bar = 0
    for (let y = 0.8; y < 1; y += 0.04) bar = Math.max(bar, inkIn(ink, column, 0, y, 1, y + 0.03))
    // Two strokes in the upper rows: the sign touches its figure, and nothing can be said.
    if (doubleRows(ink, column, 0, 0.3) > 0.1) return word
    if ((doubleRows(ink, column, 0.4, 1) < DOUBLE_ROWS && bar < BAR) || Math.abs(left - right) < 0.05) return word
    const wedge = left < right ? '≤' : '≥'
    if (sign[1] === '<' && wedge === '≥') return word
    if (sign[1] === '>' && wedge === '≤') return word
    return { ...word, text: `${wedge}${word.text.slice(sign[0].length)}`, confidence: Math.min(word.confidence, SHOWN) }
  })
}

/** Share of the sign's rows between two heights (0-1) in which the ink falls into several strokes. */
function doubleRows(ink: InkMap, { x0, y0, x1, y1 }: InkColumn, from: number, to: number): number {
  const [top, bottom] = [Math.round(y0 + (y1 - y0) * from), Math.round(y0 + (y1 - y0) * to)]
  let rows = 0
  for (let y = top; y < bottom; y++) {
    let strokes = 0
    let blank = 2
    for (let x = x0; x < x1; x++) {
      if (ink.data[y * ink.width + x] !== 1) blank++
      else {
        if (blank >= 2) strokes++
        blank = 0
      }
    }
    if (strokes > 1) rows++
  }
  return rows / Math.max(1, bottom - top)
}
