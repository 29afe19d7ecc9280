import type { Blob } from '../clean.js'
import { glyphsOf, maskOf } from '../glyph.js'
import type { InkMap } from '../image/ink.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** Pixels below which the strokes of a sign run into each other: type of about 4 points. */
const MIN_HEIGHT = 12
/** Shares of the wedge's width: how far its arms' ends stand off on the open side, its tip on the other, its stroke at the tip. */
const OPEN = 0.45
const TIP = 0.2
const STROKE = 0.66
/** A bar under the wedge is at least this wide against it. */
const BAR = 0.6
/** Height of a bar that touches the wedge, as a share of the sign's. */
const BAR_HEIGHT = 0.26
/** Sureness left to a comparison sign that was read as another sign, and to a number that may hold one. */
const SHOWN = 0.8
const DOUBTFUL = 0.6
/** Signs printed in one piece, so that a text can be counted against its ink. */
const SINGLE = /^[\d.,()[\]<>≤≥~/+-]+$/

/**
 * Reads the comparison sign that a limit begins with in the ink. The models do not know ≤ and ≥: the Chinese one makes 不, 一, 之 or 与
 * of them, the Latin one drops the bar or makes a 2, which turns a limit of ≥90 into 290. A wedge with a bar under it, level or along its
 * arm, is nothing else. A figure is taken off only when the ink shows that it stands for the sign.
 */
export function withComparators(words: readonly RecognizedWord[], ink: InkMap, all: readonly Blob[]): RecognizedWord[] {
  return words.map((word) => {
    const lead = /^([^\p{Script=Latin}\d]{0,2}?)(?=[\d.]|$)/u.exec(word.text)
    if (lead === null || word.text === '') return word
    const glyphs = glyphsOf(word, all)
    const own = leading(glyphs)
    const sign = own === null ? null : comparator(ink, own)
    if (own === null || sign === null) return word
    const rest = glyphs.length - own.length
    const confidence = Math.max(DOUBTFUL, Math.min(word.confidence, SHOWN))
    const misread = lead[1]!
    if (misread !== '') {
      // Only signs that say more than what was read: `<` is known to both models.
      // `>=` may be printed as two signs.
      if (sign === misread || /[([]/.test(misread) || misread === `${sign}=`) return word
      const minus = /^\d/.test(word.text.slice(misread.length)) && isMinus(glyphs, own) ? '-' : ''
      return { ...word, text: sign + minus + word.text.slice(misread.length), confidence }
    }
    if (!SINGLE.test(word.text)) return word
    const length = [...word.text].length
    if (rest === length - 1) return { ...word, text: sign + word.text.slice(1), confidence: DOUBTFUL }
    if (rest === length) return { ...word, text: sign + word.text, confidence }
    return { ...word, confidence: Math.min(word.confidence, DOUBTFUL - 0.01) }
  })
}

/** A dash at half the height follows the sign: `≥-1.0` is the limit of a score. */
function isMinus(glyphs: readonly Blob[], own: readonly Blob[]): boolean {
  const next = glyphs.find((b) => !own.includes(b))
  if (next === undefined) return false
  const [top, bottom] = [Math.min(...own.map((b) => b.y0)), Math.max(...own.map((b) => b.y1))]
  const [w, h, middle] = [next.x1 - next.x0, next.y1 - next.y0, (next.y0 + next.y1) / 2]
  return (
    w >= 1.7 * h &&
    h < (bottom - top) * 0.3 &&
    middle > top + (bottom - top) * 0.3 &&
    middle < bottom - (bottom - top) * 0.15
  )
}

/** The first sign's areas of ink: those that stand above one another at the left end. */
function leading(glyphs: readonly Blob[]): Blob[] | null {
  const first = glyphs.reduce<Blob | null>((left, b) => (left === null || b.x0 < left.x0 ? b : left), null)
  if (first === null) return null
  let [x0, x1] = [first.x0, first.x1]
  const own: Blob[] = []
  for (const b of glyphs) {
    const middle = (b.x0 + b.x1) / 2
    if (middle < x0 || middle > x1) continue
    own.push(b)
    ;[x0, x1] = [Math.min(x0, b.x0), Math.max(x1, b.x1)]
  }
  return own
}

function comparator(ink: InkMap, areas: readonly Blob[]): '<' | '>' | '≤' | '≥' | null {
  const wedges = areas.map((b) => ({ b, sign: wedge(maskOf(ink, b)) })).filter((w) => w.sign !== null)
  if (wedges.length === 0 && areas.length === 1) return barred(ink, areas[0]!)
  if (wedges.length !== 1) return null
  const { b, sign } = wedges[0]!
  const bars = areas.filter((a) => a !== b)
  const under = bars.filter((a) => a.x1 - a.x0 >= (b.x1 - b.x0) * BAR && (a.y0 + a.y1) / 2 > (b.y0 + b.y1) / 2)
  if (bars.length !== under.length || bars.length > 2) return null
  if (bars.length === 0) return sign
  return sign === '<' ? '≤' : '≥'
}

/** A wedge whose level bar touches it in small type. */
function barred(ink: InkMap, { x0, y0, x1, y1, area }: Blob): '≤' | '≥' | null {
  const bar = Math.round(y1 - (y1 - y0) * BAR_HEIGHT)
  let widest = 0
  for (let y = bar; y < y1; y++) {
    let n = 0
    for (let x = x0; x < x1; x++) n += ink.data[y * ink.width + x]!
    widest = Math.max(widest, n)
  }
  if (widest < (x1 - x0) * 0.85) return null
  const top = { x0, y0, x1, y1: bar, area }
  const sign = wedge(maskOf(ink, top))
  return sign === null ? null : sign === '<' ? '≤' : '≥'
}

/** Whether an area of ink is a wedge: two even arms that meet in a tip at half the height, nothing between their ends. */
function wedge({ data, width: w, height: h }: InkMap): '<' | '>' | null {
  if (h < MIN_HEIGHT || w < h * 0.6 || w > h * 1.9) return null
  const side = (from: number, to: number): { left: number; right: number } => {
    let [left, right, rows] = [0, 0, 0]
    for (let y = Math.round(from * h); y < Math.max(from * h + 1, to * h); y++) {
      const first = data.indexOf(1, y * w) - y * w
      const last = data.lastIndexOf(1, (y + 1) * w - 1) - y * w + 1
      if (first < 0 || first >= w) continue
      left += first
      right += w - last
      rows++
    }
    return rows === 0 ? { left: 0, right: 0 } : { left: left / rows / w, right: right / rows / w }
  }
  const [top, tip, bottom] = [side(0, 0.16), side(0.44, 0.56), side(0.84, 1)]
  const quarter = [side(0.2, 0.3), side(0.7, 0.8)]
  if (top.left >= OPEN && bottom.left >= OPEN && tip.left <= TIP && 1 - tip.right <= STROKE)
    return quarter.every((q) => q.left > tip.left && q.left < 0.75 && q.right < 0.75) ? '<' : null
  if (top.right >= OPEN && bottom.right >= OPEN && tip.right <= TIP && 1 - tip.left <= STROKE)
    return quarter.every((q) => q.right > tip.right && q.right < 0.75 && q.left < 0.75) ? '>' : null
  return null
}
