import { describe, expect, it } from 'vitest'
import { withoutSharedUnit } from './shared-unit.js'

describe('withoutSharedUnit', () => {
  it.each([
    ['136 - 145 mmol/L', 'mmol/L', '136 - 145'],
    ['>=60 mL/min/1.73m2', 'mL/min/1.73m2', '>=60'],
    ['3.5～5.1mmol/L', 'mmol/L', '3.5～5.1'],
    ['4.0 - 5.6 %', '%', '4.0 - 5.6'],
  ])('takes the unit of the result off %s', (range, unit, limits) => {
    expect(withoutSharedUnit(range, unit)).toBe(limits)
  })

  it.each([
    ['136 - 145 mmol/L', 'mg/dL'],
    ['Men: 13 - 17 g/dL', 'g/dL'],
    ['(4.0 - 5.6 %)', '%'],
    ['10 g/L', 'g/L/d'],
  ])('leaves %s as it is printed', (range, unit) => {
    expect(withoutSharedUnit(range, unit)).toBe(range)
  })
})
