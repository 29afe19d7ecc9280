import type { Quarantine } from '../records/quarantine.js'
import {
  asFound,
  type Build,
  type CorpusContent,
  corpusContent,
  corpusInputs,
  corpusReports,
  quarantineCounts,
  readEntries,
  reportInputs,
  writeEntries,
} from './build.js'
import { DISK_FULL, EngineError, isDiskFull } from './engine-error.js'
import type { Executor } from './executor.js'
import { describeError } from './failure.js'
import { cacheKey, judge } from './freshness.js'
import type { LedgerEntry } from './ledger.js'
import type { Progress } from './progress.js'
import { removeOutputs } from './prune.js'
import { quarantineOf } from './quarantine-folder.js'
import { addTo, emptyStage, type StageSummary } from './run-summary.js'
import { isSelected } from './selection.js'
import type { CorpusStage, ReportStage, Source, Stage } from './stage.js'
import type { Outcome, Task } from './task.js'

type State = 'done' | 'quarantined' | 'waiting'

/** One report on its way through the report stages. */
interface Traveller {
  readonly source: Source
  entries: Map<string, LedgerEntry>
  readonly contents: Map<string, string>
}

/** Resolves when every report has settled a stage. */
class Countdown {
  private open!: () => void
  readonly done = new Promise<void>((resolve) => {
    this.open = resolve
  })
  settled = 0

  constructor(readonly total: number) {
    if (total === 0) this.open()
  }

  settle(): void {
    if (++this.settled === this.total) this.open()
  }
}

/**
 * Drives every report through the report stages in order, each as soon as its inputs are there, and every corpus stage when all
 * reports have settled its inputs. A report that is quarantined goes no further. The order in which tasks end has no part in
 * any output.
 */
export class Schedule {
  readonly stages = new Map<string, StageSummary>()
  readonly quarantined: Quarantine[] = []
  /** The first failure of a corpus stage. */
  failure: { readonly message: string; readonly exitCode: number } | null = null
  /** Why the run ended early: the disk is full, workers do not start, an interrupt. */
  stopped: string | null = null
  private readonly travellers: readonly Traveller[]
  private readonly byId = new Map<string, Traveller>()
  private readonly countdowns = new Map<string, Countdown>()
  private readonly corpus = new Map<string, CorpusContent>()
  private readonly corpusDone = new Map<string, Promise<void>>()
  private readonly rank = new Map<string, number>()

  constructor(
    private readonly build: Build,
    private readonly executor: Executor,
    private readonly progress: Progress,
    private readonly now: () => number,
  ) {
    const { pipeline } = build.shop
    for (const [index, stage] of pipeline.stages.entries()) {
      this.rank.set(stage.name, index)
      this.stages.set(stage.name, emptyStage(stage, isSelected(stage, build.options, pipeline)))
    }
    this.travellers = build.sources.map((source) => ({ source, entries: new Map(), contents: new Map() }))
    for (const traveller of this.travellers) this.byId.set(traveller.source.report_id, traveller)
    for (const stage of build.reportStages) this.countdowns.set(stage.name, new Countdown(this.travellers.length))
  }

  async run(): Promise<void> {
    for (const stage of this.build.corpusStages) this.corpusDone.set(stage.name, this.guard(this.runCorpus(stage)))
    await Promise.all(this.travellers.map((traveller) => this.guard(this.runReport(traveller))))
    await Promise.all(this.corpusDone.values())
    this.quarantined.sort((a, b) => (a.report_id < b.report_id ? -1 : 1))
  }

  /** Ends the run at the next step; what runs is killed. */
  stop(message: string): void {
    if (this.stopped !== null) return
    this.stopped = message
    this.executor.abort(message)
    for (const countdown of this.countdowns.values()) while (countdown.settled < countdown.total) countdown.settle()
  }

  /** An error of the engine itself, such as a full disk under the ledger, ends the run. */
  private async guard(work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      const own = error instanceof EngineError
      this.stop(isDiskFull(error) ? DISK_FULL : own ? error.message : `the engine failed: ${describeError(error)}`)
    }
  }

  private async runReport(traveller: Traveller): Promise<void> {
    traveller.entries = await readEntries(this.build, traveller.source.report_id)
    let state: State = 'done'
    for (const stage of this.build.reportStages) {
      const summary = this.stages.get(stage.name)!
      if (this.stopped !== null) return
      if (state !== 'quarantined') {
        for (const name of stage.inputs) await this.corpusDone.get(name)
        if (this.stopped !== null) return
        summary.in++
        state = await this.settleReport(stage, traveller, summary)
        if (this.stopped !== null) return
      }
      const countdown = this.countdowns.get(stage.name)!
      countdown.settle()
      if (summary.selected) this.progress.advance(stage.name, countdown.settled, countdown.total, summary.quarantined)
    }
  }

  private async settleReport(stage: ReportStage, traveller: Traveller, summary: StageSummary): Promise<State> {
    const { build } = this
    const entry = traveller.entries.get(stage.name) ?? null
    if (!summary.selected) {
      if (entry?.quarantine != null) return this.setAside(stage, traveller, summary, entry, true)
      const found = await asFound(build, stage, entry)
      return found === null ? this.wait(summary) : this.accept(stage, traveller, summary, found, true)
    }
    const inputs = reportInputs(build, stage, traveller.source, traveller.contents, this.corpus)
    if (inputs === null) return this.wait(summary)
    const fingerprint = build.shop.fingerprints.get(stage.name)!
    const ledger = build.ledgers[stage.store]
    const judged = await judge(ledger, fingerprint, entry, inputs)
    if (judged.verdict === 'quarantined') return this.setAside(stage, traveller, summary, judged.entry, true)
    if (judged.verdict === 'fresh') {
      if (judged.touched) await this.remember(stage, traveller, judged.entry)
      return this.accept(stage, traveller, summary, judged.entry, true)
    }
    for (const reason of judged.reasons) addTo(summary.reasons, { [withoutId(reason)]: 1 })
    const digest = build.shop.fingerprintDigests.get(stage.name)!
    const outcome = await this.execute(stage, {
      kind: 'report',
      stage: stage.name,
      report_id: traveller.source.report_id,
      fingerprint: digest,
      inputs,
      rows: Object.fromEntries(
        stage.inputs.flatMap((name) => (this.corpus.has(name) ? [[name, this.corpus.get(name)!.rowsDigest]] : [])),
      ),
      ...(stage.source === true ? { payload: traveller.source.payload } : {}),
    })
    if (this.stopped !== null) return 'waiting'
    await ledger.rememberFingerprint(fingerprint)
    const base = { key: cacheKey(digest, inputs), fingerprint: digest, inputs }
    if (outcome.status === 'done') {
      const made = { ...base, ...outcome.result, quarantine: null }
      await this.remember(stage, traveller, made)
      return this.accept(stage, traveller, summary, made, false)
    }
    if (outcome.status !== 'quarantined') throw new TypeError('a report task can only be done, quarantined or stopped')
    const quarantine = { reason: outcome.reason, measured: outcome.measured }
    return this.setAside(
      stage,
      traveller,
      summary,
      { ...base, content: null, outputs: [], counts: {}, quarantine },
      false,
    )
  }

  private wait(summary: StageSummary): State {
    summary.waiting++
    return 'waiting'
  }

  private accept(
    stage: ReportStage,
    traveller: Traveller,
    summary: StageSummary,
    entry: LedgerEntry,
    cached: boolean,
  ): State {
    traveller.contents.set(stage.name, entry.content!)
    if (cached) summary.cached++
    else summary.ran++
    addTo(summary.counts, entry.counts)
    return 'done'
  }

  /** Quarantines: what this stage and those after it left for the report goes, what stands before it stays (cached). */
  private async setAside(
    stage: ReportStage,
    traveller: Traveller,
    summary: StageSummary,
    entry: LedgerEntry,
    cached: boolean,
  ): Promise<State> {
    summary.quarantined++
    const id = traveller.source.report_id
    this.quarantined.push(quarantineOf(id, stage.name, entry.quarantine!))
    const after = this.build.reportStages.slice(this.build.reportStages.indexOf(stage))
    const leftovers = after.some(({ name }) => name !== stage.name && traveller.entries.has(name))
    if (!cached || leftovers) {
      await removeOutputs(this.build, after, id)
      for (const { name } of after) traveller.entries.delete(name)
      traveller.entries.set(stage.name, entry)
      for (const store of new Set(after.map((later) => later.store)))
        await writeEntries(this.build, store, id, traveller.entries)
    }
    return 'quarantined'
  }

  private async remember(stage: ReportStage, traveller: Traveller, entry: LedgerEntry): Promise<void> {
    traveller.entries.set(stage.name, entry)
    await writeEntries(this.build, stage.store, traveller.source.report_id, traveller.entries)
  }

  private async runCorpus(stage: CorpusStage): Promise<void> {
    const { build } = this
    for (const name of stage.inputs) await (this.corpusDone.get(name) ?? this.countdowns.get(name)!.done)
    if (this.stopped !== null) return
    const summary = this.stages.get(stage.name)!
    summary.in = 1
    const ledger = build.ledgers[stage.store]
    const entry = await ledger.readCorpus(stage.name)
    const accept = (made: LedgerEntry, cached: boolean) => {
      this.corpus.set(stage.name, corpusContent(made))
      if (cached) summary.cached = 1
      else summary.ran = 1
      addTo(summary.counts, made.counts)
    }
    if (!summary.selected) {
      const found = await asFound(build, stage, entry)
      if (found === null) summary.waiting = 1
      else accept(found, true)
      return
    }
    // Over part of the reports its output would be wrong, not merely old.
    if (stage.inputs.some((name) => this.stages.get(name)!.waiting > 0)) {
      summary.waiting = 1
      return
    }
    const contentsOf = (id: string) => this.byId.get(id)!.contents
    const reports = corpusReports(build, stage, contentsOf)
    const quarantined = quarantineCounts(stage, this.quarantined)
    const inputs = corpusInputs(build, stage, reports, contentsOf, this.corpus, quarantined)
    if (inputs === null) {
      summary.waiting = 1
      return
    }
    const fingerprint = build.shop.fingerprints.get(stage.name)!
    const judged = await judge(ledger, fingerprint, entry, inputs)
    if (judged.verdict === 'fresh') {
      if (judged.touched) await ledger.writeCorpus(stage.name, judged.entry)
      accept(judged.entry, true)
    } else if (judged.verdict === 'run') {
      for (const reason of judged.reasons) addTo(summary.reasons, { [reason]: 1 })
      const digest = build.shop.fingerprintDigests.get(stage.name)!
      const outcome = await this.execute(stage, {
        kind: 'corpus',
        stage: stage.name,
        fingerprint: digest,
        inputs,
        reports,
        quarantined,
      })
      if (this.stopped !== null) return
      if (outcome.status === 'done') {
        await ledger.rememberFingerprint(fingerprint)
        const made = { key: cacheKey(digest, inputs), fingerprint: digest, inputs, ...outcome.result, quarantine: null }
        await ledger.writeCorpus(stage.name, made)
        accept(made, false)
      } else if (outcome.status === 'failed') {
        summary.waiting = 1
        this.failure ??= { message: `stage ${stage.name} failed: ${outcome.message}`, exitCode: outcome.exitCode }
      }
    }
    this.progress.advance(stage.name, 1, 1, 0)
  }

  private async execute(stage: Stage, task: Task): Promise<Outcome> {
    this.progress.begin(stage.name, stage.scope === 'report' ? this.travellers.length : 1)
    const at = this.now()
    // Later stages first: reports are finished one by one, and what a killed run left is complete.
    const outcome = await this.executor.run(task, this.rank.get(stage.name)!)
    this.stages.get(stage.name)!.seconds += (this.now() - at) / 1000
    if (outcome.status === 'stopped') this.stop(outcome.message)
    return outcome
  }
}

/** Reasons are counted over reports: `output layout/r1.json is missing` → `an output is missing`. */
function withoutId(reason: string): string {
  return reason.replace(/^output \S+/, 'an output')
}
