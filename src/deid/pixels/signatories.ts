import { area, type Bbox, overlap } from '../../records/bbox.js'
import type { PageReading } from '../../records/page.js'
import type { Identification } from '../identification.js'

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

/** A hand in a column beside results is at least this large, points: wider and higher than values that OCR misread. */
const HAND = [24, 11] as const
/** How far above the signatory's name it begins and below the end of a letter it ends, points. */
const OVER_NAME = 40
const UNDER_END = 48

/**
 * Whether a stroke signs a letter of two columns: above a staff member's name or below the letter's end ("Yours sincerely"), no `print` (words that stay) in it. The other
 * column may hold results at that height.
 */
export function handsInColumns(
  page: PageReading,
  identification: Identification,
  print: readonly Bbox[],
): (stroke: Bbox) => boolean {
  const names = identification.identifiers
    .filter((item) => item.page === page.number && item.category === 'DOCTOR')
    .flatMap((item) => item.boxes.slice(0, 1))
    .map(([x0, y0, x1]): Bbox => [x0 - 10, y0 - OVER_NAME, Math.max(x1, x0 + 100), y0 + 4])
  const ends = identification.signature_anchors
    .filter((anchor) => anchor.page === page.number && anchor.below)
    .map(({ bbox: [x0, , x1, y1] }): Bbox => [x0 - 10, y1 - 4, Math.max(x1, x0 + 150), y1 + UNDER_END])
  return (stroke) =>
    stroke[2] - stroke[0] >= HAND[0] &&
    stroke[3] - stroke[1] >= HAND[1] &&
    [...names, ...ends].some((place) => overlap(place, stroke) > 0.7 * area(stroke)) &&
    !print.some((word) => overlap(word, stroke) > 0.3 * area(word))
}

/** Names or labels in one column stand within this of each other, points; rows of a table at most so far apart. */
const COLUMN = 22
const ROW = 90

/**
 * Columns of signatures: two or more signatories one below the other, as in forms where every department signs its row. Boxes from a little above the first to a little below the
 * last, points: a name there that OCR did not read is a name all the same.
 */
export function columnsOfNames(page: PageReading, identification: Identification): Bbox[] {
  const boxes = [
    ...identification.identifiers
      .filter((item) => item.page === page.number && item.category === 'DOCTOR')
      .flatMap((item) => item.boxes),
  ].sort((a, b) => a[1] - b[1])
  const columns: Bbox[][] = []
  for (const box of boxes) {
    const middle = (box[0] + box[2]) / 2
    const column = columns.find((other) => {
      const last = other.at(-1)!
      return Math.abs((last[0] + last[2]) / 2 - middle) < COLUMN && box[1] - last[3] < ROW && box[1] > last[3] - 2
    })
    if (column === undefined) columns.push([box])
    else column.push(box)
  }
  return columns
    .filter((column) => column.length >= 2)
    .map((column): Bbox => {
      const height = column[0]![3] - column[0]![1]
      return [
        Math.min(...column.map((box) => box[0])) - 2 * height,
        column[0]![1] - 3 * height,
        Math.max(...column.map((box) => box[2])) + 2 * height,
        column.at(-1)![3] + 3 * height,
      ]
    })
}
