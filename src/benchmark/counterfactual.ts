import type { CardKnowledge } from '../cards/knowledge.js'
import type { Biomarker } from '../records/biomarker.js'
import type { Finding } from '../records/finding.js'
import type { Probe } from './probe.js'
import { plainProbe } from './probe.js'
import type { ProbeWords } from './probe-config.js'
import type { GoldCard } from './release-reader.js'
import type { ScoredReport } from './score-report.js'

/** Gold cards that rest on one record alone, which no other card quotes. */
function restingOnOne(report: ScoredReport, kind: 'biomarker' | 'finding'): { card: GoldCard; id: string }[] {
  return report.gold.flatMap((card) => {
    const [only, ...more] = card.evidence
    if (only === undefined || more.length > 0 || only.kind !== kind) return []
    const shared = report.gold.some((g) => g !== card && g.evidence.some((e) => e.record_id === only.record_id))
    return shared ? [] : [{ card, id: only.record_id }]
  })
}

/** An abnormal result that one card alone rests on, put into the middle of its range: the card must vanish. */
export function normalised(report: ScoredReport): Probe | null {
  for (const { card, id } of restingOnOne(report, 'biomarker')) {
    const b = report.biomarkers.find((r) => r.biomarker_id === id)
    if (b === undefined || b.value_kind !== 'quantity' || b.range_low === null || b.range_high === null) continue
    const decimals = b.value_printed.split('.')[1]?.length ?? 0
    const value = Number(((b.range_low + b.range_high) / 2).toFixed(Math.max(decimals, 1)))
    const changed = withResult(report, b, value, { interpretation: 'N' })
    if (changed !== null)
      return { kind: 'normalise', variant: `normalise:${id}`, report: changed, target: card.issue, groundless: [] }
  }
  return null
}

/** A normal result put beyond the limit from which the rules say urgent: an urgent card must appear. */
export function critical(report: ScoredReport, knowledge: CardKnowledge): Probe | null {
  for (const b of report.biomarkers) {
    if (b.role !== 'current' || b.interpretation !== 'N' || b.value_kind !== 'quantity' || b.conversion_factor !== 1)
      continue
    for (const row of knowledge.rows) {
      const bounds = row.biomarker?.value
      if (row.class !== 'A' || bounds === undefined || b.analyte === null || row.with.length > 0) continue
      if (!row.biomarker!.analytes.includes(b.analyte) || bounds.unit !== b.canonical_unit) continue
      const [over, under] = [bounds.ge ?? bounds.gt, bounds.le ?? bounds.lt]
      const value = over !== undefined ? over * 1.05 : under !== undefined ? under * 0.9 : null
      if (value === null || report.gold.some((g) => g.issue === row.issue)) continue
      const interpretation = over !== undefined ? 'H' : 'L'
      const changed = withResult(report, b, Number(value.toPrecision(3)), { interpretation })
      if (changed === null) continue
      const variant = `critical:${b.biomarker_id}`
      return { kind: 'critical', variant, report: changed, target: row.issue, groundless: [] }
    }
  }
  return null
}

/** A finding that one card alone rests on, denied: the card must vanish. */
export function negated(report: ScoredReport, words: ProbeWords): Probe | null {
  for (const { card, id } of restingOnOne(report, 'finding')) {
    const f = report.findings.find((r) => r.finding_id === id)
    if (f === undefined) continue
    const language = /\p{Script=Han}/u.test(f.text) ? 'zh' : 'en'
    const core = f.text.split(/[,，;；。]|\.(?=\s|$)|\d/)[0]!.trim()
    if (core.length < 2) continue
    const text = words.negation[language].replace('{finding}', () => (language === 'en' ? core.toLowerCase() : core))
    const pages = replaceInPages(report, f.page, [f.text], f.text, text)
    if (pages === null) continue
    const changed: Finding = { ...f, text, negated: true, size_mm: null, grade: null, grade_system: null, change: null }
    return {
      kind: 'negate',
      variant: `negate:${id}`,
      report: { ...report, pages, findings: report.findings.map((r) => (r === f ? changed : r)) },
      target: card.issue,
      groundless: [],
    }
  }
  return null
}

/** An abnormal result in another unit, its range with it: nothing may change. */
export function otherUnit(report: ScoredReport, words: ProbeWords): Probe | null {
  for (const b of report.biomarkers) {
    const unit = words.units.find((u) => u.from === b.unit_printed)
    if (unit === undefined || b.role !== 'current' || b.value === null || b.interpretation === 'N') continue
    if (b.range_low === null || b.range_high === null || b.value_kind !== 'quantity') continue
    const times = (n: number) => Number((n * unit.factor).toPrecision(6))
    const range = `${times(b.range_low)}-${times(b.range_high)}`
    const changed = withResult(report, b, times(b.value), {
      unit_printed: unit.to,
      ucum_unit: unit.to,
      range_printed: range,
      range_low: times(b.range_low),
      range_high: times(b.range_high),
      interpretation: b.interpretation,
      flag: b.flag,
      flag_printed: b.flag_printed,
      canonical_value: b.canonical_value,
      conversion_factor: b.conversion_factor === null ? null : b.conversion_factor / unit.factor,
    })
    if (changed === null) continue
    return { ...plainProbe('unit', changed), variant: `unit:${b.biomarker_id}` }
  }
  return null
}

/** A result with another value, in the records and on its page; null where the page does not print it on one line. */
function withResult(report: ScoredReport, b: Biomarker, value: number, part: Partial<Biomarker>): ScoredReport | null {
  const printed = String(value)
  const changed: Biomarker = {
    ...b,
    value,
    value_printed: printed,
    canonical_value: b.conversion_factor === null ? null : value * b.conversion_factor,
    flag: null,
    flag_printed: null,
    emphasis: null,
    agreement: 'underivable',
    ...part,
  }
  let pages = replaceInPages(report, b.page, [b.name_printed, b.value_printed], b.value_printed, printed)
  if (pages === null) return null
  const also: [string | null, string | null][] = [
    [b.flag_printed, changed.flag_printed],
    [b.unit_printed, changed.unit_printed],
    [b.range_printed, changed.range_printed],
  ]
  for (const [from, to] of also)
    if (from !== null && from !== '' && from !== to)
      pages = replaceInPages({ ...report, pages }, b.page, [b.name_printed, printed], from, to ?? '') ?? pages
  return { ...report, pages, biomarkers: report.biomarkers.map((r) => (r === b ? changed : r)) }
}

/** Replaces `from` behind the first of `marks` on the first line of the page that holds all marks; null when no line does. */
function replaceInPages(
  report: Pick<ScoredReport, 'pages'>,
  page: number,
  marks: readonly string[],
  from: string,
  to: string,
): ScoredReport['pages'] | null {
  let done = false
  const pages = report.pages.map((p) => {
    if (p.page !== page || done) return p
    const lines = p.text.split('\n')
    const at = lines.findIndex((line) => marks.every((m) => line.includes(m)))
    if (at < 0) return p
    const line = lines[at]!
    const behind = marks.length > 1 ? line.indexOf(marks[0]!) + marks[0]!.length : 0
    const start = line.indexOf(from, behind)
    if (start < 0) return p
    done = true
    lines[at] = line.slice(0, start) + to + line.slice(start + from.length)
    return { ...p, text: lines.join('\n') }
  })
  return done ? pages : null
}
