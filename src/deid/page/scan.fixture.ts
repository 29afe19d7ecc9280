import type { Bbox } from '../../records/bbox.js'
import { pageOf, wordAt } from '../../records/page.fixture.js'
import type { PageReading, Word } from '../../records/page.js'
import type { Identification } from '../identification.js'
import { identify } from '../identify.js'
import { uncovered } from './form-lines.js'

/** A word as OCR gives it: Chinese characters 9 points wide, others 5. */
export function word(text: string, x: number, y: number, confidence = 0.92): Word {
  const width = [...text].reduce((sum, char) => sum + (/\p{Script=Han}/u.test(char) ? 9 : 5), 0)
  return wordAt(text, x, y, {
    bbox: [x, y, x + width, y + 9],
    confidence,
    source: 'ocr',
    style: { size: null, bold: null, italic: null, color: null },
  })
}

/** A page of a scan. */
export const page = (words: Word[], more: Partial<PageReading> = {}) =>
  pageOf(words, {
    kind: 'scanned',
    text_trust: 'no_text',
    ocr: { engine: 'tesseract.js', language: 'chi_sim', dpi: 300, mean_confidence: 0.9, words: words.length },
    ...more,
  })

export const find = (...pages: PageReading[]): Identification =>
  identify({ media_type: 'image/png', pages, side_texts: [] })
/** Whether a form line would cover ink at a place. */
export const covers = (found: Identification, x: number, y: number) =>
  found.form_lines.some(
    (line) => y > line.y0 && y < line.y1 && uncovered(line, 595).some((box: Bbox) => x > box[0] && x < box[2]),
  )
