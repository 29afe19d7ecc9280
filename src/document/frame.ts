import type { Bbox } from '../records/bbox.js'

/** Affine map (x, y) → (a x + c y + e, b x + d y + f), as in PDF. */
export type Matrix = readonly [number, number, number, number, number, number]

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0]

export type QuarterTurn = 0 | 90 | 180 | 270

/** First `inner`, then `outer`. */
export function compose(inner: Matrix, outer: Matrix): Matrix {
  const [a, b, c, d, e, f] = inner
  const [A, B, C, D, E, F] = outer
  return [A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, A * e + C * f + E, B * e + D * f + F]
}

export function apply(m: Matrix, x: number, y: number): [number, number] {
  return [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]]
}

/** The axis-parallel box around a transformed box (any corner order in). */
export function applyBox(m: Matrix, box: readonly [number, number, number, number]): Bbox {
  const xs: number[] = []
  const ys: number[] = []
  for (const x of [box[0], box[2]]) {
    for (const y of [box[1], box[3]]) {
      const [tx, ty] = apply(m, x, y)
      xs.push(tx)
      ys.push(ty)
    }
  }
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

/** How much the map stretches lengths (geometric mean of both directions). */
export function stretch(m: Matrix): number {
  return Math.sqrt(Math.abs(m[0] * m[3] - m[1] * m[2]))
}

/**
 * Maps PDF user space (y up, any crop-box offset) to the upright page (origin top-left, y down).
 *
 * @param box left, bottom, right, top of the shown part of the page in user space
 * @param rotation clockwise degrees: the page's /Rotate plus our own turn
 */
export function userToPage(box: readonly [number, number, number, number], rotation: QuarterTurn): Matrix {
  const [l, b, r, t] = box
  switch (rotation) {
    case 0:
      return [1, 0, 0, -1, -l, t]
    case 90:
      return [0, 1, 1, 0, -b, -l]
    case 180:
      return [-1, 0, 0, 1, r, -b]
    case 270:
      return [0, -1, -1, 0, t, r]
  }
}

/** A multiple of 90 degrees in 0-270. */
export function quarterTurn(degrees: number): QuarterTurn {
  return ((((Math.round(degrees / 90) * 90) % 360) + 360) % 360) as QuarterTurn
}

/** Two decimals of a point (0.0035 mm): enough for any box, and stable to print. */
export function round2(value: number): number {
  return Math.round(value * 100) / 100 + 0
}

export function roundBox(box: readonly [number, number, number, number]): Bbox {
  return [round2(box[0]), round2(box[1]), round2(box[2]), round2(box[3])]
}
