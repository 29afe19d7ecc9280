import { clusterBootstrap, type Estimate } from './clustered.js'

/** Difference of two runs on the same reports (first minus second). */
export interface PairedDifference {
  readonly difference: Estimate
  /** Two-sided, from the cluster-robust standard error; null where it is not defined. 1 where the runs are equal on every report. */
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
  if (difference.mean === null || difference.se === null) return { difference, p: null }
  if (difference.se === 0) return { difference, p: difference.mean === 0 ? 1 : 0 }
  return { difference, p: 2 * (1 - normalDistribution(Math.abs(difference.mean) / difference.se)) }
}

/** Standard normal distribution function by the error function of Abramowitz & Stegun 7.1.26 (error below 1.5e-7). */
export function normalDistribution(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const erf = 1 - poly * Math.exp(-x * x)
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2
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
