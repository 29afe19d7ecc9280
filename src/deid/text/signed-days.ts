import type { Knowledge } from '../knowledge.js'
import { DAY } from './column-dates.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell } from './sheet.js'
import type { Span } from './span.js'
import { linesBelow } from './text-lines.js'

/** A physician's name with the title, or a head under which staff sign and date ("医师/日期"). */
const SIGNED = /(?:医[师生]|技师|护理师|护士|主任|教授)$/u
const SIGN_AND_DATE = /^(?:\p{Script=Han}{0,4}(?:医[师生]|技师|护士|者|人|员)|签[名字章])\s?[/、]\s?(?:日期|时间)$/u
/** The left edges of a signature and its day stand apart at most, points. */
const SIGNATURE = 25

/** Days without their year below whoever signed ("赖冠廷 医师" above "10/22"), and the names and days of a column that is headed by both ("医师/日期"). */
export function findSignedDays(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  if (!sheet.measured) return []
  const spans: Span[] = []
  const text = (cell: SheetCell) => sheet.text.slice(cell.start, cell.end)
  let head: SheetCell | undefined
  sheet.lines.forEach((line, number) => {
    // The next table has columns of its own.
    head = line.cells.find((cell) => SIGN_AND_DATE.test(text(cell))) ?? (kinds[number] === 'header' ? undefined : head)
    for (const cell of line.cells) {
      const day = DAY.test(text(cell))
      const column = head !== undefined && Math.abs(head.x0 - cell.x0) < SIGNATURE && head.start < cell.start
      const name = /^\p{Script=Han}{2,4}$/u.test(text(cell)) && !knowledge.clinical.zh.has(text(cell))
      if (column && (day || name))
        spans.push({
          start: cell.start,
          end: cell.end,
          category: day ? 'DATE' : 'DOCTOR',
          detector: day ? 'date_of_column' : 'column_name',
          score: 0.86,
        })
      if (!SIGNED.test(text(cell))) continue
      for (const next of linesBelow(sheet, number)) {
        const below = sheet.lines[next]!.cells.find((other) => Math.abs(other.x0 - cell.x0) < SIGNATURE)
        if (below !== undefined && DAY.test(text(below)))
          spans.push({
            start: below.start,
            end: below.end,
            category: 'DATE',
            detector: 'date_of_signature',
            score: 0.86,
          })
      }
    }
  })
  return spans
}
