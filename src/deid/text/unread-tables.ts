import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { foldWord } from './fold.js'
import { labelsOfLine } from './labels.js'
import { literal, longestFirst } from './one-of.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell, SheetLine } from './sheet.js'
import { bothWays, type UnreadVocabulary, unreadVocabularyOf } from './unread-vocabulary.js'

/** The edges of two cells of one column stand apart at most, points. */
const COLUMN = 6
/** Lines between two rows of one table, heights of a line. */
const TABLE_GAP = 3
/** Words of the title of a group of rows. */
const TITLE_WORDS = 5
const VALUE = /^[<>≤≥~±]?\s?[+-]?\d{1,6}(?:[.,]\d+)?\s?(?:[↑↓*HL]|[(（][HL高低]\)?)?$/
const FIGURE = /^[<>≤≥]?\s?\d{1,4}(?:[.,]\d+)?\s?[↑↓*HL]?$/
const SIGNS = /^[(（]?(?:[-+±]{1,4}|\d\+)[)）]?$/

/**
 * Lines of tables of results on a page in another script: the rows that figures, units or words for results tell, their headers, what stands between two of them, and
 * those next to them whose cells stand in the same columns. Lines that name a person, a house or a place are none.
 */
export function linesOfTables(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): boolean[] {
  const vocabulary = unreadVocabularyOf(knowledge)
  const texts = sheet.lines.map((line) => line.cells.map((cell) => sheet.text.slice(cell.start, cell.end)))
  const staff = sheet.lines.map(
    (line, i) => kinds[i] === 'text' && namesPerson(sheet, line, texts[i]!, vocabulary, knowledge),
  )
  const inside = sheet.lines.map(
    (_, i) =>
      kinds[i] !== 'text' ||
      (!staff[i] &&
        (isHeader(texts[i]!, vocabulary) || texts[i]!.slice(1).some((cell) => isResult(cell, vocabulary, knowledge)))),
  )
  const heights = sheet.lines.map((line) => line.y1 - line.y0).sort((a, b) => a - b)
  const height = Math.max(6, heights[heights.length >> 1] ?? 0)
  const gap = TABLE_GAP * height
  // What stands between two rows, line by line without a gap: more rows, and the titles of their groups.
  const follows = (i: number) => sheet.lines[i]!.y0 - sheet.lines[i - 1]!.y1 < gap
  const joins = (i: number) =>
    !staff[i] &&
    (texts[i]!.length > 1 ||
      (!/[:：]/.test(texts[i]!.join('')) && (texts[i]![0]?.split(/\s+/).length ?? 0) <= TITLE_WORDS))
  for (let i = 0, last = -1; i < inside.length; i += 1) {
    if (last >= 0 && !follows(i)) last = -1
    if (inside[i]) {
      if (last >= 0) inside.fill(true, last, i)
      last = i
    } else if (!joins(i)) last = -1
  }
  const grow = (from: number, step: 1 | -1) => {
    for (let i = from + step; i >= 0 && i < inside.length && !inside[i] && !staff[i]; i += step) {
      if (!sameColumns(sheet.lines[i]!, sheet.lines[i - step]!)) return
      if (
        !texts[i]!.slice(1).every((cell) =>
          cell
            .split(/\s+/)
            .every((word) => !/^\p{Lu}/u.test(word) && (vocabulary.explains(word) || /^\p{Ll}/u.test(word))),
        )
      )
        return
      inside[i] = true
    }
  }
  // What stands in the columns right above the first row, without a figure or a colon, heads them.
  const heads = (i: number) =>
    kinds[i + 1] !== undefined &&
    kinds[i + 1] !== 'text' &&
    !staff[i] &&
    texts[i]!.length >= 3 &&
    texts[i]!.length + 1 >= texts[i + 1]!.length &&
    !/[\d:：]/u.test(texts[i]!.join('')) &&
    sheet.lines[i + 1]!.y0 - sheet.lines[i]!.y1 < gap &&
    sameColumns(sheet.lines[i]!, sheet.lines[i + 1]!)
  for (let i = 0; i < inside.length; i += 1) if (!inside[i] && heads(i)) inside[i] = true
  const rows = inside.flatMap((is, i) => (is ? [i] : []))
  for (const row of rows) {
    grow(row, -1)
    grow(row, 1)
  }
  return inside
}

/** Two cells, or two words, that head columns of results. */
function isHeader(cells: readonly string[], vocabulary: UnreadVocabulary): boolean {
  if (cells.some((cell) => /[:：]/.test(cell))) return false
  const words = cells.flatMap((cell) => cell.split(/[\s|/()（）.,]+/)).filter((word) => word !== '')
  const heads = new Set(words.filter((word) => vocabulary.heads(word)))
  return heads.size >= 2 && heads.size * 2 >= words.length
}

/** A cell behind the first that is a result: a word for one, a sign, a figure with its unit beside it. */
function isResult(cell: string, vocabulary: UnreadVocabulary, knowledge: Knowledge): boolean {
  const text = cell.trim()
  if (words(knowledge).test(text) || SIGNS.test(text) || FIGURE.test(text)) return true
  const parts = /^([<>≤≥]?\s?\d{1,6}(?:[.,]\d+)?)\s?(.+)$/.exec(text)
  return parts !== null && vocabulary.isUnit(parts[2]!)
}

const words = perKnowledge((knowledge): RegExp => {
  const list = knowledge.grammar.unread.results.flatMap(bothWays).map((word) => literal(foldWord(word)))
  return new RegExp(String.raw`^(?:(?:${longestFirst(list)})\s*)+$`, 'iu')
})

/** A line that a person, a house or a place stands in: a label of theirs, a title or a relative before a word that nothing explains, a colon with such a word behind. */
function namesPerson(
  sheet: Sheet,
  line: SheetLine,
  cells: readonly string[],
  vocabulary: UnreadVocabulary,
  knowledge: Knowledge,
): boolean {
  const labels = labelsOfLine(sheet, line, knowledge)
  if (labels.some((label) => label.block.category !== null && (label.colon || label.start === line.cells[0]?.start)))
    return true
  if (cells.some((cell) => VALUE.test(cell)) && cells.length >= 3) return false
  return cells.some((cell) => {
    const all = cell.split(/[\s,]+/).filter((word) => word !== '')
    const open = all.some((word) => /\p{L}{2}/u.test(word) && !vocabulary.explains(word))
    return (
      open &&
      all.some((word) => vocabulary.tellsPerson(word) || vocabulary.tellsHouse(word) || vocabulary.tellsPlace(word))
    )
  })
}

function sameColumns(a: SheetLine, b: SheetLine): boolean {
  const beside = (one: SheetCell) =>
    b.cells.some((other) => Math.abs(other.x0 - one.x0) < COLUMN || Math.abs(other.x1 - one.x1) < COLUMN)
  return a.cells.length >= 2 && a.cells.filter(beside).length >= 2
}
