import type { ActionCard, Violation } from '../../records/action-card.js'
import type { CardKnowledge } from '../knowledge.js'
import { violation } from './card-text.js'
import { safetyPattern } from './safety-pattern.js'

/** An urgent card says that it is: one of the wordings of safety.words.yaml stands in its explanation. */
export function checkUrgency(card: ActionCard, knowledge: CardKnowledge): Violation[] {
  if (card.priority !== 'urgent') return []
  const said = knowledge.safety.words.urgency[card.language].some((u) => safetyPattern(u).test(card.explanation))
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
