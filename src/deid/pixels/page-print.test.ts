import { expect, it } from 'vitest'
import type { Bbox } from '../../records/bbox.js'
import { find, page, word } from '../page/scan.fixture.js'
import { surePrint } from './page-print.js'

it('print that OCR is sure of is not what it makes of the letters around a seal', () => {
  const line = Array.from({ length: 6 }, (_, i) => word('骨密度', 40 + 60 * i, 100))
  const doubtful = (height: number) => ({
    ...word('20碑医所心', 344, 300, 0.56),
    bbox: [344, 300, 418, 300 + height] as Bbox,
  })
  const held = (height: number) => {
    const read = page([...line, doubtful(height)])
    return surePrint(read, find(read), []).some(([, y0]) => y0 === 300)
  }
  expect(held(29)).toBe(false)
  expect(held(9)).toBe(true)
})

it('a hand that OCR is sure of is no print: letters wider than any are, or one stroke where each letter has its own', () => {
  const line = Array.from({ length: 6 }, (_, i) => word('glucose', 40 + 60 * i, 100))
  const held = (text: string, bbox: Bbox, strokes: Bbox[] = []) => {
    const read = page([...line, { ...word(text, bbox[0], bbox[1]), bbox }])
    return surePrint(read, find(read), strokes).some((box) => box[1] === bbox[1])
  }
  expect(held('MS', [96, 216, 156, 230])).toBe(false)
  expect(held('MS', [96, 216, 112, 225])).toBe(true)
  expect(held('MANU', [96, 216, 146, 230], [[95, 215, 147, 232]])).toBe(false)
  expect(held('“VA', [364, 294, 403, 313], [[312, 294, 403, 313]])).toBe(false)
  expect(held('VA', [364, 294, 403, 313], [[20, 20, 560, 800]])).toBe(true)
  expect(held('MANU', [96, 216, 146, 230], [[96, 216, 106, 230]])).toBe(true)
})
