import { expect, it } from 'vitest'
import { aroundSignature } from './signature-ink.js'

it('covers the faint ends of a hand though print stands below its corner', () => {
  const [x0, y0, x1, y1] = aroundSignature([364, 395, 421, 414], [[422, 423, 445, 432]], [])
  expect([x0, x1]).toEqual([352, 433])
  expect(y0).toBe(383)
  // Into no more than .3 of the print's height.
  expect(y1).toBeCloseTo(425.7)
})

it('ends at words beside the hand and at rows of results', () => {
  expect(aroundSignature([364, 395, 421, 414], [[342, 402, 358, 411]], [{ top: 418, bottom: 430 }])).toEqual([
    358, 383, 433, 418,
  ])
})
