import type { InkMap } from '../image/ink.js'
import { inkColumns } from '../image/ink-columns.js'
import type { OcrBox } from '../ocr/ocr-engine.js'

/** Signs that the models put where they see a wide space or the trace of an erased line. */
export const PHANTOM = /^[“”‘’_]$/u

/** A quotation mark or low stroke is smaller than this, in em. */
const MAX_HEIGHT = 0.5
const MAX_WIDTH = 0.8

/**
 * Whether small ink stands where the engine reports one of the `PHANTOM` signs: between the middles of its neighbours, or near its box
 * at the end of a line. The engine's boxes are off by up to an em, so that the ink decides.
 */
export function isPrintedSign(
  sign: OcrBox,
  before: OcrBox | undefined,
  after: OcrBox | undefined,
  em: number,
  ink: InkMap,
): boolean {
  const from = Math.floor(before === undefined ? sign.x0 - em * 0.3 : Math.min((before.x0 + before.x1) / 2, sign.x0))
  const to = Math.ceil(after === undefined ? sign.x1 + em * 0.3 : Math.max((after.x0 + after.x1) / 2, sign.x1))
  const neighbour = after ?? before ?? sign
  const top = Math.min(sign.y0, neighbour.y0)
  const bottom = Math.max(sign.y1, neighbour.y1) + em * 0.15
  return inkColumns(ink, [from, top, to, bottom]).some(
    (c) =>
      c.x0 > from && // not a neighbour cut in two
      c.x1 < to &&
      c.y1 - c.y0 <= em * MAX_HEIGHT &&
      c.x1 - c.x0 <= em * MAX_WIDTH,
  )
}
