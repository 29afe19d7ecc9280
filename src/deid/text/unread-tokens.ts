import type { Category } from '../category.js'
import type { Knowledge } from '../knowledge.js'
import { matchesOf } from './matches.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'
import type { UnreadVocabulary } from './unread-vocabulary.js'

/** The detector's name in the audit log. */
export const UNREAD_SCRIPT = 'unread_script'
/** Below every detector that knows why, above the layer of unknown words. */
const SCORE = 0.6
/** A surname beside initials and a value behind a person's label leave little doubt, and are searched in the rest of the report. */
export const SURE_SCORE = 0.8
/** A word with what is written inside of one: marks, hyphens, points and quotes of abbreviations. */
const TOKEN = /[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}'’*・ー゛]|[.-](?=[\p{L}\p{N}])|(?<=\p{L}\p{M}*)["״](?=\p{L}))*/gu

/** A word of a page in another script, and what the lists say of it. */
export interface UnreadToken {
  start: number
  end: number
  text: string
  /** Nothing explains it. */
  open: boolean
  person: boolean
  house: boolean
  place: boolean
  /** A short word of places that is a word of other things too. */
  weak: boolean
}

/** A page whose own script no detector reads. */
export interface UnreadPage {
  sheet: Sheet
  /** Whether its script has capitals. */
  cased: boolean
  vocabulary: UnreadVocabulary
  knowledge: Knowledge
  /** Nothing on the page is in the lists. */
  unlisted: boolean
}

/** The words of a stretch. */
export function tokensOf(page: UnreadPage, start: number, end: number): UnreadToken[] {
  const { vocabulary, cased } = page
  // "健 康 診 断": letters set apart, of words that the lists explain.
  const apart = /^(?:\p{L}\s+){1,}\p{L}$/u.test(page.sheet.text.slice(start, end).trim())
  const joined = apart && vocabulary.explains(page.sheet.text.slice(start, end).replace(/\s/g, ''))
  return matchesOf(page.sheet.text.slice(start, end), TOKEN).map((match): UnreadToken => {
    const text = match[0]
    const at = start + match.index
    const letters = /\p{L}/u.test(text)
    const strange =
      letters &&
      !joined &&
      !vocabulary.explains(text) &&
      // Abbreviations of examinations: АД, УЗИ, ЭКГ.
      !(cased && (!/^\p{Lu}/u.test(text) || /^\p{Lu}{1,4}$/u.test(text)))
    return {
      start: at,
      end: at + text.length,
      text,
      open: strange,
      person: letters && vocabulary.tellsPerson(text),
      house: letters && vocabulary.tellsHouse(text),
      place: letters && vocabulary.tellsPlace(text),
      weak: letters && vocabulary.mayTellPlace(text),
    }
  })
}

/** A stretch that default deny covers. */
export function unreadSpan(start: number, end: number, category: Category, score = SCORE): Span {
  return { start, end, category, detector: UNREAD_SCRIPT, score }
}

/** What a stretch names, by the words of houses and places in it. */
export function categoryOf(tokens: readonly UnreadToken[]): Category {
  if (tokens.some((token) => token.house)) return 'ORG'
  return tokens.some((token) => token.place) ? 'ADDRESS' : 'NAME'
}

/** The end of a stretch without the separators behind it. */
export function trimmedEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).replace(/[\s,;·|]+$/, '').length
}
