import { z } from 'zod'

/** Settings of the layout room. Lengths in em (the line's type size) unless said otherwise. */
export const LayoutConfig = z.strictObject({
  /** A gap wider than this within a line starts a new segment: a word space is .25-.35 em, .6 em in monospaced type. */
  segment_gap: z.number().positive().default(0.75),
  /** Same for words read by OCR, whose boxes are cut at the ink and are ragged. */
  segment_gap_ocr: z.number().positive().default(0.8),
  /** Share of a table's rows that may cross a column boundary (ragged cells, notes printed over the gap). */
  column_tolerance: z.number().min(0).max(0.4).default(0.1),
  /** A vertical gap above this many row pitches ends a table unless a row with the same columns follows. */
  row_gap: z.number().positive().default(3),
  /** Words that lean more than this many degrees from the page's lines are watermarks. */
  watermark_angle: z.number().positive().default(8),
  /** Share of the page height at the top and at the bottom where repeated lines are page headers and footers. */
  running_band: z.number().min(0).max(0.4).default(0.22),
  /** Throw when a word of a table is in no cell or in two; off, the word goes to the nearest cell. Tests switch it on. */
  assert_cells: z.boolean().default(false),
})
export type LayoutConfig = z.infer<typeof LayoutConfig>
