import { describe, expect, it } from 'vitest'
import { proseItems } from './prose.js'
import { testKnowledge } from './vocabulary.fixture.js'

const read = (text: string, explains = false): unknown[] =>
  proseItems(text, testKnowledge, explains).map((i) => [i.name, i.value, i.unit, i.range])

describe('results in running text', () => {
  it('takes the range out of nested brackets', () => {
    expect(read('Glucose was 5.4 mmol/L (reference [3.9 - 6.1]).', true)).toEqual([
      ['Glucose', '5.4', 'mmol/L', expect.stringContaining('3.9 - 6.1')],
    ])
  })

  it('takes linked values beside one that is plainly a result, and none where nothing is', () => {
    expect(read('Glucose was 5.4 mmol/L (reference 3.9-6.1) and TSH of 2.1 mIU/L.', true)).toHaveLength(2)
    expect(read('Glucose of 7.0 mmol/L or more points to diabetes.', true)).toEqual([])
  })

  it('takes values without unit behind a reporting verb and in the list that it opens', () => {
    expect(read('Your LDL cholesterol was 152, HDL cholesterol 44 and total cholesterol 231.', true)).toEqual([
      ['LDL cholesterol', '152', null, null],
      ['HDL cholesterol', '44', null, null],
      ['total cholesterol', '231', null, null],
    ])
    expect(read('The LDL cholesterol was 3 times that of the TSH group.', true)).toEqual([])
  })

  it('keeps `less than` with the value where a verb reports it, and takes no limit', () => {
    expect(read('TSH was less than 0.01 mIU/L.', true)).toEqual([['TSH', 'less than 0.01', 'mIU/L', null]])
    expect(read('Keep LDL cholesterol less than 70 mg/dL.', true)).toEqual([])
  })

  it('reads `7.67 10*9/L` as a number with its unit, and no words before the name', () => {
    const units = { ...testKnowledge.units, toUcum: (t: string) => (/^10[*^]9\/L$/.test(t) ? '10*9/L' : null) }
    const [item] = proseItems('On your blood tests, White blood cells was 7.67 10*9/L (reference 3.50 - 9.50).', {
      ...testKnowledge,
      units,
    })
    expect(item).toMatchObject({ name: 'White blood cells', value: '7.67', unit: '10*9/L', range: '3.50 - 9.50' })
  })

  it('takes a value in brackets behind the finding that it supports', () => {
    expect(read('1. Raised glucose (Glucose 7.2mmol/L): repeat in a month.')).toEqual([
      ['Glucose', '7.2', 'mmol/L', null],
    ])
  })

  it('takes many results side by side where one is said to be normal, with one that is below its limit', () => {
    const list = 'Glucose 5.4 mmol/L, haemoglobin 131 g/L. ALT 31 U/L and LDL cholesterol 2.2 mmol/L normal.'
    expect(read(`${list} TSH <0.01 mIU/L. Spleen size normal.`, true)).toEqual([
      ['Glucose', '5.4', 'mmol/L', null],
      ['haemoglobin', '131', 'g/L', null],
      ['ALT', '31', 'U/L', null],
      ['LDL cholesterol', '2.2', 'mmol/L', null],
      ['TSH', '<0.01', 'mIU/L', null],
    ])
    expect(read(`${list} Aim at TSH <4 mIU/L.`, true)).toHaveLength(4)
    expect(read(`Normal results: ${list}`, true)).toEqual([])
  })

  it('takes what was measured in an examination out of a letter', () => {
    const told = 'On examination she was comfortable; blood pressure 134/82, no oedema.'
    expect(read(`She cycles to work. ${told}`, true)).toEqual([['blood pressure', '134/82', null, null]])
    expect(read('She was told that blood pressure 134/82 is common.', true)).toEqual([])
  })
})
