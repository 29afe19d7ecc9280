import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { BASELINE_NAMES } from '../../src/models/model-config.js'
import { benchmarkReport } from './benchmark-report.js'
import { type BenchmarkReports, type Effects, openReports, REAL } from './benchmark-reports.js'
import { benchmarkRun } from './benchmark-run.js'

export interface BenchmarkBaselinesOptions extends BenchmarkReports {
  /** Folder of the report; `benchmark-report` when left out. */
  readonly out?: string
}

/** Runs the built-in baselines on a split and writes their leaderboard: what a model has to beat, without a network. */
export async function benchmarkBaselines(
  options: BenchmarkBaselinesOptions,
  effects: Effects = REAL,
): Promise<{ exitCode: number; output: string }> {
  const { release, split } = await openReports(options, effects)
  const { out, ...reports } = options
  // Only the majority needs to learn, and it cannot learn from what is scored.
  const models = BASELINE_NAMES.filter((name) => name !== 'majority' || split !== 'train')
  const quiet = { ...effects, err: { write: () => true } }
  const runs: string[] = []
  for (const model of models) {
    const path = join('benchmark-runs', release.version, split, `${model}.structured.jsonl`)
    // Answers of other rules may stand there.
    rmSync(path, { force: true })
    await benchmarkRun({ ...reports, model, out: path }, quiet)
    runs.push(path)
  }
  return await benchmarkReport(runs, out === undefined ? reports : { ...reports, out }, effects)
}
