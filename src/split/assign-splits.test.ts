import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignSplits, type SplitRow } from './assign-splits.js'
import { SplitConfig } from './config.js'
import { leakageTable } from './leakage.js'
import type { SplitName } from './split-name.js'

const config = SplitConfig.parse({})

function corpus(patients: number, visits: (i: number) => number): SplitRow[] {
  const rows: SplitRow[] = []
  for (let p = 0; p < patients; p++)
    for (let v = 0; v < visits(p); v++)
      rows.push({
        report_id: `r${p}_${v}`,
        ties: [`p${p}`],
        labels: [p % 2 ? 'language=zh' : 'language=en', p % 3 ? 'kind=digital' : 'kind=scanned'],
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
    expect(new Set(train.map((r) => r.labels[0])).size).toBe(2)
  })

  it('leaves no split empty where there are three groups, however large', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 8 }), (sizes) => {
        const rows = corpus(sizes.length, (i) => sizes[i]!)
        const { counts, strata } = assignSplits(rows, {}, config)
        for (const split of ['train', 'validation', 'test'] as const) expect(counts[split]).toBeGreaterThan(0)
        const zh = strata['language=zh']!
        expect(zh.train! + zh.validation! + zh.test!).toBe(rows.filter((r) => r.labels[0] === 'language=zh').length)
      }),
    )
  })

  it('spreads every label by the ratios, the rare ones too, as far as whole reports allow', () => {
    const rows = corpus(400, () => 1).map((r, i) => ({
      ...r,
      labels: [...r.labels, ...(i % 20 === 0 ? ['issue=rare'] : []), ...(i % 7 < 3 ? ['issue=common'] : [])],
    }))
    const { strata, counts } = assignSplits(rows, {}, config)
    expect(counts.train).toBe(280)
    for (const [label, n] of Object.entries(strata)) {
      const all = n.train! + n.validation! + n.test!
      for (const [split, share] of Object.entries(config.ratios))
        expect(Math.abs(n[split as SplitName]! - share * all), `${label} ${split}`).toBeLessThanOrEqual(2)
    }
  })

  it('never parts reports with a tie in common, and does not depend on the order of rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 30 })), {
          minLength: 1,
          maxLength: 40,
        }),
        fc.integer(),
        (patients, salt) => {
          const rows = patients.flatMap(([visits, cluster], p) =>
            Array.from({ length: visits }, (_, v) => ({
              report_id: `r${p}_${v}`,
              // The first report of a patient may be a copy of another patient's.
              ties: [`p${p}`, ...(v === 0 ? [`c${cluster}`] : [])],
              labels: [`x=${(p * 7 + v) % 3}`],
            })),
          )
          const a = assignSplits(rows, {}, config)
          const shuffled = [...rows].sort(
            (x, y) => ((x.report_id.length * salt) % 7) - ((y.report_id.length * salt) % 7),
          )
          expect(assignSplits(shuffled.reverse(), {}, config)).toEqual(a)
          const seen = new Map<string, string>()
          for (const { report_id, ties } of rows)
            for (const tie of ties) {
              expect(seen.get(tie) ?? a.assignment[report_id]).toBe(a.assignment[report_id])
              seen.set(tie, a.assignment[report_id]!)
            }
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
    expect(after.apart).toEqual([])
    expect(after.exceptions).toEqual([])
  })

  it('names a group whose reports were released apart, and counts it as a leak', () => {
    const rows = corpus(1, () => 2)
    const { apart, assignment } = assignSplits(rows, { r0_0: 'train', r0_1: 'test' }, config)
    expect(apart).toEqual([{ reports: { r0_0: 'train', r0_1: 'test' } }])
    const members = rows.map((r) => ({
      report_id: r.report_id,
      patient: 'p0',
      source: r.report_id,
      cluster: r.report_id,
      family: 'f',
      kept_out: false,
    }))
    const across = Object.fromEntries(leakageTable(members, assignment).map((r) => [r.kind, r.across]))
    expect(across).toEqual({
      patient: 1,
      'source digest': 0,
      'near-duplicate': 0,
      'template family': 1,
      'kept-out text': 0,
    })
  })

  it('moves a released report only where an exception names it', () => {
    const rows = corpus(1, () => 2)
    const released = { r0_0: 'train', r0_1: 'test' } as const
    const moved = assignSplits(rows, released, SplitConfig.parse({ exceptions: { r0_1: 'train' } }))
    expect(moved.assignment).toEqual({ r0_0: 'train', r0_1: 'train' })
    expect(moved.exceptions).toEqual([{ report_id: 'r0_1', from: 'test', to: 'train' }])
    expect(moved.apart).toEqual([])
  })

  it('keeps a report with a text to be kept out in train, with its group', () => {
    const rows = corpus(40, () => 2).map((r) => ({
      ...r,
      train_only: r.report_id.endsWith('_1') && r.report_id < 'r2',
    }))
    const { assignment } = assignSplits(rows, {}, config)
    const barred = rows.filter((r) => r.train_only).flatMap((r) => [r.report_id, r.report_id.replace('_1', '_0')])
    expect(new Set(barred.map((id) => assignment[id]))).toEqual(new Set(['train']))
  })

  it('refuses ratios that do not add up to 1', () => {
    expect(SplitConfig.safeParse({ ratios: { train: 0.9, validation: 0.2, test: 0.1 } }).success).toBe(false)
  })
})
