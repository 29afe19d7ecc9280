import type { Report } from '../records/report.js'
import { estimates } from './metric-estimates.js'
import type { ScoreFile } from './score-file.js'
import type { ReportScore, ScoredReport } from './score-report.js'

/**
 * Scores by sex, age band, language and kind of report. `reports[i]` belongs to `scores[i]`. Small groups have wide intervals: the
 * number of reports stands beside each.
 */
export function subgroups(
  scores: readonly ReportScore[],
  reports: readonly ScoredReport[],
  ageBands: readonly number[],
  seed: number,
): ScoreFile['subgroups'] {
  const dimensions: [string, (r: Report) => string][] = [
    ['sex', (r) => r.sex ?? 'not stated'],
    ['age', (r) => ageBand(r.age, ageBands)],
    ['language', (r) => r.language],
    ['kind', (r) => r.kind],
  ]
  return dimensions.flatMap(([dimension, of]) => {
    const groups = new Map<string, ReportScore[]>()
    scores.forEach((score, i) => {
      const group = of(reports[i]!.report)
      const members = groups.get(group)
      if (members === undefined) groups.set(group, [score])
      else members.push(score)
    })
    return [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, members]) => ({
        dimension,
        group,
        reports: new Set(members.map((m) => m.report_id)).size,
        metrics: estimates(members, seed),
      }))
  })
}

/** `30-44`, `75+`; bands are first ages. */
export function ageBand(age: number | null, bands: readonly number[]): string {
  if (age === null) return 'not stated'
  const at = bands.findIndex((first) => age < first)
  if (at < 0) return `${bands.at(-1)}+`
  return at === 0 ? `0-${bands[0]! - 1}` : `${bands[at - 1]}-${bands[at]! - 1}`
}
