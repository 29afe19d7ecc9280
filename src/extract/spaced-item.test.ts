import { describe, expect, it } from 'vitest'
import { pairedItems, sidedItems, spacedItems } from './spaced-item.js'
import { testKnowledge } from './vocabulary.fixture.js'

const short = (items: readonly { name: string; value: string; unit: string | null }[]) =>
  items.map((i) => [i.name, i.value, i.unit])

describe('names and values that stand apart on a line', () => {
  it('are read whatever else the line holds', () => {
    expect(short(spacedItems('Sex: M   Height   172 cm   Conclusion:', testKnowledge))).toEqual([
      ['Height', '172', 'cm'],
    ])
    expect(short(spacedItems('Blood pressure   132/84', testKnowledge))).toEqual([['Blood pressure', '132/84', null]])
  })
  it('take the arrow before the unit and the range of the next cell, and results in words', () => {
    expect(spacedItems('Lab   ALT   52↑ U/L   9-50   signed', testKnowledge)).toMatchObject([
      { name: 'ALT', value: '52', unit: 'U/L', flag: '↑', range: '9-50' },
    ])
    expect(short(spacedItems('Glucose   negative   negative', testKnowledge))).toEqual([['Glucose', 'negative', null]])
  })
  it('may stand behind a colon in one segment, in words, with a flag', () => {
    expect(spacedItems('尿蛋白: NEGATIVE   Glucose: Detected A', testKnowledge)).toMatchObject([
      { name: '尿蛋白', value: 'NEGATIVE', flag: null },
      { name: 'Glucose', value: 'Detected', flag: 'A' },
    ])
    expect(short(spacedItems('尿蛋白   few   Glucose   3-5/hpf', testKnowledge))).toEqual([
      ['尿蛋白', 'few', null],
      ['Glucose', '3-5/hpf', null],
    ])
    // A word that is no result by itself is none of a label that no analyte has.
    expect(spacedItems('Pulse   few', testKnowledge)).toEqual([])
  })
  it('are not made of sentences or of unknown names', () => {
    expect(spacedItems('Height 172 cm was measured   today', testKnowledge)).toEqual([])
    expect(spacedItems('Invoice   172', testKnowledge)).toEqual([])
    expect(spacedItems('Height   172 to 180', testKnowledge)).toEqual([])
  })
})

describe('a result in words', () => {
  it('may have the expected one beside it', () => {
    expect(spacedItems('Glucose   negative   negative   signed', testKnowledge)).toMatchObject([
      { name: 'Glucose', value: 'negative', range: 'negative' },
    ])
  })
})

describe('one measure of both sides', () => {
  it('gives a result for each side, named after both', () => {
    expect(short(sidedItems('Blood pressure left 152/84 mmHg right 148/82 mmHg', testKnowledge))).toEqual([
      ['Blood pressure left', '152/84', 'mmHg'],
      ['Blood pressure right', '148/82', 'mmHg'],
    ])
    expect(short(sidedItems('血压   左侧 131/77   右侧 129/75', testKnowledge))).toEqual([
      ['血压 左侧', '131/77', null],
      ['血压 右侧', '129/75', null],
    ])
  })
  it('needs a known measure, and two sides or a pressure', () => {
    expect(sidedItems('Room left 12 right 14', testKnowledge)).toEqual([])
    expect(sidedItems('Blood pressure left 152/84', testKnowledge)).toEqual([])
    // The other side of a form stands on its next line.
    expect(short(sidedItems('Blood pressure left 152/84 mmHg', testKnowledge))).toEqual([
      ['Blood pressure left', '152/84', 'mmHg'],
    ])
  })
})

describe('two names before two values', () => {
  it('are two items', () => {
    expect(short(pairedItems('Height / Weight: 153.0 cm / 49.5 kg', testKnowledge))).toEqual([
      ['Height', '153.0', 'cm'],
      ['Weight', '49.5', 'kg'],
    ])
    expect(short(pairedItems('Height/Weight: 153.0 cm / 49.5 kg   Ethnicity:   Asian', testKnowledge))).toHaveLength(2)
  })
  it('need a unit and a known name each', () => {
    expect(pairedItems('Age / Sex: 52 / F', testKnowledge)).toEqual([])
    expect(pairedItems('Height / Weight: 153 / 49', testKnowledge)).toEqual([])
  })
})
