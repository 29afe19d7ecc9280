import { parse, type Spec, View } from 'vega'
import { paretoFront } from './leaderboard.js'
import { escapeMarkup } from './markup.js'

/** A point with its 95 % interval on either axis. */
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
  /** Ends of the axis; those of the values when left out. */
  readonly range?: readonly [number, number]
  readonly logarithmic?: boolean
}

/** Colours are variables of the page, so that a plot reads in print and in dark mode. */
const [INK, SOFT, ACCENT, PAPER] = ['var(--ink)', 'var(--soft)', 'var(--accent)', 'var(--paper)']
const [WIDTH, HEIGHT] = [330, 290]
/** Room on the right in which the labels stand, pixels; least distance between two of them. */
const [LABELS, LABEL_STEP] = [215, 15]

const CONFIG: NonNullable<Spec['config']> = {
  axis: {
    domainColor: SOFT,
    gridColor: SOFT,
    tickColor: SOFT,
    labelColor: INK,
    titleColor: INK,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
}

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

/** A share with its interval, one bar of a small multiple. */
export interface PlotBar {
  readonly label: string
  readonly value: number | null
  readonly limits: readonly [number, number] | null
}

/** Horizontal bars from 0 to 1 with 95 % intervals, drawn by Vega: one small multiple per run. */
export async function barPlot(title: string, bars: readonly PlotBar[]): Promise<string> {
  const [width, step] = [180, 21]
  const described = bars.map((b) => `${b.label} ${b.value === null ? 'not defined' : short(b.value)}`).join('; ')
  const values = bars.map((b) => ({
    label: b.label,
    value: b.value ?? 0,
    from: b.limits?.[0] ?? b.value ?? 0,
    to: b.limits?.[1] ?? b.value ?? 0,
    printed: b.value === null ? '–' : b.value.toFixed(2),
  }))
  const band = { scale: 'y', field: 'label' }
  const middle = { ...band, band: 0.5 }
  const bar = (to: object, fill: string): object => ({
    type: 'rect',
    from: { data: 'bars' },
    encode: {
      enter: {
        x: { scale: 'x', value: 0 },
        x2: to,
        y: { ...band, offset: 5 },
        height: { value: step - 10 },
        fill: { value: fill },
      },
    },
  })
  return await svg(title, described, {
    width,
    height: bars.length * step,
    padding: { left: 160, top: 4, right: 44, bottom: 4 },
    autosize: 'none',
    config: CONFIG,
    data: [{ name: 'bars', values }],
    scales: [
      { name: 'x', type: 'linear', range: 'width', domain: [0, 1] },
      { name: 'y', type: 'band', range: 'height', domain: { data: 'bars', field: 'label' } },
    ],
    axes: [{ orient: 'left', scale: 'y', domain: false, ticks: false, labelLimit: 0 }],
    marks: [
      bar({ scale: 'x', value: 1 }, SOFT) as never,
      bar({ scale: 'x', field: 'value' }, ACCENT) as never,
      rule({ x: at('x', 'from'), x2: at('x', 'to'), y: middle }, INK, 'bars'),
      {
        type: 'text',
        from: { data: 'bars' },
        encode: {
          enter: {
            x: { value: width + 8 },
            y: middle,
            text: { field: 'printed' },
            baseline: { value: 'middle' },
            fontSize: { value: 12 },
            fill: { value: INK },
          },
        },
      },
    ],
  })
}

/** Values with their 95 % intervals, one line each, drawn by Vega: what overlaps cannot be told apart. */
export async function intervalPlot(title: string, axis: PlotAxis, rows: readonly PlotBar[]): Promise<string> {
  const [width, step] = [420, 24]
  const known = rows.filter((r) => r.value !== null)
  const described = known
    .map(
      (r) =>
        `${r.label} ${short(r.value!)}${r.limits === null ? '' : ` (${short(r.limits[0])} to ${short(r.limits[1])})`}`,
    )
    .join('; ')
  const values = known.map((r) => ({
    label: r.label,
    value: r.value!,
    from: r.limits?.[0] ?? r.value!,
    to: r.limits?.[1] ?? r.value!,
  }))
  const middle = { scale: 'y', field: 'label', band: 0.5 }
  const symbol = {
    x: at('x', 'value'),
    y: middle,
    size: { value: 80 },
    fill: { value: ACCENT },
  }
  return await svg(title, `${axis.title}. ${described}`, {
    width,
    height: known.length * step,
    padding: { left: 230, top: 4, right: 24, bottom: 48 },
    autosize: 'none',
    config: CONFIG,
    data: [{ name: 'rows', values }],
    scales: [
      {
        name: 'x',
        type: 'linear',
        range: 'width',
        zero: false,
        domain: [...(axis.range ?? padded(values.flatMap((v) => [v.from, v.to])))],
      },
      { name: 'y', type: 'band', range: 'height', domain: { data: 'rows', field: 'label' } },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: `${axis.title}${hint(axis)}`, grid: true, tickCount: 5 },
      { orient: 'left', scale: 'y', domain: false, ticks: false, labelLimit: 0 },
    ],
    marks: [
      rule({ x: at('x', 'from'), x2: at('x', 'to'), y: middle }, INK, 'rows'),
      { type: 'symbol', from: { data: 'rows' }, encode: { enter: symbol } },
    ],
  })
}

function at(scale: string, field: string): object {
  return { scale, field }
}

type Mark = NonNullable<Spec['marks']>[number]

function rule(place: object, colour: string, data = 'points'): Mark {
  const enter = { ...place, stroke: { value: colour }, strokeWidth: { value: 1.2 } }
  return { type: 'rule', from: { data }, encode: { enter } } as Mark
}

/** The plot as one image for readers of screens: its parts are hidden from them, its description names every value. */
async function svg(title: string, described: string, spec: Spec): Promise<string> {
  const view = new View(parse(spec), { renderer: 'none' })
  const drawn = await view.toSVG()
  view.finalize()
  const [width, height] = [/width="(\d+)"/.exec(drawn)![1]!, /height="(\d+)"/.exec(drawn)![1]!]
  const inner = drawn.slice(drawn.indexOf('>') + 1).replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, '')
  const label = escapeMarkup(`${title}. ${described}`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${label}"><title>${escapeMarkup(title)}</title><desc>${escapeMarkup(described)}</desc>${inner}`
}

function padded(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1]
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const pad = (most - least || Math.abs(most) || 1) * 0.1
  return [least < 0 ? least - pad : Math.max(0, least - pad), most + pad]
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

function hint(axis: PlotAxis): string {
  return axis.better === 'higher' ? ' (higher is better)' : ' (lower is better)'
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toString()
}
