import { describe, expect, it } from 'vitest'
import type { Bbox } from '../../records/bbox.js'
import { find, page, word } from '../page/scan.fixture.js'
import { handsInColumns } from './signatories.js'

describe('hands in a letter of two columns', () => {
  const results = [
    ...[word('Potassium', 40, 300), word('4.4', 120, 300), word('mmol/L', 140, 300), word('3.5-5.3', 190, 300)],
    ...[word('Sodium', 40, 316), word('140', 120, 316), word('mmol/L', 140, 316), word('136-146', 190, 316)],
    ...[word('Chloride', 40, 332), word('104', 120, 332), word('mmol/L', 140, 332), word('98-107', 190, 332)],
  ]
  const letter = page([...results, word('Yours', 330, 300), word('sincerely,', 360, 300)])
  const hand: Bbox = [332, 312, 410, 332]

  it('stand below the end of the letter, beside rows of results', () => {
    const found = find(letter)
    expect(found.signature_anchors).toContainEqual(expect.objectContaining({ below: true }))
    expect(handsInColumns(letter, found, [])(hand)).toBe(true)
  })
  it('are no small strokes, nothing in the column of results, and nothing that a word explains', () => {
    const found = find(letter)
    expect(handsInColumns(letter, found, [])([332, 312, 350, 320])).toBe(false)
    expect(handsInColumns(letter, found, [])([40, 312, 118, 332])).toBe(false)
    expect(handsInColumns(letter, found, [[335, 314, 365, 323]])(hand)).toBe(false)
  })
  it('are looked for nowhere without an end or a name', () => {
    const plain = page(results)
    expect(handsInColumns(plain, find(plain), [])(hand)).toBe(false)
  })
})
