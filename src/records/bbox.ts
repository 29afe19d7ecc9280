import { z } from 'zod'

/**
 * `[x0, y0, x1, y1]` in PDF points (1/72 inch), origin top-left, y downwards, of the upright displayed page: the page as a
 * viewer shows it (its /Rotate applied) and, for a sideways scan, turned by `Page.rotation`. The published image of the
 * page has exactly this frame.
 */
export const Bbox = z.tuple([z.number(), z.number(), z.number(), z.number()])
export type Bbox = z.infer<typeof Bbox>

/** The smallest box that holds all of `boxes`; `[0, 0, 0, 0]` for none. */
export function union(boxes: readonly Bbox[]): Bbox {
  if (boxes.length === 0) return [0, 0, 0, 0]
  let [x0, y0, x1, y1] = boxes[0]!
  for (const b of boxes) {
    if (b[0] < x0) x0 = b[0]
    if (b[1] < y0) y0 = b[1]
    if (b[2] > x1) x1 = b[2]
    if (b[3] > y1) y1 = b[3]
  }
  return [x0, y0, x1, y1]
}

/** Area of the overlap of two boxes, square points. */
export function overlap(a: Bbox, b: Bbox): number {
  const w = Math.min(a[2], b[2]) - Math.max(a[0], b[0])
  const h = Math.min(a[3], b[3]) - Math.max(a[1], b[1])
  return w > 0 && h > 0 ? w * h : 0
}

/** Area of a box, square points. */
export function area(b: Bbox): number {
  return Math.max(0, b[2] - b[0]) * Math.max(0, b[3] - b[1])
}

/** The part of a box that lies on a page of `width` x `height` points; null when nothing does. */
export function clip(b: Bbox, width: number, height: number): Bbox | null {
  const inside: Bbox = [Math.max(0, b[0]), Math.max(0, b[1]), Math.min(width, b[2]), Math.min(height, b[3])]
  return inside[2] > inside[0] && inside[3] > inside[1] ? inside : null
}
