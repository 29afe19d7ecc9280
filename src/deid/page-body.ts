import type { PageReading } from '../records/page.js'
import type { SheetFindings } from './detect.js'
import { holdsIdentifier, isProse } from './form-lines.js'
import type { PageSheet } from './page-sheet.js'

/** Outer shares of a page's height in which only results count. */
const HEADER = 0.14
const FOOTER = 0.93

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
    if (findings.kinds[number] !== 'text') return true
    // Addresses and notices of a letterhead or footer run as long as sentences.
    const running = line.y1 < HEADER * page.height || line.y0 > FOOTER * page.height
    return !running && isProse(sheet, line) && !holdsIdentifier(line, number, findings)
  })
  if (lines.length === 0) return null
  return {
    page: page.number,
    top: Math.min(...lines.map((line) => line.y0)),
    bottom: Math.max(...lines.map((line) => line.y1)),
    slope: Math.tan((page.skew * Math.PI) / 180),
  }
}
