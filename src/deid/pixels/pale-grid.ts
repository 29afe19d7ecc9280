import { paperBrightness } from '../../document/image/ink.js'
import type { Raster } from '../../document/image/raster.js'

/** Cell of the search grid, points. */
export const CELL = 1.5
/** A cell belongs to a pale mark when its mean lies between these shares of the paper's brightness around it, and no pixel of it is darker than `PRINT`. */
const PALE = [0.78, 0.968] as const
/** Pixels below this share of the paper's brightness are print. */
export const PRINT = 0.72
/** Longer runs of pale cells, points, are shading or rules. */
const BAND = 66
/** Cells less than this below the page's usual cell are paper; those below that but too bright for a mark are tinted paper: part of a shaded band, or noise. */
const TINTED = 0.01
/** Rows of a table are shaded when the usual cell of this many to either side lies between these shares of the paper's brightness; bins of the histogram it is read from. */
const AROUND = 30
const SHADED = [0.8, 0.975] as const
const BINS = 1024
const SCALE = 800
/** A shade is even: this share of the cells lies within so many bins of it. The grid of an ECG is not. */
const LEVEL = 0.55
const EVEN = 14
/** What a cell of the grid shows besides paper (0). */
export const MARK = 1
export const UNKNOWN = 2
const TINT = 3

/** A page in cells: paper (0), pale marks, and cells that print hides. */
export interface Grid {
  cells: Uint8Array
  /** Mean brightness of each cell, share of the paper around it. */
  means: Float32Array
  columns: number
  rows: number
}

/** Cells that are pale throughout. Those that touch print are its blurred edge, or hidden by it: they count neither for nor against. */
export function paleGrid(grey: Raster): Grid {
  const scale = grey.dpi / 72
  const columns = Math.floor(grey.width / scale / CELL)
  const rows = Math.floor(grey.height / scale / CELL)
  const sum = new Float64Array(columns)
  const count = new Uint32Array(columns)
  const darkest = new Float32Array(columns)
  const light = new Float32Array(grey.width)
  const paper = paperBrightness(grey)
  const raw = new Uint8Array(columns * rows)
  const means = new Float32Array(columns * rows)
  for (let r = 0; r < rows; r += 1) {
    sum.fill(0)
    count.fill(0)
    darkest.fill(2)
    const end = Math.min(grey.height, (r + 1) * CELL * scale)
    for (let y = Math.floor(r * CELL * scale); y < end; y += 1) {
      paper.row(y, light)
      for (let x = 0; x < grey.width; x += 1) {
        const c = Math.floor(x / scale / CELL)
        if (c >= columns) break
        const share = grey.data[y * grey.width + x]! / light[x]!
        sum[c]! += share
        count[c]! += 1
        if (share < darkest[c]!) darkest[c] = share
      }
    }
    for (let c = 0; c < columns; c += 1) {
      const mean = sum[c]! / Math.max(1, count[c]!)
      means[r * columns + c] = mean
      if (darkest[c]! <= PRINT) raw[r * columns + c] = UNKNOWN
      else if (mean > PALE[0] && mean < PALE[1]) raw[r * columns + c] = MARK
    }
  }
  normaliseShading(means, raw, columns, rows)
  const usual = means.slice().sort()[means.length >> 1] ?? 1
  for (let i = 0; i < raw.length; i += 1) if (raw[i] === 0 && means[i]! < usual - TINTED) raw[i] = TINT
  const cells = raw.slice()
  for (let r = 0; r < rows; r += 1)
    for (let c = 0; c < columns; c += 1) {
      if (raw[r * columns + c] !== UNKNOWN) continue
      for (const [dx, dy] of [
        [-1, 0],
        [1, 0],
        [0, -1],
        [0, 1],
      ] as const) {
        const [x, y] = [c + dx, r + dy]
        if (x >= 0 && y >= 0 && x < columns && y < rows && raw[y * columns + x] === MARK)
          cells[y * columns + x] = UNKNOWN
      }
    }
  dropBands(cells, columns, rows)
  return { cells, means, columns, rows }
}

/**
 * Divides the cells of shaded rows of a table by the shade of their surroundings (the median of `AROUND` cells to either side in their row), so that lettering across such rows
 * shows as it does on white paper.
 */
function normaliseShading(means: Float32Array, raw: Uint8Array, columns: number, rows: number): void {
  const histogram = new Uint32Array(BINS)
  const bins = new Uint16Array(columns)
  for (let r = 0; r < rows; r += 1) {
    histogram.fill(0)
    const at = r * columns
    for (let c = 0; c < columns; c += 1)
      bins[c] = raw[at + c] === UNKNOWN ? BINS : Math.max(0, Math.min(BINS - 1, Math.floor(means[at + c]! * SCALE)))
    // `below` counts the cells of the window in bins under `middle`, which follows the median as the window moves.
    let [n, below, middle] = [0, 0, 0]
    const count = (c: number, by: 1 | -1) => {
      if (c < 0 || c >= columns || bins[c] === BINS) return
      histogram[bins[c]!]! += by
      n += by
      if (bins[c]! < middle) below += by
    }
    for (let c = 0; c < AROUND; c += 1) count(c, 1)
    for (let c = 0; c < columns; c += 1) {
      count(c + AROUND, 1)
      count(c - AROUND - 1, -1)
      if (bins[c] === BINS || n < AROUND) continue
      while (below + histogram[middle]! <= n / 2) below += histogram[middle++]!
      while (below > n / 2) below -= histogram[--middle]!
      const shade = (middle + 0.5) / SCALE
      if (shade > SHADED[1] || shade < SHADED[0]) continue
      let level = 0
      for (let k = Math.max(0, middle - EVEN); k <= Math.min(BINS - 1, middle + EVEN); k += 1) level += histogram[k]!
      if (level < LEVEL * n) {
        raw[at + c] = UNKNOWN
        continue
      }
      const mean = means[at + c]! / shade
      means[at + c] = mean
      raw[at + c] = mean > PALE[0] && mean < PALE[1] ? MARK : 0
    }
  }
}

/** Shaded rows and columns of tables, grey rules: runs of cells that are no paper, longer than any letter. What lies in them is unknown. */
function dropBands(cells: Uint8Array, columns: number, rows: number): void {
  const gone: number[] = []
  const run = (length: number, at: (i: number) => number) => {
    for (let i = 0, from = -1; i <= length; i += 1) {
      const on =
        i < length &&
        (cells[at(i)] !== 0 || (i > 0 && i + 1 < length && cells[at(i - 1)] !== 0 && cells[at(i + 1)] !== 0))
      if (on && from < 0) from = i
      if (!on && from >= 0) {
        if (i - from > BAND / CELL) for (let k = from; k < i; k += 1) gone.push(at(k))
        from = -1
      }
    }
  }
  for (let r = 0; r < rows; r += 1) run(columns, (c) => r * columns + c)
  for (let c = 0; c < columns; c += 1) run(rows, (r) => r * columns + c)
  for (const at of gone) cells[at] = UNKNOWN
  for (let i = 0; i < cells.length; i += 1) if (cells[i] === TINT) cells[i] = 0
}
