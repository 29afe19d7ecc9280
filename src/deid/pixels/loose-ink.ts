import type { Bbox } from '../../records/bbox.js'
import type { PageReading } from '../../records/page.js'
import type { PagePixels } from './page-pixels.js'

/** A cluster of ink that no word and no ruling line explains: a signature, a stamp, a logo, a picture. */
export interface InkCluster {
  bbox: Bbox
  /** Share of the cluster's box that is ink. */
  density: number
  /** Share of its ink that is red (a seal), and that is grey of middle brightness (a photograph). */
  red: number
  midtone: number
  /** Cells of the coarse grid it fills. */
  cells: number
}

/** Side of a cell of the coarse grid, points: clusters closer than this are one. */
const CELL = 4
/** Ink share that makes a cell count. */
const CELL_INK = 0.06
/** Words and rules explain the ink this far around them, points. */
const WORD_MARGIN = 1.5
const RULE_MARGIN = 2

/** Clusters of unexplained ink on a page's raster, top to bottom. Words below `trust` confidence explain nothing: scribbles read as words. */
export function looseInk(page: PageReading, { raster, grey, ink }: PagePixels, trust: number): InkCluster[] {
  const scale = raster.dpi / 72
  const columns = Math.ceil(page.width / CELL)
  const rows = Math.ceil(page.height / CELL)
  const explained = new Uint8Array(ink.data.length)
  const mark = (box: Bbox, margin: number) => {
    const x0 = Math.max(0, Math.floor((box[0] - margin) * scale))
    const x1 = Math.min(ink.width, Math.ceil((box[2] + margin) * scale))
    const y0 = Math.max(0, Math.floor((box[1] - margin) * scale))
    const y1 = Math.min(ink.height, Math.ceil((box[3] + margin) * scale))
    for (let y = y0; y < y1; y += 1) if (x1 > x0) explained.fill(1, y * ink.width + x0, y * ink.width + x1)
  }
  for (const word of page.words) if (word.source !== 'ocr' || word.confidence >= trust) mark(word.bbox, WORD_MARGIN)
  // Filled bands of a drawn page are decoration; on scans there are none.
  for (const fill of page.fills) if (fill.bbox[2] - fill.bbox[0] > 30) mark(fill.bbox, 1)
  for (const rule of page.rules)
    mark(
      [Math.min(rule.x0, rule.x1), Math.min(rule.y0, rule.y1), Math.max(rule.x0, rule.x1), Math.max(rule.y0, rule.y1)],
      RULE_MARGIN + rule.width / 2,
    )

  const counts = new Float32Array(columns * rows)
  const reds = new Float32Array(columns * rows)
  const mids = new Float32Array(columns * rows)
  const perCell = (CELL * scale) ** 2
  for (let y = 0; y < ink.height; y += 1) {
    const row = Math.min(rows - 1, Math.floor(y / scale / CELL)) * columns
    for (let x = 0; x < ink.width; x += 1) {
      const at = y * ink.width + x
      if (ink.data[at] === 0 || explained[at] === 1) continue
      const cell = row + Math.min(columns - 1, Math.floor(x / scale / CELL))
      counts[cell]! += 1
      const value = grey.data[at]!
      if (value > 60 && value < 190) mids[cell]! += 1
      if (raster.channels === 3) {
        const [r, g, b] = [raster.data[at * 3]!, raster.data[at * 3 + 1]!, raster.data[at * 3 + 2]!]
        if (r - g > 50 && r - b > 50) reds[cell]! += 1
      }
    }
  }
  return clusters(counts, reds, mids, columns, rows, perCell).map((cluster) => ({
    ...cluster,
    bbox: [
      cluster.bbox[0],
      cluster.bbox[1],
      Math.min(page.width, cluster.bbox[2]),
      Math.min(page.height, cluster.bbox[3]),
    ],
  }))
}

function clusters(
  counts: Float32Array,
  reds: Float32Array,
  mids: Float32Array,
  columns: number,
  rows: number,
  perCell: number,
): InkCluster[] {
  const seen = new Uint8Array(counts.length)
  const found: InkCluster[] = []
  for (let start = 0; start < counts.length; start += 1) {
    if (seen[start] === 1 || counts[start]! < CELL_INK * perCell) continue
    const stack = [start]
    seen[start] = 1
    let [x0, y0, x1, y1, ink, red, mid, cells] = [columns, rows, 0, 0, 0, 0, 0, 0]
    while (stack.length > 0) {
      const at = stack.pop()!
      const x = at % columns
      const y = (at - x) / columns
      x0 = Math.min(x0, x)
      y0 = Math.min(y0, y)
      x1 = Math.max(x1, x + 1)
      y1 = Math.max(y1, y + 1)
      ink += counts[at]!
      red += reds[at]!
      mid += mids[at]!
      cells += 1
      for (let dy = -1; dy <= 1; dy += 1) {
        for (let dx = -2; dx <= 2; dx += 1) {
          const [nx, ny] = [x + dx, y + dy]
          if (nx < 0 || ny < 0 || nx >= columns || ny >= rows) continue
          const next = ny * columns + nx
          if (seen[next] === 0 && counts[next]! >= CELL_INK * perCell) {
            seen[next] = 1
            stack.push(next)
          }
        }
      }
    }
    const box = (x1 - x0) * (y1 - y0) * perCell
    found.push({
      bbox: [x0 * CELL, y0 * CELL, x1 * CELL, y1 * CELL],
      density: ink / box,
      red: red / ink,
      midtone: mid / ink,
      cells,
    })
  }
  return found
}
