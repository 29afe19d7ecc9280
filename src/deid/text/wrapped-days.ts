import type { Knowledge } from '../knowledge.js'
import { type DateOrder, findDates, type PrintedDate } from './dates.js'
import { plain } from './fold.js'
import type { Sheet, SheetCell } from './sheet.js'

/** The left edges of a paragraph's lines stand this close, points. */
const EDGE = 14

/** A day of the month at the end of a cell, behind a word; a word with a capital below, a month or not. "may" begins a sentence as often as a month. */
const DAY = /(?<=\p{L}[,.]?\s+)(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?$/u
const MONTH = /^\p{Lu}\p{L}+/u
/** A day and its month at the end of a cell ("January 18th,", "18 January"); a year with nothing or a time behind it below. */
const DAY_OF_MONTH =
  /(?<![\p{L}\d])(?:(\p{Lu}\p{L}+)\.? (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?|(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?[ -](\p{L}{3,})[,.-]?)$/u
const YEAR = /^(?:19|20)\d{2}(?=[,.]?(?:\s|$))/
/** A month at the end of a cell; its day and year below, the year perhaps a line further down. */
const MONTH_LAST = /(?<![\p{L}\d-])\p{Lu}\p{L}{2,}\.?$/u
const DAY_AND_YEAR = /^(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?,? (?:19|20)\d{2}(?=[,.]?(?:\s|$))/
const MONTH_ALONE = /^\p{Lu}\p{L}{2,}\.?,?$/u
const MONTH_AND_YEAR = /^(\p{Lu}\p{L}{2,})\.?,? (?:19|20)\d{2}(?=[,.]?(?:\s|$))/u
const DAY_ALONE = /^(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?$/
/** The beginning of a day in figures at the end of a cell, the rest of it below ("2023-11-" above "20", "2023年11月" above "20日"), and what both make. */
const BEGUN =
  /(?<![\d./-])(?:(?:19|20)\d{2}(?:[-/.]\d{1,2})?[-/.]|\d{1,2}([-/.])\d{1,2}\1|(?:19|20)\d{2}年(?:\d{1,2}月)?)$/
const ENDED = /^(?:(?:19|20)\d{2}|\d{1,2}[-/.]\d{1,2}|\d{1,2})(?=\s|$)|^(?:\d{1,2}月)?\d{1,2}日/
const WHOLE =
  /^(?:(?:19|20)\d{2}([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|[12]\d|3[01])\2(?:19|20)\d{2}|(?:19|20)\d{2}年(?:0?[1-9]|1[0-2])月(?:0?[1-9]|[12]\d|3[01])日)$/

/**
 * Days that a line end broke: off their month ("called you on 28" / "November to arrange", "September" / "12th, 1995"), off their year ("January 18th," / "1955"),
 * within their figures ("2023-11-" / "20"): all parts, each where it stands, the first with the day that both name.
 */
export function findWrappedDays(sheet: Sheet, order: DateOrder, knowledge: Knowledge): PrintedDate[] {
  const textOf = (cell: SheetCell) => sheet.text.slice(cell.start, cell.end)
  const under = (cell: SheetCell, line: number) =>
    sheet.lines[line + 1]?.cells.find((other) => Math.abs(other.x0 - cell.x0) < EDGE)
  return sheet.lines.flatMap((line, number) => {
    return line.cells.flatMap((cell): PrintedDate[] => {
      const below = under(cell, number)
      if (below === undefined) return []
      const last =
        DAY_ALONE.test(textOf(below)) || MONTH_ALONE.test(textOf(below)) ? under(below, number + 1) : undefined
      const year = last === undefined ? undefined : YEAR.exec(textOf(last))?.[0]
      const broken = partsOf(textOf(cell), `${textOf(below)}${year === undefined ? '' : ` ${year}`}`, knowledge)
      if (broken === null) return []
      const [above, rest, joined] = broken
      const day = findDates(joined, order, knowledge)[0]
      const part = (start: number, end: number): PrintedDate => ({
        start,
        end,
        iso: null,
        ambiguous: false,
        detector: 'wrapped_day',
        score: 0.88,
      })
      return [
        {
          ...part(cell.end - above.length, cell.end),
          iso: day?.iso ?? null,
          ambiguous: day?.ambiguous ?? false,
        },
        part(below.start, Math.min(below.end, below.start + rest.length)),
        ...(last !== undefined && year !== undefined && rest.endsWith(year)
          ? [part(last.start, last.start + year.length)]
          : []),
      ]
    })
  })
}

/** The end of a cell and the beginning of the one below that make a day, and both as one line would print them. */
function partsOf(above: string, below: string, knowledge: Knowledge): [string, string, string] | null {
  const isMonth = (word: string | undefined) => word !== undefined && knowledge.months.has(plain(word))
  const ended = ENDED.exec(below)?.[0]
  const begun = ended === undefined ? undefined : BEGUN.exec(above)?.[0]
  if (begun !== undefined && WHOLE.test(begun + ended)) return [begun, ended!, begun + ended]
  const year = YEAR.exec(below)?.[0]
  const named = year === undefined ? null : DAY_OF_MONTH.exec(above)
  if (named !== null && isMonth(named[1] ?? named[2])) return [named[0], year!, `${named[0]} ${year}`]
  const dayAndYear = DAY_AND_YEAR.exec(below)?.[0]
  const before = dayAndYear === undefined ? undefined : MONTH_LAST.exec(above)?.[0]
  if (isMonth(before?.replace('.', ''))) return [before!, dayAndYear!, `${before} ${dayAndYear}`]
  const monthOnly = year === undefined ? undefined : MONTH_LAST.exec(above)?.[0]
  if (isMonth(monthOnly?.replace('.', ''))) return [monthOnly!, year!, `${monthOnly} ${year}`]
  // A day that fills its cell, its month and year below.
  const rest = DAY_ALONE.test(above) ? MONTH_AND_YEAR.exec(below) : null
  if (rest !== null && isMonth(rest[1])) return [above, rest[0], `${above} ${rest[0]}`]
  const month = MONTH.exec(below)?.[0]
  const day = isMonth(month) ? DAY.exec(above)?.[0] : undefined
  return day === undefined ? null : [day, month!, `${day} ${below}`]
}
