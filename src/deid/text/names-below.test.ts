import { expect, it } from 'vitest'
import { loadKnowledge } from '../knowledge.js'
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
