import { z } from 'zod'
import type { Biomarker } from '../records/biomarker.js'
import type { AnalyteEntry } from './knowledge.js'

/** configs/extract/plausibility.yaml */
export const PlausibilityFile = z.strictObject({
  source: z.string(),
  /** A part cannot exceed its whole. Analyte codes; both in the same canonical unit. */
  parts: z.array(z.strictObject({ part: z.string(), whole: z.string(), source: z.string() })),
  /** The sum of `of` must lie within `tolerance` (a share) of `total`; `at_most` when other parts are not listed. */
  sums: z.array(
    z.strictObject({
      total: z.string(),
      of: z.array(z.string()).min(2),
      relation: z.enum(['equal', 'at_most']),
      tolerance: z.number().min(0),
      source: z.string(),
    }),
  ),
  /** Shares by which results may differ from the lexicon's relations: their terms are rounded, and some are measured apart. */
  relation_tolerance: z.strictObject({ sum: z.number(), difference: z.number(), ratio: z.number() }),
  /** Least power of ten between value and range that is taken for a slip of the unit. */
  power_of_ten_from: z.number().int().min(1),
})
export type PlausibilityFile = z.infer<typeof PlausibilityFile>

/** Limits in the canonical unit beyond which a value is not believable, by biomarker id. */
export type PlausibleLimits = ReadonlyMap<string, { readonly low: number | null; readonly high: number | null }>

/**
 * Adds review reasons to records that cannot be right, alone or together. Nothing else is changed.
 * Reasons: `impossible_value`, `component_exceeds_total`, `relation_mismatch`, `unit_range_power_of_ten`, `duplicate`,
 * `duplicate_conflict`, `diastolic_not_below_systolic`.
 */
export function plausibility(
  records: readonly Biomarker[],
  limits: PlausibleLimits,
  file: PlausibilityFile,
  analytes: readonly AnalyteEntry[] = [],
): Biomarker[] {
  const reasons = new Map<string, Set<string>>(records.map((r) => [r.biomarker_id, new Set(r.review_reasons)]))
  const add = (r: Biomarker, reason: string): void => void reasons.get(r.biomarker_id)!.add(reason)
  const current = records.filter((r) => r.role === 'current')
  for (const r of records) {
    const limit = limits.get(r.biomarker_id)
    const possible = possibleValue(r, limit)
    if (possible === false) add(r, 'impossible_value')
    if (possible !== true && offByPower(r, file.power_of_ten_from)) add(r, 'unit_range_power_of_ten')
    if (r.value_kind === 'pair' && r.value !== null && r.value_second !== null && r.analyte?.includes('blood_pressure'))
      if (r.value_second >= r.value) add(r, 'diastolic_not_below_systolic')
  }
  for (const { part, whole } of file.parts)
    for (const [p, w] of pairs(current, part, whole))
      if (p.canonical_value! > w.canonical_value! * 1.01) {
        add(p, 'component_exceeds_total')
        add(w, 'component_exceeds_total')
      }
  for (const { total, of, relation, tolerance } of file.sums) {
    const t = one(current, total)
    const parts = of.map((code) => one(current, code))
    if (!t || parts.some((p) => p === null || p.canonical_unit !== t.canonical_unit)) continue
    const sum = parts.reduce((n, p) => n + p!.canonical_value!, 0)
    const whole = t.canonical_value!
    const wrong = relation === 'equal' ? Math.abs(sum - whole) > tolerance * whole : sum > whole * (1 + tolerance)
    if (wrong) for (const r of [t, ...parts]) add(r!, 'relation_mismatch')
  }
  for (const analyte of analytes)
    if (analyte.relation) relationMismatch(analyte.code, analyte.relation, current, file, add)
  duplicates(current, add)
  return records.map((r) => {
    const set = reasons.get(r.biomarker_id)!
    return set.size === r.review_reasons.length ? r : { ...r, review_reasons: [...set] }
  })
}

/** Checks a total, difference or ratio of the lexicon against its terms, when all are printed once and in comparable units. */
function relationMismatch(
  code: string,
  relation: NonNullable<AnalyteEntry['relation']>,
  records: readonly Biomarker[],
  file: PlausibilityFile,
  add: (r: Biomarker, reason: string) => void,
): void {
  const whole = one(records, code)
  const terms = relation.of.map((c) => one(records, c))
  const [first, second] = terms
  if (!whole || !first || terms.some((t) => t === null || t.canonical_unit !== first.canonical_unit)) return
  const values = terms.map((t) => t!.canonical_value!)
  const actual = whole.canonical_value!
  const off = (expected: number, tolerance: number): boolean =>
    Math.abs(actual - expected) > tolerance * Math.abs(expected)
  let wrong = false
  if (relation.type === 'ratio') {
    if (!second || values[1] === 0) return
    // A ratio may be given in per cent, and of masses where the canonical units are moles.
    const scale = whole.canonical_unit === '%' ? 100 : 1
    const ratios = [values[0]! / values[1]!]
    if (first.ucum_unit === second.ucum_unit && second.value !== 0) ratios.push(first.value! / second.value!)
    wrong = ratios.every((r) => off(r * scale, file.relation_tolerance.ratio))
  } else if (whole.canonical_unit !== first.canonical_unit) return
  else if (relation.type === 'sum')
    wrong = off(
      values.reduce((a, b) => a + b, 0),
      file.relation_tolerance.sum,
    )
  else if (relation.type === 'difference')
    // Of two terms near each other the difference is small and its rounding large: the share is of the first term.
    wrong =
      Math.abs(actual - values.slice(1).reduce((a, b) => a - b, values[0]!)) >
      file.relation_tolerance.difference * values[0]!
  else wrong = actual > values[0]! * 1.01
  if (wrong) for (const r of [whole, ...terms]) add(r!, 'relation_mismatch')
}

function possibleValue(r: Biomarker, limit: { low: number | null; high: number | null } | undefined): boolean | null {
  if (!limit || r.canonical_value === null || (limit.low === null && limit.high === null)) return null
  const low = limit.low !== null && r.canonical_value < limit.low && r.comparator !== '>'
  const high = limit.high !== null && r.canonical_value > limit.high && r.comparator !== '<'
  return !(low || high)
}

/** True when the value is far outside its printed range and moving the decimal point by `from` to 12 places puts it inside. */
function offByPower(r: Biomarker, from: number): boolean {
  if (r.value === null || r.value <= 0 || r.range_source !== 'printed' || r.value_kind !== 'quantity') return false
  if (r.range_low === null || r.range_high === null || r.range_low <= 0) return false
  if (r.value >= r.range_low && r.value <= r.range_high) return false
  for (let k = from; k <= 12; k++)
    for (const moved of [r.value * 10 ** k, r.value / 10 ** k])
      if (moved >= r.range_low && moved <= r.range_high) return true
  return false
}

/** The single record of an analyte that has a canonical value; null when there is none or they differ. */
function one(records: readonly Biomarker[], analyte: string): Biomarker | null {
  const found = records.filter((r) => r.analyte === analyte && r.canonical_value !== null && r.comparator === null)
  if (found.length === 0 || new Set(found.map((r) => r.canonical_value)).size > 1) return null
  return found[0]!
}

function pairs(records: readonly Biomarker[], part: string, whole: string): [Biomarker, Biomarker][] {
  const p = one(records, part)
  const w = one(records, whole)
  return p && w && p.canonical_unit === w.canonical_unit ? [[p, w]] : []
}

/** Two current rows for one analyte of one specimen: the same value twice, or two values that conflict. */
function duplicates(records: readonly Biomarker[], add: (r: Biomarker, reason: string) => void): void {
  const groups = new Map<string, Biomarker[]>()
  for (const r of records) {
    const name = r.analyte ?? `?${r.name_printed.toLowerCase()}|${r.panel ?? ''}|${r.unit_printed ?? ''}`
    const k = `${name}|${r.specimen ?? ''}`
    groups.set(k, [...(groups.get(k) ?? []), r])
  }
  for (const group of groups.values()) {
    if (group.length < 2) continue
    const values = new Set(group.map((r) => (r.canonical_value === null ? r.value_printed : String(r.canonical_value))))
    for (const r of group) add(r, values.size > 1 ? 'duplicate_conflict' : 'duplicate')
  }
}
