import { paperBrightness } from '../../document/image/ink.js'
import type { Raster } from '../../document/image/raster.js'
import { PRINT } from './pale-grid.js'
import type { PaleLettering } from './pale-watermark.js'

/** Height of a strip's letters, pixels: on 16 watermarks OCR read four whole at this height and one at 50 to 80, where paper noise stands between the strokes. */
const LETTER = 38
/** Room around the letters, letter sizes: across the line, and beyond its ends. */
const ACROSS = 1.1
const BEYOND = 1
/** Pixels around print that are its blurred edge. */
const EDGE = 2
/** The brightness of what print hides. */
const HIDDEN = 200
/** Of a strip's pixels the middle one is paper, and this share of them is paler than its lettering. */
const LETTERING = 0.97
/** Paper and lettering differ by this share of the paper's brightness at least: else noise would be drawn out. */
const LEAST = 0.01

/** Lines of a page's pale lettering turned level, black on white, print on them taken out: for OCR, which reads neither pale nor leaning letters. */
export function straightStrips(grey: Raster, lines: readonly PaleLettering[]): Raster[] {
  if (lines.length === 0) return []
  const darkness = darknessOf(grey)
  return lines.map((line) => straightStrip(darkness, grey.dpi / 72, line))
}

/** @param scale pixels of the page per point */
function straightStrip(darkness: Darkness, scale: number, { line, from, to }: PaleLettering): Raster {
  const { mx, my, size } = line
  // Read from left to right.
  const turn = line.ux < 0 ? -1 : 1
  const [ux, uy] = [turn * line.ux, turn * line.uy]
  const start = (turn > 0 ? from : -to) - BEYOND * size
  const resolution = LETTER / size
  const width = Math.max(1, Math.round((to - from + 2 * BEYOND * size) * resolution))
  const height = Math.max(1, Math.round(2 * ACROSS * size * resolution))
  // A pixel of the strip is the mean of the page's pixels under it and of half of its neighbours.
  const reach = Math.max(1, Math.round((0.75 / resolution) * scale))
  const found = new Float32Array(width * height)
  const seen: number[] = []
  for (let v = 0; v < height; v += 1)
    for (let u = 0; u < width; u += 1) {
      const [along, across] = [start + u / resolution, v / resolution - ACROSS * size]
      const value = darkness((mx + ux * along - uy * across) * scale, (my + uy * along + ux * across) * scale, reach)
      found[v * width + u] = value
      if (!Number.isNaN(value)) seen.push(value)
    }
  seen.sort((a, b) => a - b)
  const paper = seen[seen.length >> 1] ?? 0
  const range = Math.max(LEAST, (seen[Math.floor(LETTERING * seen.length)] ?? 0) - paper)
  const data = Uint8Array.from(found, (value) =>
    Number.isNaN(value) ? HIDDEN : Math.max(0, Math.min(255, 255 - (255 * (value - paper)) / range)),
  )
  return { data, width, height, channels: 1, dpi: Math.round(72 * resolution) }
}

/** How much darker than paper a page is at a place, as the mean of the pixels up to `reach` around it; NaN where print or its edge lies. Pixels. */
type Darkness = (x: number, y: number, reach: number) => number

function darknessOf(grey: Raster): Darkness {
  const { data, width, height } = grey
  const share = new Float32Array(width * height)
  const print = new Uint8Array(width * height)
  const paper = paperBrightness(grey)
  const light = new Float32Array(width)
  for (let y = 0; y < height; y += 1) {
    paper.row(y, light)
    for (let x = 0; x < width; x += 1) {
      const value = data[y * width + x]! / light[x]!
      share[y * width + x] = value
      if (value >= PRINT) continue
      for (let row = Math.max(0, y - EDGE); row <= Math.min(height - 1, y + EDGE); row += 1)
        print.fill(1, row * width + Math.max(0, x - EDGE), row * width + Math.min(width, x + EDGE + 1))
    }
  }
  return (x, y, reach) => {
    let [sum, n] = [0, 0]
    for (let row = Math.round(y) - reach; row <= Math.round(y) + reach; row += 1)
      for (let column = Math.round(x) - reach; column <= Math.round(x) + reach; column += 1) {
        if (row < 0 || column < 0 || row >= height || column >= width || print[row * width + column] === 1) continue
        sum += 1 - share[row * width + column]!
        n += 1
      }
    return n === 0 ? Number.NaN : sum / n
  }
}
