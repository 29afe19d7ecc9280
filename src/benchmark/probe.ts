import type { Task } from './run-model.js'
import type { ScoredReport } from './score-report.js'

/**
 * Kinds of variants. `normalise`, `critical` and `negate` change one card; `remove`, `remove_findings` and `empty` take the grounds of
 * cards away; the others change none. `typeset` and `noise` concern the picture of the page alone.
 */
export const PROBE_KINDS = [
  'normalise',
  'critical',
  'negate',
  'unit',
  'sex',
  'age',
  'shuffle',
  'irrelevant',
  'typeset',
  'noise',
  'remove',
  'remove_findings',
  'empty',
] as const
export type ProbeKind = (typeof PROBE_KINDS)[number]

/** A variant of a report with what is to happen to its cards. */
export interface Probe extends Task {
  readonly kind: ProbeKind
  readonly variant: string
  /** Issue that must vanish (`normalise`, `negate`) or appear as urgent (`critical`); null where nothing may change. */
  readonly target: string | null
  /** Issues that have lost all their evidence (`remove`, `remove_findings`, `empty`). */
  readonly groundless: readonly string[]
}

/** A variant that changes no card. */
export function plainProbe(kind: ProbeKind, report: ScoredReport): Probe {
  return { kind, variant: kind, report, target: null, groundless: [] }
}
