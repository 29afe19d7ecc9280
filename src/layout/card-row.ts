import { isProse, isResult } from './cell-type.js'
import { headerRole } from './header-phrase.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { Piece } from './level.js'
import { joinText, type Segment, type TextLine } from './line.js'

/** One card: a name, its result, and a labelled reference range. */
export interface Card {
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

/** Words of the label of a range. */
const LABEL_WORDS = 4
/** Widest white space between two lines of a card, in sizes of the type of its name. */
const NEAR = 2.5
/** Longest name, and longest result in words, in characters. */
const LONGEST = { name: 48, result: 32 }

/**
 * Cards side by side with the reference range between name and result, and a flag perhaps at the right end of the result's line:
 *
 *     Hemoglobin                      Hematocrit
 *     Normal range: 11.7 - 15.5 g/dL  Normal range: 35.0 - 46.0 %
 *     10.7 g/dL                  Low  41.8 %
 *
 * Null where one of them does not read as a card.
 */
export function cardsSideBySide(
  lines: readonly TextLine[],
  at: number,
  knowledge: LayoutKnowledge,
): { cards: Card[]; used: number } | null {
  const [names, ranges, values] = lines.slice(at, at + 3)
  if (names === undefined || ranges === undefined || values === undefined) return null
  const near = (above: TextLine, below: TextLine): boolean => below.y0 - above.y1 < NEAR * names.em
  if (!near(names, ranges) || !near(ranges, values)) return null
  const labels = ranges.segments.map((s) => labelOf(s, knowledge))
  const cards = ranges.segments.map((segment, i) => {
    const end = (ranges.segments[i + 1]?.x0 ?? Infinity) - 1
    const inside = (line: TextLine): Segment[] =>
      line.segments.filter((s) => s.x0 > segment.x0 - segment.em && s.x0 < end)
    const label = labels[i]!
    return label === null
      ? rangelessCard(segment, inside(names), inside(values), knowledge)
      : cardOf(segment, label, inside(names), inside(values), knowledge)
  })
  if (cards.some((c) => c === null) || labels.every((l) => l === null)) return null
  const found = cards as Card[]
  const placed = [names, values].every((line) => line.segments.every((s) => s.x0 > ranges.x0 - s.em))
  if (!placed) return null
  return { cards: found, used: 3 }
}

/** A card that needs no other beside it: a figure with labelled limits. */
export function standsAlone(card: Card, { cells }: LayoutKnowledge): boolean {
  const limits = joinText(card.range)
  return (cells.range.test(limits) || /^[<>≤≥]=?\s*\d/u.test(limits)) && /^[<>≤≥]?\s*\d/u.test(joinText(card.value))
}

/** How many words at the beginning are the label of a range; null where the segment begins with none. */
function labelOf({ pieces }: Segment, knowledge: LayoutKnowledge): number | null {
  for (let n = Math.min(LABEL_WORDS, pieces.length - 1); n > 0; n--)
    if (headerRole(joinText(pieces.slice(0, n)).replace(/\s*[:：]$/u, ''), knowledge) === 'range') return n
  return null
}

function cardOf(
  segment: Segment,
  label: number,
  [name, ...besideName]: readonly Segment[],
  [result, ...besideResult]: readonly Segment[],
  knowledge: LayoutKnowledge,
): Card | null {
  const { cells } = knowledge
  if (name === undefined || result === undefined) return null
  const inLine = (s: Segment): boolean => Math.abs(s.x0 - segment.x0) < 1.5 * segment.em
  const beside = [...besideName, ...besideResult]
  if (!inLine(name) || !inLine(result) || beside.length > 1 || !beside.every((s) => cells.flag.test(s.text)))
    return null
  if (!/\p{L}/u.test(name.text) || name.text.length > LONGEST.name || isProse(name.text) || /[:：]/u.test(name.text))
    return null
  // `Glucose, 2 Hr` is a name though a figure stands in it.
  const figure = /^[<>≤≥]?\s*\d/u.test(name.text) || cells.value.test(name.text) || cells.qualitative.test(name.text)
  if (figure || headerRole(name.text, knowledge) !== null) return null
  const range = segment.pieces.slice(label)
  const unit = sharedUnit(range, result.pieces, knowledge)
  const value = result.pieces.slice(0, result.pieces.length - unit)
  const limits = range.slice(0, range.length - unit)
  if (!answers(joinText(value), joinText(limits), knowledge)) return null
  return {
    name: name.pieces,
    flag: beside[0]?.pieces ?? [],
    value,
    unit: result.pieces.slice(value.length),
    label: [...segment.pieces.slice(0, label), ...range.slice(limits.length)],
    range: limits,
    y0: name.y0,
    y1: result.y1,
  }
}

/** A card beside others that has no range: its result stands where they have theirs. */
function rangelessCard(
  result: Segment,
  [name, ...more]: readonly Segment[],
  below: readonly Segment[],
  { cells }: LayoutKnowledge,
): Card | null {
  if (name === undefined || more.length > 0 || below.length > 0 || Math.abs(name.x0 - result.x0) > 1.5 * result.em)
    return null
  if (!/\p{L}/u.test(name.text) || name.text.length > LONGEST.name || /[:：]/u.test(name.text)) return null
  const unit = result.pieces.findIndex((_, i) => i > 0 && cells.unit.test(joinText(result.pieces.slice(i))))
  const value = unit < 0 ? result.pieces : result.pieces.slice(0, unit)
  if (!/^[<>≤≥]?\s*\d/u.test(joinText(value)) || !isResult(joinText(value), cells)) return null
  return {
    name: name.pieces,
    flag: [],
    value,
    unit: unit < 0 ? [] : result.pieces.slice(unit),
    label: [],
    range: [],
    y0: name.y0,
    y1: result.y1,
  }
}

/** A result, or what is of one kind with its range: words beside words, a count from … to beside such limits (`6-10`, `0-5`). */
function answers(value: string, range: string, { cells }: LayoutKnowledge): boolean {
  if (isResult(value, cells)) return true
  const words = (text: string): boolean => /^\p{L}[^\d:：[\]]*$/u.test(text) && text.length <= LONGEST.result
  const span = /^\d{1,4}\s?-\s?\d{1,4}$/u
  return (words(value) && words(range)) || (span.test(value) && cells.range.test(range))
}

/** How many words at the end of a range and of its result are the unit of both. */
function sharedUnit(range: readonly Piece[], result: readonly Piece[], { cells }: LayoutKnowledge): number {
  for (let n = Math.min(range.length, result.length) - 1; n > 0; n--) {
    const unit = joinText(result.slice(-n))
    if (unit === joinText(range.slice(-n)) && (cells.unit.test(unit) || /^\/\S/u.test(unit))) return n
  }
  return 0
}
