import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Comparator, InterpretationCode } from '../records/biomarker.js'
import { agreement, interpret, interpretInterval } from './interpretation.js'
import { NO_RANGE, type ParsedRange } from './range.js'

const number = (value: number, comparator: Comparator | null = null) =>
  ({ value_kind: 'quantity', comparator, value, value_second: null, code: null, value_printed: String(value) }) as const
const word = (code: InterpretationCode | null, value_printed = '') =>
  ({ value_kind: 'qualitative', comparator: null, value: null, value_second: null, code, value_printed }) as const
const range = (low: number | null, high: number | null, inclusive = true): ParsedRange => ({
  ...NO_RANGE,
  low,
  high,
  low_inclusive: low === null ? null : inclusive,
  high_inclusive: high === null ? null : inclusive,
})

describe('interpret', () => {
  it('compares with inclusive and exclusive limits', () => {
    expect(interpret(number(3.9), range(3.9, 6.1))).toBe('N')
    expect(interpret(number(6.1), range(3.9, 6.1))).toBe('N')
    expect(interpret(number(5), range(null, 5, false))).toBe('H')
    expect(interpret(number(90), range(90, null, false))).toBe('L')
    expect(interpret(number(3.8), range(3.9, 6.1))).toBe('L')
  })
  it.each([
    [5, '<', null, 10, 'N'],
    [10, '<', null, 10, 'N'],
    [20, '<', null, 10, null],
    [5, '<', 3, 10, null],
    [3, '<', 3, 10, 'L'],
    [5, '<', 0, 10, 'N'],
    [100, '>', null, 50, 'H'],
    [40, '>', null, 50, null],
    [100, '>', 90, null, 'N'],
    [60, '>', 90, null, null],
  ] as const)('%d with %s against %s-%s', (value, comparator, low, high, code) => {
    expect(interpret(number(value, comparator), range(low, high))).toBe(code)
  })
  it('gives HH and LL only beyond known critical limits', () => {
    expect(interpret(number(7), range(3.5, 5.3))).toBe('H')
    expect(interpret(number(7), range(3.5, 5.3), { low: 2.5, high: 6.5 })).toBe('HH')
    expect(interpret(number(2), range(3.5, 5.3), { low: 2.5, high: 6.5 })).toBe('LL')
  })
  it('compares words', () => {
    expect(interpret(word('NEG'), { ...NO_RANGE, expected: 'NEG' })).toBe('N')
    expect(interpret(word('NR'), { ...NO_RANGE, expected: 'NR' })).toBe('N')
    expect(interpret(word('POS'), { ...NO_RANGE, expected: 'NEG' })).toBe('A')
    expect(interpret(word('NEG'), { ...NO_RANGE, expected: 'POS' })).toBe('A')
    expect(interpret(word('NEG'), range(0, 1))).toBeNull()
    expect(interpret(word(null, '黄色'), { ...NO_RANGE, expected_text: '淡黄色' })).toBe('N')
  })
  it('takes an interval for normal only when both ends are', () => {
    expect(interpretInterval(2, 4, range(0, 5))).toBe('N')
    expect(interpretInterval(4, 6, range(0, 5))).toBeNull()
    expect(interpretInterval(8, 10, range(0, 5))).toBe('H')
    expect(interpretInterval(8, 10, NO_RANGE)).toBeNull()
  })
  it('reads titres against the highest normal titre', () => {
    const titre = { ...number(80), value_kind: 'titre' } as const
    const limit = { ...NO_RANGE, titre_high: 80, high_inclusive: false, expected: 'NEG' } as const
    expect(interpret(titre, limit)).toBe('A')
    expect(interpret({ ...titre, value: 40 }, limit)).toBe('N')
  })
  it('agrees with plain comparison for every number and range', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (v, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a]
        expect(interpret(number(v), range(low, high))).toBe(v < low ? 'L' : v > high ? 'H' : 'N')
      }),
    )
  })
})

describe('agreement', () => {
  it('keeps both sides and says whether they agree', () => {
    expect(agreement('H', null, 'H', true)).toBe('agree')
    expect(agreement('N', null, 'L', true)).toBe('disagree')
    expect(agreement('A', null, 'L', true)).toBe('agree')
    expect(agreement(null, 'bold', 'H', true)).toBe('agree')
    expect(agreement(null, null, 'H', true)).toBe('disagree')
    expect(agreement(null, null, 'H', false)).toBe('underivable')
    expect(agreement('H', null, null, true)).toBe('underivable')
    expect(agreement('H', null, 'L', true)).toBe('disagree')
  })
})
