import { z } from 'zod'
import { Bbox } from '../records/bbox.js'
import { Language, Sex } from '../records/report.js'
import { Category } from './category.js'

/** A found identifier with where it stands. `word_indices` point into the page's words; `parts` name the covered characters of words that are only partly covered. */
export const Identifier = z.object({
  category: Category,
  /** As printed. Never leaves the vault. */
  text: z.string(),
  page: z.number().int().min(1),
  boxes: z.array(Bbox),
  word_indices: z.array(z.number().int()),
  parts: z.array(z.object({ word: z.number().int(), start: z.number().int(), end: z.number().int() })),
  detector: z.string(),
  score: z.number(),
  scope: z.enum(['patient', 'staff', 'institution', 'unknown']),
  /** The day a DATE names (ISO), null when it names none. */
  iso: z.string().nullable(),
  /** A date of birth: covered without a relative day, which would give the exact age. */
  birth: z.boolean(),
})
export type Identifier = z.infer<typeof Identifier>

/** Who the report is about, as printed; numbers without spaces, upper case. Never leaves the vault. */
export const Subject = z.object({
  names: z.array(z.string()),
  identity_numbers: z.array(z.string()),
  record_numbers: z.array(z.string()),
  birth_date: z.string().nullable(),
  sex: Sex.nullable(),
  age: z.number().int().nullable(),
  visit_date: z.string().nullable(),
  institution: z.string().nullable(),
})
export type Subject = z.infer<typeof Subject>

/** A region covered in the image whatever its words: the value zone beside an identifier label on a scan. */
export const Zone = z.object({ page: z.number().int().min(1), bbox: Bbox, category: Category, detector: z.string() })
export type Zone = z.infer<typeof Zone>

/**
 * A line of a form, a running header or footer on a page read by OCR: between its `keep` stretches (points, left to right) all ink is covered. `y0`, `y1` at the left
 * edge of the page; at `x` the line stands `slope * x` lower.
 */
export const FormLine = z.object({
  page: z.number().int().min(1),
  y0: z.number(),
  y1: z.number(),
  slope: z.number(),
  category: Category,
  keep: z.array(z.tuple([z.number(), z.number()])),
})
export type FormLine = z.infer<typeof FormLine>

/** What `identify` found in a report: the vault's record of it. */
export const Identification = z.object({
  identifiers: z.array(Identifier),
  zones: z.array(Zone),
  /** Cells that name a signatory's role or ask for a signature: handwriting stands beside or above them. `below`: where a letter ends and its hand stands under the words. */
  signature_anchors: z.array(
    z.object({ page: z.number().int().min(1), bbox: Bbox, below: z.boolean().default(false) }),
  ),
  /** Columns of tables in which staff sign; at `y` a box stands `slope * (y - top)` further left. */
  signature_columns: z.array(z.object({ page: z.number().int().min(1), bbox: Bbox, slope: z.number() })).default([]),
  form_lines: z.array(FormLine).default([]),
  /** Letterheads of scanned pages: covered from edge to edge of their ink. */
  letterheads: z.array(FormLine).default([]),
  /** Where a page's result rows begin and end, points from its top: guesses about ink keep out of there. */
  result_bodies: z.array(z.object({ page: z.number().int().min(1), top: z.number(), bottom: z.number() })),
  /** Where a page's clinical text begins and ends (`pageBody`); pages without have no entry. */
  page_bodies: z
    .array(z.object({ page: z.number().int().min(1), top: z.number(), bottom: z.number(), slope: z.number() }))
    .default([]),
  subject: Subject,
  language: Language,
  review_reasons: z.array(z.string()),
})
export type Identification = z.infer<typeof Identification>
