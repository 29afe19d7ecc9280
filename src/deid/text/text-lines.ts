import type { LineKind } from './result-rows.js'
import type { Sheet, SheetLine } from './sheet.js'

/** Lines of other columns may stand between a line and the one that goes on with it. */
const BETWEEN = 3

/** The lines below a line, no further than its height: the next one of its column is among them. The directly next one on a sheet without places. */
export function linesBelow(sheet: Sheet, number: number): SheetLine[] {
  const line = sheet.lines[number]!
  if (!sheet.measured) return sheet.lines.slice(number + 1, number + 2)
  return sheet.lines
    .slice(number + 1, number + 1 + BETWEEN)
    .filter((next) => next.y0 > line.y0 && next.y0 - line.y1 <= line.y1 - line.y0)
}

/** Lines of text and the lines of text below each, no further than a line's height: where what a line's end broke goes on. None on a sheet without places. */
export function textLinesBelow(sheet: Sheet, kinds: readonly LineKind[]): { line: SheetLine; next: SheetLine }[] {
  if (!sheet.measured) return []
  return sheet.lines.flatMap((line, number) =>
    kinds[number] !== 'text'
      ? []
      : linesBelow(sheet, number)
          .filter((next) => kinds[sheet.lines.indexOf(next)] === 'text')
          .map((next) => ({ line, next })),
  )
}
