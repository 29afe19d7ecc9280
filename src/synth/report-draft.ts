import type { Bbox } from '../records/bbox.js'
import type { TruthBiomarker, TruthFinding, TruthIssue } from './ground-truth.js'
import type { DrawnValue, HealthProfile } from './health-profile.js'
import type { PageCanvas } from './page-canvas.js'
import type { Institution, Person, Visit } from './people.js'
import { againstRange, type PrintedResult, printResult } from './printed-result.js'
import type { Prng } from './prng.js'
import type { ReportStyle } from './report-style.js'
import type { Condition, SynthPanel, WordLists } from './word-lists.js'

/** What a family is asked to draw. */
export interface ReportPlan {
  readonly lists: WordLists
  readonly person: Person
  readonly visit: Visit
  readonly institution: Institution
  readonly profile: HealthProfile
  readonly previousProfile: HealthProfile | null
  readonly previousVisit: Visit | null
  readonly rng: Prng
  /** A report that will be printed and scanned: no hidden text. */
  readonly onPaper: boolean
}

/** What a family gives back: the canvas with its recordings, before the bytes are made. */
export interface DrawnReport {
  readonly canvas: PageCanvas
  readonly draft: ReportDraft
  readonly variant: string
  readonly language: ReportStyle['language']
  readonly agePrinted: boolean
  readonly sexPrinted: boolean
}

/** The panels that hold the first analyte of one of the person's conditions. */
export function conditionPanels(plan: ReportPlan): Set<string> {
  const primaries = new Set(plan.profile.conditions.map((condition) => Object.keys(condition.values)[0]))
  return new Set(
    plan.lists.panels.filter((panel) => panel.analytes.some((a) => primaries.has(a.key))).map((panel) => panel.key),
  )
}

/** `count` of the panels `from`, those that concern the person first (as a physician orders), in random order. */
export function choosePanels(plan: ReportPlan, from: readonly string[], count: number, rng: Prng): string[] {
  const wanted = conditionPanels(plan)
  const ranked = rng.shuffle(from).sort((a, b) => Number(wanted.has(b)) - Number(wanted.has(a)))
  return rng.shuffle(ranked.slice(0, count))
}

/** Grade, side and site of a condition's finding as far as `text` prints them. */
export function printedAttributes(
  condition: Condition,
  text: string,
): Pick<TruthFinding, 'grade_system' | 'grade' | 'laterality' | 'body_site'> {
  const finding = condition.finding
  const graded = finding?.grade_system !== undefined && text.includes(finding.grade_system)
  const sided = /[左右]|双侧|\b(left|right|both|bilateral)\b/i.test(text)
  return {
    grade_system: graded ? (finding.grade_system ?? null) : null,
    grade: graded ? (finding.grade ?? null) : null,
    laterality: sided ? (finding?.laterality ?? null) : null,
    body_site: finding?.site ?? null,
  }
}

const ABNORMAL = new Set(['H', 'L', 'A', 'POS'])

/**
 * A report in the making: it prints results and findings in one style, records them with their evidence, and knows which issues the
 * printed evidence establishes. `panels` and `modalities` say what the report covers: a condition whose first analyte (or finding) is
 * not covered does not show at all, so that no report holds a stray abnormality without its issue.
 */
export class ReportDraft {
  private readonly biomarkerEvidence = new Map<string, number[]>()
  private readonly findingEvidence = new Map<string, number[]>()
  readonly shown: readonly Condition[]

  constructor(
    readonly plan: ReportPlan,
    readonly canvas: PageCanvas,
    readonly style: ReportStyle,
    panels: readonly string[],
    modalities: readonly string[],
  ) {
    const covered = new Set(
      plan.lists.panels
        .filter((panel) => panels.includes(panel.key))
        .flatMap((panel) => panel.analytes.map((a) => a.key)),
    )
    this.shown = plan.profile.conditions.filter((condition) => {
      if (condition.finding) return modalities.includes(condition.finding.modality)
      const primary = Object.keys(condition.values)[0]
      return primary !== undefined && covered.has(primary)
    })
  }

  panel(key: string): SynthPanel {
    const panel = this.plan.lists.panels.find((p) => p.key === key)
    if (!panel) throw new Error(`synth: no panel ${key}`)
    return panel
  }

  /** The panel's title in the report's language. */
  panelTitle(key: string): string {
    const panel = this.panel(key)
    const { language } = this.style
    if (language === 'und') return (panel.es ?? panel.en)[0]!
    if (language === 'zh-en') return `${panel.zh[0]} ${panel.en[0]}`
    const titles = language === 'zh' ? panel.zh : panel.en
    return titles[this.plan.visit.index === 0 ? titles.length - 1 : 0]!
  }

  /** The drawn value of an analyte, healthy where its condition does not show in this report. */
  value(key: string, profile: HealthProfile = this.plan.profile): DrawnValue | undefined {
    const drawn = profile.values.get(key)
    if (!drawn || drawn.condition === null) return drawn
    if (profile !== this.plan.profile || this.shown.some((c) => c.key === drawn.condition)) return drawn
    const analyte = this.plan.lists.analytes.get(key)
    if (!analyte) return drawn
    if (analyte.kind === 'quantity') {
      const span = analyte.normal ?? analyte.range
      const [low, high] = Array.isArray(span) ? span : span[profile.sex]
      const middle = ((low ?? (high ?? 1) * 0.5) + (high ?? (low ?? 1) * 1.4)) / 2
      return { number: Number(middle.toFixed(analyte.digits)), second: null, text: null, condition: null }
    }
    if (analyte.kind === 'pair') return { number: 122, second: 76, text: null, condition: null }
    const text = analyte.kind === 'titre' ? '<1:80' : analyte.kind === 'field_count' ? '0-1' : 'negative'
    return { number: null, second: null, text, condition: null }
  }

  /**
   * The printed results of a panel: all analytes that a shown condition moves, and a share of the others.
   * @param share 0-1, how many of the unmoved analytes are printed
   */
  results(panelKey: string, share = 1, only?: readonly string[]): PrintedResult[] {
    const { plan, style } = this
    const rng = plan.rng.fork(`results ${panelKey}`)
    const rows: PrintedResult[] = []
    for (const analyte of this.panel(panelKey).analytes) {
      if (analyte.sex !== undefined && analyte.sex !== plan.person.sex) continue
      if (only && !only.includes(analyte.key)) continue
      if (style.language === 'und' && analyte.es === undefined) continue
      const drawn = this.value(analyte.key)
      if (!drawn) continue
      if (drawn.condition === null && !rng.chance(share)) continue
      rows.push(printResult(analyte, drawn, plan.person.sex, style, rng))
    }
    return rows
  }

  /** The value printed in a previous-visit column, null when the earlier visit has none. Unit and range are those that the row prints: it prints them once. */
  previousResult(row: PrintedResult): PrintedResult | null {
    const { previousProfile } = this.plan
    const drawn = previousProfile?.values.get(row.analyte.key)
    if (!drawn) return null
    const printed = printResult(
      row.analyte,
      { ...drawn, condition: null },
      this.plan.person.sex,
      { ...this.style, notTested: [] },
      this.plan.rng.fork(`previous ${row.analyte.key}`),
    )
    const { unit, range, low, high } = row
    // Drawn on its own, the earlier result may have lost its range where this row prints one.
    const drawnAgainst = printed.range === '' ? againstRange(printed.number ?? 0, low, high, printed.comparator) : null
    const interpretation = range === '' ? null : (drawnAgainst ?? printed.interpretation)
    return { ...printed, unit, range, low, high, interpretation }
  }

  recordResult(
    row: PrintedResult,
    place: {
      page: number
      bbox: Bbox
      section: string
      panel: string | null
      emphasis: TruthBiomarker['emphasis']
      role?: 'current' | 'previous'
      inline?: boolean
      hazards?: readonly string[]
      unitShown?: boolean
    },
  ): void {
    const list = this.canvas.truth.biomarkers
    list.push({
      page: place.page,
      bbox: place.bbox,
      section: place.section,
      panel: place.panel,
      name: row.name,
      value: row.value,
      unit: row.unit === '' || place.unitShown === false ? null : row.unit,
      range: row.range === '' ? null : row.range,
      flag: row.flag === '' ? null : row.flag,
      emphasis: place.emphasis,
      interpretation: row.interpretation,
      value_number: row.number,
      value_second: row.second,
      comparator: row.comparator,
      range_low: row.low,
      range_high: row.high,
      analyte: row.analyte.key,
      loinc: row.loinc,
      ucum: row.ucum,
      role: place.role ?? 'current',
      inline: place.inline ?? false,
      hazards: [...new Set([...row.hazards, ...(place.hazards ?? [])])].sort(),
    })
    if (row.analyte.trap)
      this.canvas.truth.survive.push({ page: place.page, bboxes: [place.bbox], text: row.name, trap: row.analyte.trap })
    const abnormal = row.interpretation === null || ABNORMAL.has(row.interpretation)
    if (row.condition !== null && abnormal && (place.role ?? 'current') === 'current')
      this.biomarkerEvidence.set(row.condition, [...(this.biomarkerEvidence.get(row.condition) ?? []), list.length - 1])
  }

  recordFinding(finding: TruthFinding): void {
    this.canvas.truth.findings.push(finding)
    if (finding.condition !== null)
      this.findingEvidence.set(finding.condition, [
        ...(this.findingEvidence.get(finding.condition) ?? []),
        this.canvas.truth.findings.length - 1,
      ])
  }

  /** Records the short label of a condition (an item of the summary) as a finding of the physician's summary. */
  recordLabel(condition: Condition, text: string, page: number, bbox: Bbox): void {
    this.recordFinding({
      page,
      bbox,
      modality: 'summary',
      section: 'physician_summary',
      text,
      negated: false,
      normal: false,
      size_mm: null,
      ...printedAttributes(condition, text),
      change: null,
      condition: condition.key,
    })
  }

  /** The issues that the printed evidence establishes, most pressing first. */
  issues(): TruthIssue[] {
    const order = ['urgent', 'high', 'medium', 'low']
    const issues: TruthIssue[] = []
    for (const condition of this.shown) {
      const biomarkers = this.biomarkerEvidence.get(condition.key) ?? []
      const findings = this.findingEvidence.get(condition.key) ?? []
      if (biomarkers.length + findings.length === 0) continue
      const { issue } = condition
      issues.push({
        key: issue.key,
        label_en: issue.en,
        label_zh: issue.zh,
        priority: issue.priority,
        departments: issue.departments,
        window_min_days: issue.window[0],
        window_max_days: issue.window[1],
        evidence: { biomarkers, findings },
      })
    }
    return issues.sort((a, b) => order.indexOf(a.priority) - order.indexOf(b.priority) || (a.key < b.key ? -1 : 1))
  }
}
