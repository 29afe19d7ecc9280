import { z } from 'zod'
import { Section } from '../records/layout.js'

/** Settings of the extract room. */
export const ExtractConfig = z.strictObject({
  /** Also record the results of earlier visits that a report prints (`role: previous`). */
  previous_results: z.boolean().default(true),
  /** Sections whose lines outside tables are read as `name value unit` items. */
  key_value_sections: z
    .array(Section)
    .default(['physical_examination', 'cardiovascular', 'demographics', 'laboratory', 'imaging', 'other']),
  /** Largest share of a line's letters that may stand outside its items before the line counts as narrative. */
  key_value_residue: z.number().min(0).max(1).default(0.25),
  /** Record results that stand in running text when no table or list has that analyte. */
  prose_results: z.boolean().default(true),
  /** Sections in which running text is searched for results. */
  prose_sections: z
    .array(Section)
    .default(['physician_summary', 'laboratory', 'other', 'physical_examination', 'cardiovascular']),
  /** Sections from which findings are taken. */
  finding_sections: z
    .array(Section)
    .default(['imaging', 'cardiovascular', 'physical_examination', 'physician_summary']),
  /** Words below this OCR confidence (0-1) send their row to review. */
  min_confidence: z.number().min(0).max(1).default(0.6),
  /** A value of the summary that differs from the table by more than this share contradicts it (rounding is allowed for apart). */
  contradiction_tolerance: z.number().min(0).default(0.005),
  /** Take a default reference range of the lexicon where none is printed (marked `default`). */
  default_ranges: z.boolean().default(true),
})
export type ExtractConfig = z.infer<typeof ExtractConfig>
