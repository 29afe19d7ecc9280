import { type InkMap, inkMap } from './ink.js'
import type { Corners } from './paper-area.js'
import type { Raster } from './raster.js'
import { estimateSkew, lineSharpness } from './skew.js'
import { composed, deskewing, type Homography, project, rectangleTo, warp } from './warp.js'

/** An upright picture with level lines. */
export interface Straightened {
  picture: Raster
  /** From its pixels to those of the upright picture. */
  back: Homography
  /** Lean of the printed lines in the upright picture, degrees clockwise, at the middle of the page. */
  skew: number
}

/** The photographed sheet must make the lines this much sharper than turning alone does. */
const SHARPER = 1.02

/**
 * Levels the printed lines: by turning, and for a photographed sheet by its corners too, which takes the perspective out. Whichever
 * gives the sharper lines is taken: a bent or cut corner would slant what was level.
 *
 * @param known the picture's ink, where measured already
 */
export function straighten(
  upright: Raster,
  maxSkew: number,
  known: InkMap | null,
  sheet: Corners | null,
): Straightened {
  const skew = estimateSkew(known ?? inkMap(upright), maxSkew)
  const turned = deskewed(upright, skew)
  if (sheet === null) return turned
  const [topLeft, topRight, bottomRight, bottomLeft] = sheet
  const width = Math.round((distance(topLeft, topRight) + distance(bottomLeft, bottomRight)) / 2)
  const height = Math.round((distance(topLeft, bottomLeft) + distance(topRight, bottomRight)) / 2)
  let back = rectangleTo(width, height, sheet)
  const first = warp(upright, back, width, height)
  const rest = deskewing(width, height, estimateSkew(inkMap(first), maxSkew))
  back = composed(back, rest.map)
  const picture = warp(upright, back, rest.width, rest.height)
  if (lineSharpness(inkMap(picture)) < lineSharpness(inkMap(turned.picture)) * SHARPER) return turned
  const [x0, y0] = project(back, rest.width / 2 - 50, rest.height / 2)
  const [x1, y1] = project(back, rest.width / 2 + 50, rest.height / 2)
  return { picture, back, skew: Math.round((Math.atan2(y1 - y0, x1 - x0) * 1800) / Math.PI) / 10 + 0 }
}

function deskewed(upright: Raster, skew: number): Straightened {
  const { map, width, height } = deskewing(upright.width, upright.height, skew)
  const picture = skew === 0 ? { ...upright, data: Uint8Array.from(upright.data) } : warp(upright, map, width, height)
  return { picture, back: map, skew }
}

function distance([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]): number {
  return Math.hypot(x1 - x0, y1 - y0)
}
