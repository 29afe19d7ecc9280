import { z } from 'zod'
import { Bbox } from './bbox.js'
import { Section } from './layout.js'

export const ValueKind = z.enum([
  'quantity',
  'ordinal',
  'qualitative',
  'titre',
  'ratio',
  'pair',
  'text',
  'not_tested',
  'illegible',
])
export type ValueKind = z.infer<typeof ValueKind>

/** HL7 v2 table 0078 (ObservationInterpretation) codes that check-up reports use. */
export const InterpretationCode = z.enum([
  'N',
  'L',
  'LL',
  'H',
  'HH',
  'A',
  'AA',
  'POS',
  'NEG',
  'IND',
  'BORD',
  'RR',
  'NR',
])
export type InterpretationCode = z.infer<typeof InterpretationCode>

export const Comparator = z.enum(['<', '<=', '>', '>=', '~'])
export type Comparator = z.infer<typeof Comparator>

/**
 * One printed result row. The `*_printed` fields are as printed, untouched but for runs of white space (one space) and lines of a
 * cell (`\n`). Everything else is understood from them, or null with a reason in `review_reasons`; nothing is guessed.
 */
export const Biomarker = z.object({
  biomarker_id: z.string(),
  report_id: z.string(),
  page: z.number().int().min(1),
  bbox: Bbox,
  section: Section,
  /** Panel title as printed (`肝功能`, `LIPID PROFILE`). */
  panel: z.string().nullable(),
  name_printed: z.string(),
  value_printed: z.string(),
  unit_printed: z.string().nullable(),
  range_printed: z.string().nullable(),
  flag_printed: z.string().nullable(),
  /** Abnormality shown by type only. */
  emphasis: z.enum(['bold', 'color', 'bold_color']).nullable(),
  value_kind: ValueKind,
  comparator: Comparator.nullable(),
  /** The number; for `pair` the first (systolic), for `titre` the denominator. */
  value: z.number().nullable(),
  /** The second number of a `pair` (diastolic). */
  value_second: z.number().nullable(),
  /** Analyte code of configs/lexicon, LOINC code, and 0-1 confidence of the mapping; all null when abstaining. */
  analyte: z.string().nullable(),
  loinc: z.string().nullable(),
  mapping_confidence: z.number().nullable(),
  ucum_unit: z.string().nullable(),
  canonical_value: z.number().nullable(),
  canonical_unit: z.string().nullable(),
  /** canonical_value = value × conversion_factor (+ offset only for temperature). */
  conversion_factor: z.number().nullable(),
  range_low: z.number().nullable(),
  range_high: z.number().nullable(),
  range_low_inclusive: z.boolean().nullable(),
  range_high_inclusive: z.boolean().nullable(),
  range_source: z.enum(['printed', 'default']).nullable(),
  /** What is printed as flag, as an HL7 v2 table 0078 code. */
  flag: InterpretationCode.nullable(),
  /** What value and range say, derived apart from the flag. */
  interpretation: InterpretationCode.nullable(),
  agreement: z.enum(['agree', 'disagree', 'underivable']),
  role: z.enum(['current', 'previous']),
  specimen: z.string().nullable(),
  method: z.string().nullable(),
  /** Lowest OCR confidence of the row's words, 0-1; 1 for digital text. */
  confidence: z.number(),
  review_reasons: z.array(z.string()),
})
export type Biomarker = z.infer<typeof Biomarker>
