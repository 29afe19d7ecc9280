import { expect, it } from 'vitest'
import { loadKnowledge } from '../knowledge.js'
import { find, page, word } from '../page/scan.fixture.js'
import { findNamesBelow } from './names-below.js'
import { sheetOfText } from './sheet.js'

const names = (text: string) => {
  const sheet = sheetOfText(text)
  const kinds = sheet.lines.map(() => 'text' as const)
  return findNamesBelow(sheet, kinds, loadKnowledge()).map(({ start, end }) => sheet.text.slice(start, end))
}

it('finds the printed name below a label and its hand, words of the language and a speck between them', () => {
  expect(names('检查医师 : 人人 SWAN\n                 =\n褚宏图\t农')).toEqual(['褚宏图'])
})

it('leaves words of medicine, and names that stand below nothing', () => {
  expect(names('检查医师 : 人人\n高血压')).toEqual([])
  expect(names('检查所见 : 正常\n褚宏图')).toEqual([])
})

it('finds a Latin name below the hand that OCR made letters of, on scans', () => {
  const below = (...hand: string[]) =>
    find(
      page([
        ...[word('Performed', 49, 556), word('by:', 97, 556)],
        ...hand.map((text, i) => word(text, 117 + 30 * i, 556, 0.4)),
        ...[word('Beatrice', 49, 575), word('Marlow', 95, 575)],
      ]),
    ).identifiers.some((item) => item.text === 'Beatrice Marlow' && item.detector === 'name_below_staff_label')
  expect(below('IN', '——')).toBe(true)
  expect(below('Anna', 'Holt')).toBe(false)
})

it('finds a name that its label touches, and the surname whose capital OCR read as a small l, on scans', () => {
  const names = (...words: ReturnType<typeof word>[]) => find(page(words)).identifiers.map((item) => item.text)
  expect(names(word('送检医生安静怡', 176, 104))).toContain('安静怡')
  const line = ['She', 'came', 'with', 'her', 'sister,', 'Priya', 'lyer.']
  const at = (i: number) => 50 + line.slice(0, i).reduce((x, text) => x + 5 * text.length + 3, 0)
  expect(names(...line.map((text, i) => word(text, at(i), 229))).join(' ')).toContain('lyer')
})
