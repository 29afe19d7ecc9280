import type { Subgroup } from './manifest.js'
import type { Row } from './report-rows.js'

const AGE_BANDS = [0, 18, 30, 40, 50, 60, 70, 80]

type Counts = Omit<Subgroup, 'attribute' | 'value' | 'patients'> & { patients: Set<string> }

/** Counts what a release holds of each language, kind, sex and age band of reports. */
export class Subgroups {
  readonly #groups = new Map<string, Counts>()

  /** Takes one report's row of `reports`. */
  add(report: Row): void {
    const age = report.age as number | null
    const attributes = {
      language: report.language as string,
      kind: report.kind as string,
      sex: (report.sex as string | null) ?? 'not stated',
      age: age === null ? 'not stated' : band(age),
    }
    for (const [attribute, value] of Object.entries(attributes)) {
      const key = `${attribute}\n${value}`
      const group = this.#groups.get(key) ?? {
        reports: 0,
        patients: new Set(),
        biomarkers: 0,
        abnormal: 0,
        findings: 0,
        action_cards: 0,
      }
      group.reports += 1
      group.patients.add(report.patient_id as string)
      group.biomarkers += report.biomarkers as number
      group.abnormal += report.abnormal_biomarkers as number
      group.findings += report.findings as number
      group.action_cards += (report.action_cards as number | null) ?? 0
      this.#groups.set(key, group)
    }
  }

  results(): Subgroup[] {
    return [...this.#groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { patients, ...counts }]) => {
        const [attribute, value] = key.split('\n') as [string, string]
        return { attribute, value, patients: patients.size, ...counts }
      })
  }
}

function band(age: number): string {
  if (age >= 90) return '90 and above'
  const from = AGE_BANDS.filter((a) => a <= age).at(-1)!
  const next = AGE_BANDS[AGE_BANDS.indexOf(from) + 1] ?? 90
  return `${String(from).padStart(2, '0')}-${next - 1}`
}
