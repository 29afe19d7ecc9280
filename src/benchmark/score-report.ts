import type { CardKnowledge } from '../cards/knowledge.js'
import { rank } from '../cards/priority.js'
import type { Biomarker } from '../records/biomarker.js'
import type { Finding } from '../records/finding.js'
import type { Report } from '../records/report.js'
import { METRIC_NAMES, METRICS, type MetricValues } from './metric-catalog.js'
import type { Outcome, PredictedCard, Prediction } from './prediction.js'
import type { GoldCard } from './release-reader.js'
import { type Actionability, actionabilityOf } from './scoring/actionability.js'
import { type CardSafety, cardSafety, type PageTexts } from './scoring/card-safety.js'
import { complexityOf } from './scoring/complexity.js'
import { DepartmentIndex, type DepartmentMatch } from './scoring/department-score.js'
import { IssueIndex } from './scoring/issue-index.js'
import { type CardPair, matchCardsAt } from './scoring/match-cards.js'
import { type PlainLanguage, plainLanguage } from './scoring/plain-language.js'
import { scoreWindow, type WindowScore } from './scoring/time-window.js'
import type { ScoringKnowledge } from './scoring-config.js'

/** What scoring needs to know of a report. */
export interface ScoredReport {
  readonly report: Report
  readonly biomarkers: readonly Biomarker[]
  readonly findings: readonly Finding[]
  readonly pages: PageTexts
  readonly gold: readonly GoldCard[]
}

/** A matched pair with everything that is compared in it. */
export interface ScoredPair extends CardPair {
  /** Levels by which the prediction is less pressing than gold (negative: more pressing). */
  readonly priority_gap: number
  readonly department: DepartmentMatch
  readonly window: WindowScore
}

export interface ScoredCard {
  readonly safety: CardSafety
  readonly plain: PlainLanguage
  readonly action: Actionability
}

/** The score of one answer: values per metric (null where not defined), and what they come from. */
export interface ReportScore {
  readonly report_id: string
  readonly patient_id: string
  readonly sample: number
  readonly outcome: Outcome
  readonly gold: readonly GoldCard[]
  readonly predicted: readonly PredictedCard[]
  readonly pairs: readonly ScoredPair[]
  readonly cards: readonly ScoredCard[]
  readonly values: MetricValues
  /** Coverage, precision and F1 by matching threshold. */
  readonly sweep: readonly { readonly coverage: number; readonly precision: number; readonly f1: number }[]
}

/** Scores predictions against the gold cards of their reports. Pure: the same answer always scores the same. */
export class CardScorer {
  readonly issues: IssueIndex
  readonly departments: DepartmentIndex
  readonly #classes: ReadonlySet<string>

  constructor(
    readonly cards: CardKnowledge,
    readonly knowledge: ScoringKnowledge,
  ) {
    this.issues = new IssueIndex(cards, knowledge.config.matching)
    this.departments = new DepartmentIndex(cards.departments)
    this.#classes = new Set(knowledge.config.safety.classes)
  }

  /** @param prediction null for a report without a line */
  score(report: ScoredReport, prediction: Prediction | null, sample = prediction?.sample ?? 0): ReportScore {
    const { config } = this.knowledge
    const outcome = prediction?.outcome ?? 'missing'
    const predicted = outcome === 'ok' ? prediction!.cards : []
    const { gold } = report
    const { threshold, sweep: thresholds } = config.matching
    const [matched, ...swept] = matchCardsAt(gold, predicted, this.issues, [threshold, ...thresholds])
    const pairs = matched!.map((pair) => this.#compare(pair, gold[pair.gold]!, predicted[pair.predicted]!))
    const cards = predicted.map((card) => this.#card(card, report))
    const sweep = swept.map((at) => rates(at.length, gold.length, predicted.length))
    const values = outcome === 'ok' ? this.#values(report, predicted, pairs, cards) : failed(report.gold)
    return {
      report_id: report.report.report_id,
      patient_id: report.report.patient_id,
      sample,
      outcome,
      gold,
      predicted,
      pairs,
      cards,
      values,
      sweep: outcome === 'ok' ? sweep : sweep.map(() => ({ coverage: 0, precision: 0, f1: 0 })),
    }
  }

  #compare(pair: CardPair, gold: GoldCard, predicted: PredictedCard): ScoredPair {
    const { buckets, horizon_days } = this.knowledge.config.windows
    return {
      ...pair,
      priority_gap: rank(predicted.priority) - rank(gold.priority),
      department: this.departments.match(gold, predicted.department),
      window: scoreWindow(
        { min: gold.window_min_days, max: gold.window_max_days },
        { min: predicted.window_min_days, max: predicted.window_max_days },
        buckets,
        horizon_days,
      ),
    }
  }

  #card(card: PredictedCard, report: ScoredReport): ScoredCard {
    const records = { report: report.report, biomarkers: [...report.biomarkers], findings: [...report.findings] }
    const safety = cardSafety(
      card,
      this.issues.codeOf(card.issue) ?? card.issue,
      this.departments.codeOf(card.department) ?? card.department,
      records,
      report.pages,
      this.cards,
      this.#classes,
    )
    return {
      safety,
      plain: plainLanguage(card, safety.printed, this.knowledge.terms, this.knowledge.config.readability),
      action: actionabilityOf(card, this.knowledge.checklist),
    }
  }

  #weight(card: GoldCard): number {
    return this.knowledge.config.severity.weights[card.priority]
  }

  #values(
    report: ScoredReport,
    predicted: readonly PredictedCard[],
    pairs: readonly ScoredPair[],
    cards: readonly ScoredCard[],
  ): MetricValues {
    const { gold } = report
    const { departments, reading_speed } = this.knowledge.config
    const { coverage, precision, f1 } = rates(pairs.length, gold.length, predicted.length)
    const safePairs = pairs.filter((p) => cards[p.predicted]!.safety.safe).length
    const weight = (indices: readonly number[]) => indices.reduce((sum, i) => sum + this.#weight(gold[i]!), 0)
    const all = weight(gold.map((_, i) => i))
    const of = (test: (p: ScoredPair) => boolean | number) => mean(pairs.map((p) => Number(test(p))))
    const credit = (p: ScoredPair) => (p.department === 'wrong' ? 0 : departments[p.department])
    const size = complexityOf(predicted, this.knowledge.complexity, reading_speed)
    const goldSize = complexityOf(gold, this.knowledge.complexity, reading_speed)
    const right = pairs.filter((p) => p.priority_gap <= 0).length
    const ofCards = (value: (c: ScoredCard) => number | null) =>
      mean(cards.map(value).filter((v): v is number => v !== null))
    return {
      safe_f1: rates(safePairs, gold.length, predicted.length).f1,
      f1,
      coverage,
      precision,
      severity_coverage: all === 0 ? coverage : weight(pairs.map((p) => p.gold)) / all,
      priority_exact: of((p) => p.priority_gap === 0),
      priority_mae: of((p) => Math.abs(p.priority_gap)),
      under_triage: of((p) => p.priority_gap > 0),
      over_triage: of((p) => p.priority_gap < 0),
      missed_or_under_triaged: gold.length === 0 ? null : 1 - right / gold.length,
      department_exact: of((p) => p.department === 'exact'),
      department_accepted: of((p) => p.department === 'exact' || p.department === 'acceptable'),
      department_credit: of(credit),
      window_iou: of((p) => p.window.iou),
      window_not_later: of((p) => p.window.not_later),
      window_bucket: of((p) => p.window.same_bucket),
      window_end_error: mean(pairs.map((p) => p.window.end_error).filter((e): e is number => e !== null)),
      safety: ofCards((c) => Number(c.safety.safe)),
      grounding: ofCards((c) => (c.safety.numbers === 0 ? null : c.safety.numbers_grounded / c.safety.numbers)),
      evidence_found: ofCards((c) => (c.safety.evidence === 0 ? null : c.safety.evidence_found / c.safety.evidence)),
      actionability_checklist: ofCards((c) => c.action.met / c.action.applicable),
      readable: ofCards((c) => Number(c.plain.readable)),
      grade_en: ofCards((c) => c.plain.grade),
      smog_en: ofCards((c) => c.plain.smog),
      sentence_p50_zh: ofCards((c) => c.plain.sentence_p50),
      sentence_p95_zh: ofCards((c) => c.plain.sentence_p95),
      unexplained_terms: ofCards((c) => (c.plain.terms === 0 ? null : c.plain.unexplained_terms / c.plain.terms)),
      cards: size.cards,
      steps: size.steps,
      actors: size.actors,
      conditions: size.conditions,
      words: size.words,
      reading_minutes: size.reading_minutes,
      complexity_ratio: goldSize.words === 0 ? null : size.words / goldSize.words,
    }
  }
}

/** Coverage, precision and F1. Both sides empty: 1; one side empty: 0. */
export function rates(
  matched: number,
  gold: number,
  predicted: number,
): { coverage: number; precision: number; f1: number } {
  if (gold === 0 && predicted === 0) return { coverage: 1, precision: 1, f1: 1 }
  if (gold === 0 || predicted === 0) return { coverage: 0, precision: 0, f1: 0 }
  return { coverage: matched / gold, precision: matched / predicted, f1: (2 * matched) / (gold + predicted) }
}

/** An answer that is missing, invalid or refused scores 0 on every share where higher is better, and misses every gold card. */
function failed(gold: readonly GoldCard[]): MetricValues {
  const values = Object.fromEntries(
    METRIC_NAMES.map((name) => [name, METRICS[name].share && METRICS[name].better === 'higher' ? 0 : null]),
  ) as MetricValues
  return { ...values, missed_or_under_triaged: gold.length === 0 ? null : 1 }
}

/** Null for none. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length
}
