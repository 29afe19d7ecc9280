import { z } from 'zod'
import { OutputMode } from '../models/model-config.js'
import { Category } from './category.js'

/** What becomes of an identifier: covered, left as printed, or covered with a pseudonym in its placeholder. */
export const Policy = z.enum(['redact', 'keep', 'pseudonymise'])
export type Policy = z.infer<typeof Policy>

/**
 * A model that proposes identifiers, behind an OpenAI-compatible endpoint. Off unless a host is named: the words of every page, raw, leave for that host. What it
 * proposes is covered only where it stands in the page's text letter by letter, by the same replacement as all else.
 */
export const ModelDetectorConfig = z.strictObject({
  /** Up to and without `/chat/completions`. */
  base_url: z.url(),
  /** Name that the server knows the model by; the detector is called `model:<name>` in the audit log. */
  model: z.string().min(1),
  /** Environment variable that holds the key; null for servers without. */
  key_env: z.string().min(1).nullable().default(null),
  timeout_seconds: z.number().positive().max(600).default(60),
  /** Longest text of one request, characters; pages are cut at line ends. */
  max_characters: z.number().int().min(200).max(100_000).default(6000),
  /** When the endpoint fails: set the report aside, or go on with the other detectors and mark the report for review. */
  on_error: z.enum(['fail', 'continue']).default('fail'),
  structured_output: OutputMode.default('json_schema'),
  /** Sent as they are. */
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({ temperature: 0 }),
})
export type ModelDetectorConfig = z.infer<typeof ModelDetectorConfig>

/** Settings of de-identification. Lengths in points. */
export const DeidConfig = z.strictObject({
  /** Policy by category; a category that is not named is redacted. */
  policies: z.partialRecord(Category, Policy).default({ ORG: 'pseudonymise' }),
  /** `relative_day`: dates become days since the patient's first visit. `shift`: dates move by a secret number of days per patient. `redact`: covered only. */
  dates: z.enum(['relative_day', 'shift', 'redact']).default('relative_day'),
  /**
   * What stands in the text in place of a covered value: its category, or an invented value of its form, another one at each mention. Categories with the policy
   * `pseudonymise`, dates under `relative_day` and ages keep their placeholders; images are black either way.
   */
  replacement: z.enum(['placeholder', 'surrogate']).default('placeholder'),
  /** Largest shift of a date, days, either way. */
  shift_days: z.number().int().min(1).max(3650).default(180),
  /** Margin of a black box around its words, points, sideways and up and down: covers anti-aliasing and descenders. */
  margin_x: z.number().min(0).max(20).default(3),
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
  unreadable_confidence: z.number().min(0).max(1).default(0.7),
  /** Published page images. */
  dpi: z.number().int().min(50).max(400).default(200), // 6-point print stays legible; codes are looked for at 200, so one rendering serves both
  jpeg_quality: z.number().int().min(30).max(100).default(80),
  colour: z.enum(['colour', 'grey']).default('colour'),
  /** Optional model detector; null: nothing is sent anywhere. */
  model: ModelDetectorConfig.nullable().default(null),
})
export type DeidConfig = z.infer<typeof DeidConfig>
