import type { ActionCard, Violation } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { CardKnowledge } from '../knowledge.js'
import { checkBounds } from './bounds.js'
import { checkDirection } from './direction.js'
import { checkGrounding } from './grounding.js'
import { checkIdentifiers } from './identifiers.js'
import { checkPlainness } from './plainness.js'
import { checkStatements } from './statements.js'
import { checkUrgency } from './urgency.js'
import { checkWording } from './wording.js'

/**
 * The safety gate: every unsafe or ungrounded part of a card, whoever wrote it, with class, severity, field and span. Deterministic,
 * Chinese and English. Messages say how to mend the card and quote none of its text.
 */
export function lintCard(card: ActionCard, records: RecordsArtefact, knowledge: CardKnowledge): Violation[] {
  const ids = new Set(card.evidence.map((e) => e.record_id))
  const printed = [
    ...records.biomarkers.filter((b) => ids.has(b.biomarker_id)).map((b) => b.name_printed),
    ...quoted(card),
  ]
  const all = [
    ...checkWording(card, records, knowledge),
    ...checkGrounding(card, records, knowledge),
    ...checkIdentifiers(card, records, knowledge),
    ...checkDirection(card, records, knowledge),
    ...checkUrgency(card, knowledge),
    ...checkBounds(card, records, knowledge),
    ...checkPlainness(card, printed),
    ...checkStatements(card, records, knowledge),
  ]
  // Several checks see the same words: one violation per class and span is enough to mend the card.
  // Where another class says what is wrong, "unrecognised" adds nothing.
  return all.filter(
    (v, i) =>
      !all.slice(0, i).some((w) => w.class === v.class && w.field === v.field && overlaps(v, w)) &&
      !(
        v.class === 'unrecognised_statement' &&
        all.some((w) => w !== v && w.class !== v.class && w.field === v.field && overlaps(v, w))
      ),
  )
}

/** Parts of the explanation between quotation marks that the evidence holds. */
function quoted(card: ActionCard): string[] {
  return [...card.explanation.matchAll(/[“"]([^“”"]{2,})[”"]/g)]
    .map((m) => m[1]!)
    .filter((inner) => card.evidence.some((e) => e.quote.includes(inner.trim())))
}

function overlaps(a: Violation, b: Violation): boolean {
  return (a.start === b.start && a.end === b.end) || (a.start < b.end && b.start < a.end)
}
