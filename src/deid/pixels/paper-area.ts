import type { Raster } from '../../document/image/raster.js'
import type { Bbox } from '../../records/bbox.js'

/** Side of a block, points. */
const BLOCK = 6
/** Blocks whose brightest tenth is below this share of the paper's are no paper. */
const DARK = 0.72
/** A page lies on something else when this share of its border blocks is no paper: scans have paper up to the edge. */
const BORDER = 0.35

/**
 * Tells what of a photographed page is paper: ink found on the table beside it is none. On a scan everything is paper. Boxes in points.
 */
export function paperArea(grey: Raster): (box: Bbox) => boolean {
  const side = (BLOCK * grey.dpi) / 72
  const columns = Math.floor(grey.width / side)
  const rows = Math.floor(grey.height / side)
  if (columns < 8 || rows < 8) return () => true
  const bright = new Uint8Array(columns * rows)
  for (let r = 0; r < rows; r += 1)
    for (let c = 0; c < columns; c += 1) bright[r * columns + c] = brightOf(grey, c * side, r * side, side)
  const middle: number[] = []
  for (let r = rows >> 2; r < (3 * rows) >> 2; r += 1)
    for (let c = columns >> 2; c < (3 * columns) >> 2; c += 1) middle.push(bright[r * columns + c]!)
  middle.sort((a, b) => a - b)
  const paper = middle[middle.length >> 1]!
  const dark = (at: number) => bright[at]! < DARK * paper
  const border: number[] = []
  for (let c = 0; c < columns; c += 1) border.push(c, (rows - 1) * columns + c)
  for (let r = 0; r < rows; r += 1) border.push(r * columns, r * columns + columns - 1)
  const seeds = border.filter(dark)
  if (seeds.length < BORDER * border.length) return () => true
  const off = new Uint8Array(columns * rows)
  const stack = [...seeds]
  for (const at of seeds) off[at] = 1
  while (stack.length > 0) {
    const at = stack.pop()!
    const x = at % columns
    for (const next of [x > 0 ? at - 1 : -1, x < columns - 1 ? at + 1 : -1, at - columns, at + columns])
      if (next >= 0 && next < off.length && off[next] === 0 && dark(next)) {
        off[next] = 1
        stack.push(next)
      }
  }
  fillSheet(off, columns, rows)
  return ([x0, y0, x1, y1]) => {
    let [on, n] = [0, 0]
    for (let y = y0 + BLOCK / 4; y < y1; y += BLOCK / 2)
      for (let x = x0 + BLOCK / 4; x < x1; x += BLOCK / 2) {
        const [c, r] = [Math.floor(x / BLOCK), Math.floor(y / BLOCK)]
        n += 1
        if (c >= 0 && r >= 0 && c < columns && r < rows && off[r * columns + c] === 0) on += 1
      }
    return n === 0 || on > 0.3 * n
  }
}

/** A sheet's edge is a line that this share of the outline on its side lies on, to within this many blocks. */
const EDGE = 0.2
const SLACK = 1.5
/** Share of the outline that may lie beyond an edge: specks of the table as bright as paper. */
const BEYOND = 0.04
/** Points of an outline that lines are drawn through. */
const DRAWN = 48

/**
 * Gives a sheet back what a shadow joined to the table: paper has four straight edges, and each goes on where the shadow hides it. Nothing changes unless all four are seen in
 * part.
 */
function fillSheet(off: Uint8Array, columns: number, rows: number): void {
  const at = (x: number, y: number) => off[y * columns + x] === 0
  const first = (n: number, on: (i: number) => boolean) => {
    for (let i = 0; i < n; i += 1) if (on(i)) return i
    return -1
  }
  // Each side as a function: how far from the picture's edge the sheet begins, along that edge.
  const depths = [
    Array.from({ length: rows }, (_, y) => first(columns, (i) => at(i, y))),
    Array.from({ length: rows }, (_, y) => first(columns, (i) => at(columns - 1 - i, y))),
    Array.from({ length: columns }, (_, x) => first(rows, (i) => at(x, i))),
    Array.from({ length: columns }, (_, x) => first(rows, (i) => at(x, rows - 1 - i))),
  ]
  const edges = depths.map(edgeOf)
  const [left, right, top, bottom] = edges
  if (!left || !right || !top || !bottom) return
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < columns; x += 1)
      if (x > left(y) && columns - 1 - x > right(y) && y > top(x) && rows - 1 - y > bottom(x)) off[y * columns + x] = 0
}

/** The line that most of an outline lies on and hardly any of it beyond; null when none holds enough of it. `depths[i]` is -1 where nothing of the sheet was seen. */
function edgeOf(depths: readonly number[]): ((i: number) => number) | null {
  const points = depths.flatMap((depth, i) => (depth < 0 ? [] : [[i, depth] as const]))
  const step = Math.max(1, Math.floor(points.length / DRAWN))
  const drawn = points.filter((_, k) => k % step === 0)
  let best: { on: number; slope: number; from: number } | null = null
  for (const [i, a] of drawn)
    for (const [k, b] of drawn) {
      // Neighbouring points tell no direction; edges lean little.
      if (k - i < points.length * EDGE || Math.abs(b - a) > 0.3 * (k - i)) continue
      const slope = (b - a) / (k - i)
      const from = a - slope * i
      let [on, beyond] = [0, 0]
      for (const [n, depth] of points) {
        const inside = depth - from - slope * n
        if (inside < -SLACK) beyond += 1
        else if (inside <= SLACK) on += 1
      }
      if (beyond <= BEYOND * points.length && on > (best?.on ?? EDGE * points.length)) best = { on, slope, from }
    }
  if (best === null) return null
  const { slope, from } = best
  return (i) => from + slope * i
}

/** The 90th percentile of a block. */
function brightOf({ data, width, height }: Raster, x0: number, y0: number, side: number): number {
  const histogram = new Uint32Array(256)
  let n = 0
  for (let y = Math.floor(y0); y < Math.min(height, y0 + side); y += 2)
    for (let x = Math.floor(x0); x < Math.min(width, x0 + side); x += 2) {
      histogram[data[y * width + x]!]! += 1
      n += 1
    }
  let above = 0
  let level = 255
  while (level > 0 && above < n * 0.1) above += histogram[level--]!
  return level + 1
}
