import type { ActionCard, Evidence } from '../records/action-card.js'
import type { RecordsArtefact } from '../records/artefact.js'
import type { Language } from '../records/report.js'
import type { CardsConfig } from './config.js'
import { establish, type Hit } from './establish.js'
import { explain, questionsFor } from './explain.js'
import { type CardKnowledge, CONFLICT_ISSUE } from './knowledge.js'
import { type EstablishedIssue, mergeIssues } from './merge.js'
import { findingEvidence, resultEvidence } from './quote.js'
import { route, windowOf } from './routing.js'
import { lintCard } from './safety/lint-card.js'
import { verdictOf } from './safety/verdict.js'
import { isCriticalMark } from './status.js'

/**
 * Drafts the Action Cards of one report by rule: one per issue, most pressing first, none on normal results. Pure and
 * deterministic. Every card has passed the safety gate or says in `safety` why it is blocked.
 * @param previous records of the patient's previous visit, null for none
 */
export function draftCards(
  records: RecordsArtefact,
  previous: RecordsArtefact | null,
  knowledge: CardKnowledge,
  config: CardsConfig,
): ActionCard[] {
  return establishedIssues(records, knowledge, config).map((issue, index) => {
    const id = `${records.report.report_id}-c${String(index + 1).padStart(2, '0')}`
    return composeCard(id, issue, records, previous, knowledge, config)
  })
}

/** What a reviewer decides in place of the rules. Window in days. */
export interface Choice {
  readonly department?: string
  readonly window?: readonly [number, number]
}

/** Words the card of an established issue and passes it through the safety gate. */
export function composeCard(
  cardId: string,
  established: EstablishedIssue,
  records: RecordsArtefact,
  previous: RecordsArtefact | null,
  knowledge: CardKnowledge,
  config: CardsConfig,
  choice: Choice = {},
): ActionCard {
  const card = draftCard(cardId, established, records, previous, knowledge, config, choice)
  const violations = lintCard(card, records, knowledge)
  return { ...card, safety: { verdict: verdictOf(violations), violations } }
}

/** The issues that the records establish, merged, most pressing first. */
export function establishedIssues(
  records: RecordsArtefact,
  knowledge: CardKnowledge,
  config: CardsConfig,
): EstablishedIssue[] {
  const hits = establish(records, knowledge)
  const told = (h: Hit) =>
    h.issue !== CONFLICT_ISSUE || hasCriticalMark(h) || (config.card_for_flag_conflict && isSound(h, config))
  return mergeIssues(hits.filter(told), knowledge)
}

/** A misread value or mark contradicts nothing: only a result that was read without doubt makes a card of its contradiction. */
function isSound(h: Hit, config: CardsConfig): boolean {
  return h.biomarker!.review_reasons.length === 0 && h.biomarker!.confidence >= config.low_confidence
}

function hasCriticalMark(h: Hit): boolean {
  return isCriticalMark(h.biomarker?.flag ?? null)
}

/** Language of the cards of a report: that of the report; English where it cannot be told. */
export function cardLanguage(language: Language): 'zh' | 'en' {
  return language === 'zh' || language === 'zh-en' ? 'zh' : 'en'
}

function draftCard(
  cardId: string,
  established: EstablishedIssue,
  records: RecordsArtefact,
  previous: RecordsArtefact | null,
  knowledge: CardKnowledge,
  config: CardsConfig,
  choice: Choice,
): ActionCard {
  const issue = knowledge.issues.get(established.issue)!
  const language = cardLanguage(records.report.language)
  const routed = route(established, records.report, knowledge)
  const department = choice.department ?? routed.department
  const alternatives = [routed.department, ...routed.alternatives].filter((d) => d !== department)
  const window = choice.window ?? windowOf(established, knowledge)
  const { explanation, further } = explain({
    established,
    records,
    previous,
    knowledge,
    config,
    language,
    department,
    window,
  })
  const own = established.hits.map((h) =>
    h.biomarker === null ? findingEvidence(h.finding!) : resultEvidence(h.biomarker),
  )
  const system = knowledge.issues.get(established.deciding.issue)!.system
  return {
    card_id: cardId,
    report_id: records.report.report_id,
    issue: issue.code,
    issue_label_en: issue.label_en,
    issue_label_zh: issue.label_zh,
    priority: established.priority,
    department,
    department_alternatives: [...alternatives],
    window_min_days: window[0],
    window_max_days: window[1],
    explanation,
    questions: questionsFor(established, system, knowledge.phrases[language]),
    evidence: onceEach([...own, ...further]),
    language,
    tier: 'draft',
    drafted_by: `rule:${established.deciding.rule}`,
    reviewers: [],
    safety: { verdict: 'pass', violations: [] },
  }
}

function onceEach(evidence: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>()
  return evidence.filter((e) => !seen.has(e.record_id) && seen.add(e.record_id) !== undefined)
}
