import type { Raster } from '../../document/image/raster.js'
import { area, type Bbox, overlap } from '../../records/bbox.js'
import type { PageReading } from '../../records/page.js'
import { straightStrips } from './pale-strip.js'
import { findPaleLettering, type PaleLettering } from './pale-watermark.js'

/** Pale lettering of a page, and whether it reads as what is printed on any report. */
export interface PaleOnPage extends PaleLettering {
  page: number
  plain: boolean
}

/** Level lines stand between rows of one page's table; those that lean by more than this, degrees, are watermarks of every page. */
const LEAN = 12
/** Pages of one size differ by no more than this, points. */
const SIZE = 24

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

/**
 * Boxes along the pale lettering that may name a house, by page: none of the lines that lean as it does reads as what is printed on any report, for a watermark is the same
 * on every page. So a leaning one is recorded on every scanned page of its size, at the same place: there print or a barcode may hide too many of its letters.
 */
export function namingWatermarks(
  pale: readonly PaleOnPage[],
  scanned: readonly Pick<PageReading, 'number' | 'width' | 'height'>[],
): Map<number, Bbox[]> {
  const naming = pale.filter(
    (one) => !pale.some((other) => other.plain && Math.abs(((leanOf(one) - leanOf(other) + 270) % 180) - 90) < ALIKE),
  )
  const found = new Map<number, Bbox[]>()
  for (const page of scanned) {
    const own = naming.filter((one) => one.page === page.number).flatMap((one) => one.boxes)
    const others = naming.filter((one) => {
      const lean = Math.abs(leanOf(one)) % 90
      const there = scanned.find((other) => other.number === one.page)
      return (
        one.page !== page.number &&
        Math.min(lean, 90 - lean) > LEAN &&
        there !== undefined &&
        Math.abs(there.width - page.width) < SIZE &&
        Math.abs(there.height - page.height) < SIZE
      )
    })
    for (const box of others.flatMap((one) => one.boxes))
      if (own.every((known) => overlap(known, box) < 0.8 * area(box))) own.push(box)
    if (own.length > 0) found.set(page.number, own)
  }
  return found
}

function leanOf({ line }: PaleOnPage): number {
  return (Math.atan2(line.uy, line.ux) * 180) / Math.PI
}
