import { isProse, isResult } from './cell-type.js'
import { headerRole } from './header-phrase.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { Piece } from './level.js'
import { joinText, type Segment, type TextLine } from './line.js'
import { type Card, isCardName, resultOf } from './result-card.js'

/** How far two lines of a card may stand apart, in type sizes of its range. */
const NEAR = 1.8
/** Lines of a name that is wrapped, and of a method under it. */
const HEAD_LINES = 3
/** Words of the label of a range; longest range in characters. */
const LABEL_WORDS = 4
const LONGEST_RANGE = 48

/** The end of a name whose bracket opens on the line above (`eGFR (CKD-EPI` over `2021)`). */
const CLOSES = /^[^([（]{1,24}[)\]）]$/u
/** A text that begins with a figure, but for a power of ten (`10^9/L`): a result with its unit is no unit. */
const FIGURE = /^[<>≤≥]?\s*\d(?!0\s*(?:[\^*⁰¹²³⁴-⁹]|(?:3|6|9|12)\/))/u

/**
 * Cards whose result stands beside the name, at the right end of its line, and whose labelled range stands on the line below:
 *
 *     Sodium          141 mmol/L      Glucose      118 mg/dL  High      血红蛋白    129    g/L
 *     Normal range: 136 - 145 mmol/L  Normal range: 70 - 99 mg/dL                 参考 118~156
 *
 * The range begins where the name does, or stands under the result. A unit or a flag may stand below the result as well, a result
 * half way between the two lines. Cards may be set in columns, and other text left of them.
 */
export function lineCards(lines: readonly TextLine[], knowledge: LayoutKnowledge): Card[] {
  const out: Card[] = []
  for (const [at, line] of lines.entries()) {
    const ranges = line.segments.map((s) => labelledRange(s, knowledge))
    for (const [i, range] of ranges.entries()) {
      if (range === null) continue
      const segment = line.segments[i]!
      const card = cardUnder(lines, at, segment, range, knowledge) ?? cardOver(lines, at, segment, range, knowledge)
      if (card !== null) out.push(card)
    }
  }
  return out
}

interface LabelledRange {
  readonly label: readonly Piece[]
  readonly range: readonly Piece[]
}

/** A segment that is a label of a range and what it labels; null for any other. */
export function labelledRange({ pieces }: Segment, knowledge: LayoutKnowledge): LabelledRange | null {
  for (let n = Math.min(LABEL_WORDS, pieces.length - 1); n > 0; n--) {
    const label = pieces.slice(0, n)
    if (headerRole(joinText(label).replace(/\s*[:：]$/u, ''), knowledge) !== 'range') continue
    const range = pieces.slice(n)
    const text = joinText(range).replace(/^[:：]\s*/u, '')
    const limits =
      knowledge.cells.range.test(text) || knowledge.cells.qualitative.test(text) || /[<>≤≥]\s*\d/u.test(text)
    if (limits && text.length <= LONGEST_RANGE && !isProse(text)) return { label, range }
  }
  return null
}

/** The card whose name begins where the range under it begins. */
function cardUnder(
  lines: readonly TextLine[],
  at: number,
  segment: Segment,
  range: LabelledRange,
  knowledge: LayoutKnowledge,
): Card | null {
  const names: Segment[] = []
  const method: Segment[] = []
  let top = segment.y0
  for (let up = at - 1; up >= 0 && names.length + method.length < HEAD_LINES; up--) {
    const line = lines[up]!
    if (top - line.y1 > NEAR * segment.em) return null
    const head = line.segments.find((s) => Math.abs(s.x0 - segment.x0) < 0.6 * s.em)
    if (head === undefined) continue
    if (names.length === 0 && knowledge.cells.method.test(head.text)) method.unshift(head)
    else if (isCardName(head.text, knowledge) || CLOSES.test(head.text)) names.unshift(head)
    else return null
    top = head.y0
    const own = lines.slice(up, at + 1)
    const beside = resultBeside(own, head, segment, knowledge)
    if (beside === null) continue
    if (names.length === 0 || !isCardName(head.text, knowledge)) return null
    return cardOf(names, method, beside, range, segment, knowledge)
  }
  return null
}

/** The card whose result stands over its range. */
function cardOver(
  lines: readonly TextLine[],
  at: number,
  segment: Segment,
  range: LabelledRange,
  knowledge: LayoutKnowledge,
): Card | null {
  const line = lines[at - 1]
  if (line === undefined || segment.y0 - line.y1 > NEAR * segment.em) return null
  const over = line.segments.findLastIndex((s) => s.x0 < segment.x1)
  for (let i = over - 1; over > 0 && i >= 0 && i >= over - 3; i--) {
    const head = line.segments[i]!
    if (!isCardName(head.text, knowledge)) continue
    const beside = resultBeside([line], head, segment, knowledge)
    // The range stands at the end of the card: nothing of it is further to the right.
    const last = beside === null ? null : [...beside.value, ...beside.unit, ...beside.flag].at(-1)!
    if (beside === null || last === null || segment.x1 < last.x0) return null
    return cardOf([head], [], beside, range, segment, knowledge)
  }
  return null
}

interface Beside {
  readonly value: readonly Piece[]
  readonly unit: readonly Piece[]
  readonly flag: readonly Piece[]
}

/**
 * The result right of a name on the lines of its card, with unit and flag in any order; null where there is none, or two: those are
 * columns of a table.
 */
function resultBeside(
  lines: readonly TextLine[],
  name: Segment,
  range: Segment,
  knowledge: LayoutKnowledge,
): Beside | null {
  const { cells } = knowledge
  const below = lines.at(-1)!.segments
  const next = below.find((s) => s.x0 > range.x1 && labelledRange(s, knowledge) !== null)
  const right = lines
    .flatMap((l) => l.segments)
    .filter((s) => s !== range && s.x0 > name.x1 && (next === undefined || s.x0 < next.x0 - 1))
    .filter((s) => s.y1 > name.y0)
    .sort((a, b) => a.x0 - b.x0)
  let found: Beside | null = null
  const flags: Segment[] = []
  const units: Segment[] = []
  for (const s of right) {
    const flagged = flaggedResult(s.pieces, knowledge)
    if (cells.flag.test(s.text) && !/\d/u.test(s.text)) flags.push(s)
    else if (flagged === null && cells.unit.test(s.text) && !FIGURE.test(s.text)) units.push(s)
    else {
      const result = flagged ?? resultOf(s.pieces, [], knowledge)
      // What stands behind the whole card is another's, with all that follows.
      if (result === null || result.rest.length > 0) {
        if (found !== null && isCardName(s.text, knowledge)) break
        return null
      }
      if (found !== null) return null
      found = result
    }
  }
  // A word for a result may be one for a flag (`阳性`); a flag beside it is the one that stands behind.
  const told = found === null && units.length === 0 ? flags.find((f) => cells.qualitative.test(f.text)) : undefined
  if (told !== undefined) found = { value: told.pieces, unit: [], flag: [] }
  const marks = flags.filter((f) => f !== told)
  if (found === null || marks.length > 1 || units.length > 1) return null
  if (found.unit.length > 0 && units.length > 0) return null
  return {
    value: found.value,
    unit: found.unit.length > 0 ? found.unit : (units[0]?.pieces ?? []),
    flag: found.flag.length > 0 ? found.flag : (marks[0]?.pieces ?? []),
  }
}

/** `偏高 71 U/L`: a flag set before its result. */
function flaggedResult([flag, ...rest]: readonly Piece[], knowledge: LayoutKnowledge): ReturnType<typeof resultOf> {
  if (flag === undefined || rest.length === 0 || !/\d/u.test(rest[0]!.text)) return null
  if (!knowledge.cells.flag.test(flag.text) || /\d/u.test(flag.text)) return null
  const result = resultOf(rest, [], knowledge)
  return result === null || result.flag.length > 0 ? null : { ...result, flag: [flag] }
}

function cardOf(
  names: readonly Segment[],
  method: readonly Segment[],
  beside: Beside,
  { label, range }: LabelledRange,
  segment: Segment,
  knowledge: LayoutKnowledge,
): Card | null {
  const name = names.flatMap((s) => s.pieces)
  if (!isResult(joinText(beside.value), knowledge.cells)) return null
  // `单位 mIU/mL`: the word for a unit says what stands behind it.
  const [word] = beside.unit
  const named = beside.unit.length > 1 && headerRole(word!.text.replace(/[:：]$/u, ''), knowledge) === 'unit' ? 1 : 0
  const unit = beside.unit.slice(named)
  // `14.9 ↑ 偏高`: the mark is the flag, the word says it once more.
  const last = beside.value.length - 1
  const marked = last > 0 && beside.flag.length > 0 && /^[↑↓▲▼*]+$/u.test(beside.value[last]!.text)
  const shared = sharedUnit(range, unit)
  const own = [...name, ...method.flatMap((s) => s.pieces), ...beside.value, ...beside.unit, ...beside.flag]
  return {
    name,
    method: method.flatMap((s) => s.pieces),
    value: marked ? beside.value.slice(0, last) : beside.value,
    unit,
    flag: marked ? beside.value.slice(last) : beside.flag,
    // The unit of the result behind its limits belongs to both.
    label: [
      ...label,
      ...(marked ? beside.flag : []),
      ...beside.unit.slice(0, named),
      ...range.slice(range.length - shared),
    ],
    range: range.slice(0, range.length - shared),
    x0: names[0]!.x0,
    y0: Math.min(...own.map((p) => p.y0)),
    y1: Math.max(segment.y1, ...own.map((p) => p.y1)),
  }
}

/** How many words at the end of a range are the unit that stands with the result. */
function sharedUnit(range: readonly Piece[], unit: readonly Piece[]): number {
  const text = joinText(unit)
  const from = range.findIndex((_, i) => i > 0 && text !== '' && joinText(range.slice(i)) === text)
  return from < 0 ? 0 : range.length - from
}
