import type { SheetFindings } from '../text/detect.js'
import type { Sheet, SheetLine } from '../text/sheet.js'

/** Cells longer than this are prose, not form: Chinese characters, Latin words. */
const PROSE_HAN = 26
const PROSE_WORDS = 3
/** A word in small letters; the parts of an address or a site ("anna.roe@post") are none, however OCR parts them. */
const WORD = /(?<![\p{L}.@])\p{Ll}{2,}(?![\p{L}@]|\.\p{L})/gu

/** Whether a line holds an identifier's label with its value, or a sure mention. */
export function holdsIdentifier(line: SheetLine, number: number, findings: SheetFindings): boolean {
  return (
    findings.fields.some(
      (field) =>
        field.line === number && field.label.block.category !== null && (field.label.colon || field.values.length > 0),
    ) || findings.spans.some((span) => span.start >= line.start && span.end <= line.end && span.score >= 0.7)
  )
}

/** Whether a line is running text: a sentence, or a cell too long for a form. */
export function isProse(sheet: Sheet, line: SheetLine): boolean {
  const whole = sheet.text.slice(line.start, line.end)
  const letters = (whole.match(/\p{Script=Han}/gu) ?? []).length
  if (letters > 18 && /[。，,！!]/.test(whole) && !/[:：].*[:：]/.test(whole)) return true
  return line.cells.some((cell) => {
    const text = sheet.text.slice(cell.start, cell.end)
    const han = (text.match(/\p{Script=Han}/gu) ?? []).length
    const words = (text.match(WORD) ?? []).length
    // A sentence ends, or runs on without a colon.
    if (/[。；;，,！!？?]/.test(text) && han > 13 && !/[:：].*[:：]/.test(text)) return true
    if (/[。！!？?]\s*$/.test(text) && han >= 6 && !/[:：]/.test(text)) return true
    return (han > PROSE_HAN && !/[:：]/.test(text) && !/\d{4}/.test(text)) || words >= PROSE_WORDS
  })
}
