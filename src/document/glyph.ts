import { type Blob, blobs } from './clean.js'
import type { InkMap } from './image/ink.js'
import type { RecognizedWord } from './ocr/ocr-words.js'

/** Blank enclosed by ink of fewer pixels than this, or of less than this share of the box, is a speck of dust in a stroke. */
const MIN_HOLE = 4
const MIN_HOLE_SHARE = 0.015

/** Blank paper inside one connected area of ink. Middle as a share of the area's height (0 top, 1 bottom) and width (0 left, 1 right). */
export interface Hole {
  pixels: number
  middle: number
  across: number
}

/**
 * The blank areas that a connected area of ink encloses: 4, 6, 9, 0, p and % have such holes, arrows, 1, 2, 3, 5, 7, u and μ have none.
 * Print keeps them at any size and slant, which makes them the safest mark to tell signs apart by.
 */
export function holesOf(ink: InkMap, blob: Blob): Hole[] {
  const own = maskOf(ink, blob)
  const [w, h] = [own.width + 2, own.height + 2]
  // 0 blank, 1 ink, 2 seen; one pixel of margin lets the outside flow around.
  const grid = new Uint8Array(w * h)
  for (let y = 0; y < own.height; y++) grid.set(own.data.subarray(y * own.width, (y + 1) * own.width), (y + 1) * w + 1)
  const holes: Hole[] = []
  for (let start = 0; start < grid.length; start++) {
    if (grid[start] !== 0) continue
    const stack = [start]
    grid[start] = 2
    let [pixels, rows, columns] = [0, 0, 0]
    while (stack.length > 0) {
      const at = stack.pop()!
      const x = at % w
      pixels++
      rows += (at - x) / w
      columns += x
      for (const next of [x > 0 ? at - 1 : -1, x < w - 1 ? at + 1 : -1, at - w, at + w]) {
        if (next < 0 || next >= grid.length || grid[next] !== 0) continue
        grid[next] = 2
        stack.push(next)
      }
    }
    // The first area is the outside.
    if (start > 0 && pixels >= Math.max(MIN_HOLE, MIN_HOLE_SHARE * w * h))
      holes.push({
        pixels,
        middle: (rows / pixels - 0.5) / (h - 2),
        across: (columns / pixels - 0.5) / (w - 2),
      })
  }
  return holes
}

/** The same of all ink in a box, connected or not: middles are shares of the box. */
export function holesInBox(ink: InkMap, { x0, y0, x1, y1 }: Omit<Blob, 'area'>): Hole[] {
  const [width, height] = [x1 - x0, y1 - y0]
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++)
    data.set(ink.data.subarray((y + y0) * ink.width + x0, (y + y0) * ink.width + x1), y * width)
  const part: InkMap = { data, width, height, dpi: ink.dpi }
  return blobs(part).flatMap((b) =>
    holesOf(part, b).map((hole) => ({
      pixels: hole.pixels,
      middle: (b.y0 + hole.middle * (b.y1 - b.y0)) / height,
      across: (b.x0 + hole.across * (b.x1 - b.x0)) / width,
    })),
  )
}

/** The pixels of one connected area, row by row in its box: print that only stands in the box is left out. */
export function maskOf(ink: InkMap, { x0, y0, x1, y1 }: Blob): InkMap {
  const [width, height] = [x1 - x0, y1 - y0]
  const at = (x: number, y: number): number => ink.data[(y + y0) * ink.width + x + x0]!
  for (let start = 0; start < width; start++) {
    if (at(start, 0) !== 1) continue
    const data = new Uint8Array(width * height)
    const stack = [start]
    data[start] = 1
    let [left, right, bottom] = [start, start, 0]
    while (stack.length > 0) {
      const i = stack.pop()!
      const [x, y] = [i % width, Math.floor(i / width)]
      left = Math.min(left, x)
      right = Math.max(right, x)
      bottom = Math.max(bottom, y)
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          if (data[ny * width + nx] === 1 || at(nx, ny) !== 1) continue
          data[ny * width + nx] = 1
          stack.push(ny * width + nx)
        }
      }
    }
    if (left === 0 && right === width - 1 && bottom === height - 1) return { data, width, height, dpi: ink.dpi }
  }
  return { data: new Uint8Array(width * height), width, height, dpi: ink.dpi }
}

/** Connected areas of ink whose middles lie in a word's box (grown by `right` pixels), from the left; dust left out. */
export function glyphsOf({ bbox }: RecognizedWord, all: readonly Blob[], right = 0): Blob[] {
  const [x0, y0, x1, y1] = bbox
  const tall = (y1 - y0) * 0.3
  return all
    .filter((b) => {
      const [x, y] = [(b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2]
      return x > x0 - 1 && x < x1 + 1 + right && y > y0 - tall && y < y1 + 3 && b.area >= 4
    })
    .sort((a, b) => a.x0 + a.x1 - b.x0 - b.x1)
}
