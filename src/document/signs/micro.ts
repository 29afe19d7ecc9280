import type { Blob } from '../clean.js'
import { glyphsOf, holesOf, maskOf } from '../glyph.js'
import type { InkMap } from '../image/ink.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'

/** A prefix that may be μ, before the units that take one. */
const PREFIXED =
  /^([<>≤≥×xX]?[\d.,]*|[\d.]*\/|10\S{1,3}\/|\S{1,4}\/)([hHuUpPμµy])((?:mol|kat|IU|g|L|l|U|m|S)(?![A-Za-z]).*|mol.*)$/u
/** How far below the foot of its neighbours the stem of a μ or p reaches, as a share of the height of small letters. */
const DESCENT = 0.14
/** Rows from the top in which u and μ have two strokes and nothing between, and p, h and n a bridge. */
const TOP = 0.3
/** Blank paper between the strokes of a u or μ, as a share of the width. */
const GAP = 0.22
/** Sureness of a prefix told by its shape. */
const SHOWN = 0.8
const LETTERS: Record<string, string> = { μ: 'μ', u: 'u', p: 'p' }

/**
 * Tells μ, u and p apart in the ink, which the models mix up and which change a result a million times: u and μ are open at the top,
 * p and μ go below the line. Words whose first signs do not stand one by one in the ink are left as they were read.
 */
export function withMicroByShape(
  words: readonly RecognizedWord[],
  ink: InkMap,
  all: readonly Blob[],
): RecognizedWord[] {
  return words.map((word) => {
    const match = PREFIXED.exec(word.text)
    if (match === null) return word
    const glyphs = glyphsOf(word, all)
    const at = [...match[1]!].length
    const glyph = glyphs[at]
    // The letter after it stands on the line and tells the height of small letters (m, o) or is taller (L, g hangs lower).
    const next = glyphs[at + 1]
    if (glyph === undefined || next === undefined) return word
    const letter = shapeOf(ink, glyph, next, match[3]!)
    if (letter === null || letter === match[2]) return word
    if (letter === 'u' && match[2] === 'U') return word
    return {
      ...word,
      text: match[1]! + LETTERS[letter]! + match[3]!,
      confidence: Math.min(SHOWN, Math.max(word.confidence, 0.6)),
    }
  })
}

function shapeOf(ink: InkMap, glyph: Blob, next: Blob, rest: string): 'μ' | 'u' | 'p' | null {
  const own = maskOf(ink, glyph)
  const hangs = /^g/.test(rest)
  // The foot of the line: that of the next letter, or of small letters' height under its top where it hangs below the line itself.
  const small = /^[mg]/.test(rest) ? next.y0 : null
  const [w, h] = [own.width, own.height]
  if (h < 8 || w > h * 1.4) return null
  if (small !== null && glyph.y0 < small - h * 0.2) return null // an ascender: h
  const foot = hangs ? null : next.y1
  const body = foot === null ? h : Math.min(h, foot - glyph.y0)
  if (body < 6) return null
  const descends = foot === null ? null : glyph.y1 - foot > body * DESCENT
  // p alone encloses paper.
  const open = isOpen(own, body) && holesOf(ink, glyph).length === 0
  if (descends === null) {
    // Before g both hang: only the top can be told.
    return open ? (glyph.y1 >= next.y1 - h * 0.12 ? 'μ' : 'u') : glyph.y1 >= next.y1 - h * 0.12 ? 'p' : null
  }
  if (open) return descends ? 'μ' : 'u'
  return descends ? 'p' : null
}

/** A column between two strokes is blank over the upper rows of the letter's body. */
function isOpen({ data, width }: InkMap, body: number): boolean {
  const rows = Math.max(2, Math.floor(body * TOP))
  const columns = Array.from({ length: width }, (_, x) => {
    for (let y = 0; y < rows; y++) if (data[y * width + x] === 1) return true
    return false
  })
  const [first, last] = [columns.indexOf(true), columns.lastIndexOf(true)]
  const blank = columns.filter((inked, x) => !inked && x > first && x < last).length
  return blank >= Math.max(2, width * GAP)
}
