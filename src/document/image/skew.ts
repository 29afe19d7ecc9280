import type { InkMap } from './ink.js'
import { shrink } from './ink.js'

/** Resolution at which skew is searched: a .1 degree lean moves a line by 1.4 pixels over 8 inches. */
const SEARCH_DPI = 100
const COARSE_STEP = 0.5
const FINE_STEP = 0.1

/** How sharply the ink falls into lines when read along `degrees`; comparable between angles of one page only. */
type Profile = (degrees: number) => number

/**
 * Lean of the printed lines in degrees clockwise, by the projection profile that varies most (Postl, US patent 4,723,297, 1988),
 * searched within ±`limit` degrees in steps of .1.
 */
export function estimateSkew(ink: InkMap, limit: number): number {
  const profile = lineProfile(shrink(ink, SEARCH_DPI))
  if (profile === null) return 0
  let best = search(profile, -limit, limit, COARSE_STEP, 0)
  best = search(profile, best - COARSE_STEP, best + COARSE_STEP, FINE_STEP, best)
  return Math.abs(best) > limit ? 0 : Math.round(best * 10) / 10 + 0
}

/** How sharply the print of a straightened picture falls into level lines; higher is straighter. */
export function lineSharpness(ink: InkMap): number {
  return lineProfile(shrink(ink, SEARCH_DPI))?.(0) ?? 0
}

/** True when lines of print run up and down the picture, so that the page lies on its side. */
export function isSideways(ink: InkMap): boolean {
  const small = shrink(ink, SEARCH_DPI)
  const level = peak(lineProfile(small))
  const upright = peak(lineProfile(transpose(small)))
  return upright > level * 1.15
}

function peak(profile: Profile | null): number {
  if (profile === null) return 0
  let best = 0
  for (let degrees = -4; degrees <= 4; degrees += 0.5) best = Math.max(best, profile(degrees))
  return best
}

function search(profile: Profile, from: number, to: number, step: number, start: number): number {
  let best = start
  let top = profile(start) * 1.0005 // flat ground keeps the start
  for (let degrees = from; degrees <= to + 1e-9; degrees += step) {
    const score = profile(degrees)
    if (score > top) {
      top = score
      best = degrees
    }
  }
  return best
}

/** Null for a page with next to no ink. Only upper edges of ink are counted: solid areas and vertical rules then weigh little. */
function lineProfile(ink: InkMap): Profile | null {
  const { data, width, height } = ink
  const xs: number[] = []
  const ys: number[] = []
  const margin = Math.round(Math.min(width, height) * 0.02)
  for (let y = margin + 1; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      const i = y * width + x
      if (data[i] === 1 && data[i - width] === 0) {
        xs.push(x)
        ys.push(y)
      }
    }
  }
  if (xs.length < 60) return null
  const offset = Math.ceil(width * 0.2)
  return (degrees) => {
    const slope = Math.tan((degrees * Math.PI) / 180)
    const rows = new Float64Array(height + 2 * offset + 2)
    for (let i = 0; i < xs.length; i++) {
      const row = ys[i]! - slope * (xs[i]! - width / 2) + offset
      if (row >= 0 && row < rows.length) rows[Math.floor(row)]!++
    }
    let score = 0
    for (let i = 1; i < rows.length; i++) score += (rows[i]! - rows[i - 1]!) ** 2
    return score / xs.length
  }
}

function transpose({ data, width, height, dpi }: InkMap): InkMap {
  const out = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[x * height + y] = data[y * width + x]!
  return { data: out, width: height, height: width, dpi }
}
