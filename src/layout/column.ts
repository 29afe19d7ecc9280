import type { Header, HeaderCell } from './header.js'
import type { Ruling } from './level.js'
import type { Segment, TextLine } from './line.js'

/** A column between two boundaries; columns of a table touch. */
export interface Column {
  readonly x0: number
  readonly x1: number
  readonly header: HeaderCell | null
}

/** Bins of the projection per point. */
const BINS = 2

/**
 * Columns of a region of lines. White gaps that all lines but a few share are boundaries; between two header cells there is always
 * one, at the emptiest place. A gap without header on one side is kept only where cells stand on both sides of it in one line or where
 * nothing but flags stands there.
 */
export function findColumns(
  lines: readonly TextLine[],
  header: Header | null,
  rules: readonly Ruling[],
  tolerance: number,
  isFlag: (text: string) => boolean = () => false,
): Column[] {
  const rows = lines.filter((l) => l.segments.length >= 2)
  const all = rows.length > 0 ? rows : lines
  const segments = all.flatMap((l) => l.segments)
  const left = Math.min(header?.x0 ?? Infinity, ...segments.map((s) => s.x0))
  const right = Math.max(header?.x1 ?? -Infinity, ...segments.map((s) => s.x1))
  if (!Number.isFinite(left) || right <= left) return []
  const em = median(all.map((l) => l.em)) || 10
  const cover = new Uint16Array(Math.ceil((right - left) * BINS) + 2)
  for (const s of segments) {
    const to = Math.min(cover.length - 1, Math.ceil((s.x1 - left) * BINS))
    for (let i = Math.max(0, Math.floor((s.x0 - left) * BINS)); i < to; i++) cover[i]!++
  }
  const allowed = Math.floor(all.length * tolerance)
  const bare = addFlagStripes(stripesOf(cover, allowed, Math.max(2, em * 0.35)), segments, left, isFlag)
  for (let i = 1; i < bare.length; i++) narrowGap(cover, bare[i - 1]!, bare[i]!)
  const stripes = bare.map((s) => ({
    x0: left + s.from / BINS,
    x1: left + s.to / BINS,
    header: null as HeaderCell | null,
  }))
  cutAtRules(stripes, rules, em)
  if (header === null) cutAtResults(stripes, all, em)
  else {
    const marks = new Set(stripes.filter((s) => isFlagStripe(s, all, isFlag)))
    giveHeaders(stripes, header, wordCover(all, left, cover.length), left, em, marks)
    mergeStray(stripes, all, em, isFlag)
  }
  return boundaries(stripes, left, right, em)
}

function stripesOf(cover: Uint16Array, allowed: number, minGap: number): { from: number; to: number }[] {
  const stripes: { from: number; to: number }[] = []
  let from = -1
  for (let i = 0; i < cover.length; i++) {
    const full = cover[i]! > allowed
    if (full && from < 0) from = i
    if (!full && from >= 0) {
      const last = stripes.at(-1)
      if (last !== undefined && from - last.to < minGap * BINS) last.to = i
      else stripes.push({ from, to: i })
      from = -1
    }
  }
  return stripes
}

/** Flags of so few rows that they make no stripe have one of their own in a gap where nothing else stands. */
function addFlagStripes(
  stripes: readonly { from: number; to: number }[],
  segments: readonly Segment[],
  left: number,
  isFlag: (text: string) => boolean,
): { from: number; to: number }[] {
  const out = [...stripes]
  for (let i = 1; i < stripes.length; i++) {
    const [from, to] = [left + stripes[i - 1]!.to / BINS, left + stripes[i]!.from / BINS]
    const flags = segments.filter((g) => g.x0 > from + 1 && g.x1 < to - 1 && isFlag(g.text))
    if (flags.length === 0) continue
    const x0 = Math.min(...flags.map((g) => g.x0))
    const x1 = Math.max(...flags.map((g) => g.x1))
    if (segments.some((g) => !flags.includes(g) && g.x0 < x1 && g.x1 > x0)) continue
    out.push({ from: Math.floor((x0 - left) * BINS), to: Math.ceil((x1 - left) * BINS) })
  }
  return out.sort((a, b) => a.from - b.from)
}

/** Within a gap that a few ragged cells reach into, only the part that fewest reach into is the gap. */
function narrowGap(cover: Uint16Array, before: { to: number }, after: { from: number }): void {
  let least = Infinity
  for (let i = before.to; i < after.from; i++) least = Math.min(least, cover[i]!)
  let run = { from: before.to, to: after.from }
  let longest = 0
  for (let i = before.to; i < after.from; i++) {
    if (cover[i] !== least) continue
    let end = i
    while (end < after.from && cover[end] === least) end++
    if (end - i > longest) {
      longest = end - i
      run = { from: i, to: end }
    }
    i = end
  }
  before.to = run.from
  after.from = run.to
}

type Stripe = { x0: number; x1: number; header: HeaderCell | null }

function cutAtRules(stripes: Stripe[], rules: readonly Ruling[], em: number): void {
  for (const rule of rules) {
    const i = stripes.findIndex((s) => s.x0 + em < rule.at && s.x1 - em > rule.at)
    if (i < 0) continue
    const s = stripes[i]!
    stripes.splice(i, 1, { ...s, x1: rule.at }, { ...s, x0: rule.at })
  }
}

/** Share of the rows whose results must begin at one place, within so many em, to part them from the names before them. */
const IN_LINE = 0.6
const LEVEL = 0.75

/**
 * Where the longest names reach their results (`Total Cholesterol 5.9`), no gap runs down between the two columns: the numbers that begin at
 * one place behind different names part them. Piece by piece they stand on either side of the cut.
 */
function cutAtResults(stripes: Stripe[], rows: readonly TextLine[], em: number): void {
  for (let i = stripes.length - 1; i >= 0; i--) {
    const stripe = stripes[i]!
    const inside = rows
      .map((row) => row.segments.flatMap((s) => s.pieces).filter((p) => p.x0 < stripe.x1 && p.x1 > stripe.x0))
      .filter((pieces) => pieces.length > 0)
    const found = inside.flatMap((pieces) => {
      const at = pieces.findIndex((p, n) => n > 0 && /^[<>≤≥]?\d/u.test(p.text))
      const name = pieces.slice(0, Math.max(0, at)).map((p) => p.text)
      return /\p{L}{2}|\p{Script=Han}/u.test(name.join('')) ? [{ x: pieces[at]!.x0, name: name.join(' ') }] : []
    })
    const middle = median(found.map((f) => f.x))
    const level = found.filter((f) => Math.abs(f.x - middle) < LEVEL * em)
    if (level.length < 3 || level.length < IN_LINE * inside.length) continue
    if (new Set(level.map((f) => f.name)).size < 0.8 * level.length) continue
    const cut = Math.min(...level.map((f) => f.x)) - 0.5
    if (cut - stripe.x0 < em) continue
    stripes.splice(i, 1, { ...stripe, x1: cut }, { ...stripe, x0: cut })
  }
}

/** How many words stand over each bin. */
function wordCover(lines: readonly TextLine[], left: number, length: number): Uint16Array {
  const cover = new Uint16Array(length)
  for (const p of lines.flatMap((l) => l.segments.flatMap((s) => s.pieces))) {
    const to = Math.min(length - 1, Math.ceil((p.x1 - left) * BINS))
    for (let i = Math.max(0, Math.floor((p.x0 - left) * BINS)); i < to; i++) cover[i]!++
  }
  return cover
}

/** Share of the lines up to which a column of nothing but flags is filled: it marks the abnormal rows. */
const FLAGGED = 0.6

function isFlagStripe(s: Stripe, lines: readonly TextLine[], isFlag: (text: string) => boolean): boolean {
  const inside = lines.flatMap((l) => l.segments.filter((g) => touchesStripe(g, s)))
  return inside.length > 0 && inside.length <= lines.length * FLAGGED && inside.every((g) => isFlag(g.text))
}

function touchesStripe(g: { x0: number; x1: number }, s: { x0: number; x1: number }): boolean {
  return Math.min(g.x1, s.x1) - Math.max(g.x0, s.x0) > 0.5
}

function giveHeaders(
  stripes: Stripe[],
  header: Header,
  words: Uint16Array,
  left: number,
  em: number,
  marks: ReadonlySet<Stripe>,
): void {
  const inLine = (c: HeaderCell, s: Stripe): boolean =>
    Math.min(Math.abs(c.x0 - s.x0), Math.abs(c.x1 - s.x1), Math.abs(c.x0 + c.x1 - s.x0 - s.x1) / 2) < em * 0.4
  const owner = (c: HeaderCell): Stripe | undefined => {
    const under = stripes.filter((s) => touchesStripe(c, s))
    // A wide header reaches over its neighbour's words as well: what begins, ends or is centred with it is its column.
    const aligned = under.length > 1 ? under.filter((s) => s.header === null && inLine(c, s)) : under
    let best: Stripe | undefined
    let most = 0
    for (const s of aligned.length === 1 ? aligned : stripes) {
      const shared = Math.min(s.x1, c.x1) - Math.max(s.x0, c.x0)
      // Flags beside the results of a few rows stand under the same wide header; the results are its column.
      if (marks.has(s) && c.role !== 'flag' && stripes.some((o) => o !== s && !marks.has(o) && touchesStripe(c, o)))
        continue
      // Boxes that only touch (a header cut from a run-together word) are not over each other.
      if (shared > most && shared > 0.15 * Math.min(s.x1 - s.x0, c.x1 - c.x0)) {
        most = shared
        best = s
      }
    }
    return best
  }
  for (const cell of header.cells) {
    const stripe = owner(cell)
    if (stripe === undefined || stripe.header === null) {
      if (stripe !== undefined) stripe.header = cell
      else if (!takeTail(stripes, cell, words, left, em) && !takeHead(stripes, cell, header, words, left))
        placeAlone(stripes, cell, header, marks)
      continue
    }
    // Two headers over one stripe: cut where the fewest words stand, nearest to the second header, and rather in a gap wider than a
    // word space with words on its right than so that the second column stays empty.
    const before = stripe.header
    const from = before.x1 <= cell.x0 ? (before.x0 + before.x1) / 2 : before.x0
    const end = Math.min(cell.x1, stripe.x1 - 1)
    const bin = (x: number): number => Math.round((x - left) * BINS)
    let cut = cell.x0 - 1
    let least = Infinity
    let lastWord = bin(end)
    while (lastWord > 0 && (words[lastWord] ?? 0) === 0) lastWord--
    for (let x = Math.max(from, stripe.x0 + 1); x <= end; x += 0.5) {
      const count = words[bin(x)] ?? 0
      const empty = bin(x) > lastWord ? 200 : 0
      const narrow = count === 0 && gapAround(words, bin(x)) < em * 0.4 * BINS ? 300 : 0
      const cost = count * 1000 + empty + narrow + Math.abs(x - (cell.x0 - 1))
      if (cost < least) {
        least = cost
        cut = x
      }
    }
    stripes.splice(
      stripes.indexOf(stripe),
      1,
      { ...stripe, x1: cut },
      { x0: cut, x1: Math.max(stripe.x1, cut + 1), header: cell },
    )
  }
  stripes.sort((a, b) => a.x0 - b.x0)
}

function gapAround(words: Uint16Array, at: number): number {
  let a = at
  let b = at
  while (a > 0 && words[a] === 0) a--
  while (b < words.length && words[b] === 0) b++
  return b - a
}

/**
 * A header right of its words (centred over a left-aligned cell) that touch the column before: takes what stands past that column's
 * header and past a gap wider than a word space.
 */
function takeTail(stripes: Stripe[], cell: HeaderCell, words: Uint16Array, left: number, em: number): boolean {
  const before = stripes.findLast((s) => s.x1 <= cell.x0 + 1)
  if (before === undefined || before.header === null || cell.x0 - before.x1 > em * 2) return false
  let x = Math.round((before.x1 - left) * BINS) - 1
  while (x > 0 && words[x] === 0) x--
  while (x > 0 && words[x]! > 0) x--
  const cut = left + (x + 1) / BINS
  if (gapAround(words, x) < em * 0.45 * BINS || cut <= before.header.x1) return false
  stripes.push({ x0: cut, x1: Math.max(before.x1, cell.x1), header: cell })
  before.x1 = left + (x - gapAround(words, x) + 1) / BINS
  stripes.sort((a, b) => a.x0 - b.x0)
  return true
}

/**
 * A result header left of its right-aligned words that touch the column of units after it: takes what stands before that column's
 * header, where no word crosses.
 */
function takeHead(stripes: Stripe[], cell: HeaderCell, header: Header, words: Uint16Array, left: number): boolean {
  const after = stripes.find((s) => s.header === null && s.x0 > cell.x0 && s.x1 > cell.x1)
  const next = header.cells.find((c) => c.x0 > cell.x1)
  if (after === undefined || next === undefined || cell.role !== 'value') return false
  if (next.x0 <= after.x0 || next.x0 >= after.x1) return false
  const free = (x: number): boolean => (words[Math.round((x - left) * BINS)] ?? 0) === 0
  let cut = next.x0
  while (cut > after.x0 && !free(cut)) cut -= 0.5
  if (cut - after.x0 < 2 || next.x0 - cut > 2) return false
  stripes.push({ x0: after.x0, x1: cut, header: cell })
  after.x0 = cut
  stripes.sort((a, b) => a.x0 - b.x0)
  return true
}

/** A header over white space: of the nearest stripe without header over it, else a column of its own (all cells empty). */
function placeAlone(stripes: Stripe[], cell: HeaderCell, header: Header, marks: ReadonlySet<Stripe>): void {
  const free = stripes.filter(
    (s) =>
      s.header === null &&
      (cell.role === 'flag' || !marks.has(s)) &&
      !header.cells.some((c) => c !== cell && Math.min(s.x1, c.x1) - Math.max(s.x0, c.x0) > 0),
  )
  const distance = (s: Stripe): number => Math.max(s.x0 - cell.x1, cell.x0 - s.x1)
  // No other header may stand between the header and the stripe it takes.
  const near = free
    .filter((s) => !header.cells.some((c) => c !== cell && between(c, cell, s)))
    .sort((a, b) => distance(a) - distance(b))[0]
  if (near !== undefined && distance(near) < 40) near.header = cell
  else {
    stripes.push({ x0: cell.x0, x1: cell.x1, header: cell })
    stripes.sort((a, b) => a.x0 - b.x0)
  }
}

function between(c: HeaderCell, a: HeaderCell, s: Stripe): boolean {
  const mid = (c.x0 + c.x1) / 2
  return mid > Math.min(a.x0, s.x0) && mid < Math.max(a.x1, s.x1)
}

/** Stripes without header that never stand beside the cell to their left in one line are the rest of a ragged column. */
function mergeStray(
  stripes: Stripe[],
  lines: readonly TextLine[],
  em: number,
  isFlag: (text: string) => boolean,
): void {
  for (let i = stripes.length - 1; i >= 0; i--) {
    const s = stripes[i]!
    if (s.header !== null) continue
    const left = stripes[i - 1]
    const right = stripes[i + 1]
    const filled = lines.filter((l) => touches(l, s))
    const beside = filled.filter((l) => left !== undefined && touches(l, left)).length
    const flags = filled.length > 0 && filled.every((l) => l.segments.every((g) => !within(g, s) || isFlag(g.text)))
    if (flags && filled.some((l) => l.segments.some((g) => within(g, s)))) continue
    const gap = left === undefined ? Infinity : s.x0 - left.x1
    const width = s.x1 - s.x0
    const toRight = right === undefined ? Infinity : right.x0 - s.x1
    const apart = gap >= em * 1.2 && toRight >= em * 1.2 && filled.length >= 2
    const own = filled.length >= 1 && (left === undefined ? width > 2 : apart || (beside > 0 && gap >= em * 0.5))
    if (own && (filled.length >= 2 || lines.length <= 4)) continue
    if (filled.length >= 1 && beside > 0 && gap >= em) continue
    if (left !== undefined && (right === undefined || gap <= right.x0 - s.x1)) left.x1 = s.x1
    else if (right !== undefined) right.x0 = s.x0
    stripes.splice(i, 1)
  }
}

function within(g: { x0: number; x1: number }, s: Stripe): boolean {
  return g.x0 > s.x0 - 1 && g.x1 < s.x1 + 1
}

function touches(line: TextLine, s: Stripe): boolean {
  return line.segments.some((g) => Math.min(g.x1, s.x1) - Math.max(g.x0, s.x0) > 0.5)
}

/** Boundaries stand at two thirds of each gap: ragged cells grow to the right more often than to the left. */
function boundaries(stripes: readonly Stripe[], left: number, right: number, em: number): Column[] {
  return stripes.map((s, i) => {
    const before = stripes[i - 1]
    const after = stripes[i + 1]
    return {
      x0: before === undefined ? Math.min(left, s.x0) - em * 0.3 : before.x1 + ((s.x0 - before.x1) * 2) / 3,
      x1: after === undefined ? Math.max(right, s.x1) + em * 0.3 : s.x1 + ((after.x0 - s.x1) * 2) / 3,
      header: s.header,
    }
  })
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
