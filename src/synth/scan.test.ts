import { describe, expect, it } from 'vitest'
import { mapBox, mapBoxes } from './scan.js'

const turn = (degrees: number) => {
  const angle = (degrees * Math.PI) / 180
  return (x: number, y: number) =>
    [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)] as const
}

describe('boxes on a leaning page', () => {
  it('stay for an upright page', () => {
    expect(mapBox([10, 20, 30, 40], turn(0))).toEqual([10, 20, 30, 40])
  })

  it('hug a long line when cut into pieces', () => {
    const line = [50, 100, 450, 110] as [number, number, number, number]
    const whole = mapBox(line, turn(1))
    const pieces = mapBoxes(line, turn(1), 40)
    const height = (b: readonly number[]) => b[3]! - b[1]!
    expect(pieces).toHaveLength(10)
    expect(height(whole)).toBeGreaterThan(16)
    for (const piece of pieces) expect(height(piece)).toBeLessThan(11)
  })
})
