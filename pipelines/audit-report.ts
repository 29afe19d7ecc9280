import type { MissRate } from '../src/deid/audit/bound.js'
import type { NotClaimed } from '../src/deid/audit/claims.js'
import type { LogHead } from '../src/deid/audit/log.js'
import type { Risk } from '../src/deid/audit/risk.js'
import type { SamplePage } from '../src/deid/audit/sample.js'
import { type AuditReason, sortReasons, type Verdict } from '../src/deid/audit/verdict.js'
import type { Redaction } from '../src/records/page.js'

/** `processed/audit/audit.json`: the same content for the same artefacts, annotations and configuration; no times, no values. */
export interface AuditReport {
  readonly schema_version: string
  readonly tool_version: string
  /** Digest of all that would leave; a signature names it. */
  readonly content_digest: string
  readonly verdict: Verdict
  readonly totals: {
    readonly reports: number
    readonly pass: number
    readonly review: number
    readonly fail: number
    readonly quarantined: number
    readonly pages: number
    readonly pages_read_back: number
    readonly identifiers_searched: number
    readonly files: number
  }
  readonly ocr: 'none' | 'sample' | 'all'
  readonly reports: readonly ReportAudit[]
  /** What is about all reports: dataset card, manifest, run reports, file names. */
  readonly shared: { readonly verdict: Verdict; readonly reasons: readonly AuditReason[] }
  readonly redactions: Readonly<
    Record<'by_category' | 'by_detector' | 'by_confidence', Readonly<Record<string, number>>>
  >
  readonly risk: Risk
  readonly not_claimed: readonly NotClaimed[]
  readonly sample: MissRate & { readonly drawn: number; readonly pending: readonly SamplePage[] }
  readonly log: LogHead & { readonly intact: boolean; readonly problems: readonly string[] }
}

export interface ReportAudit {
  readonly report_id: string
  readonly verdict: Verdict
  readonly reasons: readonly AuditReason[]
  readonly kind: string
  readonly language: string
  readonly pages: number
  readonly pages_read_back: number
  readonly low_confidence_pages: readonly number[]
  readonly identifiers_searched: number
  readonly redactions: number
}

/** Equal reasons become one with their counts added; worst first. */
export function mergeReasons(reasons: readonly AuditReason[]): AuditReason[] {
  const merged = new Map<string, AuditReason>()
  for (const reason of reasons) {
    const key = `${reason.code}|${reason.where}|${reason.category}`
    const before = merged.get(key)
    merged.set(key, before === undefined ? reason : { ...before, count: before.count + reason.count })
  }
  return sortReasons([...merged.values()])
}

/** The verdict of the whole: the worst of all reports, of what they share and of the log. */
export function overallVerdict(reports: readonly ReportAudit[], shared: Verdict, logIntact: boolean): Verdict {
  const all = [...reports.map(({ verdict }) => verdict), shared]
  if (!logIntact || all.includes('FAIL')) return 'FAIL'
  return all.includes('REVIEW') ? 'REVIEW' : 'PASS'
}

/** Covered regions by category, by detector, and by how sure the detector was. */
export function countRedactions(redactions: readonly Redaction[]): AuditReport['redactions'] {
  return {
    by_category: tally(redactions.map(({ category }) => category)),
    by_detector: tally(redactions.map(({ detector }) => detector)),
    by_confidence: tally(redactions.map(({ score }) => bandOf(score))),
  }
}

function bandOf(score: number): string {
  return score >= 0.9 ? '0.90-1.00' : score >= 0.75 ? '0.75-0.89' : 'below 0.75'
}

function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
