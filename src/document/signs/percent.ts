import { area, overlap } from '../../records/bbox.js'
import { holesInBox } from '../glyph.js'
import type { InkMap } from '../image/ink.js'
import { type InkColumn, inkColumns, inkIn } from '../image/ink-columns.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** A percent sign is this wide against its height: a figure is .5 to .65, two figures that touch have ink in the corners that it leaves blank. */
const MIN_WIDTH = 0.72
const MAX_WIDTH = 1.6
/** The narrow sign of type whose letters are half as wide as a Han character; two figures that touch are wider. */
const NARROWEST = 0.5
const NARROW = 1.08
/** How far apart the middles of its rings stand, as shares of its sides, and how unlike in size the blur may make them. */
const RINGS_ACROSS = 0.2
const RINGS_DOWN = 0.28
const UNLIKE = 3
/** Share of ink in the blank corners and in the two rings. */
const BLANK = 0.14
const RING = 0.12
/** What the models make of a percent sign at the end of a word. */
const MISREAD = /(?:[0oO9][06oO69%]?[oO06]?|[6o]|肥|Yo|Ye|[vV][oe0]|[yY]o)%?$/u
/** Figures that stand for a percent sign, or slipped in before one. */
const FALSE_FIGURES = /^[0oO69]{1,3}%?$|^[肥]$|^[YyVv]?[oe0]$/u
/** A lone figure is at most this wide against its height. */
const ONE_FIGURE = 0.8
/** How far around the box of a lone sign its ink is looked for, as shares of the box's height, and how tall it is against a box of one ring. */
const REACH = [0.1, 0.45, 1.3]
const TALLEST = 2.7
/** A comma is at most this tall against a percent sign, or hangs this much lower. */
const COMMA = 0.4
const HANGS = 0.08
/** Sureness of a number whose percent sign the ink shows though it was read as figures, and of one that does not tally. */
const SHOWN = 0.8
const DOUBTFUL = 0.6

/**
 * Whether printed ink has the shape of a percent sign: a ring above left, a ring below right, a stroke between, and nothing in the
 * other two corners. Figures that touch have ink in all four.
 */
export function isPercentSign(ink: InkMap, c: InkColumn): boolean {
  const [w, h] = [c.x1 - c.x0, c.y1 - c.y0]
  if (h < 10 || w < h * NARROWEST || w > h * MAX_WIDTH) return false
  if (w < h * NARROW && hasSlantedRings(ink, c)) return true
  if (w < h * MIN_WIDTH) return false
  return (
    inkIn(ink, c, 0, 0.68, 0.2, 1) <= BLANK &&
    inkIn(ink, c, 0.8, 0, 1, 0.32) <= BLANK &&
    inkIn(ink, c, 0, 0.06, 0.3, 0.46) >= RING &&
    inkIn(ink, c, 0.7, 0.54, 1, 0.94) >= RING &&
    inkIn(ink, c, 0.34, 0.3, 0.66, 0.7) >= RING
  )
}

/** Two rings and nothing else that encloses paper, the second below and right of the first: no narrow figure or letter has that. */
function hasSlantedRings(ink: InkMap, c: InkColumn): boolean {
  const [first, second, ...more] = holesInBox(ink, c).sort((a, b) => a.middle - b.middle)
  if (first === undefined || second === undefined || more.length > 0) return false
  return (
    second.across - first.across >= RINGS_ACROSS &&
    second.middle - first.middle >= RINGS_DOWN &&
    Math.max(first.pixels, second.pixels) <= UNLIKE * Math.min(first.pixels, second.pixels)
  )
}

/**
 * Puts percent signs where the ink shows them. The Chinese model reads `%` as `06` or `0`, which turns 5.3% into 5.306: where the last
 * sign of a number is printed like a percent sign, the figures that stand for it are taken back, if the rest tallies with the ink one
 * sign each. A lone unit and a name that ends in one (NEUT%) are repaired alike.
 */
export function withPercentSigns(words: readonly RecognizedWord[], ink: InkMap): RecognizedWord[] {
  const signed = words.map((word) => withSign(word, ink))
  // The two rings of one sign may have been read as two words.
  return signed.filter(
    (word, i) =>
      word.text !== '%' ||
      !signed.slice(0, i).some((w) => w.text === '%' && overlap(w.bbox, word.bbox) > 0.5 * area(word.bbox)),
  )
}

function withSign(word: RecognizedWord, ink: InkMap): RecognizedWord {
  const inside = percentInBrackets(word, ink)
  if (inside !== null) return inside
  const thousandth = perMille(word, ink)
  if (thousandth !== null) return thousandth
  const permille = /^(.*?)(?:%|96|Y)[oO0]{1,2}$/.exec(word.text)
  if (
    permille !== null &&
    /^(?:[<>≤≥]?[\d.]+)?$/.test(permille[1]!) &&
    word.text.length - permille[1]!.length <= 3 &&
    !endsInPercent(word, ink) &&
    !/^\d*0$/.test(word.text)
  )
    return { ...word, text: `${permille[1]}‰`, confidence: Math.min(SHOWN, Math.max(word.confidence, DOUBTFUL)) }
  const lone = loneSign(word, ink)
  if (lone !== null) return lone
  if (/^%[06oO]{0,2}[。,，.]?$/u.test(word.text) && endsInPercent(word, ink))
    return { ...word, text: '%', confidence: Math.max(word.confidence, SHOWN) }
  if (!MISREAD.test(word.text) && !/\d%$/.test(word.text)) return word
  const columns = inkColumns(ink, word.bbox)
  const last = columns.at(-1)
  if (last === undefined || !isPercentSign(ink, last)) return word
  const signs = [...word.text]
  const before = columns.slice(0, -1)
  if (before.length === 0)
    return signs.length <= 3 ? { ...word, text: '%', confidence: Math.max(word.confidence, SHOWN) } : word
  if (/^[<>≤≥]?[\d.,]+/.test(word.text)) {
    const kept = signs.slice(0, before.length).join('')
    const rest = signs.slice(before.length).join('')
    const tallest = Math.max(...before.map((c) => c.y1 - c.y0))
    const single = before.every((c) => c.x1 - c.x0 <= tallest * ONE_FIGURE)
    if (rest === '%') return single ? { ...word, confidence: Math.max(word.confidence, SHOWN) } : word
    return single && /^[<>≤≥]?\d+(?:[.,]\d+)?$/.test(kept) && FALSE_FIGURES.test(rest)
      ? { ...word, text: `${kept}%`, confidence: SHOWN }
      : { ...word, confidence: Math.min(word.confidence, DOUBTFUL) }
  }
  if (!/\p{L}/u.test(word.text)) return word
  // Of letters before it only figures are taken back: MONO06 is MONO%.
  const text = word.text.replace(/o?\d{1,2}$/, '%')
  return text === '%' || text === word.text ? word : { ...word, text, confidence: Math.max(word.confidence, SHOWN) }
}

/** A word of a sign or two, whatever was read, that holds nothing but a percent sign: a ring of it may be all that was boxed. */
function loneSign(word: RecognizedWord, ink: InkMap): RecognizedWord | null {
  if ([...word.text].length > 2 || word.text === '%') return null
  const [x0, y0, x1, y1] = word.bbox
  for (const share of REACH) {
    const reach = (y1 - y0) * share
    const around = inkColumns(ink, [x0 - reach, y0 - reach, x1 + reach, y1 + reach])
    const own = around.filter((c) => c.x1 > x0 + 1 && c.x0 < x1 - 1)
    const sign = own[0]
    if (sign === undefined || own.length > 1 || sign.x0 <= x0 - reach || sign.x1 >= x1 + reach) continue
    if (!isPercentSign(ink, sign) || sign.y1 - sign.y0 > (y1 - y0) * TALLEST) continue
    const bbox: RecognizedWord['bbox'] = [sign.x0, sign.y0, sign.x1, sign.y1]
    return { ...word, text: '%', bbox, confidence: Math.max(word.confidence, SHOWN) }
  }
  return null
}

/** Whether the last ink of a word is a percent sign, commas behind it aside; the third ring of a per mille sign is larger than those. */
function endsInPercent({ bbox }: RecognizedWord, ink: InkMap): boolean {
  const columns = inkColumns(ink, bbox)
  const at = columns.findLastIndex((c) => isPercentSign(ink, c))
  const sign = columns[at]
  if (sign === undefined) return false
  const height = sign.y1 - sign.y0
  return columns.slice(at + 1).every((c) => c.y1 - c.y0 <= height * COMMA || c.y1 > sign.y1 + height * HANGS)
}

/** `(EO%)`, whose sign is read as `0f`, `06` or `9f` when the bracket closes behind it. */
function percentInBrackets(word: RecognizedWord, ink: InkMap): RecognizedWord | null {
  const match = /^(.*\p{Script=Latin}{2,}?)([0o9][0oO]?[0oOf69%]{0,2})([)）])$/u.exec(word.text)
  if (match === null || match[2] === '%') return null
  const columns = inkColumns(ink, word.bbox)
  const [sign, bracket] = columns.slice(-2)
  if (sign === undefined || bracket === undefined || !isPercentSign(ink, sign)) return null
  if (bracket.x1 - bracket.x0 > (bracket.y1 - bracket.y0) * 0.5) return null
  return { ...word, text: `${match[1]}%${match[3]}`, confidence: Math.max(word.confidence, SHOWN) }
}

/** No figure is as wide as it is tall: `1.1‰` read as 1.19. Three rings tell the sign. */
function perMille(word: RecognizedWord, ink: InkMap): RecognizedWord | null {
  const match = /^([<>≤≥]?\d+[.,]\d*?)([0-9]{1,2}|%[0oO]?)$/.exec(word.text)
  if (match === null) return null
  const columns = inkColumns(ink, word.bbox)
  const last = columns.at(-1)
  if (last === undefined || columns.length !== [...match[1]!].length + 1) return null
  const [w, h] = [last.x1 - last.x0, last.y1 - last.y0]
  if (w < h * 1.15 || w > h * 2) return null
  const rings = holesInBox(ink, last).length
  const corner = inkIn(ink, last, 0, 0.68, 0.2, 1)
  return rings === 3 && corner <= BLANK ? { ...word, text: `${match[1]}‰`, confidence: SHOWN } : null
}
