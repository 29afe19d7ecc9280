import { mkdirSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { type Build, type BuildOptions, openBuild, readEntries, writeEntries } from './build.js'
import { EngineError, EXIT } from './engine-error.js'
import type { Executor } from './executor.js'
import { localExecutor } from './local-executor.js'
import { takeLock } from './lock.js'
import { workerCount } from './machine.js'
import { type Progress, progressFor } from './progress.js'
import { pruneRemoved } from './prune.js'
import { writeQuarantine } from './quarantine-folder.js'
import { newRunName, writeRun } from './run-folder.js'
import { addTo, assertNoneLost, type RunSummary } from './run-summary.js'
import { Schedule } from './schedule.js'
import { isInShard, isWhole } from './selection.js'

export interface RunOptions extends BuildOptions {
  readonly workers?: 'auto' | number | undefined
  readonly executor?: 'local' | 'bullmq' | undefined
  /** Any quarantined report makes the exit code 1. */
  readonly strict?: boolean | undefined
}

/** What a run does to the world besides its folders. */
export interface RunEffects {
  /** Milliseconds since 1970: for run names, durations and progress, never for artefacts. */
  readonly now: () => number
  readonly output: Writable & { isTTY?: boolean }
  readonly progress?: Progress
  /** Whether SIGINT and SIGTERM end the run in good order (exit code 130). */
  readonly handleSignals: boolean
}

const REAL: RunEffects = { now: Date.now, output: process.stderr, handleSignals: true }

/**
 * Builds what is not up to date and writes `runs/<run>/`. Rejects with an `EngineError` where it cannot start (another build
 * holds the folder, a knowledge file is missing); everything later is told by the summary's exit code and message.
 */
export async function runPipeline(options: RunOptions, effects: Partial<RunEffects> = {}): Promise<RunSummary> {
  const world = { ...REAL, ...effects }
  const started = world.now()
  const release = lockFolders(options)
  try {
    const build = await openBuild(options)
    return await runBuild(build, options, world, started)
  } finally {
    release()
  }
}

/**
 * Forgets the quarantine of these reports (all when absent), so that the next build tries them again.
 * @returns the ids that were quarantined
 */
export async function retryReports(options: BuildOptions, ids?: readonly string[]): Promise<string[]> {
  const release = lockFolders(options)
  try {
    const build = await openBuild(options)
    const unknown = ids?.find((id) => !build.allReports.has(id))
    if (unknown !== undefined)
      throw new EngineError(`there is no report ${unknown}: run \`checkup status\` for the list`)
    const retried: string[] = []
    for (const { report_id } of build.sources) {
      if (ids !== undefined && !ids.includes(report_id)) continue
      const entries = await readEntries(build, report_id)
      const quarantined = build.reportStages.filter(({ name }) => entries.get(name)?.quarantine != null)
      for (const { name } of quarantined) entries.delete(name)
      for (const { store } of quarantined) await writeEntries(build, store, report_id, entries)
      if (quarantined.length > 0) retried.push(report_id)
    }
    return retried
  } finally {
    release()
  }
}

function lockFolders({ paths, shard }: BuildOptions): () => void {
  // Shards of one corpus may run side by side, a whole build beside none of them (see `takeLock`).
  const name = shard === undefined ? 'build' : `build-${shard.index}-of-${shard.count}`
  const releases = [takeLock(paths.processed, name, 'the processed folder')]
  mkdirSync(paths.vault, { recursive: true, mode: 0o700 })
  try {
    releases.push(takeLock(paths.vault, name, 'the vault'))
  } catch (error) {
    for (const release of releases) release()
    throw error
  }
  return () => {
    for (const release of releases) release()
  }
}

async function runBuild(build: Build, options: RunOptions, world: RunEffects, started: number): Promise<RunSummary> {
  const { stores } = build.shop
  if (build.allReports.size === 0)
    throw new EngineError('no report found: put files into the raw folder, then build again')
  for (const store of Object.values(stores)) await store.clean()
  const whole = isWhole(options)
  const pruned = whole ? await pruneRemoved(build) : []
  const progress = world.progress ?? progressFor(world.output, world.now)
  const run = await newRunName(stores.processed, started)
  const workers = workerCount(options.workers ?? build.engine.workers, build.engine.memory_per_worker_mb)
  const restarts: Record<string, number> = {}
  const kind = options.executor ?? build.engine.executor
  const executor = await makeExecutor(kind, build, workers, progress, restarts)
  const schedule = new Schedule(build, executor, progress, world.now)
  let interrupted = false
  const interrupt = () => {
    interrupted = true
    schedule.stop('interrupted: build again to complete; what was finished is kept')
  }
  if (world.handleSignals) for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt)
  try {
    await schedule.run()
    await executor.close()
  } finally {
    if (world.handleSignals) for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt)
    progress.end()
  }
  const stages = [...schedule.stages.values()]
  if (schedule.stopped === null) {
    assertNoneLost(stages, build.sources.length)
    const isOwn = (id: string) => !build.allReports.has(id) || isInShard(id, options.shard)
    await writeQuarantine(stores.processed, schedule.quarantined, isOwn)
  }
  const counts: Record<string, number> = {}
  for (const stage of stages) addTo(counts, stage.counts)
  const notes: string[] = []
  if (options.shard !== undefined) notes.push('corpus stages are left to a build of the whole corpus')
  const verdict = verdictOf(schedule, options, build, interrupted)
  const summary: RunSummary = {
    run,
    started: new Date(started).toISOString(),
    seconds: (world.now() - started) / 1000,
    exit_code: verdict.exitCode,
    message: verdict.message,
    interrupted,
    selection: selectionText(options),
    executor: kind,
    workers,
    sources: build.sources.length,
    duplicates: build.duplicates,
    pruned,
    stages,
    counts: Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))),
    quarantined: schedule.quarantined,
    notes,
    restarts,
    peak_rss_mb: {
      parent: Math.round(process.resourceUsage().maxRSS / 1024),
      workers: executor.peaks().map((bytes) => Math.round(bytes / 2 ** 20)),
    },
    versions: { node: process.versions.node, schema: build.shop.pipeline.schema_version },
  }
  // A full disk must not hide what happened behind a second error.
  await writeRun(stores.processed, summary).catch((error: unknown) => {
    if (schedule.stopped === null) throw error
  })
  return summary
}

async function makeExecutor(
  kind: 'local' | 'bullmq',
  build: Build,
  workers: number,
  progress: Progress,
  restarts: Record<string, number>,
): Promise<Executor> {
  const { pipelineUrl, paths, config } = build.options
  const pool = {
    size: workers,
    start: { pipelineUrl, paths, config },
    timeoutMs: build.engine.timeout_seconds * 1000,
    memoryMb: build.engine.memory_per_worker_mb,
    onProgress: (task: Parameters<Executor['run']>[0], share: number) => {
      if (task.kind === 'report') progress.within(task.stage, task.report_id, share)
    },
    onRestart: (cause: string) => {
      addTo(restarts, { [cause]: 1 })
      progress.note('worker_restarted', { cause })
    },
  }
  if (kind === 'local') return localExecutor(pool)
  // Loaded only here: bullmq and ioredis would add to the start of every build.
  const { bullmqExecutor } = await import('./bullmq-executor.js')
  const sources = new Map(build.sources.map((source) => [source.report_id, source]))
  return bullmqExecutor(pool, build.engine.redis_url, paths.processed, sources)
}

function verdictOf(
  schedule: Schedule,
  options: RunOptions,
  build: Build,
  interrupted: boolean,
): { exitCode: number; message: string } {
  if (interrupted) return { exitCode: EXIT.interrupted, message: schedule.stopped! }
  if (schedule.stopped !== null) return { exitCode: EXIT.error, message: schedule.stopped }
  if (schedule.failure !== null) return schedule.failure
  const [aside, all] = [schedule.quarantined.length, build.sources.length]
  const share = aside / Math.max(1, all)
  const idle = [...schedule.stages.values()].every((stage) => stage.ran === 0)
  const what = `${idle ? 'nothing to do: ' : ''}${aside} of ${all} reports are quarantined; \`checkup status\` says why and what to do`
  if (share > build.engine.max_quarantine_share) {
    const limit = build.engine.max_quarantine_share
    return {
      exitCode: EXIT.gate,
      message: `${what}; the share ${share.toFixed(3)} is above engine.max_quarantine_share ${limit}`,
    }
  }
  if (aside > 0) return { exitCode: options.strict === true ? EXIT.error : EXIT.quarantined, message: what }
  const stages = [...schedule.stages.values()]
  const waiting = stages.some((stage) => stage.waiting > 0)
  if (waiting)
    return {
      exitCode: EXIT.ok,
      message: 'done as far as selected; some stages wait for others: build without a selection',
    }
  return {
    exitCode: EXIT.ok,
    message: idle ? `nothing to do: ${all} reports are up to date` : `${all} reports are built`,
  }
}

function selectionText({ only, from, shard }: RunOptions): Record<string, string> {
  return {
    ...(only === undefined ? {} : { only }),
    ...(from === undefined ? {} : { from }),
    ...(shard === undefined ? {} : { shard: `${shard.index}/${shard.count}` }),
  }
}
