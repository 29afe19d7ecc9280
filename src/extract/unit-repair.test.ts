import { describe, expect, it } from 'vitest'
import { repairUnit } from './unit-repair.js'

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
  ])('%s of %j', (read, units, repaired) => {
    expect(repairUnit(read, units)).toBe(repaired)
  })
})
