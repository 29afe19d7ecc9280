import type { UnderstoodBiomarker } from './biomarker-record.js'
import { key } from './fold.js'

/**
 * Sets results found in running text against those of tables. A result of an analyte that no table has is added; one that repeats
 * the table is dropped; one that differs marks the table's record (which stands).
 */
export function contradictions(
  tables: readonly UnderstoodBiomarker[],
  prose: readonly UnderstoodBiomarker[],
  tolerance: number,
): { added: UnderstoodBiomarker[]; contradicted: ReadonlySet<UnderstoodBiomarker> } {
  const added: UnderstoodBiomarker[] = []
  const contradicted = new Set<UnderstoodBiomarker>()
  for (const mention of prose) {
    const rows = [...tables, ...added].filter((t) => t.record.role === 'current' && sameAnalyte(t, mention))
    if (rows.length === 0) {
      if (mention.match !== null) added.push(mention)
      continue
    }
    // Of several rows of one analyte (a repeat, two specimens) any that agrees is enough.
    if (!rows.some((row) => agrees(row, mention, tolerance)))
      for (const row of rows) if (!added.includes(row)) contradicted.add(row)
  }
  return { added, contradicted }
}

function sameAnalyte(a: UnderstoodBiomarker, b: UnderstoodBiomarker): boolean {
  if (a.record.analyte !== null && b.record.analyte !== null) return a.record.analyte === b.record.analyte
  return key(a.record.name_printed) === key(b.record.name_printed)
}

/** True when two printings can be the same result: equal, equal after rounding to the coarser, or not comparable. */
function agrees(table: UnderstoodBiomarker, mention: UnderstoodBiomarker, tolerance: number): boolean {
  const t = table.record
  const m = mention.record
  if (t.value_printed === m.value_printed && (m.unit_printed === null || t.unit_printed === m.unit_printed)) return true
  if (t.value === null || m.value === null) return true
  const canonical = t.canonical_value !== null && m.canonical_value !== null && t.canonical_unit === m.canonical_unit
  if (!canonical && t.ucum_unit !== m.ucum_unit && t.ucum_unit !== null && m.ucum_unit !== null) return true
  const [x, y] = canonical ? [t.canonical_value!, m.canonical_value!] : [t.value, m.value]
  const scale = m.value === 0 || !canonical ? 1 : Math.abs(m.canonical_value! / m.value)
  const decimals = /[.,](\d+)/.exec(m.value_printed)?.[1]?.length ?? 0
  const rounding = 0.5 * 10 ** -decimals * scale
  // A millionth more: 4.4 - 4.35 is a little over .05 in binary.
  if (Math.abs(x - y) > Math.max(rounding, Math.abs(x) * tolerance) * (1 + 1e-6)) return false
  return t.value_second === null || m.value_second === null || t.value_second === m.value_second
}
