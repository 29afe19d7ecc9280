import { z } from 'zod'
import { Bbox } from '../records/bbox.js'
import { QuarantineError } from '../records/quarantine.js'
import { Category } from './category.js'

/**
 * A person's correction of one report, a line of `raw/annotations/deid/<report_id>.jsonl`. Boxes are in the frame of the published page (points, origin top-left).
 * `cover` blackens what was missed: every word under the box, the pixels of the box, and the same words elsewhere in the report. `uncover` gives back clinical text or
 * a clinical figure that was covered by mistake, wherever the report prints the same words.
 */
export const Correction = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('cover'),
    page: z.number().int().min(1),
    bbox: Bbox.refine(([x0, y0, x1, y1]) => x1 > x0 && y1 > y0, 'an empty box'),
    category: Category,
    /** Pseudonym of the person who decided. */
    by: z.string().max(40).nullable().default(null),
  }),
  z.strictObject({
    action: z.literal('uncover'),
    page: z.number().int().min(1),
    bbox: Bbox.refine(([x0, y0, x1, y1]) => x1 > x0 && y1 > y0, 'an empty box'),
    /** The only ground on which something may be shown again. */
    reason: z.literal('clinical'),
    by: z.string().max(40).nullable().default(null),
  }),
])
export type Correction = z.infer<typeof Correction>

/** Where a report's corrections stand under the annotations folder; what the stage declares in `annotations`. */
export const CORRECTIONS_FILE = 'deid/{report_id}.jsonl'

/**
 * The corrections of one report; none when there is no file.
 * @throws QuarantineError `annotation_invalid`, naming the kind of file and the line: a report whose corrections cannot be read is never passed without them
 */
export function parseCorrections(bytes: Uint8Array | null): Correction[] {
  if (bytes === null) return []
  const text = decode(bytes)
  const corrections: Correction[] = []
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return
    const found = Correction.safeParse(parseJson(line))
    if (!found.success) throw invalid(index + 1)
    corrections.push(found.data)
  })
  return corrections
}

/** What is wrong with a correction, for the quarantine record: the kind of file and the line, never its content. */
export function invalid(line: number): QuarantineError {
  return new QuarantineError('annotation_invalid', `deid corrections, line ${line}`)
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid(1)
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
