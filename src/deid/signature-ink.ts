import type { InkMap } from '../document/ink.js'
import { area, type Bbox, overlap, union } from '../records/bbox.js'
import { strokesIn } from './strokes.js'

/** How far from a signatory's label or role its handwriting begins: to the right, above, below, points. */
const RIGHT = 130
const ABOVE = 42
const BELOW = 20
/** Smallest stroke of handwriting, points: printed letters of these forms are smaller. */
const WIDE = 15
const TALL = 13
/** Largest: what is wider or taller is a frame, a seal or a picture. */
const WIDEST = 190
const TALLEST = 75
/** Wider than this times its height a stroke is a piece of a leaning rule. */
const SLENDER = 12
/** Strokes of one signature stand this close, points. */
const JOIN = 9

/**
 * Handwriting near the anchors: connected strokes that are larger than printed letters, beside, above or just below a signatory's label or role. What OCR took for words there
 * explains nothing: it reads signatures as words; `print` are words that it is sure of.
 */
export function findSignatures(
  ink: InkMap,
  anchors: readonly Bbox[],
  print: readonly Bbox[],
  width: number,
  height: number,
): Bbox[] {
  const found: Bbox[] = []
  for (const anchor of anchors) {
    const letter = Math.max(6, Math.min(14, anchor[3] - anchor[1]))
    const zone: Bbox = [
      Math.max(0, anchor[0] - 14),
      Math.max(0, anchor[1] - ABOVE),
      Math.min(width, Math.max(anchor[2], anchor[0] + 40) + RIGHT),
      Math.min(height, anchor[3] + BELOW),
    ]
    // Looked at with a margin, so that no stroke is cut at the zone's edge.
    const around: Bbox = [zone[0] - 60, zone[1] - 40, zone[2] + 60, zone[3] + 40]
    const strokes = strokesIn(ink, around).filter(
      (box) => overlap(box, zone) > 0 && !print.some((word) => overlap(word, box) > 0.6 * area(box)),
    )
    const size = (box: Bbox) => [box[2] - box[0], box[3] - box[1]] as const
    const large = strokes.filter((box) => {
      const [w, h] = size(box)
      const scribble = (w >= WIDE && h >= 0.5 * letter) || (h >= Math.max(TALL, 1.5 * letter) && w >= 4)
      return scribble && w <= WIDEST && h <= TALLEST && w < SLENDER * h
    })
    for (const seed of large) {
      let box = seed
      // Dots and short strokes of the same hand.
      for (const stroke of strokes) {
        const near: Bbox = [box[0] - JOIN, box[1] - 3, box[2] + JOIN, box[3] + 3]
        const [w, h] = size(stroke)
        if (overlap(near, stroke) > 0.5 * Math.max(0.01, w * h) && w <= WIDEST && h <= TALLEST)
          box = union([box, stroke])
      }
      found.push(box)
    }
  }
  return found
}
