import type { Bbox } from '../records/bbox.js'
import type { PageReading } from '../records/page.js'
import type { Identification } from './identification.js'

/** Whether a box stands beside, above or below a staff member's name or label. */
export function nearSignatory(box: Bbox, page: PageReading, identification: Identification): boolean {
  return signatoriesOf(page, identification).some((anchor) => {
    const dx = Math.max(0, Math.max(anchor[0], box[0]) - Math.min(anchor[2], box[2]))
    const dy = Math.max(0, Math.max(anchor[1], box[1]) - Math.min(anchor[3], box[3]))
    return dx < 90 && dy < 36
  })
}

/** Where signatories are named on a page: their names, labels and roles. */
export function signatoriesOf(page: PageReading, identification: Identification): Bbox[] {
  const anchors = identification.identifiers
    .filter(
      (item) =>
        item.page === page.number &&
        item.category === 'DOCTOR' &&
        item.boxes.length > 0 &&
        (page.number > 1 || item.boxes[0]![1] > 0.3 * page.height),
    )
    .map((item) => item.boxes[0]!)
  const zones = identification.zones
    .filter(
      (zone) =>
        zone.page === page.number &&
        zone.category === 'DOCTOR' &&
        (page.number > 1 || zone.bbox[1] > 0.3 * page.height),
    )
    .map((zone) => zone.bbox)
  return [
    ...anchors,
    ...zones,
    ...identification.signature_anchors.filter((anchor) => anchor.page === page.number).map((anchor) => anchor.bbox),
  ]
}
