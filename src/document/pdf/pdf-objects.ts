import type { Bbox } from '../../records/bbox.js'
import { apply, applyBox, compose, IDENTITY, type Matrix, stretch } from '../frame.js'
import type { Pdfium } from '../pdfium.js'
import type { PdfPage } from './pdf-page.js'

/** Object and segment types of fpdf_edit.h. */
const TEXT = 1
const PATH = 2
const IMAGE = 3
const FORM = 5
const SEGMENT_LINE = 0
const SEGMENT_BEZIER = 1
const SEGMENT_MOVE = 2
/** Form XObjects nest; deeper than this is an attack, not a report. */
const MAX_DEPTH = 12
/** A page of a report draws a few thousand objects; far beyond that only the first are looked at (their picture still stands). */
const MAX_PATHS = 50_000

/** A run of text as drawn. `order` counts drawing order on the page; `clip` is what clipping leaves of it (null: unclipped). */
export interface TextRun {
  object: number
  order: number
  /** Box of its ink, unclipped. */
  bbox: Bbox
  clip: Bbox | null
}

/** A drawn path, in page points. `curves` counts its Bézier pieces. */
export interface DrawnPath {
  order: number
  subpaths: { points: [number, number][]; closed: boolean }[]
  curves: number
  stroke: { color: string; width: number } | null
  fill: string | null
  opaque: boolean
  clip: Bbox | null
}

/** A bitmap as placed, in page points, clipped. */
export interface PlacedImage {
  order: number
  bbox: Bbox
  pixelWidth: number
  pixelHeight: number
}

export interface PageObjects {
  texts: TextRun[]
  paths: DrawnPath[]
  images: PlacedImage[]
}

/** All objects of a page in drawing order, through nested form XObjects; `toPage` maps user space to page points. */
export function readObjects(page: PdfPage, toPage: Matrix): PageObjects {
  const { pdfium } = page
  const found: PageObjects = { texts: [], paths: [], images: [] }
  const count = pdfium.call('FPDFPage_CountObjects', page.handle)
  let order = 0
  const visit = (object: number, matrix: Matrix, clip: Bbox | null, depth: number): void => {
    if (object === 0) return
    order++
    const type = pdfium.call('FPDFPageObj_GetType', object)
    const own = intersect(clip, clipBox(pdfium, object, matrix))
    if (type === TEXT) found.texts.push({ object, order, bbox: objectBounds(pdfium, object, matrix), clip: own })
    else if (type === PATH && found.paths.length < MAX_PATHS) {
      const path = readPath(pdfium, object, matrix)
      if (path !== null) found.paths.push({ ...path, order, clip: own })
    } else if (type === IMAGE) {
      const image = readImage(pdfium, object, matrix, own)
      if (image !== null) found.images.push({ ...image, order })
    } else if (type === FORM && depth < MAX_DEPTH) {
      const inner = compose(objectMatrix(pdfium, object), matrix)
      const children = pdfium.call('FPDFFormObj_CountObjects', object)
      for (let i = 0; i < children; i++) visit(pdfium.call('FPDFFormObj_GetObject', object, i), inner, own, depth + 1)
    }
  }
  for (let i = 0; i < count; i++) visit(pdfium.call('FPDFPage_GetObject', page.handle, i), toPage, null, 0)
  return found
}

function objectMatrix(pdfium: Pdfium, object: number): Matrix {
  if (pdfium.call('FPDFPageObj_GetMatrix', object, pdfium.scratch) === 0) return IDENTITY
  return [pdfium.f32(0), pdfium.f32(4), pdfium.f32(8), pdfium.f32(12), pdfium.f32(16), pdfium.f32(20)]
}

function objectBounds(pdfium: Pdfium, object: number, matrix: Matrix): Bbox {
  const { scratch } = pdfium
  if (pdfium.call('FPDFPageObj_GetBounds', object, scratch, scratch + 4, scratch + 8, scratch + 12) === 0)
    return [0, 0, 0, 0]
  return applyBox(matrix, [pdfium.f32(0), pdfium.f32(4), pdfium.f32(8), pdfium.f32(12)])
}

function readPath(pdfium: Pdfium, object: number, outer: Matrix): Omit<DrawnPath, 'order' | 'clip'> | null {
  const { scratch } = pdfium
  if (pdfium.call('FPDFPath_GetDrawMode', object, scratch, scratch + 4) === 0) return null
  const filled = pdfium.u32(0) !== 0
  const stroked = pdfium.u32(4) !== 0
  const fill = filled ? readColour(pdfium, 'FPDFPageObj_GetFillColor', object) : null
  const stroke = stroked ? readColour(pdfium, 'FPDFPageObj_GetStrokeColor', object) : null
  if ((fill === null || fill.alpha === 0) && (stroke === null || stroke.alpha === 0)) return null
  const matrix = compose(objectMatrix(pdfium, object), outer)
  let width = 0
  if (stroke !== null && pdfium.call('FPDFPageObj_GetStrokeWidth', object, scratch) !== 0)
    width = pdfium.f32(0) * stretch(matrix)
  const subpaths: DrawnPath['subpaths'] = []
  let curves = 0
  const segments = pdfium.call('FPDFPath_CountSegments', object)
  for (let i = 0; i < segments; i++) {
    const segment = pdfium.call('FPDFPath_GetPathSegment', object, i)
    const type = pdfium.call('FPDFPathSegment_GetType', segment)
    if (type === SEGMENT_BEZIER) curves++
    if (pdfium.call('FPDFPathSegment_GetPoint', segment, scratch, scratch + 4) === 0) continue
    const point = apply(matrix, pdfium.f32(0), pdfium.f32(4))
    let last = subpaths.at(-1)
    if (type === SEGMENT_MOVE || last === undefined) {
      last = { points: [], closed: false }
      subpaths.push(last)
    }
    if (type === SEGMENT_LINE || type === SEGMENT_MOVE) last.points.push(point)
    if (pdfium.call('FPDFPathSegment_GetClose', segment) !== 0) last.closed = true
  }
  return {
    subpaths,
    curves,
    stroke: stroke !== null && stroke.alpha > 0 ? { color: stroke.color, width } : null,
    fill: fill !== null && fill.alpha > 0 ? fill.color : null,
    opaque: fill !== null && fill.alpha === 255,
  }
}

function readImage(
  pdfium: Pdfium,
  object: number,
  matrix: Matrix,
  clip: Bbox | null,
): Omit<PlacedImage, 'order'> | null {
  const { scratch } = pdfium
  // An image fills the unit square of its own space (ISO 32000-1, 8.9.4).
  const placed = intersect(applyBox(compose(objectMatrix(pdfium, object), matrix), [0, 0, 1, 1]), clip)
  if (placed === null || placed[2] <= placed[0] || placed[3] <= placed[1]) return null
  const known = pdfium.call('FPDFImageObj_GetImagePixelSize', object, scratch, scratch + 4) !== 0
  return { bbox: placed, pixelWidth: known ? pdfium.u32(0) : 0, pixelHeight: known ? pdfium.u32(4) : 0 }
}

/** `#rrggbb` and alpha 0-255 of an object's fill or stroke. */
export function readColour(
  pdfium: Pdfium,
  getter: 'FPDFPageObj_GetFillColor' | 'FPDFPageObj_GetStrokeColor',
  object: number,
): { color: string; alpha: number } | null {
  const { scratch } = pdfium
  if (pdfium.call(getter, object, scratch, scratch + 4, scratch + 8, scratch + 12) === 0) return null
  const color = `#${[0, 4, 8].map((offset) => (pdfium.u32(offset) & 255).toString(16).padStart(2, '0')).join('')}`
  return { color, alpha: pdfium.u32(12) & 255 }
}

/** The box around what an object's clip paths leave, in page points; null when it is not clipped. */
function clipBox(pdfium: Pdfium, object: number, matrix: Matrix): Bbox | null {
  const clip = pdfium.call('FPDFPageObj_GetClipPath', object)
  if (clip === 0) return null
  const paths = pdfium.call('FPDFClipPath_CountPaths', clip)
  let box: Bbox | null = null
  for (let i = 0; i < paths; i++) {
    const segments = pdfium.call('FPDFClipPath_CountPathSegments', clip, i)
    let own: Bbox | null = null
    for (let j = 0; j < segments; j++) {
      const segment = pdfium.call('FPDFClipPath_GetPathSegment', clip, i, j)
      if (pdfium.call('FPDFPathSegment_GetPoint', segment, pdfium.scratch, pdfium.scratch + 4) === 0) continue
      const [x, y] = apply(matrix, pdfium.f32(0), pdfium.f32(4))
      own =
        own === null
          ? [x, y, x, y]
          : [Math.min(own[0], x), Math.min(own[1], y), Math.max(own[2], x), Math.max(own[3], y)]
    }
    if (own !== null) box = intersect(box, own)
  }
  return box
}

/** The common part of two boxes (possibly without area); null stands for "everywhere". */
export function intersect(a: Bbox | null, b: Bbox | null): Bbox | null {
  if (a === null) return b
  if (b === null) return a
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]
}
