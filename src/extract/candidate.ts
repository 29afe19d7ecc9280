import type { Bbox } from '../records/bbox.js'
import type { Biomarker } from '../records/biomarker.js'
import type { Section } from '../records/layout.js'
import type { Emphasis } from './emphasis.js'

/** One result as printed, where it stands and what stands around it, before it is understood. */
export interface Candidate {
  readonly page: number
  readonly bbox: Bbox
  readonly section: Section
  readonly panel: string | null
  /** What the rows around it belong to, where they tell more than the printed heading: for mapping only. */
  readonly company?: string
  readonly name_printed: string
  /** The whole value cell; flag and unit not yet taken off. */
  readonly value_cell: string
  readonly unit_printed: string | null
  /** A unit printed elsewhere (column header, name, range): for understanding only. */
  readonly unit_context: string | null
  readonly range_printed: string | null
  readonly flag_printed: string | null
  readonly emphasis: Emphasis
  readonly role: Biomarker['role']
  readonly specimen: string | null
  readonly method: string | null
  readonly confidence: number
  /** Read by OCR. */
  readonly ocr: boolean
  /** Abbreviation or code printed in a column of its own. */
  readonly code_printed: string | null
  /** `choice`: one of the answers that a form offers. */
  readonly origin: 'table' | 'key_value' | 'prose' | 'choice'
  /** Which table of the report it stands in, counted from 0; absent for lines. */
  readonly table?: number
  /** True when the table or line has a place for flags, so that a missing one says normal. */
  readonly flag_column: boolean
  readonly reasons: readonly string[]
}
