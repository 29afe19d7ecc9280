import { chineseReadability, englishReadability, withoutCodes } from '../../cards/readability.js'
import type { PredictedCard } from '../prediction.js'
import type { MedicalTerms, ScoringConfig } from '../scoring-config.js'
import { languageOf } from './complexity.js'

/** Readability of one card after names, values and codes of the report are taken out. */
export interface PlainLanguage {
  readonly language: 'zh' | 'en'
  /** Flesch-Kincaid and SMOG grade; null for Chinese cards. */
  readonly grade: number | null
  readonly smog: number | null
  /** Characters per sentence; null for English cards. */
  readonly sentence_p50: number | null
  readonly sentence_p95: number | null
  /** Medical terms used, and those without an explanation beside them. */
  readonly terms: number
  readonly unexplained_terms: number
  /** Within the aim: grade, or longest sentence. */
  readonly readable: boolean
}

/** @param printed names of results that the card quotes */
export function plainLanguage(
  card: Pick<PredictedCard, 'explanation' | 'questions'>,
  printed: readonly string[],
  terms: MedicalTerms,
  aim: ScoringConfig['readability'],
): PlainLanguage {
  const language = languageOf(card)
  const explained = [...medicalTerms(card.explanation, printed, language, terms).values()]
  const counted = { terms: explained.length, unexplained_terms: explained.filter((e) => !e).length }
  if (language === 'zh') {
    const zh = chineseReadability(card.explanation, printed)
    return {
      language,
      grade: null,
      smog: null,
      sentence_p50: zh.p50,
      sentence_p95: zh.p95,
      ...counted,
      readable: zh.longest <= aim.max_sentence_zh,
    }
  }
  const en = englishReadability([card.explanation, ...card.questions].join(' '), printed)
  return {
    language,
    grade: en.fleschKincaid,
    smog: en.smog,
    sentence_p50: null,
    sentence_p95: null,
    ...counted,
    readable: en.fleschKincaid <= aim.max_grade_en,
  }
}

/**
 * Medical terms of the card's own wording, and whether each is explained where it stands first.
 * @param printed names of results that the card quotes; they and what stands between quotation marks are the report's words
 */
export function medicalTerms(
  text: string,
  printed: readonly string[],
  language: 'zh' | 'en',
  list: MedicalTerms,
): ReadonlyMap<string, boolean> {
  // Quoted words are the report's own.
  const own = withoutCodes(text.replace(/[“"][^“”"]*[”"]/g, ' '), printed)
  const { find, explained } = searchOf(list, language)
  const seen = new Map<string, boolean>()
  for (const { term, end } of find(own)) if (!seen.has(term)) seen.set(term, explained.test(own.slice(end)))
  return seen
}

interface TermSearch {
  readonly find: (text: string) => readonly { readonly term: string; readonly end: number }[]
  readonly explained: RegExp
}

const searches = new WeakMap<readonly string[], TermSearch>()
function searchOf(list: MedicalTerms, language: 'zh' | 'en'): TermSearch {
  const terms = list[language]
  let search = searches.get(terms)
  if (search === undefined) {
    const find = language === 'en' ? wordSearch(terms) : phraseSearch(terms)
    search = { find, explained: new RegExp(list.explained[language], 'iu') }
    searches.set(terms, search)
  }
  return search
}

/** English terms are single words, with or without a plural s: looking up each word is ten times as fast as one pattern of all. */
function wordSearch(terms: readonly string[]): TermSearch['find'] {
  const known = new Set(terms.flatMap((t) => [t.toLowerCase(), `${t.toLowerCase()}s`]))
  return (text) =>
    [...text.matchAll(/\w+/g)].flatMap((m) => {
      const term = m[0].toLowerCase()
      return known.has(term) ? [{ term, end: m.index + m[0].length }] : []
    })
}

function phraseSearch(terms: readonly string[]): TermSearch['find'] {
  // The longest first, so that a term inside another is not counted twice.
  const all = [...terms].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|')
  const pattern = new RegExp(all, 'gu')
  return (text) => [...text.matchAll(pattern)].map((m) => ({ term: m[0], end: m.index + m[0].length }))
}
