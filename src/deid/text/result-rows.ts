import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { plain } from './fold.js'
import { labelsOfLine } from './labels.js'
import type { Sheet, SheetLine } from './sheet.js'
import { isUnit } from './units.js'

/** What a line is to the detectors: soft ones leave result rows and their headers alone. */
export type LineKind = 'text' | 'result' | 'header'

/** A value: results have no eight digits in a row. */
const NUMBER = /^(?!\d{8})[<>≤≥~±]?=?\s?[+-]?\d+(?:[.,]\d+)*\s?(?:[↑↓*HLhl]|high|low|normal|[([]?[HL][)\]]?)?$/i
/** A date's first two numbers are no range. */
const RANGE =
  /(?:^|[\s(:])[<>≤≥]?\s?(?!0\d)\d{1,6}(?:[.,]\d+)?\s?(?:-|~|to|至|--)\s?[<>]?\d+(?:[.,]\d+)?(?![\d./-]*-\d)|^[<>≤≥]=?\s?\d/i

/** Tells result rows and table headers from other lines. */
export function lineKinds(sheet: Sheet, knowledge: Knowledge): LineKind[] {
  return sheet.lines.map((line) => kindOf(sheet, line, knowledge))
}

/** A line of this many words in small letters, or Chinese characters between stops, is a sentence. */
const SENTENCE_WORDS = 7
const SENTENCE_HAN = 14
/** With two stops between words and more, so many words in small letters do. */
const CLAUSE_WORDS = 3
/** A name of up to four words, then a value and what may be its unit or its range. */
const ROW_BEGINS =
  /^\s*(?:[\p{L}\d()%/.-]+ ){0,3}[\p{L}()%]+[ :]+[<>≤≥]?\s?\d+(?:[.,]\d+)?\s+(?:[\d<>(%]|[\p{L}µμ^\d]{1,6}\/)/u

/** Where a house is reached ("12 Fern Road, Kelmore 4092 Tel 031 555 0142"): figures and words like a row's, but no result. */
const REACHED =
  /(?:www\.|https?:\/\/|[\w.-]@[\w-]+\.\w)|(?<!\p{L})(?:Tel|Telephone|Phone|Fax|电话|传真)[.:：]{0,2} ?[+(]?\d[\d ()-]{6}/iu

/** Whether a line tells who was told a result, by whom and when ("TSH phoned to Dana at the clinic 09:35", "已电话通知"): no row of results, on scans too. */
export function tellsCallback(text: string, knowledge: Knowledge): boolean {
  return callback(knowledge).test(text)
}

const callback = perKnowledge((knowledge) => {
  const { acts, prepositions, acts_zh } = knowledge.surroundings.told
  return new RegExp(
    String.raw`(?<!\p{L})(?:${acts.join('|')})(?: \p{Ll}+)? (?:${prepositions.join('|')})(?!\p{L})|${acts_zh.join('|')}`,
    'iu',
  )
})

/** Whether a line of one cell is running text: a sentence that tells a value is no row of results. OCR runs rows together, so there only one that tells who was told. */
function isSentence(sheet: Sheet, line: SheetLine, text: string, knowledge: Knowledge): boolean {
  if (tellsCallback(text, knowledge) && /(?:\p{L}{2,}[^\p{L}]+){3}\p{L}{2}|\p{Script=Han}{8}/u.test(text)) return true
  if (REACHED.test(text)) return true
  if (sheet.ocr || line.cells.length > 1 || text.includes('|')) return false
  if (/[[(]\s?(?:reference|ref|range|normal|参考)|参考(?:值|范围|区间)/i.test(text)) return false
  const words = text.match(/(?<![\p{L}\d])\p{Ll}{3,}(?![\p{L}\d/])/gu)?.length ?? 0
  if (words >= SENTENCE_WORDS) return true
  // "Pt Fay, 9 y/o, pupil at Ash School, bitten by a dog", "Levante 21/3, Imola, ex dipendente Officine Reni. PA 135/80 mmHg": fewer, but clauses between stops.
  if (words >= CLAUSE_WORDS && !ROW_BEGINS.test(text)) {
    const stops = text.match(/[\p{L}\d]\)?[.,;] [\p{L}\d]/gu)?.length ?? 0
    const all = text.match(/(?<![\p{L}\d])\p{L}{3,}(?![\p{L}\d/])/gu)?.length ?? 0
    if (stops >= 2 && all >= SENTENCE_WORDS) return true
  }
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0
  return han >= SENTENCE_HAN && /\p{Script=Han}{2}[,，。;；]\s?\S/u.test(text)
}

function kindOf(sheet: Sheet, line: SheetLine, knowledge: Knowledge): LineKind {
  const text = sheet.text.slice(line.start, line.end)
  if (isSentence(sheet, line, text, knowledge)) return 'text'
  const cells = line.cells
    .flatMap((cell) => sheet.text.slice(cell.start, cell.end).split('|'))
    .map((cell) => cell.trim())
  if (!/[:：]/.test(text)) {
    const words = plain(text).split(/[\s\t|./()]+/)
    const heads = new Set(words.filter((word) => knowledge.clinical.headerWords.has(word)))
    if (heads.size >= 2 && heads.size * 2 >= new Set(words.filter((word) => word.length > 1)).size / 1.5)
      return 'header'
  }
  const tokens = text.split(/[\s\t|]+/).filter((token) => token !== '')
  // A grid of numbers (an audiogram, a growth chart): a name, then four cells or more that are nothing but short numbers.
  const bare = cells.slice(1).filter((cell) => /^[<>]?\d{1,4}(?:[.,]\d{1,3})?$/.test(cell)).length
  const grid = bare >= 4 && bare >= 0.6 * cells.length
  if (grid && labelsOfLine(sheet, line, knowledge).every((label) => label.block.category === null)) return 'result'
  // Value and unit without a gap, as OCR joins them ("7.1mmol/L", "8-12/HPF"): at the beginning of a cell of its own.
  const glued = cells.slice(1).some((cell) => {
    const parts = /^[<>]?(?!0\d)\d{1,7}(?:[.,]\d+)?(?:\s?[-~]\s?\d{1,5}(?:[.,]\d+)?)?\s?(\D\S*)/.exec(cell)
    return parts !== null && isUnit(parts[1]!, knowledge)
  })
  if (glued && !isForm(sheet, line, knowledge)) return 'result'
  const number = cells.some((cell) => NUMBER.test(cell)) || tokens.some((token, i) => i > 0 && NUMBER.test(token))
  if (!number) return 'text'
  const unit =
    // "pg 2" counts a page.
    tokens.some(
      (token, i) =>
        isUnit(token.replace(/[();,]/g, ''), knowledge) &&
        !(token === 'pg' && /^\d{1,2}$/.test(tokens[i + 1] ?? '') && i + 2 === tokens.length),
    ) || cells.some((cell) => isUnit(cell, knowledge))
  const range =
    cells.some((cell) => RANGE.test(cell)) || tokens.some((token) => /^\d+(?:\.\d+)?[-~]\d+(?:\.\d+)?$/.test(token))
  // Phone numbers look like ranges: without a unit the row must hold a cell that is nothing but a number.
  if (isForm(sheet, line, knowledge)) return 'text'
  return unit || (range && cells.length >= 3 && cells.slice(1).some((cell) => NUMBER.test(cell))) ? 'result' : 'text'
}

/** Whether a line is a row of a form: two cells or more that begin with a label, one of them an identifier's or the sex ("UHID | 69799 | Health Card No. | 890-19-65"). */
function isForm(sheet: Sheet, line: SheetLine, knowledge: Knowledge): boolean {
  const whole = labelsOfLine(sheet, line, knowledge).filter((label) =>
    line.cells.some((cell) => label.start <= cell.start + 1 && label.start >= cell.start),
  )
  // The person's age and sex stand in no table.
  return whole.length >= 2 && whole.some((label) => label.block.category !== null || label.block.kind === 'sex')
}

/** Whether a cell behind the first one of a line is a result in words ("Âm tính"). */
export function tellsInWords(sheet: Sheet, line: SheetLine, worded: ReadonlySet<string>): boolean {
  return line.cells.slice(1).some((cell) => worded.has(sheet.text.slice(cell.start, cell.end).trim().toLowerCase()))
}
