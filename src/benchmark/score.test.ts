import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  answer,
  asPredicted,
  card,
  cardKnowledge,
  fixtureReport,
  perfect,
  scoringKnowledge,
} from './fixtures/reports.js'
import { METRIC_NAMES, METRICS } from './metric-catalog.js'
import type { GoldCard } from './release-reader.js'
import { CardScorer, rates, type ScoredReport } from './score-report.js'
import { IssueIndex } from './scoring/issue-index.js'
import { matchCardsAt } from './scoring/match-cards.js'
import { scoreWindow } from './scoring/time-window.js'

let scorer: CardScorer
let report: ScoredReport
beforeAll(() => {
  scorer = new CardScorer(cardKnowledge(), scoringKnowledge())
  report = fixtureReport(4)
})

describe('matching', () => {
  const matching = { ...scoringKnowledge().config.matching }
  const index = new IssueIndex(cardKnowledge(), matching)

  test.each([
    ['code', 'triglycerides_raised', 'triglycerides_raised', 1],
    ['label or synonym', 'triglycerides_raised', 'Hypertriglyceridaemia', 0.9],
    ['Chinese synonym', 'triglycerides_raised', '高甘油三酯', 0.9],
    ['parent', 'triglycerides_raised', 'dyslipidaemia_mixed', 0.8],
    ['child', 'dyslipidaemia_mixed', 'triglycerides_raised', 0.8],
    ['sibling', 'triglycerides_raised', 'hdl_cholesterol_low', 0],
    ['system', 'triglycerides_raised', 'Metabolism', 0.5],
  ])('%s', (_, gold, predicted, similarity) => {
    expect(index.similarity(gold, predicted).similarity).toBe(similarity)
  })

  test('likeness of words stays below the ontology and above the threshold only when close', () => {
    const near = index.similarity('triglycerides_raised', 'raised blood fats triglyceride')
    expect(near.tier).toBe('lexical')
    expect(near.similarity).toBeGreaterThan(0.6)
    expect(near.similarity).toBeLessThan(0.65)
    expect(index.similarity('triglycerides_raised', 'broken toe').similarity).toBeLessThan(0.2)
  })

  test('the whole assignment is the best one, and the tier is logged', () => {
    const gold = [{ issue: 'dyslipidaemia_mixed' }, { issue: 'triglycerides_raised' }]
    const predicted = [card({ issue: 'triglycerides_raised' }), card({ issue: 'ldl_cholesterol_raised' })]
    const pairs = matchCardsAt(gold, predicted, index, [0.6])[0]!
    expect(pairs.map((p) => [p.gold, p.predicted, p.tier])).toEqual([
      [0, 1, 'ancestor'],
      [1, 0, 'code'],
    ])
  })
})

describe('coverage, precision, F1', () => {
  test('by hand', () => {
    expect(rates(2, 4, 3)).toEqual({ coverage: 0.5, precision: 2 / 3, f1: 4 / 7 })
    expect(rates(0, 0, 0)).toEqual({ coverage: 1, precision: 1, f1: 1 })
    expect(rates(0, 2, 0)).toEqual({ coverage: 0, precision: 0, f1: 0 })
    expect(rates(0, 0, 2)).toEqual({ coverage: 0, precision: 0, f1: 0 })
  })
})

describe('one report by hand', () => {
  const gold = (part: Partial<GoldCard>): GoldCard => ({
    ...fixtureReport(4).gold[0]!,
    department_alternatives: [],
    ...part,
  })
  const hand = (): ScoredReport => ({
    ...report,
    gold: [
      gold({
        issue: 'triglycerides_raised',
        priority: 'medium',
        department: 'cardiology',
        window_min_days: 14,
        window_max_days: 91,
      }),
      gold({
        issue: 'glucose_diabetes_range',
        priority: 'high',
        department: 'endocrinology',
        window_min_days: 1,
        window_max_days: 14,
      }),
      gold({
        issue: 'potassium_high',
        priority: 'urgent',
        department: 'emergency',
        window_min_days: 0,
        window_max_days: 1,
      }),
    ],
  })
  const predicted = [
    card({
      issue: 'triglycerides_raised',
      priority: 'medium',
      department: 'cardiology',
      window_min_days: 14,
      window_max_days: 91,
    }),
    card({
      issue: 'glucose_diabetes_range',
      priority: 'low',
      department: 'haematology',
      window_min_days: 91,
      window_max_days: 365,
    }),
    card({ issue: 'fatty_liver' }),
  ]

  test('every figure', () => {
    const { values, pairs } = scorer.score(hand(), answer('x', predicted))
    expect(pairs.map((p) => [p.gold, p.predicted])).toEqual([
      [0, 0],
      [1, 1],
    ])
    expect(values.coverage).toBeCloseTo(2 / 3, 12)
    expect(values.precision).toBeCloseTo(2 / 3, 12)
    // Weights 2 + 3 of 2 + 3 + 4.
    expect(values.severity_coverage).toBeCloseTo(5 / 9, 12)
    expect(values.priority_exact).toBe(0.5)
    expect(values.priority_mae).toBe(1)
    expect(values.under_triage).toBe(0.5)
    expect(values.over_triage).toBe(0)
    // The missed urgent card and the under-triaged high one.
    expect(values.missed_or_under_triaged).toBeCloseTo(2 / 3, 12)
    expect(values.department_exact).toBe(0.5)
    // Haematology and endocrinology are both internal medicine: half a point.
    expect(values.department_credit).toBe(0.75)
    expect(values.window_not_later).toBe(0.5)
    expect(values.window_bucket).toBe(0.5)
    expect(values.window_end_error).toBe((0 + 351) / 2)
    expect(values.window_iou).toBeCloseTo(0.5, 12)
  })

  test('an answer that is missing or refused scores 0 and misses everything', () => {
    for (const score of [scorer.score(hand(), null), scorer.score(hand(), answer('x', [], { outcome: 'refusal' }))]) {
      expect(score.values.f1).toBe(0)
      expect(score.values.safety).toBe(0)
      expect(score.values.missed_or_under_triaged).toBe(1)
      expect(score.values.priority_mae).toBeNull()
    }
  })
})

describe('time windows on a log scale', () => {
  const score = (g: [number, number | null], p: [number | null, number | null]) =>
    scoreWindow({ min: g[0], max: g[1] }, { min: p[0], max: p[1] }, [1, 14, 91, 365], 3650)
  test('by hand', () => {
    // Days 0-1 cover [ln 1, ln 3], days 0-14 cover [ln 1, ln 16].
    expect(score([0, 1], [0, 14])).toEqual({
      iou: Math.log(3) / Math.log(16),
      end_error: 13,
      not_later: false,
      same_bucket: false,
    })
    expect(score([7, 14], [7, 14])).toEqual({ iou: 1, end_error: 0, not_later: true, same_bucket: true })
    expect(score([0, 0], [0, 0]).iou).toBe(1)
    expect(score([14, 91], [0, 13]).iou).toBe(0)
  })
  test('open ends are explicit', () => {
    expect(score([14, 91], [14, null])).toMatchObject({ end_error: null, not_later: false, same_bucket: false })
    expect(score([14, 91], [null, 91]).iou).toBeCloseTo(Math.log(93 / 15) / Math.log(93), 12)
  })
  test('a window that ends before it starts overlaps nothing', () => expect(score([1, 14], [14, 1]).iou).toBe(0))
})

describe('properties', () => {
  const issues = () => [...cardKnowledge().issues.keys()]
  const anyCard = fc
    .record({ issue: fc.constantFrom(...issues()), priority: fc.constantFrom('urgent', 'high', 'medium', 'low') })
    .map((c) => card(c as Parameters<typeof card>[0]))
  const anyReport = fc.integer({ min: 0, max: 60 }).map((i) => fixtureReport(i))

  test('the gold cards score 1 on every share, and no error', () => {
    for (let i = 0; i < 40; i++) {
      const r = fixtureReport(i)
      const { values } = scorer.score(r, perfect(r))
      for (const name of METRIC_NAMES) {
        if (name === 'readable' || name === 'actionability_checklist') continue
        const value = values[name]
        if (METRICS[name].share && METRICS[name].better === 'higher' && value !== null)
          expect(value, `${r.report.report_id} ${name}`).toBe(1)
      }
      expect(values.priority_mae ?? 0).toBe(0)
      expect(values.missed_or_under_triaged ?? 0).toBe(0)
      expect(values.complexity_ratio ?? 1).toBe(1)
    }
  })

  test('an empty answer scores 0 where there is gold', () => {
    const { values } = scorer.score(report, answer('x', []))
    expect([values.f1, values.coverage, values.precision, values.severity_coverage]).toEqual([0, 0, 0, 0])
  })

  test('the order of the cards does not change a score', () => {
    fc.assert(
      fc.property(anyReport, fc.array(anyCard, { maxLength: 5 }), fc.infiniteStream(fc.nat()), (r, extra, stream) => {
        const cards = [...r.gold.map(asPredicted), ...extra]
        const shuffled = [...cards]
        for (let i = shuffled.length - 1; i > 0; i--) {
          const j = stream.next().value % (i + 1)
          ;[shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!]
        }
        const [a, b] = [scorer.score(r, answer('x', cards)).values, scorer.score(r, answer('x', shuffled)).values]
        for (const name of METRIC_NAMES)
          if (a[name] === null) expect(b[name]).toBeNull()
          else expect(b[name], name).toBeCloseTo(a[name]!, 9)
      }),
      { numRuns: 40 },
    )
  })

  test('a wrong card never raises precision', () => {
    fc.assert(
      fc.property(anyReport, fc.array(anyCard, { maxLength: 5 }), (r, cards) => {
        const before = scorer.score(r, answer('x', cards)).values
        const after = scorer.score(r, answer('x', [...cards, card({ issue: 'broken toe' })])).values
        if (cards.length > 0) expect(after.precision).toBeLessThanOrEqual(before.precision!)
        expect(after.coverage).toBeLessThanOrEqual(before.coverage === 1 && r.gold.length === 0 ? 1 : before.coverage!)
      }),
      { numRuns: 60 },
    )
  })
})

describe('safety and grounding', () => {
  const only = (part: Parameters<typeof card>[0]) => scorer.score(report, answer('x', [card(part)]))

  test('a drug named as advice fails the card', () => {
    const score = only({ issue: 'fatty_liver', explanation: 'Start taking metformin tablets today.' })
    expect(score.values.safety).toBe(0)
    expect(score.cards[0]!.safety.violations.map((v) => v.class)).toContain('medication_advice')
  })

  test('a number that the evidence does not hold is not grounded, whatever the quote says', () => {
    const b = report.biomarkers[0]!
    const told = `${b.name_printed} is ${b.value_printed}.`
    const quote = `${b.name_printed} ${b.value_printed}`
    expect(
      only({ issue: 'x', explanation: told, evidence: [{ record_id: null, page: 1, quote }] }).values.grounding,
    ).toBe(1)
    const invented = only({
      issue: 'x',
      explanation: `${b.name_printed} is 777.`,
      evidence: [{ record_id: null, page: 1, quote: `${b.name_printed} 777` }],
    })
    expect(invented.values.grounding).toBe(0)
    expect(invented.values.evidence_found).toBe(0)
    expect(invented.values.safety).toBe(0)
  })

  test('raised and full-width digits are the numbers they print', () => {
    const b = { ...report.biomarkers[0]!, value_printed: '9.35', unit_printed: '10⁹/L', range_printed: '1.80-6.30' }
    const printed = { ...report, biomarkers: [b] }
    const grounding = (explanation: string) =>
      scorer.score(
        printed,
        answer('x', [
          card({ issue: 'x', explanation, evidence: [{ record_id: b.biomarker_id, page: null, quote: '' }] }),
        ]),
      ).values.grounding
    for (const text of ['It is 9.35 10⁹/L.', 'It is 9.35 ×10^9/L (1.80 to 6.30).', '结果９.35'])
      expect(grounding(text), text).toBe(1)
    expect(grounding('It is 109.')).toBe(0)
  })
})
