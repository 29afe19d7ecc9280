import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecognizedWord } from '../ocr/ocr-words.js'
import type { Mosaic } from '../ocr/second-look.js'
import { doubtedNumbers, withDigitReadings } from './digit-look.js'

const word = (text: string, confidence: number): RecognizedWord => ({
  text,
  confidence,
  bbox: [0, 0, 40, 20],
  line: 0,
  height: 20,
})

function again(first: string, confidence: number, read: string, sureness = 0.9): RecognizedWord {
  const picture = { data: new Uint8Array(0), width: 0, height: 0, channels: 1 as const, dpi: 300 }
  const mosaic: Mosaic = { picture, rows: [{ word: 0, run: null, bbox: [0, 0, 40, 20], y0: 0, y1: 40 }] }
  const box = { text: read, confidence: sureness, x0: 0, x1: 40, y0: 10, y1: 30, symbols: [] }
  return withDigitReadings([word(first, confidence)], mosaic, [{ ...box, words: [box] }])[0]!
}

describe('a look with figures only', () => {
  it('is for doubtful numbers, with or without letters in them', () => {
    const texts = ['5.6', 'l.35', '3.5-9.5', 'Hb', '', '148']
    expect(doubtedNumbers(texts.map((t) => word(t, 0.6))).map((l) => texts[l.word])).toEqual([
      '5.6',
      'l.35',
      '3.5-9.5',
      '148',
    ])
    expect(doubtedNumbers([word('5.6', 0.9)])).toEqual([])
  })

  it('confirms a number, puts figures for letters, and doubts what differs', () => {
    expect(again('5.6', 0.6, '5.6')).toMatchObject({ text: '5.6', confidence: 0.7 })
    expect(again('l.35', 0.5, '1.35')).toMatchObject({ text: '1.35', confidence: 0.7 })
    expect(again('5.6', 0.6, '8.6')).toMatchObject({ text: '5.6', confidence: 0.45 })
    expect(again('l.35', 0.5, '1.85').text).toBe('l.35')
  })

  it('never changes a figure that was read', () => {
    const number = fc.stringMatching(/^[\dlO]{1,4}\.[\dlO]{1,2}$/)
    fc.assert(
      fc.property(number, fc.stringMatching(/^\d{1,4}\.\d{1,2}$/), (first, second) => {
        const { text } = again(first, 0.5, second)
        expect(text.length).toBe(first.length)
        ;[...first].forEach((c, i) => {
          if (/\d/.test(c)) expect(text[i]).toBe(c)
        })
      }),
    )
  })
})
