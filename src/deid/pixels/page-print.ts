import { area, type Bbox, overlap } from '../../records/bbox.js'
import type { PageReading, Word } from '../../records/page.js'
import type { Identification } from '../identification.js'
import { isHandRead } from '../page/signature-anchors.js'

/** OCR words below this confidence do not explain the ink they lie on. */
export const TRUST = 0.45

/** A doubtful word this many times as high as the page's words is no line of print. */
const TALL = 2.2

/** Latin letters of print are at most this many times as wide as high, an "M" in bold. */
const WIDE = 1.7
/** A few letters this much higher than the page's words, this share of them spanned by one stroke no wider than any signature (points), are a hand. */
const HAND = { letters: 4, high: 1.25, span: 0.55, widest: 190 }

/** Words that OCR is sure of and that are no identifier: no handwriting. `strokes` are the page's connected strokes; none where hands need not be told apart. */
export function surePrint(page: PageReading, identification: Identification, strokes: readonly Bbox[]): Bbox[] {
  const covered = new Set(
    identification.identifiers.filter((item) => item.page === page.number).flatMap((item) => item.word_indices),
  )
  const anchors = identification.signature_anchors.filter((anchor) => anchor.page === page.number)
  // A label and the hand behind it are read as one word.
  const signed = ({ bbox }: Word) => anchors.some((anchor) => overlap(anchor.bbox, bbox) > 0.5 * area(bbox))
  const heights = page.words.map(({ bbox }) => bbox[3] - bbox[1]).sort((a, b) => a - b)
  // The upper half of a ring of letters is read as one word, too ("20碑医所心", 29 points high among words of 9).
  const height = heights[heights.length >> 1] ?? 0
  const tall = ({ bbox }: Word) => bbox[3] - bbox[1] > TALL * height
  // OCR is sure of hands as well: a zigzag is an "M" of 30 points, and one stroke where print has a letter each.
  const drawn = ({ text, bbox: [x0, y0, x1, y1] }: Word) => {
    if (!/^[\p{Script=Latin}\p{P}]+$/u.test(text)) return false
    const letters = (text.match(/\p{L}/gu) ?? []).length
    if (x1 - x0 > WIDE * (y1 - y0) * text.length) return true
    if (letters > HAND.letters || y1 - y0 < HAND.high * height) return false
    return strokes.some((stroke) => {
      const across = Math.min(x1, stroke[2]) - Math.max(x0, stroke[0])
      const down = Math.min(y1, stroke[3]) - Math.max(y0, stroke[1])
      return stroke[2] - stroke[0] < HAND.widest && across > HAND.span * (x1 - x0) && down > 0.5 * (y1 - y0)
    })
  }
  return page.words
    .filter(
      (word, index) =>
        !covered.has(index) &&
        !isHandRead(word.text) &&
        !drawn(word) &&
        ((word.confidence >= 0.75 && /\p{L}{2}|\d{2}/u.test(word.text)) ||
          // Nobody's hand is read as a decimal or as four characters.
          (word.confidence >= TRUST && /\d[.,]\d|\p{Script=Han}{4}/u.test(word.text) && !signed(word) && !tall(word))),
    )
    .map((word) => word.bbox)
}

/** Whether most of a box lies between the first and the last result row of its page, with no signature or form line there. */
export function amongResults(box: Bbox, page: PageReading, identification: Identification): boolean {
  return printUnder(box, page, identification).length > 0 && inBody(box, page, identification)
}

/** Whether most of a box lies among result rows, the page's lean taken into account. */
export function inResults(box: Bbox, page: PageReading, identification: Identification): boolean {
  const slope = Math.tan((page.skew * Math.PI) / 180)
  const lean = Math.abs(slope) * page.width
  const shift = (slope * (box[0] + box[2])) / 2
  return identification.result_bodies.some(
    (body) =>
      body.page === page.number &&
      Math.min(box[3] - shift, body.bottom - lean) - Math.max(box[1] - shift, body.top + lean) >
        0.5 * (box[3] - box[1]),
  )
}

/** The stretches of a page's results at a place `x`, points from the page's top: bounds for what guesses about ink may take. */
export function resultRowsAt(
  x: number,
  page: PageReading,
  identification: Identification,
): { top: number; bottom: number }[] {
  const slope = Math.tan((page.skew * Math.PI) / 180)
  const lean = Math.abs(slope) * page.width
  return identification.result_bodies
    .filter((body) => body.page === page.number)
    .map((body) => ({ top: body.top + lean + slope * x, bottom: body.bottom - lean + slope * x }))
}

/** Whether a third of a box lies between the first and the last row of a page's results, leaning or not. */
export function inBody(box: Bbox, page: PageReading, identification: Identification): boolean {
  return identification.result_bodies.some(
    (body) =>
      body.page === page.number && Math.min(box[3], body.bottom) - Math.max(box[1], body.top) > 0.3 * (box[3] - box[1]),
  )
}

/** Words under a box that are to stay: no identifiers. Guesses about ink must never take results with them. */
export function printUnder(box: Bbox, page: PageReading, identification: Identification): Bbox[] {
  const covered = new Set(
    identification.identifiers.filter((item) => item.page === page.number).flatMap((item) => item.word_indices),
  )
  return page.words
    .filter(
      (word, index) =>
        !covered.has(index) &&
        word.confidence >= TRUST &&
        /[\p{L}\p{N}]/u.test(word.text) &&
        overlap(word.bbox, box) > 0.4 * area(word.bbox),
    )
    .map((word) => word.bbox)
}
