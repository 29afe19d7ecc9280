import { ACCENT, at, CONFIG, hint, INK, type PlotAxis, padded, rule, SOFT, short, svg } from './plot-frame.js'

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
