import type { SheetFindings } from '../text/detect.js'
import type { Sheet } from '../text/sheet.js'
import { isStaffLabel } from './staff-label.js'

/** A result in words, the whole of a cell: no person's field is answered like that. */
const WORDED =
  /^(?:[([]?(?:-|±|\+-?|\+{2,4}|neg|pos)[)\]]?|[弱强]?阳性|阴性|未检出|(?:not |none )?detected|(?:weak(?:ly)? )?positive|negative|non[- ]?reactive|reactive|absent)(?:\s?[([][-+±]{1,4}[)\]])?$/iu

/** Whether a line is a row of results or their header; results in words count where the line asks for nothing that identifies. */
export function isResultLine(number: number, sheet: Sheet, findings: SheetFindings): boolean {
  const line = sheet.lines[number]!
  const first = line.cells[0]
  // OCR makes numbers and units of the hands behind it ("审核者 1 %").
  if (sheet.ocr && first !== undefined && isStaffLabel(sheet.text.slice(first.start, first.end))) return false
  if (findings.kinds[number] !== 'text') return true
  if (findings.fields.some((field) => field.line === number && field.label.block.category !== null)) return false
  return (
    /\p{L}{2}/u.test(sheet.text.slice(line.start, line.cells[0]?.end ?? line.start)) &&
    line.cells.slice(1).some((cell) => WORDED.test(sheet.text.slice(cell.start, cell.end).trim()))
  )
}
