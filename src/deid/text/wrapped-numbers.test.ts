import { expect, it } from 'vitest'
import { find, page, word } from '../page/scan.fixture.js'

const numbers = (...words: ReturnType<typeof word>[]) =>
  find(page(words))
    .identifiers.filter((item) => item.category === 'PHONE')
    .map((item) => item.text)

it('finds a telephone number whose area code stands alone above it in a cell', () => {
  const form = [word('UHID', 220, 150), word('6522115', 283, 150), word('Contact no.', 365, 150)]
  expect(numbers(...form, word('(718)', 438, 150), word('1974', 130, 162), word('555-0155', 438, 162))).toEqual([
    '(718)',
    '555-0155',
  ])
})

it('leaves numbers below another column', () => {
  expect(numbers(word('Ward', 220, 150), word('(718)', 438, 150), word('48-0155', 220, 162))).toEqual([])
})

it('joins codes and identifiers of pictures that break, though a line of another column stands between', () => {
  const codes = (above: string, between: string, below: string) =>
    find(page([word(above, 40, 150), word(between, 400, 155), word(below, 40, 161)])).identifiers.map(
      (item) => item.text,
    )
  expect(codes('GX-2209-', 'Corner street', '481177')).toEqual(expect.arrayContaining(['481177']))
  expect(codes('1.2.840.113619.2.55.3.2831183', 'Report', '.46.20250902.103807.88')).toContain('.46.20250902.103807.88')
})
