import { z } from 'zod'

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
  })
  .refine(({ ratios }) => Math.abs(ratios.train + ratios.validation + ratios.test - 1) < 1e-9, {
    path: ['ratios'],
    message: 'train + validation + test must be 1',
  })
export type SplitConfig = z.infer<typeof SplitConfig>
