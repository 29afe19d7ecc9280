import { z } from 'zod'

/** Why a report is set aside. Each code has one way out, in `WAY_OUT`. */
export const QuarantineReason = z.enum([
  'encrypted',
  'corrupt',
  'empty',
  'unsupported_type',
  'too_large',
  'too_many_pages',
  'unreadable_text',
  'ocr_low_confidence',
  'worker_crashed',
  'timeout',
  'schema_invalid',
  'unreadable_file',
  'leak_found',
  'stage_failed',
  'disk_full',
  'annotation_invalid',
  'withdrawn',
  'detector_failed',
])
export type QuarantineReason = z.infer<typeof QuarantineReason>

/** What the maintainer can do about each reason. Names no file and no content. */
export const WAY_OUT: Record<QuarantineReason, string> = {
  encrypted: 'save the PDF without a password (`checkup trace` names the file), then build again',
  corrupt: 'open and re-save the file, or ask for it again, then build again',
  empty: 'the file or every page of it is blank: ask for it again, or remove it',
  unsupported_type: 'convert it to PDF, JPEG, PNG or TIFF (HEIC: export as JPEG), then build again',
  too_large: 'raise document.max_bytes or document.max_pixels in the configuration, or split the file',
  too_many_pages: 'raise document.max_pages in the configuration, or split the file',
  unreadable_text: 'scan it again at 200 dpi or more; its text can be neither read nor recognised',
  ocr_low_confidence: 'scan it again at 200 dpi or more, straight and evenly lit',
  worker_crashed: 'run `checkup retry`; if it crashes again, report it with the report id',
  timeout: 'raise engine.timeout_seconds, then run `checkup retry`',
  schema_invalid: 'a stage wrote a record that its schema refuses: report it with the report id',
  unreadable_file: 'check the permissions and the disk, then build again',
  leak_found: 'an identifier survived de-identification: run `make audit`, mark the missed box, then build again',
  stage_failed: 'run `checkup retry`; if it fails again, report it with the report id and the stage',
  disk_full: 'free some space, then run `checkup retry`',
  annotation_invalid:
    'correct or remove the named line of the annotation of this report under raw/annotations, then build again',
  withdrawn: 'the person has withdrawn: remove the file from the raw folder',
  detector_failed:
    'the model detector did not answer: check deid.model and its key, or set deid.model.on_error: continue, then run `checkup retry`',
}

/** `processed/quarantine/<report_id>.json`: never holds content. `measured` is a value such as a size or a share. */
export const Quarantine = z.object({
  report_id: z.string(),
  stage: z.string(),
  reason: QuarantineReason,
  measured: z.string().nullable(),
  way_out: z.string(),
})
export type Quarantine = z.infer<typeof Quarantine>

/**
 * Thrown by a stage to set a report aside. `measured` holds a number or a code only: it is printed and published, so it must never
 * hold a word, a file name or an underlying library's message.
 */
export class QuarantineError extends Error {
  override readonly name = 'QuarantineError'
  constructor(
    readonly reason: QuarantineReason,
    readonly measured: string | null = null,
  ) {
    super(measured === null ? reason : `${reason} (${measured})`)
  }
}
