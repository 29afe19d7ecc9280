import { z } from 'zod'
import { Priority } from '../records/action-card.js'

/** Where a predicted card says its statement was printed. `record_id` where the model saw typed records, else page and quote. */
export const PredictedEvidence = z.object({
  record_id: z.string().nullable().default(null),
  page: z.number().int().min(1).nullable().default(null),
  quote: z.string().default(''),
})
export type PredictedEvidence = z.infer<typeof PredictedEvidence>

/** One Action Card as a model wrote it. Times in days; null is an open end. */
export const PredictedCard = z.object({
  /** Issue code of the ontology, or the issue in words (matched by label, synonym or likeness). */
  issue: z.string().min(1),
  priority: Priority,
  /** Department code of the taxonomy, or its name. */
  department: z.string().min(1),
  window_min_days: z.number().int().min(0).nullable(),
  window_max_days: z.number().int().min(0).nullable(),
  explanation: z.string(),
  questions: z.array(z.string()),
  evidence: z.array(PredictedEvidence).default([]),
})
export type PredictedCard = z.infer<typeof PredictedCard>

/** How a request ended. `missing` is added by the scorer for reports without a line. */
export const Outcome = z.enum(['ok', 'refusal', 'invalid', 'truncated', 'timeout', 'error', 'missing'])
export type Outcome = z.infer<typeof Outcome>

/** What a model saw of a report. */
export const Track = z.enum(['image', 'text', 'structured', 'ocr'])
export type Track = z.infer<typeof Track>

/** How structured output was asked for. */
export const OutputMode = z.enum(['json_schema', 'json_object', 'prompt'])
export type OutputMode = z.infer<typeof OutputMode>

/** What `benchmark run` adds to a line; other tools may leave it out. Money in the currency of the model's price, times in ms. */
export const RunInfo = z.object({
  /** Digest of model, prompt, input and sample: the same work has the same key. */
  key: z.string(),
  model: z.string(),
  track: Track,
  prompt: z.string(),
  mode: OutputMode.nullable(),
  repaired: z.boolean(),
  attempts: z.number().int(),
  input_tokens: z.number().int(),
  output_tokens: z.number().int(),
  cost: z.number().nullable(),
  latency_ms: z.number(),
  /** Machine-readable cause of an outcome other than ok (`http_500`, `no_json`); never content. */
  reason: z.string().nullable(),
})
export type RunInfo = z.infer<typeof RunInfo>

/** One line of a predictions file: all cards of one report (and one sample of it, when a model is asked several times). */
export const Prediction = z.object({
  report_id: z.string().min(1),
  sample: z.number().int().min(0).default(0),
  outcome: Outcome.exclude(['missing']).default('ok'),
  cards: z.array(PredictedCard).default([]),
  /** Counterfactual or probe of the report that was answered (`normalise:<record id>`); null for the report itself. */
  variant: z.string().nullable().default(null),
  run: RunInfo.optional(),
})
export type Prediction = z.infer<typeof Prediction>

/** JSON Schema (2020-12) of a line of a predictions file, checked in as configs/benchmark/prediction.schema.json. */
export function predictionSchema(): object {
  return z.toJSONSchema(Prediction, { io: 'input' })
}
