import fc from 'fast-check'
import { expect, it } from 'vitest'
import { assign } from './assignment.js'

function bruteForce(w: number[][], threshold: number): number {
  const columns = w[0]?.length ?? 0
  const go = (i: number, used: number): number => {
    if (i === w.length) return 0
    let best = go(i + 1, used)
    for (let j = 0; j < columns; j++)
      if (!(used & (1 << j)) && w[i]![j]! >= threshold) best = Math.max(best, w[i]![j]! + go(i + 1, used | (1 << j)))
    return best
  }
  return go(0, 0)
}

it('finds the maximum total of brute force, whatever the shape', () => {
  const matrix = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })).chain(([r, c]) =>
    fc.array(
      fc.array(
        fc.integer({ min: 0, max: 20 }).map((x) => x / 10),
        { minLength: c, maxLength: c },
      ),
      { minLength: r, maxLength: r },
    ),
  )
  fc.assert(
    fc.property(matrix, (w) => {
      const pairs = assign(w, 0.5)
      expect(new Set(pairs.map((p) => p[0])).size).toBe(pairs.length)
      expect(new Set(pairs.map((p) => p[1])).size).toBe(pairs.length)
      for (const [i, j] of pairs) expect(w[i]![j]).toBeGreaterThanOrEqual(0.5)
      expect(pairs.reduce((sum, [i, j]) => sum + w[i]![j]!, 0)).toBeCloseTo(bruteForce(w, 0.5), 9)
    }),
    { numRuns: 500 },
  )
})

it('matches nothing in an empty matrix', () => {
  expect(assign([], 0.5)).toEqual([])
  expect(assign([[]], 0.5)).toEqual([])
})
