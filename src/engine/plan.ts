import type { Quarantine } from '../records/quarantine.js'
import {
  asFound,
  type Build,
  type BuildOptions,
  type CorpusContent,
  corpusContent,
  corpusInputs,
  corpusReports,
  openBuild,
  quarantineCounts,
  readEntries,
  reportInputs,
} from './build.js'
import { EngineError } from './engine-error.js'
import { explainChange, judge } from './freshness.js'
import type { LedgerEntry } from './ledger.js'
import { quarantineOf } from './quarantine-folder.js'
import { isSelected } from './selection.js'
import type { CorpusStage, ReportStage, Source } from './stage.js'

/**
 * What a build would do with a stage of a report: `fresh` nothing; `run` it, for these reasons; `wait` for an upstream stage
 * that runs first (it runs only if that changes its input); `quarantined` leave it set aside; `skipped` not selected, or
 * behind a quarantine.
 */
export interface Verdict {
  readonly stage: string
  readonly verdict: 'fresh' | 'run' | 'wait' | 'quarantined' | 'skipped'
  readonly reasons: readonly string[]
}

export interface Plan {
  readonly reports: ReadonlyMap<string, readonly Verdict[]>
  readonly corpus: readonly Verdict[]
  /** Quarantines that stand. */
  readonly quarantined: readonly Quarantine[]
  readonly duplicates: number
}

/** Says what a build would run and why, and changes nothing. */
export async function planPipeline(options: BuildOptions): Promise<Plan> {
  return planBuild(await openBuild(options))
}

/** What a build would do with one report, corpus stages included, in the order of the stages. */
export async function explainReport(options: BuildOptions, reportId: string): Promise<readonly Verdict[]> {
  const plan = await planPipeline(options)
  const verdicts = plan.reports.get(reportId)
  if (verdicts === undefined)
    throw new EngineError(`there is no report ${reportId}: run \`checkup status\` for the list`)
  return verdicts
}

export interface Status {
  readonly reports: number
  readonly stages: readonly {
    readonly stage: string
    readonly scope: 'report' | 'corpus'
    readonly verdicts: Readonly<Record<string, number>>
  }[]
  readonly quarantined: readonly Quarantine[]
}

/** Counts of verdicts per stage, and what is quarantined. */
export async function statusOf(options: BuildOptions): Promise<Status> {
  const build = await openBuild(options)
  const plan = await planBuild(build)
  const stages = build.shop.pipeline.stages.map(({ name, scope }) => {
    const all = scope === 'report' ? [...plan.reports.values()].flat() : plan.corpus
    const verdicts: Record<string, number> = {}
    for (const { stage, verdict } of all) if (stage === name) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
    return { stage: name, scope, verdicts }
  })
  return { reports: build.sources.length, stages, quarantined: plan.quarantined }
}

interface Draft {
  readonly source: Source
  readonly entries: Map<string, LedgerEntry>
  readonly contents: Map<string, string>
  readonly verdicts: Verdict[]
  quarantine: Quarantine | null
}

async function planBuild(build: Build): Promise<Plan> {
  const drafts = new Map<string, Draft>()
  for (const source of build.sources) {
    const entries = await readEntries(build, source.report_id)
    drafts.set(source.report_id, { source, entries, contents: new Map(), verdicts: [], quarantine: null })
  }
  const corpus = new Map<string, CorpusContent>()
  const corpusVerdicts: Verdict[] = []
  for (const stage of build.shop.pipeline.stages) {
    if (stage.scope === 'report') {
      for (const draft of drafts.values()) draft.verdicts.push(await planReportStage(build, stage, draft, corpus))
    } else {
      const verdict = await planCorpusStage(build, stage, drafts, corpus)
      corpusVerdicts.push(verdict)
      for (const draft of drafts.values()) if (draft.quarantine === null) draft.verdicts.push(verdict)
    }
  }
  const quarantined = [...drafts.values()].flatMap((draft) => (draft.quarantine === null ? [] : [draft.quarantine]))
  const reports = new Map([...drafts].map(([id, draft]) => [id, draft.verdicts]))
  return { reports, corpus: corpusVerdicts, quarantined, duplicates: build.duplicates }
}

async function planReportStage(
  build: Build,
  stage: ReportStage,
  draft: Draft,
  corpus: ReadonlyMap<string, CorpusContent>,
): Promise<Verdict> {
  const say = (verdict: Verdict['verdict'], reasons: readonly string[] = []): Verdict => ({
    stage: stage.name,
    verdict,
    reasons,
  })
  if (draft.quarantine !== null) return say('skipped', [`quarantined in ${draft.quarantine.stage}`])
  const entry = draft.entries.get(stage.name) ?? null
  const quarantined = (found: LedgerEntry): Verdict => {
    draft.quarantine = quarantineOf(draft.source.report_id, stage.name, found.quarantine!)
    return say('quarantined', [found.quarantine!.reason])
  }
  if (!isSelected(stage, build.options, build.shop.pipeline)) {
    if (entry?.quarantine != null) return quarantined(entry)
    const found = await asFound(build, stage, entry)
    if (found !== null) draft.contents.set(stage.name, found.content!)
    return say('skipped', ['not selected'])
  }
  const ledger = build.ledgers[stage.store]
  const fingerprint = build.shop.fingerprints.get(stage.name)!
  const inputs = reportInputs(build, stage, draft.source, draft.contents, corpus)
  if (inputs === null) {
    const missing = stage.inputs.filter((name) => !draft.contents.has(name) && !corpus.has(name))
    const reasons = entry === null ? ['never run'] : await explainChange(ledger, fingerprint, entry, null)
    return say(reasons.length > 0 ? 'run' : 'wait', [...reasons, ...missing.map((name) => `after ${name}`)])
  }
  const judged = await judge(ledger, fingerprint, entry, inputs)
  if (judged.verdict === 'run') return say('run', judged.reasons)
  if (judged.verdict === 'quarantined') return quarantined(judged.entry)
  draft.contents.set(stage.name, judged.entry.content!)
  return say('fresh')
}

async function planCorpusStage(
  build: Build,
  stage: CorpusStage,
  drafts: ReadonlyMap<string, Draft>,
  corpus: Map<string, CorpusContent>,
): Promise<Verdict> {
  const say = (verdict: Verdict['verdict'], reasons: readonly string[] = []): Verdict => ({
    stage: stage.name,
    verdict,
    reasons,
  })
  const ledger = build.ledgers[stage.store]
  const entry = await ledger.readCorpus(stage.name)
  if (!isSelected(stage, build.options, build.shop.pipeline)) {
    const found = await asFound(build, stage, entry)
    if (found !== null) corpus.set(stage.name, corpusContent(found))
    return say('skipped', ['not selected'])
  }
  const fingerprint = build.shop.fingerprints.get(stage.name)!
  const contentsOf = (id: string) => drafts.get(id)!.contents
  const pending = stage.inputs.filter((name) =>
    build.shop.stages.get(name)?.scope === 'report'
      ? [...drafts.values()].some((draft) => draft.quarantine === null && !draft.contents.has(name))
      : !corpus.has(name),
  )
  const reports = corpusReports(build, stage, contentsOf)
  const aside = [...drafts.values()].flatMap((draft) => (draft.quarantine === null ? [] : [draft.quarantine]))
  const quarantined = quarantineCounts(stage, aside)
  const inputs = pending.length > 0 ? null : corpusInputs(build, stage, reports, contentsOf, corpus, quarantined)
  if (inputs === null) {
    const reasons = entry === null ? ['never run'] : await explainChange(ledger, fingerprint, entry, null)
    return say(reasons.length > 0 ? 'run' : 'wait', [...reasons, ...pending.map((name) => `after ${name}`)])
  }
  const judged = await judge(ledger, fingerprint, entry, inputs)
  if (judged.verdict === 'run') return say('run', judged.reasons)
  corpus.set(stage.name, corpusContent(judged.entry))
  return say('fresh')
}
