import type { InkMap } from '../../document/image/ink.js'
import type { Bbox } from '../../records/bbox.js'
import type { PageReading } from '../../records/page.js'
import { components } from './components.js'

/** Bars of one code: at least so many of about one height, none further than this from the next, points. */
const BARS = 15
const APART = 6
/** Bars that ink has run together are fewer, and leave wider gaps. */
const INK_BARS = 9
const INK_APART = 12
/** Height of bars in ink, points, and how many times their width they are high at least; print and table grids are lower or joined. */
const HIGH = [11, 130] as const
const SLIM = 2

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
  return codesOf(upright, BARS, APART)
}

/** Bar codes printed on a scanned page that no decoder can read: faint, blurred, folded or torn. Boxes in points. */
export function inkedBars(ink: InkMap): Bbox[] {
  const scale = 72 / ink.dpi
  const bars = components(ink.data, ink.width, ink.height)
    .map(({ x, y, w, h }): Bbox => [x * scale, y * scale, (x + w) * scale, (y + h) * scale])
    .filter(([x0, y0, x1, y1]) => y1 - y0 >= HIGH[0] && y1 - y0 <= HIGH[1] && y1 - y0 >= SLIM * (x1 - x0))
  return codesOf(bars, INK_BARS, INK_APART)
}

/** Runs of bars side by side, each level with the one before it. */
function codesOf(bars: readonly Bbox[], least: number, apart: number): Bbox[] {
  const open: { box: Bbox; last: Bbox; count: number }[] = []
  for (const bar of [...bars].sort((a, b) => a[0] - b[0])) {
    const run = open.find(
      ({ last }) => bar[0] - last[2] < apart && Math.abs(bar[1] - last[1]) < 4 && Math.abs(bar[3] - last[3]) < 8,
    )
    if (run === undefined) {
      open.push({ box: [...bar], last: bar, count: 1 })
      continue
    }
    run.box = [run.box[0], Math.min(run.box[1], bar[1]), Math.max(run.box[2], bar[2]), Math.max(run.box[3], bar[3])]
    run.last = bar
    run.count += 1
  }
  return open.filter(({ count }) => count >= least).map(({ box }) => box)
}
