import type { Quarantine } from '../records/quarantine.js'
import { EngineError } from './engine-error.js'
import type { Stage } from './stage.js'

/** One stage in a run. Reports: `in = ran + cached + quarantined + waiting`. A corpus stage counts itself, 0 or 1. */
export interface StageSummary {
  readonly stage: string
  readonly scope: 'report' | 'corpus'
  readonly version: number
  readonly selected: boolean
  /** Reports that reached the stage: those not quarantined before it. */
  in: number
  ran: number
  cached: number
  quarantined: number
  /** Left for a later run: an input is missing (a partial run, a failed corpus stage, an interrupt). */
  waiting: number
  /** Summed time of its tasks, from dispatch to outcome, s. */
  seconds: number
  /** Why it ran → how often. */
  readonly reasons: Record<string, number>
  readonly counts: Record<string, number>
}

/** What a run did; also `runs/<run>/run.json`. Times are ISO 8601, durations in seconds, memory in MB. */
export interface RunSummary {
  readonly run: string
  readonly started: string
  readonly seconds: number
  readonly exit_code: number
  /** What happened and what to do next. */
  readonly message: string
  readonly interrupted: boolean
  readonly selection: Readonly<Record<string, string>>
  readonly executor: string
  readonly workers: number
  readonly sources: number
  readonly duplicates: number
  readonly pruned: readonly string[]
  readonly stages: readonly StageSummary[]
  readonly counts: Readonly<Record<string, number>>
  readonly quarantined: readonly Quarantine[]
  readonly notes: readonly string[]
  readonly restarts: Readonly<Record<string, number>>
  readonly peak_rss_mb: { readonly parent: number; readonly workers: readonly number[] }
  readonly versions: Readonly<Record<string, string>>
}

export function emptyStage(stage: Stage, selected: boolean): StageSummary {
  const { name, scope, version } = stage
  return {
    stage: name,
    scope,
    version,
    selected,
    in: 0,
    ran: 0,
    cached: 0,
    quarantined: 0,
    waiting: 0,
    seconds: 0,
    reasons: {},
    counts: {},
  }
}

/** Adds a count, as in `reasons` and `counts`. */
export function addTo(counts: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) counts[name] = (counts[name] ?? 0) + count
}

/**
 * Throws when a report was lost between stages: each stage's reports in are its reports out, quarantined or waiting, and
 * a stage gets every report that no earlier stage quarantined.
 */
export function assertNoneLost(stages: readonly StageSummary[], reports: number): void {
  let expected = reports
  for (const { stage, scope, in: came, ran, cached, quarantined, waiting } of stages) {
    if (scope === 'corpus') continue
    const accounted = ran + cached + quarantined + waiting
    if (came !== expected || came !== accounted) {
      throw new EngineError(
        `stage ${stage} lost reports: ${expected} expected, ${came} came in, ${accounted} accounted for; report this as a defect`,
      )
    }
    expected -= quarantined
  }
}
