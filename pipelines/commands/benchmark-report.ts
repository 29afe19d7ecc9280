import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import sharp from 'sharp'
import { evalResults, evalYaml } from '../../src/benchmark/hub-eval.js'
import { UsefulnessFile } from '../../src/benchmark/judge/usefulness-file.js'
import type { PageImages } from '../../src/benchmark/leaderboard/case-html.js'
import { type Leaderboard, leaderboard } from '../../src/benchmark/leaderboard/leaderboard.js'
import { leaderboardHtml } from '../../src/benchmark/leaderboard/leaderboard-html.js'
import { leaderboardMarkdown } from '../../src/benchmark/leaderboard/leaderboard-markdown.js'
import { METRIC_NAMES, type MetricName, PRIMARY_METRIC } from '../../src/benchmark/metric-catalog.js'
import { BenchmarkRelease } from '../../src/benchmark/release-reader.js'
import { ScoreFile } from '../../src/benchmark/score-file.js'
import { SplitName } from '../../src/split/split-name.js'
import { resolvePaths, UsageError } from '../workplace.js'
import { type BenchmarkReports, choice, type Effects, hub, REAL, SEED, writeWhole } from './benchmark-reports.js'
import { benchmarkScore } from './benchmark-score.js'
import { newestRelease } from './publish.js'

export interface BenchmarkReportOptions extends BenchmarkReports {
  /** Folder to write; `benchmark-report` when left out. */
  readonly out?: string
  readonly metric?: string
  /** File of `benchmark judge`, printed beside the scores and never mixed with them. */
  readonly usefulness?: string
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
  const usefulness = options.usefulness === undefined ? null : readUsefulness(options.usefulness, board)
  const markdown = leaderboardMarkdown(board, usefulness)
  writeWhole(join(out, 'leaderboard.md'), markdown)
  writeWhole(
    join(out, 'leaderboard.html'),
    await leaderboardHtml(
      board,
      await worstPages(
        board.rows.map((r) => r.score),
        options,
        effects,
      ),
      usefulness,
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

/** @throws UsageError when the file is none, or of another release or split */
function readUsefulness(path: string, { release }: Leaderboard): UsefulnessFile {
  if (!existsSync(path)) throw new UsageError(`${path}: no such file; \`checkup benchmark judge\` writes it`)
  const parsed = UsefulnessFile.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!parsed.success) throw new UsageError(`${path} is no file of \`checkup benchmark judge\` of this version`)
  const { version, split } = parsed.data.release
  if (version !== release.version || split !== release.split)
    throw new UsageError(`${path} judges ${version} ${split}, the scores are of ${release.version} ${release.split}`)
  return parsed.data
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

function without<T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = object
  return rest
}
