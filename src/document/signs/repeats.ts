import { area, type Bbox, overlap, union } from '../../records/bbox.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** Share of a word's box under another word from which the same print was read twice. */
const COVERED = 0.6
/** A figure is at least this wide against its height; a word narrower than its text also read its neighbour. */
const NARROWEST = 0.36
/** A Chinese word of this confidence holds no other words: what lies inside it at half its height is its strokes. */
const SURE = 0.9
const STROKE = 0.5
const WITHIN = 0.9
/** Blank paper in heights up to which the neighbour may stand apart. */
const NEAR = 0.8

/**
 * Words without those that repeat print read already: a piece inside a longer word that holds its text, and the end of a number that a
 * second look read together with the number before it. The longer word then takes the whole box. Strokes of large print that were read as
 * words of their own go too.
 */
export function withoutRepeats(words: readonly RecognizedWord[]): RecognizedWord[] {
  const out: (RecognizedWord | null)[] = [...words]
  for (let i = 0; i < words.length; i++) {
    for (let j = 0; j < words.length; j++) {
      const piece = out[j]
      const whole = out[i]
      if (i === j || piece == null || whole == null) continue
      if (isStroke(whole, piece)) {
        out[j] = null
        continue
      }
      if (piece.text.length >= whole.text.length) continue
      if (piece.text === '' || !whole.text.includes(piece.text)) continue
      if (overlap(whole.bbox, piece.bbox) >= COVERED * area(piece.bbox)) {
        if (isSurer(whole, piece)) out[j] = null
      } else if (whole.text.endsWith(piece.text) && isTail(whole, piece.bbox)) {
        out[j] = null
        out[i] = { ...whole, bbox: union([whole.bbox, piece.bbox]) }
      }
    }
  }
  return out.filter((w) => w !== null)
}

/** Whether a word is strokes of large Chinese print, which OCR read as a line of its own: a sure word holds nearly all of its box at twice its height. */
function isStroke(whole: RecognizedWord, piece: RecognizedWord): boolean {
  return (
    whole.confidence >= SURE &&
    /^\p{Script=Han}{2,}$/u.test(whole.text) &&
    piece.confidence < whole.confidence &&
    piece.bbox[3] - piece.bbox[1] <= STROKE * (whole.bbox[3] - whole.bbox[1]) &&
    overlap(whole.bbox, piece.bbox) >= WITHIN * area(piece.bbox)
  )
}

function isTail(whole: RecognizedWord, tail: Bbox): boolean {
  const [x0, y0, x1, y1] = whole.bbox
  const height = y1 - y0
  const middle = (tail[1] + tail[3]) / 2
  if (middle < y0 || middle > y1 || tail[0] < x0 || tail[0] - x1 > height * NEAR) return false
  return (
    (x1 - x0) / [...whole.text].length < height * NARROWEST &&
    (tail[2] - x0) / [...whole.text].length > height * NARROWEST
  )
}

/** A frame or barcode read as letters is taller and less sure than the print that it holds. */
function isSurer(whole: RecognizedWord, piece: RecognizedWord): boolean {
  const height = ({ bbox }: RecognizedWord): number => bbox[3] - bbox[1]
  const taller = /[\p{L}\d]/u.test(piece.text) && height(whole) >= 1.6 * height(piece)
  return !taller || whole.confidence > piece.confidence - 0.2
}
