import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ActionCard } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { CardKnowledge } from '../knowledge.js'
import { modelAnswerSchema } from './model-answer.js'
import { modelPrompt } from './model-prompt.js'

/** `raw/annotations/model-drafts/<model>/<report_id>.json`: what a model wrote of one report, and what the gate let through. */
export const ModelDraftArtefact = z.strictObject({
  report_id: z.string(),
  model: z.string(),
  /** Digest of all that the answer depends on: endpoint, model, parameters, instructions and the report's data. */
  key: z.string(),
  outcome: z.enum(['ok', 'refusal', 'invalid', 'truncated', 'timeout', 'error']),
  reason: z.string().nullable(),
  cards: z.array(ActionCard),
  refused: z.array(z.strictObject({ issue: z.string(), reason: z.string() })),
  kept_rules: z.array(z.string()),
  repaired: z.boolean(),
  requests: z.number().int(),
  input_tokens: z.number().int(),
  output_tokens: z.number().int(),
})
export type ModelDraftArtefact = z.infer<typeof ModelDraftArtefact>

/** Where a model lives and how it samples. */
export interface Sampling {
  readonly base_url: string
  readonly model: string
  readonly parameters: Readonly<Record<string, string | number | boolean>>
}

/** The key of a model's draft: equal as long as the same model would be asked the same thing and judged by the same rules. */
export function modelDraftKey(
  records: RecordsArtefact,
  knowledge: CardKnowledge,
  knowledgeDigest: string,
  sampling: Sampling,
): string {
  const asked = [sampling.base_url, sampling.model, Object.entries(sampling.parameters).sort(), modelAnswerSchema()]
  const text = JSON.stringify([asked, modelPrompt(records, knowledge), knowledgeDigest])
  return createHash('sha256').update(text).digest('hex')
}
