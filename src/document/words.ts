import { area, type Bbox, overlap, union } from '../records/bbox.js'
import type { Word } from '../records/page.js'
import { round2, roundBox } from './frame.js'

/** What the characters of one drawn run share. `angle` in degrees clockwise on the page, `size` in points. */
export interface RunStyle {
  object: number
  size: number
  angle: number
  bold: boolean
  italic: boolean
  color: string
  /** Drawn without ink: invisible rendering mode or full transparency. */
  inkless: boolean
  embedded: boolean
}

/** One character in page points: tight `box` of its ink, `loose` box of its advance, origin on the baseline. */
export interface Glyph {
  text: string
  box: Bbox
  loose: Bbox
  x: number
  y: number
  /** Null for the spaces that the reader inferred. */
  run: RunStyle | null
  generated: boolean
  /** The font gives no Unicode for it. */
  unmapped: boolean
}

/** A word with the glyphs it was made from. */
export interface GlyphWord {
  word: Word
  glyphs: Glyph[]
}

/** A space is at least this wide in em where nothing but a gap separates two words: the narrowest common word space is .2 em. */
const GAP_EM = 0.2
/** With a space inferred by PDFium or drawn, this gap is enough. */
const GAP_EM_AT_SPACE = 0.1
/** Glyphs that step back further than this in em do not continue a word. */
const BACKSTEP_EM = 0.35
/** Baseline shifts of a superscript or subscript in em; others break the word beyond `SHIFT_EM`. */
const SCRIPT_SHIFT_EM = 0.5
const SHIFT_EM = 0.25
/** Ascent and descent in em that every upright word box spans at least, so that boxes on a baseline agree across fonts. */
const ASCENT_EM = 0.8
const DESCENT_EM = 0.2

/** Groups characters into words by white space and by gaps along their own direction, in content order. */
export function buildWords(glyphs: readonly Glyph[]): GlyphWord[] {
  const words: GlyphWord[] = []
  let current: Glyph[] = []
  let sawSpace = false
  const flush = (): void => {
    if (current.length > 0) words.push(toWord(current))
    current = []
  }
  for (const glyph of glyphs) {
    if (glyph.run === null) {
      sawSpace = true
      continue
    }
    if (isSpace(glyph.text)) {
      // A drawn space always ends the word, unless it has no width (some producers draw a space before each glyph).
      if (current.length > 0 && Math.max(glyph.loose[2] - glyph.loose[0], glyph.loose[3] - glyph.loose[1]) > 0.05)
        sawSpace = true
      continue
    }
    const last = current.at(-1)
    if (last !== undefined && breaks(last, glyph, sawSpace)) flush()
    current.push(glyph)
    sawSpace = false
  }
  flush()
  return words
}

/** Whether `next` starts a new word after `last`; `sawSpace` when white space stood between them. */
function breaks(last: Glyph, next: Glyph, sawSpace: boolean): boolean {
  const a = last.run!
  const b = next.run!
  if (Math.abs(angleBetween(a.angle, b.angle)) > 3) return true
  const em = Math.max(a.size, b.size)
  const cos = Math.cos((a.angle * Math.PI) / 180)
  const sin = Math.sin((a.angle * Math.PI) / 180)
  const dx = next.x - last.x
  const dy = next.y - last.y
  const along = dx * cos + dy * sin
  const across = -dx * sin + dy * cos
  const sameSize = Math.abs(a.size - b.size) < 0.15 * em
  if (Math.abs(across) > (sameSize ? SHIFT_EM : SCRIPT_SHIFT_EM) * em) return true
  // A ligature that PDFium splits gives several characters in one place.
  if (Math.abs(along) < 0.01 && Math.abs(across) < 0.01) return false
  if (!isUprightAngle(a.angle)) {
    const limit = a.object === b.object ? 1.6 : 1.2
    return sawSpace || along < -BACKSTEP_EM * em || along > limit * em
  }
  const gap = gapAlong(last, next, cos, sin)
  if (gap < -BACKSTEP_EM * em) return true
  return gap > (sawSpace ? GAP_EM_AT_SPACE : GAP_EM) * em || (sawSpace && gap > -0.02 * em)
}

/** Free distance between two glyphs' advances along a direction that is a multiple of 90 degrees; ink counts where it reaches further. */
function gapAlong(last: Glyph, next: Glyph, cos: number, sin: number): number {
  if (cos > 0.5) return Math.min(next.x, Math.max(next.box[0], next.x)) - end(last.loose[2], last.box[2], last.box[0])
  if (cos < -0.5) return Math.min(last.loose[0], last.box[0]) - Math.max(next.x, next.box[2])
  if (sin > 0.5) return Math.min(next.y, next.box[1]) - Math.max(last.loose[3], last.box[3])
  return Math.min(last.loose[1], last.box[1]) - Math.max(next.y, next.box[3])
}

/** A zero-width advance (broken width tables) is replaced by the ink's end. */
function end(advance: number, ink: number, inkStart: number): number {
  return advance > inkStart ? advance : ink
}

function toWord(glyphs: Glyph[]): GlyphWord {
  const first = glyphs[0]!.run!
  const text = glyphs
    .map((g) => g.text)
    .join('')
    .normalize('NFC')
  // The style of most characters stands for the word.
  const bold = glyphs.filter((g) => g.run!.bold).length * 2 > glyphs.length
  const italic = glyphs.filter((g) => g.run!.italic).length * 2 > glyphs.length
  const size = Math.max(...glyphs.map((g) => g.run!.size))
  const word: Word = {
    text,
    bbox: roundBox(union(glyphs.map(glyphBox))),
    confidence: 1,
    source: 'text',
    angle: round2(first.angle),
    line: null,
    style: { size: round2(size), bold, italic, color: mostFrequent(glyphs.map((g) => g.run!.color)) },
  }
  return { word, glyphs }
}

/** Ink, advance and a standard ascent and descent around the baseline. */
function glyphBox(glyph: Glyph): Bbox {
  const { size, angle } = glyph.run!
  const [x0, y0, x1, y1] = glyph.box
  if (!isUprightAngle(angle)) return x1 > x0 && y1 > y0 ? glyph.box : glyph.loose
  const up = ASCENT_EM * size
  const down = DESCENT_EM * size
  const { x, y, loose } = glyph
  const cos = Math.round(Math.cos((angle * Math.PI) / 180))
  const sin = Math.round(Math.sin((angle * Math.PI) / 180))
  const line: Bbox =
    cos === 1
      ? [loose[0], y - up, loose[2], y + down]
      : cos === -1
        ? [loose[0], y - down, loose[2], y + up]
        : sin === 1
          ? [x - down, loose[1], x + up, loose[3]]
          : [x - up, loose[1], x + down, loose[3]]
  return x1 > x0 && y1 > y0 ? union([line, glyph.box]) : line
}

/** Within a degree of a multiple of 90. */
export function isUprightAngle(angle: number): boolean {
  const rest = ((angle % 90) + 90) % 90
  return rest < 1 || rest > 89
}

function angleBetween(a: number, b: number): number {
  return ((((a - b + 180) % 360) + 360) % 360) - 180
}

/** White space, also zero-width and the ideographic space. */
export function isSpace(text: string): boolean {
  return /^[\s\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]*$/u.test(text)
}

function mostFrequent(values: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best = values[0]!
  for (const [value, n] of counts) if (n > counts.get(best)!) best = value
  return best
}

/**
 * Drops words printed again over themselves (shadow or poor man's bold: the same text a fraction of a point away) and marks the
 * one that stays as bold when the copies do not coincide exactly.
 */
export function dropOverprints(words: readonly GlyphWord[]): GlyphWord[] {
  const byText = new Map<string, GlyphWord[]>()
  const kept: GlyphWord[] = []
  for (const candidate of words) {
    const { text, bbox, style } = candidate.word
    const twins = byText.get(text) ?? []
    const reach = Math.max(0.6, 0.08 * (style.size ?? 10))
    const twin = twins.find(
      ({ word }) => distance(word.bbox, bbox) <= reach && overlap(word.bbox, bbox) > 0.6 * area(bbox),
    )
    if (twin === undefined) {
      kept.push(candidate)
      byText.set(text, [...twins, candidate])
    } else if (distance(twin.word.bbox, bbox) > 0.05) twin.word.style.bold = true
  }
  return kept
}

/** How far apart in points the copies of poor man's bold lie. */
const MAX_OFFSET = 1.2

/**
 * Marks as bold what is drawn twice with a small offset where PDFium gives the characters of one copy only: a run without characters
 * of its own, of the same size as a run that has them, lies next to it.
 */
export function markOverdrawn(
  words: readonly GlyphWord[],
  runs: readonly { object: number; bbox: Bbox }[],
): GlyphWord[] {
  const read = new Map<number, GlyphWord[]>()
  for (const word of words) {
    for (const object of new Set(word.glyphs.map((g) => g.run!.object)))
      read.set(object, [...(read.get(object) ?? []), word])
  }
  const copies = runs.filter((run) => !read.has(run.object) && area(run.bbox) > 0)
  for (const run of copies.length === 0 ? [] : runs) {
    const own = read.get(run.object)
    if (own === undefined) continue
    const twin = copies.some(({ bbox }) => {
      const sameSize =
        Math.abs(bbox[2] - bbox[0] - run.bbox[2] + run.bbox[0]) < 0.3 &&
        Math.abs(bbox[3] - bbox[1] - run.bbox[3] + run.bbox[1]) < 0.3
      const offset = distance(bbox, run.bbox)
      return sameSize && offset > 0.05 && offset < MAX_OFFSET
    })
    if (twin) for (const word of own) word.word.style.bold = true
  }
  return [...words]
}

function distance(a: Bbox, b: Bbox): number {
  return Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]))
}
