import { detectText } from '../../deid/text/detect.js'
import type { ActionCard, Violation } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { CardKnowledge } from '../knowledge.js'
import { plain } from '../ordinal.js'
import { cardTexts, sentencesWithOffsets, violation } from './card-text.js'
import { isOwnSentence } from './own-sentences.js'
import { remembered } from './remembered.js'
import type { ViolationClass } from './safety-schema.js'
import { maskQuoted } from './wording.js'

const CLASS: Readonly<Record<string, ViolationClass>> = {
  NAME: 'ungrounded_name',
  DOCTOR: 'ungrounded_name',
  ORG: 'ungrounded_name',
  EMPLOYER: 'ungrounded_name',
  DATE: 'ungrounded_date',
}
// In running Chinese text these detectors take "给医生" and "同一家医院" for names; safety.words.yaml has its own patterns for those.
const NOT_IN_CHINESE: ReadonlySet<string> = new Set(['DOCTOR', 'ORG', 'EMPLOYER'])
/** Detectors less sure than this (0-1) guess from layout that a card does not have. */
const LEAST_SCORE = 0.6

// Every identifier has a digit, an at sign, a capital inside the sentence, or one of these Chinese words beside it.
const SUSPECT = /[\d@]|\s[A-Z]|先生|女士|小姐|(?<!信)号|址|住|姓|微信/u

// All that the layer of unknown words finds is below `LEAST_SCORE`: it need not run.
const identifiersIn = remembered((sentence) =>
  detectText(sentence, { lang: 'auto', unknown: false }).filter((span) => span.score >= LEAST_SCORE),
)

/** What the de-identification detectors find in the card's own wording, and its evidence does not print. */
export function checkIdentifiers(card: ActionCard, records: RecordsArtefact, knowledge: CardKnowledge): Violation[] {
  const evidence = plain(card.evidence.map((e) => e.quote).join('\n'))
  const found: Violation[] = []
  for (const part of cardTexts(card)) {
    const masked = maskQuoted(part.text, card, records, knowledge)
    for (const sentence of sentencesWithOffsets(masked)) {
      const written = part.text.slice(sentence.start, sentence.start + sentence.text.length)
      if (!SUSPECT.test(sentence.text) || isOwnSentence(written, card, knowledge)) continue
      for (const span of identifiersIn(sentence.text)) {
        if (evidence.includes(plain(sentence.text.slice(span.start, span.end)))) continue
        if (card.language === 'zh' && NOT_IN_CHINESE.has(span.category)) continue
        const kind = CLASS[span.category] ?? 'identifier'
        const at = [sentence.start + span.start, sentence.start + span.end] as const
        found.push(violation(kind, 'critical', part.field, at, 'remove what points to a person, place or date'))
      }
    }
  }
  return found
}
