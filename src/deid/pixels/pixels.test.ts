import bwipjs from 'bwip-js/node'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Raster } from '../../document/image/raster.js'
import type { Bbox } from '../../records/bbox.js'
import { pageOf } from '../../records/page.fixture.js'
import type { PageReading } from '../../records/page.js'
import { DeidConfig } from '../config.js'
import { deidentify } from '../deidentify.js'
import { identify } from '../identify.js'
import { linkPatients } from '../linkage.js'
import { findCodes } from './barcodes.js'
import { coverRegions } from './pixels.js'

const DPI = 150
const [WIDTH, HEIGHT] = [400, 500]
const config = DeidConfig.parse({ dpi: DPI })

/** A white page with pictures on it; positions in points. */
async function paint(layers: { png: Buffer; x: number; y: number }[]): Promise<Raster> {
  const scale = DPI / 72
  const [width, height] = [Math.round(WIDTH * scale), Math.round(HEIGHT * scale)]
  const data = await sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite(layers.map(({ png, x, y }) => ({ input: png, left: Math.round(x * scale), top: Math.round(y * scale) })))
    .removeAlpha()
    .raw()
    .toBuffer()
  return { data, width, height, channels: 3, dpi: DPI }
}

const svg = (body: string, width: number, height: number) =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`))
    .png()
    .toBuffer()

const page = (more: Partial<PageReading>) => pageOf([], { width: WIDTH, height: HEIGHT, ...more })
const nothing = identify({ media_type: 'application/pdf', pages: [page({})], side_texts: [] })
const covers = (boxes: readonly { bbox: Bbox }[], [x0, y0, x1, y1]: Bbox) =>
  boxes.some(({ bbox }) => bbox[0] <= x0 && bbox[1] <= y0 && bbox[2] >= x1 && bbox[3] >= y1)

describe('codes', () => {
  it('finds bar codes and QR codes, also tilted', async () => {
    const bars = await bwipjs.toBuffer({
      bcid: 'code128',
      text: 'TJ20230001',
      scale: 2,
      height: 10,
      backgroundcolor: 'FFFFFF',
      padding: 8,
    })
    const square = await bwipjs.toBuffer({
      bcid: 'qrcode',
      text: 'https://example.org/r/1',
      scale: 3,
      backgroundcolor: 'FFFFFF',
      padding: 8,
    })
    const tilted = await sharp(bars).rotate(7, { background: 'white' }).png().toBuffer()
    const codes = await findCodes(
      await paint([
        { png: tilted, x: 40, y: 60 },
        { png: square, x: 250, y: 300 },
      ]),
    )
    expect(codes.map((code) => [code.kind, code.text]).sort()).toEqual([
      ['BARCODE', 'TJ20230001'],
      ['QR', 'https://example.org/r/1'],
    ])
  })
})

describe('coverRegions', () => {
  it('covers an embedded image by default and keeps an ECG strip', async () => {
    const lines = Array.from(
      { length: 80 },
      (_, i) => `<path d="M${i * 8} 0V300M0 ${i * 8}H640" stroke="#f4b0b0" stroke-width="1.4"/>`,
    ).join('')
    const trace = `<path d="M0 150 ${Array.from({ length: 60 }, (_, i) => `L${i * 10} ${150 + (i % 6 === 3 ? -90 : i % 2) * 1}`).join(' ')}" fill="none" stroke="#111" stroke-width="3"/>`
    const ecg = await svg(`<rect width="640" height="300" fill="#fff4f2"/>${lines}${trace}`, 640, 300)
    const logo = await svg('<circle cx="40" cy="40" r="38" fill="#336699"/>', 80, 80)
    const raster = await paint([
      { png: ecg, x: 40, y: 200 },
      { png: logo, x: 20, y: 20 },
    ])
    const image = (bbox: Bbox) => ({
      bbox,
      coverage: ((bbox[2] - bbox[0]) * (bbox[3] - bbox[1])) / (WIDTH * HEIGHT),
      pixel_width: 100,
      pixel_height: 100,
      hash: null,
    })
    const found = await coverRegions(
      page({ images: [image([40, 200, 347, 344]), image([20, 20, 58, 58])] }),
      raster,
      nothing,
      config,
    )
    expect(found.figures.map((figure) => figure.bbox)).toEqual([[40, 200, 347, 344]])
    expect(covers(found.regions, [20, 20, 58, 58])).toBe(true)
  })
  it('covers a red seal and ink under a signature label on a scan, and no printed word', async () => {
    const seal = await svg(
      '<circle cx="90" cy="90" r="80" fill="none" stroke="#d01020" stroke-width="10"/><circle cx="90" cy="90" r="30" fill="#d01020"/>',
      180,
      180,
    )
    const scribble = await svg(
      '<path d="M5 40 C 30 5 40 70 60 30 S 90 10 110 45 S 140 20 150 40" fill="none" stroke="#123" stroke-width="4"/>',
      160,
      70,
    )
    const raster = await paint([
      { png: seal, x: 250, y: 330 },
      { png: scribble, x: 60, y: 392 },
    ])
    const word = (text: string, bbox: Bbox) => ({
      text,
      bbox,
      confidence: 0.95,
      source: 'ocr' as const,
      angle: 0,
      line: null,
      style: { size: null, bold: null, italic: null, color: null },
    })
    const reading = page({
      kind: 'scanned',
      text_trust: 'no_text',
      ocr: { engine: 'tesseract.js', language: 'eng', dpi: 200, mean_confidence: 0.9, words: 2 },
      images: [{ bbox: [0, 0, WIDTH, HEIGHT], coverage: 1, pixel_width: 1, pixel_height: 1, hash: null }],
      words: [word('Physician', [60, 430, 105, 440]), word('Signature:', [108, 430, 160, 440])],
    })
    const identification = identify({ media_type: 'image/png', pages: [reading], side_texts: [] })
    const { regions } = await coverRegions(reading, raster, identification, config)
    expect(
      covers(
        regions.filter((region) => region.category === 'SEAL'),
        [255, 335, 330, 410],
      ),
    ).toBe(true)
    expect(
      covers(
        regions.filter((region) => region.category === 'SIGNATURE'),
        [66, 400, 130, 415],
      ),
    ).toBe(true)
  })
})

describe('deidentify', () => {
  it('burns boxes into newly encoded pixels, carries no metadata, passes the leak check, and is deterministic', async () => {
    const print = await svg('<text x="10" y="30" font-size="22">Name: Jane Roe</text>', 300, 40)
    const word = (text: string, bbox: Bbox) => ({
      text,
      bbox,
      confidence: 1,
      source: 'text' as const,
      angle: 0,
      line: null,
      style: { size: 10, bold: null, italic: null, color: null },
    })
    const reading = {
      media_type: 'application/pdf' as const,
      pages: [
        page({
          words: [word('Name:', [45, 40, 73, 52]), word('Jane', [77, 40, 98, 52]), word('Roe', [102, 40, 122, 52])],
        }),
      ],
      side_texts: ['Jane Roe'],
    }
    const identification = identify(reading)
    const key = Buffer.alloc(32, 4)
    const link = linkPatients([{ report_id: 'r_1', subject: identification.subject }], key).r_1!
    const run = () =>
      deidentify({
        report_id: 'r_1',
        reading,
        identification,
        link,
        document: { renderPage: async () => paint([{ png: print, x: 40, y: 36 }]) },
        key,
        config,
      })
    const [first, second] = [await run(), await run()]
    expect(first.artefact.leak_check).toMatchObject({ verdict: 'pass', hits: 0 })
    expect(JSON.stringify(first.artefact)).not.toMatch(/Jane|Roe/)
    const bytes = first.files.get('p0001.jpg')!
    expect(Buffer.compare(Buffer.from(bytes), Buffer.from(second.files.get('p0001.jpg')!))).toBe(0)
    const meta = await sharp(bytes).metadata()
    expect([meta.exif, meta.icc, meta.xmp]).toEqual([undefined, undefined, undefined])
    const scale = DPI / 72
    const inside = await sharp(bytes)
      .extract({
        left: Math.round(78 * scale),
        top: Math.round(41 * scale),
        width: Math.round(42 * scale),
        height: Math.round(10 * scale),
      })
      .greyscale()
      .raw()
      .toBuffer()
    expect(Math.max(...inside)).toBeLessThan(40)
  })
})
