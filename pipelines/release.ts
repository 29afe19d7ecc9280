import { copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DECISIONS_FOLDER } from '../src/cards/review/decision-file.js'
import { EngineError, EXIT } from '../src/engine/engine-error.js'
import type { CorpusStage } from '../src/engine/stage.js'
import { pageMarkdown } from '../src/layout/markdown.js'
import { CardsArtefact, DeidentifiedArtefact, LayoutArtefact, RecordsArtefact } from '../src/records/artefact.js'
import type { ReleaseLineage, ReleaseManifest } from '../src/release/manifest.js'
import type { ReleaseSource } from '../src/release/release-source.js'
import { keyHash } from '../src/release/shard-writer.js'
import { DataTestError, writeRelease } from '../src/release/write-release.js'
import { SplitsArtefact } from '../src/split/split-name.js'
import type { BuildConfig } from './config.js'
import { takeInventory } from './release-lineage.js'
import { WITHDRAWN_FILE } from './withdrawn-file.js'

/** Everything after the wall → `release/<version>/`: Parquet shards, dataset card, Croissant, data tests, checksums, manifest. */
export const release: CorpusStage = {
  scope: 'corpus',
  name: 'release',
  version: 3,
  store: 'processed',
  inputs: ['deidentify', 'layout', 'extract', 'draft', 'cards', 'splits'],
  quarantine: true,
  annotations: [WITHDRAWN_FILE, DECISIONS_FOLDER],
  knowledge: ['release', 'audit/claims.yaml'],
  config: (config) => {
    // What is recorded after publishing reaches the release through its splits only: publishing does not make it another release.
    const { engine: _engine, hub: _hub, released_splits: _splits, ...rest } = config as BuildConfig
    return rest
  },
  async run(context) {
    const config = (context.config as BuildConfig).release
    refuseQuarantined(context.quarantined, context.reports.length, config.max_quarantine_share)
    const found = SplitsArtefact.parse(await context.corpus('splits'))
    const path = (stage: string, id: string, name: string): string => context.inputFilePath(stage, id, name)
    const { lineage, sizes } = await takeInventory(
      context,
      found,
      (id, file) => statSync(path('deidentify', id, file)).size,
    )
    refuseLeaks(lineage, found)
    const source: ReleaseSource = {
      reports: context.reports.map((id) => ({ report_id: id, split: found.assignment[id]!, size: sizes.get(id)! })),
      async read(id) {
        const [deidentified, laid, records, drafted] = await Promise.all([
          context.input('deidentify', id).then((a) => DeidentifiedArtefact.parse(a)),
          context.input('layout', id).then((a) => LayoutArtefact.parse(a)),
          context.input('extract', id).then((a) => RecordsArtefact.parse(a)),
          context.input('cards', id).then((a) => CardsArtefact.parse(a)),
        ])
        return {
          report: records.report,
          pages: deidentified.pages,
          layout: laid.pages,
          markdown: deidentified.pages.map((p, i) => pageMarkdown(p, laid.pages[i]!)),
          images: deidentified.pages.map((p) =>
            p.image === null ? null : readFileSync(path('deidentify', id, p.image.file)),
          ),
          biomarkers: records.biomarkers,
          findings: records.findings,
          cards: drafted.cards,
        }
      },
      lineage,
      cardTemplate: readFileSync(join(context.knowledgePath('release'), 'dataset-card.md'), 'utf8'),
    }
    const folder = context.outputFolder()
    const texts = (into: string): void => {
      copyFileSync(join(context.knowledgePath('release'), 'LICENSE.md'), join(into, 'LICENSE'))
      copyFileSync(join(context.knowledgePath('release'), 'CHANGELOG.md'), join(into, 'CHANGELOG.md'))
    }
    if (config.sample_reports > 0) {
      mkdirSync(join(folder, 'sample'))
      texts(join(folder, 'sample'))
      await written(sampleOf(source, config.sample_reports), join(folder, 'sample'), {
        ...config,
        pretty_name: `${config.pretty_name} (sample)`,
      })
    }
    texts(folder)
    const manifest = await written(source, folder, config)
    const counts: Record<string, number> = {}
    for (const [name, rows] of Object.entries(manifest.rows))
      counts[`rows.${name}`] = Object.values(rows).reduce((a, b) => a + b, 0)
    return { artefact: { version: manifest.version, rows: manifest.rows }, counts, folder: `release/${config.version}` }
  },
}

/** The first reports of train by key hash: the same ones as long as they are in the corpus. */
function sampleOf(source: ReleaseSource, reports: number): ReleaseSource {
  const train = source.reports.filter((r) => r.split === 'train')
  train.sort((a, b) => (keyHash(a.report_id) < keyHash(b.report_id) ? -1 : 1))
  return { ...source, reports: train.slice(0, reports) }
}

async function written(
  source: ReleaseSource,
  folder: string,
  config: BuildConfig['release'],
): Promise<ReleaseManifest> {
  try {
    return await writeRelease(source, folder, config)
  } catch (error) {
    if (!(error instanceof DataTestError)) throw error
    throw new EngineError(
      `no release is made, data tests failed: ${error.message}; \`checkup show <report_id>\` shows a report's records`,
      EXIT.gate,
    )
  }
}

function refuseQuarantined(quarantined: Readonly<Record<string, number>>, reports: number, most: number): void {
  const aside = Object.values(quarantined).reduce((a, b) => a + b, 0)
  const share = aside / (aside + reports)
  if (share > most)
    throw new EngineError(
      `no release is made: ${aside} of ${aside + reports} reports are quarantined, a share of ${share.toFixed(3)} above release.max_quarantine_share ${most}; \`checkup status\` says what to do about each`,
      EXIT.gate,
    )
}

/** A report with an identifier left, or one group in two splits, forbids the release. */
function refuseLeaks(lineage: ReleaseLineage, found: SplitsArtefact): void {
  if (lineage.leak_check.fail > 0)
    throw new EngineError(
      `no release is made: ${lineage.leak_check.fail} reports have failed the leak check; run \`checkup audit\` and mark what it names in raw/annotations/deid`,
      EXIT.gate,
    )
  const across = lineage.leakage.filter((r) => r.gates && r.across > 0)
  if (across.length === 0) return
  const apart = found.apart
    .slice(0, 3)
    .map(({ reports }) => Object.entries(reports).map(([id, split]) => `${id} in ${split}`))
    .map((group) => group.join(' with '))
  throw new EngineError(
    `no release is made: two splits share ${across.map((r) => `${r.across} of kind ${r.kind}`).join(', ')}: ${apart.join('; ')}. Name the reports that move under split.exceptions (report id: split) and raise the major version, or withdraw them`,
    EXIT.gate,
  )
}
