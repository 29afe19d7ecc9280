import { type InkMap, paperBrightness } from '../../document/image/ink.js'
import type { Raster } from '../../document/image/raster.js'
import { area, type Bbox, overlap, union } from '../../records/bbox.js'
import type { PageReading } from '../../records/page.js'

/** Ink this much darker than the paper around it counts, share of the paper's brightness: grey small print of letterheads is paler than what OCR reads. */
const FAINT = 0.84
/** Height of letters, points: smaller are specks, larger pictures. */
const LETTER = [2.5, 20] as const
/** Letters of one line stand this close, points. */
const NEAR = 12
/** Lowest line of print, points; narrowest. */
const LOW = 4.5
const NARROW = 14
/** Letters of a line fill at least this share of its box's width: scattered specks do not. */
const DENSE = 0.35

/** Ink of a page with faint print. */
export function faintInk(grey: Raster): InkMap {
  const { width, height, dpi } = grey
  const paper = paperBrightness(grey)
  const light = new Float32Array(width)
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1) {
    paper.row(y, light)
    for (let x = 0; x < width; x += 1) if (grey.data[y * width + x]! < FAINT * light[x]!) data[y * width + x] = 1
  }
  return { data, width, height, dpi }
}

/** Lines of letter-sized strokes that no word explains: print that OCR left out. `inZone` says where they are looked for; a line has at least `least` strokes. Points. */
export function unreadLines(
  strokes: readonly Bbox[],
  page: PageReading,
  inZone: (box: Bbox) => boolean,
  least: number,
): Bbox[] {
  const words = page.words.filter((word) => /[\p{L}\p{N}]/u.test(word.text)).map((word) => word.bbox)
  const free = strokes
    .filter((box) => box[3] - box[1] >= LETTER[0] && box[3] - box[1] <= LETTER[1] && box[2] - box[0] <= 3 * LETTER[1])
    .filter(inZone)
    .filter(
      (box) =>
        !words.some((word) => overlap([word[0] - 2, word[1] - 2, word[2] + 2, word[3] + 2], box) > 0.4 * area(box)),
    )
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const lines: { box: Bbox; last: Bbox; strokes: number; inked: number }[] = []
  for (const box of free) {
    const line = lines.find(({ last, box: whole }) => {
      const level = Math.min(box[3], last[3]) - Math.max(box[1], last[1])
      return box[0] - whole[2] < NEAR && level > 0.3 * Math.min(box[3] - box[1], last[3] - last[1])
    })
    if (line === undefined) lines.push({ box, last: box, strokes: 1, inked: box[2] - box[0] })
    else {
      line.inked += Math.max(0, box[2] - Math.max(box[0], line.box[2]))
      line.box = union([line.box, box])
      line.last = box
      line.strokes += 1
    }
  }
  return lines
    .filter(({ box, strokes: n, inked }) => {
      const [w, h] = [box[2] - box[0], box[3] - box[1]]
      return n >= least && h >= LOW && w >= NARROW && inked >= DENSE * w
    })
    .map(({ box }) => box)
}

/** A word of which OCR is sure. */
const SURE = 0.75
/** A word space, points, and how much the height of two words of one line may differ. */
const SPACE = 9
const HEIGHTS = [0.6, 1.7] as const

/** Whether a box stands directly behind a word of its line that OCR read: print that goes on with it ("(file note E.M.)"). */
export function continuesLine(box: Bbox, page: PageReading): boolean {
  const [height, middle] = [box[3] - box[1], (box[1] + box[3]) / 2]
  return page.words.some(({ text, bbox, confidence }) => {
    const share = height / Math.max(1, bbox[3] - bbox[1])
    return (
      confidence > SURE &&
      /\p{L}{2}/u.test(text) &&
      box[0] - bbox[2] > -1 &&
      box[0] - bbox[2] < SPACE &&
      Math.abs((bbox[1] + bbox[3]) / 2 - middle) < 0.4 * height &&
      share > HEIGHTS[0] &&
      share < HEIGHTS[1]
    )
  })
}
