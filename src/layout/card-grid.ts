import { type Card, cardsSideBySide, standsAlone } from './card-row.js'
import { isProse, isResult } from './cell-type.js'
import type { DraftCell, DraftTable } from './draft-table.js'
import { headerRole } from './header-phrase.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { Piece } from './level.js'
import { joinText, type Segment, type TextLine } from './line.js'

/** Lines of the values between the names and the reference ranges of a row of cards: a unit may stand on a base line of its own. */
const VALUE_LINES = 2

/**
 * Results printed as cards in rows (`空腹血糖 偏高 / 7.2 mmol/L / 参考 3.9~6.1`) that begin at line `at`: read as a table with a row for
 * each card. Every card needs its labelled reference range; null when there are fewer than two cards, unless one of figures.
 */
export function cardsAt(
  lines: readonly TextLine[],
  at: number,
  knowledge: LayoutKnowledge,
): { table: DraftTable; used: number } | null {
  const cards: Card[] = []
  let next = at
  for (;;) {
    const row =
      stackedCard(lines, next, knowledge) ?? cardsSideBySide(lines, next, knowledge) ?? cardRow(lines, next, knowledge)
    if (row === null) break
    cards.push(...row.cards)
    next += row.used
  }
  return cards.length < 2 && !cards.some((c) => standsAlone(c, knowledge))
    ? null
    : { table: tableOf(cards), used: next - at }
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
    // A heading stands above the names (`检验结果  异常 2 项`): the card begins below it.
    if (below > at + 2 && cardRow(lines, at + 1, knowledge) !== null) return null
    const cards = ranges.map((r, i) => cardOf(r, ranges[i + 1]?.segment.x0 ?? Infinity, names, between, knowledge))
    return cards.every((c) => c !== null) ? { cards: cards as Card[], used: below - at + 1 } : null
  }
  return null
}

/** Lines of a card below its name: range, result and, on a line of its own, the unit. */
const CARD_LINES = 3

/**
 * One card of a portal or a telephone screen: a name, perhaps with a flag beside it, and under it a labelled reference range and a
 * result (`Value: 5.4 High`, `Your value 5.4`, `5.4 mmol/L`), in either order.
 */
function stackedCard(
  lines: readonly TextLine[],
  at: number,
  knowledge: LayoutKnowledge,
): { cards: Card[]; used: number } | null {
  const head = lines[at]
  const { cells } = knowledge
  if (head === undefined || head.segments.length > 2 || !/\p{L}/u.test(head.segments[0]!.text)) return null
  if (/[:：]/u.test(head.text) || isProse(head.text) || isResult(head.text, cells)) return null
  const beside = head.segments[1]
  if (beside !== undefined && !cells.flag.test(beside.text)) return null
  let value: Part | null = null
  let range: Part | null = null
  let unit: readonly Piece[] = []
  let y1 = head.y1
  let used = 1
  for (const line of lines.slice(at + 1, at + 1 + CARD_LINES)) {
    if (line.y0 - y1 > 2.5 * head.em) break
    // A result may stand anywhere on a drawn scale under its range.
    const beneath = range !== null && value === null
    if (Math.abs(line.x0 - head.x0) > 1.5 * head.em && !beneath) break
    const pieces = line.segments.flatMap((s) => s.pieces)
    const part = labelledPart(pieces, knowledge)
    if (part?.role === 'range' && range === null) range = part
    else if (part?.role === 'value' && value === null) value = part
    else if (part === null && value === null && isResult(joinText(pieces), cells))
      value = { role: 'value', label: [], rest: pieces }
    else if (part === null && value !== null && unit.length === 0 && cells.unit.test(joinText(pieces))) unit = pieces
    else break
    y1 = line.y1
    used++
  }
  if (value === null || range === null) return null
  const from = value.rest.findIndex((_, i) => i > 0 && cells.flag.test(joinText(value.rest.slice(i))))
  const result = from < 0 || beside !== undefined ? value.rest : value.rest.slice(0, from)
  if (!isResult(joinText(result), cells)) return null
  // Where the result is a bare number, the range carries the unit of both (`136 - 145 mmol/L`).
  const ranged = (n: number): boolean => cells.range.test(joinText(range.rest.slice(0, n)))
  const unitFrom =
    unit.length > 0 || !/^[<>≤≥]?\s*[\d.,]+$/u.test(joinText(result))
      ? -1
      : range.rest.findIndex((_, n) => n > 0 && ranged(n) && cells.unit.test(joinText(range.rest.slice(n))))
  const limits = unitFrom < 0 ? range.rest : range.rest.slice(0, unitFrom)
  if (!cells.range.test(joinText(limits)) && !cells.qualitative.test(joinText(limits))) return null
  const card: Card = {
    name: head.segments[0]!.pieces,
    flag: beside?.pieces ?? (from < 0 ? [] : value.rest.slice(from)),
    value: result,
    unit: unitFrom < 0 ? unit : range.rest.slice(unitFrom),
    label: [...range.label, ...value.label],
    range: limits,
    y0: head.y0,
    y1,
  }
  return { cards: [card], used }
}

interface Part {
  readonly role: 'value' | 'range'
  readonly label: readonly Piece[]
  readonly rest: readonly Piece[]
}

/** Words of the label of a card's line. */
const LABEL_WORDS = 4

/** A line of a card under its name: a header phrase, with a colon or without, and what it names. */
function labelledPart(pieces: readonly Piece[], knowledge: LayoutKnowledge): Part | null {
  for (let n = Math.min(LABEL_WORDS, pieces.length - 1); n > 0; n--) {
    const label = pieces.slice(0, n)
    const role = headerRole(joinText(label).replace(/\s*[:：]$/u, ''), knowledge)
    if (role === 'value' || role === 'range') return { role, label, rest: pieces.slice(n) }
  }
  return null
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
