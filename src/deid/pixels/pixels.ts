import type { Raster } from '../../document/image/raster.js'
import { area, type Bbox, overlap, union } from '../../records/bbox.js'
import type { EmbeddedImage, PageReading, Redaction } from '../../records/page.js'
import type { Category } from '../category.js'
import type { DeidConfig } from '../config.js'
import type { Identification } from '../identification.js'
import { isBackground } from './background-image.js'
import { type FoundCode, findCodes } from './barcodes.js'
import { isClinicalFigure, textRows } from './clinical-figure.js'
import { drawnBars } from './drawn-bars.js'
import { type InkCluster, looseInk } from './loose-ink.js'
import { pagePixels } from './page-pixels.js'
import { printUnder, TRUST } from './page-print.js'
import { coverScan } from './scan-ink.js'
import { nearSignatory } from './signatories.js'

/** What the pixels of a page hold that must be covered, and the embedded images that stay. */
export interface PixelFindings {
  regions: Redaction[]
  figures: EmbeddedImage[]
  /** Embedded images behind print that stays: taken out of the raster, not covered. */
  backgrounds: Bbox[]
  /** Contents of decoded codes: identifiers for the leak check. Never leave the vault. */
  codes: string[]
  review_reasons: string[]
}

/** An image over this share of the page is the page itself (a scan) or its background. */
const PAGE_IMAGE = 0.5
/** Header and footer zones of letterheads, shares of the page's height. */
const HEADER = 0.16
const FOOTER = 0.92

/** Finds the regions of a page's raster to cover: codes, images that are not positively clinical, letterhead graphics, signatures, seals, portraits. */
export async function coverRegions(
  page: PageReading,
  raster: Raster,
  identification: Identification,
  config: DeidConfig,
): Promise<PixelFindings> {
  const regions: Redaction[] = []
  const figures: EmbeddedImage[] = []
  const backgrounds: Bbox[] = []
  const reasons: string[] = []
  const add = (bbox: Bbox, category: Category, detector: string, score: number) => {
    const box: Bbox = [
      Math.max(0, bbox[0]),
      Math.max(0, bbox[1]),
      Math.min(page.width, bbox[2]),
      Math.min(page.height, bbox[3]),
    ]
    if (area(box) > 0) regions.push({ bbox: box, category, detector, score })
  }
  const codes = (await findCodes(raster)).filter((code) => plausibleCode(code, page))
  for (const code of codes) add(code.bbox, code.kind, 'zxing', 1)
  for (const bars of drawnBars(page)) add(grow(bars, 3), 'BARCODE', 'drawn_bars', 0.95)

  let pageImage = page.ocr !== null && page.images.length === 0
  for (const image of page.images) {
    if (image.coverage >= PAGE_IMAGE) {
      pageImage = true
      continue
    }
    if (config.images === 'keep') {
      figures.push(image)
      continue
    }
    if (isBackground(image, page, identification)) {
      backgrounds.push(image.bbox)
      reasons.push(`background_image_page_${page.number}`)
      continue
    }
    if (config.images === 'deny' && isClinicalFigure(image, page, raster)) {
      figures.push(image)
      // Names are printed on ECG strips too: every line of lettering in a kept figure is covered.
      for (const row of textRows(raster, image.bbox)) add(row, 'IMAGE', 'figure_lettering', 0.7)
      continue
    }
    if (codes.some((code) => overlap(code.bbox, image.bbox) > 0.5 * area(image.bbox)))
      add(image.bbox, 'BARCODE', 'code_image', 0.95)
    else add(image.bbox, imageCategory(image, page, identification), 'image_not_clinical', 0.8)
  }
  const pixels = pagePixels(raster)
  for (const cluster of looseInk(page, pixels, TRUST)) {
    // Of a page drawn by its own commands only what no word, rule or filled band explains; letterhead art there is decoration unless it is an image.
    const kind = inkCategory(cluster, page, identification, pageImage)
    if (kind !== null && (kind.category === 'SEAL' || printUnder(cluster.bbox, page, identification).length === 0)) {
      add(grow(cluster.bbox, 2), kind.category, kind.detector, 0.7)
    }
  }
  // Pages drawn by their own commands have their pictures as images: only scans and photographs are searched.
  if (page.ocr !== null && page.kind !== 'digital')
    for (const region of coverScan(page, pixels, identification))
      add(region.bbox, region.category as Category, region.detector, region.score)
  for (const band of letterheadBands(page, identification)) add(grow(band, 2), 'LOGO', 'letterhead_band', 0.8)
  return {
    regions: merge(regions),
    figures,
    backgrounds,
    codes: codes.map((code) => code.text).filter((text) => text !== ''),
    review_reasons: reasons,
  }
}

/** zxing reads a code into ruled tables and rows of print now and then: a real one has no words of the text layer on its bars. */
function plausibleCode(code: FoundCode, page: PageReading): boolean {
  const core: Bbox = code.kind === 'QR' ? code.bbox : [code.bbox[0], code.bbox[1] + 4, code.bbox[2], code.bbox[3] - 4]
  const words = page.words.filter(
    (word) =>
      (word.source === 'text' || word.confidence > 0.85) &&
      /\p{L}{2}|\d/u.test(word.text) &&
      overlap(word.bbox, core) > 0.5 * area(word.bbox),
  )
  return words.length < 2
}

/** The header and footer of a letterhead bitmap under a text layer: words that only OCR reads there, with an identifier among them, are covered as one band. */
function letterheadBands(page: PageReading, identification: Identification): Bbox[] {
  if (page.kind !== 'mixed') return []
  return [(box: Bbox) => box[3] < HEADER * page.height, (box: Bbox) => box[1] > FOOTER * page.height].flatMap(
    (inZone) => {
      const words = page.words.filter((word) => word.source === 'ocr' && inZone(word.bbox))
      const identified = identification.identifiers.some(
        (item) =>
          item.page === page.number &&
          item.boxes.some(inZone) &&
          item.word_indices.some((index) => page.words[index]?.source === 'ocr'),
      )
      if (words.length === 0 || !identified) return []
      const band = union(words.map((word) => word.bbox))
      const wide: Bbox = [Math.min(band[0], 0.02 * page.width), band[1], Math.max(band[2], 0.98 * page.width), band[3]]
      const printed = page.words.some(
        (word) => word.source === 'text' && overlap(word.bbox, wide) > 0.2 * area(word.bbox),
      )
      return [printed ? band : wide]
    },
  )
}

/** What a denied image most likely is, by shape and place. */
function imageCategory(image: EmbeddedImage, page: PageReading, identification: Identification): Category {
  const [x0, y0, x1, y1] = image.bbox
  const aspect = (x1 - x0) / Math.max(1, y1 - y0)
  if (nearSignatory(image.bbox, page, identification)) return 'SIGNATURE'
  if (y1 < HEADER * page.height || y0 > FOOTER * page.height) return 'LOGO'
  if (aspect > 0.6 && aspect < 0.95 && y0 < 0.5 * page.height && x1 - x0 > 40 && x1 - x0 < 150) return 'PORTRAIT'
  if (aspect > 1.4 && y0 > 0.5 * page.height && y1 - y0 < 80) return 'SIGNATURE'
  return 'IMAGE'
}

/** What unexplained ink on a scan or a letterhead page is; null for specks, rules and ink that may be a result. */
function inkCategory(
  cluster: InkCluster,
  page: PageReading,
  identification: Identification,
  pageImage: boolean,
): { category: Category; detector: string } | null {
  const [x0, y0, x1, y1] = cluster.bbox
  const width = x1 - x0
  const height = y1 - y0
  const aspect = width / Math.max(1, height)
  if (width > 0.8 * page.width && height < 14) return null
  // A frame, a shadow, the table that a photographed page lies on: its box says nothing.
  if (width > 0.6 * page.width && height > 0.25 * page.height) return null
  // Print that OCR left out stands between words of its line: no signature, no stamp.
  const lined = (side: (word: Bbox) => boolean) =>
    page.words.some(
      (word) =>
        side(word.bbox) &&
        Math.min(word.bbox[3], y1) - Math.max(word.bbox[1], y0) > 0.6 * Math.min(height, word.bbox[3] - word.bbox[1]),
    )
  const inLine =
    height < 18 && lined((b) => b[2] <= x0 + 2 && x0 - b[2] < 16) && lined((b) => b[0] >= x1 - 2 && b[0] - x1 < 16)
  if (inLine) return null
  const inResults = identification.result_bodies.some(
    (body) => body.page === page.number && Math.min(y1, body.bottom + 4) - Math.max(y0, body.top - 4) > 0.5 * height,
  )
  if (cluster.red > 0.5 && width >= 36 && height >= 30 && aspect > 0.4 && aspect < 2.6)
    return { category: 'SEAL', detector: 'red_ink' }
  if (
    cluster.midtone > 0.35 &&
    cluster.density > 0.35 &&
    width >= 40 &&
    height >= 50 &&
    height <= 200 &&
    aspect > 0.55 &&
    aspect < 1.1
  )
    return { category: 'PORTRAIT', detector: 'photo_ink' }
  // Among result rows unexplained ink is print that OCR missed.
  if (inResults) return null
  // On scans strokes are looked at one by one (signature-ink.ts): clusters there hold print that OCR missed as well.
  if (
    !pageImage &&
    width >= 24 &&
    height >= 10 &&
    height < 90 &&
    aspect < 8 &&
    cluster.density < 0.6 &&
    nearSignatory(cluster.bbox, page, identification)
  )
    return { category: 'SIGNATURE', detector: 'signature_ink' }
  if (
    pageImage &&
    height < 0.2 * page.height &&
    (y1 < HEADER * page.height || y0 > FOOTER * page.height) &&
    width >= 12 &&
    height >= 10 &&
    cluster.cells >= 8
  )
    return { category: 'LOGO', detector: 'letterhead_ink' }
  // Print that OCR left out below the last line of a scan: a house's name, a stamp.
  if (
    pageImage &&
    page.ocr !== null &&
    width >= 30 &&
    height >= 11 &&
    height < 90 &&
    cluster.cells >= 10 &&
    y0 < FOOTER * page.height &&
    !page.words.some((word) => word.confidence >= TRUST && word.bbox[3] > y0 - 4 && word.bbox[1] < FOOTER * page.height)
  )
    return { category: 'IMAGE', detector: 'unread_ink' }
  // A code that could not be read still has its look: dense ink in a square, or a wide block of bars.
  if (cluster.density > 0.3 && cluster.density < 0.75 && width >= 30 && height >= 30 && aspect > 0.8 && aspect < 1.25)
    return { category: 'QR', detector: 'dense_square' }
  if (cluster.density > 0.3 && width >= 60 && height >= 14 && height <= 70 && aspect > 2 && aspect < 9)
    return { category: 'BARCODE', detector: 'dense_bars' }
  return null
}

function grow(box: Bbox, by: number): Bbox {
  return [box[0] - by, box[1] - by, box[2] + by, box[3] + by]
}

/** Regions that lie inside another are dropped; of two that lie inside each other the larger stays, of equals the first. */
export function merge(regions: readonly Redaction[]): Redaction[] {
  return regions.filter(
    (region, i) =>
      !regions.some(
        (other, k) =>
          k !== i &&
          overlap(region.bbox, other.bbox) > 0.98 * area(region.bbox) &&
          (area(other.bbox) > area(region.bbox) || (area(other.bbox) === area(region.bbox) && k < i)),
      ),
  )
}
