import type { Biomarker } from '../records/biomarker.js'
import type { UnderstoodBiomarker } from './biomarker-record.js'
import { fold } from './fold.js'

/** Fewest rows of a summary table, and the least share of its rows that another table prints. */
const LEAST_ROWS = 2
const LEAST_SHARE = 0.6

/**
 * Leaves out what a list of abnormal results at the head of a report repeats (`LDL cholesterol | 3.9 mmol/L | High`): the rows of a
 * table that says less than the other tables (no ranges, or nothing but results out of range) and whose rows mostly stand there with
 * the same results. A row that stands nowhere else stays.
 */
export function withoutSummaryRows(list: readonly UnderstoodBiomarker[]): UnderstoodBiomarker[] {
  const tables = new Map<number, UnderstoodBiomarker[]>()
  for (const u of list)
    if (u.table !== null && u.record.role === 'current') tables.set(u.table, [...(tables.get(u.table) ?? []), u])
  const dropped = new Set<UnderstoodBiomarker>()
  for (const [table, rows] of tables) {
    if (rows.length < LEAST_ROWS) continue
    const bare = rows.every((u) => u.record.range_printed === null)
    const marked = rows.length >= 3 && rows.every((u) => isMarked(u.record))
    if (!bare && !marked) continue
    const twin = (u: UnderstoodBiomarker): UnderstoodBiomarker | undefined =>
      list.find(
        (o) =>
          o.table !== table &&
          o.record.role === 'current' &&
          !dropped.has(o) &&
          isSame(o.record, u.record) &&
          (bare ? o.record.range_printed !== null || o.table !== null : true),
      )
    const twins = rows.map(twin)
    const found = twins.filter((t) => t !== undefined)
    // The others tell more: a range, or results that are not out of range beside them.
    const tellsMore = bare
      ? found.some((t) => t.record.range_printed !== null)
      : found.some((t) => (tables.get(t.table ?? -1) ?? []).some((o) => !isMarked(o.record)))
    if (found.length < LEAST_ROWS || found.length < rows.length * LEAST_SHARE || !tellsMore) continue
    for (const [i, u] of rows.entries()) if (twins[i] !== undefined) dropped.add(u)
  }
  return list.filter((u) => !dropped.has(u))
}

function isMarked({ flag, emphasis }: Biomarker): boolean {
  return (flag !== null && flag !== 'N' && flag !== 'NEG') || emphasis !== null
}

function isSame(a: Biomarker, b: Biomarker): boolean {
  const named = (r: Biomarker): string => fold(r.name_printed).replace(/\s+/g, '')
  const one = a.analyte !== null && b.analyte !== null ? a.analyte === b.analyte : named(a) === named(b)
  return one && fold(a.value_printed).trim() === fold(b.value_printed).trim()
}
