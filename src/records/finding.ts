import { z } from 'zod'
import { Bbox } from './bbox.js'
import { Section } from './layout.js'

export const Modality = z.enum([
  'ultrasound',
  'ct',
  'xray',
  'mri',
  'ecg',
  'endoscopy',
  'bone_density',
  'cytology',
  'physical',
  'eye',
  'ent',
  'dental',
  'gynaecology',
  'lung_function',
  'summary',
  'other',
])
export type Modality = z.infer<typeof Modality>

/** One finding of imaging, ECG, examination or the physician's summary, as printed, then understood. */
export const Finding = z.object({
  finding_id: z.string(),
  report_id: z.string(),
  page: z.number().int().min(1),
  bbox: Bbox,
  section: Section,
  modality: Modality,
  /** The sentence or item as printed. */
  text: z.string(),
  /** Normalised finding code of configs (`nodule`, `fatty_liver`), null when not recognised. */
  finding: z.string().nullable(),
  body_site: z.string().nullable(),
  laterality: z.enum(['left', 'right', 'bilateral']).nullable(),
  /** True when the text says the finding is absent ("no evidence of", 未见). */
  negated: z.boolean(),
  uncertain: z.boolean(),
  /** "Nothing abnormal" recorded as such. */
  normal: z.boolean(),
  /** Largest measured extent in millimetres. */
  size_mm: z.number().nullable(),
  grade_system: z.enum(['TI-RADS', 'BI-RADS', 'Lung-RADS', 'O-RADS', 'other']).nullable(),
  grade: z.string().nullable(),
  change: z.enum(['larger', 'smaller', 'stable', 'new']).nullable(),
  review_reasons: z.array(z.string()),
})
export type Finding = z.infer<typeof Finding>
