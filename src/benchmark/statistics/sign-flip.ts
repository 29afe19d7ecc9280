import { seededRandom } from './random.js'

/** Up to so many clusters all 2^k flips are tried: 65,536 of them. */
const EXACT_CLUSTERS = 16
/** Random flips beyond that: a p value of .05 then has a standard error of .002. */
const FLIPS = 10_000

/**
 * Two-sided p value of the null hypothesis that each cluster's difference is as likely positive as negative: the share of sign flips of
 * whole clusters whose sum is at least as far from 0 as the one seen (Fisher 1935, The Design of Experiments, section 21). Exact for few
 * clusters, so that a handful of patients never looks certain; else 10,000 seeded flips, the one seen counted among them (Phipson &
 * Smyth 2010, SAGMB 9:39).
 * @param sums summed difference per cluster
 * @returns null without clusters
 */
export function signFlipP(sums: readonly number[], seed: number): number | null {
  if (sums.length === 0) return null
  const moving = sums.filter((s) => s !== 0)
  const seen = Math.abs(moving.reduce((a, b) => a + b, 0))
  // Sums of decimals differ in the last bits with the order of addition.
  const limit = seen - 1e-9 * Math.max(1, seen)
  return moving.length <= EXACT_CLUSTERS ? exact(moving, limit) : drawn(moving, limit, seed)
}

function exact(sums: readonly number[], limit: number): number {
  const flips = 2 ** sums.length
  let extreme = 0
  for (let mask = 0; mask < flips; mask++) {
    let sum = 0
    for (let i = 0; i < sums.length; i++) sum += (mask >> i) & 1 ? sums[i]! : -sums[i]!
    if (Math.abs(sum) >= limit) extreme += 1
  }
  return extreme / flips
}

function drawn(sums: readonly number[], limit: number, seed: number): number {
  const random = seededRandom(seed)
  let extreme = 1
  for (let flip = 0; flip < FLIPS; flip++) {
    let sum = 0
    for (let i = 0; i < sums.length; i += 24) {
      // One draw of 32 bits serves 24 clusters.
      let bits = Math.floor(random() * 2 ** 24)
      for (let j = i; j < sums.length && j < i + 24; j++) {
        sum += bits & 1 ? sums[j]! : -sums[j]!
        bits >>= 1
      }
    }
    if (Math.abs(sum) >= limit) extreme += 1
  }
  return extreme / (FLIPS + 1)
}
