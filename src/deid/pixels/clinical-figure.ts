import { inkMap } from '../../document/image/ink.js'
import { crop, type Raster, toGrey } from '../../document/image/raster.js'
import type { Bbox } from '../../records/bbox.js'
import type { EmbeddedImage, PageReading } from '../../records/page.js'
import { components } from './components.js'

/** Least share of the page that a chart or an ECG strip fills: one lead over half the width is 0.02. */
const MIN_COVERAGE = 0.015
/** Share of an ECG's paper that is red or pink grid. */
const GRID_SHARE = 0.06
/** Share of a row or column of pixels that a chart's axis fills. */
const AXIS = 0.55

/**
 * Whether an embedded image is positively a chart or an ECG strip. Anything else is covered: logos, letterheads, portraits, signatures, and ultrasound or
 * X-ray pictures too, because they carry names burnt in.
 */
export function isClinicalFigure(image: EmbeddedImage, page: PageReading, raster: Raster): boolean {
  const [x0, y0, x1, y1] = image.bbox
  const aspect = (x1 - x0) / Math.max(1, y1 - y0)
  // Small ones are strips: a portrait is as small, but not as wide.
  if (image.coverage < MIN_COVERAGE || aspect < 0.5 || aspect > 12) return false
  if (image.coverage < 2 * MIN_COVERAGE && aspect < 2.5) return false
  if (y1 < (page.number === 1 ? 0.18 : 0.09) * page.height || y0 > 0.9 * page.height) return false
  const part = crop(raster, image.bbox)
  if (part === null || part.width < 60 || part.height < 40) return false
  return hasGrid(part) || hasAxes(part)
}

/** Pink or red grid paper under a dark trace. */
function hasGrid(part: Raster): boolean {
  if (part.channels !== 3) return false
  let grid = 0
  let dark = 0
  let pale = 0
  const n = part.width * part.height
  for (let i = 0; i < n; i += 1) {
    const [r, g, b] = [part.data[i * 3]!, part.data[i * 3 + 1]!, part.data[i * 3 + 2]!]
    if (r > 150 && r - g > 25 && r - b > 15) grid += 1
    if (r < 90 && g < 90 && b < 90) dark += 1
    if (r > 200 && g > 170 && b > 160) pale += 1
  }
  return grid / n > GRID_SHARE && grid / n < 0.9 && dark / n > 0.002 && dark / n < 0.25 && (pale + grid) / n > 0.6
}

/** A long horizontal and a long vertical axis on paper that is mostly white. */
function hasAxes(part: Raster): boolean {
  const ink = inkMap(toGrey(part))
  const rows = new Float64Array(ink.height)
  const columns = new Float64Array(ink.width)
  let total = 0
  for (let y = 0; y < ink.height; y += 1) {
    for (let x = 0; x < ink.width; x += 1) {
      if (ink.data[y * ink.width + x] === 0) continue
      rows[y]! += 1
      columns[x]! += 1
      total += 1
    }
  }
  const share = total / (ink.width * ink.height)
  if (share > 0.3 || share < 0.005) return false
  return rows.some((n) => n > AXIS * ink.width) && columns.some((n) => n > AXIS * ink.height)
}

/** Lines of lettering inside a figure: rows of six or more glyph-sized marks side by side. Boxes in points. */
export function textRows(raster: Raster, bbox: Bbox): Bbox[] {
  const part = crop(raster, bbox)
  if (part === null) return []
  const ink = inkMap(toGrey(part))
  const scale = raster.dpi / 72
  const glyphs = components(ink.data, ink.width, ink.height).filter(
    ({ w, h }) => h >= 3 * scale && h <= 16 * scale && w >= 0.6 * scale && w <= 1.6 * h + 2,
  )
  glyphs.sort((a, b) => a.y - b.y || a.x - b.x)
  const found: Bbox[] = []
  const used = new Set<number>()
  glyphs.forEach((first, i) => {
    if (used.has(i)) return
    const row = glyphs
      .map((glyph, k) => ({ glyph, k }))
      .filter(
        ({ glyph, k }) =>
          !used.has(k) &&
          Math.abs(glyph.y + glyph.h / 2 - first.y - first.h / 2) < 0.6 * first.h &&
          glyph.h < 2 * first.h &&
          first.h < 2 * glyph.h,
      )
      .sort((a, b) => a.glyph.x - b.glyph.x)
    let run: typeof row = []
    const flush = () => {
      if (run.length >= 6) {
        const xs = run.map(({ glyph }) => glyph)
        found.push([
          bbox[0] + Math.min(...xs.map((g) => g.x)) / scale - 2,
          bbox[1] + Math.min(...xs.map((g) => g.y)) / scale - 2,
          bbox[0] + Math.max(...xs.map((g) => g.x + g.w)) / scale + 2,
          bbox[1] + Math.max(...xs.map((g) => g.y + g.h)) / scale + 2,
        ])
        for (const { k } of run) used.add(k)
      }
      run = []
    }
    for (const item of row) {
      const last = run.at(-1)
      if (last !== undefined && item.glyph.x - last.glyph.x - last.glyph.w > 1.3 * first.h) flush()
      run.push(item)
    }
    flush()
  })
  return found
}
