/** Letters and signs that OCR takes for one another in units, folded to one; what no unit holds is dropped. */
function skeleton(unit: string): string {
  return unit
    .toLowerCase()
    .replace(/\{[^}]*\}|[[\]]/g, '')
    .replace(/[μµ]/g, 'u')
    .replace(/[×x]\s*(?=1)/g, '')
    .replace(/[^a-z0-9/%|!]/g, '')
    .replace(/[i1|!]/g, 'l')
    .replace(/o/g, '0')
    .replace(/y/g, '/')
    .replace(/^h(?=m0l)/, 'u')
    .replace(/([l/])\1+/g, '$1')
}

const PERCENT = /^(?:[0oO9][/]?[60oO]|%[o0]|[oO0][/]?[oO0]|°[/]?[o0])$/

/** A power of ten whose figure was read as a sign. */
const RAISED = /^[×xX*]?\s?10[°%"“”'‘’?*º®°]{1,2}[/|]?([uμ]?[lL])$/u

/** What OCR makes of `20.4%` when it takes the sign for figures. */
export interface PercentReading {
  /** The number without the sign's figures; null when more than one reading is possible. */
  readonly value: string | null
}

/**
 * A per cent sign read as figures behind a number: `20.406` or `20.496` where the printed limits have one decimal. Null when the number
 * has no more decimals than its limits. Unambiguous are only two figures `06` or `96` too many; one more figure may be print.
 */
export function percentAsFigures(value: string, range: string | null): PercentReading | null {
  const decimals = (text: string): number => /[.,](\d+)/.exec(text)?.[1]?.length ?? 0
  const limits = [...(range ?? '').matchAll(/\d+(?:[.,]\d+)?/g)].map((m) => decimals(m[0]))
  if (limits.length === 0) return null
  const usual = Math.max(...limits)
  const more = decimals(value) - usual
  if (usual > 0 && more === 2 && /[09]6$/.test(value)) return { value: value.slice(0, -2) }
  return more >= 1 && more <= 3 && /[069]$/.test(value) ? { value: null } : null
}

/**
 * The unit that OCR misread, out of those in which the analyte is reported (UCUM): the one whose folded spelling is the same, or for
 * spellings of four or more signs the only one that differs in one sign. Null when there is none or more than one.
 */
export function repairUnit(read: string, units: readonly string[]): string | null {
  // The two rings and the stroke of a per cent sign.
  if (PERCENT.test(read.trim())) return units.includes('%') ? '%' : null
  // The raised figure of a power and the stroke behind it are read as one sign: `10°L`.
  const raised = RAISED.exec(read.trim())
  if (raised !== null) {
    const powers = units.filter((u) => new RegExp(`^10\\*\\d{1,2}/${raised[1]!}$`, 'i').test(u))
    return powers.length === 1 ? powers[0]! : null
  }
  const seen = skeleton(read)
  if (seen === '') return null
  const same = units.filter((u) => skeleton(u) === seen)
  if (same.length > 0) return same.length === 1 ? same[0]! : null
  if (seen.length < 4) return null
  const near = units.filter((u) => skeleton(u).length >= 4 && oneApart(skeleton(u), seen))
  return near.length === 1 ? near[0]! : null
}

/** True when one insertion, deletion or replacement leads from `a` to `b`. */
function oneApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return Math.max(a.length, b.length) - start - end <= 1
}

/** Whether a unit counts by a power of ten that no count is given in (third, sixth, ninth, twelfth): a figure of the power was lost. */
export function isOddPower(unit: string): boolean {
  const power = /^[×xX*]?\s?10[\^*](\d{1,2})\//.exec(unit.trim())
  return power !== null && !['3', '6', '9', '12'].includes(power[1]!)
}

/** A UCUM unit as it is printed where it was misread; signs that were read well (`×` before a power, `u` for μ) stay. Units of other forms stay as read. */
export function printedUnit(ucum: string, read: string): string {
  const power = /^10\*(\d{1,2})(\/[A-Za-z]+)$/.exec(ucum)
  if (power !== null) {
    const times = /^([×xX])\s?1/.exec(read.trim())?.[1] ?? ''
    return `${times}10^${power[1]}${micro(power[2]!, read)}`
  }
  if (ucum === '%' || /^[A-Za-z]+(?:\/[A-Za-z]+)?$/.test(ucum)) return micro(ucum, read)
  return /^m?u?\[IU\]\/m?L$/.test(ucum) ? micro(ucum.replace(/[[\]]/g, ''), read) : read
}

/** UCUM writes u for μ. */
function micro(ucum: string, read: string): string {
  return /^\S*u(?:mol|g|L|kat|IU)/i.test(read) ? ucum : ucum.replace(/\bu(?=mol|g|L|kat|IU|m\b)/g, 'μ')
}
