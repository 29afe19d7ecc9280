import sharp from 'sharp'
import { expect, it } from 'vitest'
import { inkMap } from '../../document/image/ink.js'
import { toGrey } from '../../document/image/raster.js'
import { page } from '../page/scan.fixture.js'
import { coverFormInk } from './form-ink.js'
import { strokesOf } from './strokes.js'

const [WIDTH, HEIGHT, DPI] = [595, 400, 150]

/** The boxes of a form line from 102 to 120 points, of which nothing is kept, on a page drawn from SVG in points. */
async function boxes(body: string, slope = 0) {
  const [width, height] = [Math.round((WIDTH * DPI) / 72), Math.round((HEIGHT * DPI) / 72)]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${width}" height="${height}"><rect width="100%" height="100%" fill="white"/>${body}</svg>`
  const data = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer()
  const ink = inkMap(toGrey({ data, width, height, channels: 3, dpi: DPI }))
  const line = { page: 1, y0: 102, y1: 120, slope, category: 'ID' as const, keep: [] as [number, number][] }
  return coverFormInk(page([]), ink, [line], strokesOf(ink, 0))
}
const beats = Array.from({ length: 4 }, () => `l20 0 l8 -4 l8 4 l4 0 l4 -24 l5 36 l4 -12 l67 0`).join(' ')
const trace = `<path d="M60 120 ${beats}" fill="none" stroke="#222" stroke-width="1.2"/>`
const print = (x: number) => `<text x="${x}" y="112" font-size="10" font-family="sans-serif">MRN 4471203</text>`

it('leaves the trace of an ECG, of which OCR made words', async () => {
  expect(await boxes(trace)).toEqual([])
})

it('covers print, on a trace too', async () => {
  expect(await boxes(print(80))).not.toEqual([])
  expect(await boxes(trace + print(100))).not.toEqual([])
})

it('covers a figure whole that the cut of a leaning line parts from its number', async () => {
  // Pieces of such a line are 75 points long: the first one ends behind the narrow figure.
  const found = await boxes(
    '<rect x="73" y="106" width="1.2" height="8"/><rect x="77" y="106" width="20" height="8"/>',
    0.02,
  )
  expect(Math.min(...found.map((box) => box.bbox[0]))).toBeLessThan(73)
})
