import { z } from 'zod'
import { CardContent, FieldChange } from './content.js'

/** Version of the decision files; raised when older lines would be read wrongly. */
export const DECISION_SCHEMA = '1'

/** Reviewers are pseudonyms, published with gold cards: lower case, no dots or spaces, so that no name slips in as a file name. */
export const ReviewerName = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be a pseudonym such as reviewer-1')

/** Pseudonyms that start so belong to simulated reviewers of the sample corpus. */
export const SYNTHETIC_PREFIX = 'synthetic-'

/** Whether a reviewer is simulated: cards that it reviewed are synthetic gold. */
export function isSyntheticReviewer(reviewer: string): boolean {
  return reviewer.startsWith(SYNTHETIC_PREFIX)
}

export const RejectReason = z.enum([
  'not_in_report',
  'misread_report',
  'not_relevant',
  'duplicate',
  'wrong_person',
  'other',
])

const accept = { action: z.literal('accept') }
const edit = { action: z.literal('edit'), changes: z.array(FieldChange).min(1) }
/** `note` says what the reason does not; it may name no person and is published nowhere. */
const reject = { action: z.literal('reject'), reason: RejectReason, note: z.string().default('') }

/** What an adjudicator rules about a draft. */
export const Ruling = z.discriminatedUnion('action', [
  z.strictObject(accept),
  z.strictObject(edit),
  z.strictObject(reject),
])
export type Ruling = z.infer<typeof Ruling>

/** What was judged: a draft or another reviewer's addition as it was seen, with digests of it and of the records that it cites. */
export const Judged = z.strictObject({ draft: z.string(), evidence: z.string(), content: CardContent })
export type Judged = z.infer<typeof Judged>

const base = {
  schema: z.literal(DECISION_SCHEMA),
  report_id: z.string().min(1),
  reviewer: ReviewerName,
  /** When it was made (ISO 8601, UTC); null for simulated decisions. The order of lines decides, not the time. */
  at: z.iso.datetime().nullable(),
}
const onDraft = { ...base, judged: Judged }

/**
 * One line of `raw/annotations/cards/<reviewer>.jsonl`. `add` is a missed issue with its whole card; `adjudicate` settles a
 * disagreement and stands above the decisions of reviewers.
 */
export const Decision = z.discriminatedUnion('action', [
  z.strictObject({ ...onDraft, ...accept }),
  z.strictObject({ ...onDraft, ...edit }),
  z.strictObject({ ...onDraft, ...reject }),
  z.strictObject({ ...onDraft, action: z.literal('adjudicate'), ruling: Ruling }),
  z.strictObject({ ...base, action: z.literal('add'), card: CardContent, evidence: z.string() }),
])
export type Decision = z.infer<typeof Decision>
