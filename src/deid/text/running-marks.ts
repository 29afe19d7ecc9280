import type { Sheet, SheetLine } from './sheet.js'

/** Running headers and footers stand in these outer shares of a page's height. */
const MARGIN = 0.12

/** Whether a line of a page stands where running headers and footers do. */
export function inMargin(sheet: Sheet, line: SheetLine): boolean {
  return sheet.measured && (line.y1 < MARGIN * sheet.height || line.y0 > (1 - MARGIN) * sheet.height)
}

/** Whether a number stands between separators or beside the sign of one: "| 10443 |", "No. 10443", "(10443)". */
export function isMarked(text: string, start: number, end: number): boolean {
  return (
    /(?:[|·•(#;,]|\t|(?<!\p{L})(?:[Nn][or°º]\.?|ID|[Rr]ef\.?))[ ]?$/u.test(text.slice(Math.max(0, start - 6), start)) &&
    /^ ?(?:[|·•);,\t\n]|$)/.test(text.slice(end, end + 3))
  )
}
