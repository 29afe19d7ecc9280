import type { SplitName } from '../split/split-name.js'
import { CONFIG_NAMES, type ConfigName, PRIMARY_KEY } from './dataset-schema.js'
import type { Row } from './report-rows.js'

/** Outcome of one data test over all rows; an `error` with failures blocks the release. */
export interface DataTestResult {
  readonly test: string
  readonly severity: 'error' | 'warning'
  readonly checked: number
  readonly failures: number
}

/** Tests the rows as they pass on their way into the shards. Holds keys only, not rows. */
export class DataTests {
  #keys = new Map<ConfigName, Set<string>>(CONFIG_NAMES.map((n) => [n, new Set<string>()]))
  #patients = new Map<string, Set<SplitName>>()
  #counts = new Map<string, { severity: 'error' | 'warning'; checked: number; failures: number }>()

  add(split: SplitName, rows: Record<ConfigName, Row[]>): void {
    const report = rows.reports[0]!
    const patient = report.patient_id as string
    const splits = this.#patients.get(patient) ?? new Set()
    splits.add(split)
    this.#patients.set(patient, splits)
    for (const name of CONFIG_NAMES) {
      const keys = this.#keys.get(name)!
      for (const row of rows[name]) {
        const key = row[PRIMARY_KEY[name]] as string
        this.#count(`${name}: keys are unique`, 'error', !keys.has(key))
        keys.add(key)
        this.#count(`${name}: report_id is that of its report`, 'error', row.report_id === report.report_id)
      }
    }
    this.#count('reports: page_count equals rows in pages', 'error', report.page_count === rows.pages.length)
    const size = new Map(rows.pages.map((p) => [p.page as number, [p.width as number, p.height as number] as const]))
    for (const name of ['biomarkers', 'findings'] as const)
      for (const row of rows[name]) {
        const page = size.get(row.page as number)
        this.#count(`${name}: page is a page of its report`, 'error', page !== undefined)
        if (page) this.#count(`${name}: box lies inside its page`, 'error', inside(row.bbox as number[], page))
      }
    const records = new Set([...rows.biomarkers.map((b) => b.biomarker_id), ...rows.findings.map((f) => f.finding_id)])
    for (const card of rows.action_cards)
      for (const evidence of card.evidence as { record_id: string }[])
        this.#count('action_cards: evidence is a record of its report', 'error', records.has(evidence.record_id))
    for (const page of rows.pages) this.#count('pages: an image is there', 'error', page.image !== null)
    this.#count('biomarkers: the report has at least one', 'warning', rows.biomarkers.length > 0)
  }

  results(expectedReports: number): DataTestResult[] {
    for (const splits of this.#patients.values())
      this.#count('splits: a patient stands in one split', 'error', splits.size === 1)
    const reports = this.#keys.get('reports')!.size
    this.#count('reports: no report is lost', 'error', reports === expectedReports)
    return [...this.#counts.entries()].map(([test, c]) => ({ test, ...c })).sort((a, b) => (a.test < b.test ? -1 : 1))
  }

  #count(test: string, severity: 'error' | 'warning', ok: boolean): void {
    const c = this.#counts.get(test) ?? { severity, checked: 0, failures: 0 }
    c.checked += 1
    if (!ok) c.failures += 1
    this.#counts.set(test, c)
  }
}

/** Half a point of slack: boxes are rounded when they are written. */
function inside(bbox: number[], [width, height]: readonly [number, number]): boolean {
  const [x0, y0, x1, y1] = bbox as [number, number, number, number]
  return x0 >= -0.5 && y0 >= -0.5 && x1 <= width + 0.5 && y1 <= height + 0.5 && x0 <= x1 && y0 <= y1
}
