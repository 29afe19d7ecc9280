import { describe, expect, it } from 'vitest'
import type { Blob } from '../clean.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'
import { joinedNumbers } from './joined-numbers.js'

/** Figures of 20 × 32 pixels and points of 6 × 6 in cells of 30; a blank is an empty cell. */
function print(text: string, cell = 30): Blob[] {
  return [...text].flatMap((sign, i): Blob[] => {
    const x = 100 + i * cell
    if (sign === ' ') return []
    if (sign === '.') return [{ x0: x + 10, y0: 126, x1: x + 16, y1: 132, area: 36 }]
    return [{ x0: x + 4, y0: 100, x1: x + 24, y1: 132, area: 300 }]
  })
}

const word = (text: string, from: number, to: number): RecognizedWord => ({
  ...{ text, confidence: 0.7, line: 0, height: 32 },
  bbox: [100 + from * 30 + 4, 100, 100 + to * 30 + 24, 132],
})
const texts = (words: readonly RecognizedWord[], all: readonly Blob[]): string[] =>
  joinedNumbers(words, all).map((w) => w.text)

describe('numbers of type with cells of one width', () => {
  it('are joined at their point, read or overlooked', () => {
    const ink = print('0.018')
    expect(texts([word('0', 0, 0), word('.018', 1, 4)], ink)).toEqual(['0.018'])
    expect(texts([word('0', 0, 0), word('018', 2, 4)], ink)).toEqual(['0.018'])
    expect(texts([word('0', 0, 0), word('.', 1, 1), word('018', 2, 4)], ink)).toEqual(['0.018'])
  })

  it('are joined across a range', () => {
    const ink = print('0.27-4.20')
    expect(texts([word('0', 0, 0), word('.27-4', 1, 5), word('.20', 6, 8)], ink)).toEqual(['0.27-4.20'])
  })

  it('stay apart without a point, or with more paper between them', () => {
    expect(texts([word('5', 0, 0), word('018', 2, 4)], print('5 018'))).toEqual(['5', '018'])
    expect(texts([word('5', 0, 0), word('.018', 3, 6)], print('5  .018'))).toEqual(['5', '.018'])
    expect(texts([word('1.5', 0, 2), word('.8', 3, 4)], print('1.5.8'))).toEqual(['1.5', '.8'])
  })
})
