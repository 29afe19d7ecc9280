import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type HumanRating, readHumanRatings } from '../../src/benchmark/judge/human-ratings.js'
import { Judge } from '../../src/benchmark/judge/judge.js'
import { JudgeJournal } from '../../src/benchmark/judge/judge-journal.js'
import { JudgePrompt } from '../../src/benchmark/judge/judge-prompt.js'
import { type JudgedRun, judgeUsefulness } from '../../src/benchmark/judge/usefulness.js'
import { PREFERENCE_HEADER, RATING_HEADER, usefulnessTables } from '../../src/benchmark/judge/usefulness-table.js'
import { printProblem, readPredictions } from '../../src/benchmark/predictions-file.js'
import { takeLock } from '../../src/engine/lock.js'
import { ChatClient } from '../../src/models/chat-client.js'
import { loadModel, modelKey } from '../../src/models/model-config.js'
import { UsageError } from '../workplace.js'
import {
  type BenchmarkReports,
  configsOf,
  type Effects,
  openReports,
  REAL,
  SEED,
  writeWhole,
} from './benchmark-reports.js'

export interface BenchmarkJudgeOptions extends BenchmarkReports {
  /** Model of configs/models that judges. */
  readonly judge: string
  /** Ratings by people (JSON lines), to compare the judge with. */
  readonly human?: string
  readonly out?: string
  /** Also compare the runs two by two, in both orders. */
  readonly pairwise?: boolean
  readonly limit?: number
  readonly concurrency?: number
  readonly maxCost?: number
  readonly retryErrors?: boolean
}

/** Asks a judge model how useful the cards of runs are. Returns the exit code and what to print. */
export async function benchmarkJudge(
  paths: readonly string[],
  options: BenchmarkJudgeOptions,
  effects: Effects = REAL,
): Promise<{ exitCode: number; output: string }> {
  const configs = configsOf(options)
  const model = loadModel(join(configs, 'models'), options.judge)
  if (model.kind !== 'openai') throw new UsageError(`--judge ${model.id}: a baseline cannot judge`)
  if (options.maxCost !== undefined && model.price === null)
    throw new UsageError(`--max-cost needs a price: fill in \`price\` of configs/models/${model.id}.yaml`)
  const { release, reports: all, split } = await openReports(options, effects)
  const reports = all.slice(0, options.limit ?? all.length)
  const runs = paths.map((path) => judgedRun(path, new Set(all.map((r) => r.report.report_id))))
  const twice = runs.find((r, i) => runs.findIndex((o) => o.label === r.label) !== i)
  if (twice !== undefined) throw new UsageError(`two of the files hold the run ${twice.label}: judge one at a time`)
  const prompt = JudgePrompt.load(join(configs, 'benchmark', 'judge'))
  const ratings: HumanRating[] = options.human === undefined ? [] : readHumanRatings(options.human)
  const unknown = ratings.find((r) => !runs.some((run) => run.label === r.run))
  if (unknown !== undefined)
    throw new UsageError(`${options.human} rates the run ${unknown.run}; known: ${runs.map((r) => r.label).join(', ')}`)

  const cache = resolve('benchmark-runs', 'judge', `${model.id}.jsonl`)
  mkdirSync(dirname(cache), { recursive: true })
  const unlock = takeLock(dirname(cache), basename(cache), 'the answers of this judge')
  const journal = new JudgeJournal(cache)
  try {
    const client = new ChatClient(model, modelKey(model, effects.env), effects)
    const judge = new Judge(client, prompt, journal, {
      maxCost: options.maxCost ?? null,
      retryErrors: options.retryErrors ?? false,
    })
    const file = await judgeUsefulness(runs, reports, judge, prompt, {
      judge: model.id,
      release: { name: release.name, version: release.version, split },
      seed: SEED,
      concurrency: options.concurrency ?? model.limits.concurrency,
      pairwise: options.pairwise ?? false,
      ratings,
      cost: () => journal.cost.sum,
    })
    const out = resolve(options.out ?? join('benchmark-runs', release.version, split, `usefulness.${model.id}.json`))
    writeWhole(out, `${JSON.stringify(file)}\n`)
    const { notes, ratings: rows, pairs } = usefulnessTables(file)
    const parts = [
      ...notes,
      table([RATING_HEADER, ...rows]),
      ...(pairs.length > 0 ? [table([PREFERENCE_HEADER, ...pairs])] : []),
    ]
    const next = `usefulness: ${out}\nnext: checkup benchmark report <scores...> --usefulness ${out}\n`
    return { exitCode: 0, output: `${parts.join('\n\n')}\n\n${next}` }
  } finally {
    journal.close()
    unlock()
  }
}

function judgedRun(path: string, known: ReadonlySet<string>): JudgedRun {
  if (!existsSync(path)) throw new UsageError(`${path}: no such file`)
  const { predictions, problems } = readPredictions(readFileSync(path, 'utf8'), known)
  if (problems.length > 0)
    throw new UsageError(
      `${path}: ${printProblem(problems[0]!)}; \`checkup benchmark score ${path} --validate\` lists all`,
    )
  const run = predictions.find((p) => p.run !== undefined)?.run
  const label = run === undefined ? basename(path).replace(/\.jsonl$/, '') : `${run.model} · ${run.track}`
  const first = predictions.filter((p) => p.variant === null && p.sample === 0)
  return { label, answers: new Map(first.map((p) => [p.report_id, p])) }
}

function table(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const [head, ...body] = rows
  return [line(head!), line(head!.map((_, i) => (i === 0 ? '---' : '---:'))), ...body.map(line)].join('\n')
}
