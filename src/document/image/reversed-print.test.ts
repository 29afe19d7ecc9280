import { describe, expect, it } from 'vitest'
import type { Raster } from './raster.js'
import { turnReversedPrint } from './reversed-print.js'

/** A page of 600 × 300 pixels at 150 dpi with one band, and strokes of type in it. */
function page(ground: number, type: number | null): Raster {
  const [width, height] = [600, 300]
  const data = new Uint8Array(width * height).fill(245)
  for (let y = 100; y < 140; y++) data.fill(ground, y * width + 50, y * width + 550)
  if (type !== null)
    for (let x = 80; x < 200; x += 12) for (let y = 110; y < 130; y++) data.fill(type, y * width + x, y * width + x + 4)
  // Black type on the paper.
  for (let x = 80; x < 200; x += 12) for (let y = 200; y < 220; y++) data.fill(10, y * width + x, y * width + x + 4)
  return { data, width, height, channels: 1, dpi: 150 }
}

describe('reversed print', () => {
  it('is turned on dark and on middle ground', () => {
    for (const ground of [20, 90, 160]) {
      const raster = page(ground, 250)
      const before = Uint8Array.from(raster.data.subarray(180 * 600))
      expect(turnReversedPrint(raster), `ground ${ground}`).toBe(1)
      expect(raster.data[120 * 600 + 82]).toBeLessThan(60) // type
      expect(raster.data[120 * 600 + 88]).toBeGreaterThan(230) // ground
      expect(raster.data[101 * 600 + 300]).toBeGreaterThan(230) // edge
      expect(raster.data.subarray(180 * 600)).toEqual(before) // the rest of the page
    }
  })

  it('is not seen in empty bars, black type on a tint, and pictures', () => {
    expect(turnReversedPrint(page(20, null))).toBe(0)
    expect(turnReversedPrint(page(160, 10))).toBe(0)
    const picture = page(60, 250)
    for (let y = 100; y < 140; y++) for (let x = 50; x < 550; x++) picture.data[y * 600 + x] = (x * 7 + y * 13) % 180
    expect(turnReversedPrint(picture)).toBe(0)
  })
})
