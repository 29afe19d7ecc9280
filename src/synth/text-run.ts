import type { Bbox } from '../records/bbox.js'

/** Type family of a document: `cjk` is Noto Sans SC, embedded; the others are the PDF standard fonts. */
export type Face = 'cjk' | 'helvetica' | 'times' | 'courier'

export interface TextRun {
  readonly text: string
  readonly font: string
  readonly raised: boolean
}

const STANDARD: Record<Exclude<Face, 'cjk'>, readonly [string, string]> = {
  helvetica: ['Helvetica', 'Helvetica-Bold'],
  times: ['Times-Roman', 'Times-Bold'],
  courier: ['Courier', 'Courier-Bold'],
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'
// Characters of Windows-1252, the encoding of the standard fonts, beyond Latin-1.
const WINDOWS_1252 = '–—‘’“”•…€‰™'

/** Splits a text by the font that can draw it; superscript digits become raised plain digits (the CJK font lacks ⁶ and ⁹). */
export function textRuns(text: string, face: Face, bold: boolean): TextRun[] {
  const runs: { text: string; font: string; raised: boolean }[] = []
  const cjk = bold ? 'cjk-bold' : 'cjk'
  for (const char of text) {
    const digit = SUPERSCRIPTS.indexOf(char)
    const raised = digit >= 0
    const plain = raised ? String(digit) : char
    const standard = face !== 'cjk' && (char.charCodeAt(0) <= 0xff || raised || WINDOWS_1252.includes(char))
    const font = standard ? STANDARD[face][bold ? 1 : 0] : cjk
    const last = runs.at(-1)
    if (last && last.font === font && last.raised === raised) last.text += plain
    else runs.push({ text: plain, font, raised })
  }
  return runs
}

const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60]/
const UNIT =
  /\n|[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60]+[ \u3000]*|[ \u3000]+/g
const NEVER_FIRST = /^[，。；：、）】》！？%℃,.;:)\]]/

/** True for a short piece that must not start a line (`。`, `).`). */
export function closes(unit: string): boolean {
  return unit.trim().length <= 2 && NEVER_FIRST.test(unit)
}

/** Pieces between which a line may break: CJK characters and Latin words, closing punctuation kept with what precedes it. */
export function lineUnits(text: string): string[] {
  const units: string[] = []
  for (const unit of text.match(UNIT) ?? []) {
    const last = units.at(-1)
    if (last !== undefined && last !== '\n' && NEVER_FIRST.test(unit)) units[units.length - 1] = last + unit
    else units.push(unit)
  }
  return units
}

/**
 * The box of the ink of a text between `x0` and `x1` on `baseline`: CJK glyphs reach from .84 em above to .08 em below, Latin capitals
 * and digits .71 em above; letters with descenders reach .2 em below (measured on Noto Sans SC and Helvetica, rounded inwards).
 */
export function inkBox(text: string, x0: number, x1: number, baseline: number, size: number): Bbox {
  const wide = WIDE.test(text)
  const descends = /[gjpqyQ,;()[\]{}|/]/.test(text)
  return [x0, baseline - size * (wide ? 0.84 : 0.71), x1, baseline + size * (wide ? 0.08 : descends ? 0.19 : 0)]
}
