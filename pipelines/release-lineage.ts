import { createHash } from 'node:crypto'
import { isSyntheticReviewer } from '../src/cards/review/decision.js'
import { DECISIONS_FOLDER, readDecisions } from '../src/cards/review/decision-file.js'
import { subjectsOf } from '../src/cards/review/subject.js'
import { assessRisk } from '../src/deid/audit/risk.js'
import { policyStatement } from '../src/deid/policy-statement.js'
import type { CorpusContext } from '../src/engine/stage.js'
import { CardsArtefact, DeidentifiedArtefact, RecordsArtefact } from '../src/records/artefact.js'
import type { Report } from '../src/records/report.js'
import type { ReleaseLineage } from '../src/release/manifest.js'
import type { SplitsArtefact } from '../src/split/split-name.js'
import { limitsOfClaims } from './claims.js'
import { agreementUnits, fieldAgreements } from './commands/cards-agreement.js'
import type { Desk } from './commands/cards-desk.js'
import type { BuildConfig } from './config.js'
import { TOOL_VERSION } from './tool-version.js'
import { countWithdrawn, WITHDRAWN_FILE } from './withdrawn-file.js'

/** Seed of the bootstrap over reports, as `checkup cards agreement` has it by default. */
const SEED = 1

/** The report stages whose artefacts a release is made from. */
export const SOURCES = ['deidentify', 'layout', 'extract', 'cards'] as const

/** What each report brings to the release, besides its rows. */
export interface Inventory {
  readonly lineage: ReleaseLineage
  /** Bytes of each report's page images. */
  readonly sizes: ReadonlyMap<string, number>
}

/** Goes through all reports once and counts what the release says of itself. Holds no report. */
export async function takeInventory(
  context: CorpusContext,
  splits: SplitsArtefact,
  sizeOf: (id: string, file: string) => number,
): Promise<Inventory> {
  const sizes = new Map<string, number>()
  const people: Report[] = []
  const inputs = createHash('sha256')
  const leak_check = { pass: 0, review: 0, fail: 0, identifiers: 0, hits: 0 }
  const gold = { cards: 0, simulated: 0, double_judged: 0 }
  const desks: Desk[] = []
  const decisions = readDecisions(context.annotationPath(DECISIONS_FOLDER))
  for (const id of context.reports) {
    const artefacts = await Promise.all(SOURCES.map((stage) => context.input(stage, id)))
    artefacts.forEach((artefact, i) => {
      const digest = createHash('sha256').update(JSON.stringify(artefact)).digest('hex')
      inputs.update(`${id} ${SOURCES[i]!} ${digest}\n`)
    })
    const { pages, leak_check: own } = DeidentifiedArtefact.parse(artefacts[0])
    const records = RecordsArtefact.parse(artefacts[2])
    people.push(records.report)
    sizes.set(
      id,
      pages.reduce((sum, p) => sum + (p.image === null ? 0 : sizeOf(id, p.image.file)), 0),
    )
    leak_check[own.verdict] += 1
    leak_check.identifiers += own.identifiers
    leak_check.hits += own.hits
    for (const card of CardsArtefact.parse(artefacts[3]).cards) {
      if (card.tier !== 'gold') continue
      gold.cards += 1
      if (card.reviewers.every(isSyntheticReviewer)) gold.simulated += 1
    }
    const judged = decisions.filter((d) => d.report_id === id)
    if (judged.length > 0) {
      const drafts = CardsArtefact.parse(await context.input('draft', id))
      const { subjects } = subjectsOf(drafts.cards, records, judged)
      desks.push({ report_id: id, records, decisions: judged, subjects })
    }
  }
  const units = agreementUnits(desks)
  const { as_published, in_bands } = assessRisk(people)
  const anonymity = ({ age_band, patients, k, unique, unique_share }: typeof in_bands) => ({
    age_band,
    patients,
    k,
    unique,
    unique_share,
  })
  const lineage: ReleaseLineage = {
    tool_version: TOOL_VERSION,
    config_digest: createHash('sha256').update(JSON.stringify(context.config)).digest('hex'),
    inputs_digest: inputs.digest('hex'),
    stages: Object.fromEntries(SOURCES.map((stage) => [stage, { reports: context.reports.length }])),
    quarantined: context.quarantined,
    withdrawn: countWithdrawn(context.annotationPath(WITHDRAWN_FILE)),
    leak_check,
    anonymity: { as_published: anonymity(as_published), in_bands: anonymity(in_bands) },
    gold: { ...gold, double_judged: units.length },
    agreement: fieldAgreements(units, SEED).map(({ field, n, agreement, alpha, alpha_interval }) => ({
      field,
      n,
      agreement,
      alpha,
      alpha_interval: alpha_interval === null ? null : [...alpha_interval],
    })),
    leakage: splits.leakage,
    moved: splits.exceptions,
    strata: splits.strata,
    policy: policyStatement((context.config as BuildConfig).deid),
    not_claimed: limitsOfClaims(context.knowledgePath('audit/claims.yaml')),
  }
  return { lineage, sizes }
}
