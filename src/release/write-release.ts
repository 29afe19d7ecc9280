import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SCHEMA_VERSION } from '../records/schema-version.js'
import { SplitName } from '../split/split-name.js'
import { checkCroissant } from './check-croissant.js'
import { sha256File, writeChecksums } from './checksums.js'
import type { ReleaseConfig } from './config.js'
import { croissant } from './croissant.js'
import { DataTests } from './data-tests.js'
import { dataTestsPage } from './data-tests-page.js'
import { datasetCard } from './dataset-card.js'
import { CONFIG_NAMES, type ConfigName, DATASET_SCHEMA } from './dataset-schema.js'
import { evalFile } from './eval-file.js'
import type { DataTestResult, ReleaseManifest } from './manifest.js'
import type { ReleaseSource } from './release-source.js'
import { type Row, reportRows } from './report-rows.js'
import { keyHash, ShardWriter } from './shard-writer.js'
import { Subgroups } from './subgroups.js'

/**
 * Writes a release into `folder` (created; must be empty): Parquet shards, dataset card, Croissant, data tests, checksums, manifest. Reports
 * are read one at a time in the order of their key hash, so memory holds one report and one row group per open shard.
 * @throws DataTestError where an error of the data tests forbids the release
 */
export async function writeRelease(
  source: ReleaseSource,
  folder: string,
  config: ReleaseConfig,
): Promise<ReleaseManifest> {
  const written = await writeShards(source, folder, config)
  const manifest: ReleaseManifest = {
    name: config.pretty_name,
    version: config.version,
    date_published: config.date_published,
    schema_version: SCHEMA_VERSION,
    ...written,
    audit: { signed: false },
    lineage: source.lineage,
  }
  const described = croissant(manifest, config)
  const problems = checkCroissant(described, new Map(manifest.files.map((f) => [f.path, f.sha256])))
  if (problems.length > 0) throw new TypeError(`croissant.json: ${problems.slice(0, 5).join('; ')}`)
  const write = (name: string, content: string): void => writeFileSync(join(folder, name), content)
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
  write('release.json', json(manifest))
  write('croissant.json', json(described))
  write('eval.yaml', evalFile(config))
  write('data-tests.json', json(manifest.data_tests))
  write('data-tests.html', dataTestsPage(`${manifest.name} ${manifest.version}`, manifest.data_tests))
  write('README.md', datasetCard(manifest, config, source.cardTemplate))
  const errors = manifest.data_tests.filter((t) => t.severity === 'error' && t.failures > 0)
  if (errors.length > 0) throw new DataTestError(errors)
  writeChecksums(folder, new Map(manifest.files.map((f) => [f.path, f.sha256])))
  return manifest
}

/** A release whose data tests fail is not made. */
export class DataTestError extends Error {
  override readonly name = 'DataTestError'
  constructor(readonly failed: readonly DataTestResult[]) {
    super(failed.map((t) => `${t.test}: ${t.failures} of ${t.checked}`).join('; '))
  }
}

type Written = Pick<ReleaseManifest, 'rows' | 'files' | 'redactions' | 'subgroups' | 'data_tests' | 'withheld'>

async function writeShards(source: ReleaseSource, folder: string, config: ReleaseConfig): Promise<Written> {
  const rows: Written['rows'] = Object.fromEntries(
    CONFIG_NAMES.map((c) => [c, Object.fromEntries(SplitName.options.map((s) => [s, 0])) as Record<SplitName, number>]),
  )
  const files: Written['files'] = []
  const redactions: Record<string, number> = {}
  const tests = new DataTests()
  const subgroups = new Subgroups()
  const kept = new Withheld()

  for (const split of SplitName.options) {
    const reports = source.reports
      .filter((r) => r.split === split)
      .map((r) => ({ ...r, hash: keyHash(r.report_id) }))
      .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    const shards = shardCount(reports, config.shard_bytes)
    let next = 0
    for (let shard = 0; shard < shards; shard++) {
      const open = openShards(folder, config, `${split}-${pad(shard)}-of-${pad(shards)}.parquet`)
      while (next < reports.length && shardOf(reports[next]!.hash, shards) === shard) {
        const { report_id: id } = reports[next]!
        const bundle = await source.read(id)
        const all = reportRows(bundle)
        tests.add(split, all)
        for (const page of bundle.pages)
          for (const r of page.redactions) redactions[r.category] = (redactions[r.category] ?? 0) + 1
        const published = config.private_test && split === 'test' ? kept.take(all) : all
        subgroups.add(published.reports[0]!)
        for (const name of CONFIG_NAMES) open.get(name)!.writer.append(id, published[name])
        next += 1
      }
      for (const name of CONFIG_NAMES) {
        const { path, writer } = open.get(name)!
        const count = writer.close()
        rows[name]![split]! += count
        const [bytes, sha256] = [statSync(join(folder, path)).size, await sha256File(join(folder, path))]
        files.push({ path, config: name, split, rows: count, bytes, sha256 })
      }
    }
  }
  const wanted = { reports: source.reports.length, min_reports: config.min_reports, splits: SplitName.options }
  return {
    rows,
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    redactions: Object.fromEntries(Object.entries(redactions).sort(([a], [b]) => (a < b ? -1 : 1))),
    subgroups: subgroups.results(),
    data_tests: tests.results(wanted),
    withheld: config.private_test ? kept.result() : null,
  }
}

function openShards(
  folder: string,
  config: ReleaseConfig,
  name: string,
): Map<ConfigName, { path: string; writer: ShardWriter }> {
  return new Map(
    CONFIG_NAMES.map((configName) => {
      const path = `data/${configName}/${name}`
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      rmSync(join(folder, path), { force: true })
      const limits =
        configName === 'pages'
          ? { rows: config.image_rows_per_group, bytes: config.image_bytes_per_group }
          : { rows: config.rows_per_group, bytes: config.image_bytes_per_group }
      return [configName, { path, writer: new ShardWriter(join(folder, path), DATASET_SCHEMA[configName], limits) }]
    }),
  )
}

/**
 * Gold cards of a private test. What is published is their number and one digest of all of them: a digest of each could be guessed, because
 * drafts can be made again from the published records.
 */
class Withheld {
  readonly #lines: string[] = []

  /** The rows that are published of a report: no gold cards, and no count that gives them away. */
  take(rows: Record<ConfigName, Row[]>): Record<ConfigName, Row[]> {
    for (const card of rows.action_cards) this.#lines.push(JSON.stringify(card))
    return { ...rows, action_cards: [], reports: rows.reports.map((r) => ({ ...r, action_cards: null })) }
  }

  result(): NonNullable<Written['withheld']> {
    const text = this.#lines
      .sort()
      .map((line) => `${line}\n`)
      .join('')
    return { action_cards: this.#lines.length, sha256: createHash('sha256').update(text).digest('hex') }
  }
}

/** A power of two, so that a growing dataset splits shards in halves and leaves the others alone. */
function shardCount(reports: readonly { size: number }[], shardBytes: number): number {
  const total = reports.reduce((sum, r) => sum + r.size, 0)
  let count = 1
  while (total / count > shardBytes) count *= 2
  return count
}

/** Shards are contiguous ranges of the key hash, so that rows stay in key-hash order across shards. */
function shardOf(hash: string, shards: number): number {
  return Math.floor((Number.parseInt(hash.slice(0, 8), 16) / 0x1_0000_0000) * shards)
}

function pad(n: number): string {
  return String(n).padStart(5, '0')
}
