import { area, type Bbox, overlap, union } from '../../records/bbox.js'

/** How far from a signatory's label or role its handwriting begins: to the right, above, below, points. */
const RIGHT = 130
const ABOVE = 42
const BELOW = 20
/** Smallest stroke of handwriting, points: printed letters of these forms are smaller. */
const WIDE = 15
const TALL = 13
/** Largest: what is wider or taller is a frame, a seal or a picture. */
const WIDEST = 190
const TALLEST = 75
/** Wider than this times its height a stroke is a piece of a leaning rule. */
const SLENDER = 12
/** Without an anchor a hand is at least this high, points: letters of small print run together. */
const FREE_HAND = 9.5
/** Strokes of one signature stand this close, points. */
const JOIN = 9
/** Pieces of a trace stand this close, points. */
const TRACE = 60
/** A mark no larger than this, points, beside an empty box of the same line, no further than this, is the tick of a choice ("☑正常 □异常"). */
const TICK = 22
const CHOICE = 110
/** A stroke is print when words that OCR is sure of hold this share of it. */
const PRINTED = 0.6

/** A cover cuts a stroke when it holds more than the first share of its box and less than the second. */
const CUT = 0.2
const WHOLE = 0.95

/** Around a signature, points: pens leave faint ends, and a box that ends with the ink tells its outline. */
const AROUND = 12
/** How far it goes over rows of results in any case, points: a pen's edge, less than the gap between two rows. */
const PEN = 2
/** How far it may reach into words above and below, share of their height: descenders of the hand; the words stay legible. */
const NICK = 0.3

export interface SignatureSearch {
  /** All strokes of the page, points. */
  strokes: readonly Bbox[]
  /** Labels and roles of signatories. */
  anchors: readonly Bbox[]
  /** Words that OCR is sure of. What it took for words elsewhere explains nothing: it reads signatures as words. */
  print: readonly Bbox[]
  /** Boxes that are covered anyway: a stroke that one of them cuts is covered whole. */
  covers: readonly Bbox[]
  /** Words with an empty box to tick before them. */
  choices: readonly Bbox[]
  /** Whether a box stands in a zone where handwriting is covered without an anchor: below the page's text. */
  inSignatureZone: (box: Bbox) => boolean
  /** Whether a box stands among results. */
  inResults: (box: Bbox) => boolean
}

/** Handwriting: connected strokes larger than printed letters, beside, above or just below a signatory's label or role, below the page's last text, or half under a cover. */
export function findSignatures(search: SignatureSearch): Bbox[] {
  const { strokes, anchors, print, covers, choices, inSignatureZone, inResults } = search
  const free = strokes.filter(
    (box) =>
      !inResults(box) && !isTick(box, choices) && !print.some((word) => overlap(word, box) > PRINTED * area(box)),
  )
  const zones = anchors.map((anchor) => ({
    letter: Math.max(6, Math.min(14, anchor[3] - anchor[1])),
    zone: [anchor[0] - 14, anchor[1] - ABOVE, Math.max(anchor[2], anchor[0] + 40) + RIGHT, anchor[3] + BELOW] as Bbox,
  }))
  const seeds = free.filter(
    (box) =>
      zones.some(({ letter, zone }) => overlap(box, zone) > 0 && isScribble(box, letter)) ||
      ((inSignatureZone(box) || isCut(box, covers)) && box[3] - box[1] >= FREE_HAND && isScribble(box, 10)),
  )
  const anchored = (box: Bbox) => zones.some(({ zone }) => overlap(box, zone) > 0)
  const small = free.filter(([x0, y0, x1, y1]) => x1 - x0 <= WIDEST && y1 - y0 <= TALLEST)
  const found: Bbox[] = []
  for (const seed of seeds) {
    if (found.some((box) => overlap(box, seed) > 0.9 * area(seed))) continue
    let box = seed
    // Dots and short strokes of the same hand.
    for (let grown = true; grown; ) {
      grown = false
      for (const stroke of small) {
        if (overlap(stroke, box) >= 0.99 * area(stroke)) continue
        const near: Bbox = [box[0] - JOIN, box[1] - 3, box[2] + JOIN, box[3] + 3]
        if (overlap(near, stroke) <= 0.5 * Math.max(0.01, area(stroke))) continue
        const both = union([box, stroke])
        if (both[2] - both[0] > WIDEST || both[3] - both[1] > TALLEST) continue
        box = both
        grown = true
      }
    }
    found.push(box)
  }
  // A trace (an ECG strip, a curve) falls into pieces that follow each other: wider than any hand writes.
  return found.filter((box) => anchored(box) || chain(box, found) <= WIDEST)
}

/** Whether covers leave part of a stroke open: half a signature is read as well as a whole one. */
function isCut(stroke: Bbox, covers: readonly Bbox[]): boolean {
  const share = Math.max(0, ...covers.map((cover) => overlap(cover, stroke) / area(stroke)))
  return share > CUT && share < WHOLE
}

/** Whether a box is the tick of a choice. */
export function isTick([x0, y0, x1, y1]: Bbox, choices: readonly Bbox[]): boolean {
  if (x1 - x0 > TICK || y1 - y0 > TICK) return false
  return choices.some((word) => {
    const level = Math.min(word[3], y1) - Math.max(word[1], y0) > 0.5 * (word[3] - word[1])
    return level && word[0] < x1 + CHOICE && word[2] > x0 - CHOICE
  })
}

/** Width of the run of boxes side by side that a box belongs to, points. */
function chain(box: Bbox, boxes: readonly Bbox[]): number {
  let [x0, y0, x1, y1] = box
  for (let grown = true; grown; ) {
    grown = false
    for (const other of boxes) {
      const level = Math.min(other[3], y1) - Math.max(other[1], y0) > 0.5 * Math.min(other[3] - other[1], y1 - y0)
      if (!level || other[0] > x1 + TRACE || other[2] < x0 - TRACE || (other[0] >= x0 && other[2] <= x1)) continue
      x0 = Math.min(x0, other[0])
      x1 = Math.max(x1, other[2])
      y0 = Math.min(y0, other[1])
      y1 = Math.max(y1, other[3])
      grown = true
    }
  }
  return x1 - x0
}

function isScribble([x0, y0, x1, y1]: Bbox, letter: number): boolean {
  const [w, h] = [x1 - x0, y1 - y0]
  const large = (w >= WIDE && h >= 0.5 * letter) || (h >= Math.max(TALL, 1.5 * letter) && w >= 4)
  return large && w <= WIDEST && h <= TALLEST && w < SLENDER * h
}

/** Grows a signature's box on all sides, but not over words beside it, and not into rows of results. */
export function aroundSignature(
  box: Bbox,
  print: readonly Bbox[],
  rows: readonly { top: number; bottom: number }[],
): Bbox {
  let [x0, y0, x1, y1] = [box[0] - AROUND, box[1] - AROUND, box[2] + AROUND, box[3] + AROUND]
  for (const word of print) {
    if (overlap(word, [x0, y0, x1, y1]) === 0 || overlap(word, box) > 0) continue
    const nick = NICK * (word[3] - word[1])
    // Above or below first: of a word at a corner the hand's faint ends go over, not its height.
    if (word[3] <= box[1]) y0 = Math.max(y0, word[3] - nick)
    else if (word[1] >= box[3]) y1 = Math.min(y1, word[1] + nick)
    else if (word[2] <= box[0]) x0 = Math.max(x0, word[2])
    else if (word[0] >= box[2]) x1 = Math.min(x1, word[0])
  }
  for (const { top, bottom } of rows) {
    if (bottom <= box[1] + 2) y0 = Math.max(y0, Math.min(box[1] - PEN, bottom))
    if (top >= box[3] - 2) y1 = Math.min(y1, Math.max(box[3] + PEN, top))
  }
  return [x0, y0, x1, y1]
}
