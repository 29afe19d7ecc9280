import type { Knowledge } from '../knowledge.js'
import { type DateOrder, findDates, type PrintedDate } from './dates.js'
import { plain } from './fold.js'
import type { Sheet, SheetCell } from './sheet.js'
import { linesBelow } from './text-lines.js'

/** The left edges of a paragraph's lines stand this close, points. */
const EDGE = 14

/** Characters read on either side of the break: "Wednesday, September 12th," is 26. */
const WINDOW = 28
/** What the next line's words go on without white space behind: a number's sign, or the Chinese unit of a year or month ("2023-11-" / "20", "2023年11月" / "20日"). */
const JOINS = /(?:\d[-./]|[年月])$/
/** A whole year, or the day and month with their units, without which two numbers across a line's end are no day. */
const CERTAIN = /(?<!\d)(?:19|20)\d{2}(?!\d)|月\d{1,2}日/
/** A day or month that fills its cell: the rest may stand a line further down. */
const ALONE = /^(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?|\p{Lu}\p{L}{2,}\.?),?$/u

/**
 * Days that a line end broke: off their month ("called you on 28" / "November to arrange", "September" / "12th, 1995"), off their year ("January 18th," / "1955"),
 * within their figures ("2023-11-" / "20"): all parts, each where it stands, the first with the day that both name.
 */
export function findWrappedDays(sheet: Sheet, order: DateOrder, knowledge: Knowledge): PrintedDate[] {
  const textOf = (cell: SheetCell) => sheet.text.slice(cell.start, cell.end)
  const under = (cell: SheetCell, line: number): [SheetCell, number] | undefined => {
    for (const next of linesBelow(sheet, line)) {
      const below = sheet.lines[next]!.cells.find((other) => Math.abs(other.x0 - cell.x0) < EDGE)
      if (below !== undefined) return [below, next]
    }
    return undefined
  }
  return sheet.lines.flatMap((line, number) =>
    line.cells.flatMap((cell) => {
      const [below, at] = under(cell, number) ?? []
      if (below === undefined || at === undefined) return []
      const last = ALONE.test(textOf(below)) ? under(below, at)?.[0] : undefined
      return acrossBreaks([cell, below, ...(last === undefined ? [] : [last])], textOf, order, knowledge)
    }),
  )
}

/** The dates that the texts of cells one below the other make as one line and that cross the first break, in their parts. */
function acrossBreaks(
  cells: readonly SheetCell[],
  textOf: (cell: SheetCell) => string,
  order: DateOrder,
  knowledge: Knowledge,
): PrintedDate[] {
  let joined = ''
  const strips = cells.map((cell, index) => {
    const text = textOf(cell)
    const from = index === 0 ? Math.max(0, text.length - WINDOW) : 0
    joined += `${joined === '' || JOINS.test(joined) ? '' : ' '}`
    const start = joined.length
    joined += text.slice(from, from + WINDOW)
    return { start, end: joined.length, shift: cell.start + from - start }
  })
  if (!/\d/.test(joined) || !isCertain(joined, knowledge)) return []
  const [first, second] = strips
  // A day that one of the cells prints whole was not broken: what joins it is read as a time ("30 March 2023" above "5.57").
  const whole = new Set(
    strips.flatMap((strip) =>
      findDates(joined.slice(strip.start, strip.end), order, knowledge).flatMap((day) => day.iso ?? []),
    ),
  )
  return findDates(joined, order, knowledge)
    .filter((day) => day.start < first!.end && day.end > second!.start && !(day.iso !== null && whole.has(day.iso)))
    .filter((day) => isCertain(joined.slice(day.start, day.end), knowledge))
    .flatMap((day) =>
      strips
        .filter((strip) => day.start < strip.end && day.end > strip.start)
        .map((strip, index) => ({
          start: Math.max(day.start, strip.start) + strip.shift,
          end: Math.min(day.end, strip.end) + strip.shift,
          iso: index === 0 ? day.iso : null,
          ambiguous: index === 0 && day.ambiguous,
          detector: 'wrapped_day',
          // Without its year one that other forms find whole goes first.
          score: /\d{4}/.test(joined.slice(day.start, day.end)) ? 0.88 : 0.74,
        })),
    )
}

/** A month by its name, or a year. */
function isCertain(text: string, knowledge: Knowledge): boolean {
  return CERTAIN.test(text) || (text.match(/\p{Lu}\p{L}{2,}/gu) ?? []).some((word) => knowledge.months.has(plain(word)))
}
