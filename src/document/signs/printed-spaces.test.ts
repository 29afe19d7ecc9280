import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blobs } from '../clean.js'
import type { InkMap } from '../image/ink.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'
import { withPrintedPoints } from './points.js'
import { withPrintedSpaces } from './printed-spaces.js'

/** Widths of printed signs whose foot is at 30: figures and letters 24 tall, an arrow's narrow stroke, a point, two bold figures that touch. */
const WIDTHS: Record<string, number> = { '8': 14, '1': 8, H: 18, '↑': 8, '.': 4, '&': 34 }

/** Signs four pixels apart; a blank stands for a printed space of eight more. */
function print(text: string): { ink: InkMap; word: (read: string) => RecognizedWord } {
  const [width, height] = [320, 40]
  const data = new Uint8Array(width * height)
  let at = 10
  for (const sign of text) {
    if (sign === ' ') {
      at += 8
      continue
    }
    const w = WIDTHS[sign]!
    for (let y = sign === '.' ? 26 : 6; y < 30; y++) data.fill(1, y * width + at, y * width + at + w)
    at += w + 4
  }
  return {
    ink: { data, width, height, dpi: 300 },
    word: (read) => ({ text: read, confidence: 0.9, bbox: [10, 6, at - 4, 30], line: 0, height: 24 }),
  }
}

function split(printed: string, read: string): string[] {
  const { ink, word } = print(printed)
  return withPrintedPoints(withPrintedSpaces([word(read)], ink), blobs(ink)).map((w) => w.text)
}

describe('printed spaces', () => {
  it('part a number from the flag behind it, and the number gets its point back', () => {
    expect(split('8.8 H', '88H')).toEqual(['8.8', 'H'])
    expect(split('88 H', '88H')).toEqual(['88', 'H'])
    expect(split('&.8 H', '818H')).toEqual(['81.8', 'H'])
  })

  it('part a number from an arrow read as its last figure, which is then doubtful', () => {
    expect(split('88 ↑', '881')).toEqual(['88', '1'])
    const { ink, word } = print('88 ↑')
    expect(withPrintedSpaces([word('881')], ink).map((w) => w.confidence)).toEqual([0.9, 0.5])
  })

  it('are not seen within a number, nor where the ink does not tally', () => {
    expect(split('881', '881')).toEqual(['881'])
    expect(split('88H', '88H')).toEqual(['88H'])
    expect(split('8 H', '888H')).toEqual(['888H'])
    expect(split('88 8', '888')).toEqual(['888'])
  })

  it('lose no sign', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'81H.↑ '), minLength: 1, maxLength: 8 }),
        fc.string({ unit: fc.constantFrom(...'8510.,HLI<%') }),
        (printed, read) => {
          const { ink, word } = print(printed)
          expect(
            withPrintedSpaces([word(read)], ink)
              .map((w) => w.text)
              .join(''),
          ).toBe(read)
        },
      ),
    )
  })
})
