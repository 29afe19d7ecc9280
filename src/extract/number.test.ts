import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalStyle, nearest, readNumber } from './number.js'

describe('readNumber', () => {
  it.each([
    ['5.2', 5.2, null],
    ['07', 7, null],
    ['.5', 0.5, null],
    ['5,2', 5.2, null],
    ['0,850', 0.85, null],
    ['1,200', 1200, 1.2],
    ['1.200', 1.2, 1200],
    ['1,234,567', 1234567, null],
    ['1.234.567', 1234567, null],
    ['1.234,5', 1234.5, null],
    ['1,234.5', 1234.5, null],
    ['1,50,000', 150000, null],
    ['12,34,567', 1234567, null],
    ['10 000', 10000, null],
  ])('%s', (text, value, alternative) => {
    expect(readNumber(text)).toEqual({ value, alternative })
  })
  it('reads the comma as decimal sign in a report that uses it', () => {
    expect(readNumber('1,200', 'comma')).toEqual({ value: 1.2, alternative: 1200 })
    expect(readNumber('1.200', 'comma')).toEqual({ value: 1200, alternative: 1.2 })
  })
  it.each(['', '1.2.3', '1,23,4', 'a1', '1..2', '1,2.3,4'])('refuses %j', (text) => {
    expect(readNumber(text)).toBeNull()
  })
  it('reads every number with up to six decimals back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), fc.constantFrom(0, 1, 2, 4, 5, 6), (n, d) => {
        const text = (n / 10 ** d).toFixed(d)
        return readNumber(text)?.value === Number(text)
      }),
    )
  })
  it('reads grouped thousands of any size back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000, max: 999_999_999 }), (n) => {
        const text = String(n).replace(/\B(?=(\d{3})+$)/g, ',')
        return readNumber(text)?.value === n
      }),
    )
  })
})

describe('nearest', () => {
  it('takes the other reading only when the first is far off and the other is near', () => {
    expect(nearest({ value: 1.2, alternative: 1200 }, 1000, 4000)).toBe(1200)
    expect(nearest({ value: 1.02, alternative: 1020 }, 1.003, 1.03)).toBe(1.02)
    expect(nearest({ value: 1200, alternative: 1.2 }, 500, 900)).toBe(1200)
    expect(nearest({ value: 1200, alternative: 1.2 }, null, null)).toBe(1200)
  })
})

describe('decimalStyle', () => {
  it('needs more commas than points', () => {
    expect(decimalStyle(['5,2', '0,91', '3,9 - 6,1'])).toBe('comma')
    expect(decimalStyle(['5.2', '1,200', '150,000'])).toBe('point')
    expect(decimalStyle([])).toBe('point')
  })
})
