import { describe, expect, test } from 'vitest'
import { draft } from './fixtures/drafting.js'
import { finding, quantity, records } from './fixtures/records.js'

describe('a second visit', () => {
  const now = records([quantity('uric_acid', 'Uric acid', 560, 'umol/L', 208, 428)])
  test('says higher, lower, about the same', () => {
    const visit = (value: number) => records([quantity('uric_acid', 'UA', value, 'umol/L', 208, 428)])
    expect(draft(now, visit(450))[0]!.explanation).toContain('Uric acid is higher than at the last visit')
    expect(draft(now, visit(700))[0]!.explanation).toContain('Uric acid is lower than at the last visit')
    expect(draft(now, visit(550))[0]!.explanation).toContain('about the same')
    expect(draft(now)[0]!.explanation).not.toContain('last visit')
  })

  test('quotes the earlier result where this report prints it, with its place', () => {
    const r = records([
      ...now.biomarkers,
      quantity('uric_acid', 'Uric acid', 450, 'umol/L', 208, 428, { role: 'previous', biomarker_id: 'old' }),
    ])
    const card = draft(r)[0]!
    expect(card.explanation).toContain('450 umol/L')
    expect(card.evidence.map((e) => e.record_id)).toContain('old')
    expect(card.safety.violations).toEqual([])
  })

  test('says that a nodule has grown', () => {
    const nodule = (size: number) =>
      records(
        [],
        [finding(`Nodule in the left lung, ${size} mm`, { finding: 'nodule', body_site: 'lung', size_mm: size })],
      )
    expect(draft(nodule(9), nodule(6))[0]!.explanation).toContain('It has grown since the last visit')
    expect(draft(nodule(9), nodule(9))[0]!.explanation).toContain('about the same size')
  })
})
