import { union } from '../../records/bbox.js'
import type { Blob } from '../clean.js'
import { glyphsOf } from '../glyph.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'
import { isMisreadNumber } from './unit-shape.js'

/** What the pieces of a number split at its point are made of. */
const PIECE = /^[<>≤≥]?[\d.,~-]+$|^[小了寸个刑利丁卜日口]$/u
/** The whole: numbers with one point at most, one after the other in a range. */
const WHOLE = /^[<>≤≥]?\d+(?:[.,]\d+)?(?:(?:--?|~)\d+(?:[.,]\d+)?)?$/
/** A point is at most this wide and tall against the figures, and ends this near to their foot. */
const POINT_SIZE = 0.3
const POINT_FOOT = 0.22
/** Blank paper on either side of a point that has a cell of its own, as shares of the figures' height: in other type it stands at the figure. */
const BEFORE = 0.14
const BESIDE = 0.75
/** The figures left and right of it stand two cells apart; a cell is this wide against the figures' height where no two figures tell. */
const CELLS = 2
const CELL = 0.65
const UNEVEN = 0.2
/** How far the boxes of the pieces may overlap or stand apart, as shares of their height. */
const OVERLAP = 0.3
const FARTHEST = 1.4
/** Sureness of a number put together from pieces. */
const JOINED = 0.8

/**
 * Joins numbers of type whose signs all have the same width (matrix printers, old systems), where the point stands alone in its cell and
 * ends a word: `0` and `.018`, `48.` and `20`. The ink must show the point at the foot of the line, and the figures on either side two
 * cells apart.
 */
export function joinedNumbers(words: readonly RecognizedWord[], all: readonly Blob[]): RecognizedWord[] {
  const out: (RecognizedWord | null)[] = [...words]
  const order = words.map((_, i) => i).filter((i) => PIECE.test(words[i]!.text))
  order.sort((a, b) => words[a]!.bbox[0] - words[b]!.bbox[0])
  for (const [at, i] of order.entries()) {
    for (const j of order.slice(at + 1)) {
      const [left, right] = [out[i], out[j]]
      if (left == null) break
      if (right == null || !isNear(left, right)) continue
      // A point between the two may have been read as a word of its own.
      const between = order.find((k) => out[k] != null && /^[.,]$/.test(out[k].text) && stands(out[k], left, right))
      const point = between === undefined ? '' : out[between]!.text
      const joined = join(left, point === '' ? right : { ...right, text: point + right.text }, all)
      if (joined === null) continue
      out[i] = joined
      out[j] = null
      if (between !== undefined) out[between] = null
    }
  }
  return out.filter((word) => word !== null)
}

function isNear(left: RecognizedWord, right: RecognizedWord): boolean {
  const height = Math.max(left.bbox[3] - left.bbox[1], right.bbox[3] - right.bbox[1])
  const gap = right.bbox[0] - left.bbox[2]
  const middle = (right.bbox[1] + right.bbox[3]) / 2
  return gap > -height * OVERLAP && gap < height * FARTHEST && middle > left.bbox[1] && middle < left.bbox[3]
}

/** Whether a word stands between two others, at their foot. */
function stands({ bbox }: RecognizedWord, left: RecognizedWord, right: RecognizedWord): boolean {
  const middle = (bbox[0] + bbox[2]) / 2
  return middle > left.bbox[2] - 2 && middle < right.bbox[0] + 2 && bbox[3] > left.bbox[1] && bbox[1] < left.bbox[3] + 3
}

function join(left: RecognizedWord, right: RecognizedWord, all: readonly Blob[]): RecognizedWord | null {
  const text =
    /[.,]$/.test(left.text) || /^[.,]/.test(right.text) ? left.text + right.text : `${left.text}.${right.text}`
  const whole = WHOLE.test(text)
  if (!whole && !isMisreadNumber(text)) return null
  if (!standsInCell(left, right, all)) return null
  return {
    ...left,
    text,
    bbox: union([left.bbox, right.bbox]),
    confidence: Math.min(JOINED, Math.max(left.confidence, right.confidence)),
  }
}

/** The last figure left, the point, the first figure right, each in a cell of the same width. */
function standsInCell(left: RecognizedWord, right: RecognizedWord, all: readonly Blob[]): boolean {
  const span: RecognizedWord = { ...left, bbox: union([left.bbox, right.bbox]) }
  const glyphs = glyphsOf(span, all)
  const tallest = Math.max(0, ...glyphs.map((b) => b.y1 - b.y0))
  const foot = Math.max(0, ...glyphs.filter((b) => b.y1 - b.y0 > tallest * 0.7).map((b) => b.y1))
  const isPoint = (b: Blob): boolean =>
    b.y1 - b.y0 <= tallest * POINT_SIZE && b.x1 - b.x0 <= tallest * POINT_SIZE && foot - b.y1 <= tallest * POINT_FOOT
  const figures = glyphs.filter((b) => b.y1 - b.y0 > tallest * 0.7)
  const seam = (left.bbox[2] + right.bbox[0]) / 2
  const points = glyphs.filter((b) => isPoint(b) && Math.abs((b.x0 + b.x1) / 2 - seam) < tallest)
  return points.some((point) => {
    const before = figures.filter((b) => b.x1 <= point.x0 + 1).at(-1)
    const after = figures.find((b) => b.x0 >= point.x1 - 1)
    if (before === undefined) return false
    if (point.x0 - before.x1 < tallest * BEFORE || point.x0 - before.x1 > tallest * BESIDE) return false
    if (after === undefined || after.x0 - point.x1 > tallest * BESIDE) return false
    const centre = (b: Blob): number => (b.x0 + b.x1) / 2
    const distances = figures
      .slice(1)
      .map((b, k) => centre(b) - centre(figures[k]!))
      .filter((d) => d < tallest)
    const cell = distances.length > 0 ? Math.min(...distances) : tallest * CELL
    const apart = centre(after) - centre(before)
    return Math.abs(apart - CELLS * cell) <= UNEVEN * CELLS * cell
  })
}
