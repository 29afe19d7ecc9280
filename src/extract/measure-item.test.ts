import { describe, expect, it } from 'vitest'
import { residue } from './key-value.js'
import { measureItems } from './measure-item.js'
import { proseItems } from './prose.js'
import { testKnowledge } from './vocabulary.fixture.js'

const items = (text: string) => measureItems(text, testKnowledge).map((i) => [i.name, i.value, i.unit])
const prose = (text: string, explains = false) =>
  proseItems(text, testKnowledge, explains).map((i) => [i.name, i.value, i.unit, i.range, i.flag])

describe('measureItems', () => {
  it.each([
    [
      '身高 165.5 cm    体重 70.2 kg',
      [
        ['身高', '165.5', 'cm'],
        ['体重', '70.2', 'kg'],
      ],
    ],
    [
      '身高:172cm 体重:65.5kg',
      [
        ['身高', '172', 'cm'],
        ['体重', '65.5', 'kg'],
      ],
    ],
    [
      'BP: 128/82 mmHg, Pulse 72 bpm',
      [
        ['BP', '128/82', 'mmHg'],
        ['Pulse', '72', 'bpm'],
      ],
    ],
    [
      'FVC 3.85 L FEV1 3.10 L',
      [
        ['FVC', '3.85', 'L'],
        ['FEV1', '3.10', 'L'],
      ],
    ],
    ['BMI 28.6', [['BMI', '28.6', null]]],
    ['T值 -1.8', [['T值', '-1.8', null]]],
    ['Page 1 of 3', []],
    ['2026-09-13 09:20', []],
    ['TSH 0.4-4.0 mIU/L', []],
  ] as const)('%s', (text, expected) => {
    expect(items(text)).toEqual(expected)
  })
  it('takes an unknown name in the company of two known ones only', () => {
    expect(items('身高 168 cm 体重 76 kg 胺围 98 cm')).toHaveLength(3)
    expect(items('身高 168 cm 胺围 98 cm')).toHaveLength(1)
  })
  it('takes range and flag behind the unit', () => {
    expect(measureItems('Glucose: 6.8 mmol/L (3.9-6.1) ↑', testKnowledge)[0]).toMatchObject({
      range: '3.9-6.1',
      flag: '↑',
    })
  })
  it('does not cut a name at its figures', () => {
    expect(items('TSH3 250 mIU/L')).toEqual([])
  })
})

describe('residue', () => {
  it('is small for lists of measures and large for narrative', () => {
    const share = (text: string) => residue(text, measureItems(text, testKnowledge))
    expect(share('Vital signs: BP 130/85, HR 78 bpm')).toBe(0)
    expect(share('心率 70 次/分,律齐,肺动脉瓣区第二心音分裂。')).toBeGreaterThan(0.5)
    expect(share('nothing here')).toBe(1)
  })
})

describe('proseItems', () => {
  it('takes results', () => {
    expect(prose('Your LDL cholesterol was 4.2 mmol/L, above the target of 2.6 mmol/L.')).toEqual([
      ['LDL cholesterol', '4.2', 'mmol/L', null, null],
    ])
    expect(prose('空腹血糖 7.65 mmol/L、总胆固醇 6.32mmol/L↑(参考值0-5.2)，建议')).toEqual([
      ['空腹血糖', '7.65', 'mmol/L', null, null],
      ['总胆固醇', '6.32', 'mmol/L', '0-5.2', '↑'],
    ])
  })
  it.each([
    'A TSH above 10 mIU/L is diagnostic',
    'LDL cholesterol less than 2.6 mmol/L',
    '空腹血糖≥7.0mmol/L 可诊断',
    '尿酸控制在360 μmol/L以下',
    '去年空腹血糖 5.8 mmol/L',
    'Previous total cholesterol was 5.0 mmol/L',
    'glucose 4-7 mmol/L',
    'TSH 4',
  ])('takes nothing from: %s', (text) => {
    expect(prose(text)).toEqual([])
  })
  it('takes from explaining text only what is reported or has its range', () => {
    expect(prose('LDL cholesterol of 4.2 mmol/L is high', true)).toEqual([])
    expect(prose('LDL cholesterol was 4.2 mmol/L', true)).toHaveLength(1)
    expect(prose('TSH 6.1 mIU/L (0.4-4.0)', true)).toHaveLength(1)
  })
})
