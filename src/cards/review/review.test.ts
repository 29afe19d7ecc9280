import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ActionCard } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import { CardsConfig } from '../config.js'
import { draftCards } from '../draft.js'
import { finding, quantity, records } from '../fixtures/records.js'
import { type CardKnowledge, loadCardKnowledge } from '../knowledge.js'
import { applyDecisions } from './apply-decisions.js'
import { changesBetween, contentDigest, evidenceDigest } from './content.js'
import { DECISION_SCHEMA, type Decision, type Ruling } from './decision.js'
import { appendDecisions, parseDecisions, readDecisions } from './decision-file.js'
import { proposeMissed, reword } from './propose.js'
import { subjectOfDraft } from './subject.js'

let k: CardKnowledge
beforeAll(() => {
  k = loadCardKnowledge('configs/cards')
})
const config = CardsConfig.parse({})
const uric = (value = 430, part = {}) => quantity('uric_acid', 'UA', value, 'umol/L', 208, 428, part)
const cyst = finding('Simple cyst in the right lobe of the liver, 12 mm', {
  finding: 'cyst',
  body_site: 'liver',
  laterality: 'right',
  size_mm: 12,
})
const seen = () => records([uric()], [cyst])
const base = { schema: DECISION_SCHEMA, report_id: 'r', at: null } as const

function decide(r: RecordsArtefact, issue: string, reviewer: string, ruling: Ruling | 'adjudicated'): Decision {
  const card = draftCards(r, null, k, config).find((c) => c.issue === issue)!
  const { draft, evidence, content } = subjectOfDraft(card, r)
  const judged = { draft, evidence, content }
  return ruling === 'adjudicated'
    ? { ...base, reviewer, judged, action: 'adjudicate', ruling: { action: 'accept' } }
    : { ...base, reviewer, judged, ...ruling }
}
const accept = (r: RecordsArtefact, reviewer: string) => decide(r, 'uric_acid_raised', reviewer, { action: 'accept' })
const reject = (r: RecordsArtefact, reviewer: string) =>
  decide(r, 'uric_acid_raised', reviewer, { action: 'reject', reason: 'not_relevant', note: '' })
const shorter = (r: RecordsArtefact, reviewer: string, end: number) => {
  const card = draftCards(r, null, k, config).find((c) => c.issue === 'uric_acid_raised')!
  const content = reword(
    card,
    card.priority,
    { window: [7, end] },
    { records: r, previous: null, knowledge: k, config },
  )!
  const changes = changesBetween(subjectOfDraft(card, r).content, content)
  return decide(r, 'uric_acid_raised', reviewer, { action: 'edit', changes })
}
const apply = (r: RecordsArtefact, ...decisions: Decision[]) =>
  applyDecisions(draftCards(r, null, k, config), r, decisions, k)
const uricReview = (a: ReturnType<typeof apply>) => {
  const review = a.reviews.find((s) => s.issue === 'uric_acid_raised')!
  const card = a.cards.find((c) => c.issue === 'uric_acid_raised')
  return { status: review.status, tier: card?.tier ?? null, reviewers: card?.reviewers ?? [], reasons: review.reasons }
}

describe('tiers', () => {
  test('a draft becomes reviewed by one, gold by two who agree, and keeps its text', () => {
    const r = seen()
    const [drafted] = draftCards(r, null, k, config)
    expect(uricReview(apply(r))).toMatchObject({ status: 'open', tier: 'draft', reviewers: [] })
    expect(uricReview(apply(r, accept(r, 'a')))).toMatchObject({
      status: 'reviewed',
      tier: 'reviewed',
      reviewers: ['a'],
    })
    const gold = apply(r, accept(r, 'b'), accept(r, 'a'))
    expect(uricReview(gold)).toMatchObject({ status: 'gold', tier: 'gold', reviewers: ['a', 'b'] })
    expect(gold.cards[0]).toEqual({ ...drafted, tier: 'gold', reviewers: ['a', 'b'] })
    expect(gold.settled).toBe(false)
    for (const card of gold.cards) expect(() => ActionCard.parse(card)).not.toThrow()
  })

  test('a later line of the same reviewer replaces the earlier one', () => {
    const r = seen()
    expect(uricReview(apply(r, reject(r, 'a'), accept(r, 'a'), accept(r, 'b'))).status).toBe('gold')
  })

  test('two who differ wait for an adjudicator, who must be a third person', () => {
    const r = seen()
    const two = [accept(r, 'a'), shorter(r, 'b', 30)]
    const open = uricReview(apply(r, ...two))
    expect(open).toMatchObject({ status: 'disagreement', tier: 'reviewed' })
    expect(open.reasons).toEqual(['disputed: window_min_days, window_max_days, explanation'])
    const own = uricReview(apply(r, ...two, decide(r, 'uric_acid_raised', 'a', 'adjudicated')))
    expect(own.status).toBe('disagreement')
    const third = uricReview(apply(r, ...two, decide(r, 'uric_acid_raised', 'c', 'adjudicated')))
    expect(third).toMatchObject({ status: 'gold', reviewers: ['a', 'b', 'c'] })
  })

  test('an adjudicator alone makes no gold', () => {
    const r = seen()
    expect(uricReview(apply(r, decide(r, 'uric_acid_raised', 'c', 'adjudicated'))).status).toBe('open')
  })

  test('equal edits are gold with the edited content; two rejections drop the card and say so', () => {
    const r = seen()
    const edited = apply(r, shorter(r, 'a', 30), shorter(r, 'b', 30))
    expect(uricReview(edited).tier).toBe('gold')
    expect(edited.cards.find((c) => c.issue === 'uric_acid_raised')).toMatchObject({
      window_min_days: 7,
      window_max_days: 30,
      safety: { verdict: 'pass' },
    })
    expect(uricReview(apply(r, reject(r, 'a'), reject(r, 'b')))).toMatchObject({ status: 'rejected', tier: null })
    expect(uricReview(apply(r, reject(r, 'a')))).toMatchObject({ status: 'refused', tier: 'draft' })
  })

  test('an edit that the safety gate refuses is not gold, however many agree', () => {
    const r = seen()
    const card = draftCards(r, null, k, config).find((c) => c.issue === 'uric_acid_raised')!
    const to = `${card.explanation} You have gout. Take allopurinol 100 mg daily.`
    const changes = [{ field: 'explanation' as const, from: card.explanation, to }]
    const edits = ['a', 'b'].map((who) => decide(r, 'uric_acid_raised', who, { action: 'edit', changes }))
    const blocked = uricReview(apply(r, ...edits))
    expect(blocked).toMatchObject({ status: 'blocked', tier: 'reviewed' })
    expect(blocked.reasons[0]).toContain('medication_advice')
  })
})

describe('when extraction changes under a reviewed card', () => {
  test('it returns to review and says why', () => {
    const r = seen()
    const after = records([uric(455)], [cyst])
    const found = uricReview(apply(after, accept(r, 'a'), accept(r, 'b')))
    expect(found).toMatchObject({ status: 'returned', tier: 'draft', reviewers: [] })
    expect(found.reasons[0]).toContain('1 of 1 pieces of evidence are printed otherwise or gone')
  })

  test('also when a cited record is read otherwise and the card reads the same', () => {
    const r = seen()
    const reread = seen()
    reread.biomarkers[0]!.method = 'uricase'
    expect(uricReview(apply(reread, accept(r, 'a'), accept(r, 'b')))).toMatchObject({
      status: 'returned',
      reasons: ['a cited record is read otherwise now'],
    })
  })

  test('not when only ids, boxes or other records change', () => {
    const r = seen()
    const moved = records([quantity('alt', 'ALT', 20, 'U/L', 9, 50), uric(430, { biomarker_id: 'r-b77' })], [cyst])
    moved.biomarkers[1]!.bbox = [1, 2, 3, 4]
    const gold = apply(moved, accept(r, 'a'), accept(r, 'b'))
    expect(uricReview(gold).status).toBe('gold')
    expect(gold.cards.find((c) => c.issue === 'uric_acid_raised')!.evidence[0]!.record_id).toBe('r-b77')
  })

  test('a card that is no longer established stays in the reviews; a new judgement answers the return', () => {
    const r = seen()
    const gone = records([], [cyst])
    const lost = apply(gone, accept(r, 'a'), accept(r, 'b')).reviews.find((s) => s.issue === 'uric_acid_raised')!
    expect(lost).toMatchObject({
      card_id: null,
      status: 'returned',
      reviewers: ['a', 'b'],
      reasons: ['the report no longer establishes this issue'],
    })
    const after = records([uric(455)], [cyst])
    const answered = uricReview(apply(after, accept(r, 'a'), accept(r, 'b'), accept(after, 'a'), accept(after, 'b')))
    expect(answered).toMatchObject({ status: 'gold', reasons: [] })
  })
})

describe('a missed issue', () => {
  const missing = (reviewer: string, r: RecordsArtefact): Decision => {
    const shop = { records: r, previous: null, knowledge: k, config }
    const card = proposeMissed('underweight', [{ record_id: r.biomarkers[1]!.biomarker_id }], 'medium', {}, shop)!
    return { ...base, reviewer, action: 'add', card, evidence: evidenceDigest(card.evidence, r)! }
  }
  const withWeight = (value = 48) => records([uric(), quantity('weight', 'Weight', value, 'kg', null, null)], [cyst])

  test('is reviewed when one adds it, gold when two do, and returns when its evidence changes', () => {
    const r = withWeight()
    const one = apply(r, missing('a', r))
    expect(one.cards.find((c) => c.issue === 'underweight')).toMatchObject({
      card_id: 'r-a01',
      tier: 'reviewed',
      drafted_by: 'reviewer:a',
    })
    expect(apply(r, missing('a', r), missing('b', r)).cards.find((c) => c.issue === 'underweight')!.tier).toBe('gold')
    const lost = apply(withWeight(52), missing('a', r))
    expect(lost.cards.some((c) => c.issue === 'underweight')).toBe(false)
    expect(lost.reviews.find((s) => s.issue === 'underweight')).toMatchObject({
      status: 'returned',
      reasons: ['a record that it cites is printed no more'],
    })
  })

  test('can be accepted by another reviewer', () => {
    const r = withWeight()
    const added = missing('a', r) as Extract<Decision, { action: 'add' }>
    const judged = { draft: contentDigest(added.card), evidence: added.evidence, content: added.card }
    const cards = apply(r, added, { ...base, reviewer: 'b', action: 'accept', judged }).cards
    expect(cards.find((c) => c.issue === 'underweight')).toMatchObject({ tier: 'gold', reviewers: ['a', 'b'] })
  })
})

describe('decision files', () => {
  test('are appended to, also after a line that was cut off, and read back as written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'decisions-'))
    try {
      const r = seen()
      appendDecisions(folder, [accept(r, 'a'), reject(r, 'b')])
      appendDecisions(folder, [reject(r, 'a')])
      expect(readDecisions(folder)).toEqual([accept(r, 'a'), reject(r, 'a'), reject(r, 'b')])
      writeFileSync(join(folder, 'a.jsonl'), `${readFileSync(join(folder, 'a.jsonl'), 'utf8')}{"schema":"1","rep`)
      expect(() => readDecisions(folder)).toThrow('card decisions of a, line 3: is not JSON')
      appendDecisions(folder, [accept(r, 'a')])
      expect(readFileSync(join(folder, 'a.jsonl'), 'utf8').split('\n')).toHaveLength(5)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test.each([
    ['an unknown key', (d: Record<string, unknown>) => ({ ...d, mood: 'good' }), /line 1: decision is not allowed/],
    ['another reviewer', (d: Record<string, unknown>) => ({ ...d, reviewer: 'b' }), /line 1: reviewer/],
    ['no reason', (d: Record<string, unknown>) => ({ ...d, action: 'reject' }), /line 1: reason/],
    ['an unsaid reason', (d: Record<string, unknown>) => ({ ...d, action: 'reject', reason: 'other' }), /line 1: note/],
    ['an unknown action', (d: Record<string, unknown>) => ({ ...d, action: 'shred' }), /line 1: action/],
  ])('refuse %s by reviewer, line and key, quoting nothing', (_, change, message) => {
    const line = JSON.stringify(change(accept(seen(), 'a') as unknown as Record<string, unknown>))
    expect(() => parseDecisions(line, 'a')).toThrow(message)
  })

  test('refuse a file that is not named by a pseudonym, without naming it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'decisions-'))
    try {
      writeFileSync(join(folder, 'Dr. Ada Example.jsonl'), '')
      expect(() => readDecisions(folder)).toThrow(/^card decisions: file 1 of 1 is not named by a pseudonym/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
