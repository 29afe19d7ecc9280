import type { Blob } from '../clean.js'
import { holesOf } from '../glyph.js'
import type { InkMap } from '../image/ink.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** Share of the arrow's width that its stem may have: small heads of serif type, blurred by a scan of 150 dpi, are twice as wide as the stem. */
const STEM = 0.55
/** The stem is straight within this share of the width: the tails of 6 and 9 sweep to one side. */
const SWEEP = 0.25
/** The head is symmetrical about the stem within this share of the width. */
const LOPSIDED = 0.17

/**
 * Whether a connected area of ink is an arrow up or down, which results are flagged with and which the language models do not know.
 * Judged by the outline row by row: a point, then barbs that spread evenly to both sides, then a narrow stem of at least a third of
 * the height. `1`, `T`, `t`, `+`, `Y` and 个 fail by symmetry, point, spread or width; 4, 6 and 9, whose old-style forms taper like an
 * arrow, by the paper that they enclose.
 */
export function arrowOf(ink: InkMap, blob: Blob): '↑' | '↓' | null {
  const width = blob.x1 - blob.x0
  const height = blob.y1 - blob.y0
  if (blob.y0 < 0 || blob.y1 > ink.height || height < 8 || width < 5 || width > height * 0.85 || width < height * 0.22)
    return null
  const rows = outline(ink, blob)
  if (rows === null) return null
  const arrow = pointsUp(rows, width) ? '↑' : pointsUp(rows.reverse(), width) ? '↓' : null
  return arrow === null || holesOf(ink, blob).length > 0 ? null : arrow
}

/** Left and right end of the ink in each row, from the blob's left side; null when a row is empty. */
function outline(ink: InkMap, blob: Blob): [number, number][] | null {
  const rows: [number, number][] = []
  for (let y = blob.y0; y < blob.y1; y++) {
    let left = -1
    let right = -1
    for (let x = blob.x0; x < blob.x1; x++) {
      if (ink.data[y * ink.width + x] !== 1) continue
      if (left < 0) left = x - blob.x0
      right = x - blob.x0 + 1
    }
    if (left < 0) return null
    rows.push([left, right])
  }
  return rows
}

function pointsUp(rows: readonly (readonly [number, number])[], width: number): boolean {
  const n = rows.length
  if (n < 8) return false
  const extent = (i: number): number => rows[i]![1] - rows[i]![0]
  const widest = rows.findIndex((_, i) => extent(i) >= width * 0.92)
  if (widest < 2 || widest > n * 0.62) return false
  let lastWide = widest
  for (let i = widest; i < n; i++) if (extent(i) >= width * 0.75) lastWide = i
  if (lastWide > n * 0.66) return false
  // The point: narrow at the tip, and half-way down the head about half as wide.
  if (extent(0) > Math.max(3, width * 0.5)) return false
  const half = extent(Math.floor(widest / 2))
  if (half < width * 0.25 || half > width * 0.85) return false
  // The barbs end; what follows is the stem, narrow and central.
  const stem = rows.slice(lastWide + Math.max(2, Math.round(n * 0.06)))
  if (stem.length < n * 0.3) return false
  const limit = Math.max(3, width * STEM)
  const narrow = stem.filter(([left, right]) => right - left <= limit)
  if (narrow.length < stem.length * 0.9) return false
  const middles = narrow.map(([left, right]) => (left + right) / 2)
  const centre = middles.reduce((sum, middle) => sum + middle, 0) / middles.length
  if (Math.max(...middles) - Math.min(...middles) > Math.max(2, width * SWEEP)) return false
  const tip = (rows[0]![0] + rows[0]![1]) / 2
  return Math.abs(centre - width / 2) <= width * LOPSIDED && Math.abs(tip - width / 2) <= width * LOPSIDED
}

/** Free paper beside an arrow, as a share of its height; letters stand closer. */
const FREE = 0.7
/** The same right of an arrow that follows a number, before its unit (`52↑ U/L`). */
const BEHIND = 0.4
/** Heights of type in points among which arrows are looked for. */
const MIN_POINTS = 3.5
const MAX_POINTS = 22
/** Sureness given to an arrow found by outline: above a guess, below clean print. */
const ARROW_CONFIDENCE = 0.85
/** What the models make of an arrow. */
const MISREAD = /[tTfIl|!丨个丁「『†‡]$/u

/** The same as a word of its own, close behind a unit (`442 μmol/L↑`). */
const LONE_MISREAD = /^[1|!lIT丨†‡]$/u

/** Ink smaller than this share of the arrow's height is dust; sureness left to a number that does not tally with its ink. */
const DUST = 0.1
const UNTALLIED = 0.5
/** A decimal point is at most this large against the tallest figure. */
const POINT = 0.34
/** Figures and stops that an arrow is read as; another one is print that only looks like an arrow. */
const FIGURES = /[147.,]$/
/** What the models make of an arrow's head behind a figure. */
const TRACE = /(\d)[.,。、°'"”’*万^]+$/u

/**
 * Puts arrows found in the ink into the words: where nothing or a single misread character stood, as a word of its own; glued to the
 * end of a number, split from it (an arrow read as a last digit `1` would change the value, and so would a last figure taken for one).
 */
export function withArrows(words: readonly RecognizedWord[], ink: InkMap, all: readonly Blob[]): RecognizedWord[] {
  const out = [...words]
  const scale = 72 / ink.dpi
  for (const blob of all) {
    const height = (blob.y1 - blob.y0) * scale
    if (height < MIN_POINTS || height > MAX_POINTS) continue
    const arrow = arrowOf(ink, blob)
    if (arrow === null) continue
    const free = (blob.y1 - blob.y0) * FREE
    const leftFree = isBlank(ink, blob.x0 - free, blob.x0, blob)
    if (!isBlank(ink, blob.x1, blob.x1 + (endsInDigit(out, blob) ? (blob.y1 - blob.y0) * BEHIND : free), blob)) continue
    const covering = out.findIndex(
      ({ bbox }) => bbox[0] < blob.x1 && bbox[2] > blob.x0 && bbox[1] < blob.y1 && bbox[3] > blob.y0,
    )
    const word = covering < 0 ? undefined : out[covering]!
    // The engine may read the arrow twice: as a sign of its own, and within the box of the number before it.
    const within = ({ bbox: [x0, y0, x1, y1] }: RecognizedWord): boolean =>
      x0 >= blob.x0 - 3 && x1 <= blob.x1 + 3 && y0 < blob.y1 && y1 > blob.y0
    const alone = word !== undefined && within(word) && LONE_MISREAD.test(word.text)
    if (!leftFree && !alone && !(word !== undefined && /\d.?$/u.test(word.text)) && !endsInDigit(out, blob)) continue
    const bbox: RecognizedWord['bbox'] = [blob.x0, blob.y0, blob.x1, blob.y1]
    const own = { text: arrow, confidence: ARROW_CONFIDENCE, bbox, line: word?.line ?? -1, height: blob.y1 - blob.y0 }
    if (word === undefined) out.push(own)
    else if (within(word)) out[covering] = own
    else if (word.bbox[2] <= blob.x1 + free) {
      const before = beforeArrow(word, blob, all)
      if (before === null) continue
      out[covering] = { ...word, ...before, bbox: [word.bbox[0], word.bbox[1], blob.x0, word.bbox[3]] }
      out.splice(0, out.length, ...out.filter((w) => !within(w)), own)
    }
  }
  return out
}

/** Takes away what a model made of an arrow's edge at the end of the number before it (`52°`, `94.`). */
export function withoutArrowTraces(words: readonly RecognizedWord[]): RecognizedWord[] {
  const arrows = words.filter((w) => w.text === '↑' || w.text === '↓')
  return words.map((word) =>
    TRACE.test(word.text) && arrows.some((arrow) => isRightOf(arrow, word))
      ? { ...word, text: word.text.replace(TRACE, '$1') }
      : word,
  )
}

function isRightOf({ bbox }: RecognizedWord, word: RecognizedWord): boolean {
  const height = word.bbox[3] - word.bbox[1]
  const gap = bbox[0] - word.bbox[2]
  const middle = (bbox[1] + bbox[3]) / 2
  return gap > -height && gap < height && middle > word.bbox[1] && middle < word.bbox[3]
}

/** The text left of an arrow; null where the arrow is a figure. A figure is cut off only when the ink left of the arrow holds one sign fewer than were read. */
function beforeArrow(
  { text, bbox, confidence }: RecognizedWord,
  arrow: Blob,
  all: readonly Blob[],
): { text: string; confidence: number } | null {
  const signs = [...text]
  if (signs.length < 2) return { text, confidence }
  const dust = (arrow.y1 - arrow.y0) * DUST
  const printed = all.filter(
    (b) =>
      b.x1 <= arrow.x0 &&
      (b.x0 + b.x1) / 2 > bbox[0] - 1 &&
      (b.y0 + b.y1) / 2 > bbox[1] - 1 &&
      (b.y0 + b.y1) / 2 < bbox[3] + 1 &&
      Math.max(b.x1 - b.x0, b.y1 - b.y0) > dust,
  )
  if (/^[\d.,<>-]+$/.test(text)) {
    // Points are left out on both sides: one that the model overlooked does not stand for a figure.
    const tall = Math.max(0, ...printed.map((b) => b.y1 - b.y0)) * POINT
    const figures = printed.filter((b) => Math.max(b.x1 - b.x0, b.y1 - b.y0) > tall).length
    const read = signs.filter((c) => !/[.,]/.test(c)).length
    if (read <= figures) return { text, confidence }
    if (read > figures + 1) return { text, confidence: Math.min(confidence, UNTALLIED) }
    return FIGURES.test(text) ? { text: signs.slice(0, -1).join(''), confidence } : null
  }
  return {
    text: (/[^\d]$/u.test(text) && MISREAD.test(text) ? signs.slice(0, -1).join('') : text).replace(TRACE, '$1'),
    confidence,
  }
}

function isBlank(ink: InkMap, from: number, to: number, { y0, y1 }: Blob): boolean {
  for (let x = Math.max(0, Math.floor(from)); x < Math.min(ink.width, to); x++) {
    for (let y = y0; y < y1; y++) if (ink.data[y * ink.width + x] === 1) return false
  }
  return true
}

/** A number ends just left of the blob. */
function endsInDigit(words: readonly RecognizedWord[], { x0, y0, y1 }: Blob): boolean {
  return words.some(
    ({ text, bbox }) =>
      bbox[1] < y1 &&
      bbox[3] > y0 &&
      // Beside the number, or read as the last sign of it.
      ((/[\d%)]$/u.test(text) && bbox[2] <= x0 + 2 && x0 - bbox[2] < y1 - y0) ||
        (/\d\D$/u.test(text) && bbox[0] < x0 && bbox[2] > x0 && bbox[2] - x0 < y1 - y0)),
  )
}
