import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell } from './sheet.js'
import type { Span } from './span.js'

/** The left edges of a value's two lines stand apart at most, points: the second may be set in. */
const INDENT = 40
/** Digits of a telephone number or a record's number in two parts. */
const FEWEST = 9
const MOST = 16
/** A number at the end of a cell, behind a word or its label. */
const TAIL = /(?<=[\p{L})\].:：,] ?)\+?\(?\d[\d ()/-]{1,16}$/u
const REST = /^\d[\d ()/-]{1,14}$/

/** Letters with their hyphen at the end of a cell, and the figures below: "样本 QM-CT-" above "118204". */
const LETTERS = /(?<![\w-])[A-Z]{1,5}(?:-[A-Z\d]{1,6}){0,2}-$/u
const FIGURES = /^\d{4,12}(?![\d.%/-])/u

/** Numbers in forms that the end of their cell's line has broken: "(wife) 0802 555" above "0143" at the same edge, another field between them in reading order. */
export function findWrappedNumbers(sheet: Sheet, kinds: readonly LineKind[]): Span[] {
  if (!sheet.measured) return []
  return sheet.lines.flatMap((line, number) => {
    const next = sheet.lines[number + 1]
    if (next === undefined || kinds[number] !== 'text' || kinds[number + 1] !== 'text') return []
    if (next.y0 - line.y1 > line.y1 - line.y0) return []
    return line.cells.flatMap((cell): Span[] => {
      const tail = TAIL.exec(sheet.text.slice(cell.start, cell.end))
      const below = next.cells.find((other) => Math.abs(other.x0 - cell.x0) < INDENT && other.x1 <= cell.x1)
      const letters = LETTERS.exec(sheet.text.slice(cell.start, cell.end))
      const edge = next.cells.find((other) => Math.abs(other.x0 - cell.x0) < INDENT)
      const figures =
        letters === null || edge === undefined ? null : FIGURES.exec(sheet.text.slice(edge.start, edge.end))
      if (letters !== null && edge !== undefined && figures !== null) {
        const base = { category: 'ID', detector: 'wrapped_number', score: 0.82 } as const
        return [
          { ...base, start: cell.start + letters.index, end: cell.end },
          { ...base, start: edge.start, end: edge.start + figures[0].length },
        ]
      }
      if (tail === null || below === undefined) return []
      const rest = sheet.text.slice(below.start, below.end)
      const digits = `${tail[0]}${rest}`.replace(/\D/g, '').length
      if (!REST.test(rest) || digits < FEWEST || digits > MOST) return []
      const part = (start: number, end: SheetCell['end']): Span => ({
        start,
        end,
        category: /^[+(0]/.test(tail[0]) ? 'PHONE' : 'ID',
        detector: 'wrapped_number',
        score: 0.8,
      })
      return [part(cell.start + tail.index, cell.end), part(below.start, below.end)]
    })
  })
}
