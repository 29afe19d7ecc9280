import { seededRandom } from './random.js'

/** One value of one report; reports of a patient form a cluster. */
export interface Observation {
  readonly cluster: string
  readonly value: number
}

/** A mean over reports with its 95 % interval. `mean` is null for n = 0. */
export interface Estimate {
  readonly mean: number | null
  readonly low: number | null
  readonly high: number | null
  readonly n: number
  readonly clusters: number
  /** Cluster-robust standard error of the mean; null with fewer than two clusters. */
  readonly se: number | null
}

/** Resamples of the bootstrap: the 2.5 % points of 1,000 vary by about 3 % of the interval's width. */
export const RESAMPLES = 1000

/**
 * Mean with the percentile interval of the cluster bootstrap: whole clusters are drawn with replacement (Field & Welsh 2007, JRSS B
 * 69:369; percentile interval: Efron & Tibshirani 1993, ch. 13), and the cluster-robust standard error (Miller 2024,
 * arXiv:2411.00640, eq. 4). The draw depends on seed and data only, not on the order of the observations.
 */
export function clusterBootstrap(observations: readonly Observation[], seed: number, resamples = RESAMPLES): Estimate {
  const n = observations.length
  const { sums, counts } = byCluster(observations)
  const k = sums.length
  if (n === 0) return { mean: null, low: null, high: null, n, clusters: 0, se: null }
  const mean = total(sums) / n
  if (k < 2) return { mean, low: null, high: null, n, clusters: k, se: null }
  const draws = drawsOf(seed, k, resamples)
  const [sum, count] = [Float64Array.from(sums), Float64Array.from(counts)]
  const means = new Float64Array(resamples)
  for (let r = 0, at = 0; r < resamples; r++) {
    let [s, n] = [0, 0]
    for (const end = at + k; at < end; at++) {
      const j = draws[at]!
      s += sum[j]!
      n += count[j]!
    }
    means[r] = s / n
  }
  means.sort()
  return {
    mean,
    low: percentile(means, 0.025),
    high: percentile(means, 0.975),
    n,
    clusters: k,
    se: clusterError(sums, counts, mean),
  }
}

/** Draws kept in all: 16 MB, those of four metrics with different n over 1,000 patients. */
const DRAWS_KEPT = 2 ** 22
let kept: { readonly key: string; readonly draws: Uint32Array }[] = []
/** Clusters drawn in all resamples. They depend on seed and number of clusters only, so those of the last few numbers are kept. */
function drawsOf(seed: number, k: number, resamples: number): Uint32Array {
  const key = `${seed} ${k} ${resamples}`
  const known = kept.find((d) => d.key === key)
  if (known !== undefined) return known.draws
  const random = seededRandom(seed)
  const draws = new Uint32Array(resamples * k)
  for (let i = 0; i < draws.length; i++) draws[i] = Math.floor(random() * k)
  kept.push({ key, draws })
  while (kept.length > 1 && kept.reduce((sum, d) => sum + d.draws.length, 0) > DRAWS_KEPT) kept = kept.slice(1)
  return draws
}

/** Sum of the values of each cluster, clusters in the order of their names. */
export function clusterSums(observations: readonly Observation[]): number[] {
  return byCluster(observations).sums
}

/** Cluster-robust standard error of the mean: √(Σ_c (Σ_i (x_ci − mean))²) / n, with the small-sample factor k/(k−1). */
function clusterError(sums: readonly number[], counts: readonly number[], mean: number): number {
  const n = total(counts)
  const k = sums.length
  const squares = sums.reduce((sum, s, i) => sum + (s - counts[i]! * mean) ** 2, 0)
  return Math.sqrt((squares * k) / (k - 1)) / n
}

function byCluster(observations: readonly Observation[]): { sums: number[]; counts: number[] } {
  const clusters = new Map<string, { sum: number; count: number }>()
  for (const o of observations) {
    const c = clusters.get(o.cluster) ?? { sum: 0, count: 0 }
    c.sum += o.value
    c.count += 1
    clusters.set(o.cluster, c)
  }
  const sorted = [...clusters].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, c]) => c)
  return { sums: sorted.map((c) => c.sum), counts: sorted.map((c) => c.count) }
}

function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

/** Linear interpolation between order statistics (type 7 of Hyndman & Fan 1996). `sorted` ascending and not empty. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share
  const low = Math.floor(at)
  const high = Math.min(low + 1, sorted.length - 1)
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low)
}
