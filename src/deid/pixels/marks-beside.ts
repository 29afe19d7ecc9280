import type { InkMap } from '../../document/image/ink.js'
import { area, type Bbox, overlap } from '../../records/bbox.js'
import type { PageReading } from '../../records/page.js'
import { joinStrokes } from './column-ink.js'

/** A mark beside the rows is at least this far from their words, points, and they are looked for so far above and below it; fewer words make no row. */
const BESIDE = 6
const AROUND = 26
const WORDS = 5
/** Strokes of one mark stand this close, points. */
const JOIN = 4
/** Height and width of a mark, heights of the page's letters: flags and arrows are lower. */
const LOW = 1.2
const NARROW = 0.8
const HIGH = 4
const LARGE = 8
/** Higher than so many widths it is the edge of the sheet, wider than so many heights a rule. */
const STEEP = 3
const FLAT = 6
/** Behind a row only where it has so many words: behind a label alone stands what a hand filled in. */
const OWN_ROW = 4
/** What stands closer than this to a word of its own line, heights of the page's letters, is print that OCR left out or is unsure of: "125-350 ×" and "10^9/L". */
const WORD_SPACE = 1.2
/** Words this much higher than the page's letters and no wider than twice their height are hands. */
const TALL = 1.7
/** Filled over more than this share, a mark is a punched hole or a blot. */
const SOLID = 0.6

/**
 * Marks to the left or right of all words that OCR is sure of above, below and beside them (`sure`): initials beside a row, a date in the margin. Higher than print, and no
 * punched hole. Boxes in points.
 */
export function marksBeside(page: PageReading, ink: InkMap, strokes: readonly Bbox[], sure: readonly Bbox[]): Bbox[] {
  const heights = sure.map((word) => word[3] - word[1]).sort((a, b) => a - b)
  const letter = heights[heights.length >> 1]
  if (letter === undefined) return []
  // OCR reads initials as two capitals, sure of them: no print is as high and as narrow.
  const print = sure.filter(([x0, y0, x1, y1]) => y1 - y0 < TALL * letter || x1 - x0 > 2 * (y1 - y0))
  const slope = Math.tan((page.skew * Math.PI) / 180)
  const middle = (box: Bbox) => (box[1] + box[3]) / 2 - slope * ((box[0] + box[2]) / 2)
  const words = print.map((box) => ({ x0: box[0], x1: box[2], y: middle(box) }))
  const read = page.words.filter((word) => /[\p{L}\p{N}%]/u.test(word.text)).map((word) => word.bbox)
  const isBeside = (box: Bbox) => {
    const y = middle(box)
    const near = words.filter((word) => Math.abs(word.y - y) < AROUND)
    if (near.length < WORDS) return false
    if (box[2] < Math.min(...near.map((word) => word.x0)) - BESIDE) return true
    const own = read.filter((word) => Math.abs(middle(word) - y) < letter).length
    return own >= OWN_ROW && box[0] > Math.max(...near.map((word) => word.x1)) + BESIDE
  }
  const free = strokes.filter(
    (stroke) =>
      Math.max(stroke[2] - stroke[0], stroke[3] - stroke[1]) <= LARGE * letter &&
      !print.some((word) => overlap(word, stroke) > 0.5 * area(stroke)) &&
      isBeside(stroke),
  )
  const continues = (mark: Bbox) =>
    read.some((word) => {
      if (Math.abs(middle(word) - middle(mark)) > 0.6 * letter || overlap(word, mark) > 0.2 * area(word)) return false
      return Math.max(word[0] - mark[2], mark[0] - word[2]) < WORD_SPACE * letter
    })
  return joinStrokes(free, JOIN).filter((mark) => {
    const [w, h] = [mark[2] - mark[0], mark[3] - mark[1]]
    // The rest of a cell's frame stands around its print.
    if (print.some((word) => overlap(word, mark) > 0.5 * area(word)) || continues(mark)) return false
    return (
      h >= LOW * letter &&
      w >= NARROW * letter &&
      h <= HIGH * letter &&
      w <= LARGE * letter &&
      h <= STEEP * w &&
      w <= FLAT * h &&
      inkShare(ink, mark) < SOLID
    )
  })
}

/** Share of a box that is ink. */
function inkShare(ink: InkMap, [x0, y0, x1, y1]: Bbox): number {
  const scale = ink.dpi / 72
  let [n, all] = [0, 0]
  for (let y = Math.max(0, Math.floor(y0 * scale)); y < Math.min(ink.height, y1 * scale); y += 1)
    for (let x = Math.max(0, Math.floor(x0 * scale)); x < Math.min(ink.width, x1 * scale); x += 1) {
      n += ink.data[y * ink.width + x]!
      all += 1
    }
  return all === 0 ? 1 : n / all
}
