import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { krippendorffAlpha, quadraticKappa, weightedKappa } from './agreement.js'
import { clusterBootstrap, percentile } from './clustered.js'
import { ruleOfThree, wilson } from './interval.js'
import { holm, pairedDifference } from './paired.js'
import { signFlipP } from './sign-flip.js'

describe('Wilson score interval', () => {
  // Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i', (hits, n, low, high) => {
    const p = wilson(hits, n)
    expect(p.low).toBeCloseTo(low, 4)
    expect(p.high).toBeCloseTo(high, 4)
  })
  test('no case in n is at most 3/n', () => expect(ruleOfThree(300)).toBe(0.01))
})

describe('kappa', () => {
  // Cohen 1968, Psychological Bulletin 70:213-220: two diagnosticians, three categories, given weights: weighted kappa .348.
  const cohen = [
    [0.44, 0.07, 0.09],
    [0.05, 0.2, 0.05],
    [0.01, 0.03, 0.06],
  ]
  test('weighted kappa of Cohen 1968 is .348, unweighted .492', () => {
    const weights = [
      [0, 1, 3],
      [1, 0, 6],
      [3, 6, 0],
    ]
    expect(weightedKappa(cohen, (i, j) => weights[i]![j]!)).toBeCloseTo(0.348, 3)
    expect(weightedKappa(cohen, (i, j) => Number(i !== j))).toBeCloseTo(0.492, 3)
  })
  test('quadratic weights by hand', () => {
    // Observed: one pair one level apart of 4: 1/4 · 1/4. Expected: rows (2,1,1), columns (1,2,1) of 4.
    const table = [
      [1, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]
    const observed = 0.25 * 0.25
    const expected = ((2 * 2 + 1 * 1 + 1 * 1 + 1 * 2) * 0.25 + (2 * 1 + 1 * 1) * 1) / 16
    expect(quadraticKappa(table)).toBeCloseTo(1 - observed / expected, 12)
  })
  test('perfect is 1; constant raters have none', () => {
    expect(
      quadraticKappa([
        [3, 0],
        [0, 2],
      ]),
    ).toBe(1)
    expect(
      quadraticKappa([
        [5, 0],
        [0, 0],
      ]),
    ).toBeNull()
    expect(
      quadraticKappa([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull()
  })
})

test("Krippendorff's alpha of his example: four observers, twelve units, missing data", () => {
  // Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, example C: nominal .743, ordinal .815, interval .849.
  const observers = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
    [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
  ]
  const units = observers[0]!.map((_, i) => observers.map((o) => o[i]!))
  expect(krippendorffAlpha(units, 'nominal')).toBeCloseTo(0.743, 3)
  expect(krippendorffAlpha(units, 'ordinal')).toBeCloseTo(0.815, 3)
  expect(krippendorffAlpha(units, 'interval')).toBeCloseTo(0.849, 3)
  expect(krippendorffAlpha([[1, 1]], 'nominal')).toBeNull()
})

describe('cluster bootstrap', () => {
  // Efron & Tibshirani 1993, An Introduction to the Bootstrap, table 2.1: survival of seven treated mice; mean 86.86, ideal bootstrap
  // standard error of the mean 23.36.
  const mice = [94, 197, 16, 38, 99, 141, 23].map((value, i) => ({ cluster: `m${i}`, value }))
  test('the mice of Efron and Tibshirani', () => {
    const e = clusterBootstrap(mice, 1, 20_000)
    expect(e.mean).toBeCloseTo(86.86, 2)
    // The cluster-robust error with one value per cluster is the usual 25.24 of the same table.
    expect(e.se).toBeCloseTo(25.24, 2)
    expect((e.high! - e.low!) / (2 * 1.96)).toBeGreaterThan(23.36 * 0.95)
    expect((e.high! - e.low!) / (2 * 1.96)).toBeLessThan(23.36 * 1.05)
  })
  test('is seeded, and does not depend on the order of the values', () => {
    expect(clusterBootstrap([...mice].reverse(), 7)).toEqual(clusterBootstrap(mice, 7))
    expect(clusterBootstrap(mice, 8)).not.toEqual(clusterBootstrap(mice, 7))
  })
  test('values repeated within a patient do not narrow the interval', () => {
    const twice = mice.flatMap((m) => [m, m])
    const [one, two] = [clusterBootstrap(mice, 3), clusterBootstrap(twice, 3)]
    expect(two.se).toBeCloseTo(one.se!, 12)
    expect(two.low).toBeCloseTo(one.low!, 9)
    expect(two.high).toBeCloseTo(one.high!, 9)
  })
  test('one cluster has no interval, none has no mean', () => {
    expect(clusterBootstrap([{ cluster: 'a', value: 1 }], 1)).toMatchObject({ mean: 1, low: null, high: null })
    expect(clusterBootstrap([], 1).mean).toBeNull()
  })
  test('percentiles of order statistics', () => expect(percentile([1, 2, 3, 4], 0.5)).toBe(2.5))
})

describe('comparisons', () => {
  test('Holm: the worked example of .01, .04, .03, .005', () => {
    // R, stats::p.adjust(c(.01, .04, .03, .005), "holm") and the example of Holm's procedure in many texts: .03, .06, .06, .02.
    const adjusted = holm([0.01, 0.04, 0.03, 0.005])
    for (const [i, p] of [0.03, 0.06, 0.06, 0.02].entries()) expect(adjusted[i]).toBeCloseTo(p, 12)
  })
  test('Holm never lowers a p value and keeps the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), (ps) => {
        const adjusted = holm(ps)
        ps.forEach((p, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p)
          ps.forEach((q, j) => {
            if (p < q) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!)
          })
        })
      }),
    )
  })
  test("sign flips: Darwin's maize, Fisher's 1,726 of 32,768", () => {
    // Fisher 1935, The Design of Experiments, section 21: crossed minus self-fertilised plants, in eighths of an inch; 863 of the 2^15
    // sign combinations sum to 314 or more, so 1,726 are as extreme in either direction.
    const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    expect(signFlipP(maize, 1)).toBe(1726 / 32768)
    // Random flips come close: the same plants with eight pairs that do not differ but by a hair.
    const many = [...maize, ...Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? 1e-3 : -1e-3))]
    expect(Math.abs(signFlipP(many, 1)! - 1726 / 32768)).toBeLessThan(0.01)
  })
  test('five patients are never certain: at best 2 of 32 flips', () => {
    expect(signFlipP([1, 1, 1, 1, 1], 1)).toBe(2 / 32)
    expect(signFlipP([0, 0, 0], 1)).toBe(1)
    expect(signFlipP([], 1)).toBeNull()
  })
  test('equal runs differ by 0 with p 1; a constant gain in nine patients has p 2 of 512', () => {
    const run = (f: (i: number) => number) =>
      new Map(Array.from({ length: 9 }, (_, i) => [`r${i}`, { cluster: `p${i}`, value: f(i) }]))
    expect(
      pairedDifference(
        run((i) => i),
        run((i) => i),
        1,
      ),
    ).toMatchObject({ p: 1, difference: { mean: 0 } })
    expect(
      pairedDifference(
        run((i) => i + 1),
        run((i) => i),
        1,
      ),
    ).toMatchObject({ p: 2 / 512, difference: { mean: 1 } })
    expect(
      pairedDifference(
        run(() => 1),
        new Map(),
        1,
      ).p,
    ).toBeNull()
  })
})
