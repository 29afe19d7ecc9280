import type { Blob } from '../clean.js'
import { figuresIn } from '../image/ink-columns.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** A point is at most this wide and tall, as a share of the tallest figure of its word, and sits in its lowest part. */
const POINT_SIZE = 0.3
const LOWEST = 0.35
/** A comma is this tall and narrow against it, and reaches below the foot of the figures by so much. */
const COMMA_HEIGHT = 0.42
const COMMA_WIDTH = 0.27
const COMMA_HANGS = 0.07
/** A point begins above the foot of the figures by this share of their height; dust below the line does not. */
const ABOVE_FOOT = 0.05
/** Sureness left to a number whose points were restored or do not tally with the ink. */
const RESTORED = 0.8
const UNCERTAIN = 0.6
/** A number with as many characters as areas of ink is not nonsense, however unsure the engine is of it. */
const TALLIED = 0.3

/**
 * Checks the decimal points of numbers against the ink: a point that the engine overlooked changes a value tenfold. Where the other
 * characters tally one by one with the ink's areas, the point is put where it is printed; where they do not, the word's confidence is
 * capped so that it is looked at again. Nothing is added that is not ink.
 */
export function withPrintedPoints(words: readonly RecognizedWord[], all: readonly Blob[]): RecognizedWord[] {
  return words.map((word) => {
    if (!/^[\d.,~\-–—<>≤≥()]*\d[\d.,~\-–—<>≤≥()]*$/u.test(word.text)) return word
    const inside = all.filter((b) => isInside(b, word)).sort((a, b) => a.x0 - b.x0)
    const tallest = Math.max(0, ...inside.map((b) => b.y1 - b.y0))
    const bottom = Math.max(0, ...inside.filter((b) => b.y1 - b.y0 > tallest * 0.7).map((b) => b.y1))
    if (tallest < 8) return word
    const isComma = (b: Blob): boolean =>
      b.y1 - b.y0 <= tallest * COMMA_HEIGHT &&
      b.x1 - b.x0 <= tallest * COMMA_WIDTH &&
      b.y1 - b.y0 >= (b.x1 - b.x0) * 1.2 &&
      b.y1 >= bottom + tallest * COMMA_HANGS
    const isPoint = (b: Blob): boolean =>
      (isComma(b) || (b.y1 - b.y0 <= tallest * POINT_SIZE && b.x1 - b.x0 <= tallest * POINT_SIZE)) &&
      b.area >= 3 &&
      (b.y0 + b.y1) / 2 > bottom - tallest * LOWEST &&
      b.y0 < bottom - tallest * ABOVE_FOOT &&
      (b.y0 + b.y1) / 2 < bottom + tallest * 0.15
    const points = inside.filter(isPoint)
    const written = word.text.replace(/[^.,]/g, '').length
    const others = [...word.text.replace(/[.,]/g, '')]
    const signs = inside.filter((b) => !points.includes(b)).map((b) => figuresIn(b, tallest))
    const tallies = others.length === signs.reduce((sum, n) => sum + n, 0)
    if (points.length <= written)
      return tallies && points.length === written ? { ...word, confidence: Math.max(word.confidence, TALLIED) } : word
    if (!tallies) return { ...word, confidence: Math.min(word.confidence, UNCERTAIN) }
    let next = 0
    const text = inside
      .map((b) => {
        if (points.includes(b)) return isComma(b) ? ',' : '.'
        const from = next
        next += figuresIn(b, tallest)
        return others.slice(from, next).join('')
      })
      .join('')
    // A point before or after all figures is dust or a full stop, not a decimal point.
    // Two points in one number are not printed either.
    if (/^[.,]|[.,]$|[.,]\D|\D[.,]|[.,]\d+[.,]/.test(text))
      return { ...word, confidence: Math.min(word.confidence, UNCERTAIN) }
    return { ...word, text, confidence: Math.max(TALLIED, Math.min(word.confidence, RESTORED)) }
  })
}

function isInside(b: Blob, { bbox }: RecognizedWord): boolean {
  const x = (b.x0 + b.x1) / 2
  const y = (b.y0 + b.y1) / 2
  return x > bbox[0] - 1 && x < bbox[2] + 1 && y > bbox[1] - 2 && y < bbox[3] + 3
}
