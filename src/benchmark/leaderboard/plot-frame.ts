import { parse, type Spec, View } from 'vega'
import { escapeMarkup } from './markup.js'

export interface PlotAxis {
  readonly title: string
  readonly better: 'higher' | 'lower'
  /** Ends of the axis; those of the values when left out. */
  readonly range?: readonly [number, number]
  readonly logarithmic?: boolean
}

/** Colours are variables of the page, so that a plot reads in print and in dark mode. */
export const [INK, SOFT, ACCENT, PAPER] = ['var(--ink)', 'var(--soft)', 'var(--accent)', 'var(--paper)']

export const CONFIG: NonNullable<Spec['config']> = {
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

/** A place along an axis. */
export function at(scale: string, field: string): object {
  return { scale, field }
}

/** A line of an interval or a leader. */
type Mark = NonNullable<Spec['marks']>[number]

export function rule(place: object, colour: string, data = 'points'): Mark {
  const enter = { ...place, stroke: { value: colour }, strokeWidth: { value: 1.2 } }
  return { type: 'rule', from: { data }, encode: { enter } } as Mark
}

/** The plot as one image for readers of screens: its parts are hidden from them, its description names every value. */
export async function svg(title: string, described: string, spec: Spec): Promise<string> {
  const view = new View(parse(spec), { renderer: 'none' })
  const drawn = await view.toSVG()
  view.finalize()
  const [width, height] = [/width="(\d+)"/.exec(drawn)![1]!, /height="(\d+)"/.exec(drawn)![1]!]
  const inner = drawn.slice(drawn.indexOf('>') + 1).replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, '')
  const label = escapeMarkup(`${title}. ${described}`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${label}"><title>${escapeMarkup(title)}</title><desc>${escapeMarkup(described)}</desc>${inner}`
}

/** Ends of an axis a little beyond its values. */
export function padded(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1]
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const pad = (most - least || Math.abs(most) || 1) * 0.1
  return [least < 0 ? least - pad : Math.max(0, least - pad), most + pad]
}

export function hint(axis: PlotAxis): string {
  return axis.better === 'higher' ? ' (higher is better)' : ' (lower is better)'
}

export function short(value: number): string {
  return Number(value.toPrecision(3)).toString()
}
