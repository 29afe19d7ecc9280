import { z } from 'zod'
import { SplitAssignment } from './split-name.js'

export const SplitConfig = z
  .strictObject({
    /** Salts the order in which groups are dealt; changing it moves every report that is not yet released. */
    seed: z.number().int().default(20260101),
    /** Shares of the reports; they must add up to 1. */
    ratios: z
      .strictObject({
        train: z.number().min(0).max(1).default(0.7),
        validation: z.number().min(0).max(1).default(0.15),
        test: z.number().min(0).max(1).default(0.15),
      })
      .default({ train: 0.7, validation: 0.15, test: 0.15 }),
    /** Ages in years at which a new band begins; reports are stratified by band. */
    age_bands: z.array(z.number().int().min(1).max(89)).default([18, 40, 60]),
    /** Similarities (0-1) from which two reports are one group. */
    near_duplicate: z
      .strictObject({
        /** Of runs of three words. */
        text: z.number().min(0.5).max(1).default(0.85),
        /** Of the results on a page. */
        results: z.number().min(0.5).max(1).default(0.8),
        /** Results that a page must hold for them to decide. */
        min_results: z.number().int().min(2).default(6),
        /** Of all page images. */
        image: z.number().min(0.5).max(1).default(0.85),
      })
      .prefault({}),
    /** Similarity of what the form prints from which two reports are of one template family; those of one institution always are. */
    template_family: z.number().min(0.3).max(1).default(0.5),
    /** Puts a template family into one split: the test then holds forms that no training report has. */
    keep_families_together: z.boolean().default(false),
    /** Released reports that may move, with their new split: `r_…: train`. A moved report makes the next version a major one. */
    exceptions: SplitAssignment.default({}),
    /** Reports with this share of runs of `ngram` words in the texts of `raw/annotations/decontaminate/` are kept out of validation and test. */
    decontaminate: z
      .strictObject({
        /** Words in a run; 13 as in GPT-3 (Brown et al. 2020, appendix C). */
        ngram: z.number().int().min(3).max(50).default(13),
        max_share: z.number().min(0).max(1).default(0.1),
      })
      .prefault({}),
  })
  .refine(({ ratios }) => Math.abs(ratios.train + ratios.validation + ratios.test - 1) < 1e-9, {
    path: ['ratios'],
    message: 'train + validation + test must be 1',
  })
export type SplitConfig = z.infer<typeof SplitConfig>
