import type { PageReading } from '../../records/page.js'
import type { SheetFindings } from '../text/detect.js'
import { tellsHouse } from './letterhead.js'
import { holdsIdentifier, isProse } from './line-content.js'
import type { PageSheet } from './page-sheet.js'
import { isResultLine } from './result-line.js'

/** Outer shares of a page's height in which only results count. */
const HEADER = 0.14
const FOOTER = 0.93

/** Rules of a table are longer than this share of the page (the line under a signature is not), and its rows no higher than this, points. */
const RULE = 0.3
const ROW = 34

/** Where a page's clinical text begins and ends, points from its top along the left edge; at `x` it stands `slope * x` lower. */
export interface PageBody {
  page: number
  top: number
  bottom: number
  slope: number
}

/**
 * From the first to the last line of results, their headers or running text. Above it stand letterhead and form, below it signatures and footer: ink there that no sure word
 * explains is an identifier until shown otherwise. Null for a page without (a cover).
 */
export function pageBody(page: PageReading, sheet: PageSheet, findings: SheetFindings): PageBody | null {
  const lines = sheet.lines.filter((line, number) => {
    if (line.cells.length === 0) return false
    if (isResultLine(number, sheet, findings)) return !tellsHouse(line, page, findings)
    // Addresses and notices of a letterhead or footer run as long as sentences.
    const running = line.y1 < HEADER * page.height || line.y0 > FOOTER * page.height
    return !running && isProse(sheet, line) && !holdsIdentifier(line, number, findings)
  })
  if (lines.length === 0) return null
  const slope = Math.tan((page.skew * Math.PI) / 180)
  const bottom = gridBottom(page, Math.max(...lines.map((line) => line.y1)), slope)
  return { page: page.number, top: Math.min(...lines.map((line) => line.y0)), bottom, slope }
}

/** Rows of a ruled table that tell no number ("negative") are results too: a body goes on to the last of the rules that follow each other below it. */
function gridBottom(page: PageReading, bottom: number, slope: number): number {
  const rules = page.rules
    .filter((rule) => Math.abs(rule.x1 - rule.x0) > RULE * page.width)
    .map((rule) => (rule.y0 + rule.y1 - slope * (rule.x0 + rule.x1)) / 2)
    .sort((a, b) => a - b)
  let last = bottom
  for (const y of rules) if (y > last && y - last < ROW) last = y
  return last
}
