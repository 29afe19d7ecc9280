import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import sharp from 'sharp'
import { RemoteModel } from '../../src/benchmark/ask-model.js'
import { baseline } from '../../src/benchmark/baselines.js'
import type { PageImages } from '../../src/benchmark/case-html.js'
import { readGoldCards } from '../../src/benchmark/gold-cards.js'
import { evalResults, evalYaml } from '../../src/benchmark/hub-eval.js'
import { leaderboard } from '../../src/benchmark/leaderboard.js'
import { leaderboardHtml } from '../../src/benchmark/leaderboard-html.js'
import { leaderboardMarkdown } from '../../src/benchmark/leaderboard-markdown.js'
import { METRIC_NAMES, type MetricName, PRIMARY_METRIC } from '../../src/benchmark/metric-catalog.js'
import { loadModel } from '../../src/benchmark/model-config.js'
import { Pace, REAL_EFFECTS, type RunEffects } from '../../src/benchmark/pace.js'
import { Track } from '../../src/benchmark/prediction.js'
import { printProblem, readPredictions } from '../../src/benchmark/predictions-file.js'
import { ProbeWords } from '../../src/benchmark/probe-config.js'
import { probesOf } from '../../src/benchmark/probes.js'
import { loadPrompt } from '../../src/benchmark/prompt.js'
import { BenchmarkRelease } from '../../src/benchmark/release-reader.js'
import { RunJournal } from '../../src/benchmark/run-journal.js'
import { type Asked, runModel, type Task } from '../../src/benchmark/run-model.js'
import { ScoreFile } from '../../src/benchmark/score-file.js'
import { scoreInThreads } from '../../src/benchmark/score-pool.js'
import { CardScorer, type ScoredReport } from '../../src/benchmark/score-report.js'
import { scoreRun } from '../../src/benchmark/score-run.js'
import { loadScoringKnowledge, Refusals, readYamlFile } from '../../src/benchmark/scoring-config.js'
import { loadCardKnowledge } from '../../src/cards/knowledge.js'
import { takeLock } from '../../src/engine/lock.js'
import { SplitName } from '../../src/split/split-name.js'
import { resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'
import { newestRelease } from './publish.js'

interface Effects extends RunEffects {
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
}
const REAL: Effects = { ...REAL_EFFECTS, err: process.stderr, env: process.env }

/** Seed of every interval: scores are the same on every machine. */
const SEED = 20_260_101

/** Options that name the reports to work on. */
export interface BenchmarkReports extends WorkplaceOptions {
  /** Folder of models, prompts and knowledge; that of the installation when left out. */
  readonly configs?: string
  /** Release folder, or `org/name@tag`; the newest built release when left out. */
  readonly release?: string
  readonly split?: string
  /** Gold cards from a file of Action Cards (JSON lines) instead of those of the release. */
  readonly gold?: string
}

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
  const configs = options.configs ?? resolvePaths(options).configs
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
  if (options.probes === true && track !== 'structured' && track !== 'text')
    throw new UsageError('--probes works on the tracks structured and text: pages are not rendered again')
  if (options.probes === true) tasks.push(...reports.flatMap((r) => probesOf(r, knowledge, probeWords(configs))))

  let asked: Asked
  if (model.kind === 'baseline') {
    const training = model.baseline === 'majority' ? await trainingReports(options, release, split) : []
    asked = { kind: 'baseline', id: model.id, answer: baseline(model.baseline, knowledge, training) }
  } else {
    const key = model.key_env === null ? null : (effects.env[model.key_env] ?? null)
    if (model.key_env !== null && key === null)
      throw new UsageError(`${model.id} needs a key: set the environment variable ${model.key_env}`)
    const prompt = loadPrompt(join(configs, 'benchmark', 'prompts'), options.prompt ?? 'action-cards', knowledge)
    const patterns = readYamlFile(join(configs, 'benchmark', 'refusals.yaml'), Refusals).patterns
    const pace = new Pace(model.limits.requests_per_minute, effects)
    const refusals = patterns.map((p) => new RegExp(p, 'iu'))
    asked = {
      kind: 'remote',
      model: new RemoteModel(model, key, prompt, refusals, pace, effects),
      config: model,
      prompt,
    }
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
  const journal = RunJournal.open(out)
  try {
    const summary = await runModel(asked, tasks, await release.pageReader(split), journal, {
      track,
      repeat: options.repeat ?? 1,
      concurrency: options.concurrency ?? (model.kind === 'openai' ? model.limits.concurrency : 1),
      retryErrors: options.retryErrors ?? false,
      maxCost: options.maxCost ?? null,
      progress: (done, of, outcome) => progress(effects, done, of, outcome),
      stop: () => interrupted,
    })
    const { outcomes, cost, left, stoppedBy, ...counts } = summary
    effects.err.write(
      `${effects.err.isTTY === true ? '\n' : ''}${JSON.stringify({ ...counts, left, outcomes, cost })}\n`,
    )
    if (stoppedBy === 'spend_limit')
      effects.err.write(`stopped at the spend limit with ${left} left: raise --max-cost and run again to go on\n`)
    effects.err.write(`answers: ${out}\nnext: checkup benchmark score ${out}\n`)
    return stoppedBy === 'interrupt' ? 130 : stoppedBy === 'spend_limit' ? 1 : 0
  } finally {
    process.off('SIGINT', stop)
    journal.close()
    unlock()
  }
}

function progress({ err }: Effects, done: number, of: number, outcome: string): void {
  if (err.isTTY === true) err.write(`\r${done}/${of} ${outcome.padEnd(10)}`)
  else if (done % 25 === 0 || done === of) err.write(`${JSON.stringify({ done, of })}\n`)
}

export interface BenchmarkScoreOptions extends BenchmarkReports {
  /** Score file; beside the predictions (`x.score.json`) when left out. */
  readonly out?: string
  /** Score the answered reports only, and say so in the score. */
  readonly partial?: boolean
  /** Check the file and score nothing. */
  readonly validate?: boolean
  /** Name of the model for predictions that do not say. */
  readonly model?: string
}

/** Scores a predictions file. Returns the exit code (0, or 1 for a file with faults) and what to print. */
export async function benchmarkScore(
  path: string,
  options: BenchmarkScoreOptions,
  effects: Effects = REAL,
): Promise<{ exitCode: number; output: string }> {
  if (!existsSync(path)) throw new UsageError(`${path}: no such file`)
  const configs = options.configs ?? resolvePaths(options).configs
  const { release, reports, split } = await openReports(options, effects)
  const file = readPredictions(readFileSync(path, 'utf8'), new Set(reports.map((r) => r.report.report_id)))
  if (file.problems.length > 0) {
    const shown = file.problems.slice(0, 50).map(printProblem).join('\n')
    return { exitCode: 1, output: `${shown}\n${path}: ${file.problems.length} faults, nothing was scored\n` }
  }
  if (options.validate === true)
    return { exitCode: 0, output: `${path}: ${file.predictions.length} lines, no faults\n` }
  if (reports.every((r) => r.gold.length === 0))
    throw new UsageError(
      `split ${split} of ${release.name} ${release.version} holds no gold cards: approve cards with \`checkup review\` and build again, or name a file of cards with --gold`,
    )
  const knowledge = loadCardKnowledge(join(configs, 'cards'))
  const scorer = new CardScorer(knowledge, loadScoringKnowledge(join(configs, 'benchmark')))
  const probed = new Set(file.predictions.flatMap((p) => (p.variant === null ? [] : [p.report_id])))
  const scoring = {
    release: { name: release.name, version: release.version, split },
    knowledge: knowledgeDigest(configs, options.gold),
    seed: SEED,
    partial: options.partial ?? false,
    model: options.model ?? basename(path).replace(/\.jsonl$/, ''),
    probes: reports
      .filter((r) => probed.has(r.report.report_id))
      .flatMap((r) => probesOf(r, knowledge, probeWords(configs))),
  }
  const score = await scoreRun(reports, file, scorer, scoring, scoreInThreads(scorer, configs))
  const out = options.out ?? path.replace(/(\.jsonl)?$/, '.score.json')
  writeWhole(out, `${JSON.stringify(score)}\n`)
  const board = leaderboard([score], PRIMARY_METRIC, SEED)
  return { exitCode: 0, output: `${leaderboardMarkdown(board)}\nscore: ${out}\n` }
}

export interface BenchmarkReportOptions extends BenchmarkReports {
  /** Folder to write; `benchmark-report` when left out. */
  readonly out?: string
  readonly metric?: string
  /** Dataset on the Hub (`org/name`): also write eval.yaml and .eval_results. */
  readonly dataset?: string
  readonly framework?: string
  /** Date of the results, `YYYY-MM-DD`. */
  readonly date?: string
}

/** Writes the leaderboard of several runs (score files, or predictions that are scored first) and returns its Markdown. */
export async function benchmarkReport(
  runs: readonly string[],
  options: BenchmarkReportOptions,
  effects: Effects = REAL,
): Promise<{ exitCode: number; output: string }> {
  const metric = choice('--metric', METRIC_NAMES, options.metric ?? PRIMARY_METRIC)
  const scores: ScoreFile[] = []
  for (const run of runs) {
    const scored = run.endsWith('.jsonl') ? run.replace(/\.jsonl$/, '.score.json') : run
    if (run.endsWith('.jsonl')) {
      const { exitCode, output } = await benchmarkScore(run, without(options, 'out'), effects)
      if (exitCode !== 0) return { exitCode, output }
    }
    if (!existsSync(scored)) throw new UsageError(`${scored}: no such file; \`checkup benchmark score\` writes it`)
    const parsed = ScoreFile.safeParse(JSON.parse(readFileSync(scored, 'utf8')))
    if (!parsed.success) throw new UsageError(`${scored} is no score file of this version: score the predictions again`)
    scores.push(parsed.data)
  }
  const board = leaderboard(scores, metric as MetricName, SEED)
  const out = resolve(options.out ?? 'benchmark-report')
  mkdirSync(out, { recursive: true })
  const markdown = leaderboardMarkdown(board)
  writeWhole(join(out, 'leaderboard.md'), markdown)
  writeWhole(
    join(out, 'leaderboard.html'),
    leaderboardHtml(
      board,
      await worstPages(
        board.rows.map((r) => r.score),
        options,
        effects,
      ),
    ),
  )
  const plain = {
    ...board,
    rows: board.rows.map(({ score, ...row }) => ({ ...row, outcomes: score.outcomes, metrics: score.metrics })),
  }
  writeWhole(join(out, 'leaderboard.json'), `${JSON.stringify(plain, null, 2)}\n`)
  if (options.dataset !== undefined) {
    const hub = { dataset: options.dataset, framework: options.framework ?? null, date: options.date ?? null }
    writeWhole(join(out, 'eval.yaml'), evalYaml(board, hub))
    for (const [name, text] of Object.entries(evalResults(board, hub))) {
      mkdirSync(dirname(join(out, name)), { recursive: true })
      writeWhole(join(out, name), text)
    }
  }
  return { exitCode: 0, output: `${markdown}\nreport: ${join(out, 'leaderboard.html')}\n` }
}

/** Pages of the first worst cases of each run, small enough to stand in the page. Without a release there are none. */
async function worstPages(
  scores: readonly ScoreFile[],
  options: BenchmarkReports,
  effects: Effects,
): Promise<PageImages> {
  const images = new Map<string, string>()
  const source = options.release ?? newestRelease(resolvePaths(options).processed)
  if (source === null) return images
  const release = await BenchmarkRelease.open(source, hub(effects))
  for (const score of scores) {
    const split = SplitName.safeParse(score.release.split)
    if (!split.success || release.version !== score.release.version) continue
    const read = await release.pageReader(split.data)
    for (const worst of score.worst.slice(0, 3)) {
      const wanted = worst.pages.slice(0, 2).filter((p) => !images.has(`${worst.report_id} ${p}`))
      if (wanted.length === 0) continue
      for (const page of await read(worst.report_id)) {
        if (!wanted.includes(page.page) || page.image === null) continue
        const small = await sharp(page.image.bytes)
          .resize({ width: 720, withoutEnlargement: true })
          .jpeg({ quality: 60 })
          .toBuffer()
        images.set(`${worst.report_id} ${page.page}`, `data:image/jpeg;base64,${small.toString('base64')}`)
      }
    }
  }
  return images
}

async function openReports(
  options: BenchmarkReports,
  effects: Effects,
): Promise<{ release: BenchmarkRelease; reports: ScoredReport[]; split: SplitName }> {
  const source = options.release ?? newestRelease(resolvePaths(options).processed)
  if (source === null)
    throw new UsageError('there is no release yet: run `make build` first, or name one with --release')
  const split = choice('--split', SplitName.options, options.split ?? 'test')
  const release = await BenchmarkRelease.open(source, hub(effects))
  const reports = await release.reports(split)
  if (reports.length === 0)
    throw new UsageError(`split ${split} of ${release.name} ${release.version} is empty: choose another with --split`)
  if (options.gold === undefined) return { release, reports, split }
  const gold = readGoldCards(options.gold)
  return {
    release,
    split,
    reports: reports.map((r) => ({ ...r, gold: gold.get(r.report.report_id) ?? [] })),
  }
}

/** What `majority` may learn from: the training split, never the split that is scored. */
async function trainingReports(
  options: BenchmarkReports,
  release: BenchmarkRelease,
  split: SplitName,
): Promise<ScoredReport[]> {
  if (split === 'train') throw new UsageError('majority learns from the training split: score another with --split')
  const reports = await release.reports('train')
  if (options.gold === undefined) return reports
  const gold = readGoldCards(options.gold)
  return reports.map((r) => ({ ...r, gold: gold.get(r.report.report_id) ?? [] }))
}

function probeWords(configs: string): ProbeWords {
  return readYamlFile(join(configs, 'benchmark', 'probes.yaml'), ProbeWords)
}

function hub(effects: Effects): { fetch: typeof fetch; token?: string; hubUrl?: string } {
  const { HF_TOKEN: token, HF_ENDPOINT: hubUrl } = effects.env
  return {
    fetch: effects.fetch,
    ...(token === undefined ? {} : { token }),
    ...(hubUrl === undefined ? {} : { hubUrl }),
  }
}

function choice<T extends string>(option: string, allowed: readonly T[], given: string): T {
  const found = allowed.find((a) => a === given)
  if (found === undefined) throw new UsageError(`${option} ${given}: choose one of ${allowed.join(', ')}`)
  return found
}

/** Digest of all that decides a score besides the answers: scores compare only where it is the same. */
function knowledgeDigest(configs: string, gold: string | undefined): string {
  const hash = createHash('sha256')
  for (const room of ['benchmark', 'cards'])
    for (const name of readdirSync(join(configs, room))
      .filter((n) => n.endsWith('.yaml'))
      .sort())
      hash.update(`${room}/${name}\n`).update(readFileSync(join(configs, room, name)))
  if (gold !== undefined) hash.update(readFileSync(gold))
  return hash.digest('hex')
}

function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}

function without<T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = object
  return rest
}
