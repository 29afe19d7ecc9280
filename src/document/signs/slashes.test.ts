import { describe, expect, it } from 'vitest'
import { blobs } from '../clean.js'
import type { InkMap } from '../image/ink.js'
import { withSlashes } from './slashes.js'

/** A sign of 12 × 30 pixels followed by two blocks of letters. */
function read(sign: (x: number, y: number) => boolean, text: string): string {
  const [width, height] = [80, 50]
  const ink: InkMap = { data: new Uint8Array(width * height), width, height, dpi: 300 }
  for (let y = 0; y < 30; y++) {
    for (let x = 0; x < 14; x++) if (sign(x, y)) ink.data[(y + 10) * width + 10 + x] = 1
    for (const from of [30, 50]) ink.data.fill(1, (y + 10) * width + from, (y + 10) * width + from + 12)
  }
  const word = {
    text,
    confidence: 0.9,
    bbox: [10, 10, 62, 40] as [number, number, number, number],
    line: 0,
    height: 30,
  }
  return withSlashes([word], ink, blobs(ink))[0]!.text
}

const slash = (x: number, y: number): boolean => Math.abs(x - (12 - (y * 11) / 30)) < 2
const letter = (x: number, y: number): boolean => (x >= 8 && x < 12 && y < 26) || (y >= 25 && x < 12)

describe('the stroke of a unit', () => {
  it('is put back where the ink shows one', () => {
    expect(read(slash, 'Jul')).toBe('/ul')
    expect(read(slash, 'Ju1')).toBe('/uL')
    expect(read(slash, '1HPF')).toBe('/HPF')
  })

  it('is not a letter, and stands in a unit only', () => {
    expect(read(letter, 'Jul')).toBe('Jul')
    expect(read(slash, 'June')).toBe('June')
  })
})
