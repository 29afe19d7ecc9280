import type { CardKnowledge } from '../cards/knowledge.js'
import { applyDecisions } from '../cards/review/apply-decisions.js'
import { applyChanges, type CardContent } from '../cards/review/content.js'
import type { Decision, Ruling } from '../cards/review/decision.js'
import { type Subject, subjectsOf } from '../cards/review/subject.js'
import type { ActionCard } from '../records/action-card.js'
import type { RecordsArtefact } from '../records/artefact.js'

/** What a reviewer said of a card, and how it would read then; null for a rejection. */
export interface Voice {
  readonly reviewer: string
  readonly verdict: Ruling['action']
  readonly reason: string
  readonly content: CardContent | null
}

/** A card on the desk. */
export interface ShownCard extends Subject {
  readonly label_en: string
  readonly label_zh: string
  /** What the person at the desk said last; null before. */
  readonly verdict: Ruling['action'] | 'add' | null
  /** How their edit left it; null when they did not edit it. */
  readonly edited: CardContent | null
  /** Why it came back: the draft or what it rests on changed after they had judged it. */
  readonly returned: readonly string[]
  /** What reviewers said, for the adjudicator only. */
  readonly voices: readonly Voice[]
}

/** Drafts with the reviewer's own decisions, and the reviewer's own additions; nothing of others. */
export function shownToClinician(
  drafts: readonly ActionCard[],
  records: RecordsArtefact,
  decisions: readonly Decision[],
  reviewer: string,
  knowledge: CardKnowledge,
): ShownCard[] {
  const own = decisions.filter((d) => d.reviewer === reviewer)
  const { reviews } = applyDecisions(drafts, records, own, knowledge)
  return subjectsOf(drafts, records, own).subjects.map((subject) => {
    const said = voicesOn(subject, own)[0]
    const returned = reviews.find((r) => r.draft === subject.draft && r.status === 'returned')
    return {
      ...labelled(subject, knowledge),
      verdict: said?.verdict ?? (subject.card === null ? 'add' : null),
      edited: said?.verdict === 'edit' ? said.content : null,
      returned: returned?.reasons ?? [],
      voices: [],
    }
  })
}

/** Cards that wait for an adjudicator or were settled by one, with what each reviewer said. */
export function shownToAdjudicator(
  drafts: readonly ActionCard[],
  records: RecordsArtefact,
  decisions: readonly Decision[],
  knowledge: CardKnowledge,
): ShownCard[] {
  const { reviews } = applyDecisions(drafts, records, decisions, knowledge)
  return subjectsOf(drafts, records, decisions).subjects.flatMap((subject) => {
    const review = reviews.find((r) => r.draft === subject.draft)
    const settled = decisions.filter((d) => d.action === 'adjudicate' && isAbout(d, subject)).at(-1)
    const waits = review?.status === 'disagreement' || review?.status === 'blocked'
    if (!waits && settled === undefined) return []
    const ruling = settled?.action === 'adjudicate' ? settled.ruling : null
    return [
      {
        ...labelled(subject, knowledge),
        verdict: ruling?.action ?? null,
        edited: ruling === null ? null : contentAfter(subject, ruling),
        returned: waits ? (review?.reasons ?? []) : [],
        voices: [
          ...subject.addedBy.map(
            (by): Voice => ({ reviewer: by, verdict: 'accept', reason: 'added', content: subject.content }),
          ),
          ...voicesOn(subject, decisions),
        ],
      },
    ]
  })
}

/** The latest word of each reviewer on the card as it is now, by reviewer. */
function voicesOn(subject: Subject, decisions: readonly Decision[]): Voice[] {
  const latest = new Map<string, Voice>()
  for (const d of decisions) {
    if (d.action === 'add' || d.action === 'adjudicate' || !isAbout(d, subject)) continue
    const reason = d.action === 'reject' ? [d.reason, d.note].filter((part) => part !== '').join(': ') : ''
    latest.set(d.reviewer, { reviewer: d.reviewer, verdict: d.action, reason, content: contentAfter(subject, d) })
  }
  return [...latest.values()].sort((a, b) => (a.reviewer < b.reviewer ? -1 : 1))
}

function isAbout(decision: Decision, subject: Subject): boolean {
  return (
    decision.action !== 'add' &&
    decision.judged.draft === subject.draft &&
    decision.judged.evidence === subject.evidence
  )
}

function contentAfter(subject: Subject, ruling: Ruling): CardContent | null {
  if (ruling.action === 'reject') return null
  if (ruling.action === 'accept') return subject.content
  const result = applyChanges(subject.content, ruling.changes)
  return 'wrong' in result ? null : result.content
}

function labelled(subject: Subject, knowledge: CardKnowledge) {
  const issue = knowledge.issues.get(subject.content.issue)
  return { ...subject, label_en: issue?.label_en ?? subject.content.issue, label_zh: issue?.label_zh ?? '' }
}
