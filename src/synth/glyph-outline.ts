import PDFDocument from 'pdfkit'
import { fontFile } from './font-file.js'

interface OutlineFont {
  readonly unitsPerEm: number
  glyphForCodePoint(code: number): { readonly advanceWidth: number; readonly path: { toSVG(): string } }
}

let loaded: OutlineFont | null = null

function outlineFont(): OutlineFont {
  if (loaded) return loaded
  const doc = new PDFDocument({ autoFirstPage: false })
  doc.registerFont('bold', fontFile('700Bold') as never).font('bold')
  // pdfkit keeps the parsed font in `_font.font`; only its outlines are read.
  loaded = (doc as unknown as { _font: { font: OutlineFont } })._font.font
  return loaded
}

/** SVG path data of one character, drawn upwards (font coordinates), and its advance, both in units of the em = 1000. */
export function glyphOutline(char: string): { readonly path: string; readonly advance: number } {
  const font = outlineFont()
  const glyph = font.glyphForCodePoint(char.codePointAt(0) ?? 32)
  return { path: glyph.path.toSVG(), advance: (glyph.advanceWidth * 1000) / font.unitsPerEm }
}

/** A line of text as SVG paths, `size` pixels high, baseline at (`x`, `y`). Bitmaps with words are made so: no system font takes part. */
export function outlinedText(
  text: string,
  x: number,
  y: number,
  size: number,
  color: string,
): { readonly svg: string; readonly width: number } {
  const scale = size / 1000
  let left = x
  let svg = ''
  for (const char of text) {
    const { path, advance } = glyphOutline(char)
    svg += `<path transform="translate(${left.toFixed(2)} ${y}) scale(${scale} ${-scale})" d="${path}" fill="${color}"/>`
    left += advance * scale
  }
  return { svg, width: left - x }
}
