import PDFDocument from 'pdfkit'
import sharp from 'sharp'
import type { Bbox } from '../records/bbox.js'
import type { Prng } from './prng.js'
import { type Raster, rasterise } from './rasterise.js'

/** Where a point of the drawn page stands on the degraded one, both in points of the upright page. */
export type PointMap = (x: number, y: number) => readonly [number, number]

/** A degraded copy of a report: the file's bytes and, per page, its frame and how points moved. */
export interface Degraded {
  readonly bytes: Buffer
  readonly pages: readonly {
    readonly width: number
    readonly height: number
    readonly turned: 0 | 90 | 180 | 270
    readonly skew: number
    readonly map: PointMap
  }[]
}

/** The box around where the corners of `box` went. */
export function mapBox(box: Bbox, map: PointMap): Bbox {
  const corners = [map(box[0], box[1]), map(box[2], box[1]), map(box[0], box[3]), map(box[2], box[3])]
  const xs = corners.map((c) => c[0])
  const ys = corners.map((c) => c[1])
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

/**
 * Like `mapBox`, cut into pieces of at most `step` points first, so that the boxes of a long line on a leaning page still hug it.
 */
export function mapBoxes(box: Bbox, map: PointMap, step = 36): Bbox[] {
  const pieces = Math.max(1, Math.ceil((box[2] - box[0]) / step))
  const width = (box[2] - box[0]) / pieces
  return Array.from({ length: pieces }, (_, i) =>
    mapBox([box[0] + i * width, box[1], box[0] + (i + 1) * width, box[3]], map),
  )
}

/** Adds sensor noise, specks of dust and the grey of paper, in place. */
function dirty(raster: Raster, rng: Prng, noise: number): void {
  const { data, width, height, channels } = raster
  const paper = rng.int(0, 10)
  // A table of 4,096 normal deviates, read in steps: full random numbers per pixel cost ten times as much.
  const deviates = new Int8Array(4096).map(() => Math.round(Math.max(-3, Math.min(3, rng.normal())) * noise))
  let at = rng.int(0, 4095)
  for (let i = 0; i < data.length; i++) {
    if ((i & 1023) === 0) at = (at + 1237) & 4095
    at = (at + 1) & 4095
    const value = data[i]! - paper + deviates[at]!
    data[i] = Math.min(255, Math.max(0, value))
  }
  const specks = Math.round((width * height) / 60_000) + rng.int(0, 30)
  for (let s = 0; s < specks; s++) {
    const [x, y, r] = [rng.int(2, width - 4), rng.int(2, height - 4), rng.int(0, 1)]
    const shade = rng.int(60, 190)
    for (let dy = 0; dy <= r; dy++)
      for (let dx = 0; dx <= r; dx++)
        for (let c = 0; c < channels; c++) data[((y + dy) * width + x + dx) * channels + c] = shade
  }
}

/** Imitates a flat-bed scan: 150-200 dpi, leaning by up to 1.2 degrees, blurred, noisy, JPEG inside an image-only PDF. */
export async function scanReport(
  pdf: Buffer,
  size: readonly [number, number],
  created: string,
  rng: Prng,
  sideways: boolean,
): Promise<Degraded> {
  const dpi = rng.pick([150, 150, 170, 200, 200])
  const colour = rng.chance(0.35)
  const rasters = await rasterise(pdf, dpi, colour)
  const [width, height] = size
  const document = new PDFDocument({
    autoFirstPage: false,
    info: { Producer: 'scanner', Creator: 'scanner', CreationDate: new Date(`${created}T09:30:00Z`) },
  })
  const chunks: Buffer[] = []
  document.on('data', (chunk: Buffer) => chunks.push(chunk))
  const done = new Promise<void>((resolve) => document.on('end', resolve))
  const turnedPage = sideways ? rng.int(0, rasters.length - 1) : -1
  const pages: Degraded['pages'][number][] = []
  for (const [index, raster] of rasters.entries()) {
    const skew = Number(rng.real(-1.2, 1.2).toFixed(2))
    const raw = { width: raster.width, height: raster.height, channels: raster.channels }
    const rotated = await sharp(raster.data, { raw })
      .rotate(skew, { background: '#ffffff' })
      .blur(rng.real(0.35, 0.7))
      .raw()
      .toBuffer({ resolveWithObject: true })
    const channels = rotated.info.channels as 1 | 3
    const cropped = await sharp(rotated.data, {
      raw: { width: rotated.info.width, height: rotated.info.height, channels },
    })
      .extract({
        left: Math.round((rotated.info.width - raster.width) / 2),
        top: Math.round((rotated.info.height - raster.height) / 2),
        width: raster.width,
        height: raster.height,
      })
      .raw()
      .toBuffer()
    const page: Raster = { data: cropped, width: raster.width, height: raster.height, channels }
    dirty(page, rng, rng.real(3, 8))
    const turned = index === turnedPage ? rng.pick([90, 270] as const) : 0
    let image = sharp(page.data, { raw: { width: page.width, height: page.height, channels } })
    if (turned !== 0) image = image.rotate(360 - turned)
    if (channels === 1) image = image.toColourspace('b-w')
    const jpeg = await image.jpeg({ quality: rng.int(68, 85) }).toBuffer()
    const stored: [number, number] = turned === 0 ? [width, height] : [height, width]
    document.addPage({ size: stored, margin: 0 })
    document.image(jpeg, 0, 0, { width: stored[0], height: stored[1] })
    const [sin, cos] = [Math.sin((skew * Math.PI) / 180), Math.cos((skew * Math.PI) / 180)]
    const [cx, cy] = [width / 2, height / 2]
    pages.push({
      width,
      height,
      turned,
      skew,
      map: (x, y) => [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos],
    })
  }
  document.end()
  await done
  return { bytes: Buffer.concat(chunks), pages }
}

type Quad = readonly [
  readonly [number, number],
  readonly [number, number],
  readonly [number, number],
  readonly [number, number],
]

interface Homography {
  /** From the unit square to the quadrilateral. */
  forward(u: number, v: number): readonly [number, number]
  /** From the quadrilateral to the unit square. */
  inverse(x: number, y: number): readonly [number, number]
}

/** The projective map between the unit square and `quad` (Heckbert 1989, "Fundamentals of texture mapping", section 2.2.3). */
function homography(quad: Quad): Homography {
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = quad
  const [dx1, dx2, sx] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3]
  const [dy1, dy2, sy] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3]
  const det = dx1 * dy2 - dx2 * dy1
  const g = (sx * dy2 - dx2 * sy) / det
  const h = (dx1 * sy - sx * dy1) / det
  const [a, b, d, e] = [x1 - x0 + g * x1, x3 - x0 + h * x3, y1 - y0 + g * y1, y3 - y0 + h * y3]
  return {
    forward: (u, v) => {
      const w = g * u + h * v + 1
      return [(a * u + b * v + x0) / w, (d * u + e * v + y0) / w]
    },
    inverse: (x, y) => {
      // x (g u + h v + 1) = a u + b v + x0, and the same for y: two linear equations in u and v.
      const [p, q, r] = [a - x * g, b - x * h, x - x0]
      const [s, t, k] = [d - y * g, e - y * h, y - y0]
      const determinant = p * t - q * s
      return [(r * t - q * k) / determinant, (p * k - r * s) / determinant]
    },
  }
}

/**
 * Imitates a phone photo of a one-page report on a table: mild perspective, uneven light, noise; a JPEG of 1,500 pixels' width. The
 * `exif.sideways` stores the pixels turned, with EXIF orientation 6; `exif.description` is written to the EXIF tags. The frame of its
 * ground truth is 1,500 pixels at 180 dpi, in points.
 */
export async function photographReport(
  pdf: Buffer,
  rng: Prng,
  exif: { readonly sideways: boolean; readonly description: string | null },
): Promise<Degraded> {
  const [raster] = await rasterise(pdf, 180, true)
  if (!raster) throw new Error('synth: nothing to photograph')
  const width = 1500
  const height = Math.round((width * raster.height) / raster.width)
  const inset = () => rng.real(0.012, 0.04)
  const quad: Quad = [
    [width * inset(), height * inset()],
    [width * (1 - inset()), height * inset()],
    [width * (1 - inset()), height * (1 - inset())],
    [width * inset(), height * (1 - inset())],
  ]
  const { forward, inverse } = homography(quad)
  const desk = rng.pick([
    [92, 70, 52],
    [120, 118, 115],
    [58, 62, 70],
  ])
  const data = Buffer.allocUnsafe(width * height * 3)
  const [lightX, lightY] = [rng.real(0.1, 0.9) * width, rng.real(0, 0.5) * height]
  const reach = Math.hypot(width, height)
  const source = raster.data
  for (let y = 0, o = 0; y < height; y++)
    for (let x = 0; x < width; x++, o += 3) {
      const [u, v] = inverse(x, y)
      const light = 1.02 - 0.32 * (Math.hypot(x - lightX, y - lightY) / reach)
      if (u < 0 || v < 0 || u >= 1 || v >= 1) {
        for (let c = 0; c < 3; c++) data[o + c] = desk[c]! * light
        continue
      }
      const [sx, sy] = [u * (raster.width - 1), v * (raster.height - 1)]
      const [ix, iy] = [Math.floor(sx), Math.floor(sy)]
      const [fx, fy] = [sx - ix, sy - iy]
      const at = (iy * raster.width + ix) * 3
      const below = iy + 1 < raster.height ? at + raster.width * 3 : at
      for (let c = 0; c < 3; c++) {
        const top = source[at + c]! * (1 - fx) + source[at + 3 + c]! * fx
        const low = source[below + c]! * (1 - fx) + source[below + 3 + c]! * fx
        data[o + c] = Math.min(255, (top * (1 - fy) + low * fy) * light)
      }
    }
  dirty({ data, width, height, channels: 3 }, rng, 4)
  let photo = sharp(data, { raw: { width, height, channels: 3 } }).blur(0.5)
  if (exif.sideways) photo = photo.rotate(270)
  photo = photo.withMetadata({ density: 180, ...(exif.sideways ? { orientation: 6 } : {}) })
  if (exif.description !== null) photo = photo.withExifMerge({ IFD0: { ImageDescription: exif.description } })
  const bytes = await photo.jpeg({ quality: 82 }).toBuffer()
  const points = 72 / 180
  const [pageWidth, pageHeight] = [(raster.width / 180) * 72, (raster.height / 180) * 72]
  const map: PointMap = (x, y) => {
    const [px, py] = forward(x / pageWidth, y / pageHeight)
    return [px * points, py * points]
  }
  return { bytes, pages: [{ width: width * points, height: height * points, turned: 0, skew: 0, map }] }
}
