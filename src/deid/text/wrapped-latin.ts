import type { Knowledge } from '../knowledge.js'
import { findAddresses } from './addresses.js'
import { findEmployers } from './employers.js'
import { findOrganisations } from './organisations.js'
import { findPatterns } from './patterns.js'
import type { LineKind } from './result-rows.js'
import { type Sheet, type SheetCell, type SheetLine, sheetOfText } from './sheet.js'
import type { Span } from './span.js'
import { textLinesBelow } from './text-lines.js'

/** Words in small letters that make a cell a line of a paragraph. */
const PARAGRAPH = 2
/** Characters read on either side of the break: the longest house or address that is worth finding. */
const WINDOW = 60
/** How far the left edges of two lines of one paragraph stand apart at most, points: a first line is set in. */
const INDENT = 30
/** A line that ends this far before the next one's end was not broken for want of room, points. */
const SHORT = 110
/** A capitalised word or digits at the end of a line, and at the beginning of the next. */
const OPEN_END = /(?:(?<![\p{L}\d])\p{Lu}[\p{L}\p{M}'’-]*(?: (?:&|and|of|de))?|[\d(][\d ()-]*)$/u
const OPEN_START = /^(?:\p{Lu}|\d|& )/u

/**
 * Houses, companies, addresses and telephone numbers that a line's end breaks in a paragraph of Latin script ("at the Royal Alder" / "Hospital"): the ends of
 * the two lines are read as one, and what crosses the break is kept.
 */
export function findWrappedLatin(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  return textLinesBelow(sheet, kinds).flatMap(({ line, next }) =>
    line.cells.flatMap((cell) => {
      const below = continuation(sheet, cell, next)
      return below === undefined ? [] : acrossBreak(sheet, cell, below, knowledge)
    }),
  )
}

function continuation(sheet: Sheet, cell: SheetCell, next: SheetLine): SheetCell | undefined {
  const text = sheet.text.slice(cell.start, cell.end).trimEnd()
  if (!OPEN_END.test(text)) return undefined
  if ((text.match(/(?<!\p{L})\p{Ll}{2,}/gu)?.length ?? 0) < PARAGRAPH) return undefined
  return next.cells.find(
    (other) =>
      Math.abs(cell.x0 - other.x0) < INDENT &&
      cell.x1 > other.x1 - SHORT &&
      OPEN_START.test(sheet.text.slice(other.start, other.start + 2)),
  )
}

function acrossBreak(sheet: Sheet, above: SheetCell, below: SheetCell, knowledge: Knowledge): Span[] {
  const head = sheet.text.slice(Math.max(above.start, above.end - WINDOW), above.end).trimEnd()
  const from = Math.max(above.start, above.end - WINDOW)
  const tail = sheet.text.slice(below.start, Math.min(below.end, below.start + WINDOW))
  // A number's hyphen joins ("1-855-" / "555-0113").
  const space = /\d-$/.test(head) ? '' : ' '
  const joined = head + space + tail
  const strip = sheetOfText(joined)
  if (strip.text.length !== joined.length || strip.lines.length !== 1) return []
  const cut = head.length
  const kinds = ['text'] as const
  return [
    ...findOrganisations(strip, kinds, knowledge),
    ...findEmployers(strip, kinds, knowledge),
    ...findAddresses(strip, kinds, knowledge),
    ...findPatterns(joined, knowledge),
  ]
    .filter((span) => span.start < cut && span.end > cut + space.length)
    .flatMap((span) => [
      { ...span, start: from + span.start, end: from + cut },
      { ...span, start: below.start, end: below.start + span.end - cut - space.length },
    ])
}
