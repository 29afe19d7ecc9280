import PDFKit from 'pdfkit'
import sharp, { type Sharp } from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import type { QuarantineError } from '../records/quarantine.js'
import { DocumentConfig } from './config.js'
import { openDocument, readDocument } from './document.js'
import { rawPdf, scanPdf, streamObject } from './fixtures/raw-pdf.js'
import type { Raster } from './image/raster.js'
import { startNativeTesseract } from './ocr/ocr-native.js'
import { closeOcr } from './ocr.js'

const config = DocumentConfig.parse({ ocr: { languages: ['eng'] } })

const PAGE =
  'BT /F2 14 Tf 40 360 Td (Clinical Chemistry) Tj ET ' +
  'BT /F1 12 Tf 40 320 Td (Creatinine) Tj 100 0 Td (148.5) Tj 60 0 Td (mg/dL) Tj ET ' +
  'BT /F1 12 Tf 40 290 Td (Potassium) Tj 100 0 Td (4.1) Tj 60 0 Td (3.5 - 5.1) Tj ET'

async function pixels(dpi = 200): Promise<Raster> {
  const document = await openDocument(rawPdf([{ content: PAGE }]), config)
  const raster = await document.renderPage(1, { rotation: 0 }, { dpi, colour: 'rgb' })
  await document.close()
  return raster
}

function image({ data, width, height }: Raster): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } })
}

async function outcome(bytes: Uint8Array): Promise<string> {
  return await readDocument(bytes, config).then(
    (reading) => reading.pages.flatMap((p) => p.words.map((w) => w.text)).join(' '),
    (error: unknown) => (error as QuarantineError).reason ?? 'thrown',
  )
}

async function pdfkit(
  options: PDFKit.PDFDocumentOptions,
  draw: (document: PDFKit.PDFDocument) => void,
): Promise<Buffer> {
  const document = new PDFKit({ size: [300, 400], margin: 20, ...options })
  const chunks: Buffer[] = []
  document.on('data', (chunk: Buffer) => chunks.push(chunk))
  const done = new Promise((resolve) => document.on('end', resolve))
  draw(document)
  document.end()
  await done
  return Buffer.concat(chunks)
}

afterAll(closeOcr)

describe('files that cannot be read', () => {
  it('says that a password is needed, for old and new encryption', async () => {
    for (const pdfVersion of ['1.3', '1.7', '1.7ext3'] as const) {
      const locked = await pdfkit({ userPassword: 'secret', ownerPassword: 'owner', pdfVersion }, (d) =>
        d.text('hidden'),
      )
      expect(await outcome(locked)).toBe('encrypted')
    }
  })

  it('opens a file that only restricts printing', async () => {
    const restricted = await pdfkit({ ownerPassword: 'owner', pdfVersion: '1.7' }, (d) => d.text('Creatinine 148'))
    expect(await outcome(restricted)).toBe('Creatinine 148')
  })

  it('calls no bytes and no pages empty, a cut file corrupt', async () => {
    expect(await outcome(new Uint8Array())).toBe('empty')
    expect(['empty', 'corrupt']).toContain(await outcome(rawPdf([])))
    expect(await outcome(Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Cat'))).toBe('corrupt')
  })

  it('calls a single pixel and a blank TIFF empty', async () => {
    const dot = { create: { width: 1, height: 1, channels: 3 as const, background: '#000000' } }
    expect(await outcome(await sharp(dot).png().toBuffer())).toMatch(/^(?:empty|unreadable_text)$/)
    const blank = { create: { width: 400, height: 500, channels: 3 as const, background: '#ffffff' } }
    expect(await outcome(await sharp(blank).tiff().toBuffer())).toBe('empty')
  })

  it('refuses a page too large to draw', async () => {
    const huge = rawPdf([{ content: PAGE, mediaBox: '[0 0 14400 14400]' }])
    const document = await openDocument(huge, config)
    const drawing = document.renderPage(1, { rotation: 0 }, { dpi: 200, colour: 'rgb' })
    await expect(drawing).rejects.toMatchObject({ reason: 'too_large' })
    await document.close()
  })
})

describe('unusual pictures', () => {
  it('reads CMYK JPEG, 16-bit PNG, and grey PNG with transparency', async () => {
    const raster = await pixels()
    const cmyk = await image(raster).toColourspace('cmyk').jpeg({ quality: 92 }).toBuffer()
    const deep = await image(raster).toColourspace('rgb16').png().toBuffer()
    const clear = await image(raster).toColourspace('b-w').ensureAlpha(0.9).png().toBuffer()
    for (const bytes of [cmyk, deep, clear]) expect(await outcome(bytes)).toMatch(/Creatinine 148\.5 mg\/dL/)
  }, 60_000)

  it('reads a scan placed at one point a pixel, in points of its page', async () => {
    const raster = await pixels(300)
    const jpeg = await image(raster).jpeg({ quality: 90 }).toBuffer()
    const { width, height } = raster
    const bytes = scanPdf(jpeg, { width, height, channels: 3 }, { width, height })
    const page = (await readDocument(bytes, config)).pages[0]!
    expect(page.width).toBe(width)
    const word = page.words.find((w) => w.text === 'Creatinine')!
    expect(Math.abs(word.bbox[0] - (40 * 300) / 72)).toBeLessThan(8)
    expect(page.ocr!.dpi).toBeLessThan(200)
  }, 60_000)
})

describe('forms and units', () => {
  const FIELD =
    '<< /Type /Annot /Subtype /Widget /FT /Tx /T (patient) /V (Typed Value) /Rect [40 200 200 220] /DA (/F1 12 Tf 0 g) /F 4 /P 10 0 R >>'
  const fonts = '/DR << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>'

  it('sees what is typed into a form field, on the page and beside it', async () => {
    const form = rawPdf(
      [{ content: PAGE, entries: '/Annots [100 0 R]' }],
      new Map([[100, FIELD]]),
      `/AcroForm << /Fields [100 0 R] /DA (/F1 12 Tf 0 g) /NeedAppearances true ${fonts} >>`,
    )
    const reading = await readDocument(form, config)
    const held = [...reading.pages[0]!.words.map((w) => w.text), ...reading.side_texts].join(' ')
    expect(held).toContain('Typed')
  })

  it('keeps boxes on the ink of a page with /UserUnit', async () => {
    const document = await openDocument(rawPdf([{ content: PAGE, entries: '/UserUnit 2' }]), config)
    const page = await document.readPage(1)
    const raster = await document.renderPage(1, page, { dpi: 72, colour: 'grey' })
    expect([raster.width, raster.height]).toEqual([Math.round(page.width), Math.round(page.height)])
    const word = page.words.find((w) => w.text === 'Creatinine')!
    let dark = 0
    for (let y = Math.floor(word.bbox[1]); y < word.bbox[3]; y++)
      for (let x = Math.floor(word.bbox[0]); x < word.bbox[2]; x++) if (raster.data[y * raster.width + x]! < 160) dark++
    expect(dark).toBeGreaterThan(20)
    await document.close()
  })

  it('draws an image in CCITT fax coding', async () => {
    // Group 4: 0 bits are "vertical mode 0" (1): an all-white 32 x 8 image, so only that it decodes to a blank page is checked.
    const fax = streamObject(
      '/Type /XObject /Subtype /Image /Width 32 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 32 /Rows 8 >>',
      '\u00ff',
    )
    const bytes = rawPdf(
      [{ content: 'q 300 0 0 400 0 0 cm /Im Do Q', resources: '<< /XObject << /Im 100 0 R >> >>' }],
      new Map([[100, fax]]),
    )
    expect(await outcome(bytes)).toBe('empty')
  })
})

describe('the native engine', () => {
  it('is absent without an error where no binary runs', async () => {
    expect(await startNativeTesseract('no-such-binary-here')).toBeNull()
  })
})
