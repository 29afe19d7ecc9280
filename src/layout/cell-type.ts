import type { CellPatterns } from './knowledge.js'

/** What the text of a cell looks like. `text` is none of the others. */
export type CellType = 'empty' | 'value' | 'qualitative' | 'unit' | 'range' | 'flag' | 'text'

/** Signs beside results that are out of range, as German laboratories print them: `+`, `++`, `(+)`, `-`. */
export const SIGNS = /^(?:\+{1,3}|[-−]{1,3}|\((?:\+{1,2}|[-−]{1,2})\))$/u

/** The type of a cell's text; a number is a value before anything else, an arrow or H/L a flag. */
export function cellType(text: string, patterns: CellPatterns): CellType {
  const t = text.replace(/^[:：]\s*/u, '').trim()
  if (t === '') return 'empty'
  if (patterns.value.test(t)) return 'value'
  if (patterns.flag.test(t)) return 'flag'
  if (patterns.range.test(t)) return 'range'
  if (patterns.qualitative.test(t)) return 'qualitative'
  if (isMeasured(t, patterns)) return 'value'
  if (patterns.unit.test(t)) return 'unit'
  return 'text'
}

/** Can this text stand in a result column? */
export function isResult(text: string, patterns: CellPatterns): boolean {
  const t = text.replace(/^[:：]\s*/u, '').trim()
  if (patterns.value.test(t) || patterns.qualitative.test(t)) return true
  if (/^(?:-{2,6}|\*{3,6})(?:\s\S{1,16})?$/u.test(t)) return true
  // `7.2 H`, `11.50 Low`, `5.1 mmol/L`, `HIGH 5.1`: a number with what belongs to it, not a sentence.
  return t.length <= 32 && /^(?:[^\d\s]{1,8}\s)?[<>≤≥]?\s*\d[\d.,/]*(?:\s\S{1,16}){0,2}$/u.test(t)
}

/** A number with its unit, and perhaps a flag (`6.02 mmol/L H`). */
export function isMeasured(text: string, patterns: CellPatterns): boolean {
  // `10^9/L` and its flat form `109/L` are units.
  if (/^10(?:[\^*⁰¹²³⁴-⁹x×E]|\d{0,2}\s*\/)/u.test(text)) return false
  const m = /^\*?[<>≤≥]?\s*\d[\d.,]*\s*([^\d\s]\S*)(?:\s+(\S{1,8}))?$/u.exec(text.trim())
  return m !== null && patterns.unit.test(m[1]!) && (m[2] === undefined || patterns.flag.test(m[2]))
}

/** Text of several words that is a sentence rather than a cell. */
export function isProse(text: string): boolean {
  const ideographs = text.match(/[\u4e00-\u9fff]/gu)?.length ?? 0
  const words = text.split(/\s+/u).filter((w) => /\p{L}{2}/u.test(w)).length
  return ideographs >= 22 || (ideographs >= 12 && /[,，。;；、]/u.test(text)) || words >= 9
}
