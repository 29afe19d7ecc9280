import { z } from 'zod'
import { Estimate } from '../score-file.js'
import { JudgeOutcome } from './judge-journal.js'

export const USEFULNESS_FORMAT = 1

/** How a judge model agrees with people, on the answers that both rated. */
const Agreement = z.object({
  raters: z.number().int(),
  /** Answers that people and judge rated. */
  answers: z.number().int(),
  /** Krippendorff's alpha (ordinal) between the judge and the median of the people; null where it is not defined. */
  alpha: z.number().nullable(),
  /** Alpha of the people among themselves: what can be expected of a judge. */
  alpha_people: z.number().nullable(),
  /** Judge minus median of the people, mean over answers. */
  bias: z.number().nullable(),
})

/** What `benchmark judge` writes: usefulness as a judge model rates it, beside its agreement with people. Never part of a score. */
export const UsefulnessFile = z.object({
  format: z.literal(USEFULNESS_FORMAT),
  judge: z.string(),
  /** Digest of the rubric: figures of different digests are not comparable. */
  prompt: z.string(),
  release: z.object({ name: z.string(), version: z.string(), split: z.string() }),
  seed: z.number().int(),
  runs: z.array(
    z.object({
      label: z.string(),
      /** Mean of 1-5 over reports; an answer that is missing, invalid or refused counts 1 without asking. */
      rating: Estimate,
      abstained: z.number().int(),
      /** Questions to which the judge gave no verdict (refused, invalid, failed). */
      without_verdict: z.number().int(),
      /** Answers of the run that are missing or failed. */
      no_answer: z.number().int(),
      people: z.object({ mean: z.number(), answers: z.number().int() }).nullable(),
      verdicts: z.array(
        z.object({
          report_id: z.string(),
          patient_id: z.string(),
          outcome: JudgeOutcome.or(z.literal('no_answer')),
          score: z.number().nullable(),
        }),
      ),
    }),
  ),
  /** Share of reports on which the first run is preferred, a tie or a verdict that changes with the order counting one half. */
  pairs: z.array(
    z.object({
      first: z.string(),
      second: z.string(),
      preferred: Estimate,
      changed_with_order: z.number().int(),
      without_verdict: z.number().int(),
    }),
  ),
  /** Null where no human ratings were given. */
  agreement: Agreement.nullable(),
  cost: z.number(),
})
export type UsefulnessFile = z.infer<typeof UsefulnessFile>
