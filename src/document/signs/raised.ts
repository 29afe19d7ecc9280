import type { Blob } from '../clean.js'
import { glyphsOf, holesOf, maskOf } from '../glyph.js'
import type { InkMap } from '../image/ink.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** A raised figure ends this far above the foot of the line and is this tall, as shares of the height of the figures. */
const LIFT = 0.28
const MIN_HEIGHT = 0.26
const MAX_HEIGHT = 0.78
/** How far right of a word's box its raised figure may stand, as a share of the figures' height. */
const BESIDE = 0.5
/** Share of the width that the foot of a 2 fills; a 3 is round. */
const FOOT = 0.82
/** Sureness of a power that the ink shows, and of one whose figure stays unread. */
const SHOWN = 0.8
const DOUBTFUL = 0.59
const RAISED: Record<string, string> = { '1': '¹', '2': '²', '3': '³', '6': '⁶', '9': '⁹' }

/**
 * Reads raised figures of units in the ink: the models read `10⁹/L` as `10%/L`, `103/L` or `10°/L` and `kg/m²` as `kg/m`, and glued to a
 * number (`6.41` and `10⁹/L` without a space) the power becomes part of the value. A figure that is small and stands high is a power;
 * which one it is shows in its holes and its foot. A power that cannot be told leaves the word doubtful.
 */
export function withRaisedFigures(
  words: readonly RecognizedWord[],
  ink: InkMap,
  all: readonly Blob[],
): RecognizedWord[] {
  return words.map((word) => power(withStroke(word), ink, all) ?? square(word, ink, all) ?? word)
}

/** `10³/μL` read as `103hL`: the stroke and the μ run into one letter. The ink decides whether there is a power. */
function withStroke(word: RecognizedWord): RecognizedWord {
  if (/^[×xX*]?10.{1,2}[hH]L$/u.test(word.text)) return { ...word, text: word.text.replace(/.L$/u, '/uL') }
  // `10⁹/L` read as `10%L`: the figure and the stroke run into one sign.
  return /^[×xX*]?10[%°º"“”*?]{1,2}L$/u.test(word.text) ? { ...word, text: word.text.replace(/L$/, '/L') } : word
}

/** `10⁹/L`, alone or behind a number. */
function power(word: RecognizedWord, ink: InkMap, all: readonly Blob[]): RecognizedWord | null {
  const text = /^([×xX*]?[\d.,]*10)[^/^]{0,4}(\/[A-Za-zμµ]\S*)$/u.exec(word.text)
  if (text === null) return null
  const glyphs = glyphsOf(word, all)
  const raised = raisedRun(glyphs)
  if (raised === null) return null
  const before = [...word.text].slice(0, raised.from).join('')
  const after = glyphs.length - raised.to
  const caret = raised.to - raised.from === 1 ? withCaret(word, ink, glyphs, raised.from) : null
  if (caret !== null) return caret
  if (!/^[×xX*]?[\d.,]*10$/.test(before) || Math.abs(after - [...text[2]!].length) > 1)
    return { ...word, confidence: Math.min(word.confidence, DOUBTFUL) }
  const figures = glyphs.slice(raised.from, raised.to).map((b) => raisedFigure(ink, b))
  if (!/^(?:3|6|9|12)$/.test(figures.join(''))) return { ...word, confidence: Math.min(word.confidence, DOUBTFUL) }
  const exponent = figures.map((f) => RAISED[f!]).join('')
  return { ...word, text: before + exponent + text[2]!, confidence: Math.min(SHOWN, Math.max(word.confidence, 0.6)) }
}

/** `2.3410^9/L`: the raised sign is a caret, and the figures of the power stand on the line behind it. */
function withCaret(word: RecognizedWord, ink: InkMap, glyphs: readonly Blob[], at: number): RecognizedWord | null {
  const signs = [...word.text]
  const caret = glyphs[at]!
  const [w, h] = [caret.x1 - caret.x0, caret.y1 - caret.y0]
  if (w < h * 0.5 || holesOf(ink, caret).length > 0) return null
  // Read as another sign, or not at all.
  const rest =
    signs.length === glyphs.length ? signs.slice(at + 1) : signs.length === glyphs.length - 1 ? signs.slice(at) : []
  const text = `${signs.slice(0, at).join('')}^${rest.join('')}`
  if (!/^[×xX*]?[\d.,]*10\^\d{1,2}\/[A-Za-zμµ]+$/u.test(text)) return null
  return { ...word, text, confidence: Math.min(SHOWN, Math.max(word.confidence, 0.6)) }
}

/** `kg/m²`, `1.73m²`: the last sign of the word, or just beyond it. */
function square(word: RecognizedWord, ink: InkMap, all: readonly Blob[]): RecognizedWord | null {
  const text = /^(.*(?:\/|1[.,]73)m{1,2})([^\p{L}\d]{0,2})([23]?)$/u.exec(word.text)
  if (text === null || (text[2] === '' && text[3] !== '')) return null
  // The figure was read, and its raised position too (`1.73m?2`).
  if (text[3] !== '') return { ...word, text: text[1]! + RAISED[text[3]!]!, confidence: Math.max(word.confidence, 0.6) }
  const glyphs = glyphsOf(word, all, (word.bbox[3] - word.bbox[1]) * BESIDE)
  const raised = raisedRun(glyphs)
  if (raised === null || raised.to !== glyphs.length || raised.to - raised.from !== 1) return null
  const last = glyphs[raised.from]!
  const figure = raisedFigure(ink, last)
  if (figure !== '2' && figure !== '3') return null
  const [x0, y0, , y1] = word.bbox
  return { ...word, text: text[1]! + RAISED[figure]!, bbox: [x0, y0, Math.max(word.bbox[2], last.x1), y1] }
}

/** The first run of glyphs that are small and stand high; null without one. */
function raisedRun(glyphs: readonly Blob[]): { from: number; to: number } | null {
  const heights = glyphs.map((b) => b.y1 - b.y0).sort((a, b) => a - b)
  const height = heights[Math.floor(heights.length * 0.6)] ?? 0
  if (height < 10) return null
  const feet = glyphs.filter((b) => b.y1 - b.y0 >= height * 0.7).map((b) => b.y1)
  const foot = feet.sort((a, b) => a - b)[Math.floor((feet.length - 1) / 2)]!
  const isRaised = (b: Blob): boolean =>
    b.y1 <= foot - height * LIFT && b.y1 - b.y0 >= height * MIN_HEIGHT && b.y1 - b.y0 <= height * MAX_HEIGHT
  const from = glyphs.findIndex(isRaised)
  if (from < 0) return null
  let to = from
  while (to < glyphs.length && isRaised(glyphs[to]!)) to++
  return { from, to }
}

/** Which of the figures that stand in powers of units a raised area of ink is; null for another or none. */
export function raisedFigure(ink: InkMap, blob: Blob): '1' | '2' | '3' | '6' | '9' | null {
  const [w, h] = [blob.x1 - blob.x0, blob.y1 - blob.y0]
  const holes = holesOf(ink, blob)
  if (holes.length > 1 || w > h * 1.1) return null
  if (holes.length === 1) {
    const { middle } = holes[0]!
    return middle < 0.42 ? '9' : middle > 0.58 ? '6' : null
  }
  if (w < h * 0.52) return '1'
  const own = maskOf(ink, blob)
  if (rowExtent(own, 0.86, 1) >= FOOT) return '2'
  // The back of a 3 is on the right all the way down; 5 and 7 have their upper stroke on the left or level.
  const right = (from: number, to: number): boolean =>
    share(own, 0.62, from, 1, to) > 1.4 * share(own, 0, from, 0.38, to)
  return right(0.2, 0.45) && right(0.5, 0.8) ? '3' : null
}

/** Widest run of ink, end to end, among the rows between two heights, as a share of the width. */
function rowExtent({ data, width, height }: InkMap, from: number, to: number): number {
  let widest = 0
  for (let y = Math.floor(from * height); y < Math.ceil(to * height); y++) {
    let run = 0
    for (let x = 0; x < width; x++) {
      run = data[y * width + x] === 1 ? run + 1 : 0
      widest = Math.max(widest, run)
    }
  }
  return widest / width
}

function share({ data, width, height }: InkMap, x0: number, y0: number, x1: number, y1: number): number {
  let [n, ink] = [0, 0]
  for (let y = Math.floor(y0 * height); y < Math.ceil(y1 * height); y++) {
    for (let x = Math.floor(x0 * width); x < Math.ceil(x1 * width); x++) {
      ink += data[y * width + x]!
      n++
    }
  }
  return n === 0 ? 0 : ink / n
}
