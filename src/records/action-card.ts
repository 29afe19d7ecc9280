import { z } from 'zod'
import { Bbox } from './bbox.js'

/** Priority, most pressing first. */
export const Priority = z.enum(['urgent', 'high', 'medium', 'low'])
export type Priority = z.infer<typeof Priority>

export const Tier = z.enum(['draft', 'reviewed', 'gold'])
export type Tier = z.infer<typeof Tier>

/** Where a card's statement was printed. */
export const Evidence = z.object({
  record_id: z.string(),
  kind: z.enum(['biomarker', 'finding']),
  page: z.number().int().min(1),
  bbox: Bbox,
  quote: z.string(),
})
export type Evidence = z.infer<typeof Evidence>

export const Violation = z.object({
  class: z.string(),
  severity: z.enum(['critical', 'major', 'minor']),
  field: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  message: z.string(),
})
export type Violation = z.infer<typeof Violation>

/** One clinically relevant issue with what to do next. It states no diagnosis and prescribes no treatment. Times in days. */
export const ActionCard = z.object({
  card_id: z.string(),
  report_id: z.string(),
  issue: z.string(),
  issue_label_en: z.string(),
  issue_label_zh: z.string(),
  priority: Priority,
  department: z.string(),
  department_alternatives: z.array(z.string()),
  window_min_days: z.number().int().min(0),
  window_max_days: z.number().int().min(0),
  explanation: z.string(),
  questions: z.array(z.string()).min(2).max(4),
  evidence: z.array(Evidence).min(1),
  language: z.enum(['zh', 'en']),
  tier: Tier,
  drafted_by: z.string(),
  reviewers: z.array(z.string()),
  safety: z.object({ verdict: z.enum(['pass', 'block']), violations: z.array(Violation) }),
})
export type ActionCard = z.infer<typeof ActionCard>
