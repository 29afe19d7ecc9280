import type { Biomarker, Comparator, InterpretationCode } from '../records/biomarker.js'
import type { ParsedRange } from './range.js'
import type { ParsedValue } from './value.js'

/** Limits beyond which a result is critical, in the printed unit; null where none is known. */
export interface CriticalLimits {
  readonly low: number | null
  readonly high: number | null
}

const NO_CRITICAL: CriticalLimits = { low: null, high: null }

/** Codes that say that something was found, and those that say that it was not. */
const FOUND: ReadonlySet<InterpretationCode> = new Set(['POS', 'RR', 'IND', 'BORD', 'A'])
const ABSENT: ReadonlySet<InterpretationCode> = new Set(['NEG', 'NR', 'N'])

/**
 * What value and range say, apart from any flag: N, L or H for numbers (LL and HH only beyond known critical limits), N or A for
 * qualitative results and titres. Null where the range does not decide (`<5` against 3-10).
 */
export function interpret(
  value: Pick<ParsedValue, 'value_kind' | 'comparator' | 'value' | 'value_second' | 'code' | 'value_printed'>,
  range: ParsedRange,
  critical: CriticalLimits = NO_CRITICAL,
): InterpretationCode | null {
  if (value.value_kind === 'titre' && range.titre_high !== null && value.value !== null) {
    if (value.comparator === '<' || value.comparator === '<=') return value.value <= range.titre_high ? 'N' : null
    const within = range.high_inclusive ? value.value <= range.titre_high : value.value < range.titre_high
    return within && value.comparator !== '>' && value.comparator !== '>=' ? 'N' : within ? null : 'A'
  }
  const numeric = value.value !== null && (value.value_kind === 'quantity' || value.value_kind === 'ratio')
  if (numeric && (range.low !== null || range.high !== null))
    return numberAgainst(value.value!, value.comparator, range, critical)
  if (value.code !== null && range.expected !== null) return qualitativeAgainst(value.code, range.expected)
  // An ordinal or a qualitative result against numeric limits (`阴性` against <1.0), or the other way round, does not decide.
  if (value.value_kind === 'qualitative' && range.expected_text !== null)
    return sameText(value.value_printed, range.expected_text) ? 'N' : null
  return null
}

function numberAgainst(
  v: number,
  comparator: Comparator | null,
  r: ParsedRange,
  critical: CriticalLimits,
): InterpretationCode | null {
  const below = (x: number): boolean => r.low !== null && (r.low_inclusive ? x < r.low : x <= r.low)
  const above = (x: number): boolean => r.high !== null && (r.high_inclusive ? x > r.high : x >= r.high)
  if (comparator === '<' || comparator === '<=') {
    // The true value lies below v: certain only when all that lies below v is on one side of the limits.
    if (r.low !== null && (v < r.low || (v === r.low && (comparator === '<' || !r.low_inclusive)))) return 'L'
    if (r.low !== null && r.low > 0) return null
    if (r.high === null) return null
    return !above(v) || (v === r.high && comparator === '<') ? 'N' : null
  }
  if (comparator === '>' || comparator === '>=') {
    if (r.high !== null && (v > r.high || (v === r.high && (comparator === '>' || !r.high_inclusive)))) return 'H'
    if (r.high !== null) return null
    return !below(v) || (v === r.low && comparator === '>') ? 'N' : null
  }
  if (comparator === '~') return null
  if (below(v)) return critical.low !== null && v < critical.low ? 'LL' : 'L'
  if (above(v)) return critical.high !== null && v > critical.high ? 'HH' : 'H'
  return 'N'
}

/** An interval is normal, high or low only when both its ends are; null where it straddles a limit. */
export function interpretInterval(low: number, high: number, range: ParsedRange): InterpretationCode | null {
  if (range.low === null && range.high === null) return null
  const ends = [low, high].map((v) => numberAgainst(v, null, range, NO_CRITICAL))
  return ends[0] === ends[1] ? ends[0]! : null
}

function qualitativeAgainst(code: InterpretationCode, expected: InterpretationCode): InterpretationCode | null {
  if (ABSENT.has(code) && ABSENT.has(expected)) return 'N'
  if (FOUND.has(code) && expected === 'POS') return 'N'
  if (FOUND.has(code)) return 'A'
  if (ABSENT.has(code) && expected === 'POS') return 'A'
  return null
}

function sameText(printed: string, expected: string): boolean {
  const bare = (t: string): string => t.toLowerCase().replace(/[\s()（）.,，]/g, '')
  const a = bare(printed)
  const b = bare(expected)
  return a !== '' && (a === b || b.includes(a) || a.includes(b))
}

const SIDE: Partial<Record<InterpretationCode, string>> = {
  H: 'high',
  HH: 'high',
  L: 'low',
  LL: 'low',
  N: 'normal',
  NEG: 'normal',
  NR: 'normal',
  A: 'abnormal',
  AA: 'abnormal',
  POS: 'abnormal',
  RR: 'abnormal',
  IND: 'abnormal',
  BORD: 'abnormal',
}

/**
 * Compares what is printed (flag, or emphasis by type) with what value and range say. `marks` is true when the report marks
 * abnormal results at all: only then does a missing mark say normal.
 */
export function agreement(
  flag: InterpretationCode | null,
  emphasis: Biomarker['emphasis'],
  interpretation: InterpretationCode | null,
  marks: boolean,
): Biomarker['agreement'] {
  if (interpretation === null) return 'underivable'
  const printed = flag !== null ? SIDE[flag]! : emphasis !== null ? 'abnormal' : marks ? 'normal' : null
  if (printed === null) return 'underivable'
  const derived = SIDE[interpretation]!
  if (printed === derived) return 'agree'
  const abnormal = (s: string): boolean => s !== 'normal'
  if (abnormal(printed) && abnormal(derived) && (printed === 'abnormal' || derived === 'abnormal')) return 'agree'
  return 'disagree'
}
