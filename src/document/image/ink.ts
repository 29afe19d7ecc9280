import type { Raster } from './raster.js'

/** Ink of a page: 1 where it is dark against its surroundings. */
export interface InkMap {
  data: Uint8Array
  width: number
  height: number
  dpi: number
}

/** Side of the blocks in which the paper's brightness is estimated, inches: wider than any printed stroke or heading letter. */
const BLOCK_INCHES = 0.2
/** The paper is assumed nowhere darker than this share of its median brightness; darker areas are printed bands, not shadow. */
const DARKEST_PAPER = 0.5
/** Brightness range of the paper (5th to 95th percentile of blocks) below which light counts as even. */
const EVEN_LIGHT = 14

/**
 * Divides out uneven lighting (phone photos, book folds): each pixel is scaled by the paper's brightness around it, taken as the 90th
 * percentile of blocks, smoothed. Evenly lit pages are returned unchanged, because scaling only amplifies their noise.
 */
export function evenLight(grey: Raster): Raster {
  const paper = paperBrightness(grey)
  if (paper.range < EVEN_LIGHT) return grey
  const { width, height, data } = grey
  const out = new Uint8Array(data.length)
  const gains = new Float32Array(width)
  for (let y = 0; y < height; y++) {
    paper.row(y, gains)
    for (let x = 0; x < width; x++) {
      const value = (data[y * width + x]! * 245) / gains[x]!
      out[y * width + x] = Math.min(255, value)
    }
  }
  return { ...grey, data: out }
}

interface Paper {
  range: number
  /** Fills `out` with the paper's brightness along a row of pixels. */
  row(y: number, out: Float32Array): void
}

/** Brightness of the paper around each pixel: the 90th percentile of blocks, smoothed, never below half of its median. */
export function paperBrightness({ data, width, height, dpi }: Raster): Paper {
  const side = Math.max(8, Math.round(dpi * BLOCK_INCHES))
  const columns = Math.ceil(width / side)
  const rows = Math.ceil(height / side)
  const blocks = new Float32Array(columns * rows)
  const histogram = new Uint32Array(256)
  for (let by = 0; by < rows; by++) {
    for (let bx = 0; bx < columns; bx++) {
      histogram.fill(0)
      let n = 0
      const yEnd = Math.min(height, (by + 1) * side)
      const xEnd = Math.min(width, (bx + 1) * side)
      for (let y = by * side; y < yEnd; y += 2) {
        for (let x = bx * side; x < xEnd; x += 2) {
          histogram[data[y * width + x]!]!++
          n++
        }
      }
      let above = 0
      let level = 255
      while (level > 0 && above < n * 0.1) above += histogram[level--]!
      blocks[by * columns + bx] = level + 1
    }
  }
  const sorted = Float32Array.from(blocks).sort()
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!
  const floor = Math.max(1, at(0.5) * DARKEST_PAPER)
  const smooth = smoothBlocks(
    blocks.map((v) => Math.max(v, floor)),
    columns,
    rows,
  )
  // Where each pixel stands between the middles of two blocks.
  const before = new Uint16Array(width)
  const share = new Float32Array(width)
  for (let x = 0; x < width; x++) {
    const fx = Math.min(columns - 1, Math.max(0, x / side - 0.5))
    before[x] = Math.floor(fx)
    share[x] = fx - before[x]!
  }
  const mixed = new Float32Array(columns + 1)
  return {
    range: at(0.95) - at(0.05),
    row(y, out) {
      const fy = Math.min(rows - 1, Math.max(0, y / side - 0.5))
      const y0 = Math.floor(fy)
      const y1 = Math.min(rows - 1, y0 + 1)
      for (let c = 0; c < columns; c++)
        mixed[c] = smooth[y0 * columns + c]! * (1 - fy + y0) + smooth[y1 * columns + c]! * (fy - y0)
      mixed[columns] = mixed[columns - 1]!
      for (let x = 0; x < width; x++) {
        const c = before[x]!
        out[x] = mixed[c]! + (mixed[c + 1]! - mixed[c]!) * share[x]!
      }
    },
  }
}

function smoothBlocks(blocks: Float32Array, columns: number, rows: number): Float32Array {
  const out = new Float32Array(blocks.length)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let sum = 0
      let n = 0
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const [sx, sy] = [x + dx, y + dy]
          if (sx < 0 || sy < 0 || sx >= columns || sy >= rows) continue
          sum += blocks[sy * columns + sx]!
          n++
        }
      }
      out[y * columns + x] = sum / n
    }
  }
  return out
}

/** Marks as ink what is darker than the local paper by at least `contrast` grey levels (default: a third of full range under Otsu's split). */
export function inkMap(grey: Raster): InkMap {
  const { width, height, dpi } = grey
  const paper = paperBrightness(grey)
  const data = new Uint8Array(width * height)
  const bright = new Float32Array(width)
  const share = Math.min(0.82, Math.max(0.45, otsu(grey.data) / 235))
  for (let y = 0; y < height; y++) {
    paper.row(y, bright)
    for (let x = 0; x < width; x++) if (grey.data[y * width + x]! < bright[x]! * share) data[y * width + x] = 1
  }
  return { data, width, height, dpi }
}

/** Otsu's threshold (IEEE Trans. SMC 9, 1979): the grey level that best separates two classes. */
export function otsu(data: Uint8Array): number {
  const histogram = new Uint32Array(256)
  for (const value of data) histogram[value]!++
  return otsuSplit(histogram)
}

/** The same of a histogram of 256 levels. */
export function otsuSplit(histogram: Uint32Array): number {
  let [total, sum] = [0, 0]
  for (let i = 0; i < 256; i++) {
    total += histogram[i]!
    sum += i * histogram[i]!
  }
  let [weight, partial, best, threshold] = [0, 0, -1, 128]
  for (let i = 0; i < 256; i++) {
    weight += histogram[i]!
    const rest = total - weight
    if (weight === 0 || rest === 0) continue
    partial += i * histogram[i]!
    const between = weight * rest * (partial / weight - (sum - partial) / rest) ** 2
    if (between > best) {
      best = between
      threshold = i
    }
  }
  return threshold
}

/** Share of pixels that are ink. */
export function inkShare(ink: InkMap): number {
  let n = 0
  for (const value of ink.data) n += value
  return n / ink.data.length
}

/** Halves an ink map until it has at most `dpi`; a pixel stays ink when any of its sources is. */
export function shrink(ink: InkMap, dpi: number): InkMap {
  let map = ink
  while (map.dpi > dpi * 1.4 && map.width > 200) {
    const width = map.width >> 1
    const height = map.height >> 1
    const data = new Uint8Array(width * height)
    for (let y = 0; y < height; y++) {
      const top = 2 * y * map.width
      for (let x = 0; x < width; x++) {
        const i = top + 2 * x
        data[y * width + x] = map.data[i]! | map.data[i + 1]! | map.data[i + map.width]! | map.data[i + map.width + 1]!
      }
    }
    map = { data, width, height, dpi: map.dpi / 2 }
  }
  return map
}
