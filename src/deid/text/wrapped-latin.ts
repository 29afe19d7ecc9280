import type { Knowledge } from '../knowledge.js'
import { findAddresses } from './addresses.js'
import { findEmployers } from './employers.js'
import { findKinLatin } from './kin-latin.js'
import { findOrganisations } from './organisations.js'
import { findPatterns } from './patterns.js'
import { findPeople } from './people.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet, type SheetCell, type SheetLine, sheetOfText } from './sheet.js'
import { findSignedActs } from './signed-acts.js'
import type { Span } from './span.js'
import { findSpokenCodes } from './spoken-codes.js'
import { textLinesBelow } from './text-lines.js'
import { findToldPeople } from './told-people.js'

/** Words in small letters that make a cell a line of a paragraph. */
const PARAGRAPH = 2
/** Characters read on either side of the break: the longest house or address that is worth finding. */
const WINDOW = 60
/** How far the left edges of two lines of one paragraph stand apart at most, points: a first line is set in. */
const INDENT = 30
/** A line that ends this far before the next one's end was not broken for want of room, points. */
const SHORT = 110
/** A capitalised word or a digit among the last three words of a line, or among the first three of the next: else the break hides nothing. */
const OPEN_END = /(?<![\p{L}\d])[\p{Lu}\d(][\p{L}\p{M}\d'’(),.-]*(?: [^\s]+){0,2}$/u
const OPEN_START = /^(?:[^\s]+ ){0,2}[\p{Lu}\d(]/u
/** What stands wholly on one side of a break is told by the other side only near to it, characters. */
const NEAR = 40
/** Scores below this need more than a break's two sides. */
const SURE = 0.75

/**
 * Names, houses, companies, addresses and numbers that a line's end breaks in a paragraph of Latin script ("at the Royal Alder" / "Hospital"), or parts from the words that tell
 * them ("native" / "of Srirangam"): the ends of the two lines are read as one, and what crosses the break or stands beside it is kept.
 */
export function findWrappedLatin(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const breaks = textLinesBelow(sheet, kinds).flatMap(({ line, next }) =>
    line.cells.flatMap((cell) => {
      const below = continuation(sheet, cell, next)
      const made = below === undefined ? null : breakBetween(sheet, cell, below)
      return made === null ? [] : [made]
    }),
  )
  if (breaks.length === 0) return []
  // All of a page at once: a thousand expressions cost more to begin than to run.
  const strips = sheetOfText(breaks.map((one) => one.joined).join('\n'))
  if (strips.lines.length !== breaks.length) return []
  const text = breaks.map(() => 'text' as const)
  const found = [
    ...findOrganisations(strips, text, knowledge),
    ...findEmployers(strips, text, knowledge),
    ...findAddresses(strips, text, knowledge),
    ...findPatterns(strips.text, knowledge),
    ...findSpokenCodes(strips, text, knowledge),
  ]
  // Names that cross a break have a reader of their own (`wrapped-names-latin.ts`), which knows where sentences begin.
  const people = [
    ...findPeople(strips, text, knowledge),
    ...findSignedActs(strips, text, knowledge),
    ...findToldPeople(strips, text, knowledge),
    ...findKinLatin(strips, text, knowledge),
  ]
  const placed = (spans: readonly Span[], crossing: boolean) =>
    spans.flatMap((span) => {
      const number = lineAt(strips, span.start)
      const { start, end } = strips.lines[number]!
      const own = { ...span, start: span.start - start, end: span.end - start }
      return span.end > end ? [] : onSheet(own, breaks[number]!, crossing)
    })
  return [...placed(found, true), ...placed(people, false)]
}

function continuation(sheet: Sheet, cell: SheetCell, next: SheetLine): SheetCell | undefined {
  const text = sheet.text.slice(cell.start, cell.end).trimEnd()
  if ((text.match(/(?<!\p{L})\p{Ll}{2,}/gu)?.length ?? 0) < PARAGRAPH) return undefined
  return next.cells.find(
    (other) =>
      Math.abs(cell.x0 - other.x0) < INDENT &&
      cell.x1 > other.x1 - SHORT &&
      (OPEN_END.test(text.slice(-WINDOW)) || OPEN_START.test(sheet.text.slice(other.start, other.start + WINDOW))),
  )
}

/** The two sides of a break, read as one. */
interface Break {
  joined: string
  /** Where the upper side ends in it, and the lower one begins. */
  cut: number
  resume: number
  /** Where the upper side begins on the sheet, and the lower one. */
  from: number
  below: number
}

function breakBetween(sheet: Sheet, above: SheetCell, below: SheetCell): Break | null {
  // Whole words: a piece of one is a word that nothing explains.
  const [first, last] = [Math.max(above.start, above.end - WINDOW), Math.min(below.end, below.start + WINDOW)]
  const from = first === above.start ? first : first + sheet.text.slice(first, above.end).search(/\s|$/) + 1
  const to = last === below.end ? last : below.start + Math.max(0, sheet.text.slice(below.start, last).search(/\s\S*$/))
  const head = sheet.text.slice(from, above.end).trimEnd()
  const tail = sheet.text.slice(below.start, to).trimEnd()
  // A number's hyphen joins ("1-855-" / "555-0113").
  const space = /\d-$/.test(head) ? '' : ' '
  const joined = head + space + tail
  const whole = head !== '' && tail !== '' && head.trimStart() === head && !joined.includes('\n')
  if (!whole || sheetOfText(joined).text.length !== joined.length) return null
  return { joined, cut: head.length, resume: head.length + space.length, from, below: below.start }
}

/** A span of a break's text where it stands on the sheet: in two parts if it crosses, not at all if the other side tells nothing of it. */
function onSheet(span: Span, { cut, resume, from, below }: Break, crossing: boolean): Span[] {
  const behind = (at: number) => below + at - resume
  if (span.start < cut && span.end > resume)
    return !crossing
      ? []
      : [
          { ...span, start: from + span.start, end: from + cut },
          { ...span, start: below, end: behind(span.end) },
        ]
  if (span.score < SURE || span.end < cut - NEAR || span.start > cut + NEAR) return []
  if (span.end <= cut) return [{ ...span, start: from + span.start, end: from + span.end }]
  return span.start >= resume ? [{ ...span, start: behind(span.start), end: behind(span.end) }] : []
}
