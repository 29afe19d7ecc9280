import { CELL, type Grid, UNKNOWN } from './pale-grid.js'

/** A line across a page: a point on it, points, its direction as a unit vector, and the size of its letters, points. */
export interface PaleLine {
  mx: number
  my: number
  ux: number
  uy: number
  size: number
}

/** Half the width of the strip that the letters stand in, and where the paper beside it lies, letter sizes. */
const STRIP = 0.6
const BESIDE = [1, 2] as const
/** Cells between these are paper or pale ink. */
const PAPER = [0.9, 1.03] as const
/** Cells that a stretch and the paper beside it must show to tell anything. */
const SEEN = 12
/** A stretch is lettering when it is darker than the paper beside it by this share of the paper's brightness, and by so many times the noise of its mean. */
const DARKER = 0.003
const NOISE = 3
/** How far a line is followed over paper without lettering, letter sizes: gaps between words. What print hides does not count. */
const FOLLOW = 2.5
/** How far it is followed over print and dark bands, letter sizes. */
const HIDDEN = 6
/** How much of what print hides beyond the last letter that is seen belongs to the line, letter sizes. */
const LAST = 1

/**
 * How far lettering reaches along its line beyond `[from, to]` (points along the line from its point), told by the mean brightness of the strip against the paper on both sides:
 * letters too pale to be seen one by one show in the mean of a stretch. Steps of half a letter.
 */
export function followLine(grid: Grid, line: PaleLine, [from, to]: readonly [number, number]): [number, number] {
  const step = line.size / 2
  const { darker, first } = contrasts(grid, line, step)
  const grow = (start: number, by: 1 | -1) => {
    let end = start
    let [gap, hidden] = [0, 0]
    for (let k = start + by; k >= first && k < first + darker.length; k += by) {
      const seen = darker[k - first]!
      if (seen === null) hidden += 1
      else if (seen) {
        end = k
        gap = 0
        hidden = 0
      } else gap += 1
      if (gap * step > FOLLOW * line.size || hidden * step > HIDDEN * line.size) break
    }
    // Print may hide the last letter as a whole.
    for (let k = 0; k * step < LAST * line.size && darker[end + by - first] === null; k += 1) end += by
    return end
  }
  const [a, b] = [Math.floor(from / step), Math.floor(to / step)]
  const [low, high] = [grow(a, -1), grow(b, 1)]
  return [Math.min(from, low * step), Math.max(to, (high + 1) * step)]
}

/** Whether each step along a line is darker than the paper beside it; null where print hides it. `first` is the step of the first. */
function contrasts(grid: Grid, line: PaleLine, step: number): { darker: (boolean | null)[]; first: number } {
  const { cells, means, columns, rows } = grid
  const { mx, my, ux, uy, size } = line
  const reach = Math.ceil(Math.hypot(columns, rows) * (CELL / step))
  const sums = Array.from({ length: 2 * reach }, () => ({ inside: 0, n: 0, beside: 0, m: 0 }))
  for (let r = 1; r < rows - 1; r += 1)
    for (let c = 1; c < columns - 1; c += 1) {
      const [x, y] = [(c + 0.5) * CELL - mx, (r + 0.5) * CELL - my]
      const across = Math.abs(y * ux - x * uy) / size
      if (across > BESIDE[1] || (across > STRIP && across < BESIDE[0])) continue
      const at = r * columns + c
      // Beside a dark band the paper's brightness is estimated too low; the edge of print is darker than paper.
      if (means[at]! < PAPER[0] || means[at]! > PAPER[1]) continue
      if ([at, at - 1, at + 1, at - columns, at + columns].some((i) => cells[i] === UNKNOWN)) continue
      const sum = sums[Math.floor((x * ux + y * uy) / step) + reach]
      if (sum === undefined) continue
      if (across <= STRIP) {
        sum.inside += means[at]!
        sum.n += 1
      } else {
        sum.beside += means[at]!
        sum.m += 1
      }
    }
  const noise = noiseOf(means)
  return {
    darker: sums.map(({ inside, n, beside, m }) =>
      n < SEEN || m < SEEN
        ? null
        : beside / m - inside / n > Math.max(DARKER, NOISE * noise * Math.sqrt(1 / n + 1 / m)),
    ),
    first: -reach,
  }
}

/** Standard deviation of the paper's cells: two thirds of a normal one lie between the quartile and the middle, whatever print lies below. */
function noiseOf(means: Float32Array): number {
  const sorted = means.slice().sort()
  return (sorted[sorted.length >> 1]! - sorted[sorted.length >> 2]!) / 0.6745
}
