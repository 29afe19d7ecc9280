import { createHash } from 'node:crypto'
import { encodeJpeg, fillBox, type Raster, toGrey } from '../document/image/raster.js'
import type { DeidentifiedArtefact } from '../records/artefact.js'
import { area, type Bbox, clip, overlap } from '../records/bbox.js'
import type { DeidentifiedPage, DocumentReading, PageKind, PageReading, Redaction } from '../records/page.js'
import { QuarantineError } from '../records/quarantine.js'
import { checkLeaks, type LeakIdentifier } from './audit/leak-check.js'
import type { DeidConfig } from './config.js'
import type { Identification } from './identification.js'
import { loadKnowledge } from './knowledge.js'
import { lateRegions } from './late-cover.js'
import type { Link } from './linkage.js'
import { isPlainWatermark, readsPlain } from './page/plain-watermark.js'
import { removeBackground } from './pixels/background-image.js'
import { findCodes } from './pixels/barcodes.js'
import { namingWatermarks, type PaleOnPage, paleOnPage } from './pixels/naming-watermarks.js'
import { surePrint } from './pixels/page-print.js'
import { bleachPale } from './pixels/pale-watermark.js'
import { paperArea } from './pixels/paper-area.js'
import { coverRegions, type PixelFindings } from './pixels/pixels.js'
import { bleachedStamp, bleachStamp } from './pixels/stamp-bleach.js'
import { alongWord, bleach, brightnessIn, leaningWords, watermarkBrightness } from './pixels/watermark.js'
import { institutionPseudonym } from './placeholder.js'
import { policyOf, redactPages } from './redact.js'
import { searchedValues } from './searched-values.js'
import { isUnreadable, wholePage } from './unreadable-page.js'

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
  /** Reads one line of print (OCR): tells which watermarks of scans name nobody. Without it all of them are recorded. */
  readLine?: (strip: Raster, language: string) => Promise<string>
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

/** Detectors of what is taken out of the picture without a black box: the print around it stays. */
export const BLEACHED: ReadonlySet<string> = new Set([
  'pale_lettering',
  'bleached_stamp',
  'background_image',
  'leaning_text',
])

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
  const text = redactPages({ reading, identification, link, config, key }).pages
  const knowledge = loadKnowledge()
  const late = lateRegions(reading, text, searchedValues(identification, config))
  const pixels = new Map<number, PixelFindings>()
  const rasters = new Map<number, Raster>()
  const files = new Map<string, Uint8Array>()
  const images = new Map<number, DeidentifiedPage['image']>()
  const bleached = new Map<number, Redaction[]>()
  const gone = new Map<number, number[]>()
  const pale: PaleOnPage[] = []
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
          backgrounds: [],
          codes: (await findCodes(analysis)).map((code) => code.text),
          review_reasons: [`unreadable_page_${page.number}`],
        }
      : await coverRegions(page, analysis, identification, config)
    const reasons = late.has(page.number) ? [`covered_late_page_${page.number}`] : []
    pixels.set(page.number, { ...found, review_reasons: [...found.review_reasons, ...reasons] })
    const wanted = (input.correct?.(page.number, found.regions) ?? found.regions).filter(
      (region) => policyOf(region.category as never, config) !== 'keep',
    )
    const stamps = wanted.flatMap((region) => bleachedStamp(region, page, analysis, identification) ?? [])
    const inStamp = (region: Redaction) =>
      region.category === 'SEAL' &&
      stamps.some((stamp) => overlap(stamp.region.bbox, region.bbox) > 0.6 * area(region.bbox))
    regions.set(page.number, [...wanted.filter((region) => !inStamp(region)), ...(late.get(page.number) ?? [])])
    const leaning = leaningWords(page, identification.identifiers).filter(
      (index) => !isPlainWatermark(page.words[index]!.text, knowledge),
    )
    gone.set(page.number, [...leaning, ...stamps.flatMap((stamp) => stamp.gone)])
    if (config.dpi >= ANALYSIS_DPI) rasters.set(page.number, analysis)
    const pageOnly: DocumentReading = { ...reading, pages: [page] }
    const redactions = redactPages({ reading: pageOnly, identification, link, config, key, regions, gone }).pages[0]!
      .redactions
    const raster =
      rasters.get(page.number) ??
      (await input.document.renderPage(page.number, page, { dpi: config.dpi, colour: 'rgb' }))
    rasters.delete(page.number)
    const watermarks = paleBoxes(page, identification, redactions, raster)
    const addBleached = (box: Bbox, category: Redaction['category'], detector: string, score: number) => {
      const bbox = clip(box, page.width, page.height)
      if (bbox === null) return
      bleached.set(page.number, [...(bleached.get(page.number) ?? []), { bbox, category, detector, score }])
    }
    if (page.ocr !== null && page.kind !== 'digital') {
      const grey = toGrey(raster)
      const isPaper = paperArea(grey)
      const saysPlain = async (strip: Raster) => {
        const read = await input.readLine?.(strip, page.ocr!.language)
        return read !== undefined && readsPlain(read, knowledge)
      }
      pale.push(...(await paleOnPage(page.number, grey, isPaper, saysPlain)))
      bleachPale(raster, grey, surePrint(page, identification, []), isPaper)
    }
    for (const { region } of stamps) {
      addBleached(region.bbox, region.category, 'bleached_stamp', region.score)
      bleachStamp(raster, region.bbox)
    }
    for (const box of found.backgrounds) {
      addBleached(box, 'IMAGE', 'background_image', 0.6)
      removeBackground(raster, box, page)
    }
    const marks = new Set(leaning)
    const upright = page.words.filter((_, index) => !marks.has(index))
    for (const word of leaning.map((index) => page.words[index]!)) {
      const brightness = brightnessIn([word.bbox], upright, page, raster)
      if (brightness !== null) bleach(raster, word, brightness)
      for (const box of alongWord(word)) {
        if (brightness === null) fillBox(raster, box)
        addBleached(box, 'ORG', 'leaning_text', 0.6)
      }
    }
    for (const redaction of redactions) {
      const brightness = watermarks.get(redaction)
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
  const scanned = reading.pages.filter((page) => page.ocr !== null && page.kind !== 'digital')
  for (const [page, boxes] of namingWatermarks(pale, scanned))
    bleached.set(page, [
      ...(bleached.get(page) ?? []),
      ...boxes.map((bbox): Redaction => ({ bbox, category: 'ORG', detector: 'pale_lettering', score: 0.6 })),
    ])
  const redacted = redactPages({ reading, identification, link, config, key, regions, gone })
  const pages = redacted.pages.map(
    (page): DeidentifiedPage => ({
      ...page,
      // Bleached, not blackened: the print that a watermark crosses stays.
      redactions: [...page.redactions, ...(bleached.get(page.number) ?? [])],
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

/** Searches every identifier, the contents of codes included, in the words and the report's fields. */
function verify(
  input: DeidentifyInput,
  artefact: DeidentifiedArtefact,
  pixels: readonly PixelFindings[],
): DeidentifiedArtefact['leak_check'] {
  const { identification, config } = input
  const searched: LeakIdentifier[] = [
    ...searchedValues(identification, config),
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
