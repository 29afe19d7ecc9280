import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readGoldCards } from '../../src/benchmark/gold-cards.js'
import { ProbeWords } from '../../src/benchmark/probe-config.js'
import { BenchmarkRelease } from '../../src/benchmark/release-reader.js'
import type { ScoredReport } from '../../src/benchmark/score-report.js'
import { readYamlFile } from '../../src/benchmark/scoring-config.js'
import { REAL_EFFECTS, type RunEffects } from '../../src/models/pace.js'
import { SplitName } from '../../src/split/split-name.js'
import { resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'
import { newestRelease } from './publish.js'

/** What the commands of the benchmark take from outside; tests pass their own. */
export interface Effects extends RunEffects {
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
}
export const REAL: Effects = { ...REAL_EFFECTS, err: process.stderr, env: process.env }

/** Seed of every interval: scores are the same on every machine. */
export const SEED = 20_260_101

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

/** Folder of models, prompts and knowledge. */
export function configsOf(options: BenchmarkReports): string {
  return options.configs ?? resolvePaths(options).configs
}

/** The release, and the reports of the split asked for with their gold cards. */
export async function openReports(
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

export function probeWords(configs: string): ProbeWords {
  return readYamlFile(join(configs, 'benchmark', 'probes.yaml'), ProbeWords)
}

/** How the Hub is reached. */
export function hub(effects: Effects): { fetch: typeof fetch; token?: string; hubUrl?: string } {
  const { HF_TOKEN: token, HF_ENDPOINT: hubUrl } = effects.env
  return {
    fetch: effects.fetch,
    ...(token === undefined ? {} : { token }),
    ...(hubUrl === undefined ? {} : { hubUrl }),
  }
}

export function choice<T extends string>(option: string, allowed: readonly T[], given: string): T {
  const found = allowed.find((a) => a === given)
  if (found === undefined) throw new UsageError(`${option} ${given}: choose one of ${allowed.join(', ')}`)
  return found
}

/** Writes a file whole: to a temporary name, then renamed. */
export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}
