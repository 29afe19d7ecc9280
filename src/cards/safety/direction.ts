import type { ActionCard, Violation } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { Biomarker } from '../../records/biomarker.js'
import type { CardKnowledge } from '../knowledge.js'
import { statusOf } from '../status.js'
import { type CardText, cardTexts, sentencesWithOffsets, violation } from './card-text.js'
import { isIssuePhrase } from './own-sentences.js'
import { safetyPattern } from './safety-pattern.js'
import { withoutQuotes } from './wording.js'

type Stated = 'high' | 'low' | 'normal'

/** Statements of a direction ("above the range", 偏低) that contradict the results the card rests on. */
export function checkDirection(card: ActionCard, records: RecordsArtefact, knowledge: CardKnowledge): Violation[] {
  const ids = new Set(card.evidence.map((e) => e.record_id))
  const results = records.biomarkers.filter((b) => ids.has(b.biomarker_id) && b.role === 'current')
  const found: Violation[] = []
  if (results.length === 0) return found
  for (const part of cardTexts(card)) {
    const text = withoutQuotes(part.text, card)
    if (part.isQuestion) {
      found.push(...presumed(text, part, results, card, knowledge))
      continue
    }
    let last: readonly Biomarker[] = results
    for (const sentence of sentencesWithOffsets(text)) {
      const named = results.filter((b) => sentence.text.toLowerCase().includes(b.name_printed.toLowerCase()))
      if (named.length > 0) last = named
      if (isIssuePhrase(sentence.text, card, knowledge)) continue
      // "Too much or too little can both ..." is how the body works, not this result.
      if (statedAt(sentence.text, 'high', knowledge) && statedAt(sentence.text, 'low', knowledge)) continue
      for (const stated of ['high', 'low', 'normal'] as const) {
        const match = statedAt(sentence.text, stated, knowledge)
        if (match === null) continue
        // "It" refers to the result named last.
        const about =
          named.length > 0 ? named : /\b(it|this|that)\b|^(结果|数值|它)/i.test(sentence.text) ? last : results
        if (about.some((b) => allows(b, stated))) continue
        const start = sentence.start + match.index
        found.push(
          violation(
            'contradiction',
            'critical',
            part.field,
            [start, start + match[0].length],
            'the value and its range say otherwise: state the direction as derived',
          ),
        )
      }
    }
  }
  return found
}

/** A question that presumes a direction which none of the results has. */
function presumed(
  text: string,
  part: CardText,
  results: readonly Biomarker[],
  card: ActionCard,
  k: CardKnowledge,
): Violation[] {
  if (isIssuePhrase(text, card, k)) return []
  return (['high', 'low'] as const).flatMap((stated) => {
    const match = k.safety.words.presumed_direction[stated]
      .map((source) => safetyPattern(source).exec(text))
      .find((m) => m !== null)
    if (!match || results.some((b) => allows(b, stated))) return []
    const span = [match.index, match.index + match[0].length] as const
    return [violation('contradiction', 'critical', part.field, span, 'the value and its range say otherwise')]
  })
}

function statedAt(sentence: string, stated: Stated, k: CardKnowledge): RegExpExecArray | null {
  for (const source of k.safety.words.direction[stated]) {
    const match = safetyPattern(source).exec(sentence)
    if (match !== null) return match
  }
  return null
}

/** Whether the result may be called so: its own direction, or any when neither value nor flag says. */
function allows(b: Biomarker, stated: Stated): boolean {
  const { direction, conflict } = statusOf(b)
  if (direction === null || direction === 'abnormal') return stated !== 'normal' || direction === null
  if (direction === 'positive') return stated === 'high'
  if (conflict && stated === 'normal') return direction === 'normal'
  return direction === stated
}
