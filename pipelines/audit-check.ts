import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { AuditIdentifier } from '../src/deid/audit/identifiers.js'
import { checkLeaks, type LeakSurface } from '../src/deid/audit/leak-check.js'
import { nearHits, type StrongIndex } from '../src/deid/audit/strong.js'
import type { AuditReason } from '../src/deid/audit/verdict.js'
import { DeidentifiedArtefact } from '../src/records/artefact.js'
import type { ImageReader } from './audit-images.js'
import { fileSurfaces } from './audit-inventory.js'
import type { ImageReading } from './audit-ocr-worker.js'
import type { KnownReport } from './audit-vault.js'

/** Owner of the values that belong to no report: names of raw files. */
export const RAW_FILE_NAME = 'FILE_NAME'
/** A page with this many words of which OCR reads back less than a quarter was not read. */
const MIN_WORDS = 20
const MIN_READ_BACK = 0.25

/** What all checks need. */
export interface AuditTools {
  readonly processed: string
  readonly strong: StrongIndex
  readonly images: ImageReader
  /** Whether the image of a page is read back. */
  readonly reads: (reportId: string, page: number) => boolean
  /** Below this mean confidence a page is marked (deid.review_confidence). */
  readonly reviewConfidence: number
}

/** What was found in a report's files, and what the audit report says of it. */
export interface ReportFindings {
  readonly reasons: AuditReason[]
  readonly artefact: DeidentifiedArtefact | null
  readonly low_confidence_pages: number[]
  readonly pages_read_back: number
  /** sha256 of the page images that were checked. */
  readonly images: ReadonlySet<string>
}

/** Searches one report's own identifiers, and strong ones of others, in all that belongs to it. */
export async function checkReport(
  id: string,
  files: { readonly texts: readonly string[]; readonly images: readonly string[] },
  known: KnownReport | null,
  tools: AuditTools,
): Promise<ReportFindings> {
  const reasons: AuditReason[] = []
  const surfaces: LeakSurface[] = []
  for (const file of files.texts) surfaces.push(...fileSurfaces(tools.processed, file))
  surfaces.push({
    name: 'file names',
    text: [...files.texts, ...files.images].map((f) => f.replaceAll(id, ' ')).join('\n'),
  })
  const artefact = readArtefact(tools.processed, id)
  if (artefact === null && files.texts.some((file) => file.startsWith('deidentified/')))
    reasons.push(reason('unreadable', 'deidentified'))
  const looked = await lookAtImages(id, files.images, artefact, tools, reasons)
  const identifiers = known?.identifiers ?? []
  if (known === null && artefact !== null) reasons.push(reason('vault_missing', 'vault'))
  for (const { surface, text } of looked.texts)
    for (const category of nearHits(identifiers, text)) reasons.push(reason('near_leak', surface, category))
  surfaces.push(...looked.texts.map(({ surface, text }) => ({ name: surface, text })))
  reasons.push(...searchText(id, identifiers, surfaces, tools.strong))
  if (artefact !== null) reasons.push(...buildReasons(artefact, known))
  const low = (artefact?.pages ?? [])
    .filter((page) => page.ocr !== null && page.ocr.mean_confidence < tools.reviewConfidence)
    .map((page) => page.number)
  for (const page of low) reasons.push(reason('low_confidence', `page ${page}`))
  return { reasons, artefact, low_confidence_pages: low, pages_read_back: looked.read, images: looked.sha256 }
}

/** Own identifiers and strong ones of other reports in a list of texts. Hits of the build's own leak check count as this one's. */
export function searchText(
  id: string,
  identifiers: readonly AuditIdentifier[],
  surfaces: readonly LeakSurface[],
  strong: StrongIndex,
): AuditReason[] {
  const { hits } = checkLeaks(identifiers, surfaces)
  const reasons = hits.map(({ surface, category, count }) => reason('leak', surface, category, count))
  for (const { name, text } of surfaces) {
    const found = strong.find(text, (owners) => owners.some((owner) => owner.report_id === id))
    for (const { category } of found)
      reasons.push(reason(category === RAW_FILE_NAME ? 'leak' : 'foreign_identifier', name, category))
  }
  return reasons
}

export function reason(
  code: AuditReason['code'],
  where: string,
  category: string | null = null,
  count = 1,
): AuditReason {
  return { code, where, category, count }
}

/** Reasons that follow from an image alone. */
export function imageReasons(reading: ImageReading, where: string): AuditReason[] {
  return [
    ...reading.metadata.map((block) => reason('image_metadata', `${where} (${block})`)),
    ...reading.codes.map((kind) => reason('readable_code', where, kind)),
  ]
}

async function lookAtImages(
  id: string,
  files: readonly string[],
  artefact: DeidentifiedArtefact | null,
  tools: AuditTools,
  reasons: AuditReason[],
): Promise<{ texts: { surface: string; text: string }[]; read: number; sha256: Set<string> }> {
  const texts: { surface: string; text: string }[] = []
  const sha256 = new Set<string>()
  const language = artefact === null ? null : languageOf(artefact.report.language)
  const left = new Set(files)
  const tasks: Promise<void>[] = []
  let read = 0
  const look = async (file: string, where: string, dpi: number, printed: number | null): Promise<void> => {
    const path = join(tools.processed, file)
    try {
      const reading = await tools.images.read(readFileSync(path), path, { dpi, language })
      read += 1
      texts.push({ surface: where, text: reading.text })
      reasons.push(...imageReasons(reading, where))
      if (printed !== null && printed >= MIN_WORDS && reading.words < MIN_READ_BACK * printed)
        reasons.push(reason('image_unread', where))
    } catch {
      reasons.push(reason('unreadable', where))
    }
  }
  for (const page of artefact?.pages ?? []) {
    const where = `image of page ${page.number}`
    const file = page.image === null ? null : `deidentified/${id}/${basename(page.image.file)}`
    if (page.image === null || file === null || !left.delete(file)) {
      reasons.push(reason('image_changed', where))
      continue
    }
    const digest = createHash('sha256')
      .update(readFileSync(join(tools.processed, file)))
      .digest('hex')
    sha256.add(digest)
    if (digest !== page.image.sha256) reasons.push(reason('image_changed', where))
    const printed = page.words.filter((word) => word.source !== 'redaction').length
    if (tools.reads(id, page.number)) tasks.push(look(file, where, page.image.dpi, printed))
  }
  // An image that no artefact names is nobody's page: it is always looked at.
  for (const file of [...left].sort()) tasks.push(look(file, 'image that no page names', 150, null))
  await Promise.all(tasks)
  return { texts: texts.sort((a, b) => (a.surface < b.surface ? -1 : 1)), read, sha256 }
}

function buildReasons(artefact: DeidentifiedArtefact, known: KnownReport | null): AuditReason[] {
  const { leak_check: check, report } = artefact
  const reasons = check.reasons.map((text) => reason(check.verdict === 'fail' ? 'leak_check' : 'build_review', text))
  if (check.verdict === 'fail' && reasons.length === 0) reasons.push(reason('leak_check', 'deidentified'))
  if (report.language === 'und') reasons.push(reason('language_unknown', 'deidentified'))
  if (known !== null && known.identification.subject.names.length === 0) reasons.push(reason('no_subject', 'vault'))
  return reasons
}

function readArtefact(processed: string, id: string): DeidentifiedArtefact | null {
  try {
    const text = readFileSync(join(processed, 'deidentified', `${id}.json`), 'utf8')
    return DeidentifiedArtefact.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** The model that reads a report's pages back; measured where the report's language is unknown. */
export function languageOf(language: string): string | null {
  return language === 'en' ? 'eng' : language === 'und' ? null : 'chi_sim'
}
