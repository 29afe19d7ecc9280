import type { ActionCard, Evidence, Tier } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { CardKnowledge } from '../knowledge.js'
import { findingEvidence, resultEvidence } from '../quote.js'
import { lintCard } from '../safety/lint-card.js'
import { verdictOf } from '../safety/verdict.js'
import { type CardContent, contentDigest, contentOf } from './content.js'

/**
 * The card with a judged content: boxes from the present records, labels from the ontology, through the safety gate. Says what is
 * wrong when the content names an issue, department or record that does not exist.
 * @param draft the drafted card, null for an addition
 */
export function rewrittenCard(
  cardId: string,
  draft: ActionCard | null,
  content: CardContent,
  draftedBy: string,
  tier: Tier,
  reviewers: readonly string[],
  records: RecordsArtefact,
  knowledge: CardKnowledge,
): ActionCard | { wrong: string } {
  if (draft !== null && contentDigest(contentOf(draft)) === contentDigest(content))
    return { ...draft, tier, reviewers: [...reviewers] }
  const issue = knowledge.issues.get(content.issue)
  if (issue === undefined) return { wrong: 'the issue is not in the ontology: choose a code of issues.*.yaml' }
  for (const code of [content.department, ...content.department_alternatives])
    if (!knowledge.departments.has(code))
      return { wrong: 'a department is not in the taxonomy: choose a code of departments.yaml' }
  const evidence: Evidence[] = []
  for (const ref of content.evidence) {
    const b = ref.kind === 'biomarker' ? records.biomarkers.find((r) => r.biomarker_id === ref.record_id) : undefined
    const f = ref.kind === 'finding' ? records.findings.find((r) => r.finding_id === ref.record_id) : undefined
    if (b === undefined && f === undefined) return { wrong: 'a record that it cites is not in the report' }
    evidence.push(b === undefined ? findingEvidence(f!) : resultEvidence(b))
  }
  const card: ActionCard = {
    card_id: cardId,
    report_id: records.report.report_id,
    issue: issue.code,
    issue_label_en: issue.label_en,
    issue_label_zh: issue.label_zh,
    priority: content.priority,
    department: content.department,
    department_alternatives: content.department_alternatives,
    window_min_days: content.window_min_days,
    window_max_days: content.window_max_days,
    explanation: content.explanation,
    questions: content.questions,
    evidence,
    language: content.language,
    tier,
    drafted_by: draftedBy,
    reviewers: [...reviewers],
    safety: { verdict: 'pass', violations: [] },
  }
  const violations = lintCard(card, records, knowledge)
  return { ...card, safety: { verdict: verdictOf(violations), violations } }
}
