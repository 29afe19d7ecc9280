import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Candidate } from './candidate.js'
import { type Lexicon, loadLexicon } from './lexicon/lexicon.js'
import { inCompany } from './row-company.js'
import { testKnowledge } from './vocabulary.fixture.js'

let lexicon: Lexicon
beforeAll(async () => {
  lexicon = await loadLexicon(fileURLToPath(new URL('../../configs/lexicon', import.meta.url)))
})

function row(name: string, unit: string | null = null, panel: string | null = null): Candidate {
  return {
    page: 1,
    bbox: [0, 0, 1, 1],
    section: 'laboratory',
    panel,
    name_printed: name,
    value_cell: '1',
    unit_printed: unit,
    unit_context: null,
    range_printed: null,
    flag_printed: null,
    emphasis: null,
    role: 'current',
    specimen: null,
    method: null,
    confidence: 1,
    ocr: false,
    code_printed: null,
    origin: 'table',
    flag_column: false,
    reasons: [],
  }
}
const companies = (rows: readonly Candidate[]) =>
  inCompany(rows, { lexicon, rows: testKnowledge.rows }).map((c) => c.company ?? null)

describe('company of rows', () => {
  it('tells the specimen where no heading does', () => {
    const panel = 'PHYSICAL EXAMINATION'
    const rows = ['Colour', 'pH', 'Specific gravity', 'Glucose', 'Nitrite', 'Urobilinogen'].map((n) =>
      row(n, null, panel),
    )
    expect(companies(rows)).toEqual(rows.map(() => 'urine'))
  })

  it('leaves the rows before and behind alone', () => {
    const rows = [
      row('Haemoglobin', 'g/dL'),
      row('Glucose', 'mmol/L'),
      row('Specific gravity'),
      row('Nitrite'),
      row('Pus cells', '/hpf'),
      row('TSH', 'mIU/L'),
    ]
    expect(companies(rows)).toEqual([null, null, 'urine', 'urine', 'urine', null])
  })

  it('goes over headings of parts of one examination, and over no others', () => {
    const physical = ['Colour', 'Specific gravity'].map((n) => row(n, null, 'PHYSICAL EXAMINATION'))
    const chemical = ['Glucose', 'Nitrite', 'Ketones'].map((n) => row(n, null, 'CHEMICAL EXAMINATION'))
    const blood = ['Sodium', 'Potassium'].map((n) => row(n, 'mmol/L', 'Electrolytes and minerals'))
    expect(companies([...physical, ...chemical, ...blood])).toEqual([...Array(5).fill('urine'), null, null])
  })

  it('needs two rows of its own', () => {
    expect(companies([row('Glucose', 'mmol/L'), row('Nitrite'), row('Albumin', 'g/L')])).toEqual([null, null, null])
  })
})
