import { describe, expect, it } from 'vitest'
import type { Biomarker } from '../records/biomarker.js'
import type { AnalyteEntry } from './knowledge.js'
import { plausibility } from './plausibility.js'
import { testKnowledge } from './vocabulary.fixture.js'

let next = 0
function row(more: Partial<Biomarker>): Biomarker {
  const value = more.value ?? null
  return {
    biomarker_id: `b${next++}`,
    report_id: 'r',
    page: 1,
    bbox: [0, 0, 1, 1],
    section: 'laboratory',
    panel: null,
    name_printed: more.analyte ?? 'x',
    value_printed: String(value),
    unit_printed: 'mmol/L',
    range_printed: null,
    flag_printed: null,
    emphasis: null,
    value_kind: 'quantity',
    comparator: null,
    value,
    value_second: null,
    analyte: null,
    loinc: null,
    mapping_confidence: null,
    ucum_unit: 'mmol/L',
    canonical_value: value,
    canonical_unit: 'mmol/L',
    conversion_factor: 1,
    range_low: null,
    range_high: null,
    range_low_inclusive: null,
    range_high_inclusive: null,
    range_source: null,
    flag: null,
    interpretation: null,
    agreement: 'underivable',
    role: 'current',
    specimen: null,
    method: null,
    confidence: 1,
    review_reasons: [],
    ...more,
  }
}
const reasons = (
  rows: Biomarker[],
  limits: Parameters<typeof plausibility>[1] = new Map(),
  analytes: readonly AnalyteEntry[] = [],
) => plausibility(rows, limits, testKnowledge.plausibility, analytes).map((r) => r.review_reasons)
const relation = (code: string, type: 'sum' | 'ratio' | 'difference', ...of: string[]): AnalyteEntry => ({
  code,
  unit: null,
  units: [],
  conversion: null,
  relation: { type, of },
  ranges: [],
})

describe('plausibility', () => {
  it('marks impossible values', () => {
    const r = row({ analyte: 'hgb', value: 1480 })
    expect(reasons([r], new Map([[r.biomarker_id, { low: 10, high: 300 }]]))).toEqual([['impossible_value']])
    const fine = row({ analyte: 'hgb', value: 148 })
    expect(reasons([fine], new Map([[fine.biomarker_id, { low: 10, high: 300 }]]))).toEqual([[]])
  })
  it('marks a component above its total', () => {
    const rows = [row({ analyte: 'cholesterol_total', value: 4 }), row({ analyte: 'ldl_c', value: 5 })]
    expect(reasons(rows)).toEqual([['component_exceeds_total'], ['component_exceeds_total']])
  })
  it('marks total cholesterol below HDL and LDL together', () => {
    const make = (tc: number) => [
      row({ analyte: 'cholesterol_total', value: tc }),
      row({ analyte: 'hdl_c', value: 1.2 }),
      row({ analyte: 'ldl_c', value: 3.5 }),
    ]
    expect(reasons(make(4)).every((r) => r.includes('relation_mismatch'))).toBe(true)
    expect(reasons(make(5.2))).toEqual([[], [], []])
  })
  it('checks ratios, sums and differences of the lexicon', () => {
    const lexicon = [
      relation('ratio', 'ratio', 'a', 'b'),
      relation('non', 'difference', 'a', 'b'),
      relation('all', 'sum', 'a', 'b'),
    ]
    const make = (more: Biomarker) => [row({ analyte: 'a', value: 10 }), row({ analyte: 'b', value: 4 }), more]
    expect(reasons(make(row({ analyte: 'ratio', value: 2.5, canonical_unit: '1' })), new Map(), lexicon)[2]).toEqual([])
    expect(reasons(make(row({ analyte: 'ratio', value: 4, canonical_unit: '1' })), new Map(), lexicon)[2]).toEqual([
      'relation_mismatch',
    ])
    expect(reasons(make(row({ analyte: 'non', value: 6 })), new Map(), lexicon)[2]).toEqual([])
    expect(reasons(make(row({ analyte: 'non', value: 9 })), new Map(), lexicon)[2]).toEqual(['relation_mismatch'])
    expect(reasons(make(row({ analyte: 'all', value: 20 })), new Map(), lexicon)[2]).toEqual(['relation_mismatch'])
  })
  it('marks a slip of a thousand between value and range, and not a tenfold rise', () => {
    const limits = { range_low: 0.4, range_high: 4, range_source: 'printed' } as const
    expect(reasons([row({ value: 2100, ...limits })])).toEqual([['unit_range_power_of_ten']])
    expect(reasons([row({ value: 21, ...limits })])).toEqual([[]])
    expect(reasons([row({ value: 2.1, ...limits })])).toEqual([[]])
  })
  it('tells a repeat from a conflict, and leaves earlier results alone', () => {
    const twice = (a: number, b: number) => [row({ analyte: 'tsh', value: a }), row({ analyte: 'tsh', value: b })]
    expect(reasons(twice(2, 2))).toEqual([['duplicate'], ['duplicate']])
    expect(reasons(twice(2, 3))).toEqual([['duplicate_conflict'], ['duplicate_conflict']])
    expect(reasons([row({ analyte: 'tsh', value: 2 }), row({ analyte: 'tsh', value: 3, role: 'previous' })])).toEqual([
      [],
      [],
    ])
  })
  it('alters nothing but the reasons', () => {
    const rows = [row({ analyte: 'tsh', value: 2 }), row({ analyte: 'tsh', value: 3 })]
    const out = plausibility(rows, new Map(), testKnowledge.plausibility)
    expect(out.map((r) => ({ ...r, review_reasons: [] }))).toEqual(rows)
  })
})
