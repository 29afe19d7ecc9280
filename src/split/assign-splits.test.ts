import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignSplits, type SplitRow } from './assign-splits.js'
import { SplitConfig } from './config.js'

const config = SplitConfig.parse({})

function corpus(patients: number, visits: (i: number) => number): SplitRow[] {
  const rows: SplitRow[] = []
  for (let p = 0; p < patients; p++)
    for (let v = 0; v < visits(p); v++)
      rows.push({
        report_id: `r${p}_${v}`,
        patient_id: `p${p}`,
        strata: [p % 2 ? 'zh' : 'en', p % 3 ? 'digital' : 'scanned'],
      })
  return rows
}

describe('assignSplits', () => {
  it('meets the ratios within one report on 200 single visits', () => {
    const { counts } = assignSplits(
      corpus(200, () => 1),
      {},
      config,
    )
    expect(Math.abs(counts.train! - 140)).toBeLessThanOrEqual(1)
    expect(Math.abs(counts.validation! - 30)).toBeLessThanOrEqual(1)
    expect(Math.abs(counts.test! - 30)).toBeLessThanOrEqual(1)
  })

  it('fills all three splits of a corpus of 15 reports, each language in train', () => {
    const rows = corpus(15, () => 1)
    const { counts, assignment } = assignSplits(rows, {}, config)
    expect(counts.validation).toBeGreaterThan(0)
    expect(counts.test).toBeGreaterThan(0)
    const train = rows.filter((r) => assignment[r.report_id] === 'train')
    expect(new Set(train.map((r) => r.strata[0])).size).toBe(2)
  })

  it('never puts a patient in two splits, and does not depend on the order of rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 40 }),
        fc.integer(),
        (visits, salt) => {
          const rows = corpus(visits.length, (i) => visits[i]!)
          const a = assignSplits(rows, {}, config)
          const shuffled = [...rows].sort(
            (x, y) => ((x.report_id.length * salt) % 7) - ((y.report_id.length * salt) % 7),
          )
          expect(assignSplits(shuffled.reverse(), {}, config)).toEqual(a)
          const byPatient = new Map<string, Set<string>>()
          for (const r of rows) {
            const set = byPatient.get(r.patient_id) ?? new Set()
            set.add(a.assignment[r.report_id]!)
            byPatient.set(r.patient_id, set)
          }
          for (const set of byPatient.values()) expect(set.size).toBe(1)
        },
      ),
    )
  })

  it('keeps released reports where they are when the corpus grows', () => {
    const before = assignSplits(
      corpus(30, () => 1),
      {},
      config,
    )
    const after = assignSplits(
      corpus(60, (i) => (i < 30 ? 2 : 1)),
      before.assignment,
      config,
    )
    for (const [id, split] of Object.entries(before.assignment)) expect(after.assignment[id]).toBe(split)
    for (let p = 0; p < 30; p++) expect(after.assignment[`r${p}_1`]).toBe(before.assignment[`r${p}_0`])
    expect(after.exceptions).toEqual([])
  })

  it('names a patient whose reports were released apart', () => {
    const rows = corpus(1, () => 2)
    const { exceptions } = assignSplits(rows, { r0_0: 'train', r0_1: 'test' }, config)
    expect(exceptions).toEqual([{ patient_id: 'p0', splits: ['train', 'test'] }])
  })

  it('refuses ratios that do not add up to 1', () => {
    expect(SplitConfig.safeParse({ ratios: { train: 0.9, validation: 0.2, test: 0.1 } }).success).toBe(false)
  })
})
