import sharp, { type Sharp } from 'sharp'
import type { Bbox } from '../../records/bbox.js'

// Worker processes already fill the cores; libvips threads on top would only take turns.
sharp.concurrency(1)
sharp.cache(false)

/** Raw pixels, row by row, 8 bits a channel (1 grey, 3 RGB). `dpi` ties pixels to points: pixel = point × dpi / 72. */
export interface Raster {
  data: Uint8Array
  width: number
  height: number
  channels: 1 | 3
  dpi: number
}

/** JPEG without any metadata (no EXIF, ICC, XMP). `quality` 1-100. */
export async function encodeJpeg(raster: Raster, quality: number): Promise<Uint8Array> {
  return await toSharp(raster).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer()
}

/** A sharp image over the raster's pixels, in grey or sRGB. */
export function toSharp(raster: Raster): Sharp {
  const { width, height, channels } = raster
  const image = sharp(raster.data, { raw: { width, height, channels } })
  return channels === 1 ? image.toColourspace('b-w') : image
}

/** Fills a box given in points with a colour (`#rrggbb`; its luma on grey rasters), clipped to the raster; covers every touched pixel. */
export function fillBox(raster: Raster, bbox: Bbox, colour = '#000000'): void {
  const scale = raster.dpi / 72
  const x0 = Math.max(0, Math.floor(bbox[0] * scale))
  const y0 = Math.max(0, Math.floor(bbox[1] * scale))
  const x1 = Math.min(raster.width, Math.ceil(bbox[2] * scale))
  const y1 = Math.min(raster.height, Math.ceil(bbox[3] * scale))
  if (x1 <= x0 || y1 <= y0) return
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16)) as [number, number, number]
  const { data, width, channels } = raster
  if (channels === 1) {
    const grey = luma(r, g, b)
    for (let y = y0; y < y1; y++) data.fill(grey, y * width + x0, y * width + x1)
    return
  }
  for (let y = y0; y < y1; y++) {
    for (let i = (y * width + x0) * 3; i < (y * width + x1) * 3; i += 3) {
      data[i] = r
      data[i + 1] = g
      data[i + 2] = b
    }
  }
}

/** Luma of an RGB colour, 0-255 (ITU-R BT.601, integer weights over 256). */
export function luma(r: number, g: number, b: number): number {
  return (77 * r + 150 * g + 29 * b) >> 8
}

/** The grey version of a raster; a grey raster is returned as it is. */
export function toGrey(raster: Raster): Raster {
  if (raster.channels === 1) return raster
  const data = new Uint8Array(raster.width * raster.height)
  for (let i = 0, j = 0; i < data.length; i++, j += 3)
    data[i] = luma(raster.data[j]!, raster.data[j + 1]!, raster.data[j + 2]!)
  return { ...raster, data, channels: 1 }
}

/** The raster turned clockwise by a multiple of 90 degrees. */
export function turn(raster: Raster, degrees: number): Raster {
  const quarter = (((degrees / 90) % 4) + 4) % 4
  if (quarter === 0) return raster
  const { width, height, channels, data, dpi } = raster
  const [w, h] = quarter === 2 ? [width, height] : [height, width]
  const out = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [tx, ty] =
        quarter === 1 ? [height - 1 - y, x] : quarter === 2 ? [width - 1 - x, height - 1 - y] : [y, width - 1 - x]
      const from = (y * width + x) * channels
      const to = (ty * w + tx) * channels
      for (let c = 0; c < channels; c++) out[to + c] = data[from + c]!
    }
  }
  return { data: out, width: w, height: h, channels, dpi }
}

/** The part of a raster under a box in points, clipped to the raster; null when nothing is left. */
export function crop(raster: Raster, bbox: Bbox): Raster | null {
  const scale = raster.dpi / 72
  const x0 = Math.max(0, Math.floor(bbox[0] * scale))
  const y0 = Math.max(0, Math.floor(bbox[1] * scale))
  const x1 = Math.min(raster.width, Math.ceil(bbox[2] * scale))
  const y1 = Math.min(raster.height, Math.ceil(bbox[3] * scale))
  if (x1 <= x0 || y1 <= y0) return null
  const { channels } = raster
  const width = x1 - x0
  const data = new Uint8Array(width * (y1 - y0) * channels)
  for (let y = y0; y < y1; y++) {
    const from = (y * raster.width + x0) * channels
    data.set(raster.data.subarray(from, from + width * channels), (y - y0) * width * channels)
  }
  return { data, width, height: y1 - y0, channels, dpi: raster.dpi }
}
