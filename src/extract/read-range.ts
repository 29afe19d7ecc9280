import type { Candidate } from './candidate.js'

const NUMBER = String.raw`\d+(?:[.,]\d+)?`
/** Both limits with the sign between them. */
const SPAN = new RegExp(String.raw`^(${NUMBER})\s*([-~～–])\s*(${NUMBER})$`)

/**
 * A range read by OCR with the white space taken out that stands in its numbers (`36 .0~46.0`, `6.1-8. 1`), a point that was lost put back
 * where the other limit has as many decimals (`1 60~7.80`), and one of two signs between the limits (`1.50~-4.60`).
 */
export function repairRange(text: string): string {
  const once = repairOnce(text)
  // White space on both sides of a point (`1 . 2`) goes in two steps; each step takes a character or white space away, so it ends.
  return once === text ? once : repairRange(once)
}

function repairOnce(text: string): string {
  const closed = text
    .replace(/(?<=\d)\s+(?=\.\s?\d)|(?<=\d\.)\s+(?=\d)/g, '')
    .replace(/(?<=\d\s?)[~～]\s?-(?=\s?\d)/, '-')
  const low = /^(\d{1,2}) (\d{1,3})\s*([-~～–])\s*(\d+[.,](\d{1,3}))$/.exec(closed)
  if (low !== null && low[2]!.length === low[5]!.length) return `${low[1]}.${low[2]}${low[3]}${low[4]}`
  const high = /^(\d+[.,](\d{1,3}))\s*([-~～–])\s*(\d{1,3}) (\d{1,3})$/.exec(closed)
  if (high !== null && high[2]!.length === high[5]!.length) return `${high[1]}${high[3]}${high[4]}.${high[5]}`
  return closed
}

/** Ranges of a table from which on its sign is known, and the largest share of the other one that is taken for a misreading. */
const ENOUGH = 6
const OTHER = 0.45

/** A table prints its ranges with one sign between the limits: where OCR read two, the one that it read more often. */
export function withOneSign(candidates: readonly Candidate[]): Candidate[] {
  const signs = candidates.flatMap((c) => (c.ocr ? (SPAN.exec(c.range_printed ?? '')?.[2] ?? []) : []))
  const swung = signs.filter((s) => s === '~' || s === '～').length
  const straight = signs.length - swung
  const fewer = Math.min(swung, straight)
  if (signs.length < ENOUGH || fewer === 0 || fewer > signs.length * OTHER) return [...candidates]
  const usual = signs.find((s) => (s === '~' || s === '～') === swung > straight)!
  return candidates.map((c) => {
    const span = c.ocr ? SPAN.exec(c.range_printed ?? '') : null
    const other = span !== null && (span[2] === '~' || span[2] === '～') !== swung > straight
    return other ? { ...c, range_printed: `${span[1]}${usual}${span[3]}` } : c
  })
}
