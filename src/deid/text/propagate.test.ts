import { expect, test } from 'vitest'
import { loadKnowledge } from '../knowledge.js'
import { needlesOf, propagate } from './propagate.js'
import { lineKinds } from './result-rows.js'
import { sheetOfText } from './sheet.js'

test('a contact written behind what kin it is, misread, is found by the name alone', () => {
  const knowledge = loadKnowledge()
  const sheet = sheetOfText('与家属谈话,由龙国栋签署知情同意书')
  const needles = needlesOf([{ category: 'NAME', text: '儿于龙国栋' }], knowledge)
  const found = propagate(sheet, lineKinds(sheet, knowledge), needles, false)
  expect(found.map((span) => sheet.text.slice(span.start, span.end))).toEqual(['龙国栋'])
})

test('an employer is called by the first word of its name, unless that is a word of every day', () => {
  const knowledge = loadKnowledge()
  const found = (employer: string, text: string) => {
    const sheet = sheetOfText(text)
    const needles = needlesOf([{ category: 'EMPLOYER', text: employer }], knowledge)
    return propagate(sheet, lineKinds(sheet, knowledge), needles, false).map((span) =>
      sheet.text.slice(span.start, span.end),
    )
  }
  expect(found('Brackwell Crane Services', 'He has driven cranes at Brackwell for nine years.')).toEqual(['Brackwell'])
  expect(found('Window Crane Services', 'Fell from a window. Window left open.')).toEqual([])
})
