import { describe, expect, it } from 'vitest'
import type { Bbox } from '../../records/bbox.js'
import { page, word } from '../page/scan.fixture.js'
import { marksBeside } from './marks-beside.js'

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
  it('are not what goes on with a word of its line, and not the frame around one', () => {
    expect(found([[313, 218, 340, 230]])).toEqual([])
    const number = { ...word('2', 30, 214), bbox: [30, 214, 34, 222] as Bbox }
    const numbered = page([...rows.words, number])
    expect(marksBeside(numbered, ink(0.1), [[20, 210, 44, 228]], [...print, number.bbox])).toEqual([])
  })
  it('are initials that OCR read as two capitals, higher than print', () => {
    const initials = { ...word('JE', 340, 218), bbox: [340, 218, 356, 235] as Bbox }
    const read = page([...rows.words, initials])
    expect(marksBeside(read, ink(0.2), [initials.bbox], [...print, initials.bbox])).toEqual([initials.bbox])
  })
  it('are no edges of the sheet', () => {
    expect(found([[20, 205, 30, 241]])).toEqual([])
  })
  it('are no punched holes, and none where no rows stand', () => {
    expect(found([right!], 0.9)).toEqual([])
    expect(found([[340, 320, 356, 334]])).toEqual([])
  })
})
