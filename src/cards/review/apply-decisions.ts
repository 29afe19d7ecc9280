import { z } from 'zod'
import { type ActionCard, Tier } from '../../records/action-card.js'
import { CardsArtefact, type RecordsArtefact } from '../../records/artefact.js'
import type { CardKnowledge } from '../knowledge.js'
import { rank } from '../priority.js'
import { applyChanges, type CardContent, changesBetween, contentDigest } from './content.js'
import type { Decision, Judged, Ruling } from './decision.js'
import { rewrittenCard } from './rewritten-card.js'
import { type Subject, subjectsOf, successorOf } from './subject.js'

/**
 * `open` not judged; `returned` judged, but the draft or its evidence has changed since; `reviewed` kept by one reviewer;
 * `refused` rejected by one reviewer; `disagreement` to be adjudicated; `gold`; `rejected` by two reviewers or the adjudicator;
 * `blocked` agreed upon, but refused by the safety gate.
 */
export const ReviewStatus = z.enum([
  'open',
  'returned',
  'reviewed',
  'refused',
  'disagreement',
  'gold',
  'rejected',
  'blocked',
])
export type ReviewStatus = z.infer<typeof ReviewStatus>

/** How the review of one draft or addition stands. `reasons` say why it is returned, blocked or which fields are disputed. */
export const SubjectReview = z.object({
  /** Null when no card is shown: rejected, or no longer established. */
  card_id: z.string().nullable(),
  issue: z.string(),
  draft: z.string(),
  status: ReviewStatus,
  tier: Tier.nullable(),
  reviewers: z.array(z.string()),
  reasons: z.array(z.string()),
})
export type SubjectReview = z.infer<typeof SubjectReview>

/** `processed/cards/<report_id>.json`: the cards with their tiers, and how the review of each stands. */
export const ReviewedCardsArtefact = CardsArtefact.extend({
  reviews: z.array(SubjectReview),
  /** Something was judged and nothing is open: the gold cards are all the cards that this report should have. */
  settled: z.boolean(),
})
export type ReviewedCardsArtefact = z.infer<typeof ReviewedCardsArtefact>

interface Voice {
  readonly reviewer: string
  readonly ruling: Ruling
}

/**
 * Applies reviewers' decisions to the drafts of one report: tiers, edits, additions, rejections. Pure; nothing is dropped
 * silently: what is not shown as a card stands in `reviews` with its reason. Edited and added cards pass the safety gate again.
 * @param decisions of this report, each reviewer's in their order
 */
export function applyDecisions(
  drafts: readonly ActionCard[],
  records: RecordsArtefact,
  decisions: readonly Decision[],
  knowledge: CardKnowledge,
): ReviewedCardsArtefact {
  const { subjects, lost } = subjectsOf(drafts, records, decisions)
  const stale = new Map<Subject | string, { issue: string; reviewers: Set<string>; reasons: Set<string> }>()
  const note = (at: Subject | string, issue: string, reviewer: string, reason: string) => {
    const entry = stale.get(at) ?? { issue, reviewers: new Set(), reasons: new Set() }
    stale.set(at, { issue, reviewers: entry.reviewers.add(reviewer), reasons: entry.reasons.add(reason) })
  }
  for (const l of lost) note(l.draft, l.content.issue, l.reviewer, l.reason)
  const voices = new Map<Subject, Map<string, Voice>>(subjects.map((s) => [s, new Map()]))
  const adjudications = new Map<Subject, Voice>()
  for (const s of subjects)
    for (const by of s.addedBy) voices.get(s)!.set(by, { reviewer: by, ruling: { action: 'accept' } })
  for (const d of decisions) {
    if (d.action === 'add') continue
    const { judged, reviewer } = d
    const subject = subjects.find((s) => s.draft === judged.draft && s.evidence === judged.evidence)
    if (subject === undefined) {
      const now = successorOf(judged.content, subjects)
      note(now ?? judged.draft, judged.content.issue, reviewer, whyReturned(judged, now))
    } else if (d.action === 'adjudicate') adjudications.set(subject, { reviewer, ruling: d.ruling })
    else voices.get(subject)!.set(reviewer, { reviewer, ruling: d })
  }
  const cards: ActionCard[] = []
  const reviews: SubjectReview[] = []
  let additions = 0
  for (const subject of subjects) {
    const id = subject.card?.card_id ?? `${records.report.report_id}-a${String(++additions).padStart(2, '0')}`
    const heard = [...voices.get(subject)!.values()]
    const outcome = settle(id, subject, heard, adjudications.get(subject), records, knowledge)
    const old = stale.get(subject)
    stale.delete(subject)
    // A reviewer who has judged the present draft has answered the return.
    const unanswered = [...(old?.reviewers ?? [])].filter((r) => !outcome.reviewers.includes(r))
    const returned = unanswered.length > 0 ? [...old!.reasons] : []
    const status = outcome.status === 'open' && returned.length > 0 ? 'returned' : outcome.status
    if (outcome.card !== null) cards.push(outcome.card)
    reviews.push({
      card_id: outcome.card?.card_id ?? null,
      issue: subject.content.issue,
      draft: subject.draft,
      status,
      tier: outcome.card?.tier ?? null,
      reviewers: [...new Set([...outcome.reviewers, ...unanswered])].sort(),
      reasons: [...outcome.reasons, ...returned],
    })
  }
  for (const [draft, { issue, reviewers, reasons }] of stale)
    reviews.push({
      card_id: null,
      issue,
      draft: draft as string,
      status: 'returned',
      tier: null,
      reviewers: [...reviewers].sort(),
      reasons: [...reasons],
    })
  const judgedOnce = reviews.some((r) => r.status !== 'open')
  return {
    report_id: records.report.report_id,
    cards: cards
      .map((card, i) => ({ card, i }))
      .sort((a, b) => rank(a.card.priority) - rank(b.card.priority) || a.i - b.i)
      .map(({ card }) => card),
    reviews,
    settled: judgedOnce && reviews.every((r) => r.status === 'gold' || r.status === 'rejected'),
  }
}

interface Settled {
  readonly status: ReviewStatus
  readonly card: ActionCard | null
  readonly reviewers: readonly string[]
  readonly reasons: readonly string[]
}

function settle(
  id: string,
  subject: Subject,
  heard: readonly Voice[],
  adjudication: Voice | undefined,
  records: RecordsArtefact,
  knowledge: CardKnowledge,
): Settled {
  const reviewers = heard.map((v) => v.reviewer).sort()
  const draftBy = subject.card?.drafted_by ?? `reviewer:${subject.addedBy[0]}`
  const made = (content: CardContent, tier: Tier, by: readonly string[]) =>
    rewrittenCard(id, subject.card, content, draftBy, tier, by, records, knowledge)
  const asDraft = (status: ReviewStatus, tier: Tier, reasons: readonly string[]): Settled => {
    const card = made(subject.content, tier, tier === 'draft' ? [] : reviewers)
    return {
      status,
      card: 'wrong' in card ? null : card,
      reviewers,
      reasons: 'wrong' in card ? [...reasons, card.wrong] : reasons,
    }
  }
  const outcomes = heard.map((v) => ({ ...v, result: resultOf(subject.content, v.ruling) }))
  for (const o of outcomes)
    if (typeof o.result === 'object' && 'wrong' in o.result)
      return asDraft('returned', 'draft', [`the edit of ${o.reviewer} cannot be applied: ${o.result.wrong}`])
  const judges = adjudication === undefined ? [] : [adjudication.reviewer]
  const mayRule = heard.length > 0 && adjudication !== undefined && !reviewers.includes(adjudication.reviewer)
  const ruled = mayRule ? resultOf(subject.content, adjudication.ruling) : undefined
  if (typeof ruled === 'object' && 'wrong' in ruled)
    return asDraft('disagreement', 'reviewed', [`the ruling cannot be applied: ${ruled.wrong}`])
  const all = [...new Set([...reviewers, ...(mayRule ? judges : [])])].sort()
  const results = outcomes.map((o) => o.result as CardContent | 'reject')
  const keys = new Set(results.map((r) => (r === 'reject' ? r : contentDigest(r))))
  const refusedRuling =
    adjudication !== undefined && !mayRule
      ? ['the adjudication does not count: it needs a decision of somebody else and an adjudicator who made none']
      : []
  const agreed = ruled ?? (results.length >= 2 && keys.size === 1 ? results[0]! : null)
  if (agreed === 'reject') return { status: 'rejected', card: null, reviewers: all, reasons: refusedRuling }
  if (agreed !== null) {
    const card = made(agreed, 'gold', all)
    if ('wrong' in card) return asDraft('returned', 'draft', [card.wrong])
    if (card.safety.verdict === 'pass') return { status: 'gold', card, reviewers: all, reasons: refusedRuling }
    const classes = [...new Set(card.safety.violations.filter((v) => v.severity === 'critical').map((v) => v.class))]
    return {
      status: 'blocked',
      card: { ...card, tier: 'reviewed' },
      reviewers: all,
      reasons: [`the safety gate blocks it: ${classes.join(', ')}`],
    }
  }
  if (results.length === 0) return asDraft('open', 'draft', refusedRuling)
  if (results.length >= 2) return asDraft('disagreement', 'reviewed', [disputed(results), ...refusedRuling])
  const only = results[0]!
  if (only === 'reject') return asDraft('refused', 'draft', refusedRuling)
  const card = made(only, 'reviewed', reviewers)
  if ('wrong' in card) return asDraft('returned', 'draft', [card.wrong])
  return { status: 'reviewed', card, reviewers, reasons: refusedRuling }
}

function resultOf(content: CardContent, ruling: Ruling): CardContent | 'reject' | { wrong: string } {
  if (ruling.action === 'reject') return 'reject'
  if (ruling.action === 'accept') return content
  const applied = applyChanges(content, ruling.changes)
  return 'wrong' in applied ? applied : applied.content
}

function disputed(results: readonly (CardContent | 'reject')[]): string {
  const kept = results.filter((r): r is CardContent => r !== 'reject')
  const fields = new Set(kept.slice(1).flatMap((r) => changesBetween(kept[0]!, r).map((c) => c.field)))
  return `disputed: ${[...(kept.length < results.length ? ['keep or reject'] : []), ...fields].join(', ')}`
}

function whyReturned(judged: Judged, now: Subject | null): string {
  if (now === null) return 'the report no longer establishes this issue'
  const fields = changesBetween(judged.content, now.content)
    .map((c) => c.field)
    .filter((f) => f !== 'evidence')
  const quotes = (c: CardContent) => c.evidence.map((e) => `${e.page} ${e.quote}`)
  const [before, after] = [quotes(judged.content), quotes(now.content)]
  const gone = before.filter((q) => !after.includes(q)).length
  const more = after.filter((q) => !before.includes(q)).length
  const what = [
    ...(gone > 0 ? [`${gone} of ${before.length} pieces of evidence are printed otherwise or gone`] : []),
    ...(more > 0 ? [`${more} pieces of evidence are new`] : []),
    ...(gone + more === 0 && judged.evidence !== now.evidence ? ['a cited record is read otherwise now'] : []),
    ...(fields.length > 0 ? [`the draft changed in ${fields.join(', ')}`] : []),
  ]
  return what.length > 0 ? what.join('; ') : 'the draft changed'
}
