import { chineseReadability, englishReadability, withoutCodes } from '../cards/readability.js'
import { languageOf } from './complexity.js'
import type { PredictedCard } from './prediction.js'
import type { MedicalTerms, ScoringConfig } from './scoring-config.js'

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
  const counted = countTerms(card.explanation, printed, language, terms)
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

function countTerms(
  text: string,
  printed: readonly string[],
  language: 'zh' | 'en',
  list: MedicalTerms,
): { terms: number; unexplained_terms: number } {
  // Quoted words are the report's own.
  const own = withoutCodes(text.replace(/[“"][^“”"]*[”"]/g, ' '), printed)
  const pattern = termPattern(list[language], language)
  const explained = new RegExp(list.explained[language], 'iu')
  const seen = new Map<string, boolean>()
  for (const m of own.matchAll(pattern)) {
    const term = m[0].toLowerCase()
    seen.set(term, (seen.get(term) ?? false) || explained.test(own.slice(m.index + m[0].length)))
  }
  return { terms: seen.size, unexplained_terms: [...seen.values()].filter((e) => !e).length }
}

const compiled = new WeakMap<readonly string[], RegExp>()
function termPattern(terms: readonly string[], language: 'zh' | 'en'): RegExp {
  let pattern = compiled.get(terms)
  if (pattern === undefined) {
    // The longest first, so that a term inside another is not counted twice.
    const all = [...terms].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|')
    pattern = new RegExp(language === 'en' ? `\\b(?:${all})s?\\b` : all, 'giu')
    compiled.set(terms, pattern)
  }
  return pattern
}
