import type { LineKind } from './result-rows.js'
import type { Sheet, SheetLine } from './sheet.js'

/** Lines of other columns may stand between a line and the one that goes on with it. */
const BETWEEN = 3

/** Numbers of the lines below a line, no further than its height: the next one of its column is among them. The directly next one on a sheet without places. */
export function linesBelow(sheet: Sheet, number: number): number[] {
  const line = sheet.lines[number]!
  const most = sheet.measured ? BETWEEN : 1
  return Array.from({ length: most }, (_, step) => number + 1 + step).filter((below) => {
    const next = sheet.lines[below]
    if (next === undefined || !sheet.measured) return next !== undefined
    return next.y0 > line.y0 && next.y0 - line.y1 <= line.y1 - line.y0
  })
}

/** Numbers of the lines above a line that it goes on from, the nearest first: those that have it among the lines below them. */
export function linesAbove(sheet: Sheet, number: number): number[] {
  const most = sheet.measured ? BETWEEN : 1
  return Array.from({ length: most }, (_, step) => number - 1 - step).filter(
    (above) => above >= 0 && linesBelow(sheet, above).includes(number),
  )
}

/** Lines of text and the lines of text below each, no further than a line's height: where what a line's end broke goes on. None on a sheet without places. */
export function textLinesBelow(sheet: Sheet, kinds: readonly LineKind[]): { line: SheetLine; next: SheetLine }[] {
  if (!sheet.measured) return []
  return sheet.lines.flatMap((line, number) =>
    kinds[number] !== 'text'
      ? []
      : linesBelow(sheet, number)
          .filter((below) => kinds[below] === 'text')
          .map((below) => ({ line, next: sheet.lines[below]! })),
  )
}
