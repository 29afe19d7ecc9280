import type { Raster } from '../../document/image/raster.js'
import type { Bbox } from '../../records/bbox.js'
import { straightStrips } from './pale-strip.js'
import { findPaleLettering, type PaleLettering } from './pale-watermark.js'

/** Pale lettering of a page, and whether it reads as what is printed on any report. */
export interface PaleOnPage extends PaleLettering {
  page: number
  plain: boolean
}

/** Lines that lean alike, degrees, are one watermark on all pages of a report. */
const ALIKE = 20

/** The pale lettering of a scanned page. `saysPlain` reads a level strip of it: whether it says only what is printed on any report. */
export async function paleOnPage(
  page: number,
  grey: Raster,
  isPaper: (box: Bbox) => boolean,
  saysPlain: (strip: Raster) => Promise<boolean>,
): Promise<PaleOnPage[]> {
  const found = findPaleLettering(grey)
  const strips = straightStrips(grey, found)
  const lines: PaleOnPage[] = []
  for (const [i, lettering] of found.entries())
    lines.push({ ...lettering, page, boxes: lettering.boxes.filter(isPaper), plain: await saysPlain(strips[i]!) })
  return lines
}

/** Pale lettering that may name a house: none of the lines that lean as it does reads as what is printed on any report, for a watermark is the same on every page. */
export function namingWatermarks(pale: readonly PaleOnPage[]): PaleOnPage[] {
  const lean = ({ line }: PaleOnPage) => (Math.atan2(line.uy, line.ux) * 180) / Math.PI
  return pale.filter(
    (one) => !pale.some((other) => other.plain && Math.abs(((lean(one) - lean(other) + 270) % 180) - 90) < ALIKE),
  )
}
