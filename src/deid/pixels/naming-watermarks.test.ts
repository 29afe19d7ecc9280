import { expect, it } from 'vitest'
import { namingWatermarks, type PaleOnPage } from './naming-watermarks.js'
import type { PaleLine } from './pale-line.js'

/** A line of pale lettering that leans so many degrees. */
function lettering(page: number, degrees: number, plain: boolean): PaleOnPage {
  const angle = (degrees * Math.PI) / 180
  const line: PaleLine = { mx: 300, my: 400, ux: Math.cos(angle), uy: Math.sin(angle), size: 34 }
  return { line, from: -100, to: 100, boxes: [[200, 300, 400, 500]], page, plain }
}

it('a watermark that one page reads as plain is plain on every page of its report, from whichever end it is read', () => {
  const [read, unread, turned] = [lettering(1, -45, true), lettering(2, -41, false), lettering(3, 135, false)]
  expect(namingWatermarks([read, unread, turned])).toEqual([])
})

it('lettering that leans another way, or that nobody read, may name a house', () => {
  const [plain, other] = [lettering(1, -45, true), lettering(1, 30, false)]
  expect(namingWatermarks([plain, other])).toEqual([other])
  expect(namingWatermarks([other])).toEqual([other])
  // Steep lines lean alike though their angles are far apart as numbers.
  expect(namingWatermarks([lettering(1, 88, true), lettering(2, -88, false)])).toEqual([])
})
