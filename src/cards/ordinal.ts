/** Full-width forms, plus signs and letters of a printed result brought to ASCII (NFKC). */
export function plain(text: string): string {
  return text.normalize('NFKC').trim()
}

const NEGATIVE = /^(阴性|阴|neg(ative)?|non[- ]?reactive|not detected|none|nil|absent|未检出|未见|-|\(-\)|0)$/i
const TRACE = /^(\+\s?\/?\s?-|±|\(±\)|trace|tr|微量|弱阳性?|borderline|weak(ly)? positive)$/i
const POSITIVE = /(阳性|positive|reactive|detected|检出)/i
const NOT = /(阴性|negative|non[- ]?reactive|not detected|未检出)/i

/**
 * Pluses of a printed ordinal result: negative 0, trace or ± 0.5, + 1, ++ or 2+ 2, +++ 3, ++++ 4; positive without a count 1.
 * @returns null when the text is no ordinal result
 */
export function pluses(printed: string): number | null {
  const text = plain(printed)
  if (NEGATIVE.test(text)) return 0
  if (TRACE.test(text)) return 0.5
  const digit = /(?:^|[^\d.])([1-4])\s?\+|\+\s?([1-4])(?![\d.])/.exec(text)
  if (digit !== null) return Number(digit[1] ?? digit[2])
  const run = /\+{1,4}/.exec(text)
  if (run !== null && !/\d/.test(text)) return run[0].length
  if (NOT.test(text)) return 0
  if (POSITIVE.test(text)) return 1
  return null
}
