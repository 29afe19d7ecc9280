import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Raster } from '../../document/image/raster.js'
import type { Bbox } from '../../records/bbox.js'
import { pageOf, wordAt } from '../../records/page.fixture.js'
import type { PageReading, Redaction, Word } from '../../records/page.js'
import { identify } from '../identify.js'
import { isBackground, removeBackground } from './background-image.js'
import { bleachedStamp, bleachStamp } from './stamp-bleach.js'
import { alongWord, brightnessIn, leaningWords } from './watermark.js'

const DPI = 150
const [WIDTH, HEIGHT] = [400, 500]

/** A page drawn from SVG whose units are points. */
async function draw(body: string): Promise<Raster> {
  const [width, height] = [Math.round((WIDTH * DPI) / 72), Math.round((HEIGHT * DPI) / 72)]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${width}" height="${height}"><rect width="100%" height="100%" fill="white"/>${body}</svg>`
  const data = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer()
  return { data, width, height, channels: 3, dpi: DPI }
}

const word = (text: string, bbox: Bbox, more: Partial<Word> = {}): Word => ({
  ...wordAt(text, 0, 0),
  bbox,
  confidence: 0.95,
  source: 'ocr',
  ...more,
})
const page = (words: Word[], more: Partial<PageReading> = {}): PageReading =>
  pageOf(words, {
    width: WIDTH,
    height: HEIGHT,
    kind: 'scanned',
    text_trust: 'no_text',
    ocr: { engine: 'tesseract.js', language: 'eng', dpi: 300, mean_confidence: 0.9, words: words.length },
    ...more,
  })

/** Rows of results, as drawn and as read. */
const rows = Array.from({ length: 5 }, (_, i) => ({ y: 200 + i * 16, value: `5.${i}` }))
const printed = rows
  .map(
    ({ y, value }) =>
      `<g font-size="9" font-family="sans-serif"><text x="40" y="${y}">Glucose</text><text x="140" y="${y}">${value}</text><text x="220" y="${y}">mmol/L</text><text x="300" y="${y}">3.9-6.1</text></g>`,
  )
  .join('')
const read = (source: Word['source']) =>
  rows.flatMap(({ y, value }) => [
    word('Glucose', [40, y - 7, 75, y + 2], { source }),
    word(value, [140, y - 7, 153, y + 2], { source }),
    word('mmol/L', [220, y - 7, 252, y + 2], { source }),
    word('3.9-6.1', [300, y - 7, 332, y + 2], { source }),
  ])
const identified = (reading: PageReading) =>
  identify({ media_type: 'application/pdf', pages: [reading], side_texts: [] })

/** Pixels of a box that are darker than half, and those that are coloured. */
function count({ data, width, dpi }: Raster, [x0, y0, x1, y1]: Bbox): { dark: number; coloured: number } {
  const scale = dpi / 72
  let [dark, coloured] = [0, 0]
  for (let y = Math.floor(y0 * scale); y < y1 * scale; y += 1)
    for (let x = Math.floor(x0 * scale); x < x1 * scale; x += 1) {
      const [r, g, b] = [0, 1, 2].map((k) => data[(y * width + x) * 3 + k]!) as [number, number, number]
      if (Math.max(r, g, b) < 128) dark += 1
      if (Math.max(r, g, b) - Math.min(r, g, b) > 40) coloured += 1
    }
  return { dark, coloured }
}

describe('a red stamp across results', () => {
  const region: Redaction = { bbox: [195, 180, 275, 260], category: 'SEAL', detector: 'red_stamp', score: 0.8 }
  const stamp =
    '<g opacity=".85"><circle cx="235" cy="220" r="36" fill="none" stroke="#c8102e" stroke-width="3"/><text x="212" y="190" font-size="10" fill="#c8102e">NORTHMERE</text></g>'

  it('is bleached, and the print under it stays', async () => {
    const raster = await draw(printed + stamp)
    const reading = page([...read('ocr'), word('NORTHMERE', [212, 181, 268, 192])])
    const found = bleachedStamp(region, reading, raster, identified(reading))
    expect(found?.gone).toEqual([reading.words.length - 1])
    const before = count(raster, [218, 209, 254, 236])
    bleachStamp(raster, region.bbox)
    const after = count(raster, [218, 209, 254, 236])
    expect(after.coloured).toBe(0)
    expect(after.dark).toBeGreaterThan(0.7 * before.dark)
  })
  it('is bleached whatever found it, and a black ring never', async () => {
    const reading = page(read('ocr'))
    const ring = { ...region, detector: 'ring' }
    expect(bleachedStamp(ring, reading, await draw(printed + stamp), identified(reading))).not.toBeNull()
    const black = await draw(printed + stamp.replaceAll('#c8102e', '#222'))
    expect(bleachedStamp(ring, reading, black, identified(reading))).toBeNull()
  })
  it('is covered where no result lies under it', async () => {
    const raster = await draw(printed + stamp.replaceAll('220', '420').replaceAll('190', '390'))
    const reading = page(read('ocr'))
    const below: Redaction = { ...region, bbox: [195, 380, 275, 460] }
    expect(bleachedStamp(below, reading, raster, identified(reading))).toBeNull()
  })
})

describe('an image behind print', () => {
  const image = (bbox: Bbox) => ({ bbox, coverage: 0.1, pixel_width: 9, pixel_height: 9, hash: null })
  const digital = (bbox: Bbox) =>
    page(read('text'), { kind: 'digital', text_trust: 'trusted', ocr: null, images: [image(bbox)] })

  it('is one when results are printed on it, and none beside them', () => {
    const reading = digital([120, 180, 340, 280])
    expect(isBackground(reading.images[0]!, reading, identified(reading))).toBe(true)
    expect(isBackground(image([120, 20, 340, 120]), reading, identified(reading))).toBe(false)
  })
  it.each([
    ['pale', '#d5dde6'],
    ['dark', '#333'],
  ])('goes and leaves the print, %s or not', async (_, fill) => {
    const mark = `<text x="125" y="275" font-size="70" font-family="sans-serif" fill="${fill}">HOUSE</text>`
    const raster = await draw(mark + printed)
    const box: Bbox = [120, 192, 380, 290]
    removeBackground(raster, box, digital(box))
    // Below the last row nothing but paper.
    expect(count(raster, [120, 269, 380, 289])).toEqual({ dark: 0, coloured: 0 })
    expect(count(raster, [140, 225, 153, 233]).dark).toBeGreaterThan(5)
  })
})

describe('watermarks of the text layer', () => {
  const leaning = word('HOUSE', [100, 150, 220, 250], {
    source: 'text',
    angle: -35,
    style: { size: 30, bold: null, italic: null, color: null },
  })

  it('are words that lean, whatever they say', () => {
    const reading = page([...read('text'), leaning, word('Side', [5, 100, 14, 140], { source: 'text', angle: 90 })])
    expect(leaningWords(reading, [])).toEqual([read('text').length])
  })
  it('are pale although a dark band or rule crosses them', async () => {
    const mark =
      '<text x="105" y="245" font-size="30" font-family="sans-serif" fill="#dde5ea" transform="rotate(-35 105 245)">HOUSE</text>'
    const band = '<rect x="40" y="190" width="300" height="14" fill="#0a5a4a"/>'
    const raster = await draw(mark + band)
    const bands = page([leaning], { fills: [{ bbox: [40, 190, 340, 204], color: '#0a5a4a' }] })
    expect(brightnessIn([leaning.bbox], [], bands, raster)).toBeGreaterThan(190)
    expect(brightnessIn([leaning.bbox], [], page([leaning]), raster)).toBeNull()
  })
  it('are covered along their letters when they are dark', () => {
    const boxes = alongWord(leaning)
    expect(boxes[0]![3]).toBeGreaterThan(235)
    expect(boxes.at(-1)![1]).toBeLessThan(165)
    expect(boxes.every((box) => box[0] >= 99 && box[2] <= 221 && box[1] >= 149 && box[3] <= 251)).toBe(true)
  })
})
