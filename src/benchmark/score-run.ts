import { Priority } from '../records/action-card.js'
import { printsCanary } from './canary.js'
import { issueTable } from './leaderboard/issue-table.js'
import { worstCases } from './leaderboard/worst-cases.js'
import { estimates } from './metric-estimates.js'
import { canonicalCounts } from './metrics/counts.js'
import { Outcome, type Prediction } from './prediction.js'
import type { PredictionsFile } from './predictions-file.js'
import type { Probe } from './probe.js'
import { scoreProbes } from './probe-scores.js'
import { SCORE_FORMAT, type ScoreFile } from './score-file.js'
import { type ScoreMany, scoreHere } from './score-pool.js'
import { type CardScorer, mean, type ReportScore, type ScoredReport } from './score-report.js'
import { macroF1 } from './scoring/department-score.js'
import { quadraticKappa } from './statistics/agreement.js'
import { percentile } from './statistics/clustered.js'
import { type Proportion, ruleOfThree, wilson } from './statistics/interval.js'
import { subgroups } from './subgroups.js'

export interface ScoreOptions {
  readonly release: { readonly name: string; readonly version: string; readonly split: string }
  readonly knowledge: string
  readonly seed: number
  /** Score answered reports only; the score is marked as partial. */
  readonly partial: boolean
  /** Name of the model where the predictions do not say. */
  readonly model: string
  /** Variants that the predictions may answer. */
  readonly probes: readonly Probe[]
}

/**
 * Scores all predictions of one run. A report without a line scores as missing. Every sample of every report is an observation, patients
 * are the clusters.
 */
export async function scoreRun(
  reports: readonly ScoredReport[],
  file: PredictionsFile,
  scorer: CardScorer,
  options: ScoreOptions,
  scoreMany: ScoreMany = scoreHere(scorer),
): Promise<ScoreFile> {
  const own = file.predictions.filter((p) => p.variant === null)
  const answers = new Map(own.map((p) => [`${p.report_id} ${p.sample}`, p]))
  const samples = own.reduce((most, p) => Math.max(most, p.sample + 1), 1)
  const jobs = reports.flatMap((report) =>
    Array.from({ length: samples }, (_, sample) => ({
      report,
      answer: answers.get(`${report.report.report_id} ${sample}`) ?? null,
      sample,
    })).filter((job) => job.answer !== null || !options.partial),
  )
  const scores = await scoreMany(jobs)
  const scored = jobs.map((job) => job.report)
  const pooled = pool(scores)
  const unsafe = pooled.safe_cards!
  const run = own.find((p) => p.run !== undefined)?.run
  return {
    format: SCORE_FORMAT,
    model: run?.model ?? options.model,
    track: run?.track ?? null,
    prompt: run?.prompt ?? null,
    release: options.release,
    knowledge: options.knowledge,
    seed: options.seed,
    reports: new Set(scores.map((s) => s.report_id)).size,
    patients: new Set(scores.map((s) => s.patient_id)).size,
    samples,
    partial: options.partial,
    outcomes: Object.fromEntries(
      Outcome.options.map((o) => [o, scores.filter((s) => s.outcome === o).length]),
    ) as ScoreFile['outcomes'],
    metrics: estimates(scores, options.seed),
    pooled,
    unsafe_upper_bound: unsafe.n > 0 && unsafe.hits === unsafe.n ? ruleOfThree(unsafe.n) : null,
    kappa: quadraticKappa(priorityTable(scores)),
    department_macro_f1: macroF1(departmentPairs(scores, scorer)),
    sweep: scorer.knowledge.config.matching.sweep.map((threshold, i) => ({
      threshold,
      coverage: mean(scores.map((s) => s.sweep[i]!.coverage)) ?? 0,
      precision: mean(scores.map((s) => s.sweep[i]!.precision)) ?? 0,
      f1: mean(scores.map((s) => s.sweep[i]!.f1)) ?? 0,
    })),
    tiers: canonicalCounts(scores.flatMap((s) => s.pairs.map((p) => p.tier))),
    violations: canonicalCounts(
      scores.flatMap((s) => s.cards.flatMap((c) => c.safety.violations.map((v) => `${v.class} (${v.severity})`))),
    ),
    priorities: {
      labels: [...Priority.options],
      table: priorityTable(scores),
      missed: Priority.options.map((priority) =>
        sum(
          scores.map(
            (s) => s.gold.filter((g, i) => g.priority === priority && !s.pairs.some((p) => p.gold === i)).length,
          ),
        ),
      ),
    },
    departments: departmentTable(departmentPairs(scores, scorer)),
    issues: issueTable(scores, scorer.issues),
    subgroups: subgroups(scores, scored, scorer.knowledge.config.subgroups.age_bands, options.seed),
    sample_agreement: sampleAgreement(scores),
    canary_hits: file.predictions.filter(printsCanary).length,
    totals: totals([...file.predictions, ...file.superseded]),
    ...scoreProbes(options.probes, file.predictions, scorer.issues, scorer.knowledge.config.matching.threshold),
    values: scores.map(({ report_id, patient_id, sample, outcome, values }) => ({
      report_id,
      patient_id,
      sample,
      outcome,
      values,
    })),
    worst: worstCases(scores, scorer.knowledge.config.worst_cases),
  }
}

/** Proportions over all cards of all reports (micro), with Wilson intervals. */
function pool(scores: readonly ReportScore[]): Record<string, Proportion> {
  const gold = sum(scores.map((s) => s.gold.length))
  const predicted = sum(scores.map((s) => s.predicted.length))
  const pairs = scores.flatMap((s) => s.pairs)
  const cards = scores.flatMap((s) => s.cards)
  const of = (test: (p: (typeof pairs)[number]) => boolean) => wilson(pairs.filter(test).length, pairs.length)
  return {
    answered: wilson(scores.filter((s) => s.outcome === 'ok').length, scores.length),
    coverage: wilson(pairs.length, gold),
    precision: wilson(pairs.length, predicted),
    priority_exact: of((p) => p.priority_gap === 0),
    under_triage: of((p) => p.priority_gap > 0),
    over_triage: of((p) => p.priority_gap < 0),
    department_exact: of((p) => p.department === 'exact'),
    department_accepted: of((p) => p.department === 'exact' || p.department === 'acceptable'),
    window_not_later: of((p) => p.window.not_later),
    window_bucket: of((p) => p.window.same_bucket),
    safe_cards: wilson(cards.filter((c) => c.safety.safe).length, cards.length),
    readable_cards: wilson(cards.filter((c) => c.plain.readable).length, cards.length),
    numbers_grounded: wilson(sum(cards.map((c) => c.safety.numbers_grounded)), sum(cards.map((c) => c.safety.numbers))),
    evidence_found: wilson(sum(cards.map((c) => c.safety.evidence_found)), sum(cards.map((c) => c.safety.evidence))),
  }
}

function priorityTable(scores: readonly ReportScore[]): number[][] {
  const table = Priority.options.map(() => Priority.options.map(() => 0))
  for (const s of scores)
    for (const p of s.pairs) {
      const row = Priority.options.indexOf(s.gold[p.gold]!.priority)
      const column = Priority.options.indexOf(s.predicted[p.predicted]!.priority)
      table[row]![column]! += 1
    }
  return table
}

function departmentPairs(scores: readonly ReportScore[], scorer: CardScorer): [string, string][] {
  return scores.flatMap((s) =>
    s.pairs.map((p): [string, string] => [
      s.gold[p.gold]!.department,
      scorer.departments.codeOf(s.predicted[p.predicted]!.department) ?? 'not in the taxonomy',
    ]),
  )
}

function departmentTable(pairs: readonly (readonly [string, string])[]): ScoreFile['departments'] {
  return Object.entries(canonicalCounts(pairs.map(([g, p]) => `${g}\n${p}`)))
    .map(([key, n]) => ({ gold: key.split('\n')[0]!, predicted: key.split('\n')[1]!, n }))
    .sort((a, b) => b.n - a.n || (`${a.gold} ${a.predicted}` < `${b.gold} ${b.predicted}` ? -1 : 1))
}

/** Mean Jaccard overlap of issue sets over pairs of samples of the same report. */
function sampleAgreement(scores: readonly ReportScore[]): number | null {
  const byReport = new Map<string, Set<string>[]>()
  for (const s of scores)
    if (s.outcome === 'ok')
      byReport.set(s.report_id, [...(byReport.get(s.report_id) ?? []), new Set(s.predicted.map((p) => p.issue))])
  const overlaps: number[] = []
  for (const sets of byReport.values())
    for (let i = 0; i < sets.length; i++)
      for (let j = i + 1; j < sets.length; j++) {
        const union = new Set([...sets[i]!, ...sets[j]!]).size
        overlaps.push(union === 0 ? 1 : [...sets[i]!].filter((x) => sets[j]!.has(x)).length / union)
      }
  return mean(overlaps)
}

function totals(predictions: readonly Prediction[]): ScoreFile['totals'] {
  const runs = predictions.flatMap((p) => (p.run === undefined ? [] : [p.run]))
  const latency = Float64Array.from(runs.map((r) => r.latency_ms)).sort()
  const costs = runs.flatMap((r) => (r.cost === null ? [] : [r.cost]))
  return {
    input_tokens: sum(runs.map((r) => r.input_tokens)),
    output_tokens: sum(runs.map((r) => r.output_tokens)),
    cost: costs.length === 0 ? null : sum(costs),
    latency_p50_ms: latency.length === 0 ? null : percentile(latency, 0.5),
    latency_p95_ms: latency.length === 0 ? null : percentile(latency, 0.95),
    repaired: runs.filter((r) => r.repaired).length,
    modes: canonicalCounts(runs.flatMap((r) => (r.mode === null ? [] : [r.mode]))),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
