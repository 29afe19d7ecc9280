import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isSyntheticReviewer } from '../src/cards/review/decision.js'
import { EngineError, EXIT } from '../src/engine/engine-error.js'
import type { CorpusStage } from '../src/engine/stage.js'
import { pageMarkdown } from '../src/layout/markdown.js'
import { CardsArtefact, DeidentifiedArtefact, LayoutArtefact, RecordsArtefact } from '../src/records/artefact.js'
import type { ReleaseSource } from '../src/release/release-source.js'
import { writeRelease } from '../src/release/write-release.js'
import { SplitsArtefact } from '../src/split/split-name.js'
import { limitsOfClaims } from './claims.js'
import type { BuildConfig } from './config.js'
import { TOOL_VERSION } from './tool-version.js'
import { countWithdrawn, WITHDRAWN_FILE } from './withdrawn-file.js'

/** Everything after the wall → `release/<version>/`: Parquet shards, dataset card, checksums, manifest. */
export const release: CorpusStage = {
  scope: 'corpus',
  name: 'release',
  version: 2,
  store: 'processed',
  inputs: ['deidentify', 'layout', 'extract', 'cards', 'splits'],
  quarantine: true,
  annotations: [WITHDRAWN_FILE],
  knowledge: ['release', 'audit/claims.yaml'],
  config: (config) => {
    const { engine: _engine, hub: _hub, ...rest } = config as BuildConfig
    return rest
  },
  async run(context) {
    const config = (context.config as BuildConfig).release
    const aside = Object.values(context.quarantined).reduce((a, b) => a + b, 0)
    const share = aside / (aside + context.reports.length)
    if (share > config.max_quarantine_share) {
      throw new EngineError(
        `no release is made: ${aside} of ${aside + context.reports.length} reports are quarantined, a share of ${share.toFixed(3)} above release.max_quarantine_share ${config.max_quarantine_share}; \`checkup status\` says what to do about each`,
        EXIT.gate,
      )
    }
    const withdrawn = countWithdrawn(context.annotationPath(WITHDRAWN_FILE))
    const { assignment } = SplitsArtefact.parse(await context.corpus('splits'))
    const path = (stage: string, id: string, name: string): string => context.inputFilePath(stage, id, name)
    const reports = []
    let [gold, invented] = [0, 0]
    for (const id of context.reports) {
      const { pages } = DeidentifiedArtefact.parse(await context.input('deidentify', id))
      const size = pages.reduce(
        (sum, p) => sum + (p.image === null ? 0 : statSync(path('deidentify', id, p.image.file)).size),
        0,
      )
      const { cards } = CardsArtefact.parse(await context.input('cards', id))
      for (const card of cards) {
        if (card.tier !== 'gold') continue
        gold += 1
        if (card.reviewers.every(isSyntheticReviewer)) invented += 1
      }
      reports.push({ report_id: id, split: assignment[id]!, size })
    }
    const synthetic = gold > 0 && invented === gold
    const notes = withdrawn === 0 ? [] : [`${withdrawn} people have withdrawn; their reports are absent.`]
    if (synthetic)
      notes.push('The gold cards were settled by simulated reviewers: they show the format and are no reference.')
    const source: ReleaseSource = {
      reports,
      async read(id) {
        const [deidentified, layout, records, drafted] = await Promise.all([
          context.input('deidentify', id).then((a) => DeidentifiedArtefact.parse(a)),
          context.input('layout', id).then((a) => LayoutArtefact.parse(a)),
          context.input('extract', id).then((a) => RecordsArtefact.parse(a)),
          context.input('cards', id).then((a) => CardsArtefact.parse(a)),
        ])
        return {
          report: records.report,
          pages: deidentified.pages,
          layout: layout.pages,
          markdown: deidentified.pages.map((p, i) => pageMarkdown(p, layout.pages[i]!)),
          images: deidentified.pages.map((p) =>
            p.image === null ? null : readFileSync(path('deidentify', id, p.image.file)),
          ),
          biomarkers: records.biomarkers,
          findings: records.findings,
          cards: drafted.cards,
        }
      },
      lineage: {
        tool_version: TOOL_VERSION,
        config_digest: createHash('sha256').update(JSON.stringify(context.config)).digest('hex'),
        stages: Object.fromEntries(release.inputs.map((stage) => [stage, { reports: context.reports.length }])),
        quarantined: context.quarantined,
        not_claimed: limitsOfClaims(context.knowledgePath('audit/claims.yaml')),
        notes,
      },
    }
    const folder = context.outputFolder()
    const license = join(context.knowledgePath('release'), 'LICENSE.md')
    copyFileSync(license, join(folder, 'LICENSE'))
    const manifest = await writeRelease(source, folder, config)
    const counts: Record<string, number> = {}
    for (const [name, rows] of Object.entries(manifest.rows))
      counts[`rows.${name}`] = Object.values(rows).reduce((a, b) => a + b, 0)
    return { artefact: { version: manifest.version, rows: manifest.rows }, counts, folder: `release/${config.version}` }
  },
}
