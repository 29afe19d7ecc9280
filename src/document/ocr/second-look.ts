import { type Bbox, overlap } from '../../records/bbox.js'
import type { Blob } from '../clean.js'
import type { Raster } from '../image/raster.js'
import { isMeasure, isMisreadNumber, isNumber, isUnit, mayBeLatin, settlesNumber } from '../signs/unit-shape.js'
import type { OcrLine, OcrWord } from './ocr-engine.js'
import { type Divider, type LatinRun, meanConfidence, type RecognizedWord } from './ocr-words.js'

/** Words below this confidence are looked at again. */
const DOUBTFUL = 0.82
/** Below this confidence a first reading is as good as none. */
const UNREAD = 0.3
/** A lone Han character below this confidence may be a figure or a letter: 个, 心, 刑 and 利 were printed 4s. */
const STRAY = 0.7
const LONE = /^[\dHL+]{1,3}$/
const LONE_READ = 0.75
/** A short Chinese term below this confidence is looked at again by the page's own model; the second reading must be this sure, and as long. */
const HAN_TERM = /^\p{Script=Han}{2,8}$/u
const SURE_HAN = 0.88
const HAN_READ = 0.88
/** Latin runs below this confidence are looked at again; second readings of runs below the other are none. */
const SURE_RUN = 0.93
const RUN_READ = 0.5
/** More than this on a page means that the page itself is bad; a second look would not help and cost a page's time. */
const MAX_WORDS = 160
/** White border around each word in the mosaic, as a share of its height. */
const BORDER = 0.5
/** Height to which small words are enlarged, pixels: Tesseract's line recogniser works on 36-pixel lines and likes them sharper. */
const HEIGHT = 48
/** How much surer the second reading must be to replace the first. */
const MARGIN = 0.04
/** Sureness of a unit put together from both readings, which agree on its figures but for the caret. */
const POWER = 0.75
/** Sureness of a text of some length that was read alike twice. */
const AGREED = 0.5
const FEWEST_AGREED = 3
const SURE_NUMBER = 0.75
/** Two readings with different digits: neither is sure. */
const DISPUTED = 0.6
/** Sureness of a number whose one Han character a sure second reading gives as a figure. */
const SETTLED = 0.7

/** What is to be read again: a word, or one Latin run of it. */
export interface Look {
  word: number
  run: LatinRun | null
  bbox: Bbox
}

export interface Mosaic {
  picture: Raster
  /** The rows of the mosaic that each look takes. */
  rows: (Look & { y0: number; y1: number })[]
}

/**
 * What to look at again: doubtful words without Han and units read with a stray Han character, which the Latin model reads better, Latin
 * runs between Han characters, and words without a reading.
 */
export function doubtfulWords(words: readonly RecognizedWord[]): { latin: Look[]; unread: Look[] } {
  const latin: Look[] = []
  const unread: Look[] = []
  words.forEach(({ text, confidence, bbox, runs }, word) => {
    const whole = { word, run: null, bbox }
    if (text === '' || confidence < UNREAD || (HAN_TERM.test(text) && confidence < SURE_HAN)) unread.push(whole)
    else if (
      mayBeLatin(text) ||
      isMisreadNumber(text) ||
      (confidence < STRAY && /^\p{Script=Han}$/u.test(text)) ||
      (confidence < DOUBTFUL && /[\p{Script=Latin}\p{Script=Greek}\d]/u.test(text) && !/\p{Script=Han}/u.test(text))
    )
      latin.push(whole)
    else
      for (const run of runs ?? [])
        if (run.confidence < SURE_RUN && text.slice(run.at, run.at + run.text.length) === run.text)
          latin.push({ word, run, bbox: run.bbox })
  })
  return { latin, unread }
}

/** The words one below the other on one picture, so that a single call reads them all again. Null for none. */
export function mosaicOf(straight: Raster, looks: readonly Look[]): Mosaic | null {
  if (looks.length === 0) return null
  const pieces = looks.slice(0, MAX_WORDS).map((look) => ({ look, ...enlarged(straight, look.bbox) }))
  const width = Math.max(400, ...pieces.map((p) => p.width)) + HEIGHT
  const gap = Math.round(HEIGHT * BORDER * 1.6)
  const height = pieces.reduce((sum, p) => sum + p.height + gap, gap)
  const data = new Uint8Array(width * height).fill(255)
  const rows: Mosaic['rows'] = []
  let y = gap
  for (const piece of pieces) {
    for (let row = 0; row < piece.height; row++)
      data.set(piece.data.subarray(row * piece.width, (row + 1) * piece.width), (y + row) * width + HEIGHT / 2)
    rows.push({ ...piece.look, y0: y - gap / 2, y1: y + piece.height + gap / 2 })
    y += piece.height + gap
  }
  return { picture: { data, width, height, channels: 1, dpi: straight.dpi }, rows }
}

/** A word's pixels with a margin, scaled bilinearly to `HEIGHT` when smaller. */
function enlarged(source: Raster, bbox: RecognizedWord['bbox']): { data: Uint8Array; width: number; height: number } {
  const margin = 3
  const x0 = Math.max(0, Math.floor(bbox[0]) - margin)
  const y0 = Math.max(0, Math.floor(bbox[1]) - margin)
  const x1 = Math.min(source.width, Math.ceil(bbox[2]) + margin)
  const y1 = Math.min(source.height, Math.ceil(bbox[3]) + margin)
  const factor = Math.min(3, Math.max(1, HEIGHT / Math.max(1, y1 - y0)))
  const width = Math.max(1, Math.round((x1 - x0) * factor))
  const height = Math.max(1, Math.round((y1 - y0) * factor))
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const sy = Math.min(y1 - 1.001, Math.max(y0, y0 + (y + 0.5) / factor - 0.5))
    const iy = Math.floor(sy)
    const below = Math.min(y1 - 1, iy + 1)
    for (let x = 0; x < width; x++) {
      const sx = Math.min(x1 - 1.001, Math.max(x0, x0 + (x + 0.5) / factor - 0.5))
      const ix = Math.floor(sx)
      const right = Math.min(x1 - 1, ix + 1)
      const top =
        source.data[iy * source.width + ix]! * (1 - sx + ix) + source.data[iy * source.width + right]! * (sx - ix)
      const bottom =
        source.data[below * source.width + ix]! * (1 - sx + ix) + source.data[below * source.width + right]! * (sx - ix)
      data[y * width + x] = top * (1 - sy + iy) + bottom * (sy - iy) + 0.5
    }
  }
  return { data, width, height }
}

/** What stands in a row of the mosaic, from the left. */
export function readingOf({ y0, y1 }: Mosaic['rows'][number], lines: readonly OcrLine[]): OcrWord[] {
  return lines
    .flatMap((line) => line.words.filter((w) => (w.y0 + w.y1) / 2 >= y0 && (w.y0 + w.y1) / 2 < y1))
    .sort((a, b) => a.x0 - b.x0)
}

/**
 * The words with surer second readings in place. A reading that changes digits never becomes sure: where both hold digits and differ,
 * the confidence is capped, so that a reviewer sees it.
 */
export function withSecondReadings(
  words: readonly RecognizedWord[],
  mosaic: Mosaic,
  lines: readonly OcrLine[],
): RecognizedWord[] {
  const out = [...words]
  // Later runs of a word first, so that the places of earlier ones stay right.
  for (const row of [...mosaic.rows].reverse()) {
    const { word: index, run } = row
    const read = readingOf(row, lines)
    const text = read
      .map((w) => w.text)
      .join('')
      .normalize('NFC')
    const confidence = meanConfidence(read)
    const first = out[index]!
    if (text === '') continue
    // A number that was read surely is not given up for signs.
    if (run === null && isNumber(first.text) && first.confidence >= SURE_NUMBER && !/\d/.test(text)) continue
    if (run !== null) {
      out[index] = withRun(first, run, text, confidence)
      continue
    }
    if (isMisreadNumber(first.text) && !isNumber(first.text)) {
      if (settlesNumber(first.text, text) && confidence >= RUN_READ)
        out[index] = { ...first, text, confidence: confidence >= SURE_HAN ? SETTLED : DISPUTED - 0.01 }
      continue
    }
    // A lone Han character is given up for a figure or a letter only.
    if (
      /^\p{Script=Han}$/u.test(first.text) &&
      !mayBeLatin(first.text) &&
      !(LONE.test(text) && confidence >= LONE_READ)
    )
      continue
    // A sign before a number is not lost to a crop that cuts it off.
    if (text === first.text || (/^[-–—−]/.test(first.text) && text === first.text.slice(1))) {
      // The same text from two pictures of it is more than a guess, even when the engine is unsure of both.
      const agreed = [...text].length >= FEWEST_AGREED ? AGREED : 0
      out[index] = { ...first, confidence: Math.max(first.confidence, confidence, agreed) }
      continue
    }
    if (HAN_TERM.test(first.text) && first.confidence >= UNREAD) {
      const same = HAN_TERM.test(text) && [...text].length === [...first.text].length
      if (same && confidence >= HAN_READ && confidence > first.confidence + MARGIN)
        out[index] = { ...first, text, confidence }
      continue
    }
    const micro = microUnit(first.text, text)
    if (micro !== null) {
      out[index] = { ...first, text: micro, confidence: DISPUTED }
      continue
    }
    const power = powerUnit(first.text, text)
    if (power !== null) {
      out[index] = { ...first, text: power, confidence: Math.min(first.confidence, POWER) }
      continue
    }
    const disputed =
      digits(text) !== digits(first.text) &&
      digits(text) !== '' &&
      digits(first.text) !== '' &&
      first.confidence >= UNREAD
    // A stray Han character makes the first reading wrong, however sure it is.
    const stray = mayBeLatin(first.text) && (isMeasure(text) || isNumber(text))
    // Of two readings of a unit the one that is a unit is right: `U/L` and not `U/AL`.
    const formed = confidence >= UNREAD && (stray || (isUnit(text) && !isUnit(first.text) && /\//.test(first.text)))
    if (isUnit(first.text) && !isUnit(text)) continue
    if (formed || confidence > first.confidence + MARGIN)
      out[index] = { ...first, text, confidence: disputed ? Math.min(confidence, DISPUTED) : confidence }
  }
  return out
}

/** What a Latin run may be: letters, figures and signs of an abbreviation, in brackets or not. */
const RUN = /^[([]?[\p{Script=Latin}\d][\p{Script=Latin}\d.,+\-/%#*:]*[)\]]?$/u

/** A word with one of its Latin runs read again. Brackets that the second picture cut off stay. */
function withRun(word: RecognizedWord, run: LatinRun, read: string, confidence: number): RecognizedWord {
  if (word.text.slice(run.at, run.at + run.text.length) !== run.text) return word
  let text = read
    .replace(/[（]/g, '(')
    .replace(/[）]/g, ')')
    .replace(/^[|'"‘“]+|[|'"’”]+$/g, '')
  if (/^[(（]/.test(run.text) && !text.startsWith('(')) text = `(${text}`
  if (/[)）]$/.test(run.text) && !text.endsWith(')')) text = `${text})`
  if (!RUN.test(text) || !/\p{Script=Latin}/u.test(text)) return word
  if (confidence < RUN_READ || text.length > run.text.length + 1 || text.length < run.text.length * 0.6) return word
  // A crop that cut the first letter off reads the rest as surely as the whole.
  if (!sameStart(run.text.replace(/^[(（]/, ''), text.replace(/^[(]/, ''))) return word
  if (text === run.text) return { ...word, confidence: Math.max(word.confidence, Math.min(confidence, 0.9)) }
  if (confidence < run.confidence - MARGIN) return word
  const [before, after] = [word.text.slice(0, run.at), word.text.slice(run.at + run.text.length)]
  // The rest of the word is as sure as before; the run as its new reading.
  const rest = word.text.length - run.text.length
  const mean = (word.confidence * rest + confidence * text.length) / (rest + text.length)
  return { ...word, text: before + text + after, confidence: Math.min(mean, 0.9) }
}

/** Letters and figures that the models take for one another at the beginning of an abbreviation. */
const ALIKE = ['I1l|J', '5S', '6G8BC', '0OQDoU', '2Z', 'Vv', 'Ww', 'Xx', 'Cc', 'pP', 'MNHm', 'EF']

function sameStart(first: string, second: string): boolean {
  const [a, b] = [first.charAt(0), second.charAt(0)]
  return a === b || ALIKE.some((set) => set.includes(a) && set.includes(b))
}

/**
 * Neither model knows μ: the Chinese one sees an `h` or `u`, the Latin one a `p` or `u`. Units that differ in just this way hold a μ;
 * taking the Latin reading alone would turn micromoles into picomoles.
 */
function microUnit(first: string, second: string): string | null {
  const number = /^[<>≤≥]?\d+(?:[.,]\d+)?(?=\D)/.exec(second)?.[0] ?? ''
  if (number !== '') {
    if (!first.startsWith(number)) return null
    const unit = microUnit(first.slice(number.length), second.slice(number.length))
    return unit === null ? null : number + unit
  }
  if (!/^[hHuyμ4M]/.test(first) || !/^[pu]/.test(second) || !/^.(?:mol|g|[lLIU]|kat|m\b)/.test(second)) return null
  if (first.slice(1, 3).toLowerCase() !== second.slice(1, 3).toLowerCase()) return null
  return `μ${second.slice(1)}`
}

/** The Chinese model reads `10^9/L` as `10^9/儿`, the Latin one as `1079/L`: the power is taken from the one, the letters from the other. */
function powerUnit(first: string, second: string): string | null {
  const [power, letters] = [/^(.*10\^\d{1,2}\/)\p{Script=Han}{1,2}$/u.exec(first), /\/([A-Za-zμµ]{1,3})$/u.exec(second)]
  return power === null || letters === null ? null : `${power[1]}${letters[1]}`
}

function digits(text: string): string {
  return text.replace(/\D/g, '')
}

/** Type of these heights in points is looked for where nothing was read. */
const MIN_TYPE = 3.5
const MAX_TYPE = 26
/** Blank paper between pieces of one unread word, as a share of the type's height. */
const WORD_GAP = 0.45
/** A stroke is at least this many times as tall as wide (a printed 1 is about 2.5); so many above each other, within points, are a line. */
const STROKE = 3.2
const SAME_LINE_POINTS = 1.2
const FEWEST_STROKES = 3
/** Upright pieces this near to a vertical rule of the table are left of it, points. */
const BESIDE_DIVIDER = 1.8
/** Share of a segment's area that words may cover for it to count as unread. */
const COVERED = 0.3

/**
 * Pieces of print that no word covers, as words without text: the engine's layout drops lone figures and cells. Lines of dots, frames,
 * pictures and dust do not have the size of type and are left out.
 */
export function unreadPrint(
  words: readonly RecognizedWord[],
  all: readonly Blob[],
  dpi: number,
  dividers: readonly Divider[] = [],
): RecognizedWord[] {
  const scale = 72 / dpi
  const type = all
    .filter(
      (b) =>
        (b.y1 - b.y0) * scale >= MIN_TYPE &&
        (b.y1 - b.y0) * scale <= MAX_TYPE &&
        b.x1 - b.x0 < 4 * (b.y1 - b.y0) &&
        !isCovered(b, words),
    )
    .sort((a, b) => a.x0 - b.x0 || a.y0 - b.y0)
  const segments: Blob[] = []
  for (const b of type) {
    const height = b.y1 - b.y0
    const home = segments.find((s) => {
      const shared = Math.min(s.y1, b.y1) - Math.max(s.y0, b.y0)
      return (
        shared > 0.4 * Math.min(height, s.y1 - s.y0) &&
        b.x0 - s.x1 < WORD_GAP * Math.max(height, s.y1 - s.y0) &&
        b.x0 - s.x1 > -height
      )
    })
    if (home === undefined) segments.push({ ...b })
    else {
      home.x1 = Math.max(home.x1, b.x1)
      home.y0 = Math.min(home.y0, b.y0)
      home.y1 = Math.max(home.y1, b.y1)
      home.area += b.area
    }
  }
  const strokes = segments.filter((s) => s.y1 - s.y0 >= STROKE * (s.x1 - s.x0))
  // Thin upright strokes one above the other are what is left of a line, not figures.
  const isLine = (s: Blob): boolean =>
    isBesideDivider([s.x0, s.y0, s.x1, s.y1], dividers, dpi) ||
    (strokes.includes(s) &&
      strokes.filter((t) => Math.abs(t.x0 + t.x1 - s.x0 - s.x1) * scale <= 2 * SAME_LINE_POINTS).length >=
        FEWEST_STROKES)
  return segments
    .filter((s) => (s.y1 - s.y0) * scale <= MAX_TYPE && s.x1 - s.x0 > 2 && !isLine(s))
    .sort((a, b) => a.y0 - b.y0 || a.x0 - b.x0)
    .map((s) => ({ text: '', confidence: 0, bbox: [s.x0, s.y0, s.x1, s.y1], line: -1, height: s.y1 - s.y0 }))
}

function isCovered(b: Blob, words: readonly RecognizedWord[]): boolean {
  const own = (b.x1 - b.x0) * (b.y1 - b.y0)
  return words.some(({ bbox }) => overlap(bbox, [b.x0, b.y0, b.x1, b.y1]) > COVERED * own)
}

/** Whether an upright piece of ink is a trace of a table's vertical rule. */
export function isBesideDivider([x0, y0, x1, y1]: Bbox, dividers: readonly Divider[], dpi: number): boolean {
  const near = (BESIDE_DIVIDER * dpi) / 72
  return x1 - x0 < (y1 - y0) * 0.5 && dividers.some((d) => Math.abs((x0 + x1) / 2 - d.x) <= near)
}
