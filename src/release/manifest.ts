import { z } from 'zod'
import { LeakageRow, SplitName } from '../split/split-name.js'

const Count = z.number().int()
const PerSplit = z.record(SplitName, Count)

/** What a privacy auditor has said of a release's content. `upper_bound`: of the share of pages with a missed identifier, 95 %. */
export const AuditStatement = z.discriminatedUnion('signed', [
  z.object({ signed: z.literal(false) }),
  z.object({
    signed: z.literal(true),
    by: z.string(),
    content_digest: z.string(),
    pages: Count,
    misses: Count,
    upper_bound: z.number(),
  }),
])
export type AuditStatement = z.infer<typeof AuditStatement>

/** Outcome of one data test over all rows; an `error` with failures blocks the release. */
export const DataTestResult = z.object({
  test: z.string(),
  severity: z.enum(['error', 'warning']),
  checked: Count,
  failures: Count,
})
export type DataTestResult = z.infer<typeof DataTestResult>

/** One group of people or reports, and what the release holds of it. */
export const Subgroup = z.object({
  attribute: z.string(),
  value: z.string(),
  reports: Count,
  patients: Count,
  biomarkers: Count,
  abnormal: Count,
  findings: Count,
  action_cards: Count,
})
export type Subgroup = z.infer<typeof Subgroup>

/** Agreement of reviewers in one field of the cards; null where a figure is not defined. */
export const FieldAgreement = z.object({
  field: z.string(),
  n: Count,
  agreement: z.number().nullable(),
  alpha: z.number().nullable(),
  alpha_interval: z.tuple([z.number(), z.number()]).nullable(),
})
export type FieldAgreement = z.infer<typeof FieldAgreement>

/** k-anonymity over the published fields by which a person could be found. */
export const Anonymity = z.object({
  age_band: z.number(),
  patients: Count,
  k: Count,
  unique: Count,
  unique_share: z.number(),
})

/** What a release was made from and how it stands: given by the pipeline, printed in the card, kept in release.json. */
export const ReleaseLineage = z.object({
  tool_version: z.string(),
  config_digest: z.string(),
  /** sha256 over the sha256 of every artefact that went in, by report and stage. */
  inputs_digest: z.string(),
  stages: z.record(z.string(), z.object({ reports: Count })),
  quarantined: z.record(z.string(), Count),
  withdrawn: Count,
  /** Reports by verdict of the leak check, the identifiers that were searched for, and hits. */
  leak_check: z.object({ pass: Count, review: Count, fail: Count, identifiers: Count, hits: Count }),
  anonymity: z.object({ as_published: Anonymity, in_bands: Anonymity }),
  gold: z.object({ cards: Count, simulated: Count, double_judged: Count }),
  agreement: z.array(FieldAgreement),
  leakage: z.array(LeakageRow),
  moved: z.array(z.object({ report_id: z.string(), from: SplitName, to: SplitName })),
  strata: z.record(z.string(), PerSplit),
  /** What the configuration makes of identifiers, in sentences. */
  policy: z.array(z.string()),
  not_claimed: z.array(z.string()),
})
export type ReleaseLineage = z.infer<typeof ReleaseLineage>

/** `release.json`: what stands in the folder and what it was made from. Holds no time, so that equal inputs give equal bytes. */
export const ReleaseManifest = z.object({
  name: z.string(),
  version: z.string(),
  date_published: z.string(),
  schema_version: z.string(),
  rows: z.record(z.string(), PerSplit),
  files: z.array(
    z.object({ path: z.string(), config: z.string(), split: SplitName, rows: Count, bytes: Count, sha256: z.string() }),
  ),
  redactions: z.record(z.string(), Count),
  subgroups: z.array(Subgroup),
  data_tests: z.array(DataTestResult),
  /** Gold cards of the test split that are kept back: their number and the sha256 of their rows as JSON lines, by card id. */
  withheld: z.object({ action_cards: Count, sha256: z.string() }).nullable(),
  audit: AuditStatement,
  lineage: ReleaseLineage,
})
export type ReleaseManifest = z.infer<typeof ReleaseManifest>

/** A lineage of nothing: what a release says where nobody counted. */
export const EMPTY_LINEAGE: ReleaseLineage = {
  tool_version: '0.0.0',
  config_digest: '',
  inputs_digest: '',
  stages: {},
  quarantined: {},
  withdrawn: 0,
  leak_check: { pass: 0, review: 0, fail: 0, identifiers: 0, hits: 0 },
  anonymity: {
    as_published: { age_band: 1, patients: 0, k: 0, unique: 0, unique_share: 0 },
    in_bands: { age_band: 10, patients: 0, k: 0, unique: 0, unique_share: 0 },
  },
  gold: { cards: 0, simulated: 0, double_judged: 0 },
  agreement: [],
  leakage: [],
  moved: [],
  strata: {},
  policy: [],
  not_claimed: [],
}
