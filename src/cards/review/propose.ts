import type { ActionCard, Priority } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { CardsConfig } from '../config.js'
import { type Choice, composeCard, establishedIssues } from '../draft.js'
import type { Hit } from '../establish.js'
import type { CardKnowledge } from '../knowledge.js'
import type { EstablishedIssue } from '../merge.js'
import { statusOf } from '../status.js'
import { type CardContent, contentOf, type EvidenceRef } from './content.js'

/** What the wording of a proposal depends on. `previous`: records of the visit before, null for none. */
export interface Workshop {
  readonly records: RecordsArtefact
  readonly previous: RecordsArtefact | null
  readonly knowledge: CardKnowledge
  readonly config: CardsConfig
}

/**
 * A card worded for an issue that the drafter missed, for the reviewer to correct; null when the issue or a record is unknown.
 * @param evidence records that show it, the clearest first
 */
export function proposeMissed(
  issueCode: string,
  evidence: readonly Pick<EvidenceRef, 'record_id'>[],
  priority: Priority,
  choice: Choice,
  shop: Workshop,
): CardContent | null {
  const issue = shop.knowledge.issues.get(issueCode)
  if (issue === undefined || evidence.length === 0) return null
  const hits: Hit[] = []
  for (const { record_id } of evidence) {
    const biomarker = shop.records.biomarkers.find((b) => b.biomarker_id === record_id) ?? null
    const finding = shop.records.findings.find((f) => f.finding_id === record_id) ?? null
    if (biomarker === null && finding === null) return null
    const status = biomarker === null ? null : statusOf(biomarker)
    hits.push({
      issue: issueCode,
      rule: issueCode,
      row: null,
      priority,
      biomarker,
      finding,
      status,
      where: null,
      doubtful: false,
      unstated: [],
    })
  }
  const established: EstablishedIssue = { issue: issueCode, priority, deciding: hits[0]!, hits }
  const { records, previous, knowledge, config } = shop
  return contentOf(composeCard('proposed', established, records, previous, knowledge, config, choice))
}

/**
 * The card worded anew for another priority, department or window, so that its text does not contradict them; null when the records
 * do not establish its issue.
 */
export function reword(card: ActionCard, priority: Priority, choice: Choice, shop: Workshop): CardContent | null {
  const { records, previous, knowledge, config } = shop
  const ids = new Set(card.evidence.map((e) => e.record_id))
  const established = establishedIssues(records, knowledge, config).find(
    (e) =>
      e.issue === card.issue && e.hits.some((h) => ids.has(h.biomarker?.biomarker_id ?? h.finding?.finding_id ?? '')),
  )
  if (established === undefined) return null
  const changed: EstablishedIssue = { ...established, priority }
  return contentOf(composeCard(card.card_id, changed, records, previous, knowledge, config, choice))
}
