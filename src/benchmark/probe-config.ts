import { z } from 'zod'

/** configs/benchmark/probes.yaml */
export const ProbeWords = z.strictObject({
  source: z.string(),
  units: z.array(z.strictObject({ from: z.string(), to: z.string(), factor: z.number().positive() })),
  irrelevant: z.strictObject({ zh: z.string(), en: z.string() }),
  /** `{finding}` stands for the finding's own words. */
  negation: z.strictObject({ zh: z.string().includes('{finding}'), en: z.string().includes('{finding}') }),
  years: z.number().int().positive(),
  /** Labels of sex and age on a page, and the words for both sexes in the same order. */
  person: z.strictObject({
    sex: z.strictObject({ labels: z.array(z.string()), male: z.array(z.string()), female: z.array(z.string()) }),
    age: z.strictObject({ labels: z.array(z.string()) }),
  }),
})
export type ProbeWords = z.infer<typeof ProbeWords>
