import { ActionCard, type Violation } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { CardKnowledge } from '../knowledge.js'
import { lintCard } from './lint-card.js'
import { verdictOf } from './verdict.js'

/** Outcome of one line of a JSONL file of cards. `line` counts from 1. */
export type LineOutcome =
  | {
      readonly line: number
      readonly outcome: 'checked'
      readonly card_id: string
      readonly verdict: 'pass' | 'block'
      readonly violations: readonly Violation[]
    }
  | { readonly line: number; readonly outcome: 'invalid'; readonly key: string }
  | {
      /** The report is not built here: judged by the quotes of the card's own evidence, so passing is no clearance. */
      readonly line: number
      readonly outcome: 'records_missing'
      readonly report_id: string
      readonly card_id: string
      readonly violations: readonly Violation[]
    }

/**
 * Runs the safety gate on JSONL, one Action Card per line; empty lines are skipped.
 * @param recordsOf the records of a report, null when there are none
 */
export function lintLines(
  jsonl: string,
  recordsOf: (reportId: string) => RecordsArtefact | null,
  knowledge: CardKnowledge,
): LineOutcome[] {
  return jsonl.split('\n').flatMap((text, index): LineOutcome[] => {
    const line = index + 1
    if (text.trim() === '') return []
    let data: unknown
    try {
      data = JSON.parse(text)
    } catch {
      return [{ line, outcome: 'invalid', key: '(not JSON)' }]
    }
    const parsed = ActionCard.safeParse(data)
    if (!parsed.success) return [{ line, outcome: 'invalid', key: parsed.error.issues[0]!.path.join('.') || '(top)' }]
    const card = parsed.data
    const records = recordsOf(card.report_id)
    if (records === null) {
      const found = lintCard(card, withoutRecords(card), knowledge).filter((v) => v.class !== 'evidence_unresolved')
      return [{ line, outcome: 'records_missing', report_id: card.report_id, card_id: card.card_id, violations: found }]
    }
    const violations = lintCard(card, records, knowledge)
    return [{ line, outcome: 'checked', card_id: card.card_id, verdict: verdictOf(violations), violations }]
  })
}

/** Stands for the records of a report that is not built here. */
function withoutRecords(card: ActionCard): RecordsArtefact {
  const report = {
    report_id: card.report_id,
    patient_id: 'unknown',
    visit_index: 0,
    days_since_first_visit: 0,
    language: card.language,
    kind: 'digital' as const,
    page_count: 1,
    sex: null,
    age: null,
    age_top_coded: false,
    institution: null,
  }
  return { report, biomarkers: [], findings: [] }
}
