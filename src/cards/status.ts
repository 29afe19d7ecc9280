import type { Biomarker, InterpretationCode } from '../records/biomarker.js'
import type { Direction } from './knowledge-schema.js'
import { pluses } from './ordinal.js'

/** How one current result stands, and whether what is printed contradicts itself. */
export interface ResultStatus {
  readonly direction: Direction | 'normal' | null
  /** A printed or derived critical code (HH, LL, AA). */
  readonly critical: boolean
  /** Borderline or indeterminate only. */
  readonly borderline: boolean
  /** The printed flag says otherwise than value and range. */
  readonly conflict: boolean
}

const DIRECTION: Record<InterpretationCode, ResultStatus['direction']> = {
  N: 'normal',
  NEG: 'normal',
  NR: 'normal',
  L: 'low',
  LL: 'low',
  H: 'high',
  HH: 'high',
  A: 'abnormal',
  AA: 'abnormal',
  POS: 'positive',
  RR: 'positive',
  IND: 'abnormal',
  BORD: 'abnormal',
}
const CRITICAL: ReadonlySet<InterpretationCode | null> = new Set(['HH', 'LL', 'AA'])

/** Whether a code says that the result is critical. */
export function isCriticalMark(code: InterpretationCode | null): boolean {
  return CRITICAL.has(code)
}

/** Status of a result: what value and range say decides; the printed flag where they say nothing; colour where neither does. */
export function statusOf(b: Biomarker): ResultStatus {
  const none = { direction: null, critical: false, borderline: false, conflict: false }
  if (b.role === 'previous' || b.value_kind === 'not_tested' || b.value_kind === 'illegible') return none
  const said = b.interpretation ?? b.flag
  let direction = said === null ? null : DIRECTION[said]
  if (direction === null && (b.value_kind === 'ordinal' || b.value_kind === 'qualitative')) {
    const count = pluses(b.value_printed)
    if (count !== null) direction = count === 0 ? 'normal' : 'positive'
  }
  // Colour alone marks an abnormal result; bold alone is often the style of the whole column.
  if (direction === null && b.value_kind === 'quantity' && (b.emphasis === 'color' || b.emphasis === 'bold_color'))
    direction = 'abnormal'
  const flagged = b.flag === null ? null : DIRECTION[b.flag]
  const conflict =
    b.interpretation !== null && flagged !== null && direction !== null && !compatible(flagged, direction)
  return {
    direction,
    critical: CRITICAL.has(b.interpretation) || (CRITICAL.has(b.flag) && !conflict && !isGraded(b)),
    borderline: said === 'BORD' || said === 'IND',
    conflict,
  }
}

/** "++" and "very high" grade how far a result lies outside its range; they call nobody at night. */
function isGraded(b: Biomarker): boolean {
  return /^(?:\+{2,}|-{2,}|very (?:high|low)|[明显著]{2}.{1,3})$/i.test(b.flag_printed?.trim() ?? '')
}

/** "Abnormal" agrees with any direction but normal; "positive" agrees with high. */
function compatible(a: ResultStatus['direction'], b: ResultStatus['direction']): boolean {
  if (a === b) return true
  if (a === 'normal' || b === 'normal') return false
  if (a === 'abnormal' || b === 'abnormal') return true
  return (a === 'positive' && b === 'high') || (a === 'high' && b === 'positive')
}

/** Whether a status is the one that a condition asks for. */
export function isDirection(status: ResultStatus, wanted: Direction, b: Biomarker): boolean {
  const d = status.direction
  if (d === null || d === 'normal') return false
  if (wanted === 'abnormal' || d === wanted) return true
  const counted = b.value_kind === 'ordinal' || b.value_kind === 'qualitative' || b.value_kind === 'titre'
  if (wanted === 'positive') return d === 'high' || (d === 'abnormal' && counted)
  if (wanted === 'high') return d === 'positive' || (d === 'abnormal' && counted)
  return false
}
