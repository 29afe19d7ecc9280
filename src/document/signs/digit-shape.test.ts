import { describe, expect, it } from 'vitest'
import { blobs } from '../clean.js'
import type { InkMap } from '../image/ink.js'
import { withShapeDoubts } from './digit-shape.js'

const FIGURES: Record<string, readonly string[]> = {
  '0': ['.##.', '#..#', '#..#', '#..#', '#..#', '#..#', '.##.'],
  '1': ['..#.', '.##.', '..#.', '..#.', '..#.', '..#.', '..#.'],
  '3': ['###.', '...#', '...#', '.##.', '...#', '...#', '###.'],
  '6': ['.##.', '#...', '#...', '###.', '#..#', '#..#', '.##.'],
  '8': ['.##.', '#..#', '#..#', '.##.', '#..#', '#..#', '.##.'],
  '.': ['', '', '', '', '', '', '#'],
}

/** Sureness that is left to `read` where `printed` stands in the ink, four pixels to a dot. */
function sureness(printed: string, read: string): number {
  const [width, height] = [200, 60]
  const ink: InkMap = { data: new Uint8Array(width * height), width, height, dpi: 300 }
  let at = 10
  for (const sign of printed) {
    const rows = FIGURES[sign]!
    rows.forEach((row, y) => {
      ;[...row].forEach((c, x) => {
        if (c !== '#') return
        for (let dy = 0; dy < 4; dy++)
          ink.data.fill(1, (10 + 4 * y + dy) * width + at + 4 * x, (10 + 4 * y + dy) * width + at + 4 * x + 4)
      })
    })
    at += 4 * Math.max(...rows.map((r) => r.length)) + 6
  }
  const bbox: [number, number, number, number] = [10, 10, at - 6, 38]
  return withShapeDoubts([{ text: read, confidence: 0.95, bbox, line: 0, height: 28 }], ink, blobs(ink))[0]!.confidence
}

describe('figures against their ink', () => {
  it('are doubted when they enclose other paper', () => {
    expect(sureness('68', '08')).toBeLessThan(0.82)
    expect(sureness('6.8', '6.3')).toBeLessThan(0.82)
    expect(sureness('3.1', '8.1')).toBeLessThan(0.82)
  })

  it('are left alone when they tally, and when their ink does not stand figure by figure', () => {
    for (const number of ['68', '6.8', '3.10', '0.86']) expect(sureness(number, number), number).toBe(0.95)
    expect(sureness('68', '0.8')).toBeLessThan(0.82)
    expect(sureness('6', '08')).toBe(0.95)
  })
})
