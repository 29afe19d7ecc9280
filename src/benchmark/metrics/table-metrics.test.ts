import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellSimilarity, gridSimilarity, type TextGrid } from './table-metrics.js'

const grits = (a: TextGrid, b: TextGrid): number => {
  const { similarity, cells } = gridSimilarity(a, b)
  return (2 * similarity) / cells
}

describe('cellSimilarity', () => {
  it.each([
    ['abc', 'abc', 1],
    // Longest common subsequence `ab`: 2 x 2 / (3 + 3).
    ['abc', 'abd', 2 / 3],
    ['5.2', '52', 4 / 5],
    ['', '', 1],
    ['a', '', 0],
  ])('%s against %s is %d', (a, b, expected) => expect(cellSimilarity(a, b)).toBeCloseTo(expected, 12))
})

describe('gridSimilarity', () => {
  const full = [
    ['Test', 'Result', 'Unit'],
    ['ALT', '38', 'U/L'],
    ['AST', '22', 'U/L'],
  ]

  it('is 1 for equal tables and ignores white space and full-width forms', () => {
    expect(grits(full, full)).toBe(1)
    expect(grits([['总 蛋白', '３８']], [['总蛋白', '38']])).toBe(1)
  })

  it('counts a lost row: 6 of 9 and 6 cells agree, 12/15', () => {
    expect(grits(full, full.slice(0, 2))).toBeCloseTo(12 / 15, 12)
  })

  it('counts an invented empty column: 9 agree of 9 and 12 cells, 18/21', () => {
    const wide = full.map(([a, b, c]) => [a!, '', b!, c!])
    expect(grits(full, wide)).toBeCloseTo(18 / 21, 12)
  })

  it('counts two merged columns: names agree, and of `38 U/L` against `38` and `U/L` one', () => {
    const merged = [
      ['ALT', '38U/L'],
      ['AST', '22U/L'],
    ]
    const gold = [
      ['ALT', '38', 'U/L'],
      ['AST', '22', 'U/L'],
    ]
    // Names 1 + 1; the merged column against `U/L`: 2 x 3 / (5 + 3) = .75 each. 2 x 3.5 / (6 + 4).
    expect(grits(gold, merged)).toBeCloseTo(0.7, 12)
  })

  it('is 0 against no table', () => expect(grits(full, [])).toBe(0))

  it('is symmetric and stays within 0 and 1', () => {
    const grid = fc.array(fc.array(fc.constantFrom('', 'a', 'ab', 'b', '12'), { minLength: 2, maxLength: 2 }), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(grid, grid, (a, b) => {
        const x = grits(a, b)
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x).toBeLessThanOrEqual(1 + 1e-12)
        expect(grits(a, a)).toBe(1)
      }),
      { numRuns: 100, seed: 7 },
    )
  })
})
