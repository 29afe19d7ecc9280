import { describe, expect, it } from 'vitest'
import { countLineLabels, type LabelCounts, labelF1, labelOf } from './line-metrics.js'

const word = (x: number, label: string, page = 1) => ({
  page,
  bbox: [x, 10, x + 5, 20] as [number, number, number, number],
  label,
})
const line = (label: string, y = 10, page = 1) => ({
  page,
  bbox: [0, y, 100, y + 10] as [number, number, number, number],
  label,
})

describe('labelOf', () => {
  it('takes the label of most words in the box, the first in the alphabet when even', () => {
    expect(labelOf(line('table'), [word(0, 'table'), word(10, 'table'), word(20, 'note')])).toBe('table')
    expect(labelOf(line('table'), [word(0, 'table'), word(10, 'note')])).toBe('note')
  })
  it('looks at no other page and at no other line', () => {
    expect(labelOf(line('table'), [word(0, 'note', 2)])).toBeNull()
    expect(labelOf(line('table', 40), [word(0, 'note')])).toBeNull()
  })
})

describe('countLineLabels and labelF1', () => {
  it('counts right, missed and false labels and leaves unread lines out', () => {
    const counts: LabelCounts = {}
    const gold = [line('table'), line('note', 30), line('note', 50)]
    const words = [word(0, 'table'), { ...word(0, 'table'), bbox: [0, 30, 5, 40] as [number, number, number, number] }]
    expect(countLineLabels(counts, gold, words)).toBe(1)
    expect(counts).toEqual({ table: { tp: 1, fp: 1, fn: 0 }, note: { tp: 0, fp: 0, fn: 1 } })
    // table: F1 2/(2+1) = 2/3, weight 1; note: 0, weight 1.
    expect(labelF1(counts)).toBeCloseTo(1 / 3, 12)
  })
  it('is null without lines', () => expect(labelF1({})).toBeNull())
})
