/** What a sample says of the miss rate: `upper` is the one-sided 95 % bound. */
export interface MissRate {
  readonly pages: number
  readonly misses: number
  /** Null before the first page was looked at. */
  readonly rate: number | null
  readonly upper: number
  readonly method: 'rule of three' | 'Clopper-Pearson' | 'none'
}

const CONFIDENCE = 0.95

/**
 * Miss rate after `misses` of `pages` sampled pages showed an identifier. The bound is exact (Clopper & Pearson 1934, Biometrika 26:404); for no misses it is
 * 1 - 0.05^(1/n), of which 3/n is the rule of three (Hanley & Lippman-Hand 1983, JAMA 249:1743).
 */
export function missRate(misses: number, pages: number): MissRate {
  if (!Number.isInteger(misses) || !Number.isInteger(pages) || misses < 0 || pages < misses)
    throw new RangeError(`a sample of ${pages} pages cannot have ${misses} misses`)
  if (pages === 0) return { pages, misses, rate: null, upper: 1, method: 'none' }
  const method = misses === 0 ? 'rule of three' : 'Clopper-Pearson'
  return { pages, misses, rate: round(misses / pages), upper: round(upperBound(misses, pages)), method }
}

/** The rate at which so few misses or fewer are seen with probability .05, by bisection. */
function upperBound(misses: number, pages: number): number {
  if (misses === pages) return 1
  let [low, high] = [misses / pages, 1]
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (atMost(misses, pages, middle) > 1 - CONFIDENCE) low = middle
    else high = middle
  }
  return high
}

/** Probability of at most `m` of `n` at rate `p`; terms in logarithms, which do not underflow for large samples. */
function atMost(m: number, n: number, p: number): number {
  let term = n * Math.log1p(-p)
  let sum = Math.exp(term)
  for (let i = 1; i <= m; i += 1) {
    term += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p)
    sum += Math.exp(term)
  }
  return sum
}

function round(rate: number): number {
  return Math.round(rate * 1e6) / 1e6
}
