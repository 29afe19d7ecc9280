import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRange } from './range.js'
import { testKnowledge } from './vocabulary.fixture.js'

const her = { sex: 'female', age: 42 } as const
const parse = (text: string, person: { sex: 'male' | 'female' | null; age: number | null } = her) =>
  parseRange(text, testKnowledge.ranges, person)

describe('parseRange', () => {
  it('takes multiples of another result for no limits', () => {
    expect(parse('空腹的5-10倍')).toMatchObject({ low: null, high: null, reasons: ['range_not_understood'] })
  })
  it.each([
    ['3.9~6.1', 3.9, 6.1],
    ['3.9-6.1', 3.9, 6.1],
    ['3.9--6.1', 3.9, 6.1],
    ['3.9～6.1', 3.9, 6.1],
    ['3.9 – 6.1', 3.9, 6.1],
    ['3.9 to 6.1', 3.9, 6.1],
    ['35 -105', 35, 105],
    ['(3.9-6.1)', 3.9, 6.1],
    ['[3.9, 6.1]', 3.9, 6.1],
    ['3,9 - 6,1', 3.9, 6.1],
    ['00 - 06 %', 0, 6],
    ['4.0% - 5.6%', 4, 5.6],
    ['Adult reference interval: 4.0% - 5.6%', 4, 5.6],
    ['4.2 - 5.9 million / cu.mm', 4.2, 5.9],
    ['4500 - 11.000 / cu.mm', 4500, 11000],
    ['1,50,000 - 4,50,000', 150000, 450000],
    ['3.5-9.5×10^9/L', 3.5, 9.5],
    ['3.5×10^9/L-9.5×10^9/L', 3.5, 9.5],
    ['90-120 ml/min/1.73m2', 90, 120],
    ['-1.0 ~ 1.0', -1, 1],
    ['-2.5--1.0', -2.5, -1],
    ['-2.5 - -1.0', -2.5, -1],
    ['3.9≤x≤6.1', 3.9, 6.1],
    ['成人:3.5-5.5', 3.5, 5.5],
  ])('two limits: %s', (text, low, high) => {
    expect(parse(text)).toMatchObject({ low, high, low_inclusive: true, high_inclusive: true, reasons: [] })
  })
  it.each([
    ['<5.0', null, 5, false],
    ['≤5.0', null, 5, true],
    ['<=5', null, 5, true],
    ['Up to 46', null, 46, true],
    ['Upto 130 mg / dl', null, 130, true],
    ['Less than 5.0', null, 5, false],
    ['小于5.0', null, 5, false],
    ['20以下', null, 20, false],
    ['不超过10', null, 10, true],
    ['>90', 90, null, false],
    ['≥-1.0', -1, null, true],
    ['>90 mL/min/1.73m2', 90, null, false],
  ])('one limit: %s', (text, low, high, inclusive) => {
    const r = parse(text)
    expect(r).toMatchObject({ low, high, reasons: [] })
    expect(low === null ? r.high_inclusive : r.low_inclusive).toBe(inclusive)
    expect(low === null ? r.low_inclusive : r.high_inclusive).toBeNull()
  })
  it.each([
    ['male : 13 - 17 g%\nFemale : 12 - 15 g%', 12, 15],
    ['男:130-175 女:115-150', 115, 150],
    ['男：130～175g/L；女：115～150g/L', 115, 150],
    ['M: 13-17 F: 12-15', 12, 15],
    ['M 40-54% F 37-47%', 37, 47],
    ['Men: 0.7-1.3 mg/dL Women: 0.6-1.1 mg/dL', 0.6, 1.1],
    ['女<20\n男<15', null, 20],
    ['20-60岁: 1.1-2.2; >60岁: 0.9-2.0', 1.1, 2.2],
    ['<5岁:1-2 5-12岁:2-3 成人:3-4', 3, 4],
  ])('part for a woman of 42: %s', (text, low, high) => {
    expect(parse(text)).toMatchObject({ low, high, reasons: [] })
  })
  it.each([
    ['Desirable: <200\nBorderline: 200-239\nHigh: >=240', null, 200],
    ['< 200 Desirable 200-239 Borderline >240 High', null, 200],
    ['Deficiency: <20 Insufficiency: 20-30 Sufficiency: 30-100 Toxicity: >100', 30, 100],
    ['≤ 5.7 (Normal), 5.7 - 6.4 (Prediabetic), ≥ 6.5 (Diabetic)', null, 5.7],
    ['Negative <0.9, Equivocal 0.9 - 1.1, Positive >1.1', null, 0.9],
    ['Optimal <100', null, 100],
  ])('wanted category: %s', (text, low, high) => {
    expect(parse(text)).toMatchObject({ low, high, reasons: [] })
  })
  it('leaves null with a reason what the report does not tell', () => {
    expect(parse('男:130-175 女:115-150', { sex: null, age: 42 })).toMatchObject({
      low: null,
      high: null,
      reasons: ['range_needs_sex'],
    })
    expect(parse('Follicular: 1.4-9.9\nLuteal: 1.2-5.0')).toMatchObject({ low: null, reasons: ['range_needs_phase'] })
    expect(parse('男性 3.5-7.2 mg/dL')).toMatchObject({ low: null, reasons: ['range_other_sex'] })
    expect(parse('Borderline: 200-239\nHigh: >=240').reasons).toEqual(['range_no_normal_category'])
    expect(parse('6.1-3.9').reasons).toEqual(['range_inverted'])
  })
  it('takes a range that is the same for both sexes without knowing the sex', () => {
    expect(parse('男:0-15 女:0-15', { sex: null, age: null })).toMatchObject({ low: 0, high: 15, reasons: [] })
  })
  it.each([
    ['阴性(-)', 'NEG'],
    ['阴性', 'NEG'],
    ['Non Reactive', 'NR'],
    ['Normal', 'N'],
    ['(-)', 'NEG'],
  ])('expects %s', (text, expected) => {
    expect(parse(text)).toMatchObject({ expected, low: null, high: null, reasons: [] })
  })
  it('reads a titre', () => {
    expect(parse('<1:80')).toMatchObject({ titre_high: 80, high_inclusive: false, low: null, high: null })
  })
  it.each(['', '-', '--', 'N/A', 'See note'])('has no range in %j', (text) => {
    expect(parse(text)).toMatchObject({ low: null, high: null, expected: null, expected_text: null, reasons: [] })
  })
  it('reads back any pair of limits in any form', () => {
    const n = fc
      .tuple(fc.integer({ min: 0, max: 9999 }), fc.constantFrom(0, 1, 2))
      .map(([v, d]) => (v / 10 ** d).toFixed(d))
    fc.assert(
      fc.property(
        n,
        n,
        fc.constantFrom('-', '~', '--', ' - ', ' ~ ', '～', ' to ', '–'),
        fc.constantFrom('', ' mmol/L', '%', ' g/dL'),
        (a, b, separator, unit) => {
          const [low, high] = Number(a) <= Number(b) ? [a, b] : [b, a]
          expect(parse(`${low}${separator}${high}${unit}`)).toMatchObject({ low: Number(low), high: Number(high) })
        },
      ),
    )
  })
  it('never gives limits in the wrong order and never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789.,-~<>≤≥:() \n男女MFxyto以下阴性%/'), maxLength: 24 }),
        (text) => {
          const r = parse(text)
          if (r.low !== null && r.high !== null) expect(r.low).toBeLessThanOrEqual(r.high)
        },
      ),
      { numRuns: 500 },
    )
  })
})
