import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identityCheckDigit, identityNumber } from './identity-number.js'

describe('identity numbers', () => {
  it('computes the check character of the published example', () => {
    // GB 11643-1999, annex: 11010519491231002X.
    expect(identityCheckDigit('11010519491231002')).toBe('X')
  })

  it('refuses a number with one digit changed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 499 }),
        fc.integer({ min: 0, max: 16 }),
        fc.integer({ min: 1, max: 9 }),
        (serial, at, by) => {
          const number = identityNumber('32', '1971-04-09', 'female', serial)
          expect(identityCheckDigit(number.slice(0, 17))).toBe(number[17])
          expect(Number(number[16]) % 2).toBe(0)
          const changed = number.slice(0, at) + String((Number(number[at]) + by) % 10) + number.slice(at + 1)
          expect(identityCheckDigit(changed.slice(0, 17))).not.toBe(changed[17])
        },
      ),
    )
  })
})
