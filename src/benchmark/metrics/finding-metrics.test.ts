import { describe, expect, it } from 'vitest'
import {
  countFindings,
  countStatements,
  emptyFindingCounts,
  emptyStatementCounts,
  findingF1,
  type ScoredFinding,
  textOverlap,
} from './finding-metrics.js'

const finding = (text: string, over: Partial<ScoredFinding> = {}): ScoredFinding => ({
  page: 1,
  text,
  negated: false,
  normal: false,
  size_mm: null,
  ...over,
})

describe('textOverlap', () => {
  it.each([
    ['肝囊肿。', '腹部彩超：肝囊肿', 1],
    ['No mass', 'no  mass!', 1],
    // `nodule` and `noduel`: common subsequence of 5, 10/12.
    ['nodule', 'noduel', 10 / 12],
    ['', 'a', 0],
  ])('%s against %s is %d', (a, b, expected) => expect(textOverlap(a, b)).toBeCloseTo(expected, 12))
})

describe('countFindings', () => {
  it('aligns by text on one page, takes negation and size apart', () => {
    const counts = emptyFindingCounts()
    countFindings(
      counts,
      'r',
      [finding('右肾囊肿，大小约12mm', { size_mm: 12 }), finding('双肺未见异常', { normal: true }), finding('脂肪肝')],
      [
        finding('右肾囊肿，大小约12mm', { size_mm: 10 }),
        finding('双肺未见异常', { negated: true }),
        finding('脂肪肝', { page: 2 }),
        finding('心律齐'),
      ],
    )
    expect(counts).toMatchObject({ gold: 3, predicted: 4, matched: 2, agreed: 2, sized: 1, size: 0 })
    expect(counts.misses.map((m) => m.what).sort()).toEqual(['extra', 'extra', 'missed', 'size'])
    // 2 x 2 / (3 + 4).
    expect(findingF1(counts)).toBeCloseTo(4 / 7, 12)
  })
  it('counts a finding read as its opposite as wrong', () => {
    const counts = emptyFindingCounts()
    countFindings(counts, 'r', [finding('无结石', { negated: true })], [finding('无结石')])
    expect(counts).toMatchObject({ matched: 1, agreed: 0 })
    expect(findingF1(counts)).toBe(0)
  })
  it('has no F1 without findings', () => expect(findingF1(emptyFindingCounts())).toBeNull())
})

it('counts a line as covered by the findings that it was split into, and findings that no line holds as extra', () => {
  const counts = emptyStatementCounts()
  countStatements(
    counts,
    'r',
    ['脂肪肝（中度）；左肾囊肿 12×10mm', '窦性心律不齐'],
    ['脂肪肝(中度)', '左肾囊肿 12×10mm', '心率 70'],
  )
  expect(counts).toMatchObject({ gold: 2, covered: 1, predicted: 3, supported: 2 })
  expect(counts.misses).toEqual([
    { report: 'r', what: 'missed', text: '窦性心律不齐' },
    { report: 'r', what: 'extra', text: '心率70' },
  ])
})
