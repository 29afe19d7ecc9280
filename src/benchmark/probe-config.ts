import { z } from 'zod'

/** configs/benchmark/probes.yaml */
export const ProbeWords = z.strictObject({
  source: z.string(),
  units: z.array(z.strictObject({ from: z.string(), to: z.string(), factor: z.number().positive() })),
  irrelevant: z.strictObject({ zh: z.string(), en: z.string() }),
  /** `{finding}` stands for the finding's own words. */
  negation: z.strictObject({ zh: z.string().includes('{finding}'), en: z.string().includes('{finding}') }),
  years: z.number().int().positive(),
})
export type ProbeWords = z.infer<typeof ProbeWords>
