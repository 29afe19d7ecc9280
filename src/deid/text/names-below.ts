import type { Knowledge } from '../knowledge.js'
import { labelsOfLine } from './labels.js'
import { isNoHanName } from './person-name.js'
import type { LineKind } from './result-rows.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'

/** How far below its label the printed name stands, in line heights: the hand is between them. */
const BELOW = 2.5

/**
 * The printed name below a signatory's label whose line holds a hand ("审核医师：" with a signature, "褚宏图" under it): two to four characters led by a surname that fill their
 * cell, words of the language among them.
 */
export function findNamesBelow(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const surnames = new Set([...knowledge.surnames.single, ...knowledge.surnames.rare])
  return sheet.lines.flatMap((line, number) => {
    if (kinds[number] !== 'text') return []
    const height = Math.max(6, line.y1 - line.y0)
    const staff = labelsOfLine(sheet, line, knowledge).filter((label) => label.block.category === 'DOCTOR')
    if (staff.length === 0) return []
    // Specks of a seal may make a line of their own between the two.
    const under = [number + 1, number + 2].filter(
      (n) => kinds[n] === 'text' && sheet.lines[n]!.y0 - line.y1 <= BELOW * height,
    )
    return under
      .flatMap((n) => sheet.lines[n]!.cells)
      .flatMap((cell): Span[] => {
        const text = sheet.text.slice(cell.start, cell.end).trim()
        const beneath = staff.some((label) => Math.abs(sheet.x0[label.start]! - cell.x0) < 1.5 * height)
        if (!beneath || !/^\p{Script=Han}{2,4}$/u.test(text) || isNoHanName(text, knowledge)) return []
        const led = surnames.has(text[0]!) || knowledge.surnames.compound.some((name) => text.startsWith(name))
        return led
          ? [{ start: cell.start, end: cell.end, category: 'DOCTOR', detector: 'name_below_staff_label', score: 0.78 }]
          : []
      })
  })
}
