import type { Blob } from '../clean.js'
import type { InkMap } from '../image/ink.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** Length and thickness of a dash in points, and how much longer than thick it is. */
const MIN_LENGTH = 1.5
const MAX_LENGTH = 9
const MAX_THICKNESS = 1.7
const MIN_RATIO = 1.7
/** Between brackets, where nothing else is so flat, blur may have rounded it this much. */
const ROUNDED = 1.25
/** Share of its box that a straight dash fills; a swung one (~) leaves more blank. */
const STRAIGHT = 0.68
/** A minus sign stands this near its number, as a share of the number's height; other print must stay this far from a lone dash. */
const NEAR = 0.32
const ALONE = 0.8
/** Largest type in points that a dash is measured against. */
const MAX_TYPE = 40
/** Sureness given to a dash found in the ink. */
const DASH_CONFIDENCE = 0.8

/**
 * Puts dashes found in the ink into the words: the models overlook a `-` that stands alone in a cell (not detected), between brackets
 * or before a number, where it changes the result. Swung and straight dashes between figures, which the Chinese model reads as 一,
 * are told apart. Nothing is added that is not printed.
 */
export function withDashes(words: readonly RecognizedWord[], ink: InkMap, all: readonly Blob[]): RecognizedWord[] {
  const scale = 72 / ink.dpi
  const dashes = all.filter((b) => isDash(b, scale))
  const rounded = all.filter((b) => isDash(b, scale, ROUNDED))
  const out = words.map((word) => rangeDash(inBrackets(word, rounded), dashes))
  const [tops, type] = [byRow(out), all.filter((b) => isType(b, scale))]
  for (const dash of dashes) {
    const middle = (dash.y0 + dash.y1) / 2
    const holder = out.findIndex(
      ({ bbox, text }) =>
        text !== '' && bbox[0] < dash.x1 && bbox[2] > dash.x0 && bbox[1] - 2 < middle && bbox[3] + 2 > middle,
    )
    if (holder >= 0) {
      const word = out[holder]!
      if (
        /^[-=一]$/.test(word.text) &&
        !type.some((b) => isIn(b, word)) &&
        dashes.filter((d) => isIn(d, word)).length === 1
      )
        out[holder] = { ...word, text: '-', confidence: Math.max(word.confidence, DASH_CONFIDENCE) }
      else if (isMinus(word, dash)) out[holder] = { ...word, text: `-${word.text}` }
      continue
    }
    const number = out.find(
      (word) => /^[\d.]/.test(word.text) && isBefore(dash, word, type) && !dashes.some((d) => isBehind(d, word)),
    )
    if (number !== undefined) {
      const at = out.indexOf(number)
      const bbox: RecognizedWord['bbox'] = [dash.x0, number.bbox[1], number.bbox[2], number.bbox[3]]
      out[at] = { ...number, text: `-${number.text}`, bbox }
    } else if (
      isBetweenNumbers(dash, out) ||
      (isAlone(dash, type, dashes) && tops.some((t) => t.y0 < middle && t.y1 > middle))
    ) {
      const bbox: RecognizedWord['bbox'] = [dash.x0, dash.y0, dash.x1, dash.y1]
      out.push({ text: '-', confidence: DASH_CONFIDENCE, bbox, line: -1, height: (dash.x1 - dash.x0) * 2 })
    }
  }
  return out
}

function isDash(b: Blob, scale: number, ratio = MIN_RATIO): boolean {
  const [w, h] = [(b.x1 - b.x0) * scale, (b.y1 - b.y0) * scale]
  return w >= MIN_LENGTH && w <= MAX_LENGTH && h <= MAX_THICKNESS && w >= h * ratio && isStraight(b)
}

/** A frame, a stamp or the desk around a photographed page has a box over everything, but stands near nothing. */
function isType(b: Blob, scale: number): boolean {
  return (b.y1 - b.y0) * scale >= 3 && (b.y1 - b.y0) * scale <= MAX_TYPE
}

function isStraight(b: Blob): boolean {
  return b.area >= (b.x1 - b.x0) * (b.y1 - b.y0) * STRAIGHT
}

/** Middle thirds of the heights of surely read words: a dash stands at the middle of a printed line. */
function byRow(words: readonly RecognizedWord[]): { y0: number; y1: number }[] {
  return words
    .filter((w) => w.confidence >= 0.7 && w.text.length > 1)
    .map(({ bbox }) => ({ y0: bbox[1] + (bbox[3] - bbox[1]) * 0.3, y1: bbox[3] - (bbox[3] - bbox[1]) * 0.2 }))
}

/** 一 between figures is a dash, straight or swung. */
function rangeDash(word: RecognizedWord, dashes: readonly Blob[]): RecognizedWord {
  if (/^\d?十+$/.test(word.text)) return { ...word, text: word.text.replace(/十/g, '+') }
  if (!/\d[一—]\d/.test(word.text)) return word
  const straight = dashes.some(
    ({ x0, x1, y0, y1 }) => x0 > word.bbox[0] && x1 < word.bbox[2] && y0 > word.bbox[1] && y1 < word.bbox[3],
  )
  return { ...word, text: word.text.replace(/(\d)[一—](?=\d)/g, straight ? '$1-' : '$1~') }
}

function inBrackets(word: RecognizedWord, dashes: readonly Blob[]): RecognizedWord {
  if (!/[()（）[\]0O〇]/u.test(word.text)) return word
  const [, y0, , y1] = word.bbox
  for (const dash of dashes) {
    // Some type has a dot in its zero.
    if (/^[0O〇]$/u.test(word.text) && dash.x1 - dash.x0 < (dash.y1 - dash.y0) * MIN_RATIO) continue
    const middle = (dash.y0 + dash.y1) / 2
    if (middle < y0 + (y1 - y0) * 0.25 || middle > y1 - (y1 - y0) * 0.25) continue
    const text = bracketedDash(word, dash)
    if (text !== null) return { ...word, text, confidence: Math.max(word.confidence, DASH_CONFIDENCE) }
  }
  return word
}

/** `(-)` read without its dash, or without its dash and one of the brackets. */
function bracketedDash(word: RecognizedWord, dash: Blob): string | null {
  const inside = dash.x0 > word.bbox[0] + 1 && dash.x1 < word.bbox[2] - 1
  const text = word.text.replaceAll('（', '(').replaceAll('）', ')')
  if (!inside) return null
  if (/^(?:\(\)|\(|\)|0|O|\(\]|\[\)|〇)$/.test(text)) return '(-)'
  return /[^(]\(\)$/.test(text) && dash.x0 > (word.bbox[0] + word.bbox[2]) / 2 ? `${text.slice(0, -2)}(-)` : null
}

function isIn(b: Blob, { bbox }: RecognizedWord): boolean {
  const [x, y] = [(b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2]
  return x > bbox[0] - 1 && x < bbox[2] + 1 && y > bbox[1] - 1 && y < bbox[3] + 1
}

/** The dash is the first ink of a number's box. */
function isMinus(word: RecognizedWord, dash: Blob): boolean {
  if (!/^\d+(?:\.\d+)?$/.test(word.text)) return false
  return dash.x0 <= word.bbox[0] + 2 && (dash.y0 + dash.y1) / 2 < word.bbox[3] - (word.bbox[3] - word.bbox[1]) * 0.2
}

/** The dash stands right before a number, at its middle, with nothing else to its left. */
function isBefore(dash: Blob, { bbox }: RecognizedWord, type: readonly Blob[]): boolean {
  const height = bbox[3] - bbox[1]
  const middle = (dash.y0 + dash.y1) / 2
  const gap = bbox[0] - dash.x1
  if (gap < -2 || gap > height * NEAR || middle < bbox[1] + height * 0.25 || middle > bbox[3] - height * 0.2)
    return false
  return !type.some((b) => b.x1 <= dash.x0 + 1 && dash.x0 - b.x1 < height * 1.2 && b.y0 < middle && b.y1 > middle)
}

/** Between the limits of a range, `5.10 - 14.10`, with a space on either side. */
function isBetweenNumbers(dash: Blob, words: readonly RecognizedWord[]): boolean {
  const middle = (dash.y0 + dash.y1) / 2
  const beside = (isLeft: boolean): boolean =>
    words.some(({ text, bbox }) => {
      const height = bbox[3] - bbox[1]
      const gap = isLeft ? dash.x0 - bbox[2] : bbox[0] - dash.x1
      const level = middle > bbox[1] + height * 0.3 && middle < bbox[3] - height * 0.2
      return level && gap >= -1 && gap < height && (isLeft ? /^\d[\d.,]*$/ : /^\d[\d.,]*/).test(text)
    })
  return beside(true) && beside(false)
}

/** A dash on the other side too: a page number, not a minus sign. */
function isBehind(dash: Blob, { bbox }: RecognizedWord): boolean {
  const middle = (dash.y0 + dash.y1) / 2
  return middle > bbox[1] && middle < bbox[3] && dash.x0 >= bbox[2] - 2 && dash.x0 - bbox[2] < bbox[3] - bbox[1]
}

function isAlone(dash: Blob, type: readonly Blob[], dashes: readonly Blob[]): boolean {
  const reach = Math.max(12, dash.x1 - dash.x0) * 2 * ALONE
  const near = (b: Blob): boolean =>
    b !== dash &&
    b.x0 < dash.x1 + reach &&
    b.x1 > dash.x0 - reach &&
    b.y0 < dash.y1 + reach / 2 &&
    b.y1 > dash.y0 - reach / 2
  return !type.some(near) && !dashes.some(near)
}
