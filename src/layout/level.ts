import type { Bbox } from '../records/bbox.js'
import type { DeidentifiedPage, Word } from '../records/page.js'
import { CJK, phraseKey } from './phrase.js'

/**
 * A word, or the part of a word between two column bars (`38|U/L`), on the levelled page: `x0…y1` after the page's skew is taken
 * out, `box` as it stands on the page. `em` is the type size in points. A `bar` separates cells, a `leader` is a drawn line or dots.
 */
export interface Piece {
  readonly word: number
  readonly text: string
  readonly kind: 'text' | 'bar' | 'leader'
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
  readonly box: Bbox
  readonly em: number
  readonly bold: boolean
  readonly italic: boolean
  readonly ocr: boolean
}

/** A straight horizontal or vertical line of the levelled page. */
export interface Ruling {
  readonly at: number
  readonly from: number
  readonly to: number
}

export interface LevelPage {
  readonly width: number
  readonly height: number
  readonly pieces: readonly Piece[]
  /** Sorted by `at`. */
  readonly horizontal: readonly Ruling[]
  readonly vertical: readonly Ruling[]
  /** Shaded areas, levelled. */
  readonly fills: readonly Bbox[]
  /** A box of the levelled page as a box of the page itself. */
  restore(box: Bbox): Bbox
}

const BAR = /^[|｜│┃¦║‖]+$/u
const BARS = /[|｜│┃¦║‖]/u
/** What a scan makes of specks and rule ends: a quotation mark standing alone. */
const SPECK = /^[“”‘’„'"`´]{1,2}$/u
const LEADER = /^[-‐-―−_=~.·•…*+┄-╿─-╬|]{4,}$/u
/** Up to six dashes or stars stand in the place of a result that was not measured. */
const BLANK_RESULT = /^(?:[-–—]{4,6}|\*{4,6})$/u

/** Takes the skew (and for scans a residual skew and keystone) out of a page and splits words at column bars. */
export function levelPage(
  page: DeidentifiedPage,
  words: readonly number[],
  headers: ReadonlyMap<string, unknown>,
): LevelPage {
  const lean = leanOf(page, words)
  const cx = page.width / 2
  const cy = page.height / 2
  const slope = (y: number): number => lean.slope + (lean.keystone * (y - cy)) / page.height
  const level = (b: Bbox): Bbox => {
    const mx = (b[0] + b[2]) / 2
    const my = (b[1] + b[3]) / 2
    const s = slope(my)
    const dx = s * (my - cy)
    const dy = -s * (mx - cx)
    // An upright box around a leaning word is higher than the word by width x slope.
    const grown = Math.min((b[2] - b[0]) * Math.abs(s), (b[3] - b[1]) * 0.4) / 2
    return [b[0] + dx, b[1] + dy + grown, b[2] + dx, b[3] + dy - grown]
  }
  const horizontal: Ruling[] = []
  const vertical: Ruling[] = []
  for (const r of page.rules) {
    const a = level([r.x0, r.y0, r.x0, r.y0])
    const b = level([r.x1, r.y1, r.x1, r.y1])
    const dx = Math.abs(a[0] - b[0])
    const dy = Math.abs(a[1] - b[1])
    if (dx < 3 && dy < 3) continue
    if (dy <= dx * 0.05 + 1)
      horizontal.push({ at: (a[1] + b[1]) / 2, from: Math.min(a[0], b[0]), to: Math.max(a[0], b[0]) })
    else if (dx <= dy * 0.05 + 1)
      vertical.push({ at: (a[0] + b[0]) / 2, from: Math.min(a[1], b[1]), to: Math.max(a[1], b[1]) })
  }
  const pieces: Piece[] = []
  for (const index of words) {
    const word = page.words[index]!
    for (const part of splitWord(word, headers)) {
      const [x0, y0, x1, y1] = level(part.box)
      // Boxes of scanned words are cut at the ink: Latin words are some three quarters of their type size high.
      const em =
        word.style.size !== null && word.style.size > 3
          ? word.style.size
          : (y1 - y0) * (CJK.test(part.text) ? 1.1 : 1.3)
      const drawn =
        (LEADER.test(part.text) && !BLANK_RESULT.test(part.text)) ||
        (word.source === 'ocr' && (SPECK.test(part.text) || atEdge(word, page.width)))
      const kind = BAR.test(part.text) ? 'bar' : drawn ? 'leader' : 'text'
      pieces.push({
        word: index,
        text: part.text,
        kind,
        x0,
        y0,
        x1,
        y1,
        box: part.box,
        em,
        bold: word.style.bold === true,
        italic: word.style.italic === true,
        ocr: word.source === 'ocr',
      })
    }
  }
  return {
    width: page.width,
    height: page.height,
    pieces,
    horizontal: joinRulings(horizontal),
    vertical: joinRulings(vertical),
    fills: page.fills.map((f) => level(f.bbox)),
    restore: ([x0, y0, x1, y1]) => {
      const s = slope((y0 + y1) / 2)
      const dx = s * ((y0 + y1) / 2 - cy)
      const dy = -s * ((x0 + x1) / 2 - cx)
      return [x0 - dx, y0 - dy, x1 - dx, y1 - dy]
    },
  }
}

/** Up to three characters within 2.5 % of the width from a side of a scan: the shadow of the paper's edge. */
function atEdge(word: Word, width: number): boolean {
  return word.text.length <= 3 && (word.bbox[2] < width * 0.025 || word.bbox[0] > width * 0.975)
}

function splitWord(word: Word, headers: ReadonlyMap<string, unknown>): { text: string; box: Bbox }[] {
  if (word.source === 'ocr' && CJK.test(word.text)) {
    const cuts = splitPhrases(word.text, headers)
    if (cuts.length > 1) return sliceWord(word, cuts)
  }
  // `参考值:3.5-9.5`: the label of a range and the range.
  const label = /^[^:：]{2,16}[:：](?=.)/u.exec(word.text)?.[0]
  if (label !== undefined && headers.get(phraseKey(label)) === 'range')
    return sliceWord(word, [label, word.text.slice(label.length)])
  // `.........*`: dots that lead to a mark.
  const dots = /^[.·…_]{4,}(?=[*↑↓!#]{1,2}$)/u.exec(word.text)?.[0]
  if (dots !== undefined) return sliceWord(word, [dots, word.text.slice(dots.length)])
  return splitAtBars(word)
}

/** A scan runs neighbouring column headers together (`提示单位`): cuts a word that is nothing but known phrases of two characters and more. */
function splitPhrases(text: string, headers: ReadonlyMap<string, unknown>): string[] {
  if (text.length < 4 || headers.has(phraseKey(text))) return [text]
  for (let i = 2; i <= text.length - 2; i++) {
    const head = text.slice(0, i)
    if (phraseKey(head).length < 2 || !headers.has(phraseKey(head))) continue
    const rest = splitPhrases(text.slice(i), headers)
    if (rest.every((r) => headers.has(phraseKey(r)))) return [head, ...rest]
  }
  return [text]
}

function sliceWord(word: Word, texts: readonly string[]): { text: string; box: Bbox }[] {
  const [x0, y0, x1, y1] = word.bbox
  const step = (x1 - x0) / word.text.length
  let at = 0
  return texts.map((text) => {
    const from = at
    at += text.length
    return { text, box: [x0 + from * step, y0, x0 + at * step, y1] }
  })
}

function splitAtBars(word: Word): { text: string; box: Bbox }[] {
  if (!BARS.test(word.text) || BAR.test(word.text) || LEADER.test(word.text))
    return [{ text: word.text, box: word.bbox }]
  const [x0, y0, x1, y1] = word.bbox
  const step = (x1 - x0) / word.text.length
  const parts: { text: string; box: Bbox }[] = []
  let from = 0
  for (let i = 0; i <= word.text.length; i++) {
    const bar = i < word.text.length && BARS.test(word.text[i]!)
    if (i < word.text.length && !bar) continue
    if (i > from) parts.push({ text: word.text.slice(from, i), box: [x0 + from * step, y0, x0 + i * step, y1] })
    if (bar) parts.push({ text: word.text[i]!, box: [x0 + i * step, y0, x0 + (i + 1) * step, y1] })
    from = i + 1
  }
  return parts
}

/** Joins rulings that carry each other on (dashes, one stroke per cell). */
function joinRulings(rulings: readonly Ruling[]): Ruling[] {
  const sorted = [...rulings].sort((a, b) => a.at - b.at || a.from - b.from)
  const out: { at: number; from: number; to: number }[] = []
  for (const r of sorted) {
    const same = out.findLast((o) => Math.abs(o.at - r.at) < 1.6 && r.from <= o.to + 4 && r.to >= o.from - 4)
    if (same === undefined) out.push({ ...r })
    else {
      same.from = Math.min(same.from, r.from)
      same.to = Math.max(same.to, r.to)
    }
  }
  return out
}

/**
 * Slope of the printed lines (dy/dx) and how it changes from top to bottom. The reader's skew is taken as it is for digital pages;
 * for scans the slope that makes the base lines sharpest is searched around it, 1/400 apart, and kept only for a gain of 4 %.
 */
function leanOf(page: DeidentifiedPage, words: readonly number[]): { slope: number; keystone: number } {
  const given = Math.tan((page.skew * Math.PI) / 180)
  if (page.kind === 'digital' || words.length < 20) return { slope: given, keystone: 0 }
  const marks = words.map((i) => {
    const [x0, y0, x1, y1] = page.words[i]!.bbox
    return { x: (x0 + x1) / 2 - page.width / 2, y: (y0 + y1) / 2, weight: Math.min(3, page.words[i]!.text.length) }
  })
  const bins = new Float64Array(Math.ceil(page.height / 2) + 400)
  const sharpness = (slope: number, keystone: number): number => {
    bins.fill(0)
    for (const m of marks) {
      const y = m.y - (slope + (keystone * (m.y - page.height / 2)) / page.height) * m.x
      const at = (y + 300) / 2
      const low = Math.floor(at)
      if (low < 0 || low + 1 >= bins.length) continue
      bins[low]! += m.weight * (1 - (at - low))
      bins[low + 1]! += m.weight * (at - low)
    }
    let sum = 0
    for (const b of bins) sum += b * b
    return sum
  }
  let best = { slope: given, keystone: 0, score: sharpness(given, 0) * 1.04 }
  const consider = (slope: number, keystone: number): void => {
    const score = sharpness(slope, keystone)
    if (score > best.score) best = { slope, keystone, score }
  }
  for (let k = -2; k <= 2; k++) for (let i = -6; i <= 6; i++) consider(given + i / 200, k / 50)
  const { slope, keystone } = best
  for (let k = -1; k <= 1; k++) for (let i = -1; i <= 1; i++) consider(slope + i / 400, keystone + k / 100)
  return best
}
