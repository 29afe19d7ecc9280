import { describe, expect, it } from 'vitest'
import { eraseLeaders } from './dot-leaders.js'
import type { InkMap } from './ink.js'
import type { Raster } from './raster.js'

/** A page of 300 dpi with dots of 5 pixels at the given places. */
function dotted(places: readonly (readonly [number, number])[]): { raster: Raster; ink: InkMap } {
  const [width, height] = [600, 120]
  const ink: InkMap = { data: new Uint8Array(width * height), width, height, dpi: 300 }
  for (const [x, y] of places)
    for (let dy = 0; dy < 5; dy++) ink.data.fill(1, (y + dy) * width + x, (y + dy) * width + x + 5)
  const data = ink.data.map((v) => (v === 1 ? 0 : 255))
  return { raster: { data, width, height, channels: 1, dpi: 300 }, ink }
}

const row = (n: number, step: number, y = 60): [number, number][] =>
  Array.from({ length: n }, (_, i) => [20 + i * step, y + (i % 2)])

function left(places: readonly (readonly [number, number])[]): number {
  const { raster, ink } = dotted(places)
  eraseLeaders(raster, ink)
  const dark = raster.data.filter((v) => v === 0).length
  expect(ink.data.filter((v) => v === 1).length).toBe(dark)
  return dark / 25
}

describe('leaders', () => {
  it('are wiped', () => {
    expect(left(row(8, 20))).toBe(0)
  })

  it('are six even dots at least', () => {
    expect(left(row(3, 20))).toBe(3)
    expect(left(row(8, 60))).toBe(8)
    expect(left([0, 20, 58, 70, 110, 118, 160].map((x) => [20 + x, 60] as const))).toBe(7)
  })

  it('are not the dots of needle print, which stand above each other', () => {
    expect(left([...row(8, 9), ...row(8, 9, 70), ...row(8, 9, 50)])).toBe(24)
  })
})
