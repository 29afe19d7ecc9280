import type { Bbox } from '../../records/bbox.js'
import { crop, type Raster, toGrey } from './raster.js'

const COLUMNS = 9
const ROWS = 8

/**
 * 64-bit difference hash (Krawetz, "Kind of Like That", 2013) of what stands in a box, as 16 hex digits: each bit says whether
 * brightness rises from one cell of a 9 × 8 grid to its right neighbour. Equal pictures at any size have equal or nearly equal hashes.
 */
export function perceptualHash(raster: Raster, bbox: Bbox): string | null {
  const part = crop(toGrey(raster), bbox)
  if (part === null || part.width < COLUMNS || part.height < ROWS) return null
  const cells = new Float64Array(COLUMNS * ROWS)
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const y0 = Math.floor((row * part.height) / ROWS)
      const y1 = Math.floor(((row + 1) * part.height) / ROWS)
      const x0 = Math.floor((column * part.width) / COLUMNS)
      const x1 = Math.floor(((column + 1) * part.width) / COLUMNS)
      let sum = 0
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) sum += part.data[y * part.width + x]!
      cells[row * COLUMNS + column] = sum / ((y1 - y0) * (x1 - x0))
    }
  }
  let hash = 0n
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS - 1; column++) {
      const i = row * COLUMNS + column
      hash = (hash << 1n) | (cells[i + 1]! > cells[i]! + 0.5 ? 1n : 0n)
    }
  }
  return hash.toString(16).padStart(16, '0')
}
