import { describe, expect, it } from 'vitest'
import type { Bbox } from '../../records/bbox.js'
import { inkOfColumn } from './column-ink.js'

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
