import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseValue, type ValueContext } from './value.js'
import { testKnowledge, testUnits } from './vocabulary.fixture.js'

const context: ValueContext = {
  style: 'point',
  low: null,
  high: null,
  isUnit: (t) => testUnits.toUcum(t) !== null,
  litre: false,
  dashIsNegative: false,
}
const parse = (text: string, more: Partial<ValueContext> = {}) =>
  parseValue(text, testKnowledge.values, testKnowledge.flags, { ...context, ...more })

describe('parseValue', () => {
  it.each([
    ['5.2', '5.2', null, null, null, 5.2],
    ['5.2mmol/L', '5.2', 'mmol/L', null, null, 5.2],
    ['5.2 mmol/L ↑', '5.2', 'mmol/L', '↑', null, 5.2],
    ['6.2×10^9/L', '6.2', '×10^9/L', null, null, 6.2],
    ['1.2×10^4 IU/mL', '1.2×10^4', 'IU/mL', null, null, 12000],
    ['<1.0E+02', '<1.0E+02', null, null, '<', 100],
    ['7.8↑', '7.8', null, '↑', null, 7.8],
    ['12.4 ↑ mmol/L', '12.4', 'mmol/L', '↑', null, 12.4],
    ['↑ 7.8', '7.8', null, '↑', null, 7.8],
    ['7.2 H', '7.2', null, 'H', null, 7.2],
    ['7.2H', '7.2', null, 'H', null, 7.2],
    ['*6.5', '6.5', null, '*', null, 6.5],
    ['7.2 (H)', '7.2', null, '(H)', null, 7.2],
    ['12.3↑↑', '12.3', null, '↑↑', null, 12.3],
    ['512±60 g/L', '512±60', 'g/L', null, null, 512],
    ['6.1 偏高', '6.1', null, '偏高', null, 6.1],
    ['＜0.5', '＜0.5', null, null, '<', 0.5],
    ['≥60.0', '≥60.0', null, null, '>=', 60],
    ['less than 5', 'less than 5', null, null, '<', 5],
    ['5.0以下', '5.0以下', null, null, '<', 5],
    ['约5', '约5', null, null, '~', 5],
    ['-2.5', '-2.5', null, null, null, -2.5],
    ['−2.5', '−2.5', null, null, null, -2.5],
    [`5' 4"`, `5' 4"`, null, null, null, 64],
    ['182 lb 6.4 oz', '182 lb 6.4 oz', null, null, null, 182.4],
    ['07', '07', null, null, null, 7],
    ['1,50,000', '1,50,000', null, null, null, 150000],
  ])('quantity %s', (text, value_printed, unit_printed, flag_printed, comparator, value) => {
    expect(parse(text)).toMatchObject({
      value_kind: 'quantity',
      value_printed,
      unit_printed,
      flag_printed,
      comparator,
      value,
    })
  })
  it.each([
    ['18310*9/L', '183', '10*9/L', 183],
    ['5.2110^12/L', '5.21', '10^12/L', 5.21],
    ['6.5510⁹/L', '6.55', '10⁹/L', 6.55],
  ])('keeps the ten of a unit glued to %s out of the value', (text, value_printed, unit_printed, value) => {
    const isUnit = (t: string) => /^10[*^⁹]\d*\/L$/.test(t)
    expect(parse(text, { isUnit })).toMatchObject({ value_kind: 'quantity', value_printed, unit_printed, value })
  })
  it.each([
    ['1+', 'ordinal', 1, 'POS'],
    ['++', 'ordinal', 2, 'POS'],
    ['(±)', 'ordinal', 0.5, 'POS'],
    ['阳性(++)', 'ordinal', 2, 'POS'],
    ['阴性(-)', 'qualitative', null, 'NEG'],
    ['Non - Reactive', 'qualitative', null, 'NR'],
    ['未见', 'qualitative', null, 'NEG'],
    ['Pale Yellow', 'qualitative', null, null],
    ['1：80', 'titre', 80, null],
    ['>=1:320', 'titre', 320, null],
    ['1.5:1', 'ratio', 1.5, null],
    ['未检', 'not_tested', null, null],
    ['----', 'not_tested', null, null],
    ['?', 'illegible', null, null],
    ['[ID]', 'illegible', null, null],
    ['5.?', 'illegible', null, null],
    ['0-2', 'text', null, null],
    ['见附页', 'text', null, null],
    ['0.05 阴性', 'quantity', 0.05, 'NEG'],
    ['0.05(阴性)', 'quantity', 0.05, 'NEG'],
    ['Non Reactive 0.23', 'quantity', 0.23, 'NR'],
    ['阳性 1:100', 'titre', 100, 'POS'],
  ])('%s is %s', (text, value_kind, value, code) => {
    expect(parse(text)).toMatchObject({ value_kind, value, code, value_printed: text, flag_printed: null })
  })
  it('reads a pressure as a pair', () => {
    expect(parse('146/92 mmHg ↑')).toMatchObject({
      value_kind: 'pair',
      value: 146,
      value_second: 92,
      value_printed: '146/92',
      unit_printed: 'mmHg',
      flag_printed: '↑',
    })
    expect(parse('20/20')).toMatchObject({ value_kind: 'ratio', value: 1 })
  })
  it('reads a lone dash by what is expected', () => {
    expect(parse('-').value_kind).toBe('not_tested')
    expect(parse('-', { dashIsNegative: true })).toMatchObject({ value_kind: 'qualitative', code: 'NEG' })
  })
  it('takes L as litre only where told', () => {
    expect(parse('3.2 L')).toMatchObject({ flag_printed: 'L', unit_printed: null })
    expect(parse('3.2 L', { litre: true })).toMatchObject({ flag_printed: null, unit_printed: 'L' })
  })
  it('chooses a reading of 1.200 by the range', () => {
    expect(parse('1.200', { low: 1000, high: 4000 }).value).toBe(1200)
    expect(parse('1.020', { low: 1.003, high: 1.03 }).value).toBe(1.02)
    expect(parse('1,200').reasons).toContain('ambiguous_separator')
  })
  it('never reads a number that is not printed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789.,-+/<>:() ↑HLx^阴性~?E'), maxLength: 12 }),
        (text) => {
          const p = parse(text)
          if (p.value_kind === 'text' || p.value_kind === 'illegible' || p.value_kind === 'not_tested')
            expect(p.value).toBeNull()
          if (p.value !== null) expect(/[\d+±]/.test(text)).toBe(true)
          if (p.flag_printed !== null) expect(text).toContain(p.flag_printed)
          expect(text).toContain(p.value_printed)
        },
      ),
      { numRuns: 500 },
    )
  })
  it('reads any quantity back, whatever stands around it', () => {
    const unit = fc.constantFrom(null, 'mmol/L', '%', 'U/L')
    const flag = fc.constantFrom(null, 'H', '↑', '(L)', '*')
    const number = fc
      .tuple(fc.integer({ min: 0, max: 9999 }), fc.constantFrom(0, 1, 2))
      .map(([n, d]) => (n / 10 ** d).toFixed(d))
    fc.assert(
      fc.property(number, unit, flag, fc.constantFrom('', '<', '>'), (n, u, f, c) => {
        const p = parse([`${c}${n}`, u, f].filter((x) => x !== null).join(' '))
        expect(p).toMatchObject({ value: Number(n), unit_printed: u, flag_printed: f, value_printed: `${c}${n}` })
      }),
    )
  })
})

it('reads dashes beside a unit as not measured and pairs of decimals as pairs', () => {
  const isUnit = (t: string) => t === 'mmol/L' || t === 'mV'
  expect(parse('---- mmol/L', { isUnit })).toMatchObject({
    value_kind: 'not_tested',
    value_printed: '----',
    unit_printed: 'mmol/L',
  })
  expect(parse('1.72/0.86 mV', { isUnit })).toMatchObject({ value_kind: 'pair', value: 1.72, value_second: 0.86 })
})

describe('values of two parts', () => {
  it.each([
    ['6/9', 'ratio', 6 / 9],
    ['20/25-2', 'ratio', 0.8],
    ['1/640', 'titre', 640],
  ])('%s is a %s', (text, value_kind, value) => {
    expect(parse(text)).toMatchObject({ value_kind, value, value_printed: text })
  })
  it('takes the sign behind a grade for a flag', () => {
    expect(parse('+++ +')).toMatchObject({ value_kind: 'ordinal', value_printed: '+++', value: 3, flag_printed: '+' })
  })
  it('reads feet and inches, pounds and ounces as one number', () => {
    expect(parse(`5' 4"`)).toMatchObject({ value: 64, ucum: '[in_i]' })
    expect(parse('11 st 3 lb')).toMatchObject({ value: 157, ucum: '[lb_av]' })
    expect(parse(`5'`).value_kind).toBe('text')
  })
})
