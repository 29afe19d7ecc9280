import sharp, { type Metadata, type Sharp } from 'sharp'
import type { PageReading } from '../records/page.js'
import { QuarantineError } from '../records/quarantine.js'
import type { DocumentConfig } from './config.js'
import type { QuarterTurn } from './frame.js'
import { round2 } from './frame.js'
import { inkMap, inkShare } from './image/ink.js'
import { perceptualHash } from './image/perceptual-hash.js'
import { type Raster, toGrey, turn } from './image/raster.js'
import type { MediaType } from './media-type.js'
import { type OcrSession, readPicture } from './ocr.js'
import type { OpenDocument } from './open-document.js'
import { printableText, tidyTexts, xmpTexts } from './pdf/side-texts.js'

/** Longer side of A4 in points: what a picture of a page is assumed to show when it does not say its resolution. */
const A4_LONG_SIDE = 842
/** Resolutions that a scanner states; 72 and below are what cameras and editors write when they do not know. */
const MIN_STATED_DPI = 73
const MAX_STATED_DPI = 1200
/** A stated resolution is believed only if the page then measures between a visiting card and A2, points. */
const MIN_LONG_SIDE = 240
const MAX_LONG_SIDE = 1700
const DUST = 0.0008

/** Opens a JPEG, PNG, TIFF or WebP. @throws QuarantineError corrupt, too_large, too_many_pages */
export async function openImage(
  bytes: Uint8Array,
  mediaType: MediaType,
  config: DocumentConfig,
): Promise<OpenDocument> {
  const metadata = await decoding(sharp(bytes, { limitInputPixels: false }).metadata())
  const pageCount = mediaType === 'image/tiff' ? (metadata.pages ?? 1) : 1
  if (pageCount > config.max_pages) throw new QuarantineError('too_many_pages', `${pageCount} pages`)
  return new ImageDocument(bytes, mediaType, pageCount, metadata, config)
}

class ImageDocument implements OpenDocument {
  readonly #session: OcrSession = { language: null }

  constructor(
    private readonly bytes: Uint8Array,
    readonly mediaType: MediaType,
    readonly pageCount: number,
    private readonly metadata: Metadata,
    private readonly config: DocumentConfig,
  ) {}

  async readPage(number: number): Promise<PageReading> {
    const picture = await this.#picture(number)
    const grey = toGrey(picture)
    const blank = inkShare(inkMap(grey)) < DUST
    const reading = blank ? null : await readPicture(picture, this.config.ocr, this.#session)
    const rotation = reading?.rotation ?? 0
    const upright = turn(picture, rotation)
    const width = round2((upright.width * 72) / upright.dpi)
    const height = round2((upright.height * 72) / upright.dpi)
    return {
      number,
      width,
      height,
      rotation,
      skew: reading?.skew ?? 0,
      kind: 'scanned',
      words: reading?.words ?? [],
      hidden_words: [],
      rules: reading?.rules ?? [],
      fills: [],
      images: [
        {
          bbox: [0, 0, width, height],
          coverage: 1,
          pixel_width: upright.width,
          pixel_height: upright.height,
          hash: perceptualHash(upright, [0, 0, width, height]),
        },
      ],
      text_trust: 'no_text',
      ocr: reading?.summary ?? null,
    }
  }

  async renderPage(
    number: number,
    geometry: { rotation: QuarterTurn },
    options: { dpi: number; colour: 'rgb' | 'grey' },
  ): Promise<Raster> {
    const picture = turn(await this.#picture(number), geometry.rotation)
    const width = Math.max(1, Math.round((picture.width * options.dpi) / picture.dpi))
    const height = Math.max(1, Math.round((picture.height * options.dpi) / picture.dpi))
    if (width * height > this.config.max_pixels) throw new QuarantineError('too_large', `${width}x${height} pixels`)
    const scaled = { ...picture, width, height, dpi: options.dpi }
    if (width !== picture.width || height !== picture.height) {
      const source = sharp(picture.data, {
        raw: { width: picture.width, height: picture.height, channels: picture.channels },
      })
      scaled.data = (
        await source.resize(width, height, { fit: 'fill' }).raw().toBuffer({ resolveWithObject: true })
      ).data
      if (scaled.data.length !== width * height * picture.channels)
        throw new QuarantineError('corrupt', 'pixels missing')
    }
    return options.colour === 'grey' ? toGrey(scaled) : toColour(scaled)
  }

  async sideTexts(): Promise<string[]> {
    const { exif, xmp, iptc, comments } = this.metadata
    const texts = [exif, iptc].flatMap((block) => (block === undefined ? [] : printableText(block)))
    if (xmp !== undefined) texts.push(...xmpTexts(xmp), ...printableText(xmp))
    for (const comment of comments ?? []) texts.push(comment.text)
    texts.push(...jpegComments(this.bytes))
    return tidyTexts(texts)
  }

  async close(): Promise<void> {}

  /** Pixels of a page as a viewer shows it (EXIF orientation applied, transparency on white), with its resolution. */
  async #picture(number: number): Promise<Raster> {
    const open = (): Sharp =>
      sharp(this.bytes, {
        limitInputPixels: this.config.max_pixels,
        failOn: 'truncated',
        ...(this.pageCount > 1 ? { page: number - 1 } : {}),
      })
    const own =
      this.pageCount > 1
        ? await decoding(sharp(this.bytes, { limitInputPixels: false, page: number - 1 }).metadata())
        : this.metadata
    const pixels = own.width * (own.pageHeight ?? own.height)
    if (pixels > this.config.max_pixels) throw new QuarantineError('too_large', `${own.width}x${own.height} pixels`)
    const { data, info } = await decoding(
      open()
        .autoOrient()
        .flatten({ background: '#ffffff' })
        .toColourspace('srgb')
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true }),
    )
    const dpi = resolution(info.width, info.height, own.density)
    const raster: Raster = { data, width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3, dpi }
    return toColour(raster)
  }
}

/** Pixels an inch: the stated density when plausible, else such that the longer side is that of A4. */
export function resolution(width: number, height: number, density: number | undefined): number {
  const long = Math.max(width, height)
  if (density !== undefined && density >= MIN_STATED_DPI && density <= MAX_STATED_DPI) {
    const points = (long * 72) / density
    if (points >= MIN_LONG_SIDE && points <= MAX_LONG_SIDE) return density
  }
  return (long * 72) / A4_LONG_SIDE
}

function toColour(raster: Raster): Raster {
  if (raster.channels === 3) return raster
  const data = new Uint8Array(raster.width * raster.height * 3)
  for (let i = 0; i < raster.width * raster.height; i++) data.fill(raster.data[i]!, i * 3, i * 3 + 3)
  return { ...raster, data, channels: 3 }
}

/** sharp's messages may quote metadata: only the fact that decoding failed gets out. */
async function decoding<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const tooLarge = error instanceof Error && /pixel limit/i.test(error.message)
    throw new QuarantineError(tooLarge ? 'too_large' : 'corrupt', tooLarge ? 'pixels' : 'image data')
  }
}

/** Comment segments (COM, FF FE) of a JPEG. */
function jpegComments(bytes: Uint8Array): string[] {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return []
  const texts: string[] = []
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    if (marker === 0xda || marker === 0xd9) break
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!
    if (marker === 0xfe) texts.push(...printableText(bytes.subarray(at + 4, at + 2 + length)))
    at += 2 + length
  }
  return texts
}
