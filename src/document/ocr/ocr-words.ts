import { type Bbox, union } from '../../records/bbox.js'
import type { InkMap } from '../image/ink.js'
import { isPrintedSign, PHANTOM } from '../signs/phantom-signs.js'
import type { OcrBox, OcrLine } from './ocr-engine.js'

/** A word put together from recognised symbols, in pixels of the straightened picture. */
export interface RecognizedWord {
  text: string
  confidence: number
  bbox: Bbox
  /** Index of its printed line on the page. */
  line: number
  /** Height of the line's type in pixels. */
  height: number
  /** Latin letters, figures and brackets between Han characters, which the Chinese model reads worst. */
  runs?: readonly LatinRun[]
}

/** A piece of a word without Han: its characters, their box from one blank column of paper to the next, the lowest confidence in it. */
export interface LatinRun {
  text: string
  /** Index of its first character in the word's text. */
  at: number
  bbox: Bbox
  confidence: number
}

/** Scripts written without spaces, with their punctuation and full-width forms. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u
/** Blank paper in em up to which neighbouring Han symbols are one word: full-width punctuation leaves about .6. */
const HAN_GAP = 0.7
/** The same between a Han symbol and a Latin letter or digit; a printed space is .25 and wider. */
const MIXED_GAP = 0.22
/** The same inside what the engine takes for one word: a label and its value in neighbouring cells leave more. */
const INSIDE_GAP = 0.45
/** Blank paper in em at which any word is split: table columns that the engine has joined. */
const SPLIT_GAP = 1
/** The same where the engine put a sign that is not printed: it saw a wide space. */
const PHANTOM_GAP = 0.4
/** A vertical line of a table, in pixels: no word runs across it. */
export interface Divider {
  x: number
  y0: number
  y1: number
}

/** A box so many times as tall as the page's type holds print of two lines when blank rows, as a share of that type, part it. */
const TWO_LINES = 1.6
const BLANK_ROWS = 0.25

/** How far in em a box may grow to take in the whole of the ink that it cuts. */
const SNAP_EM = 0.35

/**
 * Words of recognised lines. Tesseract gives every Han character as a word of its own; they are joined again where the paper between
 * them is not blank for long, so that text reads as words and table columns stay apart. The engine's symbol boxes are off by up to an
 * em; gaps and boxes are therefore measured in the ink, and quotation marks and strokes that stand for nothing but blank paper are left
 * out. Words below `minConfidence` are dropped.
 */
export function toWords(
  lines: readonly OcrLine[],
  minConfidence: number,
  ink: InkMap,
  dividers: readonly Divider[] = [],
): RecognizedWord[] {
  const words: RecognizedWord[] = []
  const usual = median(lines.map(typeHeight))
  lines.forEach((line, index) => {
    const em = typeHeight(line)
    let current: OcrBox[] = []
    const flush = (): void => {
      if (current.length > 0) words.push(join(current, index, em, usual, ink))
      current = []
    }
    let phantom = false
    for (const [at, word] of line.words.entries()) {
      if (word.text === '' || word.confidence < minConfidence) {
        flush()
        continue
      }
      const symbols = word.symbols.filter((s) => s.text !== '')
      const pieces = symbols.length > 0 && symbols.map((s) => s.text).join('') === word.text ? symbols : [word]
      for (const [i, piece] of pieces.entries()) {
        const last = current.at(-1)
        if (PHANTOM.test(piece.text)) {
          const next = pieces[i + 1] ?? line.words[at + 1]?.symbols[0] ?? line.words[at + 1]
          if (!isPrintedSign(piece, last, next, em, ink)) {
            phantom = true
            continue
          }
        }
        const own = { ...piece, confidence: Math.min(piece.confidence, word.confidence) }
        if (last !== undefined && (isDivided(last, own, dividers) || !joins(last, own, em, i > 0, ink, phantom)))
          flush()
        phantom = false
        current.push(own)
      }
    }
    flush()
  })
  return words
}

function isDivided(last: OcrBox, next: OcrBox, dividers: readonly Divider[]): boolean {
  const [from, to] = [(last.x0 + last.x1) / 2, (next.x0 + next.x1) / 2]
  const y = (last.y0 + last.y1) / 2
  return dividers.some((d) => d.x > from && d.x < to && d.y0 <= y && d.y1 >= y)
}

/** `inside`: both belong to one word of the engine. `phantom`: the engine put a sign between them where nothing is printed. */
function joins(last: OcrBox, next: OcrBox, em: number, inside: boolean, ink: InkMap, phantom: boolean): boolean {
  const lastHan = UNSPACED.test(last.text.slice(-1))
  const nextHan = UNSPACED.test(next.text.slice(0, 1))
  if (!inside && !lastHan && !nextHan) return false
  const gap = blankBetween(last, next, ink) / em
  if (gap > (phantom ? PHANTOM_GAP : SPLIT_GAP)) return false
  if (lastHan && nextHan) return gap <= HAN_GAP
  return gap <= (!inside ? MIXED_GAP : lastHan !== nextHan ? INSIDE_GAP : SPLIT_GAP)
}

/** Longest run of columns without ink between the middles of two symbols, in pixels. */
function blankBetween(last: OcrBox, next: OcrBox, ink: InkMap): number {
  const from = Math.max(0, Math.floor((last.x0 + last.x1) / 2))
  const to = Math.min(ink.width, Math.ceil((next.x0 + next.x1) / 2))
  const top = Math.max(0, Math.min(last.y0, next.y0))
  const bottom = Math.min(ink.height, Math.max(last.y1, next.y1))
  let longest = 0
  let run = 0
  for (let x = from; x < to; x++) {
    run = columnHasInk(ink, x, top, bottom) ? 0 : run + 1
    longest = Math.max(longest, run)
  }
  return longest
}

function columnHasInk({ data, width }: InkMap, x: number, top: number, bottom: number): boolean {
  for (let y = top; y < bottom; y++) if (data[y * width + x] === 1) return true
  return false
}

function rowHasInk({ data, width }: InkMap, y: number, left: number, right: number): boolean {
  for (let x = left; x < right; x++) if (data[y * width + x] === 1) return true
  return false
}

/** Moves each side of a box outwards while it cuts ink and inwards over blank paper. */
function snap(bbox: Bbox, ink: InkMap, em: number): Bbox {
  const reach = Math.round(em * SNAP_EM)
  let [x0, y0, x1, y1] = [
    Math.max(0, bbox[0]),
    Math.max(0, bbox[1]),
    Math.min(ink.width, bbox[2]),
    Math.min(ink.height, bbox[3]),
  ]
  const column = (x: number): boolean => x >= 0 && x < ink.width && columnHasInk(ink, x, y0, y1)
  for (let i = 0; i < reach && column(x0) && column(x0 - 1); i++) x0--
  for (let i = 0; i < reach && column(x1 - 1) && column(x1); i++) x1++
  while (x0 < x1 - 1 && !column(x0)) x0++
  while (x1 > x0 + 1 && !column(x1 - 1)) x1--
  const row = (y: number): boolean => y >= 0 && y < ink.height && rowHasInk(ink, y, x0, x1)
  const [top, bottom] = [y0, y1]
  for (let i = 0; i < reach && row(y0) && row(y0 - 1); i++) y0--
  for (let i = 0; i < reach && row(y1 - 1) && row(y1); i++) y1++
  while (y0 < y1 - 1 && !row(y0)) y0++
  while (y1 > y0 + 1 && !row(y1 - 1)) y1--
  // Nothing but blank paper inside: the engine's box stands.
  return x1 - x0 <= 1 || y1 - y0 <= 1 ? [bbox[0], top, bbox[2], bottom] : [x0, y0, x1, y1]
}

/** Rows of a box that reaches into the next line: those with the most ink between rows of blank paper. The rest is read as print of its own. */
function ownRows([x0, y0, x1, y1]: Bbox, usual: number, ink: InkMap): Bbox {
  const bands: { from: number; to: number; ink: number }[] = []
  for (let y = Math.max(0, Math.floor(y0)); y < Math.min(ink.height, Math.ceil(y1)); y++) {
    let n = 0
    for (let x = Math.max(0, x0); x < Math.min(ink.width, x1); x++) n += ink.data[y * ink.width + x]!
    if (n === 0) continue
    const last = bands.at(-1)
    if (last !== undefined && y - last.to <= usual * BLANK_ROWS) {
      last.to = y + 1
      last.ink += n
    } else bands.push({ from: y, to: y + 1, ink: n })
  }
  const best = bands.reduce<(typeof bands)[number] | null>((a, b) => (a === null || b.ink > a.ink ? b : a), null)
  return best === null || bands.length < 2 ? [x0, y0, x1, y1] : [x0, best.from, x1, best.to]
}

function join(symbols: readonly OcrBox[], line: number, height: number, usual: number, ink: InkMap): RecognizedWord {
  let total = 0
  let weight = 0
  for (const s of symbols) {
    total += s.confidence * s.text.length
    weight += s.text.length
  }
  const text = symbols.map((s) => s.text).join('')
  const boxed = union(symbols.map((s): Bbox => [s.x0, s.y0, s.x1, s.y1]))
  const bbox = snap(boxed[3] - boxed[1] > TWO_LINES * usual ? ownRows(boxed, usual, ink) : boxed, ink, height)
  const word = { text: text.normalize('NFC'), confidence: total / weight, bbox, line, height }
  const runs = word.text === text ? latinRuns(symbols, bbox, ink, height) : []
  return runs.length === 0 ? word : { ...word, runs }
}

/** Latin signs in a word; without one of the first kind there is nothing to read better. */
const LATIN = /^[\p{Script=Latin}\d()（）[\]\-+./%#*:?]$/u

/** The Latin runs of a word with Han in it. The engine's boxes are off, so that a run begins and ends at blank paper near to them. */
function latinRuns(symbols: readonly OcrBox[], word: Bbox, ink: InkMap, em: number): LatinRun[] {
  if (!symbols.some((s) => /\p{Script=Han}/u.test(s.text))) return []
  const runs: LatinRun[] = []
  let at = 0
  for (let i = 0; i < symbols.length; ) {
    let j = i
    // A bracket opens a run of its own: `B(ApoB)` is two, and neither can swallow the other.
    while (j < symbols.length && LATIN.test(symbols[j]!.text) && (j === i || !/^[(（]$/.test(symbols[j]!.text))) j++
    if (j === i) {
      at += symbols[i++]!.text.length
      continue
    }
    const run = symbols.slice(i, j)
    const text = run.map((s) => s.text).join('')
    if (/\p{Script=Latin}/u.test(text)) {
      const x0 = i === 0 ? word[0] : blankNear(run[0]!.x0, word, ink, em)
      const x1 = j === symbols.length ? word[2] : blankNear(run.at(-1)!.x1, word, ink, em)
      const confidence = Math.min(...run.map((s) => s.confidence))
      if (x1 - x0 > em * 0.4) runs.push({ text, at, bbox: [x0, word[1], x1, word[3]], confidence })
    }
    at += text.length
    i = j
  }
  return runs
}

/** Middle of the blank columns near a place that are wide and close. */
function blankNear(x: number, [x0, y0, x1, y1]: Bbox, ink: InkMap, em: number): number {
  let [best, top] = [x, Number.NEGATIVE_INFINITY]
  const [from, to] = [Math.max(x0, Math.floor(x - em * 0.6)), Math.min(x1, Math.ceil(x + em * 0.6))]
  for (let start = from; start < to; start++) {
    let end = start
    while (end < to && !columnHasInk(ink, end, y0, y1)) end++
    if (end === start) continue
    const middle = (start + end) / 2
    const score = end - start - Math.abs(middle - x) * 0.3
    if (score > top) [best, top] = [Math.round(middle), score]
    start = end
  }
  return best
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** Median height of the line's words: close to one em for Han, to cap height plus descender for Latin. */
function typeHeight(line: OcrLine): number {
  const heights = line.words.filter((w) => w.text !== '').map((w) => w.y1 - w.y0)
  heights.sort((a, b) => a - b)
  return Math.max(4, heights[Math.floor(heights.length / 2)] ?? line.y1 - line.y0)
}

/** Flat signs belong to the line that they stand in, however much lower than its letters they are. */
const FLAT = /^[-–—~～=_.·]+$/u
/** Overlap of heights, as a share of the lower word, from which two words of a straightened page stand on one printed line. */
const SAME_LINE = 0.5

/**
 * Numbers the words by printed line, from the top, and sorts each line from the left. The page is straight, so a line's words overlap
 * in height; the engine's own lines are pieces of these.
 */
export function printedLines(words: readonly RecognizedWord[]): RecognizedWord[] {
  const lines: { y0: number; y1: number; words: RecognizedWord[] }[] = []
  const byCentre = [...words].sort((a, b) => a.bbox[1] + a.bbox[3] - b.bbox[1] - b.bbox[3] || a.bbox[0] - b.bbox[0])
  for (const word of byCentre) {
    const [, y0, , y1] = word.bbox
    const home = lines.slice(-4).findLast((line) => {
      const shared = Math.min(line.y1, y1) - Math.max(line.y0, y0)
      return (
        shared >= SAME_LINE * Math.min(y1 - y0, line.y1 - line.y0) &&
        (FLAT.test(word.text) ||
          Math.max(y1 - y0, line.y1 - line.y0) < 3 * Math.max(1, Math.min(y1 - y0, line.y1 - line.y0)))
      )
    })
    if (home === undefined) lines.push({ y0, y1, words: [word] })
    else {
      home.words.push(word)
      if (FLAT.test(word.text)) continue
      // The line keeps the middle of its words: the extremes of tall brackets would swallow the next line.
      home.y0 += (y0 - home.y0) / home.words.length
      home.y1 += (y1 - home.y1) / home.words.length
    }
  }
  return lines.flatMap(({ words }, line) =>
    words.sort((a, b) => a.bbox[0] - b.bbox[0]).map((word) => ({ ...word, line })),
  )
}

/** Share of Han characters among letters of all scripts; 0 without letters. */
export function hanShare(text: string): number {
  const letters = text.match(/\p{L}/gu) ?? []
  return letters.length === 0 ? 0 : letters.filter((c) => /\p{Script=Han}/u.test(c)).length / letters.length
}

/** Mean confidence by characters, 0 for no words. */
export function meanConfidence(words: readonly { text: string; confidence: number }[]): number {
  let sum = 0
  let n = 0
  for (const { text, confidence } of words) {
    sum += confidence * text.length
    n += text.length
  }
  return n === 0 ? 0 : sum / n
}
