import type { Bbox } from '../records/bbox.js'
import type { PageReading } from '../records/page.js'

/** Bars drawn as thin rectangles: fifteen or more upright rules of one height, none further than 6 points from the next. */
export function drawnBars(page: PageReading): Bbox[] {
  const upright = page.rules
    .filter((rule) => Math.abs(rule.x1 - rule.x0) < 1 && Math.abs(rule.y1 - rule.y0) > 6)
    .map(
      (rule): Bbox => [
        rule.x0 - rule.width / 2,
        Math.min(rule.y0, rule.y1),
        rule.x1 + rule.width / 2,
        Math.max(rule.y0, rule.y1),
      ],
    )
    .sort((a, b) => a[0] - b[0])
  const found: Bbox[] = []
  const open: { box: Bbox; count: number }[] = []
  for (const bar of upright) {
    const run = open.find(
      ({ box }) => bar[0] - box[2] < 6 && Math.abs(bar[1] - box[1]) < 4 && bar[3] - box[3] < 8 && box[3] - bar[3] < 8,
    )
    if (run === undefined) open.push({ box: [...bar], count: 1 })
    else {
      run.box[2] = Math.max(run.box[2], bar[2])
      run.box[3] = Math.max(run.box[3], bar[3])
      run.count += 1
    }
  }
  for (const { box, count } of open) if (count >= 15) found.push(box)
  return found
}
