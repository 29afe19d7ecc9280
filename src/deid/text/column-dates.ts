import type { Knowledge } from '../knowledge.js'
import { plain } from './fold.js'
import { labelsOfLine } from './labels.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell } from './sheet.js'
import type { Span } from './span.js'

/** Rows below a header in which its columns are read. */
const ROWS = 60
/** A day without its year, with or without the time of day. Not with a point: below a header with a date in it, "1.15" is a result. */
export const DAY =
  /^(?:(?:1[0-2]|0?[1-9])[-/](?:[12]\d|3[01]|0?[1-9])|(?:[12]\d|3[01]|0?[1-9])[-/](?:1[0-2]|0?[1-9]))(?:\s+\d{1,2}:\d{2})?$/

/** The same with the name of the month: "03-Mar", "Mar 3". */
const NAMED_DAY =
  /^(?:(?:[12]\d|3[01]|0?[1-9])[- ](\p{Lu}\p{L}{2,8})\.?|(\p{Lu}\p{L}{2,8})\.?[- ](?:[12]\d|3[01]|0?[1-9]))$/u
/** A word and a day at the end of a heading ("复查 02-10"): with noughts, for ages have none. */
const WORD_DAY = /(?<=\p{L}\s?)(?:0[1-9]|1[0-2])[-/.](?:0[1-9]|[12]\d|3[01])$/u

/**
 * Days without their year in tables: the column that a header calls a date, and the heads of columns of earlier results ("项目 | 12-03 | 12-04"). In running text such figures are
 * fractions and ranges as often; here their place tells.
 */
export function findColumnDates(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  const text = (cell: SheetCell) => sheet.text.slice(cell.start, cell.end)
  const add = (cell: SheetCell) =>
    spans.push({ start: cell.start, end: cell.end, category: 'DATE', detector: 'date_of_column', score: 0.88 })
  sheet.lines.forEach((line, number) => {
    const named = (cell: SheetCell) => {
      const match = NAMED_DAY.exec(text(cell))
      return match !== null && knowledge.months.has(plain((match[1] ?? match[2])!))
    }
    const days = line.cells.filter((cell) => DAY.test(text(cell)) || named(cell))
    const head = line.cells.some((cell) => knowledge.clinical.headerWords.has(plain(text(cell)).trim()))
    // Two heads at least: one alone may be a score's "2/5".
    if (head && days.length >= 2) for (const cell of days) add(cell)
    if (kinds[number] !== 'header') return
    for (const cell of line.cells) {
      const day = WORD_DAY.exec(text(cell))
      if (day !== null) add({ ...cell, start: cell.start + day.index })
    }
    for (const label of labelsOfLine(sheet, line, knowledge)) {
      const top = line.cells.find((cell) => label.start <= cell.start + 1 && label.end >= cell.end - 1)
      if (label.block.kind !== 'date' || top === undefined) continue
      for (
        let row = number + 1;
        row < Math.min(sheet.lines.length, number + ROWS) && kinds[row] !== 'header';
        row += 1
      ) {
        const cell = sheet.lines[row]!.cells.find((other) => other.x0 < top.x1 && other.x1 > top.x0)
        if (cell !== undefined && DAY.test(text(cell))) add(cell)
      }
    }
  })
  return spans
}
