import { type Bbox, union } from '../../records/bbox.js'
import type { PageReading } from '../../records/page.js'
import type { Identifier, Zone } from '../identification.js'
import type { PageBody } from './page-body.js'

/** Running headers and footers stand in these outer shares of a page's height. */
const HEADER = 0.14
const FOOTER = 0.9
/** A zone counts as running when at least this many other pages, and half of those behind the cover, hold a person's identifier there. */
const OTHERS = 1

/**
 * Scanned pages whose running header (or footer) holds the person's identifiers on the report's other pages, but none was found on this one though something is printed
 * there: the label may have been unreadable. The zone is covered as a whole, and the page goes to review.
 */
export function runningZones(
  pages: readonly PageReading[],
  identifiers: readonly Identifier[],
  bodies: readonly PageBody[],
): { zones: Zone[]; review_reasons: string[] } {
  const zones: Zone[] = []
  const reasons: string[] = []
  if (pages.length < 2) return { zones, review_reasons: reasons }
  /** A letter that goes on at the top of a page is no header, and names in it tell nothing of one. */
  const inBody = (number: number, box: Bbox) => {
    const body = bodies.find((item) => item.page === number)
    const middle = (box[1] + box[3]) / 2 - (body?.slope ?? 0) * box[0]
    return body !== undefined && middle > body.top && middle < body.bottom
  }
  const bands = [
    { name: 'header', holds: (box: Bbox, height: number) => box[3] < HEADER * height },
    { name: 'footer', holds: (box: Bbox, height: number) => box[1] > FOOTER * height },
  ]
  for (const band of bands) {
    const found = new Map<number, Bbox[]>()
    for (const item of identifiers) {
      const page = pages.find((other) => other.number === item.page)
      if (page === undefined || (item.category !== 'NAME' && item.category !== 'ID')) continue
      const boxes = item.boxes.filter((box) => band.holds(box, page.height) && !inBody(item.page, box))
      if (boxes.length > 0) found.set(item.page, [...(found.get(item.page) ?? []), ...boxes])
    }
    for (const page of pages) {
      if (page.ocr === null || found.has(page.number)) continue
      const others = [...found.entries()].filter(([number]) => number !== page.number)
      // The cover has another layout: its header says nothing of a running one.
      const running = others.filter(([number]) => number !== pages[0]!.number)
      const expected = Math.max(OTHERS, (pages.length - 2) / 2)
      if (running.length < expected || page.number === pages[0]!.number) continue
      const where = union(running.flatMap(([, boxes]) => boxes))
      const printed = page.words.some((word) => word.bbox[1] < where[3] + 4 && word.bbox[3] > where[1] - 4)
      if (!printed || inBody(page.number, where)) continue
      zones.push({
        page: page.number,
        bbox: [0, Math.max(0, where[1] - 4), page.width, where[3] + 4],
        category: 'NAME',
        detector: `running_${band.name}`,
      })
      reasons.push(`running_${band.name}_covered_page_${page.number}`)
    }
  }
  return { zones, review_reasons: reasons }
}
