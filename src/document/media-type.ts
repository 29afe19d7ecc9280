import type { DocumentReading } from '../records/page.js'
import { QuarantineError } from '../records/quarantine.js'

export type MediaType = DocumentReading['media_type']

/** How far into a file `%PDF-` may stand: ISO 32000-1 Annex H note 13 accepts it within the first 1,024 bytes. */
const PDF_HEADER_WINDOW = 1024

/** ISO base media brands of HEIF/HEIC and AVIF (ISO/IEC 23008-12, AVIF 1.1): phone formats that are refused. */
const HEIF_BRANDS = new Set([
  'heic',
  'heix',
  'hevc',
  'hevx',
  'heim',
  'heis',
  'hevm',
  'hevs',
  'mif1',
  'msf1',
  'avif',
  'avis',
])

/**
 * Media type by magic bytes, never by extension.
 *
 * @throws QuarantineError `empty` for no bytes or only white space and zeros, `unsupported_type` with a short code (`heic`, `zip`,
 *   `ole`, `gif`, `bmp`, `html`, `text`, `unknown`) for anything that is not PDF, JPEG, PNG, TIFF or WebP.
 */
export function sniff(bytes: Uint8Array): MediaType {
  if (isBlank(bytes)) throw new QuarantineError('empty', `${bytes.length} bytes`)
  if (starts(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (starts(bytes, [0x49, 0x49, 0x2a, 0x00]) || starts(bytes, [0x4d, 0x4d, 0x00, 0x2a])) return 'image/tiff'
  if (starts(bytes, [0x49, 0x49, 0x2b, 0x00]) || starts(bytes, [0x4d, 0x4d, 0x00, 0x2b])) return 'image/tiff' // BigTIFF
  const head = latin1(bytes, 0, PDF_HEADER_WINDOW + 5)
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp'
  if (head.indexOf('%PDF-') >= 0 && head.indexOf('%PDF-') <= PDF_HEADER_WINDOW) return 'application/pdf'
  throw new QuarantineError('unsupported_type', refusedType(bytes, head))
}

function refusedType(bytes: Uint8Array, head: string): string {
  if (head.slice(4, 8) === 'ftyp') return HEIF_BRANDS.has(head.slice(8, 12)) ? 'heic' : 'video'
  if (head.startsWith('PK\u0003\u0004')) return 'zip'
  if (starts(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return 'ole'
  if (head.startsWith('GIF8')) return 'gif'
  if (head.startsWith('BM') && bytes.length > 26) return 'bmp'
  if (head.startsWith('{\\rtf')) return 'rtf'
  if (/^\s*<(!doctype html|html|\?xml|svg)/i.test(head)) return 'html'
  if (![...head].some((c) => c < ' ' && !/\s/.test(c))) return 'text'
  return 'unknown'
}

function isBlank(bytes: Uint8Array): boolean {
  for (const byte of bytes)
    if (byte !== 0 && byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return false
  return true
}

function starts(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte)
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to)
}
