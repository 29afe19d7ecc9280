import { expect, it } from 'vitest'
import { CANARY } from '../records/canary.js'
import type { SplitName } from '../split/split-name.js'
import { DataTests } from './data-tests.js'
import type { ConfigName } from './dataset-schema.js'
import { bundle } from './release.fixture.js'
import { type ReportBundle, type Row, reportRows } from './report-rows.js'

const IMAGE = new Uint8Array([1])
type Rows = Record<ConfigName, Row[]>

/** Failed tests over one report, spoiled. */
function failed(change: (b: ReportBundle) => ReportBundle, spoil: (rows: Rows) => void = () => {}): string[] {
  const tests = new DataTests()
  const rows = reportRows(change(bundle('r_0', IMAGE)))
  spoil(rows)
  tests.add('train', rows)
  return tests
    .results({ reports: 1, min_reports: 1, splits: ['train'] })
    .filter((t) => t.failures > 0 && t.severity === 'error')
    .map((t) => t.test)
}

it('finds nothing in a sound report', () => {
  expect(failed((b) => b)).toEqual([])
})

it.each<[string, (b: ReportBundle) => ReportBundle, string]>([
  [
    'a box outside the page',
    (b) => ({ ...b, biomarkers: [{ ...b.biomarkers[0]!, bbox: [0, 0, 999, 9] }] }),
    'biomarkers: box lies inside its page',
  ],
  [
    'a page that is not there',
    (b) => ({ ...b, biomarkers: [{ ...b.biomarkers[0]!, page: 2 }] }),
    'biomarkers: page is a page of its report',
  ],
  ['a key twice', (b) => ({ ...b, biomarkers: [b.biomarkers[0]!, b.biomarkers[0]!] }), 'biomarkers: keys are unique'],
  ['evidence of another report', (b) => ({ ...b, biomarkers: [] }), 'action_cards: evidence is a record of its report'],
  ['a page without image', (b) => ({ ...b, images: [null] }), 'pages: an image is there'],
  [
    'a page lost',
    (b) => ({ ...b, report: { ...b.report, page_count: 2 } }),
    'reports: page_count equals rows in pages',
  ],
  [
    'a range upside down',
    (b) => ({ ...b, biomarkers: b.biomarkers.map((m) => ({ ...m, range_low: 9, range_high: 1 })) }),
    'biomarkers: a range runs from low to high',
  ],
  [
    'a window backwards',
    (b) => ({ ...b, cards: b.cards.map((c) => ({ ...c, window_min_days: 99 })) }),
    'action_cards: the window runs forwards',
  ],
  [
    'a gold card of nobody',
    (b) => ({ ...b, cards: b.cards.map((c) => ({ ...c, reviewers: [] })) }),
    'action_cards: a reviewer is named',
  ],
  [
    'the canary in a page',
    (b) => ({ ...b, pages: b.pages.map((p) => ({ ...p, words: p.words.map((w) => ({ ...w, text: CANARY })) })) }),
    'pages: the canary stands in no page',
  ],
])('finds %s', (_, change, test) => {
  expect(failed(change)).toContain(test)
})

it('finds a row of another report, and a draft among gold', () => {
  expect(
    failed(
      (b) => b,
      (rows) => (rows.pages[0] = { ...rows.pages[0], report_id: 'r_9' }),
    ),
  ).toContain('pages: report and patient are those of the report')
  expect(
    failed(
      (b) => b,
      (rows) => (rows.action_cards[0] = { ...rows.action_cards[0], tier: 'draft' }),
    ),
  ).toContain('action_cards: only gold')
})

it('finds a patient in two splits, a lost report, and a split without reports', () => {
  const tests = new DataTests()
  const rows = (id: string): Rows => {
    const b = bundle(id, IMAGE)
    return reportRows({ ...b, report: { ...b.report, patient_id: 'p' } })
  }
  for (const [id, split] of [
    ['r_0', 'train'],
    ['r_1', 'test'],
  ] as [string, SplitName][])
    tests.add(split, rows(id))
  const found = tests.results({ reports: 3, min_reports: 5, splits: ['train', 'validation', 'test'] })
  expect(found.filter((t) => t.failures > 0).map((t) => t.test)).toEqual([
    'biomarkers: name and value stand on the page',
    'reports: a visit of a patient stands once',
    'reports: as many as a release needs',
    'reports: no report is lost',
    'splits: a patient stands in one split',
    'splits: none is empty',
  ])
})
