import { CANARY } from '../records/canary.js'
import type { SplitName } from '../split/split-name.js'
import { CONFIG_NAMES, type ConfigName, PRIMARY_KEY } from './dataset-schema.js'
import type { DataTestResult } from './manifest.js'
import type { Row } from './report-rows.js'

type Severity = DataTestResult['severity']

/** What the tests ask for beyond the rows. */
export interface Expectations {
  readonly reports: number
  readonly min_reports: number
  /** Splits that should not be empty. */
  readonly splits: readonly SplitName[]
}

/** Tests the rows as they pass on their way into the shards. Holds the ids of reports and patients, not rows. */
export class DataTests {
  readonly #keys = new Map<ConfigName, Set<string>>(CONFIG_NAMES.map((n) => [n, new Set<string>()]))
  readonly #patients = new Map<string, Set<SplitName>>()
  readonly #visits = new Set<string>()
  readonly #splits = new Set<SplitName>()
  readonly #counts = new Map<string, { severity: Severity; checked: number; failures: number }>()

  /** Takes all rows of one report. */
  add(split: SplitName, rows: Record<ConfigName, Row[]>): void {
    const report = rows.reports[0]!
    this.#splits.add(split)
    const patient = report.patient_id as string
    this.#patients.set(patient, (this.#patients.get(patient) ?? new Set<SplitName>()).add(split))
    this.#keysOf(rows, report)
    this.#report(rows, report)
    this.#places(rows)
    this.#texts(rows)
    this.#results(rows)
    this.#cards(rows)
  }

  /** The outcome, sorted by name. */
  results(expected: Expectations): DataTestResult[] {
    for (const splits of this.#patients.values())
      this.#count('splits: a patient stands in one split', 'error', splits.size === 1)
    const reports = this.#keys.get('reports')!.size
    this.#count('reports: no report is lost', 'error', reports === expected.reports)
    this.#count('reports: as many as a release needs', 'error', reports >= expected.min_reports)
    for (const split of expected.splits) this.#count('splits: none is empty', 'warning', this.#splits.has(split))
    return [...this.#counts.entries()].map(([test, c]) => ({ test, ...c })).sort((a, b) => (a.test < b.test ? -1 : 1))
  }

  #keysOf(rows: Record<ConfigName, Row[]>, report: Row): void {
    for (const name of CONFIG_NAMES) {
      const keys = this.#keys.get(name)!
      const own = new Set<string>()
      for (const row of rows[name]) {
        const key = row[PRIMARY_KEY[name]] as string
        // A key that starts with its report's id is unique when it is so within the report: only the others are remembered.
        const seen = name !== 'reports' && key?.startsWith(`${report.report_id as string}-`) ? own : keys
        this.#count(`${name}: keys are unique`, 'error', typeof key === 'string' && key !== '' && !seen.has(key))
        seen.add(key)
        this.#count(
          `${name}: report and patient are those of the report`,
          'error',
          row.report_id === report.report_id && row.patient_id === report.patient_id,
        )
      }
    }
  }

  #report(rows: Record<ConfigName, Row[]>, report: Row): void {
    const { pages } = rows
    const numbers = new Set(pages.map((p) => p.page))
    this.#count('reports: page_count equals rows in pages', 'error', report.page_count === pages.length)
    this.#count(
      'pages: numbered from 1 without a gap',
      'error',
      pages.every((_, i) => numbers.has(i + 1)),
    )
    this.#count('pages: an image is there', 'error', pages.length > 0 && pages.every((p) => p.image !== null))
    for (const [column, name] of [
      ['biomarkers', 'biomarkers'],
      ['findings', 'findings'],
    ] as const)
      this.#count(`reports: counts equal rows in ${name}`, 'error', report[column] === rows[name].length)
    const age = report.age as number | null
    this.#count('reports: no age above 90', 'error', age === null || (age >= 0 && age <= 90))
    const visit = `${report.patient_id as string} ${report.visit_index as number}`
    this.#count('reports: a visit of a patient stands once', 'warning', !this.#visits.has(visit))
    this.#visits.add(visit)
  }

  /** Boxes inside their pages, and pages that are there. */
  #places(rows: Record<ConfigName, Row[]>): void {
    const size = new Map(rows.pages.map((p) => [p.page as number, [p.width as number, p.height as number] as const]))
    const evidence = rows.action_cards.flatMap((card) => card.evidence as Row[])
    for (const [name, placed] of [
      ['biomarkers', rows.biomarkers],
      ['findings', rows.findings],
      ['action_cards: evidence', evidence],
    ] as const)
      for (const row of placed) {
        const page = size.get(row.page as number)
        this.#count(`${name}: page is a page of its report`, 'error', page !== undefined)
        if (page) this.#count(`${name}: box lies inside its page`, 'error', inside(row.bbox as number[], page))
      }
    for (const page of rows.pages)
      for (const part of ['words', 'blocks', 'tables', 'redactions'])
        for (const item of page[part] as Row[])
          this.#count(
            `pages: boxes of ${part} lie inside the page`,
            part === 'words' ? 'warning' : 'error',
            inside(item.bbox as number[], [page.width as number, page.height as number]),
          )
  }

  /** What is quoted stands on its page: a record's name and value, word for word. */
  #texts(rows: Record<ConfigName, Row[]>): void {
    const printed = new Map(
      rows.pages.map((p) => [p.page as number, squeezed((p.words as Row[]).map((w) => w.text as string).join(''))]),
    )
    const stands = (page: unknown, text: unknown): boolean =>
      text === null || contains(printed.get(page as number) ?? '', text as string)
    for (const b of rows.biomarkers)
      this.#count(
        'biomarkers: name and value stand on the page',
        'warning',
        stands(b.page, b.name_printed) && stands(b.page, b.value_printed),
      )
    for (const f of rows.findings)
      this.#count('findings: the text stands on the page', 'warning', stands(f.page, f.text))
    const canary = squeezed(CANARY)
    for (const text of printed.values())
      this.#count('pages: the canary stands in no page', 'error', !text.includes(canary))
  }

  #results(rows: Record<ConfigName, Row[]>): void {
    this.#count('biomarkers: the report has at least one', 'warning', rows.biomarkers.length > 0)
    for (const b of rows.biomarkers) {
      const [low, high] = [b.range_low as number | null, b.range_high as number | null]
      this.#count('biomarkers: a range runs from low to high', 'error', low === null || high === null || low <= high)
      if (b.canonical_value !== null && b.value !== null && b.conversion_factor !== null) {
        const product = (b.value as number) * (b.conversion_factor as number)
        const off = Math.abs(product - (b.canonical_value as number))
        this.#count(
          'biomarkers: canonical value is value times factor',
          'warning',
          off <= 1e-6 * Math.max(1, Math.abs(product)),
        )
      }
    }
  }

  #cards(rows: Record<ConfigName, Row[]>): void {
    const records = new Set([...rows.biomarkers.map((b) => b.biomarker_id), ...rows.findings.map((f) => f.finding_id)])
    for (const card of rows.action_cards) {
      for (const evidence of card.evidence as { record_id: string }[])
        this.#count('action_cards: evidence is a record of its report', 'error', records.has(evidence.record_id))
      const [from, to] = [card.window_min_days as number, card.window_max_days as number]
      this.#count('action_cards: the window runs forwards', 'error', from <= to)
      this.#count('action_cards: only gold', 'error', card.tier === 'gold')
      this.#count('action_cards: a reviewer is named', 'error', (card.reviewers as string[]).length > 0)
    }
  }

  #count(test: string, severity: Severity, ok: boolean): void {
    const c = this.#counts.get(test) ?? { severity, checked: 0, failures: 0 }
    c.checked += 1
    if (!ok) c.failures += 1
    this.#counts.set(test, c)
  }
}

/** Half a point of slack: boxes are rounded when they are written. */
function inside(bbox: readonly number[], [width, height]: readonly [number, number]): boolean {
  const [x0, y0, x1, y1] = bbox as [number, number, number, number]
  return (
    bbox.length === 4 && x0 >= -0.5 && y0 >= -0.5 && x1 <= width + 0.5 && y1 <= height + 0.5 && x0 <= x1 && y0 <= y1
  )
}

function squeezed(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s+/gu, '')
}

/** The text as a whole, or word by word where other words of the page stand between (a name over two lines of a cell). */
function contains(page: string, text: string): boolean {
  return page.includes(squeezed(text)) || text.split(/\s+/u).every((piece) => page.includes(squeezed(piece)))
}
