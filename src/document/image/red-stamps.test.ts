import { describe, expect, it } from 'vitest'
import type { Raster } from './raster.js'
import { greyWithoutStamps } from './red-stamps.js'

const [WIDTH, HEIGHT, DPI] = [400, 400, 150]
const RED = [205, 40, 45] as const
const BLACK = [20, 20, 20] as const

type Paint = (x: number, y: number) => readonly [number, number, number] | null

function picture(paint: Paint): Raster {
  const data = new Uint8Array(WIDTH * HEIGHT * 3).fill(245)
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const colour = paint(x, y)
      if (colour !== null) data.set(colour, (y * WIDTH + x) * 3)
    }
  return { data, width: WIDTH, height: HEIGHT, channels: 3, dpi: DPI }
}

const at = (grey: Raster, x: number, y: number): number => grey.data[y * WIDTH + x]!
const isRing = (x: number, y: number): boolean => Math.abs(Math.hypot(x - 200, y - 200) - 80) < 4

describe('red stamps', () => {
  it('take the colour of the paper, and black print below them stays', () => {
    const grey = greyWithoutStamps(picture((x, y) => (Math.abs(y - 200) < 2 ? BLACK : isRing(x, y) ? RED : null)))
    expect(at(grey, 200, 120)).toBeGreaterThan(235)
    expect(at(grey, 120, 200)).toBeLessThan(40)
    expect(at(grey, 240, 200)).toBeLessThan(40)
  })

  it('are not red results, in a row or in a column', () => {
    const row = greyWithoutStamps(picture((x, y) => (Math.abs(y - 200) < 8 && x % 14 < 8 ? RED : null)))
    expect(at(row, 200, 200)).toBeLessThan(120)
    const column = greyWithoutStamps(picture((x, y) => (x > 180 && x < 220 && y % 24 < 14 ? RED : null)))
    expect(at(column, 200, 4)).toBeLessThan(120)
  })

  it('are not a paragraph in red', () => {
    const isLetter = (x: number, y: number): boolean =>
      x > 60 && x < 340 && y > 100 && y < 300 && y % 28 < 16 && x % 12 < 8
    expect(at(greyWithoutStamps(picture((x, y) => (isLetter(x, y) ? RED : null))), 120, 200)).toBeLessThan(120)
  })

  it('are not pictures or bands of colour', () => {
    const filled = greyWithoutStamps(picture((x, y) => (Math.hypot(x - 200, y - 200) < 80 ? RED : null)))
    expect(at(filled, 200, 200)).toBeLessThan(120)
  })
})
