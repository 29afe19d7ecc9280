import { z } from 'zod'
import { OutputMode, Track } from '../models/model-config.js'
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

const strict = <T extends z.ZodRawShape>(object: z.ZodObject<T>) => z.strictObject(object.shape)

/**
 * One line of a predictions file: all cards of one report (and one sample of it, when a model is asked several times). Keys that it does
 * not know are refused, so that a misspelt `cards` is no empty answer; `meta` is for notes of one's own.
 */
export const Prediction = z
  .strictObject({
    report_id: z.string().min(1),
    sample: z.number().int().min(0).default(0),
    outcome: Outcome.exclude(['missing']).default('ok'),
    cards: z
      .array(strict(PredictedCard.extend({ evidence: z.array(strict(PredictedEvidence)).default([]) })))
      .optional(),
    /** Counterfactual or probe of the report that was answered (`normalise:<record id>`); null for the report itself. */
    variant: z.string().nullable().default(null),
    run: RunInfo.optional(),
    meta: z.record(z.string(), z.unknown()).optional(),
  })
  .refine((p) => p.outcome !== 'ok' || p.cards !== undefined, {
    path: ['cards'],
    message: 'is missing: give an empty list if the answer has no cards, or an outcome other than ok',
  })
  .transform(({ meta: _, cards, ...line }) => ({ ...line, cards: cards ?? [] }))
export type Prediction = z.infer<typeof Prediction>
