import { area, clip, overlap } from '../../records/bbox.js'
import type { EmbeddedImage, OcrSummary, PageReading, Word } from '../../records/page.js'
import { QuarantineError } from '../../records/quarantine.js'
import type { DocumentConfig } from '../config.js'
import { type QuarterTurn, quarterTurn, round2, roundBox } from '../frame.js'
import { inkMap, inkShare } from '../image/ink.js'
import { perceptualHash } from '../image/perceptual-hash.js'
import { crop, type Raster } from '../image/raster.js'
import { readRulings } from '../image/rulings.js'
import { hanShare, meanConfidence } from '../ocr/ocr-words.js'
import type { OcrSession } from '../ocr.js'
import type { OpenDocument } from '../open-document.js'
import { readPagePicture } from '../page-picture.js'
import { discardPdfium, type Pdfium, pdfium as startPdfium } from '../pdfium.js'
import { buildWords, dropOverprints, type Glyph, type GlyphWord, markOverdrawn } from '../words.js'
import { readCharacters } from './pdf-characters.js'
import { type PageObjects, readObjects } from './pdf-objects.js'
import { openPage, type PdfPage } from './pdf-page.js'
import { annotationTexts, documentTexts, tidyTexts } from './side-texts.js'
import { agreement, garbledBy, judgeText } from './text-trust.js'
import { probeVisibility, type Visibility } from './visibility.js'

/** Ink below this share of a page or image is dust. */
const DUST = 0.0008
/** OCR words of images on digital pages must be this sure: logos and photographs give nonsense otherwise. */
const IMAGE_WORD_CONFIDENCE = 0.55
/** Fewer words than this in a page's images are a logo's or noise. */
const FEWEST_IMAGE_WORDS = 3
/** Letters of trusted text that settle a report's language without a probe. */
const LANGUAGE_LETTERS = 100

/** Opens a PDF. @throws QuarantineError encrypted, corrupt, empty, too_many_pages */
export async function openPdf(bytes: Uint8Array, config: DocumentConfig): Promise<OpenDocument> {
  const pdfium = await startPdfium()
  const loaded = await guarded(async () => pdfium.loadDocument(bytes)).catch(async (error: unknown) => {
    throw await classifyRefusal(error, bytes)
  })
  const pageCount = pdfium.call('FPDF_GetPageCount', loaded.document)
  if (pageCount < 1 || pageCount > config.max_pages) {
    pdfium.closeDocument(loaded)
    throw pageCount < 1
      ? new QuarantineError('empty', '0 pages')
      : new QuarantineError('too_many_pages', `${pageCount} pages`)
  }
  const form = startForm(pdfium, loaded.document)
  return new PdfDocument(pdfium, loaded, form, pageCount, bytes, config)
}

class PdfDocument implements OpenDocument {
  readonly mediaType = 'application/pdf'
  readonly #session: OcrSession = { language: null }
  /** Annotation texts by page, taken before flattening. */
  readonly #annotations = new Map<number, string[]>()
  #closed = false

  constructor(
    private readonly pdfium: Pdfium,
    private readonly loaded: { document: number; memory: number },
    private readonly form: { handle: number; memory: number },
    readonly pageCount: number,
    private readonly bytes: Uint8Array,
    private readonly config: DocumentConfig,
  ) {}

  async readPage(number: number): Promise<PageReading> {
    return await guarded(async () => {
      const page = this.#open(number)
      try {
        return await readPdfPage(page, number, this.config, this.#session)
      } finally {
        page.close()
      }
    })
  }

  async renderPage(
    number: number,
    geometry: { rotation: QuarterTurn },
    options: { dpi: number; colour: 'rgb' | 'grey' },
  ): Promise<Raster> {
    return await guarded(async () => {
      const page = this.#open(number)
      try {
        return page.render(geometry.rotation, options.dpi, options.colour, this.config.max_pixels)
      } finally {
        page.close()
      }
    })
  }

  async sideTexts(): Promise<string[]> {
    return await guarded(async () => {
      const texts = documentTexts(this.pdfium, this.loaded.document, this.bytes)
      for (let number = 1; number <= this.pageCount; number++) {
        if (!this.#annotations.has(number)) this.#open(number).close()
        texts.push(...this.#annotations.get(number)!)
      }
      return tidyTexts(texts)
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    if (this.form.handle !== 0) this.pdfium.call('FPDFDOC_ExitFormFillEnvironment', this.form.handle)
    if (this.form.memory !== 0) this.pdfium.free(this.form.memory)
    this.pdfium.closeDocument(this.loaded)
  }

  #open(number: number): PdfPage {
    const keep = (page: number): void => {
      if (this.#annotations.has(number)) return
      this.#annotations.set(number, annotationTexts(this.pdfium, this.loaded.document, page, this.form.handle))
    }
    const page = openPage(this.pdfium, this.loaded.document, this.form.handle, number, keep)
    if (!this.#annotations.has(number)) this.#annotations.set(number, [])
    return page
  }
}

/** The form-fill environment draws fields without an appearance of their own; documents without forms need none. */
function startForm(pdfium: Pdfium, document: number): { handle: number; memory: number } {
  if (pdfium.call('FPDF_GetFormType', document) === 0) return { handle: 0, memory: 0 }
  const bytes = 256 // FPDF_FORMFILLINFO: a version and callbacks, all absent
  const memory = pdfium.malloc(bytes)
  pdfium.heap.fill(0, memory, memory + bytes)
  pdfium.view.setUint32(memory, 2, true)
  return { handle: pdfium.call('FPDFDOC_InitFormFillEnvironment', document, memory), memory }
}

/** A trap inside PDFium poisons its memory: the instance is given up and the report set aside. No library message gets out. */
async function guarded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof QuarantineError) throw error
    if (
      error instanceof Error &&
      (error.name === 'RuntimeError' || /abort|memory access|unreachable/i.test(error.message))
    ) {
      discardPdfium()
      throw new QuarantineError('corrupt', 'pdfium trap')
    }
    throw error
  }
}

/** PDFium says the same for a missing and a wrong password and calls some encryptions a format error; pdf.js has typed errors. */
async function classifyRefusal(error: unknown, bytes: Uint8Array): Promise<unknown> {
  if (!(error instanceof QuarantineError) || error.reason === 'encrypted') return error
  const { PDFParse, PasswordException } = await import('pdf-parse')
  const parser = new PDFParse({ data: bytes.slice() })
  try {
    await parser.getInfo()
    return error
  } catch (second) {
    return second instanceof PasswordException ? new QuarantineError('encrypted', error.measured) : error
  } finally {
    await parser.destroy().catch(() => {})
  }
}

async function readPdfPage(
  page: PdfPage,
  number: number,
  config: DocumentConfig,
  session: OcrSession,
): Promise<PageReading> {
  let turn: QuarterTurn = 0
  let glyphs = readCharacters(page, page.toPage(0))
  const lean = mainDirection(glyphs)
  if (lean !== 0) {
    turn = quarterTurn(360 - lean)
    glyphs = readCharacters(page, page.toPage(turn))
  }
  const objects = readObjects(page, page.toPage(turn))
  const words = markOverdrawn(dropOverprints(buildWords(glyphs)), objects.texts)
  const seen = probeVisibility(page, turn, words, objects, config.max_pixels)
  const shown = [...seen.visible, ...seen.blank]
  const coverage = imageCoverage(page, turn, objects)
  const trust = judgeText(
    {
      visible: shown.map((w) => w.word.text),
      inklessCharacters: count(seen.hidden.filter((w) => w.glyphs[0]!.run!.inkless)),
      coveredCharacters: count(seen.hidden.filter((w) => !w.glyphs[0]!.run!.inkless)),
      unmappedCharacters: shown.reduce((n, w) => n + w.glyphs.filter((g) => g.unmapped).length, 0),
      substitutedWords: shown.filter((w) => !w.glyphs[0]!.run!.embedded && /[\u2e80-\uffef]/.test(w.word.text)).length,
      imageCoverage: coverage,
    },
    config.text_trust,
  )
  const base = { number, skew: 0, text_trust: trust }
  if (trust === 'trusted' || trust === 'font_not_embedded') {
    settleLanguage(session, shown)
    return { ...base, ...(await digitalPage(page, turn, objects, seen, shown, coverage, config, session)) }
  }
  if (trust === 'no_text' && inkShare(inkMap(seen.textless)) < DUST) {
    return { ...base, ...drawing(page, turn, objects, seen), kind: 'digital', words: [], hidden_words: [], ocr: null }
  }
  return await recognizedPage(page, { ...base, layer: words, seen, objects, turn }, config, session)
}

/** A page whose text layer stands; images that cover a good part of it are read as well. */
async function digitalPage(
  page: PdfPage,
  turn: QuarterTurn,
  objects: PageObjects,
  seen: Visibility,
  shown: readonly GlyphWord[],
  coverage: number,
  config: DocumentConfig,
  session: OcrSession,
): Promise<Omit<PageReading, 'number' | 'skew' | 'text_trust'>> {
  const words = shown.map((w) => w.word)
  let ocr: OcrSummary | null = null
  const inked = objects.images.some((image) => {
    const part = crop(seen.textless, image.bbox)
    return part !== null && inkShare(inkMap(part)) > DUST * 4
  })
  if (coverage > config.ocr.image_coverage && inked) {
    const runs = objects.texts.map((t) => t.object)
    page.setActive(runs, false)
    const reading = await readPagePicture(page, turn, config, session, { rotation: 0 })
    page.setActive(runs, true)
    const extra = reading.words.filter(
      (word) => word.confidence >= IMAGE_WORD_CONFIDENCE && isInImage(word, objects) && !overprints(word, words),
    )
    if (extra.length >= FEWEST_IMAGE_WORDS) {
      ocr = {
        ...reading.summary,
        words: extra.length,
        mean_confidence: Math.round(meanConfidence(extra) * 1000) / 1000,
      }
      words.push(...extra)
    }
  }
  return {
    ...drawing(page, turn, objects, seen),
    kind: ocr === null ? 'digital' : 'mixed',
    words,
    hidden_words: seen.hidden.map((w) => w.word),
    ocr,
  }
}

/** A page read by OCR. A layer that only statistics suspect is kept after all when OCR reads the same words. */
async function recognizedPage(
  page: PdfPage,
  own: {
    number: number
    text_trust: PageReading['text_trust']
    layer: readonly GlyphWord[]
    seen: Visibility
    objects: PageObjects
    turn: QuarterTurn
  },
  config: DocumentConfig,
  session: OcrSession,
): Promise<PageReading> {
  const reading = await readPagePicture(page, 0, config, session)
  if (own.text_trust === 'garbled') {
    const shown = [...own.seen.visible, ...own.seen.blank]
    const share = agreement(
      reading.words.map((w) => w.text),
      shown.map((w) => w.word.text),
    )
    const unmapped = shown.reduce((n, w) => n + w.glyphs.filter((g) => g.unmapped).length, 0)
    const suspicion = garbledBy(
      shown.map((w) => w.word.text),
      unmapped,
      config.text_trust,
    )
    if (share !== null && share >= config.text_trust.min_ocr_agreement && suspicion !== 'implausible') {
      const coverage = 0 // the page has just been read whole
      const kept = await digitalPage(page, own.turn, own.objects, own.seen, shown, coverage, config, session)
      return { number: own.number, skew: 0, text_trust: 'trusted', ...kept }
    }
  }
  const objects = readObjects(page, page.toPage(reading.rotation))
  const textless = {
    ...own.seen,
    textless: page.render(reading.rotation, own.seen.textless.dpi, 'grey', config.max_pixels),
  }
  const drawn = drawing(page, reading.rotation, objects, textless)
  const layer =
    reading.rotation === own.turn ? own.layer : buildWords(readCharacters(page, page.toPage(reading.rotation)))
  return {
    number: own.number,
    text_trust: own.text_trust,
    ...drawn,
    // A scan's rules are in its pixels; a drawing's rules are known exactly.
    rules:
      drawn.rules.length > 0 && imageCoverage(page, reading.rotation, objects) < config.ocr.image_coverage
        ? drawn.rules
        : reading.rules,
    skew: reading.skew,
    kind: 'scanned',
    words: reading.words,
    hidden_words: layer.map((w) => w.word),
    ocr: reading.summary,
  }
}

/** What stands on a page besides words. */
function drawing(
  page: PdfPage,
  turn: QuarterTurn,
  objects: PageObjects,
  seen: Visibility,
): Pick<PageReading, 'width' | 'height' | 'rotation' | 'rules' | 'fills' | 'images'> {
  const { width, height } = page.size(turn)
  const images: EmbeddedImage[] = []
  for (const image of objects.images) {
    const bbox = clip(image.bbox, width, height)
    if (bbox === null) continue
    images.push({
      bbox: roundBox(bbox),
      coverage: Math.round((area(bbox) / (width * height)) * 10000) / 10000,
      pixel_width: image.pixelWidth,
      pixel_height: image.pixelHeight,
      hash: perceptualHash(seen.textless, bbox),
    })
  }
  return {
    width: round2(width),
    height: round2(height),
    rotation: turn,
    ...readRulings(objects.paths, width, height),
    images,
  }
}

/** The direction, a multiple of 90 degrees clockwise, in which at least two thirds of the characters run; 0 when there is none. */
function mainDirection(glyphs: readonly Glyph[]): QuarterTurn {
  const counts = new Map<QuarterTurn, number>()
  let total = 0
  for (const { run, text } of glyphs) {
    if (run === null || run.inkless || text.trim() === '') continue
    total++
    const direction = quarterTurn(run.angle)
    if (Math.abs(((run.angle - direction + 540) % 360) - 180) < 5)
      counts.set(direction, (counts.get(direction) ?? 0) + 1)
  }
  for (const [direction, n] of counts) if (total >= 20 && n / total > 2 / 3) return direction
  return 0
}

function settleLanguage(session: OcrSession, words: readonly GlyphWord[]): void {
  if (session.language !== null) return
  const text = words.map((w) => w.word.text).join('')
  if ((text.match(/\p{L}/gu) ?? []).length >= LANGUAGE_LETTERS)
    session.language = hanShare(text) >= 0.1 ? 'chi_sim' : 'eng'
}

function imageCoverage(page: PdfPage, turn: QuarterTurn, objects: PageObjects): number {
  const { width, height } = page.size(turn)
  let covered = 0
  for (const image of objects.images) {
    const bbox = clip(image.bbox, width, height)
    if (bbox !== null) covered += area(bbox)
  }
  return Math.min(1, covered / (width * height))
}

function isInImage(word: Word, objects: PageObjects): boolean {
  return objects.images.some((image) => overlap(image.bbox, word.bbox) > 0.5 * area(word.bbox))
}

function overprints(word: Word, words: readonly Word[]): boolean {
  return words.some(
    (w) => w.source === 'text' && overlap(w.bbox, word.bbox) > 0.4 * Math.min(area(w.bbox), area(word.bbox)),
  )
}

function count(words: readonly GlyphWord[]): number {
  return words.reduce((n, w) => n + w.word.text.length, 0)
}
