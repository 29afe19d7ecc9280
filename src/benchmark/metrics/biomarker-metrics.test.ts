import { describe, expect, it } from 'vitest'
import { biomarker } from '../../cards/fixtures/records.js'
import type { Biomarker } from '../../records/biomarker.js'
import type { GoldBiomarker, GoldReport } from '../gold-report.js'
import { countBiomarkers, emptyBiomarkerCounts, foldPrinted, nameSimilarity } from './biomarker-metrics.js'

const gold = (rows: readonly Partial<GoldBiomarker>[], distractors: readonly string[] = []): GoldReport => ({
  name: 'r',
  language: 'en',
  kind: 'digital',
  identifiers: [],
  frames: null,
  survive: [],
  biomarkers: rows.map((r) => ({
    page: 1,
    name: 'ALT',
    value: '38',
    unit: null,
    range: null,
    flag: null,
    role: 'current',
    hazards: [],
    ...r,
  })),
  distractors,
  statements: [],
})
const read = (part: Partial<Biomarker> = {}): Biomarker =>
  biomarker({
    name_printed: 'ALT',
    value_printed: '38',
    unit_printed: null,
    range_printed: null,
    flag_printed: null,
    analyte: null,
    ...part,
  })
const count = (g: GoldReport, p: readonly Biomarker[], text = '38 5.2') => {
  const counts = emptyBiomarkerCounts()
  countBiomarkers(counts, g, p, text)
  return counts
}

describe('nameSimilarity', () => {
  it.each([
    ['ALT', 'alt', 1],
    ['谷丙转氨酶(ALT)', '谷丙转氨酶', 0.8],
    ['Bilirubin', 'Bilirubin total', 0.6],
    // Pairs ch ho ol and ch hi il: 1 of 3 each, half of 2/6.
    ['chol', 'chil', 1 / 6],
    ['', 'ALT', 0],
  ])('%s against %s is %d', (a, b, expected) => expect(nameSimilarity(a, b)).toBeCloseTo(expected, 12))
})

it('folds dashes, tildes, micro signs, width and white space, but no digit', () => {
  expect(foldPrinted('３.9 – 6.1 µmol')).toBe(foldPrinted('3.9-6.1μmol'))
  expect(foldPrinted('×10⁹/L')).toBe(foldPrinted('x10^9/L'))
  expect(foldPrinted('3.9')).not.toBe(foldPrinted('39'))
  expect(foldPrinted(null)).toBe('')
})

describe('countBiomarkers', () => {
  it('aligns each row once and scores the printed fields of aligned rows', () => {
    const g = gold([
      { name: 'ALT', value: '38', unit: 'U/L', range: '9-50', flag: null },
      { name: 'AST', value: '5.2', unit: 'U/L', flag: 'H' },
      { name: 'GGT', value: '31' },
    ])
    const counts = count(g, [
      read({ unit_printed: 'U/L', range_printed: '9 ~ 50' }),
      read({ name_printed: 'AST', value_printed: '52', unit_printed: 'U/L', flag_printed: 'H' }),
    ])
    expect(counts).toMatchObject({ gold: 3, predicted: 2, aligned: 2, value: 1, unit: 2, range: 1, flag: 2, exact: 0 })
    expect(counts.misses).toContainEqual({ report: 'r', name: 'GGT', what: 'row' })
  })

  it('does not align an unlike name unless the value is equal', () => {
    // Name similarity 0 + .5 for the value reaches the threshold; without the value it does not.
    expect(count(gold([{ name: 'ALT' }]), [read({ name_printed: 'xyz' })]).aligned).toBe(1)
    expect(count(gold([{ name: 'ALT' }]), [read({ name_printed: 'xyz', value_printed: '5.2' })]).aligned).toBe(0)
  })

  it('counts distractors and invented values', () => {
    const counts = count(gold([], ['Risk']), [read({ name_printed: 'Risk' }), read({ value_printed: '99' })])
    expect(counts).toMatchObject({ distractors: 1, invented: 1, predicted: 2, aligned: 0 })
  })

  it('scores interpretation on determinable rows only, by side, abstentions apart', () => {
    const g = gold([
      { name: 'A1', value: '1', interpretation: 'H' },
      { name: 'B2', value: '2', interpretation: 'NEG' },
      { name: 'C3', value: '3', interpretation: 'L' },
      { name: 'D4', value: '4', interpretation: null },
    ])
    const of = (name_printed: string, value_printed: string, interpretation: Biomarker['interpretation']) =>
      read({ name_printed, value_printed, interpretation })
    const counts = count(
      g,
      [of('A1', '1', 'HH'), of('B2', '2', 'N'), of('C3', '3', null), of('D4', '4', 'H')],
      '1 2 3 4',
    )
    expect(counts).toMatchObject({ determinable: 3, interpretation: 2, abstained: 1 })
  })

  it('leaves out what a summary quotes from a table, and keeps what stands in the summary only', () => {
    const g = gold([
      { name: '尿酸', value: '430', unit: 'μmol/L', hazards: [] },
      { name: 'UA', value: '430', unit: 'μmol/L', hazards: ['summary_value'] },
      { name: 'TSH', value: '5.2', unit: 'mIU/L', hazards: ['summary_value'] },
    ])
    expect(count(g, [])).toMatchObject({ gold: 2, quoted: 1 })
  })

  it('tallies hazards by rows recalled with the right value', () => {
    const g = gold([{ hazards: ['titre'] }, { name: 'AST', value: '5.2', hazards: ['titre'] }])
    expect(count(g, [read()]).hazards).toEqual({ titre: { gold: 2, right: 1 } })
  })
})
