import { describe, expect, it } from 'vitest'
import type { Bbox } from '../../records/bbox.js'
import { find, page, word } from '../page/scan.fixture.js'
import { inkOfColumn } from './column-ink.js'
import { marksBeside } from './marks-beside.js'
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

describe('marks beside the rows', () => {
  const print = Array.from({ length: 20 }, (_, i): Bbox => {
    const [x, y] = [60 + (i % 5) * 55, 200 + 14 * Math.floor(i / 5)]
    return [x, y, x + 50, y + 8]
  })
  const rows = page(print.map(([x, y]) => word('Glucose', x, y)))
  const ink = (share: number) => ({
    data: Uint8Array.from({ length: 400 * 400 }, (_, at) => (at % 10 < 10 * share ? 1 : 0)),
    width: 400,
    height: 400,
    dpi: 72,
  })

  const found = (strokes: readonly Bbox[], share = 0.2) => marksBeside(rows, ink(share), strokes, print)
  const [left, right]: Bbox[] = [
    [20, 220, 36, 234],
    [340, 220, 356, 234],
  ]

  it('are initials before the first word or behind the last, not between words, not as small as print', () => {
    expect(found([left!, right!])).toEqual([left, right])
    expect(found([[161, 220, 177, 234]])).toEqual([])
    expect(found([[340, 220, 356, 229]])).toEqual([])
  })
  it('are joined from strokes that are small alone', () => {
    expect(
      found([
        [340, 218, 346, 234],
        [347, 225, 358, 229],
      ]),
    ).toEqual([[340, 218, 358, 234]])
  })
  it('are not what a hand filled in behind a label', () => {
    const labels = Array.from({ length: 8 }, (_, i): Bbox => [60, 190 + 9 * i, 120, 198 + 9 * i])
    const form = page(labels.map(([x, y]) => word('Glucose', x, y)))
    expect(marksBeside(form, ink(0.2), [right!], labels)).toEqual([])
    expect(marksBeside(form, ink(0.2), [left!], labels)).toEqual([left])
  })
  it('are no edges of the sheet', () => {
    expect(found([[20, 205, 30, 241]])).toEqual([])
  })
  it('are no punched holes, and none where no rows stand', () => {
    expect(found([right!], 0.9)).toEqual([])
    expect(found([[340, 320, 356, 334]])).toEqual([])
  })
})

describe('ink of a column in which staff sign', () => {
  const column = { page: 1, bbox: [300, 100, 380, 200] as Bbox, slope: 0 }
  it('is joined to marks; specks and rows across the page are none', () => {
    const strokes: Bbox[] = [
      [310, 120, 330, 135],
      [334, 122, 350, 134],
      [310, 180, 312, 182],
      [100, 150, 380, 160],
      [310, 90, 330, 98],
    ]
    expect(inkOfColumn(strokes, column)).toEqual([[310, 120, 350, 135]])
  })
  it('leans with the page', () => {
    const strokes: Bbox[] = [[284, 190, 298, 198]]
    expect(inkOfColumn(strokes, column)).toEqual([])
    expect(inkOfColumn(strokes, { ...column, slope: 0.2 })).toEqual(strokes)
  })
})
