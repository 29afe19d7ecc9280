import { type Bbox, union } from '../../records/bbox.js'
import type { Identification } from '../identification.js'

/** Strokes closer than this, points, are of one mark; smaller ones than the second are specks. */
const JOIN = 8
const SPECK = 3

/** The marks in a column in which staff sign, boxes in points: everything that stands in it is covered. */
export function inkOfColumn(
  strokes: readonly Bbox[],
  { bbox: [x0, top, x1, bottom], slope }: Identification['signature_columns'][number],
): Bbox[] {
  const inside = strokes.filter((stroke) => {
    const [x, y] = [(stroke[0] + stroke[2]) / 2, (stroke[1] + stroke[3]) / 2]
    const lean = slope * (y - top)
    return (
      y > top &&
      y < bottom &&
      x > x0 - lean &&
      x < x1 - lean &&
      Math.max(stroke[2] - stroke[0], stroke[3] - stroke[1]) >= SPECK &&
      stroke[2] - stroke[0] < 1.5 * (x1 - x0)
    )
  })
  return joinStrokes(inside, JOIN)
}

/** Strokes no further apart than `join` (points), joined into marks. */
export function joinStrokes(strokes: readonly Bbox[], join: number): Bbox[] {
  const marks: Bbox[] = []
  for (const stroke of strokes) {
    let mark = stroke
    for (let i = 0; i < marks.length; ) {
      const other = marks[i]!
      const near =
        mark[0] < other[2] + join && mark[2] > other[0] - join && mark[1] < other[3] + join && mark[3] > other[1] - join
      if (near) {
        mark = union([mark, other])
        marks.splice(i, 1)
        // What was apart from the smaller mark may touch the larger one.
        i = 0
      } else i += 1
    }
    marks.push(mark)
  }
  return marks
}
