import type { Raster } from './raster.js'

/** 3 × 3 homography, row by row, from pixels of the straightened picture to pixels of the source. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number]

export function project(h: Homography, x: number, y: number): [number, number] {
  const w = h[6] * x + h[7] * y + h[8]
  return [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w]
}

/** The map that straightens a picture whose lines lean by `degrees` clockwise, and the size of the straightened picture. */
export function deskewing(
  width: number,
  height: number,
  degrees: number,
): { map: Homography; width: number; height: number } {
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const w = Math.ceil(width * cos + height * Math.abs(sin))
  const h = Math.ceil(height * cos + width * Math.abs(sin))
  // A point p of the straightened picture comes from R(degrees) (p - centre') + centre.
  const map: Homography = [
    cos,
    -sin,
    width / 2 - (cos * w) / 2 + (sin * h) / 2,
    sin,
    cos,
    height / 2 - (sin * w) / 2 - (cos * h) / 2,
    0,
    0,
    1,
  ]
  return { map, width: w, height: h }
}

/** The map that applies `inner` first and then `outer`. */
export function composed(outer: Homography, inner: Homography): Homography {
  const at = (row: number, column: number): number =>
    outer[row * 3]! * inner[column]! +
    outer[row * 3 + 1]! * inner[3 + column]! +
    outer[row * 3 + 2]! * inner[6 + column]!
  return [at(0, 0), at(0, 1), at(0, 2), at(1, 0), at(1, 1), at(1, 2), at(2, 0), at(2, 1), at(2, 2)]
}

/** The homography that takes the rectangle [0, 0, width, height] to four points (top left, top right, bottom right, bottom left). */
export function rectangleTo(width: number, height: number, quad: readonly [number, number][]): Homography {
  // Heckbert, Fundamentals of Texture Mapping (1989), 2.2.3: unit square to quadrilateral.
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = quad as [
    [number, number],
    [number, number],
    [number, number],
    [number, number],
  ]
  const [sx, sy] = [x0 - x1 + x2 - x3, y0 - y1 + y2 - y3]
  const [dx1, dx2, dy1, dy2] = [x1 - x2, x3 - x2, y1 - y2, y3 - y2]
  const det = dx1 * dy2 - dx2 * dy1
  const g = (sx * dy2 - dx2 * sy) / det
  const k = (dx1 * sy - sx * dy1) / det
  return [
    (x1 - x0 + g * x1) / width,
    (x3 - x0 + k * x3) / height,
    x0,
    (y1 - y0 + g * y1) / width,
    (y3 - y0 + k * y3) / height,
    y0,
    g / width,
    k / height,
    1,
  ]
}

/** Draws the straightened grey picture by bilinear sampling; outside the source it is white. */
export function warp(source: Raster, map: Homography, width: number, height: number): Raster {
  const { data, width: w, height: h } = source
  const out = new Uint8Array(width * height).fill(255)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const d = map[6] * (x + 0.5) + map[7] * (y + 0.5) + map[8]
      const sx = (map[0] * (x + 0.5) + map[1] * (y + 0.5) + map[2]) / d - 0.5
      const sy = (map[3] * (x + 0.5) + map[4] * (y + 0.5) + map[5]) / d - 0.5
      const ix = Math.floor(sx)
      const iy = Math.floor(sy)
      if (ix < 0 || iy < 0 || ix >= w - 1 || iy >= h - 1) continue
      const fx = sx - ix
      const fy = sy - iy
      const i = iy * w + ix
      const top = data[i]! * (1 - fx) + data[i + 1]! * fx
      const bottom = data[i + w]! * (1 - fx) + data[i + w + 1]! * fx
      out[y * width + x] = top * (1 - fy) + bottom * fy + 0.5
    }
  }
  return { data: out, width, height, channels: 1, dpi: source.dpi }
}
