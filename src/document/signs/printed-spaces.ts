import type { InkMap } from '../image/ink.js'
import { figuresIn, type InkColumn, inkColumns } from '../image/ink-columns.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** A number and what was read after it without a space: letters, or a last `1` or stroke that may be an arrow. */
const NUMBER_AND_LETTERS = /^([<>≤≥]?\d[\d.,]*)([\p{Script=Latin}μµ↑↓%][\p{Script=Latin}μµ↑↓*/%^\d.]*|\*)$/u
const NUMBER_AND_STROKE = /^([<>≤≥]?\d[\d.,]*)([1!|tTfIl丨个])$/u
/** A point is at most this wide and tall, as a share of the figures, and ends near their foot. */
const POINT_SIZE = 0.34
const POINT_FOOT = 0.25
/** Blank paper of a printed space as a share of the figures' height: before letters, and before another figure, where it must also be so many times the gaps between figures. */
const SPACE = 0.22
const SPACE_AT_FIGURE = 0.3
const WIDER = 1.7
/** Figures stand at even distances: a space makes the next one this much longer. Share of the height that the distance is in most type. */
const LONGER = 1.22
const PITCH = 0.76
/** Sureness of a last figure that stands apart from its number. */
const APART = 0.5

/**
 * Splits words where the ink shows a space behind a number: `5.9 H` is read as `59H`, `88 ↑` as `881`, which makes another number of
 * it. The print left of the space must tally with the signs of the number one by one, points aside.
 */
export function withPrintedSpaces(words: readonly RecognizedWord[], ink: InkMap): RecognizedWord[] {
  return words.flatMap((word) => {
    const letters = NUMBER_AND_LETTERS.exec(word.text)
    const stroke = letters === null ? NUMBER_AND_STROKE.exec(word.text) : null
    const [, number, tail] = letters ?? stroke ?? []
    if (number === undefined || tail === undefined) return [word]
    const columns = inkColumns(ink, word.bbox)
    const at = widestGap(columns)
    if (at === null) return [word]
    const [left, right] = [columns.slice(0, at), columns.slice(at)]
    const height = Math.max(...left.map((c) => c.y1 - c.y0))
    const foot = Math.max(...left.map((c) => c.y1))
    const figures = left.filter((c) => !isPoint(c, height, foot))
    const printed = figures.reduce((sum, c) => sum + figuresIn(c, height), 0)
    if (printed !== number.replace(/[.,]/g, '').length) return [word]
    const gap = right[0]!.x0 - left.at(-1)!.x1
    if (gap < height * SPACE) return [word]
    if (stroke !== null && (right.length !== 1 || !isSpaceBetweenFigures(columns, at, figures, height))) return [word]
    const [x0, y0, x1, y1] = word.bbox
    const middle = left.at(-1)!.x1
    return [
      { ...word, text: number, bbox: [x0, y0, middle, y1] },
      {
        ...word,
        text: tail,
        bbox: [right[0]!.x0, y0, x1, y1],
        confidence: stroke === null ? word.confidence : Math.min(word.confidence, APART),
      },
    ].map(({ runs: _, ...piece }): RecognizedWord => piece as RecognizedWord)
  })
}

function isPoint(c: InkColumn, height: number, foot: number): boolean {
  const [w, h] = [c.x1 - c.x0, c.y1 - c.y0]
  return w <= height * POINT_SIZE && h <= height * POINT_SIZE && (c.y0 + c.y1) / 2 > foot - height * POINT_FOOT
}

/** Index of the column right of the widest gap; null for a single column. */
function widestGap(columns: readonly InkColumn[]): number | null {
  let [best, widest] = [0, 0]
  for (let i = 1; i < columns.length; i++) {
    const gap = columns[i]!.x0 - columns[i - 1]!.x1
    if (gap > widest) [best, widest] = [i, gap]
  }
  return best === 0 ? null : best
}

function isSpaceBetweenFigures(
  columns: readonly InkColumn[],
  at: number,
  figures: readonly InkColumn[],
  height: number,
): boolean {
  const gap = columns[at]!.x0 - columns[at - 1]!.x1
  const others = columns.slice(1, at).map((c, i) => c.x0 - columns[i]!.x1)
  if (gap < height * SPACE_AT_FIGURE || gap < WIDER * Math.max(0, ...others)) return false
  const middle = (c: InkColumn): number => (c.x0 + c.x1) / 2
  const distances = figures.slice(1).map((c, i) => middle(c) - middle(figures[i]!))
  const pitch = Math.min(height * PITCH, ...distances)
  return middle(columns[at]!) - middle(figures.at(-1)!) >= pitch * LONGER
}
