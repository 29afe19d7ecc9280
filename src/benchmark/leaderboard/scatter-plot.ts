import { paretoFront } from './leaderboard.js'
import { ACCENT, at, CONFIG, hint, INK, PAPER, type PlotAxis, padded, rule, SOFT, short, svg } from './plot-frame.js'

/** A point with its 95 % interval on either axis. */
export interface PlotPoint {
  readonly label: string
  readonly x: number
  readonly y: number
  readonly xLimits?: readonly [number, number]
  readonly yLimits?: readonly [number, number]
}

const [WIDTH, HEIGHT] = [330, 290]
/** Room on the right in which the labels stand, pixels; least distance between two of them. */
const [LABELS, LABEL_STEP] = [215, 15]

/**
 * A scatter plot as SVG, drawn by Vega: 95 % intervals as lines, points of the Pareto front filled and joined by a dashed line, labels on
 * the right. The alternative text names every point.
 */
export async function scatterPlot(
  title: string,
  x: PlotAxis,
  y: PlotAxis,
  points: readonly PlotPoint[],
): Promise<string> {
  const usable = points.filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y) && (!x.logarithmic || p.x > 0))
  const front = new Set(paretoFront(usable, { x: x.better, y: y.better }))
  const domain = y.range ?? padded(usable.flatMap((p) => [p.y, ...(p.yLimits ?? [])]))
  const heights = usable.map((p) => HEIGHT * (1 - (p.y - domain[0]) / (domain[1] - domain[0])))
  const places = spread(heights)
  const values = usable.map((p, i) => ({
    label: p.label.length > 30 ? `${p.label.slice(0, 29)}…` : p.label,
    x: p.x,
    y: p.y,
    x0: p.xLimits?.[0] ?? p.x,
    x1: p.xLimits?.[1] ?? p.x,
    y0: p.yLimits?.[0] ?? p.y,
    y1: p.yLimits?.[1] ?? p.y,
    front: front.has(i),
    place: places[i]!,
  }))
  const described = usable
    .map((p, i) => `${p.label}: ${short(p.x)}, ${short(p.y)}${front.has(i) ? ' (on the Pareto front)' : ''}`)
    .join('; ')
  return await svg(title, `${x.title} across, ${y.title} up. ${described}`, {
    width: WIDTH,
    height: HEIGHT,
    padding: { left: 56, top: 12, right: LABELS, bottom: 48 },
    autosize: 'none',
    config: CONFIG,
    data: [
      { name: 'points', values },
      {
        name: 'front',
        source: 'points',
        transform: [
          { type: 'filter', expr: 'datum.front' },
          { type: 'collect', sort: { field: ['x', 'y'] } },
        ],
      },
    ],
    scales: [
      x.logarithmic === true
        ? { name: 'x', type: 'log', range: 'width', domain: { data: 'points', field: 'x' }, nice: true }
        : {
            name: 'x',
            type: 'linear',
            range: 'width',
            zero: false,
            domain: [...(x.range ?? padded(usable.map((p) => p.x)))],
          },
      { name: 'y', type: 'linear', range: 'height', zero: false, domain: [...domain] },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: `${x.title}${hint(x)}`, grid: true, tickCount: 5 },
      { orient: 'left', scale: 'y', title: `${y.title}${hint(y)}`, grid: true, tickCount: 5 },
    ],
    marks: [
      rule({ x: at('x', 'x'), x2: { value: WIDTH + 14 }, y: at('y', 'y'), y2: { field: 'place' } }, SOFT),
      rule({ x: at('x', 'x0'), x2: at('x', 'x1'), y: at('y', 'y') }, INK),
      rule({ x: at('x', 'x'), y: at('y', 'y0'), y2: at('y', 'y1') }, INK),
      {
        type: 'line',
        from: { data: 'front' },
        encode: {
          enter: { x: at('x', 'x'), y: at('y', 'y'), stroke: { value: ACCENT }, strokeDash: { value: [5, 4] } },
        },
      },
      {
        type: 'symbol',
        from: { data: 'points' },
        encode: {
          enter: {
            x: at('x', 'x'),
            y: at('y', 'y'),
            size: { value: 80 },
            fill: { signal: `datum.front ? '${ACCENT}' : '${PAPER}'` },
            stroke: { value: ACCENT },
            strokeWidth: { value: 2 },
          },
        },
      },
      {
        type: 'text',
        from: { data: 'points' },
        encode: {
          enter: {
            x: { value: WIDTH + 18 },
            y: { field: 'place' },
            text: { field: 'label' },
            baseline: { value: 'middle' },
            fontSize: { value: 12 },
            fill: { value: INK },
          },
        },
      },
    ],
  })
}

/** Label positions at least a line apart, in the order of the points' heights, within the plot. */
function spread(ys: readonly number[]): number[] {
  const order = ys.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y || a.i - b.i)
  const placed = new Array<number>(ys.length)
  let last = Number.NEGATIVE_INFINITY
  for (const { y, i } of order) {
    last = Math.max(y, last + LABEL_STEP)
    placed[i] = last
  }
  const over = Math.max(0, last - HEIGHT)
  return placed.map((y) => y - over)
}
