import { z } from 'zod'
import { Category } from './category.js'

/** What becomes of an identifier: covered, left as printed, or covered with a pseudonym in its placeholder. */
export const Policy = z.enum(['redact', 'keep', 'pseudonymise'])
export type Policy = z.infer<typeof Policy>

/** Settings of de-identification. Lengths in points. */
export const DeidConfig = z.strictObject({
  /** Policy by category; a category that is not named is redacted. */
  policies: z.partialRecord(Category, Policy).default({ ORG: 'pseudonymise' }),
  /** `relative_day`: dates become days since the patient's first visit. `shift`: dates move by a secret number of days per patient. `redact`: covered only. */
  dates: z.enum(['relative_day', 'shift', 'redact']).default('relative_day'),
  /** Largest shift of a date, days, either way. */
  shift_days: z.number().int().min(1).max(3650).default(180),
  /** Margin of a black box around its words, points, sideways and up and down: covers anti-aliasing and descenders. */
  margin_x: z.number().min(0).max(20).default(1.5),
  margin_y: z.number().min(0).max(20).default(1),
  /** On scans boxes come from OCR and are less exact. */
  margin_scan: z.number().min(0).max(20).default(2.5),
  /** Widths of boxes are rounded up to this step, points, where the line has room: the length of a box must not tell the name. */
  box_step: z.number().min(1).max(100).default(12),
  /** Embedded images: `deny` covers all that are not positively clinical (charts, ECG strips); `keep` covers none; `cover` covers all. */
  images: z.enum(['deny', 'keep', 'cover']).default('deny'),
  /** On scans the whole value zone beside an identifier label is covered, whatever OCR read there. */
  cover_value_zones: z.boolean().default(true),
  /** Below this mean OCR confidence (0-1) a page is marked for review. */
  review_confidence: z.number().min(0).max(1).default(0.6),
  /** Scanned pages read with less are covered whole: well-read pages have .84 and more, text read with the wrong alphabet .72 and less. */
  unreadable_confidence: z.number().min(0).max(1).default(0.75),
  /** Published page images. */
  dpi: z.number().int().min(50).max(400).default(200), // 6-point print stays legible; codes are looked for at 200, so one rendering serves both
  jpeg_quality: z.number().int().min(30).max(100).default(80),
  colour: z.enum(['colour', 'grey']).default('colour'),
})
export type DeidConfig = z.infer<typeof DeidConfig>
