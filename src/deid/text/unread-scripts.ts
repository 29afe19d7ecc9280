import type { Knowledge } from '../knowledge.js'
import { labelsOfLine } from './labels.js'
import { matchesOf } from './matches.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetLine } from './sheet.js'
import type { Span } from './span.js'
import { unreadForm } from './unread-forms.js'
import { isSentence, unreadSentence } from './unread-sentences.js'
import { linesOfTables } from './unread-tables.js'
import { SURE_SCORE, tokensOf, type UnreadPage, unreadSpan } from './unread-tokens.js'
import { RIGHT_TO_LEFT, unreadVocabularyOf } from './unread-vocabulary.js'

/** Longest cell at the end of a row that is taken for a name, characters. */
const SIGNATURE = 30
/** With fewer than this share of a page's words in the lists they know nothing of its language, and all of its text goes. */
const LISTED = 0.1

/** A capitalised word of Cyrillic, Greek or Armenian print. */
const CAPITAL = String.raw`\p{Lu}[\p{L}\p{M}'-]*`
/** "Огурцова М. И.", "Г. А. Зильберман", "Щукин П.Р." */
const INITIALLED = new RegExp(
  String.raw`(?<![\p{L}\d])${CAPITAL}\s\p{Lu}\.(?:[ -]{0,2}\p{Lu}\.){0,2}(?!\p{Ll})|(?<![\p{L}\d])(?:\p{Lu}\.[ -]{0,2}){1,3}\p{Lu}\p{Ll}[\p{L}'-]+`,
  'gu',
)
/** Numbers of five digits and more, in groups or with letters; ranges, decimals and blood pressures are none. */
const LONG_NUMBER =
  /(?<![\p{L}\d.,])(?:\p{L}{1,4}[-/ ]?)?[+(]?\d(?:[\d*]|[-/().・ ]{1,2}(?=[\d*(])){3,}[\d*]\)?(?:[-/]\p{L}{1,3})?(?![\d]|[.,]\d)/gu
/** "UA-118820", "OP/55018/23": a code of capitals and three digits at least. */
const CODE =
  /(?<![\p{L}\d.,])(?=[A-ZА-ЯΑ-Ω\d/-]*\d{3})(?=[\d/-]*[A-ZА-ЯΑ-Ω])[A-ZА-ЯΑ-Ω\d][A-ZА-ЯΑ-Ω\d/-]{3,}[A-ZА-ЯΑ-Ω\d](?![\p{L}\d])/gu
/** The rest of a telephone number stands on the next line: "8-904-". */
const BROKEN_NUMBER = /(?<![\p{L}\d.,])[+(]?\d[\d() -]{3,}-$/gmu
/** A blood pressure, years. */
const NO_NUMBER = /^(?:\d{2,3}\s?\/\s?\d{2,3}|(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d)$/
const RANGE = /^(\d+)\s?-\s?(\d+)$/
/** The upper end of a range is at most so many times the lower one. */
const WIDEST_RANGE = 20
/**
 * Default deny for a page whose own script no detector reads. Rows of results stay, and what stands inside of their table. Of forms, letterheads, signatures and footers stays what
 * the lists explain; a cell that holds anything else goes whole, but for its label. Of sentences go, in scripts with capitals, capitalised words that
 * the lists do not explain, quoted names and numbers; in scripts without them every sentence where an unexplained word stands beside a title, a relative, a house or a place. A page whose
 * language the lists do not know goes whole.
 */
export function findUnreadScript(
  sheet: Sheet,
  kinds: readonly LineKind[],
  cased: boolean,
  knowledge: Knowledge,
): Span[] {
  const vocabulary = unreadVocabularyOf(knowledge)
  const page: UnreadPage = { sheet, cased, vocabulary, knowledge, unlisted: false }
  const tables = linesOfTables(sheet, kinds, knowledge)
  page.unlisted = isUnlisted(page)
  const found: Span[] = []
  sheet.lines.forEach((line, number) => {
    if (line.cells.length === 0 || kinds[number] !== 'text') return
    found.push(...dates(page, line))
    if (cased) found.push(...initialled(page, line))
    if (tables[number] === true) {
      found.push(...(line.cells.length > 1 ? personsInRow(page, line) : []))
      return
    }
    found.push(...numbers(page, line), ...places(page, line))
    const labels = labelsOfLine(sheet, line, knowledge)
    line.cells.forEach((cell, at) => {
      if (isSentence(sheet.text.slice(cell.start, cell.end), cased))
        found.push(...unreadSentence(page, cell, labels, number))
      else found.push(...unreadForm(page, line, at, labels))
    })
  })
  return [...found, ...again(page, kinds, found)]
}

/** Whether the lists know next to nothing of a page's words. */
function isUnlisted(page: UnreadPage): boolean {
  const { text, lines } = page.sheet
  let all = 0
  let explained = 0
  for (const line of lines)
    for (const cell of line.cells)
      for (const word of text.slice(cell.start, cell.end).match(/[\p{L}\p{M}]{3,}/gu) ?? []) {
        if (/^\p{Script=Latin}/u.test(word)) continue
        all += 1
        if (page.vocabulary.explains(word)) explained += 1
      }
  return all >= 8 && explained < LISTED * all
}

/** Inside of a row of results: titles with names, and at its end a cell of two or three unexplained words, where the staff of each examination is named. */
function personsInRow(page: UnreadPage, line: SheetLine): Span[] {
  const end = RIGHT_TO_LEFT.test(page.sheet.text.slice(line.start, line.end)) ? 0 : line.cells.length - 1
  // A line without one word of the lists heads the columns of a language that they do not hold.
  const listed = tokensOf(page, line.start, line.end).some((token) => !token.open && token.text.length > 1)
  return line.cells.flatMap((cell, i) => {
    const tokens = tokensOf(page, cell.start, cell.end).filter((token) => /\p{L}/u.test(token.text))
    const titled = tokens.some((token) => token.person) && tokens.some((token) => token.open && !token.person)
    const signed =
      listed &&
      i === end &&
      line.cells.length > 2 &&
      tokens.length > 0 &&
      tokens.length <= 3 &&
      tokens.every((token) => token.open) &&
      cell.end - cell.start <= SIGNATURE
    return titled || signed ? [unreadSpan(cell.start, cell.end, 'NAME')] : []
  })
}

function initialled(page: UnreadPage, line: SheetLine): Span[] {
  return matchesOf(page.sheet.text.slice(line.start, line.end), INITIALLED).map(
    (match): Span => ({
      start: line.start + match.index,
      end: line.start + match.index + match[0].length,
      category: 'NAME',
      detector: 'initials_and_surname',
      score: SURE_SCORE,
    }),
  )
}

function dates(page: UnreadPage, line: SheetLine): Span[] {
  return matchesOf(page.sheet.text.slice(line.start, line.end), page.vocabulary.date).map((match) =>
    unreadSpan(line.start + match.index, line.start + match.index + match[0].length, 'DATE'),
  )
}

function places(page: UnreadPage, line: SheetLine): Span[] {
  return matchesOf(page.sheet.text.slice(line.start, line.end), page.vocabulary.address)
    .filter((match) => !match[0].split(' ').every((word) => page.vocabulary.explains(word)))
    .map((match) => unreadSpan(line.start + match.index, line.start + match.index + match[0].length, 'ADDRESS'))
}

function numbers(page: UnreadPage, line: SheetLine): Span[] {
  const text = page.sheet.text.slice(line.start, line.end)
  return [...matchesOf(text, LONG_NUMBER), ...matchesOf(text, CODE), ...matchesOf(text, BROKEN_NUMBER)]
    .filter(
      (match) =>
        (match[0].match(/[\d*]/g)?.length ?? 0) >= (/\p{L}/u.test(match[0]) ? 3 : match[0].endsWith('-') ? 4 : 5),
    )
    .filter((match) => !isMeasure(match[0].replace(/^\p{L}+[-/ ]?/u, '')) && !page.vocabulary.isUnit(match[0]))
    .map((match) => unreadSpan(line.start + match.index, line.start + match.index + match[0].length, 'ID'))
}

function isMeasure(text: string): boolean {
  const range = RANGE.exec(text)
  const [low, high] = [Number(range?.[1]), Number(range?.[2])]
  return NO_NUMBER.test(text) || (range !== null && low < high && high <= WIDEST_RANGE * low)
}

/** Words of the names that labels told, wherever else they stand outside of rows. */
function again(page: UnreadPage, kinds: readonly LineKind[], found: readonly Span[]): Span[] {
  const { sheet, vocabulary } = page
  const words = new Set(
    found
      .filter((one) => one.score >= SURE_SCORE && (one.category === 'NAME' || one.category === 'DOCTOR'))
      .flatMap((one) => sheet.text.slice(one.start, one.end).match(/[\p{L}\p{M}]{2,}/gu) ?? [])
      .filter((word) => !vocabulary.explains(word) && (!page.cased || word.length >= 4)),
  )
  return [...words].flatMap((word) => {
    const spans: Span[] = []
    for (let at = sheet.text.indexOf(word); at >= 0; at = sheet.text.indexOf(word, at + 1)) {
      const line = sheet.lines.findIndex((one) => at >= one.start && at < one.end)
      if (kinds[line] === 'text') spans.push(unreadSpan(at, at + word.length, 'NAME'))
    }
    return spans
  })
}
