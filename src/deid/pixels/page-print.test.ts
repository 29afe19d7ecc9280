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
    return surePrint(read, find(read)).some(([, y0]) => y0 === 300)
  }
  expect(held(29)).toBe(false)
  expect(held(9)).toBe(true)
})
