import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bbox } from '../../records/bbox.js'
import { readingOrder } from './reading-order.js'

const line = (x: number, y: number) => ({ page: 1, bbox: [x, y, x + 100, y + 10] as Bbox })
const word = (x: number, y: number) => ({ page: 1, bbox: [x + 10, y + 2, x + 20, y + 8] as Bbox })

describe('reading order', () => {
  const left = [0, 1, 2].map((i) => [0, 20 * i] as const)
  const right = [0, 1, 2].map((i) => [200, 20 * i] as const)
  const columns = [...left, ...right]

  it('is 0 for the order of the ground truth, whatever lies between', () => {
    const words = columns.flatMap(([x, y]) => [word(x, y), word(x + 30, y)])
    expect(
      readingOrder(
        columns.map(([x, y]) => line(x, y)),
        words,
      ),
    ).toEqual({ distance: 0, lines: 6 })
  })

  it('counts two columns that are read across: l1 r1 l2 r2 l3 r3 for l1 l2 l3 r1 r2 r3 is two moves, each taken out and put in', () => {
    const across = left.flatMap((place, i) => [place, right[i]!]).map(([x, y]) => word(x, y))
    expect(
      readingOrder(
        columns.map(([x, y]) => line(x, y)),
        across,
      ),
    ).toEqual({ distance: 4, lines: 6 })
  })

  it('leaves lines without a word out, and words of other pages', () => {
    const words = [word(0, 0), { ...word(0, 20), page: 2 }]
    expect(readingOrder([line(0, 0), line(0, 20)], words)).toEqual({ distance: 0, lines: 1 })
    expect(readingOrder([line(0, 0)], [])).toEqual({ distance: 0, lines: 0 })
  })

  it('is 0 only for the right order, and never above the number of lines', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 })
    fc.assert(
      fc.property(order, (read) => {
        const { distance, lines } = readingOrder(
          columns.map(([x, y]) => line(x, y)),
          read.map((i) => columns[i]!).map(([x, y]) => word(x, y)),
        )
        expect(distance === 0).toBe(read.every((n, i) => n === i))
        expect(distance).toBeLessThanOrEqual(lines)
      }),
    )
  })
})
