import { describe, expect, it } from 'vitest'
import { type Raster, toGrey } from '../../document/image/raster.js'
import { findLeaningNotes } from './leaning-note.js'

/** A white page of 300 x 200 points at 144 dpi with a row of short strokes (a line of writing) through (80, 100), leaning by `degrees`. */
function page(colour: readonly [number, number, number], degrees: number): Raster {
  const [width, height] = [600, 400]
  const data = new Uint8Array(width * height * 3).fill(250)
  const slope = Math.tan((degrees * Math.PI) / 180)
  for (let letter = 0; letter < 14; letter += 1)
    for (let y = 0; y < 20; y += 1)
      for (let x = 0; x < 5; x += 1) {
        const [px, py] = [160 + letter * 14 + x, Math.round(200 + slope * letter * 14 + y)]
        data.set(colour, (py * width + px) * 3)
      }
  return { data, width, height, channels: 3, dpi: 144 }
}
const notes = (raster: Raster) => findLeaningNotes(raster, toGrey(raster), 0)

describe('findLeaningNotes', () => {
  it('finds a line in coloured pen that leans', () => {
    const [box] = notes(page([150, 30, 40], -6))
    expect(box).toBeDefined()
    expect(box![0]).toBeLessThan(82)
    expect(box![2]).toBeGreaterThan(172)
  })

  it('leaves level lines in colour and leaning lines in black', () => {
    expect(notes(page([150, 30, 40], 0))).toEqual([])
    expect(notes(page([40, 40, 40], -6))).toEqual([])
  })
})
