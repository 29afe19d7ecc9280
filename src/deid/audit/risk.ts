import type { Report } from '../../records/report.js'

/** The fields a release publishes by which someone who knows a person could find the row. */
export const QUASI_IDENTIFIERS = ['sex', 'age', 'language', 'institution', 'visits'] as const
export type QuasiIdentifier = (typeof QUASI_IDENTIFIERS)[number]

/** k-anonymity (Sweeney 2002, IJUFKS 10:557) of one way to publish the fields; one row per patient. */
export interface Anonymity {
  /** Width of age bands in years; 1 is age as published. */
  readonly age_band: number
  readonly patients: number
  readonly classes: number
  /** Size of the smallest class; 0 without patients. */
  readonly k: number
  /** Patients alone in their class, and their share. */
  readonly unique: number
  readonly unique_share: number
  /** Patients in classes smaller than the wanted k. */
  readonly below: number
}

/** A patient in a class that is too small, and the fields to leave out or widen so that it grows large enough; null when none helps. */
export interface RowAtRisk {
  readonly patient_id: string
  readonly report_ids: readonly string[]
  readonly class_size: number
  readonly generalise: readonly QuasiIdentifier[] | null
}

export interface Risk {
  readonly wanted_k: number
  readonly as_published: Anonymity
  readonly in_bands: Anonymity
  /** Over age bands, smallest class first. */
  readonly rows: readonly RowAtRisk[]
}

/** Class size below which rows are listed: common in releases of health data (HHS guidance on 164.514(b)(1) names 5 as usual). */
export const WANTED_K = 5
/** Years. */
const AGE_BAND = 10

type Row = { patient_id: string; report_ids: string[]; fields: Record<QuasiIdentifier, string> }

/** How findable the patients of a release are by sex, age, language, institution and the pattern of their visits. */
export function assessRisk(reports: readonly Report[], wantedK = WANTED_K): Risk {
  const exact = rowsOf(reports, 1)
  const banded = rowsOf(reports, AGE_BAND)
  const sizes = classSizes(banded, QUASI_IDENTIFIERS)
  const remedies = remediesOf(banded)
  const rows: RowAtRisk[] = []
  for (const row of banded) {
    const class_size = sizes.get(classOf(row, QUASI_IDENTIFIERS))!
    if (class_size >= wantedK) continue
    const helps = remedies.find(({ kept, sizes: wider }) => wider.get(classOf(row, kept))! >= wantedK)
    rows.push({
      patient_id: row.patient_id,
      report_ids: row.report_ids,
      class_size,
      generalise: helps?.dropped ?? null,
    })
  }
  rows.sort((a, b) => a.class_size - b.class_size || (a.patient_id < b.patient_id ? -1 : 1))
  return {
    wanted_k: wantedK,
    as_published: anonymity(exact, 1, wantedK),
    in_bands: anonymity(banded, AGE_BAND, wantedK),
    rows,
  }
}

/** Every way to leave fields out with its class sizes: the fewest fields first, and of those the ones that a release misses least. */
function remediesOf(rows: readonly Row[]) {
  const droppable: QuasiIdentifier[] = ['institution', 'visits', 'age', 'language', 'sex']
  return Array.from({ length: 2 ** droppable.length - 1 }, (_, i) =>
    droppable.filter((__, bit) => ((i + 1) >> bit) & 1),
  )
    .sort((a, b) => a.length - b.length)
    .map((dropped) => {
      const kept = QUASI_IDENTIFIERS.filter((field) => !dropped.includes(field))
      return { dropped, kept, sizes: classSizes(rows, kept) }
    })
}

function anonymity(rows: readonly Row[], ageBand: number, wantedK: number): Anonymity {
  const sizes = [...classSizes(rows, QUASI_IDENTIFIERS).values()]
  const unique = sizes.filter((size) => size === 1).length
  return {
    age_band: ageBand,
    patients: rows.length,
    classes: sizes.length,
    k: sizes.length === 0 ? 0 : Math.min(...sizes),
    unique,
    unique_share: rows.length === 0 ? 0 : Math.round((unique / rows.length) * 10_000) / 10_000,
    below: sizes.filter((size) => size < wantedK).reduce((sum, size) => sum + size, 0),
  }
}

/** One row per patient: the first visit's fields, and the pattern of visits (days as published; their number in bands). */
function rowsOf(reports: readonly Report[], ageBand: number): Row[] {
  const byPatient = new Map<string, Report[]>()
  for (const report of reports) byPatient.set(report.patient_id, [...(byPatient.get(report.patient_id) ?? []), report])
  return [...byPatient.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([patient_id, own]) => {
      const visits = own.sort((a, b) => a.visit_index - b.visit_index || (a.report_id < b.report_id ? -1 : 1))
      const { sex, age, language, institution } = visits[0]!
      const days = visits.map((visit) => visit.days_since_first_visit ?? 'unknown').join(' ')
      const fields = {
        sex: sex ?? 'unknown',
        age: age === null ? 'unknown' : String(Math.floor(age / ageBand) * ageBand),
        language,
        institution: institution ?? 'unknown',
        visits: ageBand === 1 ? days : String(visits.length),
      }
      return { patient_id, report_ids: visits.map((visit) => visit.report_id), fields }
    })
}

function classOf(row: Row, fields: readonly QuasiIdentifier[]): string {
  return fields.map((field) => `${field}=${row.fields[field]}`).join('|')
}

function classSizes(rows: readonly Row[], fields: readonly QuasiIdentifier[]): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const row of rows) sizes.set(classOf(row, fields), (sizes.get(classOf(row, fields)) ?? 0) + 1)
  return sizes
}
