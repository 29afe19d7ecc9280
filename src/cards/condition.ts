import type { RecordsArtefact } from '../records/artefact.js'
import type { Biomarker } from '../records/biomarker.js'
import type { Finding } from '../records/finding.js'
import type { BiomarkerCondition, Bounds, CoCondition, FindingCondition } from './knowledge-schema.js'
import { isAllHistory, mention, termPattern } from './mention.js'
import { plain, pluses } from './ordinal.js'
import { isDirection, statusOf } from './status.js'

/** Whether `value` lies within every given bound. */
export function within(value: number, bounds: Bounds): boolean {
  return (
    (bounds.gt === undefined || value > bounds.gt) &&
    (bounds.ge === undefined || value >= bounds.ge) &&
    (bounds.lt === undefined || value < bounds.lt) &&
    (bounds.le === undefined || value <= bounds.le)
  )
}

/** A unit without differences of spelling: micro signs, powers of ten, multiplication signs, case. */
export function unitKey(unit: string): string {
  return plain(unit)
    .replace(/[µμ]/g, 'u')
    .replace(/^[x×*]\s?10/i, '10')
    .replace(/\s/g, '')
    .replace(/(?<=10)[*^]+/g, '^')
    .replace(/[[\]{}]/g, '')
    .toLowerCase()
}

/**
 * A value that a comparator leaves open is only compared in the direction it is known for: "<0.01" is never at or above a
 * bound, ">1000" never below one.
 */
function known(b: Biomarker, bounds: Bounds): boolean {
  const lower = bounds.gt !== undefined || bounds.ge !== undefined
  const upper = bounds.lt !== undefined || bounds.le !== undefined
  // Of a grade with both ends, a value beyond the limit of measurement reaches at least its own: ">7.34" is at least the grade of 7.34.
  if (b.comparator === '<' || b.comparator === '<=') return !lower || (upper && statusOf(b).direction === 'low')
  if (b.comparator === '>' || b.comparator === '>=') return !upper || (lower && statusOf(b).direction === 'high')
  return true
}

/** The number to compare with `unit`: the canonical value, or the printed one when it is printed in that unit. */
export function valueIn(b: Biomarker, unit: string): number | null {
  const key = unitKey(unit)
  if (b.value_kind === 'pair') return b.value
  if (
    b.canonical_value !== null &&
    (b.canonical_unit === null ? key === '1' || key === '' : unitKey(b.canonical_unit) === key)
  )
    return b.canonical_value
  if (b.value === null) return null
  const printed = b.unit_printed ?? b.ucum_unit
  if (printed !== null && (unitKey(printed) === key || (b.ucum_unit !== null && unitKey(b.ucum_unit) === key)))
    return b.value
  return printed === null && (key === '1' || key === '') ? b.value : null
}

/**
 * The number of a row that prints no unit, when its printed range shows that it can be in the threshold's unit: the limit next to the
 * threshold lies on its mild side and within 10 times (units of one analyte differ by 10 and more, or put it on the other side).
 */
function valueWithoutUnit(b: Biomarker, bounds: Bounds): number | null {
  if (b.value === null || b.canonical_value !== null || b.unit_printed !== null || b.ucum_unit !== null) return null
  const upper = bounds.ge ?? bounds.gt
  const lower = bounds.le ?? bounds.lt
  const near = (ratio: number) => ratio >= 1 && ratio <= 10
  if (upper !== undefined && b.range_high !== null && b.range_high > 0 && near(upper / b.range_high)) return b.value
  if (lower !== undefined && b.range_low !== null && lower > 0 && near(b.range_low / lower)) return b.value
  return null
}

function isNamed(b: Biomarker, c: BiomarkerCondition): boolean {
  return c.names?.some((name) => termPattern(name).test(plain(b.name_printed))) ?? false
}

/** Whether a current biomarker row satisfies the condition. */
export function biomarkerHolds(b: Biomarker, c: BiomarkerCondition): boolean {
  if (b.role === 'previous' || b.value_kind === 'not_tested' || b.value_kind === 'illegible') return false
  if (b.analyte === null ? !isNamed(b, c) : !c.analytes.includes(b.analyte)) return false
  if (c.is !== undefined && !isDirection(statusOf(b), c.is, b)) return false
  if (c.value !== undefined) {
    const value = valueIn(b, c.value.unit) ?? valueWithoutUnit(b, c.value)
    if (value === null || !known(b, c.value) || !within(value, c.value)) return false
  }
  if (c.second !== undefined && (b.value_second === null || !within(b.value_second, c.second))) return false
  if (c.times_upper !== undefined && !multipleHolds(b, b.range_high, c.times_upper)) return false
  if (c.times_lower !== undefined && !multipleHolds(b, b.range_low, c.times_lower)) return false
  if (c.ordinal !== undefined) {
    const count = b.value_kind === 'quantity' ? null : pluses(b.value_printed)
    if (count === null || !within(count, c.ordinal)) return false
  }
  if (c.printed !== undefined && !c.printed.some((p) => termPattern(p).test(plain(b.value_printed)))) return false
  return true
}

/** The value in the unit of the row's range: printed ranges go with the printed value, default ranges with the canonical one. */
export function valueOfRange(b: Biomarker): number | null {
  return b.range_source === 'default' ? b.canonical_value : b.value
}

function multipleHolds(b: Biomarker, limit: number | null, bounds: Bounds): boolean {
  const value = valueOfRange(b)
  if (value === null || limit === null || limit <= 0 || b.value_kind === 'pair') return false
  return known(b, bounds) && within(value / limit, bounds)
}

/**
 * Whether the row's own printed range lies so far beyond a threshold (5 times) that the unit must have been misread: a platelet
 * range that "starts" above the threshold for too many says that the number is not in the unit it seems to be in.
 */
export function rangeRefutesUnit(b: Biomarker, c: BiomarkerCondition): boolean {
  if (c.value === undefined || b.range_source !== 'printed' || b.conversion_factor === null) return false
  const upper = c.value.ge ?? c.value.gt
  const lower = c.value.le ?? c.value.lt
  const high = b.range_high === null ? null : b.range_high * b.conversion_factor
  const low = b.range_low === null ? null : b.range_low * b.conversion_factor
  if (upper !== undefined && lower === undefined) return upper > 0 && high !== null && high >= 5 * upper
  if (lower !== undefined && upper === undefined) return low !== null && high !== null && high > 0 && high <= lower / 5
  return false
}

/** Whether a finding (not negated, not normal) satisfies the condition; the matched part of its text where a term matched. */
export function findingHolds(f: Finding, c: FindingCondition): { start: number; end: number } | true | null {
  if (f.negated || f.normal) return null
  if (c.modalities !== undefined && !c.modalities.includes(f.modality)) return null
  let where: { start: number; end: number } | true | null = null
  if (c.findings !== undefined && f.finding !== null && c.findings.includes(f.finding) && !isAllHistory(f.text))
    if (c.sites === undefined || (f.body_site !== null && c.sites.includes(f.body_site))) where = true
  // Where the finding is recognised by its code, a term still tells which part of a longer text to quote.
  if (c.terms !== undefined)
    for (const term of c.terms) {
      const at = mention(f.text, term)
      if (at !== null) {
        where = at
        break
      }
    }
  if (where === null) return null
  // The size or grade stands closest to what was found: terms may match the organ at the head of a long text.
  if (c.findings !== undefined && f.finding !== null && c.findings.includes(f.finding)) where = measured(f) ?? where
  if (c.unless?.some((u) => termPattern(u).test(f.text))) return null
  if (c.size_mm !== undefined && (f.size_mm === null || !within(f.size_mm, c.size_mm))) return null
  if (c.grade_system !== undefined && f.grade_system !== c.grade_system) return null
  if (c.grades !== undefined && (f.grade === null || !c.grades.some((g) => gradeKey(g) === gradeKey(f.grade!))))
    return null
  if (c.change !== undefined && (f.change === null || !c.change.includes(f.change))) return null
  if (c.number !== undefined && !numberHolds(f.text, c.number)) return null
  return where
}

/** Where the text gives the size or grade of the finding: the part to quote of a longer text. */
function measured(f: Finding): { start: number; end: number } | null {
  const m =
    (f.size_mm === null ? null : /\d+(?:\.\d+)?\s*(?:[×x*]\s*\d+(?:\.\d+)?\s*)*(?:mm|cm|毫米|厘米)/i.exec(f.text)) ??
    (f.grade === null ? null : /RADS/i.exec(f.text))
  return m === null ? null : { start: m.index, end: m.index + m[0].length }
}

/** Grades without case, spaces and class words: "4A类" and "4a" are one. */
function gradeKey(grade: string): string {
  return plain(grade)
    .toLowerCase()
    .replace(/(class|category|grade|类|级|[\s-])/g, '')
    .replace(/^iii$/, '3')
    .replace(/^ii$/, '2')
    .replace(/^iv/, '4')
    .replace(/^vi$/, '6')
    .replace(/^v$/, '5')
    .replace(/^i$/, '1')
}

function numberHolds(text: string, n: NonNullable<FindingCondition['number']>): boolean {
  const normal = plain(text).replace(/[−–]/g, '-')
  for (const word of n.after) {
    for (const m of normal.matchAll(termPattern(word))) {
      const number = /^[^\d-]{0,8}(-?\d+(?:\.\d+)?)/.exec(normal.slice(m.index + m[0].length))
      if (number !== null && within(Number(number[1]), n)) return true
    }
  }
  return false
}

/** Whether every further condition holds on some record; a record that was not measured counts as `if_missing` says. */
export function coConditionsHold(conditions: readonly CoCondition[], records: RecordsArtefact): boolean {
  return conditions.every((c) => {
    if (c.biomarker !== undefined) {
      const analytes = c.biomarker.analytes
      const measured = records.biomarkers.filter(
        (b) => b.role === 'current' && b.analyte !== null && analytes.includes(b.analyte) && statusOf(b) !== null,
      )
      if (measured.length === 0) return c.if_missing === 'holds'
      return measured.some((b) => biomarkerHolds(b, c.biomarker!))
    }
    if (c.finding !== undefined)
      return records.findings.some((f) => findingHolds(f, c.finding!) !== null) || c.if_missing === 'holds'
    return true
  })
}
