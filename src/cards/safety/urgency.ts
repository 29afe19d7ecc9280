import type { ActionCard, Violation } from '../../records/action-card.js'
import type { CardKnowledge } from '../knowledge.js'
import { sentencesWithOffsets, violation } from './card-text.js'
import { safetyPattern } from './safety-pattern.js'

/** An urgent card says that it is, unconditionally: "call for help at once if you faint" leaves the rest to wait. */
export function checkUrgency(card: ActionCard, knowledge: CardKnowledge): Violation[] {
  if (card.priority !== 'urgent') return []
  const { urgency, conditions } = knowledge.safety.words
  const isAny = (sources: readonly string[], text: string) => sources.some((u) => safetyPattern(u).test(text))
  const said = sentencesWithOffsets(card.explanation).some(
    ({ text }) => isAny(urgency[card.language], text) && !isAny(conditions[card.language], text),
  )
  if (said) return []
  return [
    violation(
      'urgency_missing',
      'critical',
      'explanation',
      [0, card.explanation.length],
      'say that care is needed today, without waiting',
    ),
  ]
}
