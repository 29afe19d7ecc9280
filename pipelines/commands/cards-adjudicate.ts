import { join } from 'node:path'
import { type CardKnowledge, loadCardKnowledge } from '../../src/cards/knowledge.js'
import { applyDecisions, type SubjectReview } from '../../src/cards/review/apply-decisions.js'
import { applyChanges, EditableField } from '../../src/cards/review/content.js'
import type { Subject } from '../../src/cards/review/subject.js'
import { resolvePaths, type WorkplaceOptions } from '../workplace.js'
import { type Desk, loadDesks, voicesOn } from './cards-desk.js'

/** A card that waits for an adjudicator, or that came back: what each reviewer says where they differ. */
export interface Dispute {
  readonly report_id: string
  readonly card_id: string | null
  readonly issue: string
  readonly status: SubjectReview['status']
  readonly reasons: readonly string[]
  /** Field → reviewer → value; `verdict` holds accept, edit or reject. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** `checkup cards adjudicate`: disagreements first, then what the gate blocks, then what returned to review. */
export function adjudicate(options: WorkplaceOptions & { format: string }): string {
  const paths = resolvePaths(options)
  const knowledge = loadCardKnowledge(join(paths.configs, 'cards'))
  const open = loadDesks(paths).flatMap((desk) => openReviews(desk, knowledge).map((r) => disputeOf(r, desk)))
  open.sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))
  if (options.format === 'json') return open.map((d) => `${JSON.stringify(d)}\n`).join('')
  if (open.length === 0) return 'nothing waits for an adjudicator\n'
  return open.map((d) => `${print(d)}\n`).join('')
}

/** A card on which somebody must rule: the subject, and what is said of it, one line a field. */
export interface Case {
  readonly subject: Subject
  readonly said: readonly string[]
}

/** Cards of the desk that wait for an adjudicator: reviewers differ, or the gate blocks what they agree on. */
export function casesOn(desk: Desk, knowledge: CardKnowledge): Case[] {
  return openReviews(desk, knowledge).flatMap((review) => {
    const subject = desk.subjects.find((s) => s.draft === review.draft)
    if (subject === undefined || review.status === 'returned') return []
    const { fields } = disputeOf(review, desk)
    return [{ subject, said: [...review.reasons, ...linesOf(fields)] }]
  })
}

function openReviews(desk: Desk, knowledge: CardKnowledge): SubjectReview[] {
  const drafts = desk.subjects.flatMap((s) => (s.card === null ? [] : [s.card]))
  const { reviews } = applyDecisions(drafts, desk.records, desk.decisions, knowledge)
  return reviews.filter((r) => ORDER.includes(r.status))
}

const ORDER: readonly SubjectReview['status'][] = ['disagreement', 'blocked', 'returned']

function disputeOf(review: SubjectReview, desk: Desk): Dispute {
  const { card_id, issue, status, reasons } = review
  const fields: Record<string, Record<string, unknown>> = {}
  const subject = desk.subjects.find((s) => s.draft === review.draft)
  if (subject !== undefined && status === 'disagreement') {
    const said = [...voicesOn(subject, desk)].sort(([a], [b]) => (a < b ? -1 : 1))
    fields.verdict = Object.fromEntries(said.map(([reviewer, d]) => [reviewer, d.action]))
    for (const field of EditableField.options) {
      const values = said.flatMap(([reviewer, d]) => {
        if (d.action === 'reject') return []
        const result = d.action === 'edit' ? applyChanges(subject.content, d.changes) : { content: subject.content }
        return 'wrong' in result ? [] : [[reviewer, result.content[field]] as const]
      })
      if (new Set(values.map(([, v]) => JSON.stringify(v))).size > 1) fields[field] = Object.fromEntries(values)
    }
  }
  return { report_id: desk.report_id, card_id, issue, status, reasons, fields }
}

function linesOf(fields: Dispute['fields']): string[] {
  return Object.entries(fields).map(
    ([field, values]) =>
      `${field}: ${Object.entries(values)
        .map(([r, v]) => `${r} ${typeof v === 'string' ? v : JSON.stringify(v)}`)
        .join(' | ')}`,
  )
}

function print(d: Dispute): string {
  return [
    `${d.report_id} ${d.card_id ?? '(no card)'} ${d.issue}: ${d.status}`,
    ...d.reasons.map((r) => `    ${r}`),
    ...linesOf(d.fields).map((line) => `    ${line}`),
  ].join('\n')
}
