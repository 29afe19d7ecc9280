import { describe, expect, it } from 'vitest'
import { isOddPower, percentAsFigures, printedUnit, repairUnit } from './unit-repair.js'

describe('repairUnit', () => {
  it.each([
    ['hmolyL', ['umol/L', 'mg/dL'], 'umol/L'],
    ['hmol/L', ['umol/L', 'mmol/L'], 'umol/L'],
    ['mmolyL', ['mmol/L', 'umol/L'], 'mmol/L'],
    ['x10™ 3/ulL', ['10*9/L', '10*3/uL'], '10*3/uL'],
    ['x1073/uL', ['10*9/L', '10*3/uL'], '10*3/uL'],
    ['X10*9/1', ['10*9/L', '10*12/L'], '10*9/L'],
    ['g&/L', ['g/L', 'g/dL'], 'g/L'],
    ['一UAL', ['U/L'], null],
    ['九', ['fL'], null],
    ['nmol/L', ['umol/L', 'mmol/L'], null],
    ['', ['g/L'], null],
    ['10°L', ['10*9/L', '%'], '10*9/L'],
    ['×10%/L', ['10*9/L', '10*3/uL'], '10*9/L'],
    ['10°L', ['10*9/L', '10*12/L'], null],
  ])('%s of %j', (read, units, repaired) => {
    expect(repairUnit(read, units)).toBe(repaired)
  })
})

describe('a repaired unit', () => {
  it.each([
    ['umol/L', 'hmolyL', 'μmol/L'],
    ['umol/L', 'umolyL', 'umol/L'],
    ['10*9/L', '×10°L', '×10^9/L'],
    ['10*3/uL', 'x1073/ulL', 'x10^3/uL'],
    ['m[IU]/L', 'mlU/1', 'mIU/L'],
    ['mm[Hg]', 'mmlig', 'mmlig'],
  ])('%s read as %s is printed %s', (ucum, read, printed) => {
    expect(printedUnit(ucum, read)).toBe(printed)
  })

  it('counts by thousands', () => {
    expect(['10^2/L', '×10^1/L'].map(isOddPower)).toEqual([true, true])
    expect(['10^9/L', '10^12/L', 'g/L', '10*3/uL'].map(isOddPower)).toEqual([false, false, false, false])
  })
})

describe('a per cent sign read as figures', () => {
  it.each([
    ['20.406', '11.5-14.5', '20.4'],
    ['57.896', '40.0-75.0', '57.8'],
  ])('%s against %s is %s', (value, range, expected) => {
    expect(percentAsFigures(value, range)).toEqual({ value: expected })
  })

  it.each([
    ['20.40', '11.5-14.5'],
    ['5.46', '4.0-6.0'],
  ])('gives no number for %s against %s', (value, range) => {
    expect(percentAsFigures(value, range)).toEqual({ value: null })
  })

  it.each([
    ['20.4', '11.5-14.5'],
    ['20.406', null],
    ['1.06', '0.55-1.07'],
  ])('leaves %s against %s alone', (value, range) => {
    expect(percentAsFigures(value, range)).toBeNull()
  })

  it('takes the rings and the stroke for the unit where the analyte has it', () => {
    expect(repairUnit('06', ['%'])).toBe('%')
    expect(repairUnit('06', ['g/L'])).toBeNull()
  })
})
