import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findSheet, turnCorners, withoutGround } from './paper-area.js'
import type { Raster } from './raster.js'

type Point = [number, number]

/** A picture of a sheet on a desk, with rows of type. */
function photo(corners: readonly Point[], desk = 90): Raster {
  const [width, height] = [800, 1100]
  const data = new Uint8Array(width * height).fill(desk)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = corners.every(([ax, ay], i) => {
        const [bx, by] = corners[(i + 1) % 4]!
        return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0
      })
      if (inside) data[y * width + x] = y % 40 < 6 && x % 9 < 4 && y > 200 && y < 900 && x > 200 && x < 600 ? 30 : 225
    }
  }
  return { data, width, height, channels: 1, dpi: 100 }
}

const SHEET: Point[] = [
  [60, 80],
  [720, 50],
  [760, 1040],
  [40, 1010],
]

describe('a photographed sheet', () => {
  it('is found by its corners, and the desk painted over', () => {
    const picture = photo(SHEET)
    const corners = findSheet(picture)!
    corners.forEach(([x, y], i) => {
      expect(Math.abs(x - SHEET[i]![0])).toBeLessThan(9)
      expect(Math.abs(y - SHEET[i]![1])).toBeLessThan(9)
    })
    const clean = withoutGround(picture, corners)
    expect(clean.data[5 * 800 + 5]).toBe(235)
    expect(clean.data[1095 * 800 + 790]).toBe(235)
    const type = (r: Raster): number => r.data.filter((v) => v === 30).length
    expect(type(clean)).toBe(type(picture))
  })

  it('is not seen in a scan, with or without a dark bar across it', () => {
    const scan = photo([
      [-10, -10],
      [810, -10],
      [810, 1110],
      [-10, 1110],
    ])
    expect(findSheet(scan)).toBeNull()
    scan.data.fill(40, 0, 90 * 800)
    expect(findSheet(scan)).toBeNull()
  })

  it('turns with its picture', () => {
    const side = fc.integer({ min: 0, max: 400 })
    fc.assert(
      fc.property(side, side, fc.constantFrom(0, 90, 180, 270), (dx, dy, degrees) => {
        const corners = [
          [dx, dy],
          [700 - dy, dx],
          [750, 1000 - dy],
          [dy, 1050],
        ] as unknown as Parameters<typeof turnCorners>[0]
        const once = turnCorners(corners, 800, 1100, degrees)
        const [w, h] = degrees % 180 === 0 ? [800, 1100] : [1100, 800]
        expect(turnCorners(once, w, h, 360 - degrees)).toEqual(corners)
      }),
    )
  })
})
