import type { PageReading, Word } from './page.js'

/** A word of a digital page for tests, its top left corner at `x`, `y` (points): Chinese characters 10 points wide, others 5; 10 points high. */
export function wordAt(text: string, x: number, y: number, more: Partial<Word> = {}): Word {
  const width = [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e80 ? 10 : 5), 0)
  return {
    text,
    bbox: [x, y, x + width, y + 10],
    confidence: 1,
    source: 'text',
    angle: 0,
    line: null,
    style: { size: 10, bold: null, italic: null, color: null },
    ...more,
  }
}

/** An upright digital page of 595 x 842 points for tests, with nothing but words on it. */
export function pageOf(words: Word[], more: Partial<PageReading> = {}): PageReading {
  return {
    number: 1,
    width: 595,
    height: 842,
    rotation: 0,
    skew: 0,
    kind: 'digital',
    words,
    hidden_words: [],
    rules: [],
    fills: [],
    images: [],
    text_trust: 'trusted',
    ocr: null,
    ...more,
  }
}
