import type { ActionCard } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import { type CardContent, contentDigest, contentOf, evidenceDigest, resolveEvidence } from './content.js'
import type { Decision } from './decision.js'

/** One thing to judge: a present draft, or an issue that a reviewer added. */
export interface Subject {
  readonly content: CardContent
  readonly draft: string
  readonly evidence: string
  /** The drafted card; null for an addition. */
  readonly card: ActionCard | null
  /** Who added it; empty for a draft. */
  readonly addedBy: readonly string[]
}

/** An addition whose evidence is printed or read otherwise now, or not at all. */
export interface LostAddition {
  readonly reviewer: string
  readonly content: CardContent
  readonly draft: string
  readonly reason: string
}

/** A draft as something to judge; its digests are what decisions are bound to. */
export function subjectOfDraft(card: ActionCard, records: RecordsArtefact): Subject {
  const content = contentOf(card)
  const evidence = evidenceDigest(content.evidence, records) ?? 'unresolved'
  return { content, draft: contentDigest(content), evidence, card, addedBy: [] }
}

/** Drafts first, as drafted, then additions by issue. Equal additions are one subject; a reviewer's later one of an issue replaces the earlier. */
export function subjectsOf(
  drafts: readonly ActionCard[],
  records: RecordsArtefact,
  decisions: readonly Decision[],
): { subjects: Subject[]; lost: LostAddition[] } {
  const latest = new Map<string, Extract<Decision, { action: 'add' }>>()
  for (const d of decisions) if (d.action === 'add') latest.set(`${d.reviewer} ${d.card.issue}`, d)
  const added = new Map<string, Subject>()
  const lost: LostAddition[] = []
  for (const add of latest.values()) {
    const draft = contentDigest(add.card)
    const resolved = resolveEvidence(add.card.evidence, records)
    const found = resolved === null ? null : evidenceDigest(resolved, records)
    if (resolved === null || found !== add.evidence) {
      const reason =
        resolved === null ? 'a record that it cites is printed no more' : 'a record that it cites is read otherwise now'
      lost.push({ reviewer: add.reviewer, content: add.card, draft, reason })
      continue
    }
    const same = added.get(draft)
    added.set(draft, {
      content: { ...add.card, evidence: resolved },
      draft,
      evidence: found,
      card: null,
      addedBy: [...(same?.addedBy ?? []), add.reviewer].sort(),
    })
  }
  const additions = [...added.values()].sort((a, b) =>
    a.content.issue === b.content.issue ? (a.draft < b.draft ? -1 : 1) : a.content.issue < b.content.issue ? -1 : 1,
  )
  return { subjects: [...drafts.map((card) => subjectOfDraft(card, records)), ...additions], lost }
}

/** The present subject that a decision on `judged` was about: the same issue, most of its evidence in common; null when it is gone. */
export function successorOf(judged: CardContent, subjects: readonly Subject[]): Subject | null {
  const quotes = new Set(judged.evidence.map((e) => `${e.kind} ${e.quote}`))
  const common = (s: Subject) => s.content.evidence.filter((e) => quotes.has(`${e.kind} ${e.quote}`)).length
  const same = subjects.filter((s) => s.content.issue === judged.issue)
  if (same.length === 1) return same[0]!
  // Several cards of one issue (results of several panels), or none: shared evidence decides.
  const ranked = (same.length > 1 ? same : subjects).filter((s) => common(s) > 0).sort((a, b) => common(b) - common(a))
  return ranked[0] ?? null
}
