import type { InkMap } from '../document/ink.js'
import type { Bbox } from '../records/bbox.js'

/** Horizontal runs of ink longer than this, points, are ruling lines, upright ones likewise: neither belongs to a stroke. */
const LONG_X = 70
const LONG_Y = 45

/** Connected strokes of ink inside a box, boxes in points; ruling lines are taken out first. */
export function strokesIn(ink: InkMap, box: Bbox): Bbox[] {
  const scale = ink.dpi / 72
  const x0 = Math.max(0, Math.floor(box[0] * scale))
  const y0 = Math.max(0, Math.floor(box[1] * scale))
  const width = Math.min(ink.width, Math.ceil(box[2] * scale)) - x0
  const height = Math.min(ink.height, Math.ceil(box[3] * scale)) - y0
  if (width < 2 || height < 2) return []
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1)
    data.set(ink.data.subarray((y + y0) * ink.width + x0, (y + y0) * ink.width + x0 + width), y * width)
  dropRuns(data, width, height, LONG_X * scale, LONG_Y * scale)
  return components(data, width, height).map(({ x, y, w, h }) => [
    (x + x0) / scale,
    (y + y0) / scale,
    (x + x0 + w) / scale,
    (y + y0 + h) / scale,
  ])
}

function dropRuns(data: Uint8Array, width: number, height: number, longX: number, longY: number): void {
  const gone: number[] = []
  const run = (length: number, at: (i: number) => number, long: number) => {
    for (let i = 0, from = -1; i <= length; i += 1) {
      const on = i < length && data[at(i)] === 1
      if (on && from < 0) from = i
      if (!on && from >= 0) {
        if (i - from > long) for (let k = from; k < i; k += 1) gone.push(at(k))
        from = -1
      }
    }
  }
  for (let y = 0; y < height; y += 1) run(width, (x) => y * width + x, longX)
  for (let x = 0; x < width; x += 1) run(height, (y) => y * width + x, longY)
  for (const at of gone) data[at] = 0
}

/** Connected components (8 neighbours) of a binary image, pixels. */
export function components(
  data: Uint8Array,
  width: number,
  height: number,
): { x: number; y: number; w: number; h: number }[] {
  const seen = new Uint8Array(data.length)
  const found: { x: number; y: number; w: number; h: number }[] = []
  const stack: number[] = []
  for (let start = 0; start < data.length; start += 1) {
    if (data[start] === 0 || seen[start] === 1) continue
    seen[start] = 1
    stack.push(start)
    let [x0, y0, x1, y1] = [width, height, 0, 0]
    while (stack.length > 0) {
      const at = stack.pop()!
      const x = at % width
      const y = (at - x) / width
      x0 = Math.min(x0, x)
      x1 = Math.max(x1, x)
      y0 = Math.min(y0, y)
      y1 = Math.max(y1, y)
      for (let dy = -1; dy <= 1; dy += 1) {
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
    }
    found.push({ x: x0, y: y0, w: x1 - x0 + 1, h: y1 - y0 + 1 })
  }
  return found
}
