import type { PageReading } from '../../records/page.js'
import type { Category } from '../category.js'
import type { FormLine } from '../identification.js'
import type { Knowledge } from '../knowledge.js'
import type { SheetFindings } from '../text/detect.js'
import type { SheetLine } from '../text/sheet.js'
import { knownShare, STRANGE } from './harmless-print.js'
import type { PageSheet } from './page-sheet.js'

/** Institution and contact in a letterhead stand above this share. */
const LETTERHEAD = 0.14
/** On a cover, which has no results, a house's name may stand lower; running text ends it. */
const COVER = 0.35
const SENTENCE = /[，,。;；].*[，,。;；]|\p{Ll}{2,} \p{Ll}{2,} \p{Ll}{2,}/u
/** Footers below this one. */
const FOOT = 0.9
/** Mentions below this score do not turn a row of results into contact. */
const SURE = 0.7
/** Lettering this much higher than the page's usual line, of at least so many letters, is a headline. */
const LARGE = 1.3
const LEAST = 5
/** A headline of which this share is known words is the title of a report or a panel. */
const TITLE = 0.8
const HOUSE = new Set<Category>(['ORG', 'ADDRESS', 'PHONE', 'FAX', 'EMAIL', 'URL'])
/** Contact as OCR leaves it when points, colons and dashes are lost: a label, or the end of a web address. */
export const CONTACT =
  /(?:^|[\s|])(?:t[e3][l1i]|ph|phone|fax|mob|mobile|www|https?|e-?mail|web)(?=[\s.:：|]|$)|\.[a-z]{2,7}(?=[\s|]|$)|电话|传真|网址|邮编|地址/iu
/** Groups of figures of a telephone number; results have them too. */
const FIGURE_GROUPS = /(?:\d{3,}[^\p{L}\d]{0,3}){2}/u

/** Whether a line that looks like a row of results tells an institution's place or number: house number, post code and telephone do. */
export function tellsHouse(line: SheetLine, page: PageReading, findings: SheetFindings): boolean {
  if (line.y1 > LETTERHEAD * page.height && line.y0 < FOOT * page.height) return false
  return houseSpans(line, findings).some((span) => span.score >= SURE)
}

/**
 * The letterhead of a scanned page: everything from its top edge to the last line with the institution's name or contact is one picture (logo, lettering, slogans). Null
 * without one, or where the person's fields begin above it.
 */
export function letterhead(
  page: PageReading,
  sheet: PageSheet,
  findings: SheetFindings,
  knowledge: Knowledge,
): FormLine | null {
  if (page.ocr === null || page.kind === 'mixed') return null
  let last: SheetLine | null = null
  const heights = sheet.lines.map((line) => line.y1 - line.y0).sort((a, b) => a - b)
  const usual = heights[heights.length >> 1] ?? 0
  // A house's name is set larger than the rest; of a misread one OCR leaves known words ("健康体检") that name nobody.
  const isHeadline = (line: SheetLine) =>
    line.y1 - line.y0 > LARGE * usual &&
    (sheet.text.slice(line.start, line.end).match(/\p{L}/gu) ?? []).length >= LEAST &&
    knownShare(page, sheet, line, findings, knowledge) < TITLE
  const isCover = findings.kinds.every((kind) => kind === 'text')
  for (const [number, line] of sheet.lines.entries()) {
    const printed = sheet.text.slice(line.start, line.end)
    const isText = findings.kinds[number] === 'text' || tellsHouse(line, page, findings)
    const contact = last !== null && (CONTACT.test(printed) || (isText && FIGURE_GROUPS.test(printed)))
    if (tellsPerson(line, number, sheet, findings)) break
    if (!(isText || contact)) {
      // "% ISO 15189": between the house's name and its address a logo and an accreditation look like a value.
      const next = sheet.lines[number + 1]
      if (last !== null && next !== undefined && tellsHouse(next, page, findings)) continue
      break
    }
    if (line.y1 > LETTERHEAD * page.height) {
      if (!isCover || line.y1 > COVER * page.height || SENTENCE.test(printed)) break
      if (isHeadline(line)) last = line
      continue
    }
    // Below the name stand slogan and contact in small print, of which OCR reads scraps.
    const scraps =
      last !== null && line.cells.length > 0 && knownShare(page, sheet, line, findings, knowledge) < STRANGE
    if (houseSpans(line, findings).length > 0 || scraps || contact || isHeadline(line)) last = line
  }
  if (last === null) return null
  const slope = Math.tan((page.skew * Math.PI) / 180)
  return { page: page.number, y0: 4, y1: last.y1 + 2, slope, category: 'LOGO', keep: [] }
}

/** Labels of the person's form; a number or a date alone stands in letterheads too. */
const PERSONAL = new Set(['name', 'sex', 'age', 'birth_date', 'identity_number'])
/** So many labels on one line make a form of it, other than those of contact. */
const LABELS = 3

/** Whether a line belongs to the person's form: its labels, or sex and age without any ("男 45岁"). */
function tellsPerson(line: SheetLine, number: number, sheet: PageSheet, findings: SheetFindings): boolean {
  const fields = findings.fields.filter((field) => field.line === number)
  if (fields.some(({ label }) => PERSONAL.has(label.block.subject ?? label.block.kind))) return true
  const cells = line.cells.map((cell) => sheet.text.slice(cell.start, cell.end).trim())
  return (
    fields.filter(({ label }) => label.block.category === null || !HOUSE.has(label.block.category)).length >= LABELS ||
    (cells.some((cell) => /^[男女]$/u.test(cell)) && cells.some((cell) => /^\d{1,3}岁$/u.test(cell)))
  )
}

function houseSpans(line: SheetLine, findings: SheetFindings): SheetFindings['spans'] {
  return findings.spans.filter((span) => span.start >= line.start && span.end <= line.end && HOUSE.has(span.category))
}
