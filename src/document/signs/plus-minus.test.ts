import { describe, expect, it } from 'vitest'
import { blobs } from '../clean.js'
import type { InkMap } from '../image/ink.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'
import { withPlusMinus } from './plus-minus.js'

/** A page of 120 × 120 pixels at 300 dpi with rectangles of ink. */
function page(...boxes: readonly (readonly [number, number, number, number])[]): InkMap {
  const data = new Uint8Array(120 * 120)
  for (const [x0, y0, x1, y1] of boxes) for (let y = y0; y < y1; y++) data.fill(1, y * 120 + x0, y * 120 + x1)
  return { data, width: 120, height: 120, dpi: 300 }
}

const CROSS = [
  [53, 40, 57, 68],
  [40, 52, 70, 56],
] as const

function read(ink: InkMap, text: string): string[] {
  const word: RecognizedWord = { text, confidence: 0.9, bbox: [40, 40, 70, 68], line: 0, height: 30 }
  return withPlusMinus(text === '' ? [] : [word], ink, blobs(ink)).map((w) => w.text)
}

describe('plus and minus', () => {
  it('are one sign where a bar stands under the cross', () => {
    const ink = page(...CROSS, [40, 72, 70, 76])
    expect(read(ink, '+')).toEqual(['±'])
    expect(read(ink, '(+)')).toEqual(['(±)'])
    expect(read(ink, '')).toEqual(['±'])
  })

  it('are not, without it or with a rule', () => {
    expect(read(page(...CROSS), '+')).toEqual(['+'])
    expect(read(page(...CROSS, [5, 72, 115, 76]), '+')).toEqual(['+'])
    expect(read(page([40, 40, 70, 68], [40, 72, 70, 76]), '+')).toEqual(['+'])
  })
})
