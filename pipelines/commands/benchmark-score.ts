import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { printProblem, readPredictions } from '../../src/benchmark/predictions-file.js'
import { probesOf } from '../../src/benchmark/probes.js'
import { scoreMarkdown } from '../../src/benchmark/score-markdown.js'
import { scoreInThreads } from '../../src/benchmark/score-pool.js'
import { CardScorer } from '../../src/benchmark/score-report.js'
import { scoreRun } from '../../src/benchmark/score-run.js'
import { loadScoringKnowledge } from '../../src/benchmark/scoring-config.js'
import { loadCardKnowledge } from '../../src/cards/knowledge.js'
import { UsageError } from '../workplace.js'
import {
  type BenchmarkReports,
  configsOf,
  type Effects,
  openReports,
  probeWords,
  REAL,
  SEED,
  writeWhole,
} from './benchmark-reports.js'

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
  const configs = configsOf(options)
  const { release, reports, split } = await openReports(options, effects)
  const file = readPredictions(readFileSync(path, 'utf8'), new Set(reports.map((r) => r.report.report_id)))
  if (file.problems.length > 0) {
    const shown = file.problems.slice(0, 50).map(printProblem).join('\n')
    const faults = `${file.problems.length} ${file.problems.length === 1 ? 'fault' : 'faults'}`
    return {
      exitCode: 1,
      output: `${shown}\n${path}: ${faults}, nothing was scored; the format: configs/benchmark/prediction.schema.json\n`,
    }
  }
  if (file.predictions.length === 0)
    return {
      exitCode: 1,
      output: `${path}: holds no predictions; an example: configs/benchmark/prediction.example.jsonl\n`,
    }
  if (options.validate === true)
    return { exitCode: 0, output: `${path}: ${file.predictions.length} lines, no faults\n` }
  if (reports.every((r) => r.gold.length === 0))
    throw new UsageError(
      `split ${split} of ${release.name} ${release.version} holds no gold cards: approve cards with \`checkup review\` and build again, or name a file of cards with --gold`,
    )
  const knowledge = loadCardKnowledge(join(configs, 'cards'))
  const scorer = new CardScorer(knowledge, loadScoringKnowledge(join(configs, 'benchmark')))
  const words = probeWords(configs)
  const probed = new Set(file.predictions.flatMap((p) => (p.variant === null ? [] : [p.report_id])))
  const scoring = {
    release: { name: release.name, version: release.version, split },
    knowledge: knowledgeDigest(configs, options.gold),
    seed: SEED,
    partial: options.partial ?? false,
    model: options.model ?? basename(path).replace(/\.jsonl$/, ''),
    probes: reports.filter((r) => probed.has(r.report.report_id)).flatMap((r) => probesOf(r, knowledge, words, null)),
  }
  const score = await scoreRun(reports, file, scorer, scoring, scoreInThreads(scorer, configs))
  const out = options.out ?? path.replace(/(\.jsonl)?$/, '.score.json')
  writeWhole(out, `${JSON.stringify(score)}\n`)
  return { exitCode: 0, output: `${scoreMarkdown(score)}\nscore: ${out}\n` }
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
