import { clusterBootstrap, clusterSums, type Estimate } from './clustered.js'
import { signFlipP } from './sign-flip.js'

/** Difference of two runs on the same reports (first minus second). */
export interface PairedDifference {
  readonly difference: Estimate
  /** Two-sided, by sign flips of whole patients; null without reports in common. 1 where the runs are equal on every report. */
  readonly p: number | null
}

/** Compares per-report values of two runs on the reports that both have. */
export function pairedDifference(
  first: ReadonlyMap<string, { cluster: string; value: number }>,
  second: ReadonlyMap<string, { cluster: string; value: number }>,
  seed: number,
): PairedDifference {
  const both = [...first].flatMap(([id, a]) => {
    const b = second.get(id)
    return b === undefined ? [] : [{ cluster: a.cluster, value: a.value - b.value }]
  })
  const difference = clusterBootstrap(both, seed)
  return { difference, p: signFlipP(clusterSums(both), seed) }
}

/** Holm's step-down adjustment (Holm 1979, Scandinavian Journal of Statistics 6:65): adjusted p values in the order given. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((p, i) => ({ p, i })).sort((a, b) => a.p - b.p || a.i - b.i)
  const adjusted = new Array<number>(ps.length)
  let running = 0
  order.forEach(({ p, i }, rank) => {
    running = Math.max(running, Math.min(1, p * (ps.length - rank)))
    adjusted[i] = running
  })
  return adjusted
}
