import type { Bbox } from '../../records/bbox.js'
import { luma, type Raster } from './raster.js'

/** Spread between the strongest and weakest channel from which ink counts as coloured; photographs of black print stay below 50. */
const COLOURED = 70
/** Greys darker than this are black print, thinned by the scanner; lighter ones are watermarks. */
const BLACK_BELOW = 200

/**
 * Colour of the print in a box (points of the raster's frame): the mean of the pixels farthest from the paper, balanced so that the
 * paper is white. Dark greys give `#000000`; null on grey rasters or without contrast.
 */
export function inkColour(raster: Raster, bbox: Bbox): string | null {
  if (raster.channels !== 3) return null
  const { data, width, height } = raster
  const scale = raster.dpi / 72
  const x0 = Math.max(0, Math.floor(bbox[0] * scale))
  const y0 = Math.max(0, Math.floor(bbox[1] * scale))
  const x1 = Math.min(width, Math.ceil(bbox[2] * scale))
  const y1 = Math.min(height, Math.ceil(bbox[3] * scale))
  if (x1 - x0 < 2 || y1 - y0 < 2) return null
  const histogram = new Uint32Array(256)
  let n = 0
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const i = (y * width + x) * 3
      histogram[luma(data[i]!, data[i + 1]!, data[i + 2]!)]!++
      n++
    }
  }
  const dark = percentile(histogram, n, 0.02)
  const light = percentile(histogram, n, 0.95)
  if (light - dark < 25) return null
  const middle = percentile(histogram, n, 0.5)
  // Print covers less than half of its box, so the median is paper; light print on a dark band turns the tables.
  const inverse = middle - dark < light - middle
  const ink = mean(
    raster,
    x0,
    y0,
    x1,
    y1,
    inverse ? light - (light - dark) * 0.25 : 0,
    inverse ? 255 : dark + (light - dark) * 0.25,
  )
  const paper = mean(
    raster,
    x0,
    y0,
    x1,
    y1,
    inverse ? 0 : light - (light - dark) * 0.15,
    inverse ? dark + (light - dark) * 0.15 : 255,
  )
  if (ink === null || paper === null) return null
  const white = inverse ? [255, 255, 255] : paper
  const balanced = ink.map((v, c) => Math.min(255, Math.round((v * 255) / Math.max(1, white[c]!))))
  const spread = Math.max(...balanced) - Math.min(...balanced)
  const grey = luma(balanced[0]!, balanced[1]!, balanced[2]!)
  if (spread < COLOURED) return grey < BLACK_BELOW ? '#000000' : hex([grey, grey, grey])
  return hex(balanced)
}

function percentile(histogram: Uint32Array, n: number, share: number): number {
  let seen = 0
  for (let level = 0; level < 256; level++) {
    seen += histogram[level]!
    if (seen >= n * share) return level
  }
  return 255
}

function mean(
  raster: Raster,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  from: number,
  to: number,
): number[] | null {
  const { data, width } = raster
  const sum = [0, 0, 0]
  let n = 0
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const i = (y * width + x) * 3
      const level = luma(data[i]!, data[i + 1]!, data[i + 2]!)
      if (level < from || level > to) continue
      for (let c = 0; c < 3; c++) sum[c]! += data[i + c]!
      n++
    }
  }
  return n === 0 ? null : sum.map((v) => v / n)
}

function hex(channels: readonly number[]): string {
  return `#${channels.map((v) => Math.round(v).toString(16).padStart(2, '0')).join('')}`
}
