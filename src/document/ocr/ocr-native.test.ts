import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { DocumentConfig } from '../config.js'
import { openDocument } from '../document.js'
import { rawPdf } from '../fixtures/raw-pdf.js'
import { type OcrLine, startTesseractJs } from './ocr-engine.js'
import { parseHocr, startNativeTesseract } from './ocr-native.js'

/** Shape of what Tesseract 5 writes: single and double quotes, entities, an empty picture block. */
const HOCR = `
<div class='ocr_page' id='page_1' title='image "stdin"; bbox 0 0 900 400; ppageno 0; scan_res 300 300'>
 <div class='ocr_photo' id='block_1_1' title="bbox 0 0 90 40"></div>
 <p class='ocr_par' id='par_1_1' lang='eng' title="bbox 10 20 80 32">
  <span class='ocr_line' id='line_1_1' title="bbox 10 20 80 32; baseline 0 0; x_size 12">
   <span class='ocrx_word' id='word_1_1' title='bbox 10 20 40 32; x_wconf 96'>
    <span class='ocrx_cinfo' title='x_bboxes 10 20 22 32; x_conf 99.57'>H</span>
    <span class='ocrx_cinfo' title='x_bboxes 24 20 40 32; x_conf 88.21'>&lt;</span>
   </span>
   <span class='ocrx_word' id='word_1_2' title='bbox 50 20 80 32; x_wconf -1'>
    <span class='ocrx_cinfo' title='x_bboxes 50 20 80 32; x_conf 7'>&amp;</span>
   </span>
  </span>
  <span class='ocr_header' id='line_1_2' title="bbox 0 0 9 9">
  </span>`

describe('hOCR', () => {
  it('gives lines, words and symbols with whole per cents', () => {
    expect(parseHocr(HOCR)).toEqual([
      {
        ...{ text: 'H< &', confidence: 0, x0: 10, y0: 20, x1: 80, y1: 32 },
        words: [
          {
            ...{ text: 'H<', confidence: 0.96, x0: 10, y0: 20, x1: 40, y1: 32 },
            symbols: [
              { text: 'H', confidence: 0.99, x0: 10, y0: 20, x1: 22, y1: 32 },
              { text: '<', confidence: 0.88, x0: 24, y0: 20, x1: 40, y1: 32 },
            ],
          },
          {
            ...{ text: '&', confidence: 0, x0: 50, y0: 20, x1: 80, y1: 32 },
            symbols: [{ text: '&', confidence: 0.07, x0: 50, y0: 20, x1: 80, y1: 32 }],
          },
        ],
      },
    ])
    expect(parseHocr('')).toEqual([])
  })
})

const installed = spawnSync('tesseract', ['--version']).status === 0

describe.skipIf(!installed)('the native binary (skipped where tesseract is not installed)', () => {
  it('reads the words of tesseract.js at the same places', async () => {
    const config = DocumentConfig.parse({})
    const page = 'BT /F1 11 Tf 30 150 Td (Creatinine) Tj 120 0 Td (148) Tj 60 0 Td (44 - 106) Tj 0 -40 Td (1.72) Tj ET'
    const document = await openDocument(rawPdf([{ content: page, mediaBox: '[0 0 360 200]' }]), config)
    const picture = await document.renderPage(1, { rotation: 0 }, { dpi: 300, colour: 'grey' })
    await document.close()
    const [native, library] = [(await startNativeTesseract())!, await startTesseractJs()]
    const places = (lines: OcrLine[]): unknown[] =>
      lines.map((line) => line.words.map(({ text, x0, y0, x1, y1, symbols }) => [text, x0, y0, x1, y1, symbols.length]))
    for (const request of [
      { language: 'eng', segmentation: 11 },
      { language: 'eng', segmentation: 6, whitelist: '0123456789.-' },
    ] as const)
      expect(places(await native.recognize(picture, request))).toEqual(
        places(await library.recognize(picture, request)),
      )
    await Promise.all([native.close(), library.close()])
  })
})
