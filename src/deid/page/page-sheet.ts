import type { Bbox } from '../../records/bbox.js'
import type { PageReading, Rule, Word } from '../../records/page.js'
import { fold, isHan } from '../text/fold.js'
import { type Sheet, splitLines } from '../text/sheet.js'

/** A part of a word: characters `start` to `end` of its text. */
export interface WordPart {
  word: number
  start: number
  end: number
}

/** A sheet over a page's words, with the way back to them. */
export interface PageSheet extends Sheet {
  /** The word each character of the source text comes from, -1 for gaps; and its offset in that word. */
  wordOf: Int32Array
  charOf: Int32Array
  /** Letter size of OCR words, points; null for a text layer. */
  em: LetterSize | null
}

/** A gap wider than this share of the letter height separates cells: printed word gaps are .25-.35, justified ones reach .8. */
const CELL_GAP = 1.1
/** Words of one cell stand no further apart than this many usual gaps of an OCR page. */
const CELL_PITCH = 1.6
/** Wider gaps, letter heights, are between cells on any page; fewer of the rest tell nothing. */
const WIDEST_WORD_GAP = 1.6
const FEWEST_GAPS = 20
/** Below this share no space was printed: digital text is split at white space, OCR's tight boxes set Chinese characters apart by up to .6. */
const GLUE_DIGITAL = 0.12
const GLUE_OCR = 0.6
/** Text leaning more than this (degrees) is a watermark or sideways: its own lines. */
const UPRIGHT = 15

interface Row {
  words: number[]
  y0: number
  y1: number
}

/** Orders a page's words into lines (deskewed by `page.skew`), cells and text. */
export function sheetOfPage(page: PageReading): PageSheet {
  const slope = Math.tan((page.skew * Math.PI) / 180)
  const rows = [...uprightRows(page.words, slope), ...leaningRows(page.words)]
  const vertical = page.rules.filter((rule) => Math.abs(rule.x1 - rule.x0) < 1.5 && Math.abs(rule.y1 - rule.y0) > 6)
  const pitch = wordGap(page.words, rows)
  const parts: { text: string; word: number }[] = []
  for (const row of rows) {
    for (let i = 0; i < row.words.length; i += 1) {
      if (i > 0) parts.push({ text: gapText(page, row.words[i - 1]!, row.words[i]!, vertical, pitch), word: -1 })
      parts.push({ text: page.words[row.words[i]!]!.text.replace(/[\n\t\r]/g, ' '), word: row.words[i]! })
    }
    parts.push({ text: '\n', word: -1 })
  }
  return assemble(page, rows, parts)
}

function assemble(
  page: PageReading,
  rows: readonly Row[],
  parts: readonly { text: string; word: number }[],
): PageSheet {
  const source = parts
    .map((part) => part.text)
    .join('')
    .replace(/\n$/, '')
  const wordOf = new Int32Array(source.length).fill(-1)
  const charOf = new Int32Array(source.length)
  let at = 0
  for (const part of parts) {
    if (part.word >= 0) {
      for (let i = 0; i < part.text.length; i += 1) {
        wordOf[at + i] = part.word
        charOf[at + i] = i
      }
    }
    at += part.text.length
  }
  const folded = fold(source)
  const text = folded.text
  const x0 = new Float64Array(text.length)
  const x1 = new Float64Array(text.length)
  const em = letterSize(page.words)
  const edges = new Map<number, ReturnType<typeof characterEdges>>()
  let last = 0
  for (let i = 0; i < text.length; i += 1) {
    const from = folded.from[i]!
    const word = wordOf[from]!
    if (word < 0) {
      x0[i] = last
      x1[i] = last
      continue
    }
    let edge = edges.get(word)
    if (edge === undefined) {
      edge = characterEdges(page.words[word]!, em)
      edges.set(word, edge)
    }
    x0[i] = edge.left[charOf[from]!]!
    x1[i] = edge.right[Math.min(edge.right.length - 1, charOf[folded.to[i]! - 1]! + 1)]!
    last = x1[i]!
  }
  const lines = splitLines(text, x0, x1, (row) => [rows[row]?.y0 ?? 0, rows[row]?.y1 ?? 0])
  return {
    text,
    lines,
    x0,
    x1,
    from: folded.from,
    to: folded.to,
    width: page.width,
    height: page.height,
    measured: true,
    ocr: page.ocr !== null,
    confidence: (start, end) => {
      let least = 1
      for (let i = start; i < end; i += 1) {
        const word = wordOf[folded.from[i]!]!
        if (word >= 0) least = Math.min(least, page.words[word]!.confidence)
      }
      return least
    },
    wordOf,
    charOf,
    em,
  }
}

/**
 * The left and right edges of a word's characters, by the usual widths: Chinese 1 em, digits and letters about half. OCR drops wide gaps inside what it takes for one
 * word, and counts a character to the wrong neighbour; then a character stands somewhere between its place counted from the left end and from the right end with the
 * page's smallest and largest usual letter size, and the two edges are those bounds.
 */
export function characterEdges(word: Word, em: LetterSize | null): { left: Float64Array; right: Float64Array } {
  const widths = [...word.text].flatMap((point) => [
    relativeWidth(point),
    ...new Array<number>(point.length - 1).fill(0),
  ])
  const total = widths.reduce((sum, width) => sum + width, 0) || 1
  const scale = (word.bbox[2] - word.bbox[0]) / total
  const small = em === null || word.source !== 'ocr' ? scale : Math.min(scale, em.small)
  const large = em === null || word.source !== 'ocr' ? scale : Math.max(scale, em.large)
  const [x0, , x1] = word.bbox
  const left = new Float64Array(widths.length + 1)
  const right = new Float64Array(widths.length + 1)
  for (let i = 0, before = 0; i <= widths.length; i += 1) {
    const after = total - before
    left[i] = Math.max(x0, Math.min(x0 + before * small, x1 - after * large))
    right[i] = Math.min(x1, Math.max(x1 - after * small, x0 + before * large))
    before += widths[i] ?? 0
  }
  return { left, right }
}

/** Letter size of a page read by OCR, points: the true one lies between the two. */
export interface LetterSize {
  small: number
  large: number
}

/** Quartiles of width per em over the OCR words of a page; null for text layers. */
function letterSize(words: readonly Word[]): LetterSize | null {
  const sizes = words
    .filter((word) => word.source === 'ocr' && [...word.text].length >= 3)
    .map((word) => (word.bbox[2] - word.bbox[0]) / [...word.text].reduce((sum, point) => sum + relativeWidth(point), 0))
    .sort((a, b) => a - b)
  return sizes.length === 0
    ? null
    : { small: sizes[Math.floor(sizes.length / 4)]!, large: sizes[Math.floor((sizes.length * 3) / 4)]! }
}

/** Usual width of a character, em. */
export function relativeWidth(point: string): number {
  if (isHan(point) || /[\u3000-\u30ff\uff01-\uff60]/.test(point)) return 1
  if (/[iljtfr.,:;'|!()[\] ]/.test(point)) return 0.32
  if (/[mwMW@%]/.test(point)) return 0.85
  return /[A-Z]/.test(point) ? 0.65 : 0.54
}

/** The words and boxes that a span of the sheet's text covers. */
export function wordParts(sheet: PageSheet, start: number, end: number): WordPart[] {
  const parts: WordPart[] = []
  for (let i = start; i < end; i += 1) {
    for (let source = sheet.from[i]!; source < sheet.to[i]!; source += 1) {
      const word = sheet.wordOf[source]!
      if (word < 0) continue
      const char = sheet.charOf[source]!
      const open = parts.at(-1)
      if (open !== undefined && open.word === word) open.end = Math.max(open.end, char + 1)
      else parts.push({ word, start: char, end: char + 1 })
    }
  }
  return parts
}

/** The box of a part of a word, points. */
export function partBox(word: Word, part: WordPart, em: LetterSize | null = null): Bbox {
  const { bbox } = word
  if (part.start <= 0 && part.end >= word.text.length) return bbox
  // Sideways text: no proportional cut along x.
  if (Math.abs(word.angle) > UPRIGHT) return bbox
  const { left, right } = characterEdges(word, em)
  if (em === null || word.source !== 'ocr')
    return [left[part.start] ?? bbox[0], bbox[1], right[part.end] ?? bbox[2], bbox[3]]
  // OCR's boxes slip by up to a character against its text: up to two characters beside the part are covered too, and half of one beyond that.
  const units = (text: string) => [...text].reduce((sum, point) => sum + relativeWidth(point), 0)
  const slack = SLIP * em.large
  const x0 = units(word.text.slice(0, part.start)) <= 2.5 ? bbox[0] : Math.max(bbox[0], left[part.start]! - slack)
  const x1 = units(word.text.slice(part.end)) <= 2.5 ? bbox[2] : Math.min(bbox[2], right[part.end]! + slack)
  return [x0, bbox[1], x1, bbox[3]]
}

/** How far a character inside an OCR word may stand from where it is counted, em. */
const SLIP = 0.6

function uprightRows(words: readonly Word[], slope: number): Row[] {
  const order = words
    .map((word, index) => ({ word, index }))
    .filter(({ word }) => Math.abs(word.angle) <= UPRIGHT && word.text.trim() !== '')
    .map(({ word, index }) => {
      const middle = (word.bbox[0] + word.bbox[2]) / 2
      const shift = slope * middle
      return { index, x: word.bbox[0], y0: word.bbox[1] - shift, y1: word.bbox[3] - shift }
    })
    .sort((a, b) => a.y0 + a.y1 - (b.y0 + b.y1) || a.x - b.x || a.index - b.index)
  const rows: (Row & { n: number; open: { index: number; x: number }[] })[] = []
  for (const item of order) {
    const height = item.y1 - item.y0
    let best: (typeof rows)[number] | undefined
    let bestShare = 0.58
    for (let r = rows.length - 1; r >= Math.max(0, rows.length - 4); r -= 1) {
      const row = rows[r]!
      const shared = Math.min(item.y1, row.y1) - Math.max(item.y0, row.y0)
      const share = shared / Math.max(0.1, Math.min(height, row.y1 - row.y0))
      if (share > bestShare) {
        best = row
        bestShare = share
      }
    }
    if (best === undefined) {
      rows.push({ words: [], y0: item.y0, y1: item.y1, n: 1, open: [{ index: item.index, x: item.x }] })
      continue
    }
    best.open.push({ index: item.index, x: item.x })
    // A running mean: one tall word must not swallow the lines above and below.
    best.y0 = (best.y0 * best.n + item.y0) / (best.n + 1)
    best.y1 = (best.y1 * best.n + item.y1) / (best.n + 1)
    best.n += 1
  }
  return rows
    .sort((a, b) => a.y0 - b.y0)
    .map((row) => ({
      y0: row.y0,
      y1: row.y1,
      words: row.open.sort((a, b) => a.x - b.x || a.index - b.index).map(({ index }) => index),
    }))
}

/** Sideways and diagonal text: words in the reader's order, one line per run of equal angle that stays close. */
function leaningRows(words: readonly Word[]): Row[] {
  const rows: Row[] = []
  let open: Row | null = null
  let previous: Word | null = null
  words.forEach((word, index) => {
    if (Math.abs(word.angle) <= UPRIGHT || word.text.trim() === '') return
    const near =
      previous !== null &&
      Math.abs(previous.angle - word.angle) < 3 &&
      Math.hypot(
        gapBetween(previous.bbox[0], previous.bbox[2], word.bbox[0], word.bbox[2]),
        gapBetween(previous.bbox[1], previous.bbox[3], word.bbox[1], word.bbox[3]),
      ) < 20
    if (open === null || !near) {
      open = { words: [], y0: word.bbox[1], y1: word.bbox[3] }
      rows.push(open)
    }
    open.words.push(index)
    previous = word
  })
  return rows
}

function gapBetween(a0: number, a1: number, b0: number, b1: number): number {
  return Math.max(0, Math.max(a0, b0) - Math.min(a1, b1))
}

/**
 * The usual gap between the words of an OCR page, points; 0 where it has too few. Typewriter faces set words 1.2 letter heights apart,
 * wider than many cells of other pages are.
 */
function wordGap(words: readonly Word[], rows: readonly Row[]): number {
  const heights = words.filter((word) => word.source === 'ocr').map((word) => word.bbox[3] - word.bbox[1])
  if (heights.length < FEWEST_GAPS) return 0
  const height = median(heights)
  const gaps = rows.flatMap((row) =>
    row.words.slice(1).flatMap((index, i) => {
      const gap = words[index]!.bbox[0] - words[row.words[i]!]!.bbox[2]
      return gap > 0 && gap < WIDEST_WORD_GAP * height ? [gap] : []
    }),
  )
  return gaps.length < FEWEST_GAPS ? 0 : median(gaps)
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
}

function gapText(page: PageReading, left: number, right: number, vertical: readonly Rule[], pitch: number): string {
  const a = page.words[left]!
  const b = page.words[right]!
  if (Math.abs(a.angle) > UPRIGHT) return ' '
  const height = Math.max(4, (a.source === 'ocr' ? Math.max : Math.min)(a.bbox[3] - a.bbox[1], b.bbox[3] - b.bbox[1]))
  const gap = b.bbox[0] - a.bbox[2]
  const y = (Math.max(a.bbox[1], b.bbox[1]) + Math.min(a.bbox[3], b.bbox[3])) / 2
  const ruled = vertical.some(
    (rule) =>
      rule.x0 > a.bbox[2] - 2 &&
      rule.x0 < b.bbox[0] + 2 &&
      Math.min(rule.y0, rule.y1) < y &&
      Math.max(rule.y0, rule.y1) > y,
  )
  if (ruled || gap > Math.max(CELL_GAP * height, CELL_PITCH * pitch)) return '\t'
  const han = isHan(a.text.at(-1)) && isHan(b.text[0])
  if (a.source === 'ocr')
    return gap < (han ? GLUE_OCR * Math.max(a.bbox[3] - a.bbox[1], b.bbox[3] - b.bbox[1]) : 0.02 * height) ? '' : ' '
  return gap < GLUE_DIGITAL * height ? '' : ' '
}
