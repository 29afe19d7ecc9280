import { METRICS, type MetricName } from '../metric-catalog.js'
import type { ScoreFile } from '../score-file.js'
import type { Estimate } from '../statistics/clustered.js'
import { holm, pairedDifference } from '../statistics/paired.js'

/** Runs that cannot stand in one table. */
export class LeaderboardError extends Error {
  override readonly name = 'LeaderboardError'
}

export interface LeaderboardRow {
  readonly label: string
  readonly score: ScoreFile
  readonly value: Estimate
  /** First and last rank that the intervals allow; equal where no other run's interval overlaps. */
  readonly band: readonly [number, number]
  /** In the currency of the model's price. */
  readonly cost_per_report: number | null
  readonly latency_p50_ms: number | null
}

/** Difference of two runs (first minus second) on the reports that both answered or missed. */
export interface LeaderboardPair {
  readonly first: string
  readonly second: string
  readonly difference: Estimate
  readonly p: number | null
  readonly p_holm: number | null
}

export interface Leaderboard {
  readonly metric: MetricName
  readonly release: ScoreFile['release']
  readonly rows: readonly LeaderboardRow[]
  readonly pairs: readonly LeaderboardPair[]
}

/**
 * Puts runs in order of a metric. Rank bands follow from overlapping 95 % intervals; paired differences are tested on the same reports,
 * Holm-adjusted over all pairs.
 * @throws LeaderboardError when the runs were scored on another release, split or knowledge
 */
export function leaderboard(scores: readonly ScoreFile[], metric: MetricName, seed: number): Leaderboard {
  const [first] = scores
  if (first === undefined) throw new LeaderboardError('no runs: name score files or predictions')
  for (const s of scores) {
    const same =
      s.release.name === first.release.name &&
      s.release.version === first.release.version &&
      s.release.split === first.release.split &&
      s.knowledge === first.knowledge
    if (!same)
      throw new LeaderboardError(
        `${labelOf(s)} was scored on ${s.release.name} ${s.release.version} ${s.release.split} (knowledge ${s.knowledge.slice(0, 8)}), ${labelOf(first)} on ${first.release.name} ${first.release.version} ${first.release.split} (knowledge ${first.knowledge.slice(0, 8)}): score them again on the same`,
      )
  }
  const labels = uniqueLabels(scores)
  const sign = METRICS[metric].better === 'lower' ? -1 : 1
  const rows = scores
    .map((score, i) => ({ score, label: labels[i]!, value: score.metrics[metric] }))
    .sort(
      (a, b) =>
        sign * ((b.value.mean ?? Number.NEGATIVE_INFINITY) - (a.value.mean ?? Number.NEGATIVE_INFINITY)) ||
        (a.label < b.label ? -1 : 1),
    )
  return {
    metric,
    release: first.release,
    rows: rows.map(({ score, label, value }) => ({
      label,
      score,
      value,
      band: bandOf(
        value,
        rows.map((r) => r.value),
        sign,
      ),
      cost_per_report: costPerReport(score),
      latency_p50_ms: score.totals.latency_p50_ms,
    })),
    pairs: comparePairs(rows, metric, seed),
  }
}

/** Null where the price is not known, and for baselines, which cost nothing: they would hide the Pareto front of what is paid for. */
function costPerReport({ totals, reports, samples }: ScoreFile): number | null {
  return totals.cost === null || totals.input_tokens === 0 ? null : totals.cost / Math.max(1, reports * samples)
}

/** Ranks that a run may have: one more than the runs that are surely better, up to all that are not surely worse. */
function bandOf(own: Estimate, all: readonly Estimate[], sign: number): [number, number] {
  const [low, high] = limits(own, sign)
  const better = all.filter((o) => limits(o, sign)[0] > high).length
  const worse = all.filter((o) => limits(o, sign)[1] < low).length
  return [better + 1, all.length - worse]
}

function limits(e: Estimate, sign: number): [number, number] {
  const [low, high] = [e.low ?? e.mean ?? 0, e.high ?? e.mean ?? 0]
  return sign > 0 ? [low, high] : [-high, -low]
}

function comparePairs(
  rows: readonly { readonly label: string; readonly score: ScoreFile }[],
  metric: MetricName,
  seed: number,
): LeaderboardPair[] {
  const values = rows.map((r) => reportMeans(r.score, metric))
  const pairs = rows.flatMap((a, i) =>
    rows.slice(i + 1).map((b, k) => ({
      first: a.label,
      second: b.label,
      ...pairedDifference(values[i]!, values[i + 1 + k]!, seed),
    })),
  )
  const tested = pairs.filter((p) => p.p !== null)
  const adjusted = holm(tested.map((p) => p.p!))
  return pairs.map((p) => ({ ...p, p_holm: p.p === null ? null : adjusted[tested.indexOf(p)]! }))
}

/** Mean over samples of each report where the metric is defined. */
function reportMeans(score: ScoreFile, metric: MetricName): Map<string, { cluster: string; value: number }> {
  const all = new Map<string, { cluster: string; sum: number; n: number }>()
  for (const v of score.values) {
    const value = v.values[metric]
    if (value === null || value === undefined) continue
    const at = all.get(v.report_id) ?? { cluster: v.patient_id, sum: 0, n: 0 }
    at.sum += value
    at.n += 1
    all.set(v.report_id, at)
  }
  return new Map([...all].map(([id, { cluster, sum, n }]) => [id, { cluster, value: sum / n }]))
}

export function labelOf(score: ScoreFile): string {
  return `${score.model}${score.track === null ? '' : ` · ${score.track}`}${score.partial ? ' (partial)' : ''}`
}

function uniqueLabels(scores: readonly ScoreFile[]): string[] {
  const seen = new Map<string, number>()
  return scores.map((s) => {
    const label = labelOf(s)
    const n = (seen.get(label) ?? 0) + 1
    seen.set(label, n)
    return n === 1 ? label : `${label} #${n}`
  })
}

/** Indices of the points that no other point beats on both axes (equal points stay). */
export function paretoFront(
  points: readonly { readonly x: number; readonly y: number }[],
  better: { readonly x: 'higher' | 'lower'; readonly y: 'higher' | 'lower' },
): number[] {
  const sx = better.x === 'higher' ? 1 : -1
  const sy = better.y === 'higher' ? 1 : -1
  return points
    .map((_, i) => i)
    .filter((i) => {
      const p = points[i]!
      return !points.some(
        (q) => sx * q.x >= sx * p.x && sy * q.y >= sy * p.y && (sx * q.x > sx * p.x || sy * q.y > sy * p.y),
      )
    })
}
