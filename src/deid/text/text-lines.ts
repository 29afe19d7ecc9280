import type { LineKind } from './result-rows.js'
import type { Sheet, SheetLine } from './sheet.js'

/** Lines of text and the line of text directly below each, no further than a line's height: where what a line's end broke goes on. None on a sheet without places. */
export function textLinesBelow(sheet: Sheet, kinds: readonly LineKind[]): { line: SheetLine; next: SheetLine }[] {
  if (!sheet.measured) return []
  return sheet.lines.flatMap((line, number) => {
    const next = sheet.lines[number + 1]
    if (next === undefined || kinds[number] !== 'text' || kinds[number + 1] !== 'text') return []
    return next.y0 - line.y1 > line.y1 - line.y0 ? [] : [{ line, next }]
  })
}
