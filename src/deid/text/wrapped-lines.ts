import type { Knowledge } from '../knowledge.js'
import { findAddresses } from './addresses.js'
import { type DateOrder, findDates } from './dates.js'
import { findHanOrganisations } from './organisations-zh.js'
import { findPatterns } from './patterns.js'
import { findHanPeople } from './people-zh.js'
import { findPlacedHanNames } from './people-zh-places.js'
import { findSentenceNames } from './people-zh-sentences.js'
import type { LineKind } from './result-rows.js'
import { type Sheet, type SheetCell, type SheetLine, sheetOfText } from './sheet.js'
import type { Span } from './span.js'

/** Chinese characters that make a cell a line of a paragraph. */
const PARAGRAPH = 10
/** Characters read on either side of the break: the longest address or house that is worth finding. */
const WINDOW = 28
/** How far the left edges of two lines of one paragraph stand apart at most, points: a first line is set in. */
const INDENT = 30
/** A line that ends this far before the next one's end was not broken for want of room, points. */
const SHORT = 24
/** What a broken number, and a broken date, has on either side of the break. */
const DIGITS = /^[\d-]{2}$/
/** "2019-nCoV": figures that begin a word end no number of the line above. */
const WORD_BELOW = /^[\d-]*(?:[A-WYZa-wyz]|[Xx][A-Za-z])/
const DATED = /^(?=.*\d)[\d./年月日:-]{2}$/
/** Only what lies within this many characters of the break is new. */
const NEAR = 2

/**
 * What the end of a Chinese line breaks: Chinese is set without spaces or hyphens, so a line ends inside of names, houses, addresses, dates and numbers. The ends of two
 * lines of one paragraph are read as one line; what lies at the break is kept.
 */
export function findWrapped(sheet: Sheet, kinds: readonly LineKind[], order: DateOrder, knowledge: Knowledge): Span[] {
  return sheet.lines.flatMap((line, number) => {
    const next = sheet.lines[number + 1]
    // The head of a table goes on with nothing.
    return next === undefined || kinds[number + 1] === 'header'
      ? []
      : line.cells.flatMap((cell) => {
          const below = continuation(sheet, cell, next)
          return below === undefined ? [] : atBreak(sheet, cell, below, order, knowledge)
        })
  })
}

/** The cell of the next line that goes on with a cell, if its line was full and stopped in the middle of a sentence. */
function continuation(sheet: Sheet, cell: SheetCell, next: SheetLine): SheetCell | undefined {
  const text = sheet.text.slice(cell.start, cell.end)
  if ((text.match(/\p{Script=Han}/gu)?.length ?? 0) < PARAGRAPH || !/[\p{Script=Han}\d./年月:：(-]$/u.test(text))
    return undefined
  return next.cells.find(
    (other) =>
      Math.abs(cell.x0 - other.x0) < INDENT &&
      cell.x1 > other.x1 - SHORT &&
      /^[\p{Script=Han}\d./)-]/u.test(sheet.text.slice(other.start, other.start + 1)),
  )
}

function atBreak(sheet: Sheet, above: SheetCell, below: SheetCell, order: DateOrder, knowledge: Knowledge): Span[] {
  const from = Math.max(above.start, above.end - WINDOW)
  const cut = above.end - from
  const joined =
    sheet.text.slice(from, above.end) + sheet.text.slice(below.start, Math.min(below.end, below.start + WINDOW))
  const strip = sheetOfText(joined)
  if (strip.text.length !== joined.length || strip.lines.length !== 1) return []
  const kinds = ['text'] as const
  const found: Span[] = [
    ...findHanPeople(strip, knowledge),
    ...findSentenceNames(strip, kinds, knowledge),
    ...findPlacedHanNames(strip, kinds, knowledge),
    ...findHanOrganisations(joined, 0, knowledge),
    ...findAddresses(strip, kinds, knowledge),
    ...(DIGITS.test(joined.slice(cut - 1, cut + 1)) && !WORD_BELOW.test(joined.slice(cut))
      ? findPatterns(joined, knowledge)
      : []),
    ...(DATED.test(joined.slice(cut - 1, cut + 1)) ? findDates(joined, order, knowledge) : []).map(
      ({ start, end, detector, score }): Span => ({ start, end, category: 'DATE', detector, score }),
    ),
  ]
  const at = (offset: number) => (offset < cut ? from + offset : below.start + offset - cut)
  return found
    .filter((span) => span.start <= cut + NEAR && span.end >= cut - NEAR)
    .flatMap((span) => {
      const [start, end] = [at(span.start), at(span.end - 1) + 1]
      // Between the two cells other columns may stand.
      const whole = span.start >= cut || span.end <= cut || /^\s*$/.test(sheet.text.slice(above.end, below.start))
      return whole
        ? [{ ...span, start, end }]
        : [
            { ...span, start, end: above.end },
            { ...span, start: below.start, end },
          ]
    })
}
