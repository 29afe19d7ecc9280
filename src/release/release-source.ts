import type { SplitName } from '../split/split-name.js'
import type { ReportBundle } from './report-rows.js'

/** What a release is made from. `size` is the bytes a report brings (images and records), for dealing reports to shards. */
export interface ReleaseSource {
  readonly reports: readonly { readonly report_id: string; readonly split: SplitName; readonly size: number }[]
  read(reportId: string): Promise<ReportBundle>
  /** Counted outcomes of every stage: `{stage: {in, out, quarantined}}`; quarantine by reason. */
  readonly lineage: {
    readonly tool_version: string
    readonly config_digest: string
    readonly stages: Readonly<Record<string, { reports: number }>>
    readonly quarantined: Readonly<Record<string, number>>
    /** What de-identification does not claim, one sentence each. */
    readonly not_claimed: readonly string[]
    readonly notes: readonly string[]
  }
}
