import type { Raster } from '../document/raster.js'
import { luma } from '../document/raster.js'
import type { Bbox } from '../records/bbox.js'

/** Cell of the search grid, points. */
const CELL = 1.5
/** A cell belongs to a pale mark when its mean lies between these shares of the paper's brightness, and no pixel of it is darker than `PRINT`. */
const PALE = [0.8, 0.968] as const
const PRINT = 0.72
/** Size of one letter of a watermark, points: larger than print, smaller than pictures. */
const LETTER = [9, 64] as const
/** Share of a letter's box that its strokes fill: between a line and a filled area. */
const FILL = [0.12, 0.8] as const
/** Letters of about one size that stand close, at least this many, make a word. */
const WORD = 3

/**
 * Pale lettering across a scanned page: watermarks carry the institution's name, often leaning, and OCR skips them. One box per letter, points. Shading, grids and photographs
 * are no letters.
 */
export function findPaleLetters(grey: Raster): Bbox[] {
  const scale = grey.dpi / 72
  const columns = Math.floor(grey.width / scale / CELL)
  const rows = Math.floor(grey.height / scale / CELL)
  const paper = paperOf(grey)
  const pale = new Uint8Array(columns * rows)
  for (let r = 0; r < rows; r += 1)
    for (let c = 0; c < columns; c += 1) {
      let [sum, n, darkest] = [0, 0, 255]
      for (let y = Math.floor(r * CELL * scale); y < (r + 1) * CELL * scale && y < grey.height; y += 1)
        for (let x = Math.floor(c * CELL * scale); x < (c + 1) * CELL * scale && x < grey.width; x += 1) {
          const value = grey.data[y * grey.width + x]!
          sum += value
          n += 1
          if (value < darkest) darkest = value
        }
      const mean = n === 0 ? 255 : sum / n
      if (mean > PALE[0] * paper && mean < PALE[1] * paper && darkest > PRINT * paper) pale[r * columns + c] = 1
    }
  const letters = regions(pale, columns, rows)
    .map(({ x, y, w, h, cells }) => ({ x: x * CELL, y: y * CELL, w: w * CELL, h: h * CELL, fill: cells / (w * h) }))
    .filter(
      ({ w, h, fill }) =>
        Math.max(w, h) >= LETTER[0] &&
        Math.max(w, h) <= LETTER[1] &&
        Math.min(w, h) >= 3 &&
        fill >= FILL[0] &&
        fill <= FILL[1],
    )
  // Letters lie in a row: neighbours of one size, joined into words.
  const word = new Array<number>(letters.length).fill(-1)
  let words = 0
  letters.forEach((_, first) => {
    if (word[first]! >= 0) return
    const queue = [first]
    word[first] = words
    while (queue.length > 0) {
      const a = letters[queue.pop()!]!
      letters.forEach((b, k) => {
        const size = Math.max(a.w, a.h, b.w, b.h)
        const near = Math.hypot(a.x + a.w / 2 - b.x - b.w / 2, a.y + a.h / 2 - b.y - b.h / 2) < 1.8 * size
        if (word[k]! < 0 && near && Math.max(b.w, b.h) > 0.3 * size && Math.max(a.w, a.h) > 0.3 * size) {
          word[k] = words
          queue.push(k)
        }
      })
    }
    words += 1
  })
  const marks = regions(pale, columns, rows)
    .filter(({ cells }) => cells >= 3)
    .map(({ x, y, w, h }): Bbox => [x * CELL, y * CELL, (x + w) * CELL, (y + h) * CELL])
  const found: Bbox[] = []
  for (let id = 0; id < words; id += 1) {
    const members = letters.filter((_, k) => word[k] === id)
    const large = members.filter(({ w, h }) => Math.max(w, h) >= 1.4 * LETTER[0])
    if (large.length < WORD) continue
    const boxes = along(
      members.map(({ x, y, w, h }): Bbox => [x, y, x + w, y + h]),
      marks,
    )
    if (boxes !== null) found.push(...boxes)
  }
  return found
}

/**
 * Boxes along a watermark's line: the principal axis of its letters, drawn out as long as further pale marks follow (letters that print crosses are found in crumbs). Null
 * when the letters make no line.
 */
function along(letters: readonly Bbox[], marks: readonly Bbox[]): Bbox[] | null {
  const centres = letters.map(([x0, y0, x1, y1]) => [(x0 + x1) / 2, (y0 + y1) / 2] as const)
  const mx = centres.reduce((sum, [x]) => sum + x, 0) / centres.length
  const my = centres.reduce((sum, [, y]) => sum + y, 0) / centres.length
  let [xx, xy, yy] = [0, 0, 0]
  for (const [x, y] of centres) {
    xx += (x - mx) ** 2
    xy += (x - mx) * (y - my)
    yy += (y - my) ** 2
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2
  const [ux, uy] = [Math.cos(angle), Math.sin(angle)]
  const size = Math.max(...letters.map(([x0, y0, x1, y1]) => Math.max(x1 - x0, y1 - y0)))
  const across = (x: number, y: number) => Math.abs(-(x - mx) * uy + (y - my) * ux)
  const place = (x: number, y: number) => (x - mx) * ux + (y - my) * uy
  const places = centres.map(([x, y]) => place(x, y))
  let [from, to] = [Math.min(...places) - size / 2, Math.max(...places) + size / 2]
  if (centres.some(([x, y]) => across(x, y) > 0.8 * size) || to - from < 2.5 * size) return null
  const crumbs = marks
    .map(([x0, y0, x1, y1]) => [(x0 + x1) / 2, (y0 + y1) / 2, Math.max(x1 - x0, y1 - y0)] as const)
    .filter(([x, y, extent]) => extent <= 1.6 * size && across(x, y) < 0.6 * size)
    .map(([x, y]) => place(x, y))
  for (let grown = true; grown; ) {
    grown = false
    for (const at of crumbs) {
      if (at < from && from - at < 1.2 * size) {
        from = at - size / 2
        grown = true
      } else if (at > to && at - to < 1.2 * size) {
        to = at + size / 2
        grown = true
      }
    }
  }
  const steps = Math.max(1, Math.ceil((to - from) / (2.2 * size)))
  const half = size * 0.75
  return Array.from({ length: steps }, (_, k): Bbox => {
    const a = from + ((to - from) * k) / steps
    const b = from + ((to - from) * (k + 1)) / steps
    const xs = [mx + a * ux, mx + b * ux]
    const ys = [my + a * uy, my + b * uy]
    return [Math.min(...xs) - half, Math.min(...ys) - half, Math.max(...xs) + half, Math.max(...ys) + half]
  })
}

/** The most frequent bright value: the paper. */
function paperOf(grey: Raster): number {
  const histogram = new Uint32Array(256)
  for (let i = 0; i < grey.data.length; i += 7) histogram[grey.data[i]!]! += 1
  let best = 200
  for (let value = 150; value < 256; value += 1) if (histogram[value]! > histogram[best]!) best = value
  return best
}

/** Paints every pixel of the boxes that is not print in the colour of the paper. */
export function bleachPale(raster: Raster, grey: Raster, boxes: readonly Bbox[]): void {
  const scale = raster.dpi / 72
  const paper = paperOf(grey)
  const { data, width, channels } = raster
  for (const [x0, y0, x1, y1] of boxes)
    for (let y = Math.max(0, Math.floor(y0 * scale)); y < Math.min(raster.height, Math.ceil(y1 * scale)); y += 1)
      for (let x = Math.max(0, Math.floor(x0 * scale)); x < Math.min(width, Math.ceil(x1 * scale)); x += 1) {
        const at = (y * width + x) * channels
        const value = channels === 1 ? data[at]! : luma(data[at]!, data[at + 1]!, data[at + 2]!)
        if (value >= PRINT * paper) data.fill(paper, at, at + channels)
      }
}

function regions(data: Uint8Array, width: number, height: number) {
  const seen = new Uint8Array(data.length)
  const found: { x: number; y: number; w: number; h: number; cells: number }[] = []
  const stack: number[] = []
  for (let start = 0; start < data.length; start += 1) {
    if (data[start] === 0 || seen[start] === 1) continue
    seen[start] = 1
    stack.push(start)
    let [x0, y0, x1, y1, cells] = [width, height, 0, 0, 0]
    while (stack.length > 0) {
      const at = stack.pop()!
      const x = at % width
      const y = (at - x) / width
      x0 = Math.min(x0, x)
      x1 = Math.max(x1, x)
      y0 = Math.min(y0, y)
      y1 = Math.max(y1, y)
      cells += 1
      for (let dy = -1; dy <= 1; dy += 1)
        for (let dx = -1; dx <= 1; dx += 1) {
          const [nx, ny] = [x + dx, y + dy]
          if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue
          const next = ny * width + nx
          if (data[next] === 1 && seen[next] === 0) {
            seen[next] = 1
            stack.push(next)
          }
        }
    }
    found.push({ x: x0, y: y0, w: x1 - x0 + 1, h: y1 - y0 + 1, cells })
  }
  return found
}
