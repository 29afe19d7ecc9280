import type { Knowledge } from '../knowledge.js'
import { plain } from './fold.js'
import { labelsOfLine } from './labels.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell } from './sheet.js'
import type { Span } from './span.js'
import { vocabularyOf } from './vocabulary.js'

/** The letterhead stands in this share of the page's height; place and number of the house within so many lines below its name. */
const LETTERHEAD = 0.15
const CONTACT_LINES = 4
const CONTACT = /^(?:ADDRESS|PHONE|FAX|EMAIL|URL)$/
const NAME = /^(?:\p{Lu}[\p{L}\p{M}'&.-]*|&|\+|of|and|the|for|at|de|by)$/u

/**
 * A house that prints a name of ordinary words and no word of houses ("Coral Coast Pathways"): the topmost cell of capitalised words in a letterhead that names no other
 * house, when the house's place or number stands below it.
 */
export function findLetterheadName(
  sheet: Sheet,
  kinds: readonly LineKind[],
  taken: readonly Span[],
  knowledge: Knowledge,
): Span[] {
  if (!sheet.measured || sheet.ocr) return []
  const limit = LETTERHEAD * sheet.height
  const top = sheet.lines.filter((line) => line.y1 < limit)
  const end = top.at(-1)?.end ?? 0
  if (taken.some((span) => span.start < end && (span.category === 'ORG' || span.category === 'EMPLOYER'))) return []
  for (const [number, line] of sheet.lines.entries()) {
    if (line.y1 >= limit || kinds[number] !== 'text') break
    for (const cell of line.cells) {
      if (!isName(sheet, cell, line, taken, knowledge)) continue
      const below = sheet.lines
        .slice(number + 1, number + 1 + CONTACT_LINES)
        .flatMap((under) => under.cells)
        .filter(
          (other) => Math.min(other.x1, cell.x1) > Math.max(other.x0, cell.x0) || Math.abs(other.x0 - cell.x0) < 12,
        )
      const contact = below.some((other) =>
        taken.some((span) => CONTACT.test(span.category) && span.start < other.end && span.end > other.start),
      )
      if (contact)
        return [{ start: cell.start, end: cell.end, category: 'ORG', detector: 'letterhead_name', score: 0.76 }]
    }
  }
  return []
}

function isName(
  sheet: Sheet,
  cell: SheetCell,
  line: Sheet['lines'][number],
  taken: readonly Span[],
  knowledge: Knowledge,
): boolean {
  const text = sheet.text.slice(cell.start, cell.end).trim()
  const words = text.split(/\s+/)
  if (words.length < 2 || words.length > 7 || /[\d:]/.test(text) || !words.every((word) => NAME.test(word)))
    return false
  if (taken.some((span) => span.start < cell.end && span.end > cell.start)) return false
  if (
    labelsOfLine(sheet, line, knowledge).some(
      (label) => label.start < cell.end && label.end > cell.start && label.block.category !== null,
    )
  )
    return false
  const { narrow, forms } = vocabularyOf(knowledge)
  const own = words.filter((word) => {
    const bare = plain(word).replace(/[^\p{L}'-]/gu, '')
    return (
      bare.length > 2 &&
      !knowledge.letterheadTitles.has(bare) &&
      !narrow.has(bare) &&
      !forms.has(bare) &&
      !knowledge.clinical.words.has(bare)
    )
  })
  return own.length >= 2 || (own.length === 1 && words.length === 2)
}
