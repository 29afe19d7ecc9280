import { median } from './column.js'
import type { Piece } from './level.js'
import type { TextLine } from './line.js'
import type { Placed } from './place.js'

/** A printed line of a table body with what stands in which column. */
export interface BodyLine {
  readonly line: TextLine
  readonly placed: readonly Placed[]
}

/** The lines of one table row; `heading` rows span the table. */
export interface Row {
  lines: BodyLine[]
  heading: boolean
}

export interface RowHints {
  /** Columns that name a row (name, index, code). */
  readonly names: ReadonlySet<number>
  /** The result column, -1 when unknown. */
  readonly value: number
  /** Further result columns (sides, measures, in and out of range). */
  readonly more?: ReadonlySet<number>
  /** Heights of horizontal rules that part rows. */
  readonly separators: readonly number[]
  /** Lines that name a method (`Method: CLIA`). */
  readonly method: RegExp
}

type Kind = 'row' | 'value' | 'name' | 'mixed' | 'part' | 'span'

interface Item extends BodyLine {
  kind: Kind
  /** Lines joined to this one because they are one row on two base lines. */
  joined: BodyLine[]
}

const LOWER_START = /^(?!\[[A-Z]{2,}[^\]]*\])[(（[,，;；/+&]|^\p{Ll}/u
const DANGLING = /(?:[-(（,，/+&]|\b(?:and|of|to|for|with|by|in|de|del|y))$/iu
const HEADING_MARK =
  /^(?:[【〖<]|\[\s*[\u4e00-\u9fff]|[一二三四五六七八九十]+[、.．]|[(（][^()（）\sA-Za-z0-9]{1,2}[)）]\s*\p{L}|[IVX]+\.\s)|[:：]$/u

/** Groups the lines of a table body into rows. */
export function groupRows(body: readonly BodyLine[], hints: RowHints): Row[] {
  const items = body.map((b): Item => ({ ...b, kind: kindOf(b, hints), joined: [] }))
  const anchorGaps = gapsBetween(items.filter((i) => i.kind === 'row'))
  const pitch = anchorGaps.length > 0 ? median(anchorGaps) : 2 * (items[0]?.line.em ?? 10)
  const merged = joinBaselines(items, pitch, hints)
  const style = nameStyle(merged)
  const rows: (Row & { at: number })[] = []
  const waiting: Item[] = []
  for (const [i, item] of merged.entries()) {
    if (item.kind === 'row' || item.kind === 'value') {
      if (item.kind === 'value' && rows.length > 0 && continuesValue(item, rows.at(-1)!, pitch)) {
        rows.at(-1)!.lines.push(item)
        continue
      }
      rows.push({ lines: [...waiting.splice(0), item, ...item.joined], heading: false, at: item.line.middle })
      continue
    }
    const before = rows.at(-1)
    const after = merged.slice(i + 1).find((n) => n.kind === 'row')
    const choice = placeBetween(item, before, after, merged, i, { pitch, style, hints })
    if (choice === 'before' && before !== undefined) before.lines.push(item, ...item.joined)
    else if (choice === 'after')
      waiting.push({ ...item, placed: item.placed.map((p) => ({ ...p, to: p.from })) }, ...(item.joined as Item[]))
    else {
      rows.push(...waiting.splice(0).map((w) => ({ lines: [w as BodyLine], heading: false, at: w.line.middle })))
      const heading = item.kind === 'span' || item.kind === 'name'
      rows.push({ lines: [item, ...item.joined], heading, at: item.line.middle })
    }
  }
  rows.push(...waiting.map((w) => ({ lines: [w as BodyLine], heading: false, at: w.line.middle })))
  return rows.map(({ lines, heading }) => ({
    lines: [...lines].sort((a, b) => a.line.middle - b.line.middle),
    heading,
  }))
}

function kindOf(b: BodyLine, hints: RowHints): Kind {
  if (b.placed.some((p) => p.to > p.from)) return b.placed.length === 1 ? 'span' : 'mixed'
  const name = b.placed.some((p) => hints.names.has(p.from))
  const isValue = (p: Placed): boolean => p.from === hints.value || hints.more?.has(p.from) === true
  const value = hints.value >= 0 && b.placed.some(isValue)
  const others = b.placed.some((p) => !hints.names.has(p.from) && !isValue(p))
  if (hints.value < 0) return name ? (others ? 'row' : 'name') : 'part'
  if (value) return name ? 'row' : 'value'
  if (name) return others ? 'mixed' : 'name'
  return 'part'
}

/** Largest difference, em, of the distances from a centred result to the lines above and below it. */
const EVEN = 0.12

/** A name and its result on different base lines are one row: nearest pair, closer than .6 row pitch. */
function joinBaselines(items: Item[], pitch: number, hints: RowHints): Item[] {
  const out = [...items]
  const distance = (a: Item, b: Item): number => Math.abs(a.line.middle - b.line.middle)
  const parted = (a: Item, b: Item): boolean => separated(a.line.middle, b.line.middle, hints.separators)
  for (let i = 0; i < out.length; i++) {
    const item = out[i]!
    if (item.kind !== 'value') continue
    const near = [out[i - 1], out[i + 1]]
      .filter((n): n is Item => n !== undefined && (n.kind === 'name' || n.kind === 'mixed') && !parted(n, item))
      .filter((n) => distance(n, item) < pitch * 0.6 && disjoint(n, item))
      .sort((a, b) => distance(a, item) - distance(b, item) || a.line.middle - b.line.middle)[0]
    if (near === undefined) continue
    near.joined.push(item, ...item.joined)
    near.kind = 'row'
    // A result half way between two lines of a wrapped name (cells centred on each other) belongs to both.
    const other = near === out[i - 1] ? out[i + 1] : out[i - 1]
    const named = other !== undefined && (other.kind === 'name' || other.kind === 'mixed') && !parted(other, item)
    const even = named && Math.abs(distance(near, item) - distance(other, item)) < item.line.em * EVEN
    if (even && distance(other, item) < item.line.em * 0.75) {
      near.joined.push(other, ...other.joined)
      out.splice(out.indexOf(other), 1)
    }
    out.splice(out.indexOf(item), 1)
    i = Math.max(-1, out.indexOf(near))
  }
  for (let i = 0; i < out.length; i++) {
    const item = out[i]!
    if (item.kind !== 'part' && item.kind !== 'mixed') continue
    const near = [out[i - 1], out[i + 1]]
      .filter((n): n is Item => n !== undefined && n.kind === 'row' && !parted(n, item))
      .filter((n) => distance(n, item) < item.line.em * 0.75 && disjoint(n, item))
      .sort((a, b) => distance(a, item) - distance(b, item))[0]
    if (near === undefined) continue
    near.joined.push(item)
    out.splice(i, 1)
    i--
  }
  return out
}

function disjoint(a: Item, b: Item): boolean {
  const mine = [a, ...a.joined].flatMap((l) => l.placed.map((p) => p.from))
  return !b.placed.some((p) => mine.includes(p.from))
}

interface Style {
  readonly bold: boolean
  readonly caps: boolean
  readonly em: number
  readonly x0: number
}

function nameStyle(items: readonly Item[]): Style {
  const names = items
    .filter((i) => i.kind === 'row')
    .map((i) => nameOf(i))
    .filter((n): n is Placed => n !== undefined)
  const share = (test: (p: Placed) => boolean): boolean => names.filter(test).length * 2 > names.length
  return {
    bold: share((n) => n.pieces.some((p) => p.bold)),
    caps: share((n) => isCaps(n.text)),
    em: median(names.map((n) => emOf(n.pieces))) || (items[0]?.line.em ?? 10),
    x0: median(names.map((n) => n.pieces[0]!.x0)),
  }
}

function placeBetween(
  item: Item,
  before: (Row & { at: number }) | undefined,
  after: Item | undefined,
  all: readonly Item[],
  index: number,
  context: { pitch: number; style: Style; hints: RowHints },
): 'before' | 'after' | 'own' {
  const { pitch, style, hints } = context
  const y = item.line.middle
  const lastLine = before?.lines.at(-1)?.line.middle ?? Number.NEGATIVE_INFINITY
  const nextLine = all[index + 1]?.line.middle ?? Number.POSITIVE_INFINITY
  const fromBefore = y - lastLine
  const toAfter = nextLine - y
  const cutBefore = before === undefined || before.heading || separated(lastLine, y, hints.separators)
  const cutAfter = after === undefined || separated(y, nextLine, hints.separators)
  const em = item.line.em
  if (item.kind === 'part') {
    if (cutBefore) return cutAfter ? 'own' : 'after'
    if (cutAfter) return fromBefore < Math.max(pitch * 2, em * 3) ? 'before' : 'own'
    // The next anchor may be several range lines away; the widest gap of the run parts the rows.
    return belongsAfter(item, before!, after!, all, index) ? 'after' : 'before'
  }
  const opens = item.placed[0]!.from === 0 && !cutAfter && beginsWithMethod(item, after, all, index, hints)
  if (opens && (item.kind === 'span' || item.kind === 'name')) return 'after'
  if (item.kind === 'span') return 'own'
  const text = item.placed[0]!.text
  const pieces = item.placed[0]!.pieces
  // Boxes cut at the ink make the size of a scanned word depend on its letters.
  const ocr = pieces.some((p) => p.ocr)
  const small = emOf(pieces) < style.em * (ocr ? 0.75 : 0.88)
  const italic = pieces.every((p) => p.italic)
  const wrapped = LOWER_START.test(text) || (lastName(before) !== null && DANGLING.test(lastName(before)!))
  const method = small || italic || wrapped || hints.method.test(text)
  if (item.kind === 'mixed') {
    // Two more cells beside the name are no end of a wrapped name.
    if (item.placed.length >= 3 && !small) return 'own'
    return !cutBefore && fromBefore < Math.max(em * 1.9, pitch * 0.75) && (method || fromBefore < pitch * 0.75)
      ? 'before'
      : 'own'
  }
  if (
    !cutBefore &&
    method &&
    (hints.method.test(text) || !HEADING_MARK.test(text)) &&
    fromBefore < Math.max(em * 2.4, pitch * 0.95)
  )
    return 'before'
  const bold = pieces.every((p) => p.bold)
  const heading =
    HEADING_MARK.test(text) ||
    (bold && !style.bold) ||
    (isCaps(text) && !style.caps && text.length > 4) ||
    emOf(pieces) > style.em * (ocr ? 1.5 : 1.15)
  if (heading) return 'own'
  if (hints.separators.length > 0 && !cutBefore && cutAfter) return 'before'
  const close = (d: number): boolean => d < em * 1.5 && d < pitch * 0.85
  if (!cutBefore && close(fromBefore) && fromBefore <= toAfter + 1) return 'before'
  if (!cutAfter && close(toAfter) && toAfter < fromBefore) return 'after'
  return 'own'
}

/** True where the next row begins with its method, close below: the line is the first of its name, however wide. */
function beginsWithMethod(
  item: Item,
  after: Item | undefined,
  all: readonly Item[],
  index: number,
  { method }: RowHints,
): boolean {
  if (after === undefined || all[index + 1] !== after) return false
  const top = [after, ...after.joined].reduce((a, b) => (b.line.middle < a.line.middle ? b : a))
  return method.test(nameOf(top)?.text ?? '') && top.line.middle - item.line.middle < item.line.em * 1.9
}

/** A line of range text between two rows belongs to the later one when the rows' own base lines say that ranges are centred. */
function belongsAfter(
  item: Item,
  before: Row & { at: number },
  after: Item,
  all: readonly Item[],
  index: number,
): boolean {
  const ys = [before.at]
  // A line of the range may stand beside the method under the name: every line counts, not only those of the range alone.
  let from = index
  while (from > 0 && all[from - 1]!.line.middle > before.at + 0.5 && !isAnchor(all[from - 1]!)) from--
  for (let i = from; i < all.length && all[i] !== after; i++) ys.push(all[i]!.line.middle)
  ys.push(after.line.middle)
  let widest = 0
  let narrowest = Infinity
  let cut = ys.length
  for (let i = 1; i < ys.length; i++) {
    const gap = ys[i]! - ys[i - 1]!
    narrowest = Math.min(narrowest, gap)
    if (gap > widest + 0.5) {
      widest = gap
      cut = i
    }
  }
  // Even spacing: cells are aligned at the top, so all lines belong to the row above.
  if (widest < narrowest * 1.15) return false
  return ys.indexOf(item.line.middle) >= cut
}

function isAnchor(item: Item): boolean {
  return item.kind === 'row' || item.kind === 'value'
}

function continuesValue(item: Item, before: Row, pitch: number): boolean {
  if (before.heading) return false
  const last = before.lines.at(-1)!.line
  const near = item.line.middle - last.middle < Math.min(pitch * 0.85, item.line.em * 1.6)
  return near && !/\d/u.test(item.placed[0]!.text)
}

function nameOf(item: BodyLine): Placed | undefined {
  return item.placed.find((p) => /\p{L}{2}/u.test(p.text)) ?? item.placed[0]
}

function lastName(row: Row | undefined): string | null {
  const line = row?.lines.findLast((l) => l.placed.some((p) => p.from === 0))
  return line?.placed.find((p) => p.from === 0)?.text ?? null
}

function gapsBetween(items: readonly Item[]): number[] {
  const gaps: number[] = []
  for (let i = 1; i < items.length; i++) gaps.push(items[i]!.line.middle - items[i - 1]!.line.middle)
  return gaps
}

function separated(y0: number, y1: number, separators: readonly number[]): boolean {
  const [low, high] = y0 < y1 ? [y0, y1] : [y1, y0]
  return separators.some((s) => s > low && s < high)
}

export function isCaps(text: string): boolean {
  const letters = text.match(/[\p{Lu}\p{Ll}]/gu) ?? []
  // Beside ideographs a short word in capitals is an abbreviation (`RDW-CV 红细胞分布宽度`), no heading.
  if (/[\u4e00-\u9fff]/u.test(text) && !/\p{Lu}{6}/u.test(text)) return false
  return letters.length >= 3 && letters.every((l) => /\p{Lu}/u.test(l))
}

function emOf(pieces: readonly Piece[]): number {
  return median(pieces.map((p) => p.em))
}
