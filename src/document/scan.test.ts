import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import type { QuarantineError } from '../records/quarantine.js'
import { DocumentConfig } from './config.js'
import { openDocument, readDocument } from './document.js'
import { rawPdf, scanPdf } from './fixtures/raw-pdf.js'
import { resolution } from './image-document.js'
import { closeOcr } from './ocr.js'

const config = DocumentConfig.parse({ ocr: { languages: ['eng'] } })

const PAGE = [
  'BT /F2 14 Tf 60 740 Td (Clinical Chemistry Report) Tj ET',
  'BT /F1 11 Tf 60 690 Td (Glucose fasting) Tj 180 0 Td (5.62) Tj 90 0 Td (mmol/L) Tj 90 0 Td (3.90 - 6.10) Tj ET',
  'BT /F1 11 Tf 60 660 Td (Creatinine) Tj 180 0 Td 1 0 0 rg (148) Tj 0 g 90 0 Td (mmol/L) Tj 90 0 Td (44 - 106) Tj ET',
  'BT /F1 11 Tf 60 630 Td (The patient was advised to repeat the measurement after fasting.) Tj ET',
  '1 w 60 710 m 500 710 l S',
].join('\n')

/** The page above as scanned pixels, leaning clockwise by `degrees`. */
async function scan(degrees: number): Promise<{ jpeg: Buffer; width: number; height: number }> {
  const document = await openDocument(rawPdf([{ content: PAGE, mediaBox: '[0 0 595 842]' }]), config)
  const raster = await document.renderPage(1, { rotation: 0 }, { dpi: 150, colour: 'rgb' })
  await document.close()
  const image = sharp(raster.data, { raw: { width: raster.width, height: raster.height, channels: 3 } })
  const turned = await image
    .rotate(degrees, { background: '#ffffff' })
    .jpeg({ quality: 90 })
    .toBuffer({ resolveWithObject: true })
  return { jpeg: turned.data, width: turned.info.width, height: turned.info.height }
}

afterAll(closeOcr)

describe('scans', () => {
  it('reads a leaning scan: words at their place, skew, rule, red value', async () => {
    const { jpeg, width, height } = await scan(0.8)
    const points = { width: (width * 72) / 150, height: (height * 72) / 150 }
    const { pages } = await readDocument(scanPdf(jpeg, { width, height, channels: 3 }, points), config)
    const page = pages[0]!
    expect(page).toMatchObject({ kind: 'scanned', text_trust: 'no_text', rotation: 0 })
    expect(page.skew).toBeCloseTo(0.8, 0)
    const find = (text: string) => page.words.find((w) => w.text === text)
    expect(find('5.62')!.style.color).toBe('#000000')
    const red = find('148')!
    expect(Number.parseInt(red.style.color!.slice(1, 3), 16)).toBeGreaterThan(180)
    expect(Number.parseInt(red.style.color!.slice(3, 5), 16)).toBeLessThan(90)
    expect(Math.abs(red.bbox[0] - 240)).toBeLessThan(14)
    expect(Math.abs((red.bbox[1] + red.bbox[3]) / 2 - 178)).toBeLessThan(14)
    const rule = page.rules.find((r) => r.x1 - r.x0 > 400)!
    expect(rule.y1 - rule.y0).toBeCloseTo(440 * Math.tan((0.8 * Math.PI) / 180), 0)
  })

  it('turns a sideways picture upright, and respects EXIF orientation', async () => {
    const { jpeg } = await scan(0)
    const sideways = await sharp(jpeg).rotate(90).jpeg().toBuffer()
    const turned = (await readDocument(sideways, config)).pages[0]!
    expect(turned.rotation).toBe(270)
    expect(turned.height).toBeGreaterThan(turned.width)
    expect(turned.words.map((w) => w.text)).toContain('Creatinine')
    const tagged = await sharp(sideways)
      .withExif({ IFD0: { Artist: 'Somebody Visible' } })
      .withMetadata({ orientation: 8 })
      .jpeg()
      .toBuffer()
    const reading = await readDocument(tagged, config)
    expect(reading.pages[0]!.rotation).toBe(0)
    expect(reading.pages[0]!.words.map((w) => w.text)).toContain('Creatinine')
    expect(reading.side_texts.join(' ')).toContain('Somebody Visible')
  })
})

describe('images', () => {
  it('counts and draws the pages of a TIFF in the frame of the record', async () => {
    const { jpeg } = await scan(0)
    const page = await sharp(jpeg).resize(620).raw().toBuffer({ resolveWithObject: true })
    const { width, height } = page.info
    const two = Buffer.concat([page.data, page.data])
    const tiff = await sharp(two, { raw: { width, height: height * 2, channels: 3, pageHeight: height } })
      .tiff()
      .toBuffer()
    const document = await openDocument(tiff, config)
    expect(document.pageCount).toBe(2)
    const raster = await document.renderPage(2, { rotation: 90 }, { dpi: 100, colour: 'grey' })
    expect(raster.channels).toBe(1)
    expect(raster.width).toBe(Math.round((842 * 100) / 72))
  })

  it('refuses truncated and oversized pictures', async () => {
    const { jpeg } = await scan(0)
    const failure = async (bytes: Uint8Array, overrides = {}): Promise<unknown> =>
      await readDocument(bytes, DocumentConfig.parse(overrides)).then(
        () => null,
        (error: unknown) => (error as QuarantineError).reason,
      )
    expect(await failure(jpeg.subarray(0, jpeg.length >> 1))).toBe('corrupt')
    expect(await failure(jpeg, { max_pixels: 10_000 })).toBe('too_large')
    const blank = await sharp({ create: { width: 600, height: 800, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer()
    expect(await failure(blank)).toBe('empty')
  })

  it('believes a stated resolution only when it makes a page', () => {
    expect(resolution(1240, 1754, 150)).toBe(150)
    expect(resolution(3000, 4000, 72)).toBeCloseTo((4000 * 72) / 842)
    expect(resolution(3000, 4000, undefined)).toBeCloseTo((4000 * 72) / 842)
    expect(resolution(200, 200, 300)).toBeCloseTo((200 * 72) / 842)
  })
})
