import { CardsConfig } from '../cards/config.js'
import { draftCards } from '../cards/draft.js'
import type { CardKnowledge } from '../cards/knowledge.js'
import { mention } from '../cards/mention.js'
import { findingEvidence, resultEvidence } from '../cards/quote.js'
import type { BaselineName } from '../models/model-config.js'
import type { Evidence, Priority } from '../records/action-card.js'
import type { Biomarker } from '../records/biomarker.js'
import type { PredictedCard } from './prediction.js'
import type { GoldCard } from './release-reader.js'
import type { ScoredReport } from './score-report.js'

/** A model that needs no network: answers a report from its typed records. */
export type Baseline = (report: ScoredReport) => PredictedCard[]

/**
 * The built-in baselines: the rule drafter (upper line), copy the physician's summary, one card per printed flag, and the cards that most
 * training reports have.
 * @param training reports whose gold cards `majority` may learn from; never those that are scored
 */
export function baseline(name: BaselineName, knowledge: CardKnowledge, training: readonly ScoredReport[]): Baseline {
  switch (name) {
    case 'rule-drafter':
      return (report) => draft(report, knowledge)
    case 'physician-summary':
      return (report) => copySummary(report, knowledge)
    case 'flags-only':
      return (report) => flagsOnly(report, knowledge)
    case 'majority': {
      const cards = majorityCards(training, knowledge)
      return () => cards
    }
  }
}

function draft(report: ScoredReport, knowledge: CardKnowledge): PredictedCard[] {
  const records = { report: report.report, biomarkers: [...report.biomarkers], findings: [...report.findings] }
  return draftCards(records, null, knowledge, CardsConfig.parse({})).map((card) => ({
    issue: card.issue,
    priority: card.priority,
    department: card.department,
    window_min_days: card.window_min_days,
    window_max_days: card.window_max_days,
    explanation: card.explanation,
    questions: card.questions,
    evidence: card.evidence.map(pointer),
  }))
}

/** One card per statement of the physician's summary, in its own words; the issue is the first whose name stands in it, else the words. */
function copySummary(report: ScoredReport, knowledge: CardKnowledge): PredictedCard[] {
  return report.findings
    .filter((f) => (f.section === 'physician_summary' || f.modality === 'summary') && !f.negated && !f.normal)
    .map((f) => {
      const named = [...knowledge.issues.values()].find((issue) =>
        [issue.label_zh, issue.label_en, ...issue.synonyms.zh, ...issue.synonyms.en].some(
          (name) => mention(f.text, name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) !== null,
        ),
      )
      return plainCard(named?.code ?? f.text, 'medium', f.text, [findingEvidence(f)], knowledge)
    })
}

/** One card per result that is flagged or outside its range, without looking at the others. */
function flagsOnly(report: ScoredReport, knowledge: CardKnowledge): PredictedCard[] {
  return report.biomarkers.filter(isFlagged).map((b) => {
    const evidence = resultEvidence(b)
    return plainCard(issueOfFlag(b, knowledge) ?? b.name_printed, 'medium', evidence.quote, [evidence], knowledge)
  })
}

function isFlagged(b: Biomarker): boolean {
  const verdict = b.flag ?? b.interpretation
  return b.role === 'current' && verdict !== null && !['N', 'NEG', 'NR'].includes(verdict)
}

function issueOfFlag(b: Biomarker, knowledge: CardKnowledge): string | null {
  const verdict = (b.flag ?? b.interpretation)!
  const direction = verdict.startsWith('H') ? 'high' : verdict.startsWith('L') ? 'low' : 'positive'
  for (const issue of knowledge.issues.values())
    for (const { biomarker } of issue.evidence)
      if (biomarker !== undefined && b.analyte !== null && biomarker.analytes.includes(b.analyte))
        if (biomarker.is === undefined || biomarker.is === direction || biomarker.is === 'abnormal') return issue.code
  return null
}

/** Issues that stand in at least half of the training reports, else the most frequent one, each with its usual attributes. */
function majorityCards(training: readonly ScoredReport[], knowledge: CardKnowledge): PredictedCard[] {
  const cards = new Map<string, GoldCard[]>()
  for (const report of training)
    for (const card of report.gold) cards.set(card.issue, [...(cards.get(card.issue) ?? []), card])
  const ranked = [...cards].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
  const often = ranked.filter(([, of]) => of.length * 2 >= training.length)
  return (often.length > 0 ? often : ranked.slice(0, 1)).map(([issue, of]) => {
    const department = mostFrequent(of.map((c) => c.department))
    const priority = mostFrequent(of.map((c) => c.priority)) as Priority
    const words = knowledge.issues.get(issue)?.label_en ?? issue
    return { ...plainCard(issue, priority, words, [], knowledge), department }
  })
}

function mostFrequent(values: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1)
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]![0]
}

/** A card that says no more than the words given. */
function plainCard(
  issue: string,
  priority: Priority,
  words: string,
  evidence: readonly Evidence[],
  knowledge: CardKnowledge,
): PredictedCard {
  const [min, max] = knowledge.windows[priority]
  const known = knowledge.issues.get(issue)
  return {
    issue,
    priority,
    department: known?.department ?? 'general_practice',
    window_min_days: min,
    window_max_days: max,
    explanation: words,
    questions: [],
    evidence: evidence.map(pointer),
  }
}

function pointer(e: Evidence): PredictedCard['evidence'][number] {
  return { record_id: e.record_id, page: e.page, quote: e.quote }
}
