import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SCHEMA_VERSION } from '../records/schema-version.js'
import { SplitName } from '../split/split-name.js'
import { writeChecksums } from './checksums.js'
import type { ReleaseConfig } from './config.js'
import { type DataTestResult, DataTests } from './data-tests.js'
import { datasetCard } from './dataset-card.js'
import { CONFIG_NAMES, type ConfigName, DATASET_SCHEMA } from './dataset-schema.js'
import type { ReleaseSource } from './release-source.js'
import { reportRows } from './report-rows.js'
import { keyHash, ShardWriter } from './shard-writer.js'

/** `release.json`: what stands in the folder and what it was made from. Holds no time, so that equal inputs give equal bytes. */
export interface ReleaseManifest {
  readonly name: string
  readonly version: string
  readonly schema_version: string
  readonly tool_version: string
  readonly config_digest: string
  readonly rows: Record<ConfigName, Record<SplitName, number>>
  readonly files: readonly { path: string; config: ConfigName; split: SplitName; rows: number }[]
  readonly stages: Readonly<Record<string, { reports: number }>>
  readonly quarantined: Readonly<Record<string, number>>
  readonly redactions: Readonly<Record<string, number>>
  readonly data_tests: readonly DataTestResult[]
  readonly not_claimed: readonly string[]
  readonly notes: readonly string[]
}

/**
 * Writes a release into `folder` (created; must be empty): Parquet shards, dataset card, checksums, manifest. Reports are read one at
 * a time in the order of their key hash, so memory holds one report and one row group per open shard.
 */
export async function writeRelease(
  source: ReleaseSource,
  folder: string,
  config: ReleaseConfig,
): Promise<ReleaseManifest> {
  const rows = Object.fromEntries(
    CONFIG_NAMES.map((c) => [c, Object.fromEntries(SplitName.options.map((s) => [s, 0]))]),
  ) as Record<ConfigName, Record<SplitName, number>>
  const files: ReleaseManifest['files'][number][] = []
  const redactions: Record<string, number> = {}
  const tests = new DataTests()

  for (const split of SplitName.options) {
    const reports = source.reports
      .filter((r) => r.split === split)
      .map((r) => ({ ...r, hash: keyHash(r.report_id) }))
      .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    const shards = shardCount(reports, config.shard_bytes)
    let next = 0
    for (let shard = 0; shard < shards; shard++) {
      const open = new Map(
        CONFIG_NAMES.map((name) => {
          const path = `data/${name}/${split}-${pad(shard)}-of-${pad(shards)}.parquet`
          mkdirSync(dirname(join(folder, path)), { recursive: true })
          const max = name === 'pages' ? config.image_rows_per_group : config.rows_per_group
          return [name, { path, writer: new ShardWriter(join(folder, path), DATASET_SCHEMA[name], max) }] as const
        }),
      )
      while (next < reports.length && shardOf(reports[next]!.hash, shards) === shard) {
        const { report_id: id } = reports[next]!
        const bundle = await source.read(id)
        const all = reportRows(bundle)
        tests.add(split, all)
        for (const page of bundle.pages)
          for (const r of page.redactions) redactions[r.category] = (redactions[r.category] ?? 0) + 1
        for (const name of CONFIG_NAMES) open.get(name)!.writer.append(id, all[name])
        next += 1
      }
      for (const name of CONFIG_NAMES) {
        const { path, writer } = open.get(name)!
        const written = writer.close()
        rows[name][split] += written
        files.push({ path, config: name, split, rows: written })
      }
    }
  }

  const manifest: ReleaseManifest = {
    name: config.pretty_name,
    version: config.version,
    schema_version: SCHEMA_VERSION,
    tool_version: source.lineage.tool_version,
    config_digest: source.lineage.config_digest,
    rows,
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    stages: source.lineage.stages,
    quarantined: source.lineage.quarantined,
    redactions: Object.fromEntries(Object.entries(redactions).sort(([a], [b]) => (a < b ? -1 : 1))),
    data_tests: tests.results(source.reports.length),
    not_claimed: source.lineage.not_claimed,
    notes: source.lineage.notes,
  }
  writeFileSync(join(folder, 'release.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  writeFileSync(join(folder, 'README.md'), datasetCard(manifest, folder, config))
  writeChecksums(folder)
  const errors = manifest.data_tests.filter((t) => t.severity === 'error' && t.failures > 0)
  if (errors.length > 0) {
    rmSync(join(folder, 'SHA256SUMS'))
    throw new DataTestError(errors)
  }
  return manifest
}

/** A release whose data tests fail is not made. */
export class DataTestError extends Error {
  override readonly name = 'DataTestError'
  constructor(readonly failed: readonly DataTestResult[]) {
    super(failed.map((t) => `${t.test}: ${t.failures} of ${t.checked}`).join('; '))
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
