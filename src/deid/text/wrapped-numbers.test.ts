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
