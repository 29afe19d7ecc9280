import type { SplitName } from '../split/split-name.js'
import type { ReleaseLineage } from './manifest.js'
import type { ReportBundle } from './report-rows.js'

/** What a release is made from. `size` is the bytes a report brings (images and records), for dealing reports to shards. */
export interface ReleaseSource {
  readonly reports: readonly { readonly report_id: string; readonly split: SplitName; readonly size: number }[]
  read(reportId: string): Promise<ReportBundle>
  readonly lineage: ReleaseLineage
  /** Text of the card with `{{placeholders}}` (configs/release/dataset-card.md). */
  readonly cardTemplate: string
}
