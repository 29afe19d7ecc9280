import type { Knowledge } from '../knowledge.js'
import { isHan } from './fold.js'
import { labelsOfLine } from './labels.js'
import { isClinicalWord, isNoHanName, NEVER_IN_NAMES, readHanName, readLatinName } from './person-name.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell } from './sheet.js'
import type { Span } from './span.js'
import { vocabularyOf } from './vocabulary.js'

/** Rows below a header in which its columns are read. */
const ROWS = 60

/** Signatures in the column of a table that a header names ("医生签名", "Checked by"): a cell that is nothing but a name, also beside results. */
export function findColumnNames(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  sheet.lines.forEach((line, number) => {
    if (kinds[number] !== 'header') return
    for (const label of labelsOfLine(sheet, line, knowledge)) {
      const { category, kind } = label.block
      const head = line.cells.find((cell) => label.start <= cell.start + 1 && label.end >= cell.end - 1)
      if (category === null || kind !== 'name' || head === undefined) continue
      for (
        let row = number + 1;
        row < Math.min(sheet.lines.length, number + ROWS) && kinds[row] !== 'header';
        row += 1
      ) {
        const cell = sheet.lines[row]!.cells.find((other) => other.x0 < head.x1 && other.x1 > head.x0)
        if (cell !== undefined && isName(sheet.text, cell, knowledge))
          spans.push({ start: cell.start, end: cell.end, category, detector: 'column_name', score: 0.86 })
      }
    }
  })
  return spans
}

/** How far apart the left edges of one column's cells may stand, points. */
const COLUMN = 6
/** Share of a column's cells that are names, where no other sign tells one: the rest is its header and what is printed below the table. */
const ALL_NAMES = 0.6

/**
 * The other names of a column that holds one: a page's signatures stand below each other at the end of their rows, whatever heads them. `found`: names told by
 * any other sign.
 */
export function findColumnMates(sheet: Sheet, found: readonly Span[], knowledge: Knowledge): Span[] {
  if (!sheet.measured || sheet.ocr) return []
  const lasts = sheet.lines.flatMap((line) => (line.cells.length > 1 ? [line.cells.at(-1)!] : []))
  const names = found.filter((span) => span.category === 'NAME' || span.category === 'DOCTOR')
  const seeds = lasts.filter((cell) => names.some((span) => span.start <= cell.start + 1 && span.end >= cell.end - 1))
  const signed = lasts.filter((cell) => isSignature(sheet.text.slice(cell.start, cell.end), knowledge))
  // A column of nothing but names, whoever heads it: one examiner signs many rows.
  const columns = signed.filter((cell) => {
    const column = lasts.filter((other) => Math.abs(other.x0 - cell.x0) < COLUMN)
    const names = column.filter((other) => signed.includes(other)).length
    return names >= 2 && names >= ALL_NAMES * column.length
  })
  return lasts
    .filter((cell) => !seeds.includes(cell))
    .filter((cell) => columns.includes(cell) || seeds.some((seed) => Math.abs(seed.x0 - cell.x0) < COLUMN))
    .filter((cell) => isSignature(sheet.text.slice(cell.start, cell.end), knowledge))
    .map((cell) => ({
      start: cell.start,
      end: cell.end,
      category: 'DOCTOR',
      detector: 'column_mate',
      score: 0.86,
    }))
}

/** Two or three characters that a surname leads and that are no word. */
function isSignature(text: string, knowledge: Knowledge): boolean {
  if (!/^\p{Script=Han}{2,4}$/u.test(text) || isNoHanName(text, knowledge)) return false
  const compound = knowledge.surnames.compound.some((surname) => text.startsWith(surname))
  // A surname of the list leads it, and what follows stands in given names too ("日", "有").
  return (
    (compound || (text.length < 4 && knowledge.surnames.single.has(text[0]!))) &&
    !NEVER_IN_NAMES.test(text) &&
    !vocabularyOf(knowledge).han.has(text)
  )
}

function isName(text: string, cell: SheetCell, knowledge: Knowledge): boolean {
  if (isHan(text[cell.start])) {
    const read = readHanName(text, cell.start, cell.end, true, knowledge)
    return read !== null && read.end === cell.end
  }
  const read = readLatinName(text, cell.start, cell.end, true, knowledge)
  const words = read?.name.split(' ') ?? []
  return (
    read !== null &&
    read.end >= cell.end - 1 &&
    words.length >= 2 &&
    !words.some((word) => isClinicalWord(word, knowledge))
  )
}
