import { paretoFront } from './leaderboard.js'
import { escapeMarkup } from './markup.js'

/** One run in a scatter plot; limits are those of its 95 % intervals. */
export interface PlotPoint {
  readonly label: string
  readonly x: number
  readonly y: number
  readonly xLimits?: readonly [number, number]
  readonly yLimits?: readonly [number, number]
}

export interface PlotAxis {
  readonly title: string
  readonly better: 'higher' | 'lower'
  /** Fixed range; from the points when left out. */
  readonly range?: readonly [number, number]
  readonly logarithmic?: boolean
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [700, 400, 64, 210, 16, 52]

/**
 * Scatter plot as SVG with intervals, labels and the Pareto front. Colours are `currentColor` and the page's variables, so that it reads
 * in print and in dark mode; the alternative text names every point.
 */
export function scatterPlot(title: string, x: PlotAxis, y: PlotAxis, points: readonly PlotPoint[]): string {
  const usable = points.filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y) && (!x.logarithmic || p.x > 0))
  const [xs, ys] = [
    scale(
      x,
      usable.map((p) => p.x),
      LEFT,
      WIDTH - RIGHT,
    ),
    scale(
      y,
      usable.map((p) => p.y),
      HEIGHT - BOTTOM,
      TOP,
    ),
  ]
  const front = new Set(paretoFront(usable, { x: x.better, y: y.better }))
  const described = usable
    .map((p, i) => `${p.label}: ${short(p.x)}, ${short(p.y)}${front.has(i) ? ' (on the Pareto front)' : ''}`)
    .join('; ')
  const labels = spread(usable.map((p) => ys.at(p.y)))
  const line = [...front]
    .map((i) => usable[i]!)
    .sort((a, b) => a.x - b.x || a.y - b.y)
    .map((p) => `${r(xs.at(p.x))},${r(ys.at(p.y))}`)
    .join(' ')
  const parts = [
    `<title>${escapeMarkup(title)}</title>`,
    `<desc>${escapeMarkup(`${x.title} across, ${y.title} up. ${described}`)}</desc>`,
    ...xs.ticks.map(
      (t) =>
        `<path class="grid" d="M${r(xs.at(t))} ${TOP}V${HEIGHT - BOTTOM}"/><text x="${r(xs.at(t))}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${short(t)}</text>`,
    ),
    ...ys.ticks.map(
      (t) =>
        `<path class="grid" d="M${LEFT} ${r(ys.at(t))}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${r(ys.at(t) + 4)}" text-anchor="end">${short(t)}</text>`,
    ),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle" class="axis">${escapeMarkup(x.title)}${hint(x)}</text>`,
    `<text transform="translate(16 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle" class="axis">${escapeMarkup(y.title)}${hint(y)}</text>`,
    front.size > 1 ? `<polyline class="front" points="${line}"/>` : '',
    ...usable.map((p, i) => point(p, xs.at, ys.at, front.has(i), labels[i]!)),
  ]
  return svg(title, described, WIDTH, HEIGHT, parts)
}

function point(
  p: PlotPoint,
  x: (v: number) => number,
  y: (v: number) => number,
  onFront: boolean,
  labelY: number,
): string {
  const [cx, cy] = [x(p.x), y(p.y)]
  const across =
    p.xLimits === undefined ? '' : `<path class="interval" d="M${r(x(p.xLimits[0]))} ${r(cy)}H${r(x(p.xLimits[1]))}"/>`
  const up =
    p.yLimits === undefined ? '' : `<path class="interval" d="M${r(cx)} ${r(y(p.yLimits[0]))}V${r(y(p.yLimits[1]))}"/>`
  const leader = `<path class="leader" d="M${r(cx + 6)} ${r(cy)}L${WIDTH - RIGHT + 6} ${r(labelY)}"/>`
  const label = `<text x="${WIDTH - RIGHT + 10}" y="${r(labelY + 4)}">${escapeMarkup(clip(p.label))}</text>`
  const mark = `<circle class="${onFront ? 'mark front-mark' : 'mark'}" cx="${r(cx)}" cy="${r(cy)}" r="5"/>`
  return leader + across + up + mark + label
}

/** Horizontal bars with intervals: one small multiple per run. Values 0-1. */
export function barPlot(
  title: string,
  bars: readonly {
    readonly label: string
    readonly value: number | null
    readonly limits: readonly [number, number] | null
  }[],
): string {
  const [width, left, right, row] = [390, 160, 44, 20]
  const height = bars.length * row + 8
  const x = (v: number) => left + Math.max(0, Math.min(1, v)) * (width - left - right)
  const described = bars.map((b) => `${b.label} ${b.value === null ? 'not defined' : short(b.value)}`).join('; ')
  const parts = bars.map((b, i) => {
    const y = i * row + 14
    const name = `<text x="${left - 8}" y="${y + 4}" text-anchor="end">${escapeMarkup(b.label)}</text>`
    const track = `<rect class="track" x="${left}" y="${y - 5}" width="${width - left - right}" height="10"/>`
    if (b.value === null) return `${name}${track}<text x="${width - right + 6}" y="${y + 4}">–</text>`
    const interval =
      b.limits === null ? '' : `<path class="interval" d="M${r(x(b.limits[0]))} ${y}H${r(x(b.limits[1]))}"/>`
    return `${name}${track}<rect class="bar" x="${left}" y="${y - 5}" width="${r(x(b.value) - left)}" height="10"/>${interval}<text x="${width - right + 6}" y="${y + 4}">${b.value.toFixed(2)}</text>`
  })
  return svg(title, described, width, height, [
    `<title>${escapeMarkup(title)}</title>`,
    `<desc>${escapeMarkup(described)}</desc>`,
    ...parts,
  ])
}

function svg(title: string, described: string, width: number, height: number, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${escapeMarkup(`${title}. ${described}`)}">${parts.join('')}</svg>`
}

interface Scale {
  readonly at: (value: number) => number
  readonly ticks: readonly number[]
}

function scale(axis: PlotAxis, values: readonly number[], from: number, to: number): Scale {
  if (axis.logarithmic) return logarithmic(values, from, to)
  const [least, most] = axis.range ?? padded(values)
  const at = (v: number) => from + ((v - least) / (most - least)) * (to - from)
  const step = niceStep((most - least) / 5)
  const ticks: number[] = []
  for (let t = Math.ceil(least / step) * step; t <= most + step / 1e6; t += step) ticks.push(Number(t.toPrecision(12)))
  return { at, ticks }
}

function logarithmic(values: readonly number[], from: number, to: number): Scale {
  const low = Math.floor(Math.log10(Math.min(...values, 1)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values, 1e-9))))
  const at = (v: number) => from + ((Math.log10(v) - low) / (high - low)) * (to - from)
  return { at, ticks: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)) }
}

function padded(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1]
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const pad = (most - least || Math.abs(most) || 1) * 0.1
  return [least - pad, most + pad]
}

/** 1, 2 or 5 times a power of ten, at least `step`. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step))
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= step)!
}

/** Label positions at least 15 apart, in the order of the points' heights, within the plot. */
function spread(ys: readonly number[]): number[] {
  const order = ys.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y || a.i - b.i)
  const placed = new Array<number>(ys.length)
  let last = Number.NEGATIVE_INFINITY
  for (const { y, i } of order) {
    last = Math.max(y, last + 15)
    placed[i] = last
  }
  const over = Math.max(0, last - (HEIGHT - BOTTOM))
  return placed.map((y) => y - over)
}

function hint(axis: PlotAxis): string {
  return axis.better === 'higher' ? ' (higher is better)' : ' (lower is better)'
}

function clip(label: string): string {
  return label.length > 30 ? `${label.slice(0, 29)}…` : label
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toString()
}

function r(value: number): string {
  return value.toFixed(1)
}
