import { createHash } from 'node:crypto'
import { encodeJpeg, fillBox, type Raster, toGrey } from '../document/raster.js'
import type { DeidentifiedArtefact } from '../records/artefact.js'
import { area, type Bbox, overlap } from '../records/bbox.js'
import type { DeidentifiedPage, DocumentReading, PageKind, PageReading, Redaction } from '../records/page.js'
import { QuarantineError } from '../records/quarantine.js'
import { findCodes } from './barcodes.js'
import type { DeidConfig } from './config.js'
import type { Identification } from './identification.js'
import { loadKnowledge } from './knowledge.js'
import { checkLeaks, type LeakIdentifier } from './leak-check.js'
import type { Link } from './linkage.js'
import { brandWords } from './organisations.js'
import { surePrint } from './page-print.js'
import { bleachPale, findPaleLetters } from './pale-watermark.js'
import { paperArea } from './paper-area.js'
import { coverRegions, type PixelFindings } from './pixels.js'
import { institutionPseudonym } from './placeholder.js'
import { policyOf, redactPages } from './redact.js'
import { isUnreadable, wholePage } from './unreadable-page.js'
import { bleach, watermarkBrightness } from './watermark.js'

/** Draws pages of the raw report: the part of the document room's open document that is needed here. */
export interface PageRenderer {
  renderPage(
    number: number,
    geometry: Pick<PageReading, 'rotation'>,
    options: { dpi: number; colour: 'rgb' | 'grey' },
  ): Promise<Raster>
}

export interface DeidentifyInput {
  report_id: string
  reading: DocumentReading
  identification: Identification
  link: Link
  document: PageRenderer
  key: Uint8Array
  config: DeidConfig
  /** A person's corrections of the regions found on a page (`correctRegions`). */
  correct?: (page: number, regions: readonly Redaction[]) => readonly Redaction[]
}

/** The artefact that passes the wall, and the page images beside it by file name. */
export interface Deidentified {
  artefact: DeidentifiedArtefact
  files: Map<string, Uint8Array>
  /** Covered identifiers by category, for the run report. */
  counts: Record<string, number>
}

/** Codes and small letters are looked for at no less than this resolution. */
const ANALYSIS_DPI = 200

/**
 * Takes a report through the privacy wall: words redacted, regions of pixels covered, pages drawn anew and encoded without any metadata, and the result searched for
 * every identifier. Nothing of the source file is copied. The verdict is in `leak_check`; a caller that reads `fail` sets the report aside.
 */
export async function deidentify(input: DeidentifyInput): Promise<Deidentified> {
  const { reading, link, config, key } = input
  const unreadable = new Set(reading.pages.filter((page) => isUnreadable(page, config)).map((page) => page.number))
  // A report that is mostly black serves nobody: it is set aside to be scanned again.
  if (unreadable.size > 0 && 2 * unreadable.size >= reading.pages.length)
    throw new QuarantineError('ocr_low_confidence', `${unreadable.size} of ${reading.pages.length} pages`)
  const identification = {
    ...input.identification,
    // Nothing is left of a withheld page, not even placeholders.
    identifiers: input.identification.identifiers.filter((item) => !unreadable.has(item.page)),
    zones: input.identification.zones.filter((zone) => !unreadable.has(zone.page)),
  }
  const pixels = new Map<number, PixelFindings>()
  const rasters = new Map<number, Raster>()
  const files = new Map<string, Uint8Array>()
  const images = new Map<number, DeidentifiedPage['image']>()
  const bleached = new Map<number, Bbox[]>()
  // One page at a time: at 200 dpi a page takes 12 MB.
  const regions = new Map<number, Redaction[]>()
  for (const page of reading.pages) {
    const analysis = await input.document.renderPage(page.number, page, {
      dpi: Math.max(config.dpi, ANALYSIS_DPI),
      colour: 'rgb',
    })
    const found = unreadable.has(page.number)
      ? {
          regions: [wholePage(page)],
          figures: [],
          codes: (await findCodes(analysis)).map((code) => code.text),
          review_reasons: [`unreadable_page_${page.number}`],
        }
      : await coverRegions(page, analysis, identification, config)
    pixels.set(page.number, found)
    regions.set(
      page.number,
      (input.correct?.(page.number, found.regions) ?? found.regions).filter(
        (region) => policyOf(region.category as never, config) !== 'keep',
      ),
    )
    if (config.dpi >= ANALYSIS_DPI) rasters.set(page.number, analysis)
    const pageOnly: DocumentReading = { ...reading, pages: [page] }
    const redactions = redactPages({ reading: pageOnly, identification, link, config, key, regions }).pages[0]!
      .redactions
    const raster =
      rasters.get(page.number) ??
      (await input.document.renderPage(page.number, page, { dpi: config.dpi, colour: 'rgb' }))
    rasters.delete(page.number)
    const pale = paleBoxes(page, identification, redactions, raster)
    if (page.ocr !== null && page.kind !== 'digital') {
      const grey = toGrey(raster)
      const isPaper = paperArea(grey)
      bleached.set(page.number, findPaleLetters(grey).filter(isPaper))
      bleachPale(raster, grey, surePrint(page, identification), isPaper)
    }
    for (const redaction of redactions) {
      const brightness = pale.get(redaction)
      if (brightness === undefined) fillBox(raster, redaction.bbox)
      else bleach(raster, redaction, brightness)
    }
    const drawn = config.colour === 'grey' ? toGrey(raster) : raster
    const bytes = await encodeJpeg(drawn, config.jpeg_quality)
    const file = `p${String(page.number).padStart(4, '0')}.jpg`
    files.set(file, bytes)
    images.set(page.number, {
      file,
      format: 'jpeg',
      width: drawn.width,
      height: drawn.height,
      dpi: drawn.dpi,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
  }
  const redacted = redactPages({ reading, identification, link, config, key, regions })
  const pages = redacted.pages.map(
    (page): DeidentifiedPage => ({
      ...page,
      // Bleached, not blackened: the print that a watermark crosses stays.
      redactions: [
        ...page.redactions,
        ...(bleached.get(page.number) ?? []).map(
          (bbox): Redaction => ({ bbox, category: 'ORG', detector: 'pale_lettering', score: 0.6 }),
        ),
      ],
      figures: pixels.get(page.number)!.figures,
      image: images.get(page.number) ?? null,
    }),
  )
  const age = identification.subject.age ?? link.age
  const institution = identification.subject.institution
  const artefact: DeidentifiedArtefact = {
    report: {
      report_id: input.report_id,
      patient_id: link.patient_id,
      visit_index: link.visit_index,
      days_since_first_visit: link.days_since_first_visit,
      language: identification.language,
      kind: kindOf(reading),
      page_count: reading.pages.length,
      sex: identification.subject.sex ?? link.sex,
      age: age === null ? null : Math.min(age, 90),
      age_top_coded: age !== null && age >= 90,
      institution:
        institution === null || policyOf('ORG', config) === 'redact'
          ? null
          : institutionPseudonym(institution, { key, config, link, subject: identification.subject }),
    },
    pages,
    leak_check: { verdict: 'pass', identifiers: 0, hits: 0, reasons: [] },
  }
  artefact.leak_check = verify({ ...input, identification }, artefact, [...pixels.values()])
  const counts: Record<string, number> = {}
  for (const page of pages)
    for (const { category } of page.redactions)
      counts[`identifiers.${category}`] = (counts[`identifiers.${category}`] ?? 0) + 1
  return { artefact, files, counts }
}

/** The redactions that cover a watermark, with its brightness. */
function paleBoxes(
  page: PageReading,
  identification: Identification,
  redactions: readonly Redaction[],
  raster: Raster,
): Map<Redaction, number> {
  const found = new Map<Redaction, number>()
  for (const item of identification.identifiers) {
    const brightness = item.page === page.number ? watermarkBrightness(item, page, raster) : null
    if (brightness === null) continue
    for (const redaction of redactions) {
      const same = redaction.detector === item.detector && redaction.category === item.category
      if (same && item.boxes.some((box) => overlap(box, redaction.bbox) > 0.9 * area(box)))
        found.set(redaction, brightness)
    }
  }
  return found
}

/**
 * Whether finding the value again tells anything: a department ("研发部"), a town of four letters and an institution's name of nothing but generic words ("Medical
 * Laboratory") stand in other reports' texts as well. They are covered where they were found, but their words are not identifiers elsewhere.
 */
function isTelling({ category, text }: Identification['identifiers'][number]): boolean {
  const han = (text.match(/\p{Script=Han}/gu) ?? []).length
  if (category === 'ORG') return han > 0 ? han >= 5 : brandWords(text, loadKnowledge()).length > 0
  if (category === 'EMPLOYER' || category === 'ADDRESS')
    return han > 0 ? han >= 5 : text.replace(/[^\p{L}\p{N}]/gu, '').length >= 5
  return true
}

/** Searches every identifier, the contents of codes included, in the words and the report's fields. */
function verify(
  input: DeidentifyInput,
  artefact: DeidentifiedArtefact,
  pixels: readonly PixelFindings[],
): DeidentifiedArtefact['leak_check'] {
  const { identification, config } = input
  const searched: LeakIdentifier[] = [
    ...identification.identifiers
      .filter((item) => policyOf(item.category, config) !== 'keep' && isTelling(item))
      .map(({ category, text }) => ({ category, text })),
    ...identification.subject.names.map((text) => ({ category: 'NAME', text })),
    ...identification.subject.identity_numbers.map((text) => ({ category: 'ID', text })),
    ...pixels.flatMap((found) => found.codes).map((text) => ({ category: 'BARCODE', text })),
  ]
  const surfaces = [
    { name: 'report', text: JSON.stringify(artefact.report) },
    ...artefact.pages.map((page) => ({
      name: `page ${page.number}`,
      text: page.words.map((word) => word.text).join(' '),
    })),
  ]
  const report = checkLeaks(searched, surfaces)
  const hits = report.hits.reduce((sum, hit) => sum + hit.count, 0)
  const reasons = [
    ...identification.review_reasons,
    ...pixels.flatMap((found) => found.review_reasons),
    ...report.hits.map((hit) => `leak ${hit.category} on ${hit.surface}`),
  ]
  return {
    verdict: report.verdict === 'fail' ? 'fail' : reasons.length > 0 ? 'review' : 'pass',
    identifiers: identification.identifiers.length,
    hits,
    reasons: [...new Set(reasons)].sort(),
  }
}

function kindOf(reading: DocumentReading): PageKind {
  const kinds = new Set(reading.pages.map((page) => page.kind))
  return kinds.size === 1 ? [...kinds][0]! : 'mixed'
}
