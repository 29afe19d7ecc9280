import type { RecordsArtefact } from '../records/artefact.js'
import type { Biomarker } from '../records/biomarker.js'
import { establish } from './establish.js'
import type { CardKnowledge } from './knowledge.js'
import type { EstablishedIssue } from './merge.js'
import type { Frame } from './phrases-schema.js'
import { statusOf } from './status.js'

type TrendWord = keyof Frame['trend']

/** What changed against the last visit, in words, and the row of an earlier result that this report itself prints. */
export interface Trend {
  readonly word: TrendWord
  /** The current result that is compared. */
  readonly name: string | null
  /** Earlier result printed in this report, which the card may quote. */
  readonly printedPrevious: Biomarker | null
}

/**
 * Compares the most pressing comparable record of a card with the earlier visit.
 * @param change relative change from which a value is called higher or lower (0.1 = 10 %)
 */
export function trendOf(
  established: EstablishedIssue,
  records: RecordsArtefact,
  previous: RecordsArtefact | null,
  knowledge: CardKnowledge,
  change: number,
): Trend | null {
  for (const { biomarker: now } of established.hits) {
    if (now === null || now.analyte === null || now.value_kind !== 'quantity') continue
    const printed = records.biomarkers.find((b) => b.role === 'previous' && comparable(b, now)) ?? null
    const before = printed ?? previous?.biomarkers.find((b) => b.role === 'current' && comparable(b, now))
    if (before === undefined) continue
    const word = compareValues(numberOf(before), numberOf(now), change)
    if (word === 'similar' || printed !== null) return { word, name: now.name_printed, printedPrevious: printed }
    return { word, name: now.name_printed, printedPrevious: null }
  }
  if (previous === null) return sizeChange(established)
  const size = sizeChange(established) ?? previousSize(established, previous, knowledge, change)
  if (size !== null) return size
  const before = establish(previous, knowledge).some((h) => h.issue === established.issue)
  if (before) return { word: 'repeated', name: null, printedPrevious: null }
  return wasNormal(established, previous) ? { word: 'new', name: null, printedPrevious: null } : null
}

function comparable(a: Biomarker, b: Biomarker): boolean {
  if (a.analyte !== b.analyte || a.value_kind !== 'quantity' || a.comparator !== null || b.comparator !== null)
    return false
  if (a.canonical_value !== null && b.canonical_value !== null) return a.canonical_unit === b.canonical_unit
  return a.value !== null && b.value !== null && a.unit_printed === b.unit_printed
}

function numberOf(b: Biomarker): number {
  return b.canonical_value ?? b.value ?? 0
}

function compareValues(before: number, now: number, change: number): 'higher' | 'lower' | 'similar' {
  if (before === 0) return now > 0 ? 'higher' : 'similar'
  const ratio = (now - before) / Math.abs(before)
  return ratio >= change ? 'higher' : ratio <= -change ? 'lower' : 'similar'
}

/** What the report itself says of a finding's change. */
function sizeChange(established: EstablishedIssue): Trend | null {
  for (const { finding } of established.hits) {
    if (finding?.change == null) continue
    const word = { larger: 'larger', smaller: 'smaller', stable: 'same_size', new: 'new' } as const
    return { word: word[finding.change], name: null, printedPrevious: null }
  }
  return null
}

function previousSize(
  established: EstablishedIssue,
  previous: RecordsArtefact,
  knowledge: CardKnowledge,
  change: number,
): Trend | null {
  const largest = (sizes: (number | null | undefined)[]) =>
    Math.max(Number.NEGATIVE_INFINITY, ...sizes.filter((s): s is number => typeof s === 'number'))
  const now = largest(established.hits.map((h) => h.finding?.size_mm))
  const before = largest(
    establish(previous, knowledge)
      .filter((h) => h.issue === established.issue)
      .map((h) => h.finding?.size_mm),
  )
  if (!Number.isFinite(now) || !Number.isFinite(before)) return null
  const word = { higher: 'larger', lower: 'smaller', similar: 'same_size' } as const
  return { word: word[compareValues(before, now, change)], name: null, printedPrevious: null }
}

/** The same analyte was measured at the last visit and was within its range. */
function wasNormal(established: EstablishedIssue, previous: RecordsArtefact): boolean {
  const analytes = new Set(established.hits.flatMap((h) => h.biomarker?.analyte ?? []))
  const before = previous.biomarkers.filter(
    (b) => b.role === 'current' && b.analyte !== null && analytes.has(b.analyte),
  )
  return before.length > 0 && before.every((b) => statusOf(b).direction === 'normal')
}
