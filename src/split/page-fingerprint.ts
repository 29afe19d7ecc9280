import sharp from 'sharp'
import { perceptualHash } from '../document/image/perceptual-hash.js'
import { hash32 } from './min-hash.js'

const COLUMNS = 4
const ROWS = 6
/** Pixels of the picture that is hashed: 12 for each cell of the 9 × 8 grid in each tile, so about 50 dpi. */
const WIDTH = COLUMNS * 9 * 12
const HEIGHT = ROWS * 8 * 12
/** Bits that must be set for two pages to be compared: a page with fewer is all but blank, and all blank pages look alike. */
const MIN_BITS = 60

/**
 * What a published page image looks like: one 64-bit difference hash for each tile of a 4 × 6 grid, as hex. A hash of the whole page would
 * tell a form from another form only; the tiles see where ink stands within it.
 */
export async function pageFingerprint(image: Uint8Array): Promise<string[]> {
  const { data } = await sharp(image)
    .flatten({ background: '#fff' })
    .greyscale()
    .resize(WIDTH, HEIGHT, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const raster = { data: new Uint8Array(data), width: WIDTH, height: HEIGHT, channels: 1 as const, dpi: 72 }
  const [w, h] = [WIDTH / COLUMNS, HEIGHT / ROWS]
  const tiles: string[] = []
  for (let row = 0; row < ROWS; row++)
    for (let column = 0; column < COLUMNS; column++)
      tiles.push(perceptualHash(raster, [column * w, row * h, (column + 1) * w, (row + 1) * h])!)
  return tiles
}

/** Share of the set bits that two fingerprints have in common (Jaccard), 0-1; 0 where either page is all but blank. */
export function fingerprintSimilarity(a: readonly string[], b: readonly string[]): number {
  let [both, either, setA, setB] = [0, 0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [BigInt(`0x${a[i]!}`), BigInt(`0x${b[i] ?? '0'}`)]
    both += bits(x & y)
    either += bits(x | y)
    setA += bits(x)
    setB += bits(y)
  }
  return Math.min(setA, setB) < MIN_BITS ? 0 : both / either
}

/** Keys of the tiles worth an index entry, those with ink; `page` tells the tiles of one page from those of another. */
export function tileKeys(fingerprint: readonly string[], page: number): number[] {
  return fingerprint.flatMap((hash, i) => (bits(BigInt(`0x${hash}`)) >= 12 ? [hash32(`${page}:${i}:${hash}`)] : []))
}

function bits(value: bigint): number {
  let n = 0
  for (let v = value; v > 0n; v &= v - 1n) n += 1
  return n
}
