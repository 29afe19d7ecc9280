import { mkdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { RemoteModel } from '../../src/benchmark/ask-model.js'
import { baseline } from '../../src/benchmark/baselines.js'
import { readGoldCards } from '../../src/benchmark/gold-cards.js'
import { PageOcr } from '../../src/benchmark/page-ocr.js'
import { probesOf } from '../../src/benchmark/probes.js'
import { loadPrompt } from '../../src/benchmark/prompt.js'
import type { BenchmarkRelease } from '../../src/benchmark/release-reader.js'
import { RunJournal } from '../../src/benchmark/run-journal.js'
import { type Asked, runModel, type Task } from '../../src/benchmark/run-model.js'
import type { ScoredReport } from '../../src/benchmark/score-report.js'
import { Refusals, readYamlFile } from '../../src/benchmark/scoring-config.js'
import { trackPages } from '../../src/benchmark/track-pages.js'
import { loadCardKnowledge } from '../../src/cards/knowledge.js'
import { takeLock } from '../../src/engine/lock.js'
import { ChatClient } from '../../src/models/chat-client.js'
import { loadModel, modelKey, Track } from '../../src/models/model-config.js'
import type { SplitName } from '../../src/split/split-name.js'
import { UsageError } from '../workplace.js'
import {
  type BenchmarkReports,
  choice,
  configsOf,
  type Effects,
  openReports,
  probeWords,
  REAL,
} from './benchmark-reports.js'

export interface BenchmarkRunOptions extends BenchmarkReports {
  readonly model: string
  readonly track?: string
  readonly prompt?: string
  readonly out?: string
  readonly limit?: number
  readonly repeat?: number
  readonly concurrency?: number
  readonly retryErrors?: boolean
  readonly maxCost?: number
  /** Also ask about counterfactual variants and reports with sections removed. */
  readonly probes?: boolean
}

/** Asks a model about the reports of a split and appends its answers to a predictions file. Exit code 0, 1 or 130. */
export async function benchmarkRun(options: BenchmarkRunOptions, effects: Effects = REAL): Promise<number> {
  const configs = configsOf(options)
  const track = choice('--track', Track.options, options.track ?? 'structured')
  const { release, reports: all, split } = await openReports(options, effects)
  const model = loadModel(join(configs, 'models'), options.model)
  const knowledge = loadCardKnowledge(join(configs, 'cards'))
  if (model.kind === 'openai' && !model.tracks.includes(track))
    throw new UsageError(`${model.id} takes the tracks ${model.tracks.join(', ')}: choose one with --track`)
  if (options.maxCost !== undefined && model.kind === 'openai' && model.price === null)
    throw new UsageError(`--max-cost needs a price: fill in \`price\` of configs/models/${model.id}.yaml`)
  const reports = all.slice(0, options.limit ?? all.length)
  const tasks: Task[] = reports.map((report) => ({ report, variant: null }))
  const words = probeWords(configs)
  if (options.probes === true) tasks.push(...reports.flatMap((r) => probesOf(r, knowledge, words, track)))

  let asked: Asked
  if (model.kind === 'baseline') {
    const training = model.baseline === 'majority' ? await trainingReports(options, release, split) : []
    asked = { kind: 'baseline', id: model.id, answer: baseline(model.baseline, knowledge, training) }
  } else {
    const prompt = loadPrompt(join(configs, 'benchmark', 'prompts'), options.prompt ?? 'action-cards', knowledge)
    const patterns = readYamlFile(join(configs, 'benchmark', 'refusals.yaml'), Refusals).patterns
    const refusals = patterns.map((p) => new RegExp(p, 'iu'))
    const client = new ChatClient(model, modelKey(model, effects.env), effects)
    asked = { kind: 'remote', model: new RemoteModel(client, prompt, refusals), prompt }
  }
  const out = resolve(options.out ?? join('benchmark-runs', release.version, split, `${model.id}.${track}.jsonl`))
  mkdirSync(dirname(out), { recursive: true })
  const unlock = takeLock(dirname(out), basename(out), 'this predictions file')
  let interrupted = false
  const stop = () => {
    if (interrupted) process.exit(130)
    interrupted = true
    effects.err.write('\nstopping after the answers under way; interrupt again to stop at once\n')
  }
  process.on('SIGINT', stop)
  const journal = new RunJournal(out)
  const ocr = new PageOcr(join('benchmark-runs', 'ocr'))
  try {
    const pages = trackPages(track, await release.pageReader(split), ocr)
    const summary = await runModel(asked, tasks, pages, journal, {
      track,
      repeat: options.repeat ?? 1,
      concurrency: options.concurrency ?? (model.kind === 'openai' ? model.limits.concurrency : 1),
      retryErrors: options.retryErrors ?? false,
      maxCost: options.maxCost ?? null,
      progress: (done, of, outcome) => progress(effects, done, of, outcome),
      stop: () => interrupted,
    })
    const { outcomes, cost, left, totals, stoppedBy, ...counts } = summary
    effects.err.write(
      `${effects.err.isTTY === true ? '\n' : ''}${JSON.stringify({ ...counts, left, outcomes, cost, ...totals })}\n`,
    )
    if (stoppedBy === 'spend_limit')
      effects.err.write(`stopped at the spend limit with ${left} left: raise --max-cost and run again to go on\n`)
    effects.err.write(`answers: ${out}\nnext: checkup benchmark score ${out}\n`)
    return stoppedBy === 'interrupt' ? 130 : stoppedBy === 'spend_limit' ? 1 : 0
  } finally {
    process.off('SIGINT', stop)
    journal.close()
    await ocr.close()
    unlock()
  }
}

function progress({ err }: Effects, done: number, of: number, outcome: string): void {
  if (err.isTTY === true) err.write(`\r${done}/${of} ${outcome.padEnd(10)}`)
  else if (done % 25 === 0 || done === of) err.write(`${JSON.stringify({ done, of })}\n`)
}

/** What `majority` may learn from: the training split, never the split that is scored. */
async function trainingReports(
  options: BenchmarkReports,
  release: BenchmarkRelease,
  split: SplitName,
): Promise<ScoredReport[]> {
  if (split === 'train') throw new UsageError('majority learns from the training split: score another with --split')
  const all = await release.reports('train')
  const gold = options.gold === undefined ? null : readGoldCards(options.gold)
  const reports = gold === null ? all : all.map((r) => ({ ...r, gold: gold.get(r.report.report_id) ?? [] }))
  if (reports.every((r) => r.gold.length === 0))
    throw new UsageError(
      'the training split holds no gold cards for majority to learn from: approve some, or use --gold',
    )
  return reports
}
