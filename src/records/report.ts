import { z } from 'zod'
import { PageKind } from './page.js'

/** Languages a report is written in; `und` (BCP 47, undetermined) for any other. */
export const Language = z.enum(['zh', 'en', 'zh-en', 'und'])
export type Language = z.infer<typeof Language>

export const Sex = z.enum(['male', 'female'])
export type Sex = z.infer<typeof Sex>

/** One report after the privacy wall. Ages of 90 and above are given as 90 with `age_top_coded` (HIPAA 164.514(b)(2)(i)(C)). */
export const Report = z.object({
  report_id: z.string(),
  patient_id: z.string(),
  visit_index: z.number().int().min(0),
  days_since_first_visit: z.number().int().nullable(),
  language: Language,
  kind: PageKind,
  page_count: z.number().int().min(1),
  sex: Sex.nullable(),
  age: z.number().int().min(0).max(90).nullable(),
  age_top_coded: z.boolean(),
  institution: z.string().nullable(),
})
export type Report = z.infer<typeof Report>
