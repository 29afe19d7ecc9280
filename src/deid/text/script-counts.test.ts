import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CASELESS, scriptCounts } from './script-counts.js'

it('counts what the expressions find, whatever the text', () => {
  const piece = fc.constantFrom(
    'a',
    'Z',
    '[',
    '`',
    '{',
    '7',
    'é',
    'ª',
    'Ⅷ',
    '中',
    '々',
    '〇',
    '㐀',
    '𠮷',
    'Ж',
    'μ',
    'Ω',
    'Ա',
    'か',
    'カ',
    'ｶ',
    '한',
    'ไ',
    'ع',
    '：',
    ' ',
    '\n',
    '́',
  )
  const count = (text: string, source: string) => text.match(new RegExp(source, 'gu'))?.length ?? 0
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'grapheme', maxLength: 3 }))), (pieces) => {
      const text = pieces.join('')
      expect(scriptCounts(text)).toEqual({
        letters: count(text, String.raw`\p{L}`),
        latin: count(text, String.raw`\p{Script=Latin}`),
        han: count(text, String.raw`\p{Script=Han}`),
        cased: count(text, String.raw`[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]`),
        kana: count(text, String.raw`[\p{Script=Hiragana}\p{Script=Katakana}]`),
        caseless: count(text, `[${CASELESS}]`),
      })
    }),
  )
})
