import type { Biomarker } from '../records/biomarker.js'
import type { Word } from '../records/page.js'

/** How a cell is set: the style of most of its characters. Null where the source does not say. */
export interface CellStyle {
  readonly bold: boolean | null
  readonly color: string | null
}

export type Emphasis = Biomarker['emphasis']

/** Style of a cell by majority of characters. */
export function cellStyle(words: readonly Word[]): CellStyle {
  return { bold: majority(words, (w) => w.style.bold), color: majority(words, (w) => w.style.color) }
}

function majority<T>(words: readonly Word[], of: (w: Word) => T | null): T | null {
  const weight = new Map<T, number>()
  for (const w of words) {
    const v = of(w)
    if (v !== null) weight.set(v, (weight.get(v) ?? 0) + w.text.length)
  }
  let best: T | null = null
  for (const [v, n] of weight) if (best === null || n > weight.get(best)!) best = v
  return best
}

/** Share of plain cells from which on plain is the normal style, however many cells are marked: a sick person's report is mostly marked. */
const PLAIN_SHARE = 0.15

/**
 * The normal style of a set of cells: not bold, and black or grey, where at least a seventh of them are so; else what most of them have;
 * null where fewer than `least` say anything.
 */
export function normalStyle(cells: readonly CellStyle[], least = 3): CellStyle {
  return {
    bold: usual(
      cells.map((c) => c.bold),
      false,
      least,
    ),
    color: usual(
      cells.map((c) => c.color && hueClass(c.color)),
      'grey',
      least,
    ),
  }
}

function usual<T>(values: readonly (T | null)[], plain: T, least: number): T | null {
  const known = values.filter((v): v is T => v !== null)
  if (known.length < least) return null
  const counts = new Map<T, number>()
  for (const v of known) counts.set(v, (counts.get(v) ?? 0) + 1)
  if ((counts.get(plain) ?? 0) >= PLAIN_SHARE * known.length) return plain
  const sorted = [...counts].sort((a, b) => b[1] - a[1])
  return sorted.length > 1 && sorted[0]![1] === sorted[1]![1] ? null : sorted[0]![0]
}

/**
 * Emphasis of a value cell against the normal style. Bold counts where normal is not bold; a colour counts where its hue is red,
 * orange, blue or purple and differs from the normal hue. Green says normal on every report that uses it, and grey says nothing. A cell
 * that stands out by colour is described with its weight, also where every value is bold.
 */
export function emphasis(cell: CellStyle, normal: CellStyle): Emphasis {
  const bold = cell.bold === true && normal.bold === false
  const hue = cell.color === null ? null : hueClass(cell.color)
  const color = hue !== null && normal.color !== null && hue !== normal.color && hue !== 'grey' && hue !== 'green'
  if (color) return cell.bold === true ? 'bold_color' : 'color'
  return bold ? 'bold' : null
}

/** Names the hue of `#rrggbb`; below a chroma of 60 of 255 a colour reads as grey or black. */
export function hueClass(color: string): string {
  const m = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color)
  if (!m) return 'grey'
  const [r, g, b] = [m[1]!, m[2]!, m[3]!].map((h) => Number.parseInt(h, 16)) as [number, number, number]
  const max = Math.max(r, g, b)
  const chroma = max - Math.min(r, g, b)
  if (chroma < 60) return 'grey'
  const sector =
    max === r ? ((((g - b) / chroma) % 6) + 6) % 6 : max === g ? (b - r) / chroma + 2 : (r - g) / chroma + 4
  const degrees = sector * 60
  if (degrees < 20 || degrees >= 330) return 'red'
  if (degrees < 65) return 'orange'
  if (degrees < 170) return 'green'
  if (degrees < 265) return 'blue'
  return 'purple'
}
