import { area, type Bbox, overlap } from '../../records/bbox.js'
import type { PageReading, Word } from '../../records/page.js'
import type { Identification } from '../identification.js'
import { isHandRead } from '../page/signature-anchors.js'

/** OCR words below this confidence do not explain the ink they lie on. */
export const TRUST = 0.45

/** A doubtful word this many times as high as the page's words is no line of print. */
const TALL = 2.2

/** Words that OCR is sure of and that are no identifier: no handwriting. */
export function surePrint(page: PageReading, identification: Identification): Bbox[] {
  const covered = new Set(
    identification.identifiers.filter((item) => item.page === page.number).flatMap((item) => item.word_indices),
  )
  const anchors = identification.signature_anchors.filter((anchor) => anchor.page === page.number)
  // A label and the hand behind it are read as one word.
  const signed = ({ bbox }: Word) => anchors.some((anchor) => overlap(anchor.bbox, bbox) > 0.5 * area(bbox))
  const heights = page.words.map(({ bbox }) => bbox[3] - bbox[1]).sort((a, b) => a - b)
  // The upper half of a ring of letters is read as one word, too ("20碑医所心", 29 points high among words of 9).
  const tall = ({ bbox }: Word) => bbox[3] - bbox[1] > TALL * (heights[heights.length >> 1] ?? 0)
  return page.words
    .filter(
      (word, index) =>
        !covered.has(index) &&
        !isHandRead(word.text) &&
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
