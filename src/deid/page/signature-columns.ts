import type { Bbox } from '../../records/bbox.js'
import type { PageReading, Rule } from '../../records/page.js'
import type { Identification } from '../identification.js'
import type { Knowledge } from '../knowledge.js'
import type { SheetFindings } from '../text/detect.js'
import type { PageSheet } from './page-sheet.js'
import { isResultLine } from './result-line.js'
import { isStaffLabel } from './staff-label.js'

/** Cells of a line that holds the heading of a column: with fewer it is a label beside its value. */
const CELLS = 3
/** Shortest upright rule that bounds a column, points. */
const UPRIGHT = 24
/** Without rules a column is this much wider than its heading on either side, points. */
const SIDE = 14

/**
 * Columns of a table in which staff sign, row by row ("医师签名 / 日期", "Checked by"), on pages read by OCR: below the heading, between its rules or its neighbours, down to the
 * end of the rules or the last row of results. Everything in them is a name, a hand, a stamp or a date.
 */
export function signatureColumns(
  page: PageReading,
  sheet: PageSheet,
  findings: SheetFindings,
  knowledge: Knowledge,
): Identification['signature_columns'] {
  if (page.ocr === null) return []
  const slope = Math.tan((page.skew * Math.PI) / 180)
  const upright = page.rules.filter(
    (rule) => Math.abs(rule.y1 - rule.y0) >= UPRIGHT && Math.abs(rule.x1 - rule.x0) < 0.1 * Math.abs(rule.y1 - rule.y0),
  )
  const lastRow = Math.max(
    0,
    ...sheet.lines.map((line, number) => (isResultLine(number, sheet, findings) ? line.y1 : 0)),
  )
  return sheet.lines.flatMap((line, number) => {
    if (line.cells.length < CELLS) return []
    // A row of a form: the person's name, sex or number stands beside the doctor's.
    const personal = findings.fields.some(
      ({ line: own, label: { block } }) =>
        own === number && (/sex|age/.test(block.kind) || (block.category ?? 'DOCTOR') !== 'DOCTOR'),
    )
    if (personal) return []
    return line.cells.flatMap((cell, i) => {
      const text = sheet.text.slice(cell.start, cell.end)
      if (/[:：]\s*$/u.test(text) || !isStaffLabel(text, knowledge)) return []
      const shift = slope * ((cell.x0 + cell.x1) / 2)
      const middle = (line.y0 + line.y1) / 2 + shift
      const left = nearest(upright, middle, (x) => x <= cell.x0 + 2, -1)
      const right = nearest(upright, middle, (x) => x >= cell.x1 - 2, 1)
      const next = line.cells[i + 1]
      const before = line.cells[i - 1]
      const x0 = left?.x ?? Math.max(cell.x0 - SIDE, before?.x1 ?? 0)
      const x1 = right?.x ?? Math.min(cell.x1 + SIDE, next?.x0 ?? page.width)
      // Without rules only the header of a table tells a column from a label above its value.
      if ((left === null || right === null) && findings.kinds[number] !== 'header') return []
      // The column ends with its rules, or with the rows of results.
      const bottom = left === null || right === null ? lastRow + shift : Math.min(left.bottom, right.bottom)
      const top = line.y1 + shift + 1
      if (bottom - top < UPRIGHT) return []
      const bbox: Bbox = [x0, top, x1, bottom]
      return [{ page: page.number, bbox, slope }]
    })
  })
}

/** The nearest upright rule at a height on one side, and where it ends. */
function nearest(
  rules: readonly Rule[],
  y: number,
  onSide: (x: number) => boolean,
  direction: 1 | -1,
): { x: number; bottom: number } | null {
  const places = rules
    .filter((rule) => Math.min(rule.y0, rule.y1) < y && Math.max(rule.y0, rule.y1) > y)
    .map((rule) => ({
      x: rule.x0 + ((rule.x1 - rule.x0) * (y - rule.y0)) / (rule.y1 - rule.y0),
      bottom: Math.max(rule.y0, rule.y1),
    }))
    .filter((place) => onSide(place.x))
    .sort((a, b) => direction * (a.x - b.x))
  return places[0] ?? null
}
