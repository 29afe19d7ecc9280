import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Bbox } from '../records/bbox.js'

/** Version of the ground-truth files; raised when a reader of older files would misread the new ones. */
export const TRUTH_SCHEMA = '1'

/**
 * One mention of an identifier. Boxes (`bboxes`, one per printed line; several for a leaning line of a scan) hug the ink.
 * `place` is where it stands: on the page, or in the file's metadata, name, annotations or hidden text (then `page` is null or the
 * page it hides on, and there is no box to cover). `in_image`: it is part of a bitmap of a digital page (letterhead, barcode,
 * portrait), so that no text layer holds it. `labelled`: a field label stands beside or above it. `[...]` in `text` describes
 * something that is not text.
 */
export const TruthIdentifier = z.strictObject({
  page: z.number().int().min(1).nullable(),
  bboxes: z.array(Bbox),
  text: z.string(),
  category: z.enum([
    'NAME',
    'DOCTOR',
    'ID',
    'PHONE',
    'DATE',
    'ADDRESS',
    'ORG',
    'EMAIL',
    'URL',
    'EMPLOYER',
    'AGE_OVER_89',
    'BARCODE',
    'PORTRAIT',
    'SIGNATURE',
    'SEAL',
    'LOGO',
  ]),
  scope: z.enum(['patient', 'staff', 'institution']),
  place: z.enum(['page', 'hidden', 'metadata', 'annotation', 'file_name']),
  in_image: z.boolean(),
  labelled: z.boolean(),
})
export type TruthIdentifier = z.infer<typeof TruthIdentifier>

/** Clinical text that must survive de-identification; `trap` names the family of mistakes it provokes. */
export const TruthSurvivor = z.strictObject({
  page: z.number().int().min(1),
  bboxes: z.array(Bbox),
  text: z.string(),
  trap: z.string(),
})
export type TruthSurvivor = z.infer<typeof TruthSurvivor>

/**
 * One printed result. Printed fields are as printed (lines of a cell joined by `\n`; a raised digit is given as its superscript
 * character, which a text layer may hold as a plain digit). `interpretation` follows from value and printed range only
 * (null when underivable) and ignores a printed flag that is wrong (hazard `wrong_flag`). `analyte` is the generator's own key.
 */
export const TruthBiomarker = z.strictObject({
  page: z.number().int().min(1),
  bbox: Bbox,
  section: z.string(),
  panel: z.string().nullable(),
  name: z.string(),
  value: z.string(),
  unit: z.string().nullable(),
  range: z.string().nullable(),
  flag: z.string().nullable(),
  emphasis: z.enum(['bold', 'color', 'bold_color']).nullable(),
  interpretation: z.enum(['N', 'H', 'L', 'A', 'POS', 'NEG']).nullable(),
  value_number: z.number().nullable(),
  value_second: z.number().nullable(),
  comparator: z.enum(['<', '>']).nullable(),
  range_low: z.number().nullable(),
  range_high: z.number().nullable(),
  analyte: z.string(),
  loinc: z.string().nullable(),
  ucum: z.string().nullable(),
  role: z.enum(['current', 'previous']),
  /** In running prose, not in a table. */
  inline: z.boolean(),
  hazards: z.array(z.string()),
})
export type TruthBiomarker = z.infer<typeof TruthBiomarker>

export const TruthFinding = z.strictObject({
  page: z.number().int().min(1),
  bbox: Bbox,
  modality: z.string(),
  section: z.string(),
  text: z.string(),
  negated: z.boolean(),
  normal: z.boolean(),
  size_mm: z.number().nullable(),
  grade_system: z.string().nullable(),
  grade: z.string().nullable(),
  laterality: z.enum(['left', 'right', 'bilateral']).nullable(),
  body_site: z.string().nullable(),
  /** What the text says against the visit before. */
  change: z.enum(['larger', 'smaller', 'stable']).nullable(),
  /** The condition of conditions.yaml behind it, null when normal. */
  condition: z.string().nullable(),
})
export type TruthFinding = z.infer<typeof TruthFinding>

/** A clinically relevant problem that the printed evidence establishes. `departments`: accepted names, en and zh. */
export const TruthIssue = z.strictObject({
  key: z.string(),
  label_en: z.string(),
  label_zh: z.string(),
  priority: z.enum(['urgent', 'high', 'medium', 'low']),
  departments: z.array(z.string()),
  window_min_days: z.number().int(),
  window_max_days: z.number().int(),
  /** Indices into `biomarkers` and `findings`. */
  evidence: z.strictObject({ biomarkers: z.array(z.number().int()), findings: z.array(z.number().int()) }),
})
export type TruthIssue = z.infer<typeof TruthIssue>

/** A table (one entry per page it stands on). `rows` holds the header rows too. */
export const TruthTable = z.strictObject({
  page: z.number().int().min(1),
  bbox: Bbox,
  purpose: z.enum(['results', 'guideline', 'form']),
  ruled: z.enum(['full', 'partial', 'none']),
  header_rows: z.number().int(),
  continues: z.boolean(),
  rows: z.array(z.array(z.string())),
})
export type TruthTable = z.infer<typeof TruthTable>

export const LineLabel = z.enum([
  'title',
  'section_header',
  'paragraph',
  'table',
  'key_value',
  'list',
  'figure',
  'page_header',
  'page_footer',
  'note',
  'watermark',
])
export type LineLabel = z.infer<typeof LineLabel>

/** One printed line (of a table: one cell line). */
export const TruthLine = z.strictObject({
  page: z.number().int().min(1),
  bbox: Bbox,
  text: z.string(),
  label: LineLabel,
})
export type TruthLine = z.infer<typeof TruthLine>

/** A clinical figure that must be kept (an ECG strip). */
export const TruthFigure = z.strictObject({ page: z.number().int().min(1), bbox: Bbox, kind: z.string() })

/**
 * What `<name>.truth.json` beside a generated file says. Boxes are `[x0, y0, x1, y1]` in points of the page as displayed upright,
 * origin top-left. For a photo the frame is `pages[0].width × height`: scale boxes by the ratio to the page size that a reader
 * assumes. `pages[i].turned` is the angle (degrees clockwise) by which the stored scan must be turned to be upright.
 */
export const GroundTruth = z.strictObject({
  schema: z.literal(TRUTH_SCHEMA),
  file: z.string(),
  sha256: z.string(),
  family: z.string(),
  variant: z.string(),
  language: z.enum(['zh', 'en', 'zh-en', 'und']),
  kind: z.enum(['digital', 'scanned', 'photo']),
  patient_key: z.string(),
  visit_index: z.number().int().min(0),
  visit_date: z.string(),
  days_since_first_visit: z.number().int(),
  sex: z.enum(['male', 'female']),
  age: z.number().int(),
  /** Age and sex are printed somewhere in the report. */
  age_printed: z.boolean(),
  sex_printed: z.boolean(),
  pages: z.array(
    z.strictObject({
      number: z.number().int().min(1),
      width: z.number(),
      height: z.number(),
      turned: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
      skew: z.number(),
    }),
  ),
  identifiers: z.array(TruthIdentifier),
  survive: z.array(TruthSurvivor),
  biomarkers: z.array(TruthBiomarker),
  distractors: z.array(z.string()),
  findings: z.array(TruthFinding),
  issues: z.array(TruthIssue),
  tables: z.array(TruthTable),
  lines: z.array(TruthLine),
  figures: z.array(TruthFigure),
})
export type GroundTruth = z.infer<typeof GroundTruth>

/**
 * Reads one ground-truth file.
 * @throws when the file is missing or does not follow the schema (the message names the key)
 */
export function readGroundTruth(path: string): GroundTruth {
  return GroundTruth.parse(JSON.parse(readFileSync(path, 'utf8')))
}
