import { apply, applyBox, type Matrix } from '../frame.js'
import type { Pdfium } from '../pdfium.js'
import type { Glyph, RunStyle } from '../words.js'
import { readColour } from './pdf-objects.js'
import type { PdfPage } from './pdf-page.js'

/** Text rendering modes of ISO 32000-1 table 106 that leave no ink: 3 invisible, 7 clip only. */
const INKLESS_MODES = new Set([3, 7])
const FILL_AND_STROKE = 2
/** Font descriptor flags, ISO 32000-1 table 123. */
const FLAG_ITALIC = 1 << 6
const FLAG_FORCE_BOLD = 1 << 18
/** CSS weight from which print looks bold. */
const BOLD_WEIGHT = 600

/**
 * The characters of a page with boxes in page points and the style of their runs, in content order. White space stands as glyphs with
 * blank text; spaces and line breaks that PDFium only infers are marked `generated`.
 */
export function readCharacters(page: PdfPage, toPage: Matrix): Glyph[] {
  const { pdfium } = page
  const textPage = pdfium.call('FPDFText_LoadPage', page.handle)
  if (textPage === 0) return []
  try {
    return collect(pdfium, textPage, toPage)
  } finally {
    pdfium.call('FPDFText_ClosePage', textPage)
  }
}

function collect(pdfium: Pdfium, textPage: number, toPage: Matrix): Glyph[] {
  const getUnicode = pdfium.raw('FPDFText_GetUnicode')
  const getBox = pdfium.raw('FPDFText_GetCharBox')
  const getLoose = pdfium.raw('FPDFText_GetLooseCharBox')
  const getOrigin = pdfium.raw('FPDFText_GetCharOrigin')
  const getObject = pdfium.raw('FPDFText_GetTextObject')
  const isGenerated = pdfium.raw('FPDFText_IsGenerated')
  const unmapped = pdfium.raw('FPDFText_HasUnicodeMapError')
  const { scratch } = pdfium
  const runs = new Map<number, RunStyle>()
  const glyphs: Glyph[] = []
  const count = pdfium.call('FPDFText_CountChars', textPage)
  let highSurrogate = 0
  for (let i = 0; i < count; i++) {
    let code = getUnicode(textPage, i)
    if (code >= 0xd800 && code < 0xdc00) {
      highSurrogate = code
      continue
    }
    if (code >= 0xdc00 && code < 0xe000) {
      code = highSurrogate === 0 ? 0xfffd : 0x10000 + ((highSurrogate - 0xd800) << 10) + (code - 0xdc00)
    }
    highSurrogate = 0
    const generated = isGenerated(textPage, i) === 1
    const object = generated ? 0 : getObject(textPage, i)
    // PDFium gives a soft hyphen at a line's end as U+0002.
    const text = code === 2 ? '-' : code > 0x10ffff || code === 0 ? '\ufffd' : String.fromCodePoint(code)
    if (object === 0) {
      glyphs.push({
        text: ' ',
        box: [0, 0, 0, 0],
        loose: [0, 0, 0, 0],
        x: 0,
        y: 0,
        run: null,
        generated: true,
        unmapped: false,
      })
      continue
    }
    let run = runs.get(object)
    if (run === undefined) {
      run = readRun(pdfium, textPage, i, object, toPage)
      runs.set(object, run)
    }
    // FPDFText_GetCharBox gives doubles in the order left, right, bottom, top.
    getBox(textPage, i, scratch, scratch + 8, scratch + 16, scratch + 24)
    const box = applyBox(toPage, [pdfium.f64(0), pdfium.f64(16), pdfium.f64(8), pdfium.f64(24)])
    // FS_RECTF is left, top, right, bottom.
    getLoose(textPage, i, scratch)
    const loose = applyBox(toPage, [pdfium.f32(0), pdfium.f32(4), pdfium.f32(8), pdfium.f32(12)])
    getOrigin(textPage, i, scratch, scratch + 8)
    const [x, y] = apply(toPage, pdfium.f64(0), pdfium.f64(8))
    glyphs.push({
      text,
      box,
      loose,
      x,
      y,
      run,
      generated: false,
      unmapped: unmapped(textPage, i) === 1 || text === '\ufffd',
    })
  }
  return glyphs
}

function readRun(pdfium: Pdfium, textPage: number, index: number, object: number, toPage: Matrix): RunStyle {
  const { scratch } = pdfium
  let matrix: Matrix = [1, 0, 0, 1, 0, 0]
  if (pdfium.call('FPDFText_GetMatrix', textPage, index, scratch) !== 0) {
    matrix = [pdfium.f32(0), pdfium.f32(4), pdfium.f32(8), pdfium.f32(12), 0, 0]
  }
  const getFontSize = pdfium.raw('FPDFText_GetFontSize') as (textPage: number, index: number) => number
  const nominal = Math.abs(getFontSize(textPage, index)) || 1
  const [ux, uy] = apply([toPage[0], toPage[1], toPage[2], toPage[3], 0, 0], matrix[0], matrix[1])
  const size = nominal * Math.hypot(matrix[2], matrix[3])
  const mode = pdfium.call('FPDFTextObj_GetTextRenderMode', object)
  const fill = readColour(pdfium, 'FPDFPageObj_GetFillColor', object)
  const stroke = mode === 1 ? readColour(pdfium, 'FPDFPageObj_GetStrokeColor', object) : null
  const ink = stroke ?? fill ?? { color: '#000000', alpha: 255 }
  const font = pdfium.call('FPDFTextObj_GetFont', object)
  const name =
    font === 0 ? '' : pdfium.utf8((buffer, length) => pdfium.call('FPDFFont_GetBaseFontName', font, buffer, length))
  const flags = font === 0 ? 0 : pdfium.call('FPDFFont_GetFlags', font)
  const weight = font === 0 ? 0 : pdfium.call('FPDFFont_GetWeight', font)
  const angle = (Math.atan2(uy, ux) * 180) / Math.PI
  return {
    object,
    size,
    angle: Math.abs(angle) < 0.05 ? 0 : angle,
    bold: mode === FILL_AND_STROKE || isBoldFont(name, flags, weight),
    italic: (flags > 0 && (flags & FLAG_ITALIC) !== 0) || /italic|oblique/i.test(name) || isSlanted(matrix),
    color: ink.color,
    inkless: INKLESS_MODES.has(mode) || ink.alpha === 0,
    embedded: font === 0 || pdfium.call('FPDFFont_GetIsEmbedded', font) !== 0,
  }
}

/** The name decides where it speaks; a descriptor's StemV, from which PDFium derives the weight, is often a producer's constant. */
function isBoldFont(name: string, flags: number, weight: number): boolean {
  if (/bold|black|heavy|demi(?!light)|[-,]b$|[-_]bd\b/i.test(name)) return true
  if (/regular|light|book|roman|medium|thin/i.test(name)) return false
  return (flags > 0 && (flags & FLAG_FORCE_BOLD) !== 0) || weight >= BOLD_WEIGHT
}

/** A font sheared by its matrix (synthetic italics): the upright stem leans by more than about 6 degrees from the baseline's normal. */
function isSlanted([a, b, c, d]: Matrix): boolean {
  const across = Math.hypot(a, b) * Math.hypot(c, d)
  return across > 0 && Math.abs(a * c + b * d) / across > 0.1
}
