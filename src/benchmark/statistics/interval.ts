/** A proportion with its 95 % interval. `rate` is null for n = 0. */
export interface Proportion {
  readonly hits: number
  readonly n: number
  readonly rate: number | null
  readonly low: number
  readonly high: number
}

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054

/** Proportion with the Wilson score interval (Wilson 1927, JASA 22:209-212), 95 %. */
export function wilson(hits: number, n: number): Proportion {
  if (n === 0) return { hits, n, rate: null, low: 0, high: 1 }
  const p = hits / n
  const centre = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n)
  const half = (Z * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n))) / (1 + (Z * Z) / n)
  return { hits, n, rate: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}

/** Upper 95 % bound of a rate of which 0 cases were seen in n (the rule of three; Hanley & Lippman-Hand 1983, JAMA 249:1743). */
export function ruleOfThree(n: number): number {
  return n === 0 ? 1 : Math.min(1, 3 / n)
}

/** `0.987 [0.970, 0.995] (n=312)` */
export function printProportion(p: Proportion): string {
  return p.rate === null ? 'none (n=0)' : `${p.rate.toFixed(3)} [${p.low.toFixed(3)}, ${p.high.toFixed(3)}] (n=${p.n})`
}
