import fc from 'fast-check'
import { expect, it } from 'vitest'
import { matchesOf } from './matches.js'

const EXPRESSIONS = [/a/gu, /a*/gu, /(?<=a)b/gu, /(?:)/gu, /(?:)/g, /\p{L}+|\d/gu, /(a)(?<rest>b?)/gu]

it('gives what matchAll gives, empty matches and characters of two units included', () => {
  const letters = fc
    .array(fc.constantFrom('a', 'b', ' ', '1', '张', '𠮷'), { maxLength: 12 })
    .map((list) => list.join(''))
  fc.assert(
    fc.property(letters, fc.constantFrom(...EXPRESSIONS), (text, regex) => {
      const list = (found: Iterable<RegExpExecArray>) =>
        [...found].map((match) => ({ index: match.index, all: [...match], groups: { ...match.groups } }))
      expect(list(matchesOf(text, regex))).toEqual(list(text.matchAll(new RegExp(regex.source, regex.flags))))
    }),
  )
})

it('begins at the beginning, wherever the expression stood, and leaves it there', () => {
  const regex = /a/gu
  regex.lastIndex = 2
  expect(matchesOf('aaa', regex)).toHaveLength(3)
  expect(regex.lastIndex).toBe(0)
})
