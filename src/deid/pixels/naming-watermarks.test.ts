import { expect, it } from 'vitest'
import { namingWatermarks, type PaleOnPage } from './naming-watermarks.js'
import type { PaleLine } from './pale-line.js'

/** A line of pale lettering that leans so many degrees. */
function lettering(page: number, degrees: number, plain: boolean): PaleOnPage {
  const angle = (degrees * Math.PI) / 180
  const line: PaleLine = { mx: 300, my: 400, ux: Math.cos(angle), uy: Math.sin(angle), size: 34 }
  return { line, from: -100, to: 100, boxes: [[200, 300, 400, 500]], page, plain }
}

const A4 = { width: 595, height: 842 }
const pages = [1, 2, 3].map((number) => ({ number, ...A4 }))
const BOX = [200, 300, 400, 500]

it('a watermark that one page reads as plain is plain on every page of its report, from whichever end it is read', () => {
  const [read, unread, turned] = [lettering(1, -45, true), lettering(2, -41, false), lettering(3, 135, false)]
  expect(namingWatermarks([read, unread, turned], pages)).toEqual(new Map())
})

it('lettering that leans another way, or that nobody read, may name a house', () => {
  const [plain, other] = [lettering(1, -45, true), lettering(1, 30, false)]
  expect(namingWatermarks([plain, other], pages.slice(0, 1))).toEqual(new Map([[1, [BOX]]]))
  expect(namingWatermarks([other], pages.slice(0, 1))).toEqual(new Map([[1, [BOX]]]))
  // Steep lines lean alike though their angles are far apart as numbers.
  expect(namingWatermarks([lettering(1, 88, true), lettering(2, -88, false)], pages)).toEqual(new Map())
})

it('a leaning watermark found on one page stands on every scanned page of its size; a level line does not', () => {
  const found = namingWatermarks([lettering(2, -40, false)], pages)
  expect(found).toEqual(new Map([1, 2, 3].map((page) => [page, [BOX]])))
  expect(namingWatermarks([lettering(2, 3, false)], pages)).toEqual(new Map([[2, [BOX]]]))
  const turned = { number: 3, width: 842, height: 595 }
  expect([...namingWatermarks([lettering(2, -40, false)], [...pages.slice(0, 2), turned]).keys()]).toEqual([1, 2])
})
