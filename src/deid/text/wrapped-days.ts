import type { Knowledge } from '../knowledge.js'
import { plain } from './fold.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'

/** A day of the month at the end of a cell, behind a word. */
const DAY = /\p{L}[,.]?\s+(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?$/u
/** The first word of a cell. */
const FIRST = /^\p{L}+/u
/** The left edges of a paragraph's lines stand this close, points. */
const EDGE = 14

/** Days that a line end broke off their month ("called you on 28" / "November to arrange"): the day and the month, each where it stands. */
export function findWrappedDays(sheet: Sheet, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  const add = (start: number, end: number) =>
    spans.push({ start, end, category: 'DATE', detector: 'day_before_month', score: 0.88 })
  sheet.lines.forEach((line, number) => {
    const next = sheet.lines[number + 1]
    if (next === undefined) return
    for (const cell of line.cells) {
      const text = sheet.text.slice(cell.start, cell.end)
      if (!/\d(?:st|nd|rd|th|\.)?$/u.test(text) || !DAY.test(text)) continue
      const below = next.cells.find((other) => Math.abs(other.x0 - cell.x0) < EDGE)
      if (below === undefined) continue
      const word = FIRST.exec(sheet.text.slice(below.start, below.end))?.[0]
      // "may" begins a sentence as often as a month: with a capital only.
      if (word === undefined || !/^\p{Lu}/u.test(word) || !knowledge.months.has(plain(word))) continue
      const day = /\d{1,2}(?:st|nd|rd|th|\.)?$/u.exec(text)!
      add(cell.start + day.index, cell.end)
      add(below.start, below.start + word.length)
    }
  })
  return spans
}
