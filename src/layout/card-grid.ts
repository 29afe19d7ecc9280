import { isResult } from './cell-type.js'
import type { DraftCell, DraftTable } from './draft-table.js'
import { headerRole } from './header-phrase.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { Piece } from './level.js'
import { joinText, type Segment, type TextLine } from './line.js'

/** Lines of the values between the names and the reference ranges of a row of cards: a unit may stand on a base line of its own. */
const VALUE_LINES = 2

/** One card: a name above, a result in large type below, its reference range under both. */
interface Card {
  readonly name: readonly Piece[]
  readonly flag: readonly Piece[]
  readonly value: readonly Piece[]
  /** The unit where it stands apart from the result. */
  readonly unit?: readonly Piece[]
  readonly label: readonly Piece[]
  readonly range: readonly Piece[]
  readonly y0: number
  readonly y1: number
}

/**
 * Results printed as cards in rows (`空腹血糖 偏高 / 7.2 mmol/L / 参考 3.9~6.1`) that begin at line `at`: read as a table with a row for
 * each card. Every card needs its labelled reference range; null when there are fewer than two cards.
 */
export function cardsAt(
  lines: readonly TextLine[],
  at: number,
  knowledge: LayoutKnowledge,
): { table: DraftTable; used: number } | null {
  const cards: Card[] = []
  let next = at
  for (;;) {
    const row = cardRow(lines, next, knowledge) ?? stackedCard(lines, next, knowledge)
    if (row === null) break
    cards.push(...row.cards)
    next += row.used
  }
  return cards.length < 2 ? null : { table: tableOf(cards), used: next - at }
}

function cardRow(
  lines: readonly TextLine[],
  at: number,
  knowledge: LayoutKnowledge,
): { cards: Card[]; used: number } | null {
  const names = lines[at]
  if (names === undefined || isResult(names.segments[0]!.text, knowledge.cells)) return null
  for (let below = at + 2; below <= at + 1 + VALUE_LINES && below < lines.length; below++) {
    const ranges = rangesOf(lines[below]!, knowledge)
    if (ranges === null) continue
    const between = lines.slice(at + 1, below)
    if (lines[below]!.y0 - names.y1 > 6 * names.em) return null
    const cards = ranges.map((r, i) => cardOf(r, ranges[i + 1]?.segment.x0 ?? Infinity, names, between, knowledge))
    return cards.every((c) => c !== null) ? { cards: cards as Card[], used: below - at + 1 } : null
  }
  return null
}

/**
 * One card of a patient portal: a name, and under it a labelled reference range and a labelled result (`Value: 5.4 High`), in either
 * order.
 */
function stackedCard(
  lines: readonly TextLine[],
  at: number,
  knowledge: LayoutKnowledge,
): { cards: Card[]; used: number } | null {
  const [head, ...below] = lines.slice(at, at + 3)
  if (head === undefined || below.length < 2 || head.segments.length !== 1) return null
  if (!/\p{L}/u.test(head.text) || /[:：]/u.test(head.text)) return null
  const parts = below.map((l) => labelledPart(l, head, knowledge))
  const value = parts.find((p) => p?.role === 'value')
  const range = parts.find((p) => p?.role === 'range')
  if (value == null || range == null) return null
  const flagFrom = value.rest.findIndex((_, i) => i > 0 && knowledge.cells.flag.test(joinText(value.rest.slice(i))))
  const result = flagFrom < 0 ? value.rest : value.rest.slice(0, flagFrom)
  if (!isResult(joinText(result), knowledge.cells)) return null
  // The range carries the unit of both (`136 - 145 mmol/L`).
  const ranged = (n: number): boolean => knowledge.cells.range.test(joinText(range.rest.slice(0, n)))
  const unitFrom = range.rest.findIndex(
    (_, n) => n > 0 && ranged(n) && knowledge.cells.unit.test(joinText(range.rest.slice(n))),
  )
  const limits = unitFrom < 0 ? range.rest : range.rest.slice(0, unitFrom)
  const typed = knowledge.cells.range.test(joinText(limits)) || knowledge.cells.qualitative.test(joinText(limits))
  if (!typed) return null
  const card: Card = {
    name: head.segments[0]!.pieces,
    flag: flagFrom < 0 ? [] : value.rest.slice(flagFrom),
    value: result,
    unit: unitFrom < 0 ? [] : range.rest.slice(unitFrom),
    label: [...range.label, ...value.label],
    range: limits,
    y0: head.y0,
    y1: Math.max(...below.map((l) => l.y1)),
  }
  return { cards: [card], used: 3 }
}

/** A line of a card under its name: a header phrase with a colon and what it names. */
function labelledPart(
  line: TextLine,
  head: TextLine,
  knowledge: LayoutKnowledge,
): { role: 'value' | 'range'; label: readonly Piece[]; rest: readonly Piece[] } | null {
  if (Math.abs(line.x0 - head.x0) > 1.5 * head.em || line.y0 - head.y1 > 4 * head.em) return null
  const pieces = line.segments.flatMap((s) => s.pieces)
  const colon = pieces.findIndex((p) => /[:：]$/u.test(p.text))
  if (colon < 0 || colon > 3 || colon + 1 >= pieces.length) return null
  const label = pieces.slice(0, colon + 1)
  const role = headerRole(joinText(label).replace(/\s*[:：]$/u, ''), knowledge)
  return role === 'value' || role === 'range' ? { role, label, rest: pieces.slice(colon + 1) } : null
}

interface LabelledRange {
  readonly segment: Segment
  readonly label: readonly Piece[]
  readonly range: readonly Piece[]
}

/** The segments of a line of nothing but labelled ranges (`参考 3.9~6.1`, `Ref: < 5.0`); null for any other line. */
function rangesOf(line: TextLine, knowledge: LayoutKnowledge): LabelledRange[] | null {
  const out: LabelledRange[] = []
  for (const segment of line.segments) {
    let found: LabelledRange | null = null
    for (let n = 1; n < segment.pieces.length && n <= 3; n++) {
      const label = segment.pieces.slice(0, n)
      const range = segment.pieces.slice(n)
      const text = joinText(range)
      const fits = knowledge.cells.range.test(text) || knowledge.cells.qualitative.test(text)
      if (fits && headerRole(joinText(label), knowledge) === 'range') found = { segment, label, range }
    }
    if (found === null) return null
    out.push(found)
  }
  return out
}

/** The card above one range: what stands over it, up to where the next card begins. */
function cardOf(
  { segment, label, range }: LabelledRange,
  end: number,
  names: TextLine,
  between: readonly TextLine[],
  knowledge: LayoutKnowledge,
): Card | null {
  const inside = (line: TextLine): Piece[] =>
    line.segments.flatMap((s) => s.pieces).filter((p) => p.x0 > segment.x0 - segment.em && p.x0 < end - 1)
  const value = between.flatMap(inside).sort((a, b) => a.x0 - b.x0)
  const head = inside(names)
  const flagFrom = head.findIndex((_, i) => i > 0 && knowledge.cells.flag.test(joinText(head.slice(i))))
  const name = flagFrom < 0 ? head : head.slice(0, flagFrom)
  const starts = name[0] !== undefined && Math.abs(name[0].x0 - segment.x0) < 1.5 * segment.em
  if (!starts || !/\p{L}/u.test(joinText(name)) || !isResult(joinText(value), knowledge.cells)) return null
  return {
    name,
    flag: flagFrom < 0 ? [] : head.slice(flagFrom),
    value,
    label,
    range,
    y0: names.y0,
    y1: segment.y1,
  }
}

function tableOf(cards: readonly Card[]): DraftTable {
  const all = cards.flatMap((c) => [...c.name, ...c.flag, ...c.value, ...(c.unit ?? []), ...c.label, ...c.range])
  const x0 = Math.min(...all.map((p) => p.x0))
  const x1 = Math.max(...all.map((p) => p.x1))
  const cell = (row: number, column: number, pieces: readonly Piece[], marks: readonly Piece[] = []): DraftCell[] =>
    pieces.length === 0
      ? []
      : [{ row, column, rowSpan: 1, columnSpan: 1, lines: [pieces], marks, text: joinText(pieces) }]
  return {
    columns: (['name', 'value', 'range', 'flag', 'unit'] as const)
      .slice(0, cards.some((c) => c.unit?.length) ? 5 : 4)
      .map((role) => ({ x0, x1, role, header: null, unit: null })),
    bands: cards.map(({ y0, y1 }) => ({ y0, y1 })),
    headerRows: 0,
    cells: cards.flatMap((c, row) => [
      ...cell(row, 0, c.name),
      ...cell(row, 1, c.value),
      ...cell(row, 2, c.range, c.label),
      ...cell(row, 3, c.flag),
      ...cell(row, 4, c.unit ?? []),
    ]),
    ruled: 'none',
    continues: false,
  }
}
