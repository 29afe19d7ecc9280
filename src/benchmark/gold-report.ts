import type { Bbox } from '../records/bbox.js'

/** Ground truth of one report, whatever corpus it comes from. Printed strings are as printed; null where nothing is printed. */
export interface GoldReport {
  readonly name: string
  readonly language: string
  readonly kind: 'digital' | 'scanned' | 'photo'
  readonly identifiers: readonly GoldIdentifier[]
  /** Frame of the gold boxes, points; null where it is that of the page as read. A photo has no size of its own. */
  readonly frames: readonly { readonly number: number; readonly width: number; readonly height: number }[] | null
  /** Strings that must survive de-identification, with the trap family they belong to. */
  readonly survive: readonly { readonly page: number; readonly text: string; readonly trap: string }[]
  readonly biomarkers: readonly GoldBiomarker[]
  /** Names of row-like lines that are not results. */
  readonly distractors: readonly string[]
  /** Statements of examinations and summaries where the corpus gives whole lines without places; empty where findings are given one by one. */
  readonly statements: readonly string[]
}

export interface GoldIdentifier {
  readonly page: number
  readonly text: string
  readonly category: string
  readonly scope: 'patient' | 'staff' | 'institution'
  /** Not text (a barcode, a face) or not in the text layer. */
  readonly in_image: boolean
  /** Where it is printed; empty when the corpus does not say. */
  readonly boxes: readonly Bbox[]
}

export interface GoldBiomarker {
  readonly page: number
  readonly name: string
  readonly value: string
  readonly unit: string | null
  readonly range: string | null
  readonly flag: string | null
  /** HL7 v2 table 0078 code that value and range determine, null where they determine none, undefined where the corpus does not say. */
  readonly interpretation?: string | null
  readonly role: 'current' | 'previous'
  readonly hazards: readonly string[]
}
