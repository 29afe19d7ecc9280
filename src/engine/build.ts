import type { Quarantine } from '../records/quarantine.js'
import { EngineConfig } from './config.js'
import { digestOf } from './digest.js'
import { EngineError } from './engine-error.js'
import { describeError } from './failure.js'
import { annotationDigests, checkOutputs } from './freshness.js'
import { Ledger, type LedgerEntry } from './ledger.js'
import type { Paths } from './pipeline.js'
import { assertSelection, isInShard, type Selection } from './selection.js'
import type { CorpusStage, ReportStage, Source, Stage, StoreName } from './stage.js'
import { openWorkshop, type Workshop } from './workshop.js'

export interface BuildOptions extends Selection {
  /** File URL of the module that exports `pipeline`. */
  readonly pipelineUrl: string
  readonly paths: Paths
  /** The whole validated configuration; stages take their slices of it. */
  readonly config: unknown
  /** Defaults where absent. */
  readonly engine?: EngineConfig
}

/** A pipeline opened over its sources and ledgers: what planning and running share. */
export interface Build {
  readonly options: BuildOptions
  readonly engine: EngineConfig
  readonly shop: Workshop
  readonly ledgers: Readonly<Record<StoreName, Ledger>>
  readonly reportStages: readonly ReportStage[]
  readonly corpusStages: readonly CorpusStage[]
  /** By report id, those of the shard. */
  readonly sources: readonly Source[]
  /** Every report id of the raw folder, whatever the shard. */
  readonly allReports: ReadonlySet<string>
  /** Sources left out because another has the same bytes. */
  readonly duplicates: number
}

/** Digest of a corpus stage's output, of each report's row, and of all rows together. */
export interface CorpusContent {
  readonly content: string
  readonly rows: Readonly<Record<string, string>>
  readonly rowsDigest: string
}

export function corpusContent(entry: LedgerEntry): CorpusContent {
  const rows = entry.rows ?? {}
  return { content: entry.content!, rows, rowsDigest: digestOf(rows) }
}

export async function openBuild(options: BuildOptions): Promise<Build> {
  const shop = await openWorkshop(options.pipelineUrl, options.paths, options.config)
  assertSelection(options, shop.pipeline)
  const { byId, duplicates } = await listSources(shop)
  const sorted = [...byId.values()].sort((a, b) => (a.report_id < b.report_id ? -1 : 1))
  const { stages } = shop.pipeline
  return {
    options,
    engine: options.engine ?? EngineConfig.parse({}),
    shop,
    ledgers: { processed: new Ledger(shop.stores.processed), vault: new Ledger(shop.stores.vault) },
    reportStages: stages.filter((stage) => stage.scope === 'report'),
    corpusStages: stages.filter((stage) => stage.scope === 'corpus'),
    sources: sorted.filter((source) => isInShard(source.report_id, options.shard)),
    allReports: new Set(byId.keys()),
    duplicates,
  }
}

async function listSources(shop: Workshop): Promise<{ byId: Map<string, Source>; duplicates: number }> {
  const byId = new Map<string, Source>()
  let duplicates = 0
  try {
    for await (const source of await shop.pipeline.sources(shop.paths, shop.config, shop.stores)) {
      if (!/^[\w-]+$/.test(source.report_id)) throw new TypeError('a report id may hold letters, digits, _ and - only')
      const known = byId.get(source.report_id)
      if (known === undefined) byId.set(source.report_id, source)
      else if (known.digest === source.digest) duplicates++
      else throw new EngineError(`two sources have the report id ${source.report_id} but different content: remove one`)
    }
  } catch (error) {
    if ((error as { name?: unknown }).name === 'EngineError') throw error
    // The system's message quotes the raw file's name.
    throw new EngineError(
      `the raw folder cannot be read (${describeError(error)}): check its permissions, then build again`,
    )
  }
  return { byId, duplicates }
}

/** A report's ledger entries by stage, of both stores. */
export async function readEntries(build: Build, reportId: string): Promise<Map<string, LedgerEntry>> {
  const used = new Set(build.reportStages.map((stage) => stage.store))
  const entries = new Map<string, LedgerEntry>()
  for (const store of used)
    for (const [name, entry] of await build.ledgers[store].readReport(reportId)) entries.set(name, entry)
  return entries
}

/** Writes a report's entries of one store. */
export async function writeEntries(
  build: Build,
  store: StoreName,
  reportId: string,
  entries: ReadonlyMap<string, LedgerEntry>,
): Promise<void> {
  const own = [...entries].filter(([name]) => build.shop.stages.get(name)?.store === store)
  await build.ledgers[store].writeReport(reportId, new Map(own))
}

/** Input digests of a report stage, or null while an input is not there. */
export function reportInputs(
  build: Build,
  stage: ReportStage,
  source: Source,
  contents: ReadonlyMap<string, string>,
  corpus: ReadonlyMap<string, CorpusContent>,
): Record<string, string> | null {
  const inputs: Record<string, string> = {}
  if (stage.source === true) inputs.source = source.digest
  for (const name of stage.inputs) {
    const isCorpus = build.shop.stages.get(name)?.scope === 'corpus'
    const digest = isCorpus
      ? corpus.has(name)
        ? (corpus.get(name)!.rows[source.report_id] ?? 'none')
        : undefined
      : contents.get(name)
    if (digest === undefined) return null
    inputs[name] = digest
  }
  return { ...inputs, ...annotationDigests(stage, build.options.paths.annotations, source.report_id) }
}

/** The reports that came through a corpus stage's input stages, sorted. */
export function corpusReports(
  build: Build,
  stage: CorpusStage,
  contentsOf: (reportId: string) => ReadonlyMap<string, string>,
): string[] {
  const needed = stage.inputs.filter((name) => build.shop.stages.get(name)?.scope === 'report')
  const ids = build.sources.map((source) => source.report_id)
  return ids.filter((id) => needed.every((name) => contentsOf(id).has(name)))
}

/** Quarantined reports by reason, sorted; empty for a stage that does not read them. */
export function quarantineCounts(stage: CorpusStage, quarantined: readonly Quarantine[]): Record<string, number> {
  if (stage.quarantine !== true) return {}
  const counts: Record<string, number> = {}
  for (const reason of quarantined.map((q) => q.reason).sort()) counts[reason] = (counts[reason] ?? 0) + 1
  return counts
}

/** Input digests of a corpus stage, or null while an upstream corpus stage is not there. */
export function corpusInputs(
  build: Build,
  stage: CorpusStage,
  reports: readonly string[],
  contentsOf: (reportId: string) => ReadonlyMap<string, string>,
  corpus: ReadonlyMap<string, CorpusContent>,
  quarantined: Readonly<Record<string, number>>,
): Record<string, string> | null {
  const inputs: Record<string, string> = stage.quarantine === true ? { quarantine: digestOf(quarantined) } : {}
  for (const name of stage.inputs) {
    if (build.shop.stages.get(name)?.scope === 'report') {
      inputs[name] = digestOf(reports.map((id) => [id, contentsOf(id).get(name)]))
    } else {
      const found = corpus.get(name)
      if (found === undefined) return null
      inputs[name] = found.content
    }
  }
  return { ...inputs, ...annotationDigests(stage, build.options.paths.annotations) }
}

/** An unselected stage's output as it stands, whatever its key; null when it is not whole. */
export async function asFound(build: Build, stage: Stage, entry: LedgerEntry | null): Promise<LedgerEntry | null> {
  if (entry === null || entry.content === null) return null
  const { state } = await checkOutputs(build.shop.stores[stage.store], entry.outputs)
  return state === 'intact' || state === 'touched' ? entry : null
}
