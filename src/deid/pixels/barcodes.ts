import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { prepareZXingModule, type ReadInputBarcodeFormat, readBarcodes } from 'zxing-wasm/reader'
import { type Raster, toGrey } from '../../document/image/raster.js'
import type { Bbox } from '../../records/bbox.js'

/** A code on a page: its box in points, and its content (searched for identifiers; never leaves the vault). */
export interface FoundCode {
  bbox: Bbox
  kind: 'BARCODE' | 'QR'
  text: string
}

/** Formats that reports print. Naming them keeps zxing from reading ruled tables as exotic codes. */
const FORMATS: ReadInputBarcodeFormat[] = [
  'Code128',
  'Code39',
  'Code93',
  'Codabar',
  'EAN-13',
  'EAN-8',
  'UPC-A',
  'UPC-E',
  'ITF',
  'PDF417',
  'QRCode',
  'MicroQRCode',
  'DataMatrix',
  'Aztec',
]
const MATRIX = /QR|Matrix|Aztec|PDF417/i
/** Added around a found code, points: quiet zone and the edge modules that the decoder's corners leave out. */
const MARGIN = 4
/** A linear code is found as one scan line; its bars reach at least this far up and down, as a share of its length. */
const LINEAR_MARGIN = 0.12

let ready: Promise<unknown> | null = null

/** The decoder's module comes from the package on disk: nothing is fetched. */
async function prepare(): Promise<void> {
  ready ??= (async () => {
    const entry = createRequire(import.meta.url).resolve('zxing-wasm/reader')
    const file = join(dirname(entry), '..', '..', '..', 'dist', 'reader', 'zxing_reader.wasm')
    const bytes = await readFile(file)
    const wasmBinary = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  })()
  await ready
}

/** Bar codes and matrix codes on a raster, tilted ones too. */
export async function findCodes(raster: Raster): Promise<FoundCode[]> {
  await prepare()
  const grey = toGrey(raster)
  const rgba = new Uint8ClampedArray(grey.width * grey.height * 4)
  for (let i = 0, j = 0; i < grey.data.length; i += 1, j += 4) {
    rgba[j] = rgba[j + 1] = rgba[j + 2] = grey.data[i]!
    rgba[j + 3] = 255
  }
  const image = { data: rgba, width: grey.width, height: grey.height, colorSpace: 'srgb' } as unknown as Parameters<
    typeof readBarcodes
  >[0]
  const results = await readBarcodes(image, {
    formats: FORMATS,
    tryHarder: true,
    tryRotate: true,
    tryInvert: true,
    tryDownscale: true,
    maxNumberOfSymbols: 32,
  })
  const scale = 72 / raster.dpi
  return results.map((result) => {
    const { topLeft, topRight, bottomLeft, bottomRight } = result.position
    const xs = [topLeft.x, topRight.x, bottomLeft.x, bottomRight.x].map((x) => x * scale)
    const ys = [topLeft.y, topRight.y, bottomLeft.y, bottomRight.y].map((y) => y * scale)
    const matrix = MATRIX.test(result.format)
    const width = Math.max(...xs) - Math.min(...xs)
    const height = Math.max(...ys) - Math.min(...ys)
    const grow = matrix ? MARGIN : Math.max(MARGIN, LINEAR_MARGIN * Math.max(width, height))
    return {
      bbox: [Math.min(...xs) - grow, Math.min(...ys) - grow, Math.max(...xs) + grow, Math.max(...ys) + grow],
      kind: matrix && !/PDF417/i.test(result.format) ? 'QR' : 'BARCODE',
      text: result.text,
    }
  })
}
