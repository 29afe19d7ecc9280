import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell } from './sheet.js'
import type { Span } from './span.js'
import { textLinesBelow } from './text-lines.js'

/** The left edges of a value's two lines stand apart at most, points: the second may be set in. */
const INDENT = 40
/** Digits of a telephone number or a record's number in two parts. */
const FEWEST = 9
const MOST = 16
/** A number at the end of a cell, behind a word or its label. */
const TAIL = /(?<=[\p{L})\].:：,] ?)\+?\(?\d[\d ()/-]{1,16}$/u
/** The code of a country or a town alone in its cell: "(718)" above "555-0155", which may be wider. */
const AREA = /^(?:\+\d{1,3}|(?:\+\d{1,3} ?)?\(\+?\d{2,5}\))$/
const REST = /^\d[\d ()/-]{1,14}$/

/** Letters with their hyphen at the end of a cell, and the figures below: "样本 QM-CT-" above "118204". */
const LETTERS = /(?<![\w-])[A-Z]{1,5}(?:-[A-Z\d]{1,6}){0,2}-$/u
const FIGURES = /^(?:\d{4,12}(?![\d.%/-])|\d{2,6}(?:\.\d{2,6}){1,3}(?![\d%/-]))/u
/** The beginning of a DICOM identifier, and the rest of it that a point begins. */
const UID = /(?<![\d.])[0-2]\.\d{1,3}(?:\.\d{1,20}){3,14}$/u
const UID_REST = /^\.\d[\d.]{3,48}\d(?![\d.])/u

/** Numbers in forms that the end of their cell's line has broken: "(wife) 0802 555" above "0143" at the same edge, another field between them in reading order. */
export function findWrappedNumbers(sheet: Sheet, kinds: readonly LineKind[]): Span[] {
  return textLinesBelow(sheet, kinds).flatMap(({ line, next }) => {
    return line.cells.flatMap((cell): Span[] => {
      const area = AREA.exec(sheet.text.slice(cell.start, cell.end))
      const tail = area ?? TAIL.exec(sheet.text.slice(cell.start, cell.end))
      const below = next.cells.find(
        (other) => Math.abs(other.x0 - cell.x0) < INDENT && (area !== null || other.x1 <= cell.x1),
      )
      const uid = UID.exec(sheet.text.slice(cell.start, cell.end))
      const letters = uid ?? LETTERS.exec(sheet.text.slice(cell.start, cell.end))
      const edge = next.cells.find((other) => Math.abs(other.x0 - cell.x0) < INDENT)
      const figures =
        letters === null || edge === undefined
          ? null
          : (uid === null ? FIGURES : UID_REST).exec(sheet.text.slice(edge.start, edge.end))
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
