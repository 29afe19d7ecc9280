import { z } from 'zod'
import { Track } from '../models/model-config.js'
import { Priority } from '../records/action-card.js'
import { METRIC_NAMES } from './metric-catalog.js'
import { Outcome, PredictedCard } from './prediction.js'
import { GoldCard } from './release-reader.js'

export const SCORE_FORMAT = 2

export const Estimate = z.object({
  mean: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.number().int(),
  clusters: z.number().int(),
  se: z.number().nullable(),
})
const Proportion = z.object({
  hits: z.number(),
  n: z.number(),
  rate: z.number().nullable(),
  low: z.number(),
  high: z.number(),
})
const Metrics = z.record(z.enum(METRIC_NAMES), Estimate)

/** A case worth looking at: cards side by side, matches and violations. Cards stand in the release or in the predictions anyway. */
export const Case = z.object({
  report_id: z.string(),
  sample: z.number().int(),
  outcome: Outcome,
  pages: z.array(z.number().int()),
  reasons: z.array(z.string()),
  gold: z.array(GoldCard),
  predicted: z.array(PredictedCard),
  pairs: z.array(
    z.object({
      gold: z.number().int(),
      predicted: z.number().int(),
      similarity: z.number(),
      tier: z.string(),
      priority_gap: z.number().int(),
      department: z.string(),
      window_iou: z.number(),
    }),
  ),
  violations: z.array(
    z.object({
      card: z.number().int(),
      class: z.string(),
      severity: z.string(),
      field: z.string(),
      /** Place of the words in the field, `end` behind the last character. */
      start: z.number().int(),
      end: z.number().int(),
    }),
  ),
})
export type Case = z.infer<typeof Case>

/** What `benchmark score` writes and `benchmark report` reads. */
export const ScoreFile = z.object({
  format: z.literal(SCORE_FORMAT),
  model: z.string(),
  track: Track.nullable(),
  prompt: z.string().nullable(),
  release: z.object({ name: z.string(), version: z.string(), split: z.string() }),
  /** Digest of configs/benchmark and configs/cards: scores compare only where it is the same. */
  knowledge: z.string(),
  seed: z.number().int(),
  reports: z.number().int(),
  patients: z.number().int(),
  samples: z.number().int(),
  /** Only answered reports were scored: not comparable with whole runs. */
  partial: z.boolean(),
  outcomes: z.record(Outcome, z.number().int()),
  metrics: Metrics,
  pooled: z.record(z.string(), Proportion),
  /** Upper 95 % bound of unsafe cards where none was seen (3/n), null otherwise. */
  unsafe_upper_bound: z.number().nullable(),
  kappa: z.number().nullable(),
  department_macro_f1: z.number().nullable(),
  sweep: z.array(z.object({ threshold: z.number(), coverage: z.number(), precision: z.number(), f1: z.number() })),
  tiers: z.record(z.string(), z.number().int()),
  violations: z.record(z.string(), z.number().int()),
  priorities: z.object({
    labels: z.array(Priority),
    table: z.array(z.array(z.number().int())),
    missed: z.array(z.number().int()),
  }),
  departments: z.array(z.object({ gold: z.string(), predicted: z.string(), n: z.number().int() })),
  issues: z.array(
    z.object({
      issue: z.string(),
      gold: z.number().int(),
      coverage: Proportion,
      predicted: z.number().int(),
      precision: Proportion,
    }),
  ),
  subgroups: z.array(
    z.object({ dimension: z.string(), group: z.string(), reports: z.number().int(), metrics: Metrics }),
  ),
  /** Mean overlap (Jaccard) of the issues of two samples of the same report; null with one sample. */
  sample_agreement: z.number().nullable(),
  canary_hits: z.number().int(),
  totals: z.object({
    input_tokens: z.number().int(),
    output_tokens: z.number().int(),
    cost: z.number().nullable(),
    latency_p50_ms: z.number().nullable(),
    latency_p95_ms: z.number().nullable(),
    repaired: z.number().int(),
    modes: z.record(z.string(), z.number().int()),
  }),
  robustness: z.array(
    z.object({
      kind: z.string(),
      n: z.number().int(),
      changed_as_expected: Proportion,
      others_unchanged: Proportion,
    }),
  ),
  /** Variants on which everything happened as it should: the card that should change changed, the others did not. */
  consistent: Proportion.nullable(),
  invented: Proportion.nullable(),
  values: z.array(
    z.object({
      report_id: z.string(),
      patient_id: z.string(),
      sample: z.number().int(),
      outcome: Outcome,
      values: z.record(z.enum(METRIC_NAMES), z.number().nullable()),
    }),
  ),
  worst: z.array(Case),
})
export type ScoreFile = z.infer<typeof ScoreFile>
