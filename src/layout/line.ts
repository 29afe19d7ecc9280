import type { Piece } from './level.js'
import { CJK } from './phrase.js'

/** Words of one line that stand close together. `text` has bars and leaders left out. */
export interface Segment {
  readonly pieces: readonly Piece[]
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
  readonly em: number
  readonly bold: boolean
  readonly text: string
  /** Bars and leaders that stand before or after: they belong to the segment's cell without adding text. */
  readonly marks: readonly Piece[]
}

/** Words on one base line, left to right. `middle` is the height of the line's centre. */
export interface TextLine {
  readonly segments: readonly Segment[]
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
  readonly middle: number
  readonly em: number
  readonly bold: boolean
  readonly text: string
}

export interface Gaps {
  readonly text: number
  readonly ocr: number
}

/** Groups pieces into lines, top to bottom, and cuts the lines into segments. Lines of drawn characters only are left out. */
export function readLines(pieces: readonly Piece[], gaps: Gaps): TextLine[] {
  const open: { pieces: Piece[]; middle: number; height: number; weight: number }[] = []
  const sorted = [...pieces].sort((a, b) => a.y0 + a.y1 - b.y0 - b.y1 || a.x0 - b.x0)
  // The parts of a word that bars cut stay on one line, whatever is printed over one of them.
  const lineOfWord = new Map<number, (typeof open)[number]>()
  for (const piece of sorted) {
    const own = lineOfWord.get(piece.word)
    if (own !== undefined) {
      own.pieces.push(piece)
      continue
    }
    const middle = (piece.y0 + piece.y1) / 2
    const height = piece.y1 - piece.y0
    let best = null
    let bestShare = 0.5
    for (let i = open.length - 1; i >= 0 && i >= open.length - 12; i--) {
      const line = open[i]!
      const low = Math.min(middle + height / 2, line.middle + line.height / 2)
      const high = Math.max(middle - height / 2, line.middle - line.height / 2)
      const share = (low - high) / Math.max(1, Math.min(height, line.height))
      // A word much higher than the line (a logo, a drop capital) overlaps several lines; centres must agree then.
      if (height > line.height * 1.8 && Math.abs(middle - line.middle) > line.height * 0.5) continue
      if (share > bestShare && !collides(piece, line.pieces)) {
        best = line
        bestShare = share
      }
    }
    if (best === null) {
      open.push({ pieces: [piece], middle, height, weight: weightOf(piece) })
      lineOfWord.set(piece.word, open.at(-1)!)
    } else {
      lineOfWord.set(piece.word, best)
      const w = weightOf(piece)
      best.middle = (best.middle * best.weight + middle * w) / (best.weight + w)
      best.height = (best.height * best.weight + height * w) / (best.weight + w)
      best.weight += w
      best.pieces.push(piece)
    }
  }
  return open
    .map((l) => lineOf(l.pieces, gaps))
    .filter((l): l is TextLine => l !== null)
    .sort((a, b) => a.middle - b.middle || a.x0 - b.x0)
}

/** Builds one line of pieces that are known to stand on it; null when there is no text among them. */
export function lineOf(pieces: readonly Piece[], gaps: Gaps): TextLine | null {
  const segments = cut(
    [...pieces].sort((a, b) => a.x0 - b.x0 || a.x1 - b.x1),
    gaps,
  )
  if (segments.length === 0) return null
  const text = segments.flatMap((s) => s.pieces)
  let weight = 0
  let middle = 0
  for (const p of text) {
    weight += weightOf(p)
    middle += (weightOf(p) * (p.y0 + p.y1)) / 2
  }
  return {
    segments,
    x0: segments[0]!.x0,
    x1: Math.max(...segments.map((s) => s.x1)),
    y0: Math.min(...segments.map((s) => s.y0)),
    y1: Math.max(...segments.map((s) => s.y1)),
    middle: middle / weight,
    em: medianEm(text),
    bold: isBold(text),
    text: segments.map((s) => s.text).join('   '),
  }
}

/** Text of pieces on one line: words apart by a space, ideographs and words that touch without. */
export function joinText(pieces: readonly Piece[]): string {
  let text = ''
  let last: Piece | null = null
  for (const p of pieces) {
    if (p.kind !== 'text') continue
    if (last !== null) {
      const gap = p.x0 - last.x1
      const em = Math.min(p.em, last.em)
      const sides = [CJK.test(text.at(-1)!), CJK.test(p.text[0]!)]
      const ideographs = sides[0]! || sides[1]!
      // Between an ideograph and a figure or letter a printed space is kept; typesetters leave an eighth of an em without one.
      const mixed = sides[0] !== sides[1] && !/[\p{P}\p{S}]/u.test(`${text.at(-1)}${p.text[0]}`)
      const touching =
        last.word === p.word ||
        gap < (p.ocr ? 0.02 : 0.08) * em ||
        (ideographs && gap < (p.ocr ? 0.55 * Math.max(p.em, last.em) : (mixed ? 0.2 : 0.35) * em))
      if (!touching) text += ' '
    }
    text += p.text
    last = p
  }
  return raisePowers(
    text,
    pieces.some((p) => p.ocr),
  )
}

const RAISED: Readonly<Record<string, string>> = { '3': '³', '6': '⁶', '9': '⁹', '12': '¹²' }

/**
 * A text layer holds raised digits as plain ones: `109/L`, `10 9/L` is 10⁹/L. Nothing else is printed so: no result is counted per
 * litre in units of one (so `6.55109/L` is 6.55 with 10⁹/L glued to it), and before other volumes (`106/μL`) a number must stand in
 * front.
 */
export function raisePowers(text: string, ocr = false): string {
  // On a scan a digit of the value may be part of a misread power: what is glued stays as it was read.
  const parted = ocr
    ? text
    : text.replace(
        /(?<![\d.,])(\d+(?:[.,]\d+)?)10(12|3|6|9)(?=\/[lL](?![a-zA-Z]))/gu,
        (_, value: string, n: string) => `${value}10${RAISED[n]}`,
      )
  return parted
    .replace(/(?<![\d.,^])10 ?(12|3|6|9)(?= ?\/ ?[lL](?![a-zA-Z]))/gu, (_, n: string) => `10${RAISED[n]}`)
    .replace(
      /(?<=\d\s(?:[x×*]\s?)?)10 ?(12|3|6|9)(?= ?\/ ?(?:[uµμ][lL]|mm3|mm³|cumm))/gu,
      (_, n: string) => `10${RAISED[n]}`,
    )
}

const NUMBERISH = /^[<>≤≥=~～±(（[]*[-−+]?\d[\d.,]*%?[)）\]]*$/u
const RANGE_MARK = /^(?:[-–—−~～<>≤≥=:/]{1,2}|to|至)$/iu

function cut(pieces: readonly Piece[], gaps: Gaps): Segment[] {
  const textPieces = pieces.filter((p) => p.kind === 'text')
  if (textPieces.length === 0) return []
  const em = medianEm(textPieces)
  const pitch = typewriterPitch(textPieces)
  const groups: { text: Piece[]; marks: Piece[] }[] = []
  let barred = true
  let orphanMarks: Piece[] = []
  for (const [i, piece] of pieces.entries()) {
    if (piece.kind !== 'text') {
      barred = true
      if (groups.length === 0) orphanMarks.push(piece)
      else groups.at(-1)!.marks.push(piece)
      continue
    }
    const last = groups.at(-1)
    const before = last?.text.at(-1)
    const gap = before === undefined ? 0 : piece.x0 - before.x1
    let limit = (piece.ocr ? gaps.ocr : gaps.text) * Math.max(em * 0.8, Math.min(em, before?.em ?? em, piece.em))
    if (pitch !== null) limit = Math.max(limit, pitch * 1.65)
    if (before !== undefined && holdsTogether(before, piece, pieces[i + 1])) limit *= 2.2
    if (last === undefined || barred || gap > limit) groups.push({ text: [piece], marks: [] })
    else last.text.push(piece)
    barred = false
  }
  groups[0]!.marks.push(...orphanMarks)
  orphanMarks = []
  return groups.map((g) => segmentOf(g.text, g.marks))
}

/**
 * Advance of a character on a scanned line of typewriter type, null for other type. There a word space is a whole character, and two
 * are the least gap of a column; the size that a scan gives its words is too unsure to tell them apart.
 */
function typewriterPitch(pieces: readonly Piece[]): number | null {
  const long = pieces.filter((p) => p.ocr && p.text.length >= 3)
  // Figures are of one width in any type: two words are needed.
  const words = long.filter((p) => /\p{L}{3}/u.test(p.text))
  if (long.length < 3 || words.length < 2 || pieces.some((p) => CJK.test(p.text))) return null
  const advances = long.map((p) => (p.x1 - p.x0) / p.text.length)
  const mean = advances.reduce((a, b) => a + b, 0) / advances.length
  return Math.max(...advances) - Math.min(...advances) <= mean * 0.12 ? mean : null
}

/** `3.9 - 6.1`, `< 5`: a range whose parts are set with tabs still is one range. */
function holdsTogether(before: Piece, piece: Piece, after: Piece | undefined): boolean {
  if (RANGE_MARK.test(piece.text) && piece.text !== ':') {
    return NUMBERISH.test(before.text) && after !== undefined && NUMBERISH.test(after.text)
  }
  return RANGE_MARK.test(before.text) && before.text !== ':' && NUMBERISH.test(piece.text)
}

export function segmentOf(pieces: readonly Piece[], marks: readonly Piece[]): Segment {
  return {
    pieces,
    marks,
    x0: Math.min(...pieces.map((p) => p.x0)),
    y0: Math.min(...pieces.map((p) => p.y0)),
    x1: Math.max(...pieces.map((p) => p.x1)),
    y1: Math.max(...pieces.map((p) => p.y1)),
    em: medianEm(pieces),
    bold: isBold(pieces),
    text: joinText(pieces),
  }
}

function collides(piece: Piece, others: readonly Piece[]): boolean {
  for (const o of others) {
    const shared = Math.min(piece.x1, o.x1) - Math.max(piece.x0, o.x0)
    if (shared <= 0) continue
    const narrow = Math.min(piece.x1 - piece.x0, o.x1 - o.x0)
    if (shared > 0.35 * narrow && shared > 1.5) {
      // Overprinted at the same height (or a dash in a box too wide) is one line all the same; one below the other is two.
      const [low, high] = [piece.y1 - piece.y0, o.y1 - o.y0].sort((a, b) => a - b) as [number, number]
      if (Math.abs(piece.y0 + piece.y1 - o.y0 - o.y1) / 2 > Math.max(0.25 * low, 0.2 * high)) return true
    }
  }
  return false
}

function weightOf(p: Piece): number {
  return p.kind === 'text' ? Math.max(1, p.x1 - p.x0) : 0.5
}

function isBold(pieces: readonly Piece[]): boolean {
  let bold = 0
  let all = 0
  for (const p of pieces) {
    all += p.text.length
    if (p.bold) bold += p.text.length
  }
  return bold * 2 > all
}

/** Median type size, weighted by characters. */
export function medianEm(pieces: readonly Piece[]): number {
  const sorted = [...pieces].sort((a, b) => a.em - b.em)
  const half = sorted.reduce((n, p) => n + p.text.length, 0) / 2
  let n = 0
  for (const p of sorted) {
    n += p.text.length
    if (n >= half) return p.em
  }
  return sorted.at(-1)?.em ?? 10
}
