import type { PrintedDate } from './dates.js'
import { lineAt, type Sheet, type SheetCell } from './sheet.js'
import type { Span } from './span.js'

const TIME = /^\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?$/

/** Times of day that a narrow cell broke off its date: alone in the cell below one that ends with a date. */
export function findWrappedTimes(sheet: Sheet, dates: readonly PrintedDate[]): Span[] {
  const endings = new Map<number, SheetCell[]>()
  for (const date of dates) {
    const number = lineAt(sheet, date.start)
    const cell = sheet.lines[number]?.cells.find((c) => c.start <= date.start && date.start < c.end)
    if (cell !== undefined && sheet.text.slice(Math.min(date.end, cell.end), cell.end).trim() === '')
      endings.set(number, [...(endings.get(number) ?? []), cell])
  }
  return [...endings].flatMap(([number, dated]) =>
    (sheet.lines[number + 1]?.cells ?? [])
      .filter((cell) => TIME.test(sheet.text.slice(cell.start, cell.end).trim()))
      .filter((cell) => dated.some((above) => above.x0 < cell.x1 && above.x1 > cell.x0))
      .map(
        (cell): Span => ({
          start: cell.start,
          end: cell.end,
          category: 'DATE',
          detector: 'time_below_date',
          score: 0.88,
        }),
      ),
  )
}
