import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { findCodes } from '../src/deid/pixels/barcodes.js'
import type { DocumentConfig } from '../src/document/config.js'
import type { Raster } from '../src/document/image/raster.js'
import { readPicture } from '../src/document/ocr.js'

/** A published image to look at: a file, or the bytes a Parquet row holds. */
export interface ImageTask {
  readonly source: string | Uint8Array
  readonly dpi: number
  /** `eng` or `chi_sim`; measured when null. */
  readonly language: string | null
  readonly ocr: DocumentConfig['ocr']
}

/** What a published image tells. `text` may hold an identifier: it is kept in the vault only. */
export interface ImageReading {
  readonly text: string
  readonly words: number
  readonly confidence: number
  /** Kinds of codes that can still be decoded. */
  readonly codes: readonly string[]
  /** Names of metadata blocks in the file: exif, xmp, icc, iptc, comments. */
  readonly metadata: readonly string[]
}

/** Reads one image back. Runs in a worker process: text recognition takes a core for seconds. */
export default async function readImage({ source, dpi, language, ocr }: ImageTask): Promise<ImageReading> {
  const bytes = typeof source === 'string' ? await readFile(source) : Buffer.from(source)
  const found = await sharp(bytes).metadata()
  const blocks = ['exif', 'xmp', 'icc', 'iptc', 'tifftagPhotoshop', 'comments'] as const
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const raster: Raster = {
    data,
    width: info.width,
    height: info.height,
    channels: info.channels === 1 ? 1 : 3,
    dpi,
  }
  const codes = await findCodes(raster)
  const reading = await readPicture(raster, ocr, { language }, { rotation: 0 })
  return {
    text: reading.words.map((word) => word.text).join(' '),
    words: reading.words.length,
    confidence: reading.summary.mean_confidence,
    codes: [...new Set(codes.map(({ kind }) => kind))].sort(),
    metadata: blocks.filter((name) => found[name] !== undefined),
  }
}
