import { describe, expect, it } from 'vitest'
import { listedResults, RESULT_HEADING, statedResults } from './listed-result.js'
import { testKnowledge } from './vocabulary.fixture.js'

const read = (text: string) => listedResults(text, testKnowledge).map((i) => [i.name, i.value, i.unit, i.range, i.flag])

describe('results listed in a note', () => {
  it('need no units behind a title, and share the unit of the last', () => {
    expect(read('Lipids: total cholesterol 184, HDL cholesterol 46, LDL cholesterol 104 mg/dL, above target.')).toEqual(
      [
        ['total cholesterol', '184', 'mg/dL', null, null],
        ['HDL cholesterol', '46', 'mg/dL', null, null],
        ['LDL cholesterol', '104', 'mg/dL', null, null],
      ],
    )
    expect(read('CBC: white blood cells 5.9, Haemoglobin 13.1.')).toHaveLength(2)
  })

  it('are three and more without a title; other words may stand before the first', () => {
    expect(read('Otherwise well with glucose 5.1 mmol/L, ALT 31 U/L and TSH 2.1, all normal')).toHaveLength(3)
    expect(read('Glucose 5.1, ALT 31')).toEqual([])
  })

  it('bring mark and range in one bracket', () => {
    expect(read('Labs: TSH 0.31 mIU/L (L; ref 0.45-4.50), ALT 61 (high, nl <40)')).toEqual([
      ['TSH', '0.31', 'mIU/L', '0.45-4.50', 'L'],
      ['ALT', '61', null, '<40', 'high'],
    ])
  })

  it('are of this visit, and no goals', () => {
    expect(read('Targets: LDL cholesterol 100, HDL cholesterol 40')).toEqual([])
    expect(read('In 2021: glucose 5.4, ALT 31, TSH 2.0')).toEqual([])
    expect(read('We spoke of LDL cholesterol 70, 100 or 130 as thresholds')).toEqual([])
  })
})

describe('results in words', () => {
  it('are a sentence of a known name and a result word', () => {
    expect(statedResults('TSH nonreactive. Glucose was negative; HIV unclear.', testKnowledge)).toMatchObject([
      { name: 'TSH', value: 'nonreactive' },
      { name: 'Glucose', value: 'negative' },
    ])
    expect(statedResults('ALT normal. The glucose test was not negative at first.', testKnowledge)).toEqual([])
  })

  it('stand under a heading of results', () => {
    for (const heading of ['Labs', 'Laboratory data', 'Pertinent labs:'])
      expect(RESULT_HEADING.test(heading)).toBe(true)
    for (const heading of ['Plan', 'Label', 'Results of the study']) expect(RESULT_HEADING.test(heading)).toBe(false)
  })
})
