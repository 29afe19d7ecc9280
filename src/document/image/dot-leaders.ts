import { type Blob, blobs } from '../clean.js'
import type { InkMap } from './ink.js'
import type { Raster } from './raster.js'

/** Largest dot, and the smallest and largest distance between the middles of two, points. */
const DOT = 2
const NEAREST = 1.6
const FURTHEST = 7
/** The distances within a leader differ by this share at most, and dots lie on one line within so many points. */
const UNEVEN = 0.3
const OFF_LINE = 0.7
const FEWEST = 6
/** Over and under a leader is blank paper, points: dots of needle-printed letters and of rasters have others above them. */
const FREE = 2.5

/**
 * Wipes leaders, in place: rows of dots that lead from a label to its value (`Result ........ 92`) are read as letters and signs, which
 * end up in the name of the row. Rows of at least six even dots count, so that an ellipsis stays.
 */
export function eraseLeaders(straight: Raster, ink: InkMap): void {
  const scale = straight.dpi / 72
  const dots = blobs(ink).filter((b) => Math.max(b.x1 - b.x0, b.y1 - b.y0) <= DOT * scale)
  const middle = (b: Blob): [number, number] => [(b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2]
  const band = Math.max(1, Math.ceil(OFF_LINE * scale))
  const rows = new Map<number, Blob[]>()
  for (const dot of dots) {
    const row = Math.floor(middle(dot)[1] / band)
    rows.set(row, [...(rows.get(row) ?? []), dot])
  }
  const done = new Set<Blob>()
  for (const [row, own] of rows) {
    // A line of dots may lie across the edge between two bands.
    const line = [...own, ...(rows.get(row + 1) ?? [])].filter((b) => !done.has(b)).sort((a, b) => a.x0 - b.x0)
    let run: Blob[] = []
    let step = 0
    const flush = (): void => {
      if (run.length >= FEWEST && isFree(ink, run, FREE * scale))
        for (const dot of run) {
          done.add(dot)
          wipe(straight, ink, dot)
        }
      run = []
      step = 0
    }
    for (const dot of line) {
      const last = run.at(-1)
      const distance = last === undefined ? 0 : middle(dot)[0] - middle(last)[0]
      const even = step === 0 || Math.abs(distance - step) <= Math.max(1.5, UNEVEN * step)
      const level = last === undefined || Math.abs(middle(dot)[1] - middle(last)[1]) <= OFF_LINE * scale
      if (last !== undefined && (!even || !level || distance < NEAREST * scale || distance > FURTHEST * scale)) flush()
      else if (last !== undefined) step = step === 0 ? distance : (step * (run.length - 1) + distance) / run.length
      run.push(dot)
    }
    flush()
  }
}

/** Next to nothing is printed right above and right below. */
function isFree(ink: InkMap, run: readonly Blob[], reach: number): boolean {
  const [x0, x1] = [run[0]!.x0, run.at(-1)!.x1]
  const [y0, y1] = [Math.min(...run.map((b) => b.y0)), Math.max(...run.map((b) => b.y1))]
  let inked = 0
  for (let x = x0; x < x1; x++) {
    let column = 0
    for (let d = 2; d < reach; d++)
      for (const y of [Math.floor(y0 - d), Math.ceil(y1 - 1 + d)])
        if (y >= 0 && y < ink.height) column |= ink.data[y * ink.width + x]!
    inked += column
  }
  return inked <= (x1 - x0) * 0.1
}

function wipe(straight: Raster, ink: InkMap, { x0, y0, x1, y1 }: Blob): void {
  for (let y = Math.max(0, y0 - 2); y < Math.min(straight.height, y1 + 2); y++) {
    for (let x = Math.max(0, x0 - 2); x < Math.min(straight.width, x1 + 2); x++) {
      straight.data[y * straight.width + x] = 255
      ink.data[y * ink.width + x] = 0
    }
  }
}
