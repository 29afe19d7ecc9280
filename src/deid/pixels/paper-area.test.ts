import { describe, expect, it } from 'vitest'
import type { Raster } from '../../document/image/raster.js'
import { paperArea } from './paper-area.js'

/** A sheet (215) from 60 to 440 points both ways on a table (70); `shade` is the light at a place, 0-1. */
function photograph(shade: (x: number, y: number) => number): Raster {
  const [width, height] = [500, 500]
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const sheet = x >= 60 && x < 440 && y >= 60 && y < 440
      data[y * width + x] = Math.round((sheet ? 215 : 70) * shade(x, y))
    }
  return { data, width, height, channels: 1, dpi: 72 }
}

describe('paperArea', () => {
  it('tells the sheet from the table', () => {
    const isPaper = paperArea(photograph(() => 1))
    expect(isPaper([200, 200, 240, 220])).toBe(true)
    expect(isPaper([400, 400, 430, 430])).toBe(true)
    expect(isPaper([455, 455, 490, 490])).toBe(false)
    expect(isPaper([5, 200, 40, 220])).toBe(false)
  })

  it('keeps the corner that a shadow joins to the table', () => {
    // From the middle to the lower right corner the light falls to a third: darker than DARK of the paper, as dark as the table at the edge.
    const isPaper = paperArea(photograph((x, y) => (x + y > 620 ? Math.max(0.33, 1 - (x + y - 620) / 150) : 1)))
    expect(isPaper([380, 380, 420, 400])).toBe(true)
    expect(isPaper([455, 455, 490, 490])).toBe(false)
    expect(isPaper([455, 200, 490, 220])).toBe(false)
  })

  it('takes all of a scan for paper', () => {
    const data = new Uint8Array(200 * 200).fill(230)
    expect(paperArea({ data, width: 200, height: 200, channels: 1, dpi: 72 })([0, 0, 20, 20])).toBe(true)
  })
})
