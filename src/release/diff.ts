import { join } from 'node:path'
import { DataType } from 'apache-arrow'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { listFiles } from './checksums.js'
import { CONFIG_NAMES, type ConfigName, DATASET_SCHEMA, PRIMARY_KEY } from './dataset-schema.js'
import { classNames } from './hub-features.js'

/** What changed between two releases in one config. */
export interface ConfigDiff {
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly moved: number
  /** Columns with changed values, and in how many rows. */
  readonly columns: Readonly<Record<string, number>>
  /** Columns that went (`-x`), came (`+x`) or changed their type (`~x`). */
  readonly schema: readonly string[]
  /** Class label columns whose distribution moved, by total variation distance (0-1, three decimals). */
  readonly label_shift: Readonly<Record<string, number>>
}

export type VersionStep = 'major' | 'minor' | 'patch'

/** `bump` is the smallest version step that tells users what happened: moved or removed rows and schema changes are major. */
export interface ReleaseDiff {
  readonly configs: Readonly<Record<ConfigName, ConfigDiff>>
  readonly bump: VersionStep
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

/** The least version after `older` that a step allows. */
export function leastVersion(older: string, step: VersionStep): string {
  const [major, minor, patch] = older.split('.').map(Number) as [number, number, number]
  if (step === 'major') return `${major + 1}.0.0`
  return step === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`
}

interface Loaded {
  readonly rows: Map<string, { split: string; row: Record<string, unknown> }>
  /** Column → its type and those below it, as one text. */
  readonly columns: ReadonlyMap<string, string>
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
    const different = [...a.columns.keys()].filter(
      (c) => b.columns.has(c) && print(before.row[c]) !== print(now.row[c]),
    )
    if (different.length > 0) changed += 1
    for (const c of different) columns[c] = (columns[c] ?? 0) + 1
  }
  for (const key of a.rows.keys()) if (!b.rows.has(key)) removed += 1
  // A config without rows says nothing about its columns where a reader infers them; its files carry the schema all the same.
  const schema =
    a.columns.size === 0 || b.columns.size === 0
      ? []
      : [
          ...[...a.columns.keys()].filter((c) => !b.columns.has(c)).map((c) => `-${c}`),
          ...[...b.columns.keys()].filter((c) => !a.columns.has(c)).map((c) => `+${c}`),
          ...[...b.columns].filter(([c, type]) => a.columns.has(c) && a.columns.get(c) !== type).map(([c]) => `~${c}`),
        ]
  return { added, removed, changed, moved, columns, schema, label_shift: labelShift(name, a, b) }
}

async function load(name: ConfigName, folder: string): Promise<Loaded> {
  const rows: Loaded['rows'] = new Map()
  const columns = new Map<string, string>()
  const images = new Set(DATASET_SCHEMA[name].fields.filter((f) => DataType.isStruct(f.type)).map((f) => f.name))
  for (const path of listFiles(folder).filter((p) => p.startsWith(`data/${name}/`) && p.endsWith('.parquet'))) {
    const split = path.slice(`data/${name}/`.length).split('-')[0]!
    const file = await asyncBufferFromFile(join(folder, path))
    const metadata = await parquetMetadataAsync(file)
    for (const [column, type] of columnTypes(metadata.schema)) columns.set(column, type)
    const wanted = [...columnTypes(metadata.schema).keys()].filter((c) => !images.has(c))
    for (const row of await parquetReadObjects({ file, metadata, columns: wanted }))
      rows.set(String(row[PRIMARY_KEY[name]]), { split, row })
  }
  return { rows, columns }
}

/** Top-level columns of a Parquet schema (depth first), each with the names and types below it. */
function columnTypes(
  schema: readonly { name: string; type?: string; num_children?: number; converted_type?: string }[],
): Map<string, string> {
  const columns = new Map<string, string>()
  let at = 1
  const subtree = (): string => {
    const element = schema[at++]!
    const own = `${element.name}:${element.type ?? 'group'}:${element.converted_type ?? ''}`
    const below = Array.from({ length: element.num_children ?? 0 }, subtree)
    return below.length === 0 ? own : `${own}(${below.join(',')})`
  }
  while (at < schema.length) {
    const { name } = schema[at]!
    columns.set(name, subtree())
  }
  return columns
}

function labelShift(name: ConfigName, a: Loaded, b: Loaded): Record<string, number> {
  const shift: Record<string, number> = {}
  if (a.rows.size === 0 || b.rows.size === 0) return shift
  for (const field of DATASET_SCHEMA[name].fields) {
    if (classNames(field) === null) continue
    const [before, after] = [shares(a, field.name), shares(b, field.name)]
    const values = new Set([...before.keys(), ...after.keys()])
    let distance = 0
    for (const v of values) distance += Math.abs((before.get(v) ?? 0) - (after.get(v) ?? 0)) / 2
    const rounded = Math.round(distance * 1000) / 1000
    if (rounded > 0) shift[field.name] = rounded
  }
  return shift
}

function shares(loaded: Loaded, column: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { row } of loaded.rows.values())
    counts.set(print(row[column]), (counts.get(print(row[column])) ?? 0) + 1 / loaded.rows.size)
  return counts
}

function print(value: unknown): string {
  return JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v)) ?? 'null'
}
