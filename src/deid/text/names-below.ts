import type { Knowledge } from '../knowledge.js'
import { labelsOfLine } from './labels.js'
import { isClinicalWord, isNoHanName } from './person-name.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetLine } from './sheet.js'
import type { Span } from './span.js'
import { isEverydayWord } from './vocabulary.js'

/** How far below its label the printed name stands, in line heights: the hand is between them. */
const BELOW = 2.5

/**
 * The printed name below a signatory's label whose line holds a hand ("审核医师：" with a signature, "褚宏图" under it; "Performed by:", "Beatrice Marlow"): two to four characters led by
 * a surname that fill their cell, words of the language among them, or on scans two to four words like a name.
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
        const label = staff.find((one) => Math.abs(sheet.x0[one.start]! - cell.x0) < 1.5 * height)
        if (label === undefined) return []
        if (sheet.ocr && label.colon && isLatinName(text, knowledge) && !saysWords(sheet, label.end, line))
          return [
            { start: cell.start, end: cell.end, category: 'DOCTOR', detector: 'name_below_staff_label', score: 0.78 },
          ]
        if (!/^\p{Script=Han}{2,4}$/u.test(text) || isNoHanName(text, knowledge)) return []
        // "年龄" below a name is the next label.
        const own = sheet.lines.find((other) => other.start <= cell.start && other.end >= cell.end)!
        if (labelsOfLine(sheet, own, knowledge).some((one) => one.start < cell.end && one.end > cell.start)) return []
        const led = surnames.has(text[0]!) || knowledge.surnames.compound.some((name) => text.startsWith(name))
        return led
          ? [{ start: cell.start, end: cell.end, category: 'DOCTOR', detector: 'name_below_staff_label', score: 0.78 }]
          : []
      })
  })
}

/** Two to four words like a name, none of medicine, no word of every day among them alone. */
const LATIN_NAME = /^\p{Lu}[\p{L}'’.-]*(?: (?:de|da|la|van|der|von|bin|\p{Lu}[\p{L}'’.-]*)){0,2} \p{Lu}[\p{L}'’-]+$/u

function isLatinName(text: string, knowledge: Knowledge): boolean {
  const words = text.split(' ')
  return (
    LATIN_NAME.test(text) &&
    !words.some((word) => isClinicalWord(word, knowledge)) &&
    words.some((word) => !isEverydayWord(word, knowledge))
  )
}

/** Whether words stand behind a label in its cell: OCR makes one or two letters of a hand. */
function saysWords(sheet: Sheet, from: number, line: SheetLine): boolean {
  const cell = line.cells.find(({ start, end }) => start <= from && end >= from)
  return /\p{L}{3}/u.test(sheet.text.slice(from, cell?.end ?? line.end))
}
