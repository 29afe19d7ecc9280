import { join } from 'node:path'
import { DataType } from 'apache-arrow'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { listFiles } from './checksums.js'
import { CONFIG_NAMES, type ConfigName, DATASET_SCHEMA, PRIMARY_KEY } from './dataset-schema.js'

/** What changed between two releases in one config. */
export interface ConfigDiff {
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly moved: number
  /** Columns with changed values, and in how many rows. */
  readonly columns: Readonly<Record<string, number>>
  readonly schema: readonly string[]
}

/** `bump` is the smallest version step that tells users what happened: moved or removed rows and schema changes are major. */
export interface ReleaseDiff {
  readonly configs: Readonly<Record<ConfigName, ConfigDiff>>
  readonly bump: 'major' | 'minor' | 'patch'
}

/** Compares two release folders row by row on the configs' keys. Memory holds one config of both releases, without images. */
export async function diffReleases(older: string, newer: string): Promise<ReleaseDiff> {
  const configs = {} as Record<ConfigName, ConfigDiff>
  for (const name of CONFIG_NAMES) configs[name] = await diffConfig(name, older, newer)
  const all = Object.values(configs)
  const major = all.some((d) => d.removed > 0 || d.moved > 0 || d.schema.length > 0)
  const minor = all.some((d) => d.added > 0)
  return { configs, bump: major ? 'major' : minor ? 'minor' : 'patch' }
}

interface Loaded {
  readonly rows: Map<string, { split: string; row: Record<string, unknown> }>
  readonly columns: ReadonlySet<string>
}

async function diffConfig(name: ConfigName, older: string, newer: string): Promise<ConfigDiff> {
  const [a, b] = [await load(name, older), await load(name, newer)]
  const columns: Record<string, number> = {}
  let [added, removed, changed, moved] = [0, 0, 0, 0]
  for (const [key, now] of b.rows) {
    const before = a.rows.get(key)
    if (before === undefined) {
      added += 1
      continue
    }
    if (before.split !== now.split) moved += 1
    const different = [...a.columns].filter((c) => b.columns.has(c) && print(before.row[c]) !== print(now.row[c]))
    if (different.length > 0) changed += 1
    for (const c of different) columns[c] = (columns[c] ?? 0) + 1
  }
  for (const key of a.rows.keys()) if (!b.rows.has(key)) removed += 1
  const schema = [
    ...[...a.columns].filter((c) => !b.columns.has(c)).map((c) => `-${c}`),
    ...[...b.columns].filter((c) => !a.columns.has(c)).map((c) => `+${c}`),
  ]
  return { added, removed, changed, moved, columns, schema }
}

async function load(name: ConfigName, folder: string): Promise<Loaded> {
  const rows: Loaded['rows'] = new Map()
  const columns = new Set<string>()
  const images = new Set(DATASET_SCHEMA[name].fields.filter((f) => DataType.isStruct(f.type)).map((f) => f.name))
  for (const path of listFiles(folder).filter((p) => p.startsWith(`data/${name}/`) && p.endsWith('.parquet'))) {
    const split = path.slice(`data/${name}/`.length).split('-')[0]!
    const wanted = DATASET_SCHEMA[name].fields.map((f) => f.name).filter((f) => !images.has(f))
    const file = await asyncBufferFromFile(join(folder, path))
    for (const row of await parquetReadObjects({ file, columns: wanted })) {
      for (const column of Object.keys(row)) columns.add(column)
      rows.set(String(row[PRIMARY_KEY[name]]), { split, row })
    }
  }
  return { rows, columns }
}

function print(value: unknown): string {
  return JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v)) ?? 'null'
}
