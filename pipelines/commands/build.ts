import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import type { BuildOptions } from '../../src/engine/build.js'
import { EXIT } from '../../src/engine/engine-error.js'
import type { Paths } from '../../src/engine/pipeline.js'
import { explainReport, planPipeline, statusOf } from '../../src/engine/plan.js'
import { silentProgress } from '../../src/engine/progress.js'
import { type RunOptions, retryReports, runPipeline } from '../../src/engine/run.js'
import type { RunSummary } from '../../src/engine/run-summary.js'
import { parseShard } from '../../src/engine/selection.js'
import { WAY_OUT } from '../../src/records/quarantine.js'
import { buildTable } from '../build-table.js'
import { listRawFiles } from '../raw-files.js'
import { loadBuildConfig, resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'
import { simulateReview } from './cards-simulate.js'
import { synth } from './synth.js'

/** Options of `checkup build`. */
export interface BuildCommand extends WorkplaceOptions {
  readonly dryRun?: boolean
  readonly only?: string
  readonly from?: string
  readonly shard?: string
  readonly executor?: string
  readonly workers?: number
  readonly strict?: boolean
}

/** The module that workers import. */
const PIPELINE_URL = new URL('../pipeline.js', import.meta.url).href

/** Seed and size of the corpus that a first build makes for itself. */
const SAMPLE = { seed: 7, reports: 20 }

/** What the engine is asked to do: the checked configuration and the folders. */
export async function engineOptions(options: BuildCommand, paths: Paths): Promise<BuildOptions> {
  const config = await loadBuildConfig(paths, options.config)
  return {
    pipelineUrl: PIPELINE_URL,
    paths,
    config,
    engine: config.engine,
    only: options.only,
    from: options.from,
    shard: options.shard === undefined ? undefined : parseShard(options.shard),
  }
}

/** `checkup build`; prints the table and returns the exit code. */
export async function build(options: BuildCommand): Promise<number> {
  const paths = resolvePaths(options)
  if (options.executor !== undefined && options.executor !== 'local' && options.executor !== 'bullmq') {
    throw new UsageError(`--executor must be local or bullmq, got ${options.executor}`)
  }
  const engine = await engineOptions(options, paths)
  if (options.dryRun === true) {
    process.stdout.write(await dryRun(engine))
    return 0
  }
  const sample = await provideSample(options, paths)
  const run: RunOptions = { ...engine, workers: options.workers, executor: options.executor, strict: options.strict }
  let summary = await runPipeline(run)
  if (sample && summary.exit_code !== EXIT.interrupted) {
    // Gold needs reviewers: the invented reports get invented ones, marked as synthetic, and the cards are built once more.
    await simulateReview(paths, SAMPLE.seed)
    summary = combine(summary, await runPipeline({ ...run, from: 'reviews' }, { progress: silentProgress }))
  }
  const others = (await listRawFiles(paths.raw)).filter((f) => f.kind === 'other').length
  process.stdout.write(buildTable(summary, others, relative(process.cwd(), paths.processed) || '.'))
  return summary.exit_code
}

/** A first build without reports makes the sample corpus; a folder given with --raw is never written to. */
async function provideSample(options: BuildCommand, paths: Paths): Promise<boolean> {
  if (options.raw !== undefined) {
    if (!existsSync(paths.raw)) throw new UsageError('the folder given with --raw is not there')
    return false
  }
  const files = existsSync(paths.raw) ? await listRawFiles(paths.raw) : []
  if (files.length > 0) return false
  process.stderr.write(
    `raw/reports is empty: writing ${SAMPLE.reports} invented reports (seed ${SAMPLE.seed}) to build from\n`,
  )
  await synth({ ...SAMPLE, out: paths.raw })
  return true
}

/** What both runs of a first build did: the stages that only the first ran keep its counts. */
function combine(first: RunSummary, second: RunSummary): RunSummary {
  const stages = second.stages.map((stage) => {
    const before = first.stages.find((s) => s.stage === stage.stage)
    return before !== undefined && stage.ran === 0 ? before : stage
  })
  const { message, peak_rss_mb: peak, seconds } = first
  return { ...second, stages, message, peak_rss_mb: peak, seconds: seconds + second.seconds }
}

/** Builds without a word; for benchmarks. */
export async function buildQuietly(paths: Paths, workers?: number): Promise<RunSummary> {
  return runPipeline(
    { ...(await engineOptions({}, paths)), workers },
    { progress: silentProgress, handleSignals: false },
  )
}

async function dryRun(engine: BuildOptions): Promise<string> {
  const plan = await planPipeline(engine)
  const lines: string[] = []
  for (const [id, verdicts] of plan.reports) {
    const active = verdicts.filter((v) => v.verdict === 'run' || v.verdict === 'wait')
    if (active.length > 0)
      lines.push(
        `${id}  ${active.map((v) => `${v.verdict} ${v.stage}${v.reasons.length > 0 ? ` (${v.reasons.join(', ')})` : ''}`).join('; ')}`,
      )
  }
  for (const v of plan.corpus)
    if (v.verdict === 'run' || v.verdict === 'wait')
      lines.push(`corpus  ${v.verdict} ${v.stage} (${v.reasons.join(', ')})`)
  for (const q of plan.quarantined) lines.push(`${q.report_id}  set aside: ${q.reason} in ${q.stage}`)
  return lines.length === 0 ? 'nothing would run: everything is up to date\n' : `${lines.join('\n')}\n`
}

/** `checkup status`. */
export async function status(options: WorkplaceOptions): Promise<string> {
  const paths = resolvePaths(options)
  const found = await statusOf(await engineOptions(options, paths))
  const lines = [`reports ${found.reports}`]
  for (const s of found.stages)
    lines.push(
      `  ${s.stage.padEnd(12)} ${Object.entries(s.verdicts)
        .map(([v, n]) => `${v} ${n}`)
        .join(', ')}`,
    )
  for (const q of found.quarantined)
    lines.push(
      `  ${q.report_id}  ${q.reason} in ${q.stage}${q.measured === null ? '' : ` (${q.measured})`}: ${WAY_OUT[q.reason]}`,
    )
  return `${lines.join('\n')}\n`
}

/** `checkup explain`. */
export async function explain(reportId: string, options: WorkplaceOptions): Promise<string> {
  const paths = resolvePaths(options)
  const verdicts = await explainReport(await engineOptions(options, paths), reportId)
  return `${verdicts.map((v) => `${v.stage.padEnd(12)} ${v.verdict}${v.reasons.length > 0 ? `: ${v.reasons.join(', ')}` : ''}`).join('\n')}\n`
}

/** `checkup retry`: forgets quarantines, then builds. */
export async function retry(ids: readonly string[], options: WorkplaceOptions): Promise<number> {
  const paths = resolvePaths(options)
  const retried = await retryReports(await engineOptions(options, paths), ids.length > 0 ? ids : undefined)
  process.stderr.write(`${retried.length} quarantined report${retried.length === 1 ? '' : 's'} will be tried again\n`)
  return build(options)
}
