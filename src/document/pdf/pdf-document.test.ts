import { createRequire } from 'node:module'
import PDFKit from 'pdfkit'
import { describe, expect, it } from 'vitest'
import type { Bbox } from '../../records/bbox.js'
import type { PageReading, Word } from '../../records/page.js'
import { QuarantineError } from '../../records/quarantine.js'
import { DocumentConfig } from '../config.js'
import { openDocument, readDocument } from '../document.js'
import { rawPdf, streamObject } from '../fixtures/raw-pdf.js'
import type { Raster } from '../image/raster.js'

const config = DocumentConfig.parse({})
const FONT = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'

async function first(bytes: Uint8Array): Promise<{ page: PageReading; raster: Raster; side: string[] }> {
  const document = await openDocument(bytes, config)
  try {
    const page = await document.readPage(1)
    const raster = await document.renderPage(1, page, { dpi: 144, colour: 'grey' })
    return { page, raster, side: await document.sideTexts() }
  } finally {
    await document.close()
  }
}

function texts(words: readonly Word[]): string[] {
  return words.map((w) => w.text)
}

/** Share of dark pixels under a box. */
function inkIn(raster: Raster, [x0, y0, x1, y1]: Bbox): number {
  const scale = raster.dpi / 72
  let dark = 0
  let all = 0
  for (let y = Math.max(0, Math.floor(y0 * scale)); y < Math.min(raster.height, y1 * scale); y++) {
    for (let x = Math.max(0, Math.floor(x0 * scale)); x < Math.min(raster.width, x1 * scale); x++) {
      all++
      if (raster.data[y * raster.width + x]! < 128) dark++
    }
  }
  return all === 0 ? 0 : dark / all
}

/** Dark pixels that no word box holds. */
function strayInk(raster: Raster, words: readonly Word[]): number {
  const copy = raster.data.slice()
  const scale = raster.dpi / 72
  for (const { bbox } of words) {
    for (let y = Math.floor(bbox[1] * scale) - 1; y <= bbox[3] * scale + 1; y++) {
      for (let x = Math.floor(bbox[0] * scale) - 1; x <= bbox[2] * scale + 1; x++) copy[y * raster.width + x] = 255
    }
  }
  return copy.filter((v) => v < 128).length
}

const LINES = 'BT /F1 12 Tf 60 300 Td (Haemoglobin 148 g/L) Tj 0 -20 Td (pH) Tj 80 0 Td (7.35) Tj ET'

describe('frame', () => {
  it.each([0, 90, 180, 270])(
    'gives boxes that lie on the ink of the displayed page with /Rotate %i and a crop box',
    async (rotate) => {
      const { page, raster } = await first(
        rawPdf([{ content: LINES, entries: `/Rotate ${rotate} /CropBox [40 150 280 380]` }]),
      )
      const sideways = rotate % 180 === 90
      // Text drawn sideways by /Rotate is turned upright again: the reader turns the page back.
      expect(page.rotation).toBe((360 - rotate) % 360)
      expect([page.width, page.height]).toEqual([240, 230])
      expect(sideways).toBe(rotate === 90 || rotate === 270)
      expect(raster.width).toBe(480)
      expect(texts(page.words).sort()).toEqual(['148', '7.35', 'Haemoglobin', 'g/L', 'pH'])
      for (const word of page.words) {
        expect(word.angle).toBe(0)
        expect(inkIn(raster, word.bbox)).toBeGreaterThan(0.05)
      }
      expect(strayInk(raster, page.words)).toBe(0)
    },
  )

  it('keeps a page as displayed when /Rotate is what makes its text upright', async () => {
    const content = 'BT /F1 12 Tf 0 1 -1 0 120 60 Tm (Kreatiniini 78 umol/L and further words) Tj ET'
    const { page, raster } = await first(rawPdf([{ content, entries: '/Rotate 90' }]))
    expect(page.rotation).toBe(0)
    expect([page.width, page.height]).toEqual([400, 300])
    expect(page.words.every((w) => w.angle === 0)).toBe(true)
    expect(strayInk(raster, page.words)).toBe(0)
  })
})

describe('words', () => {
  it('breaks at gaps without a space, keeps glued arrows and superscripts, tells weight, slant and colour', async () => {
    const content =
      'BT /F1 10 Tf 20 350 Td [(4.1) -900 (3.9)] TJ ET BT /F2 10 Tf 1 0 0 rg 20 330 Td (12.5) Tj ET ' +
      'BT /F1 10 Tf 0 g 20 310 Td (x10) Tj /F1 6 Tf 0 4 Td 16 0 Td (9) Tj ET BT /F1 10 Tf 1 0 0.3 1 20 290 Tm (leaning) Tj ET'
    const { page } = await first(rawPdf([{ content }]))
    expect(texts(page.words)).toEqual(['4.1', '3.9', '12.5', 'x109', 'leaning'])
    const [plain, , red, , leaning] = page.words
    expect(plain!.style).toEqual({ size: 10, bold: false, italic: false, color: '#000000' })
    expect(red!.style).toMatchObject({ bold: true, color: '#ff0000' })
    expect(leaning!.style.italic).toBe(true)
  })

  it('does not join lines, and gives watermarks their angle', async () => {
    const content =
      'BT /F1 10 Tf 20 350 Td (end) Tj ET BT /F1 10 Tf 20 338 Td (start of the following line of print) Tj ET ' +
      'BT /F1 40 Tf 0.9 g 0.7071 0.7071 -0.7071 0.7071 60 100 Tm (SAMPLE) Tj ET'
    const { page } = await first(rawPdf([{ content }]))
    expect(texts(page.words).slice(0, 2)).toEqual(['end', 'start'])
    const mark = page.words.find((w) => w.text === 'SAMPLE')!
    expect(mark.angle).toBe(-45)
  })

  it('takes text drawn twice with an offset once, as bold', async () => {
    const content =
      'BT /F1 10 Tf 20 350 Td (Shadow) Tj ET BT /F1 10 Tf 20.3 350 Td (Shadow) Tj ET BT /F1 10 Tf 20 320 Td (single) Tj ET'
    const { page } = await first(rawPdf([{ content }]))
    expect(page.words.map((w) => [w.text, w.style.bold])).toEqual([
      ['Shadow', true],
      ['single', false],
    ])
  })

  it('finds text and rules inside nested form XObjects at their place', async () => {
    const form = streamObject(
      '/Type /XObject /Subtype /Form /BBox [0 0 200 100] /Matrix [1 0 0 1 5 0] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>',
      'BT /F1 12 Tf 10 50 Td (Inside) Tj ET 0.5 w 10 40 m 110 40 l S',
    )
    const { page, raster } = await first(
      rawPdf(
        [{ content: 'q 1 0 0 1 30 200 cm /Fm Do Q', resources: '<< /XObject << /Fm 100 0 R >> >>' }],
        new Map([[100, form]]),
      ),
    )
    expect(texts(page.words)).toEqual(['Inside'])
    expect(page.words[0]!.bbox[0]).toBeCloseTo(45, 0)
    expect(inkIn(raster, page.words[0]!.bbox)).toBeGreaterThan(0.05)
    expect(page.rules).toEqual([{ x0: 45, y0: 160, x1: 145, y1: 160, width: 0.5 }])
  })
})

describe('what a viewer does not show', () => {
  it('keeps invisible, white, covered, clipped and off-page text out of the words, for the leak check', async () => {
    const content =
      'BT /F1 12 Tf 20 350 Td (visible) Tj ET BT 3 Tr /F1 12 Tf 20 330 Td (mode3) Tj ET BT 0 Tr 1 g /F1 12 Tf 20 310 Td (white) Tj ET ' +
      'BT 0 g /F1 12 Tf 20 290 Td (covered) Tj ET 0.8 g 15 285 100 20 re f 0 g q 0 0 10 10 re W n BT /F1 12 Tf 20 270 Td (clipped) Tj ET Q ' +
      'BT /F1 12 Tf 20 500 Td (outside) Tj ET'
    const { page } = await first(rawPdf([{ content }]))
    expect(texts(page.words)).toEqual(['visible'])
    // PDFium itself leaves out text beyond the page; it is not in the picture either.
    expect(texts(page.hidden_words)).toEqual(expect.arrayContaining(['mode3', 'white', 'covered', 'clipped']))
  })

  it('shows pale transparent text, alone on its paper, among the words', async () => {
    const document = new PDFKit({ size: [300, 400] })
    const chunks: Buffer[] = []
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    const ended = new Promise((resolve) => document.on('end', resolve))
    // Embedded: text in a font that the file lacks counts as shown in any case.
    document
      .font(createRequire(import.meta.url).resolve(FONT))
      .fontSize(9)
      .fillColor('#000000')
      .text('Report', 20, 20)
    document.fontSize(9).fillColor('#666666').fillOpacity(0.1).text('Marlow', 20, 200)
    document
      .rotate(-30, { origin: [100, 240] })
      .fontSize(26)
      .text('Kestrel', 100, 240)
    document.end()
    await ended
    const { page } = await first(Buffer.concat(chunks))
    expect(texts(page.words)).toEqual(['Report', 'Marlow', 'Kestrel'])
    expect(page.hidden_words).toEqual([])
  })

  it('shows what is typed into annotations in words and picture alike, and tells it in the side texts', async () => {
    const appearance = streamObject(
      '/Type /XObject /Subtype /Form /BBox [0 0 120 20] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>',
      'BT /F1 12 Tf 2 5 Td (Annotated) Tj ET',
    )
    const annotation =
      '<< /Type /Annot /Subtype /FreeText /Rect [50 200 170 220] /F 4 /Contents (secret note) /AP << /N 100 0 R >> >>'
    const { page, raster, side } = await first(
      rawPdf(
        [{ content: LINES, entries: '/Annots [101 0 R]' }],
        new Map([
          [100, appearance],
          [101, annotation],
        ]),
      ),
    )
    expect(texts(page.words)).toContain('Annotated')
    expect(strayInk(raster, page.words)).toBe(0)
    expect(side).toContain('secret note')
  })
})

describe('text trust', () => {
  it('draws a CJK font that is not embedded with the bundled one and says so', async () => {
    const hex = [...'白细胞计数姓名'].map((c) => c.codePointAt(0)!.toString(16).padStart(4, '0')).join('')
    const font =
      '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [101 0 R] >>'
    const descendant =
      '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /FontDescriptor 102 0 R >>'
    const descriptor =
      '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>'
    const { page, raster } = await first(
      rawPdf(
        [{ content: `BT /S 14 Tf 40 300 Td <${hex}> Tj ET`, resources: '<< /Font << /S 100 0 R >> >>' }],
        new Map([
          [100, font],
          [101, descendant],
          [102, descriptor],
        ]),
      ),
    )
    expect(page.text_trust).toBe('font_not_embedded')
    expect(page.words.map((w) => w.text)).toEqual(['白细胞计数姓名'])
    expect(inkIn(raster, page.words[0]!.bbox)).toBeGreaterThan(0.08)
  })
})

describe('rules, fills, images', () => {
  it('takes thin filled rectangles, strokes and the sides of stroked boxes as rules, joins pieces, keeps fills', async () => {
    const content =
      '20 300 100 0.5 re f 1 w 20 280 m 60 280 l S 62 280 m 120 280 l S 1 w 150 200 100 50 re S 0.9 g 20 100 200 20 re f 1 g 20 60 200 20 re f'
    const { page } = await first(rawPdf([{ content: `${content} 0 g ${LINES}` }]))
    const level = page.rules.filter((r) => r.y0 === r.y1).map((r) => [r.x0, r.y0, r.x1])
    expect(level).toEqual([
      [20, 99.75, 120],
      [20, 120, 120],
      [150, 150, 250],
      [150, 200, 250],
    ])
    expect(page.rules.filter((r) => r.x0 === r.x1).map((r) => r.x0)).toEqual([150, 250])
    expect(page.fills).toEqual([{ bbox: [20, 280, 220, 300], color: '#e6e6e6' }])
  })
})

describe('refusals', () => {
  async function reason(bytes: Uint8Array, overrides = {}): Promise<string> {
    const error = await readDocument(bytes, DocumentConfig.parse(overrides)).then(
      () => null,
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(QuarantineError)
    return (error as QuarantineError).reason
  }

  async function pdfkit(options: object): Promise<Uint8Array> {
    const document = new PDFKit({ size: [300, 400], ...options })
    const chunks: Buffer[] = []
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    const done = new Promise((resolve) => document.on('end', resolve))
    document.fontSize(12).text('Report')
    document.end()
    await done
    return new Uint8Array(Buffer.concat(chunks))
  }

  it('names encrypted, corrupt, truncated, empty, blank, too long and too large files', async () => {
    expect(await reason(await pdfkit({ userPassword: 'open', ownerPassword: 'own', pdfVersion: '1.7' }))).toBe(
      'encrypted',
    )
    expect(await reason(Buffer.from('%PDF-1.7\nnot a pdf at all'))).toBe('corrupt')
    expect(await reason((await pdfkit({})).slice(0, 300))).toBe('corrupt')
    expect(await reason(new Uint8Array())).toBe('empty')
    expect(await reason(rawPdf([{ content: '' }]))).toBe('empty')
    expect(await reason(rawPdf([{ content: LINES }, { content: LINES }]), { max_pages: 1 })).toBe('too_many_pages')
    expect(await reason(rawPdf([{ content: LINES }]), { max_bytes: 100 })).toBe('too_large')
    expect(await reason(rawPdf([{ content: LINES }]), { max_pixels: 1000 })).toBe('too_large')
  })

  it('opens a file that an owner password protects from changes only', async () => {
    const reading = await readDocument(await pdfkit({ ownerPassword: 'own' }), config)
    expect(texts(reading.pages[0]!.words)).toEqual(['Report'])
  })

  it('tells the information dictionary in the side texts', async () => {
    const reading = await readDocument(await pdfkit({ info: { Author: 'A. Nonymous', Title: 'Title here' } }), config)
    expect(reading.side_texts).toEqual(expect.arrayContaining(['A. Nonymous', 'Title here']))
  })
})
