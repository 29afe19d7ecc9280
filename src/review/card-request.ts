import { z } from 'zod'
import { RejectReason } from '../cards/review/decision.js'
import { Priority } from '../records/action-card.js'

/** The part of a card that the form edits. Windows in days. */
export const CardFields = z.strictObject({
  issue: z.string().min(1),
  priority: Priority,
  department: z.string().min(1),
  department_alternatives: z.array(z.string()),
  window_min_days: z.number().int().min(0),
  window_max_days: z.number().int().min(0),
  explanation: z.string().trim().min(1).max(4000),
  questions: z.array(z.string().trim().min(1).max(500)).min(2).max(4),
})
export type CardFields = z.infer<typeof CardFields>

const onDraft = { draft: z.string(), evidence: z.string() }

/** What the page asks of a clinician's or adjudicator's desk about one report. `draft` and `evidence` are the digests of what was shown. */
export const CardRequest = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('accept'), ...onDraft }),
  z.strictObject({ do: z.literal('edit'), ...onDraft, fields: CardFields }),
  z.strictObject({ do: z.literal('reject'), ...onDraft, reason: RejectReason, note: z.string().max(1000) }),
  z.strictObject({ do: z.literal('add'), records: z.array(z.string()).min(1), fields: CardFields }),
  /** Words a card for a missed issue; writes nothing. */
  z.strictObject({
    do: z.literal('propose'),
    issue: z.string(),
    records: z.array(z.string()).min(1),
    priority: Priority,
  }),
  /** Words a card anew for another priority, department or window; writes nothing. */
  z.strictObject({ do: z.literal('reword'), ...onDraft, fields: CardFields }),
])
export type CardRequest = z.infer<typeof CardRequest>
