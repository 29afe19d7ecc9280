import type { LeakIdentifier } from './audit/leak-check.js'
import type { DeidConfig } from './config.js'
import type { Identification, Identifier } from './identification.js'
import { loadKnowledge } from './knowledge.js'
import { policyOf } from './redact.js'
import { brandWords } from './text/organisations.js'
import { UNREAD_SCRIPT } from './text/unread-tokens.js'
import { explainsLatin } from './text/vocabulary.js'
import { WRAPPED_NAME } from './text/wrapped-names-latin.js'

/** Detectors of words that are part of a name found elsewhere. */
const PART_OF_NAME = /^propagated_name/

/** What must not be found in a report once it is de-identified. */
export function searchedValues(identification: Identification, config: DeidConfig): LeakIdentifier[] {
  return [
    ...identification.identifiers
      .filter((item) => policyOf(item.category, config) !== 'keep' && isTelling(item))
      .map(({ category, text }) => ({ category, text })),
    ...identification.subject.names.map((text) => ({ category: 'NAME', text })),
    ...identification.subject.identity_numbers.map((text) => ({ category: 'ID', text })),
  ]
}

/**
 * Whether finding the value again tells anything: a department ("研发部"), a town of four letters and an institution's name of nothing but generic words ("Medical
 * Laboratory") stand in other reports' texts as well. They are covered where they were found, but their words are not identifiers elsewhere.
 */
function isTelling({ category, text, detector }: Identifier): boolean {
  // Whole lines of a script that nobody reads: most of their words are labels and titles.
  if (detector === UNREAD_SCRIPT) return false
  const han = (text.match(/\p{Script=Han}/gu) ?? []).length
  if (category === 'ORG') return han > 0 ? han >= 5 : brandWords(text, loadKnowledge()).length > 0
  if (category === 'EMPLOYER' || category === 'ADDRESS')
    return han > 0 ? han >= 5 : text.replace(/[^\p{L}\p{N}]/gu, '').length >= 5
  // "Young" broken off "Nadia" by a line's end, or read without her, is a word of every day elsewhere ("young onset").
  if (detector === WRAPPED_NAME || PART_OF_NAME.test(detector))
    return !(/^[\p{Script=Latin}'’-]+$/u.test(text) && explainsLatin(text, loadKnowledge()))
  return true
}
