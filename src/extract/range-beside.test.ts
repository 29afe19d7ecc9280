import { describe, expect, it } from 'vitest'
import { rangeBehindLabel } from './range-beside.js'
import { resultUnderTitle } from './result-word.js'
import { testKnowledge } from './vocabulary.fixture.js'

describe('a range behind its label in a cell', () => {
  it('is what stands under the label', () => {
    expect(rangeBehindLabel('Valor de referência:\nHomens: até 40 U/L\nMulheres: até 32 U/L', testKnowledge)).toBe(
      'Homens: até 40 U/L\nMulheres: até 32 U/L',
    )
  })
  it('is none without a label, without limits, or where words go on', () => {
    for (const text of ['Homens: até 40 U/L', 'Valor de referência:', 'Reference laboratory 12'])
      expect(rangeBehindLabel(text, testKnowledge)).toBeNull()
  })
})

describe('a result in the cell of names', () => {
  it('is named by the title above', () => {
    expect(resultUnderTitle('RESULTADO: 148 U/L\nResultado anterior: 90', 'GLUCOSE', testKnowledge)).toEqual({
      name: 'GLUCOSE',
      value: '148 U/L',
    })
    expect(resultUnderTitle('RESULTADO: 148 U/L', null, testKnowledge)).toBeNull()
    expect(resultUnderTitle('Glucose: 148 U/L', 'GLUCOSE', testKnowledge)).toBeNull()
  })
})
