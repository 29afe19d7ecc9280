import type { CardKnowledge } from '../cards/knowledge.js'
import type { Track } from '../models/model-config.js'
import type { Finding } from '../records/finding.js'
import { critical, negated, normalised, otherUnit } from './counterfactual.js'
import { type Probe, plainProbe } from './probe.js'
import type { ProbeWords } from './probe-config.js'
import type { ScoredReport } from './score-report.js'
import { otherPerson } from './scoring/other-person.js'

/**
 * The variants of a report that a track can show: at most one of each kind, made from its gold cards and records; the same report always
 * gives the same ones.
 * @param track null for the variants of all tracks
 */
export function probesOf(
  report: ScoredReport,
  knowledge: CardKnowledge,
  words: ProbeWords,
  track: Track | null,
): Probe[] {
  const records = track === null || track === 'structured'
  const pictures = track === null || track === 'image' || track === 'ocr'
  return [
    normalised(report),
    critical(report, knowledge),
    negated(report, words),
    otherUnit(report, words),
    otherPerson(report, 'sex', knowledge, words, !records),
    otherPerson(report, 'age', knowledge, words, !records),
    records || report.pages.length > 1 ? plainProbe('shuffle', shuffled(report)) : null,
    plainProbe('irrelevant', irrelevant(report, words)),
    pictures ? plainProbe('typeset', report) : null,
    pictures ? plainProbe('noise', report) : null,
    removed(report, 'biomarker'),
    removed(report, 'finding'),
    emptied(report),
  ].filter((p): p is Probe => p !== null)
}

function shuffled(report: ScoredReport): ScoredReport {
  return {
    ...report,
    pages: [...report.pages].reverse(),
    biomarkers: [...report.biomarkers].reverse(),
    findings: [...report.findings].reverse(),
  }
}

function irrelevant(report: ScoredReport, words: ProbeWords): ScoredReport {
  const language = report.report.language === 'en' ? 'en' : 'zh'
  const text = words.irrelevant[language]
  const pages = report.pages.map((p, i) => (i === 0 ? { ...p, text: `${p.text}\n\n${text}` } : p))
  const model = report.findings[0]
  const note: Finding[] =
    model === undefined
      ? []
      : [
          {
            ...model,
            finding_id: `${report.report.report_id}-note`,
            text,
            finding: null,
            body_site: null,
            normal: true,
            section: 'other',
            modality: 'other',
          },
        ]
  return { ...report, pages, findings: [...report.findings, ...note] }
}

/** All results, or all findings, taken out: cards that rest on them alone have lost their grounds. */
function removed(report: ScoredReport, what: 'biomarker' | 'finding'): Probe | null {
  const groundless = report.gold.filter((g) => g.evidence.every((e) => e.kind === what)).map((g) => g.issue)
  if (groundless.length === 0) return null
  const gone = (page: number, line: string): boolean =>
    what === 'biomarker'
      ? report.biomarkers.some(
          (b) => b.page === page && line.includes(b.name_printed) && line.includes(b.value_printed),
        )
      : report.findings.some((f) => f.page === page && saysTheSame(line, f.text))
  const pages = report.pages.map((p) => ({
    ...p,
    text: p.text
      .split('\n')
      .filter((line) => !gone(p.page, line))
      .join('\n'),
  }))
  const kept = what === 'biomarker' ? { biomarkers: [] } : { findings: [] }
  const kind = what === 'biomarker' ? 'remove' : 'remove_findings'
  return { ...plainProbe(kind, { ...report, ...kept, pages }), groundless }
}

/** A line that holds a finding, or a part of one that goes over several lines. */
function saysTheSame(line: string, text: string): boolean {
  const [a, b] = [line, text].map((t) => t.replace(/[\s|#>*-]+/g, ''))
  return a!.length >= 4 && (a!.includes(b!) || b!.includes(a!))
}

/** Nothing but the frame of a report: every card is invented. */
function emptied(report: ScoredReport): Probe | null {
  if (report.gold.length === 0) return null
  const pages = report.pages.map((p) => ({ ...p, text: '' }))
  const groundless = report.gold.map((g) => g.issue)
  return { ...plainProbe('empty', { ...report, biomarkers: [], findings: [], pages }), groundless }
}
