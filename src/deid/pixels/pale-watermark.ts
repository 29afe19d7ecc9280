import { paperBrightness } from '../../document/image/ink.js'
import type { Raster } from '../../document/image/raster.js'
import { type Bbox, clip } from '../../records/bbox.js'
import { components } from './components.js'
import { CELL, type Grid, MARK, PRINT, paleGrid, UNKNOWN } from './pale-grid.js'
import { followLine, type PaleLine } from './pale-line.js'

/** Side of the blocks that are paper or not, points. */
const BLOCK = 12

/** Size of one letter of a watermark, points: larger than print, smaller than pictures. */
const LETTER = [9, 64] as const
/** Share of a letter's box that its strokes fill, print on it left out: between a line and a shaded table cell. */
const FILL = [0.12, 0.78] as const
/** Letters of about one size that stand close, at least this many, make a word. */
const WORD = 3
/** Nothing else on a page stands in a line that leans by more than this from level and upright, degrees: so many letters make a word there however small they are. */
const LEAN = 12
const LEANING_WORD = 4
/** How far a watermark's line is followed over gaps (letters under print are found in crumbs), letter sizes. */
const FOLLOW = 2.2

/** How far a line is taken beyond its last letter that is seen, letter sizes. */
const ENDS = 1.5

/** A line of pale lettering: boxes along it, points, and the line itself with where it begins and ends on it. */
export interface PaleLettering {
  boxes: Bbox[]
  line: PaleLine
  from: number
  to: number
}

/**
 * Pale lettering across a scanned page: watermarks carry the institution's name, often leaning, and OCR skips them. Shading, grids and photographs are no letters. `bleachPale`
 * takes the ink away everywhere; the boxes are what the audit log shows of it.
 */
export function findPaleLettering(grey: Raster): PaleLettering[] {
  const grid = paleGrid(grey)
  const marks = regions(grid)
  const letters = marks
    .filter(({ w, h, fill }) => {
      const [long, short] = [Math.max(w, h), Math.min(w, h)]
      return long >= LETTER[0] && long <= LETTER[1] && short >= 3 && fill >= FILL[0] && fill <= FILL[1]
    })
    .sort((a, b) => a.x - b.x || a.y - b.y)
  const scale = 72 / grey.dpi
  const found: PaleLettering[] = []
  for (const members of words(letters)) {
    const large = members.filter(({ w, h }) => Math.max(w, h) >= 1.4 * LETTER[0]).length
    if (large < WORD && !(members.length >= LEANING_WORD && leans(members))) continue
    // A second word of a line that is covered already.
    if (members.every((mark) => found.some(({ boxes }) => boxes.some((box) => holds(box, mark))))) continue
    const lettering = along(members, marks, grid)
    if (lettering === null) continue
    // A leaning line is followed beyond the paper's edge, where nothing is left to cover.
    const boxes = lettering.boxes
      .map((box) => clip(box, grey.width * scale, grey.height * scale))
      .filter((box) => box !== null)
    if (boxes.length > 0) found.push({ ...lettering, boxes })
  }
  return found
}

function holds([x0, y0, x1, y1]: Bbox, { x, y, w, h }: Mark): boolean {
  return x >= x0 && y >= y0 && x + w <= x1 && y + h <= y1
}

/** Letters lie in a row: neighbours of about one size, joined into words. */
function words(letters: readonly Mark[]): Mark[][] {
  const word = new Array<number>(letters.length).fill(-1)
  const found: Mark[][] = []
  letters.forEach((_, first) => {
    if (word[first]! >= 0) return
    const members: Mark[] = []
    const queue = [first]
    word[first] = found.length
    while (queue.length > 0) {
      const a = letters[queue.pop()!]!
      members.push(a)
      letters.forEach((b, k) => {
        if (word[k]! >= 0) return
        const size = Math.max(a.w, a.h, b.w, b.h)
        const near = Math.hypot(a.x + a.w / 2 - b.x - b.w / 2, a.y + a.h / 2 - b.y - b.h / 2) < 1.8 * size
        if (near && Math.max(b.w, b.h) > 0.3 * size && Math.max(a.w, a.h) > 0.3 * size) {
          word[k] = found.length
          queue.push(k)
        }
      })
    }
    found.push(members)
  })
  return found
}

/** How often a line is laid anew through the letters that it finds, and what counts then: this far beside and beyond it, letter sizes. */
const REFITS = 4
const NEAR = 0.9
/** A line that turns by more than this is another one, degrees. */
const TURN = 12

/** The line of some letters, laid anew through the letters and crumbs of letters along it: few letters tell its direction badly, and its far ends miss. */
function refitted(letters: readonly Mark[], marks: readonly Mark[], size: number): readonly Mark[] {
  const first = axisOf(letters).angle
  let line = letters
  for (let fit = 0; fit < REFITS; fit += 1) {
    const { mx, my, angle } = axisOf(line)
    const [ux, uy] = [Math.cos(angle), Math.sin(angle)]
    const place = (mark: Mark) => (centreOf(mark)[0] - mx) * ux + (centreOf(mark)[1] - my) * uy
    const places = line.map(place)
    const [from, to] = [Math.min(...places) - FOLLOW * size, Math.max(...places) + FOLLOW * size]
    const more = marks.filter((mark) => {
      const [x, y] = centreOf(mark)
      const long = Math.max(mark.w, mark.h)
      const across = Math.abs(-(x - mx) * uy + (y - my) * ux)
      return long >= 0.35 * size && long <= 1.6 * size && across < NEAR * size && place(mark) > from && place(mark) < to
    })
    const turned = Math.abs(((((axisOf(more).angle - first) * 180) / Math.PI + 270) % 180) - 90)
    if (more.length <= line.length || turned > TURN) break
    line = more
  }
  return line
}

/** The middle of some letters and the direction they lie in, radians: the principal axis of their centres. */
function axisOf(letters: readonly Mark[]): { mx: number; my: number; angle: number } {
  const centres = letters.map(centreOf)
  const mx = centres.reduce((sum, [x]) => sum + x, 0) / centres.length
  const my = centres.reduce((sum, [, y]) => sum + y, 0) / centres.length
  let [xx, xy, yy] = [0, 0, 0]
  for (const [x, y] of centres) {
    xx += (x - mx) ** 2
    xy += (x - mx) * (y - my)
    yy += (y - my) ** 2
  }
  return { mx, my, angle: Math.atan2(2 * xy, xx - yy) / 2 }
}

function centreOf({ x, y, w, h }: Mark): readonly [number, number] {
  return [x + w / 2, y + h / 2]
}

function leans(letters: readonly Mark[]): boolean {
  const degrees = Math.abs((axisOf(letters).angle * 180) / Math.PI) % 90
  return Math.min(degrees, 90 - degrees) > LEAN
}

/** A watermark's line, drawn out as long as further pale marks follow. Null when the letters make no line. */
function along(seen: readonly Mark[], marks: readonly Mark[], grid: Grid): PaleLettering | null {
  const size = Math.max(...seen.map(({ w, h }) => Math.max(w, h)))
  const letters = leans(seen) ? refitted(seen, marks, size) : seen
  const centres = letters.map(centreOf)
  const { mx, my, angle } = axisOf(letters)
  const [ux, uy] = [Math.cos(angle), Math.sin(angle)]
  const across = (x: number, y: number) => Math.abs(-(x - mx) * uy + (y - my) * ux)
  const place = (x: number, y: number) => (x - mx) * ux + (y - my) * uy
  const places = centres.map(([x, y]) => place(x, y))
  let [from, to] = [Math.min(...places) - size / 2, Math.max(...places) + size / 2]
  if (centres.some(([x, y]) => across(x, y) > 0.8 * size) || to - from < 2.5 * size) return null
  const crumbs = marks
    .filter(({ w, h, cells }) => cells >= 4 && Math.max(w, h) <= 1.6 * size)
    .map(centreOf)
    .filter(([x, y]) => across(x, y) < 0.6 * size)
    .map(([x, y]) => place(x, y))
  for (let grown = true; grown; ) {
    grown = false
    for (const at of crumbs) {
      if (at < from && from - at < FOLLOW * size) {
        from = at - size / 2
        grown = true
      } else if (at > to && at - to < FOLLOW * size) {
        to = at + size / 2
        grown = true
      }
    }
  }
  // Level ones stand between rows of a table, which are no paper beside them.
  const line = { mx, my, ux, uy, size }
  if (leans(letters)) [from, to] = followLine(grid, line, [from, to])
  // The outermost letters may lie under print as a whole, or be too pale to be seen in the mean of their stretch.
  from -= ENDS * size
  to += ENDS * size
  const steps = Math.max(1, Math.ceil((to - from) / (2.2 * size)))
  const half = size * 0.85
  const boxes = Array.from({ length: steps }, (_, k): Bbox => {
    const a = from + ((to - from) * k) / steps
    const b = from + ((to - from) * (k + 1)) / steps
    const xs = [mx + a * ux, mx + b * ux]
    const ys = [my + a * uy, my + b * uy]
    return [Math.min(...xs) - half, Math.min(...ys) - half, Math.max(...xs) + half, Math.max(...ys) + half]
  })
  return { boxes, line, from, to }
}

/**
 * Paints everything on a scanned page that is paler than print in the colour of the paper: watermarks go wherever they stand, found or not. The soft edges of print stay, and
 * so does what lies in `keep` (points): words in pale print that are to be read.
 */
export function bleachPale(
  raster: Raster,
  grey: Raster,
  keep: readonly Bbox[],
  isPaper: (box: Bbox) => boolean = () => true,
): void {
  const scale = raster.dpi / 72
  const { data, width, height, channels } = raster
  const spared = new Uint8Array(width * height)
  const white = paperOf(grey)
  for (const [x0, y0, x1, y1] of keep.filter((box) => isPale(grey, box, white)))
    for (let y = Math.max(0, Math.floor(y0 * scale)); y < Math.min(height, Math.ceil(y1 * scale)); y += 1)
      spared.fill(
        1,
        y * width + Math.max(0, Math.floor(x0 * scale)),
        y * width + Math.min(width, Math.ceil(x1 * scale)),
      )
  // The table beside a photographed page stays as it is.
  const side = BLOCK * scale
  for (let y = 0; y < height; y += side)
    for (let x = 0; x < width; x += side)
      if (!isPaper([x / scale, y / scale, x / scale + BLOCK, y / scale + BLOCK]))
        for (let row = Math.floor(y); row < Math.min(height, y + side); row += 1)
          spared.fill(1, row * width + Math.floor(x), row * width + Math.min(width, Math.floor(x + side)))
  const paper = paperBrightness(grey)
  const light = new Float32Array(width)
  for (let y = 0; y < height; y += 1) {
    paper.row(y, light)
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x
      const edge = PRINT * light[x]!
      if (grey.data[at]! < edge || spared[at] === 1) continue
      const dark =
        (x > 0 && grey.data[at - 1]! < edge) ||
        (x < width - 1 && grey.data[at + 1]! < edge) ||
        (y > 0 && grey.data[at - width]! < edge) ||
        (y < height - 1 && grey.data[at + width]! < edge)
      if (!dark) data.fill(white, at * channels, (at + 1) * channels)
    }
  }
}

/** Whether the darkest twentieth of a box is no darker than faint print. */
function isPale(grey: Raster, [x0, y0, x1, y1]: Bbox, paper: number): boolean {
  const scale = grey.dpi / 72
  const histogram = new Uint32Array(256)
  let n = 0
  for (let y = Math.max(0, Math.floor(y0 * scale)); y < Math.min(grey.height, y1 * scale); y += 1)
    for (let x = Math.max(0, Math.floor(x0 * scale)); x < Math.min(grey.width, x1 * scale); x += 1) {
      histogram[grey.data[y * grey.width + x]!]! += 1
      n += 1
    }
  for (let value = 0, seen = 0; value < 256; value += 1) {
    seen += histogram[value]!
    if (seen > n / 20) return value > 0.6 * paper
  }
  return false
}

/** The most frequent bright value: the paper. */
function paperOf(grey: Raster): number {
  const histogram = new Uint32Array(256)
  for (let i = 0; i < grey.data.length; i += 7) histogram[grey.data[i]!]! += 1
  let best = 200
  for (let value = 150; value < 256; value += 1) if (histogram[value]! > histogram[best]!) best = value
  return best
}

/** A connected pale mark, points; `fill` is the share of its box that is pale, cells under print left out. */
interface Mark {
  x: number
  y: number
  w: number
  h: number
  cells: number
  fill: number
}

function regions({ cells: data, columns, rows }: Grid): Mark[] {
  const marks = data.map((cell) => (cell === MARK ? 1 : 0))
  return components(marks, columns, rows).map(({ x, y, w, h, cells }) => {
    let known = 0
    for (let r = y; r < y + h; r += 1)
      for (let c = x; c < x + w; c += 1) if (data[r * columns + c] !== UNKNOWN) known += 1
    return { x: x * CELL, y: y * CELL, w: w * CELL, h: h * CELL, cells, fill: cells / Math.max(1, known) }
  })
}
