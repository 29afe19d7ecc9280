import type { Knowledge } from '../knowledge.js'
import { isClinicalWord } from './person-name.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell } from './sheet.js'
import type { Span } from './span.js'

/** How far apart the left edges of a block's lines may stand, points. */
const EDGE = 12
/** Lines between the person and the street: a company, a department. */
const BETWEEN = 2

/**
 * Companies and practices in the address block of a letter or of a requester: capitalised words alone in their cell, between a person above and an address below at
 * one left edge. No word of such a name need say what it is ("Narrow Bay Shipping Group").
 */
export function findLetterBlocks(
  sheet: Sheet,
  kinds: readonly LineKind[],
  spans: readonly Span[],
  knowledge: Knowledge,
): Span[] {
  const holds = (cell: SheetCell, categories: readonly string[]) =>
    spans.some((span) => categories.includes(span.category) && span.start < cell.end && span.end > cell.start)
  const below = (number: number, cell: SheetCell) =>
    sheet.lines[number]?.cells.find((other) => Math.abs(other.x0 - cell.x0) < EDGE)
  const found: Span[] = []
  sheet.lines.forEach((line, number) => {
    for (const person of line.cells) {
      if (!holds(person, ['NAME', 'DOCTOR'])) continue
      const block: SheetCell[] = []
      for (let at = number + 1; at <= number + BETWEEN + 1 && kinds[at] === 'text'; at += 1) {
        const cell = below(at, person)
        if (cell === undefined) break
        if (holds(cell, ['ADDRESS'])) {
          found.push(
            ...block.map(
              (item): Span => ({
                start: item.start,
                end: item.end,
                category: 'EMPLOYER',
                detector: 'letter_block',
                score: 0.76,
              }),
            ),
          )
          break
        }
        if (!names(sheet.text.slice(cell.start, cell.end), knowledge)) break
        block.push(cell)
      }
    }
  })
  return found
}

/** Two to seven capitalised words, not all of medicine, without a colon or a digit. */
function names(text: string, knowledge: Knowledge): boolean {
  const words = text.split(/\s+/)
  return (
    words.length >= 2 &&
    words.length <= 7 &&
    !/[:\d]/.test(text) &&
    words.every((word) => /^(?:\p{Lu}|&|of$|and$|the$|for$|de$)/u.test(word)) &&
    !words.every((word) => isClinicalWord(word, knowledge) || /^(?:details?|information|to|from|dear)$/i.test(word))
  )
}
