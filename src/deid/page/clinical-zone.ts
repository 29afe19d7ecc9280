import type { PageReading } from '../../records/page.js'
import type { Knowledge } from '../knowledge.js'
import type { SheetFindings } from '../text/detect.js'
import type { SheetLine } from '../text/sheet.js'
import { tellsHouse } from './letterhead.js'
import type { PageSheet } from './page-sheet.js'
import { isResultLine } from './result-line.js'

/** Letterheads end above and footers begin below these shares of a page's height; the person's fields stand above the third. */
const HEADER = 0.1
const FOOTER = 0.93
const FIELDS = 0.5
/** Known clinical words of a line that tells a finding: so many, and this share of its letters. */
const TERMS = 2
const SHARE = 0.3

/** From the first to the last line of a page that tells results or findings, points along the left edge. */
export interface ClinicalZone {
  top: number
  bottom: number
}

/**
 * Where a page tells results and findings, forms without a table of results included ("听力 □正常 □异常"): below the person's fields, above the signatures. Print in there that OCR
 * did not understand is a finding sooner than an identifier. Null for a page without.
 */
export function clinicalZone(
  page: PageReading,
  sheet: PageSheet,
  findings: SheetFindings,
  knowledge: Knowledge,
): ClinicalZone | null {
  const personal = (number: number) =>
    findings.fields.some(({ line, label }) => {
      const { category, kind } = label.block
      return (
        line === number && (/sex|age/.test(kind) || (category !== null && category !== 'DOCTOR' && category !== 'ORG'))
      )
    })
  const above = sheet.lines.filter((line, number) => personal(number) && line.y0 < FIELDS * page.height)
  const from = Math.max(HEADER * page.height, ...above.map((line) => line.y1))
  const clinical = sheet.lines.filter((line, number) => {
    if (line.y0 < from - 1 || line.y0 > FOOTER * page.height) return false
    if (isResultLine(number, sheet, findings)) return !tellsHouse(line, page, findings)
    return !personal(number) && tellsFinding(sheet, line, knowledge)
  })
  if (clinical.length < 2) return null
  return { top: Math.min(...clinical.map((line) => line.y0)), bottom: Math.max(...clinical.map((line) => line.y1)) }
}

function tellsFinding(sheet: PageSheet, line: SheetLine, { clinical }: Knowledge): boolean {
  const text = sheet.text.slice(line.start, line.end)
  let [terms, known] = [0, 0]
  for (const [run] of text.matchAll(/\p{Script=Han}{2,}/gu))
    for (let i = 0; i + 1 < run.length; ) {
      let length = 0
      for (let n = Math.min(8, run.length - i); n >= 2 && length === 0; n -= 1)
        if (clinical.zh.has(run.slice(i, i + n))) length = n
      terms += length > 0 ? 1 : 0
      known += length
      i += Math.max(1, length)
    }
  return terms >= TERMS && known >= SHARE * (text.match(/[\p{L}\p{N}]/gu) ?? []).length
}
