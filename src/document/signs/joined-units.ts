import { union } from '../../records/bbox.js'
import type { Blob } from '../clean.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** Blank paper between the parts, as a share of the word's height. */
const NEAR = 0.7

/** Joins a power of ten whose caret the model took for the end of a word: `x10™` and `3/uL` are `x10^3/uL`. */
export function joinedPowers(words: readonly RecognizedWord[]): RecognizedWord[] {
  const out: (RecognizedWord | null)[] = [...words]
  for (const [i, word] of words.entries()) {
    const ten = /^([×xX*]?10)[™"'“”’*°^]{1,2}$/u.exec(word.text)
    if (ten === null) continue
    const height = word.bbox[3] - word.bbox[1]
    const j = words.findIndex(
      ({ text, bbox }, k) =>
        k !== i &&
        out[k] !== null &&
        /^\d{1,2}\/[A-Za-zμµ]+$/u.test(text) &&
        Math.abs(bbox[3] - word.bbox[3]) < height * 0.5 &&
        bbox[0] - word.bbox[2] > -height * 0.3 &&
        bbox[0] - word.bbox[2] < height * NEAR,
    )
    if (j < 0) continue
    const tail = words[j]!
    const confidence = Math.max(0.6, Math.min(word.confidence, tail.confidence))
    out[i] = { ...word, text: `${ten[1]}^${tail.text}`, confidence, bbox: union([word.bbox, tail.bbox]) }
    out[j] = null
  }
  return out.filter((w) => w !== null)
}

/** Joins a unit whose stroke ended a word: `mmol/` and `L`, and `mmol` and `L` where the stroke stands between them in the ink. */
export function joinedUnits(words: readonly RecognizedWord[], all: readonly Blob[]): RecognizedWord[] {
  const out: (RecognizedWord | null)[] = [...words]
  for (const [i, word] of words.entries()) {
    if (!/(?:mol|[a-zμ]\/|[UI]\/)$/u.test(word.text)) continue
    const height = word.bbox[3] - word.bbox[1]
    const j = words.findIndex(
      ({ text, bbox }, k) =>
        out[k] !== null &&
        /^[md]?L$/.test(text) &&
        Math.abs(bbox[3] - word.bbox[3]) < height * 0.5 &&
        bbox[0] - word.bbox[2] > -height * 0.3 &&
        bbox[0] - word.bbox[2] < height,
    )
    if (j < 0) continue
    const { text, bbox, confidence } = words[j]!
    const stroke = word.text.endsWith('/') ? '' : '/'
    if (stroke !== '' && !isStroke(all, word.bbox[2] - height * 0.3, bbox[0] + height * 0.2, word)) continue
    const sure = Math.max(0.6, Math.min(word.confidence, confidence))
    out[i] = { ...word, text: word.text + stroke + text, confidence: sure, bbox: union([word.bbox, bbox]) }
    out[j] = null
  }
  return out.filter((w) => w !== null)
}

/** A piece of ink as tall as the line, between two places. */
function isStroke(all: readonly Blob[], from: number, to: number, { bbox }: RecognizedWord): boolean {
  const height = bbox[3] - bbox[1]
  return all.some((b) => {
    const [x, y] = [(b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2]
    return (
      x > from && x < to && y > bbox[1] && y < bbox[3] + 2 && b.y1 - b.y0 > height * 0.7 && b.x1 - b.x0 < height * 0.7
    )
  })
}
