import { join } from 'node:path'
import { digestOf, digestOfPath, sha256 } from './digest.js'
import { EngineError } from './engine-error.js'
import type { Paths, Pipeline } from './pipeline.js'
import type { Stage } from './stage.js'

/**
 * What a stage's output depends on besides its inputs: the same for every report. Values are digests, so that the ledger
 * holds neither configuration values nor secrets.
 */
export interface Fingerprint {
  readonly stage: string
  readonly version: number
  readonly schema_version: string
  /** Leaf key of the config slice → digest of its value. */
  readonly config: Readonly<Record<string, string>>
  /** Name under `configs/` → digest of the file or folder. */
  readonly knowledge: Readonly<Record<string, string>>
  /** Secret's name → digest; only for stages that may read secrets. */
  readonly secrets: Readonly<Record<string, string>>
}

/** The fingerprint of every stage, read once per run. Throws when a knowledge file is missing. */
export function fingerprintStages(
  pipeline: Pipeline,
  paths: Paths,
  config: unknown,
  secrets: Readonly<Record<string, Uint8Array>>,
): Map<string, Fingerprint> {
  // Secrets are keys of 128 bits and more: the digest of one cannot be guessed back.
  const secretDigests = Object.fromEntries(
    Object.entries(secrets).map(([name, bytes]) => [
      name,
      sha256(Buffer.concat([Buffer.from(`checkup secret ${name}\0`), bytes])),
    ]),
  )
  const files = new Map<string, string>()
  const digestOfKnowledge = (stage: Stage, name: string): string => {
    const known = files.get(name) ?? digestOfPath(join(paths.configs, name))
    if (known === null) {
      throw new EngineError(`stage ${stage.name} reads configs/${name}, which is missing: restore it, then build again`)
    }
    files.set(name, known)
    return known
  }
  const fingerprints = new Map<string, Fingerprint>()
  for (const stage of pipeline.stages) {
    fingerprints.set(stage.name, {
      stage: stage.name,
      version: stage.version,
      schema_version: pipeline.schema_version,
      config: leafDigests(stage.config(config)),
      knowledge: Object.fromEntries([...stage.knowledge].sort().map((name) => [name, digestOfKnowledge(stage, name)])),
      secrets: stage.vault === true ? secretDigests : {},
    })
  }
  return fingerprints
}

/** Digest of a fingerprint: the part of the cache key that all reports share. */
export function digestOfFingerprint(fingerprint: Fingerprint): string {
  return digestOf(fingerprint)
}

/** In words, what differs between two fingerprints of a stage (`stage version 1 → 2`, `config layout.gap`). */
export function fingerprintChanges(before: Fingerprint, after: Fingerprint): string[] {
  const changes: string[] = []
  if (before.version !== after.version) changes.push(`stage version ${before.version} → ${after.version}`)
  if (before.schema_version !== after.schema_version) {
    changes.push(`schema version ${before.schema_version} → ${after.schema_version}`)
  }
  for (const part of ['config', 'knowledge', 'secrets'] as const) {
    for (const name of changedKeys(before[part], after[part])) {
      changes.push(`${part === 'secrets' ? 'secret' : part} ${name}`)
    }
  }
  return changes
}

/** Keys whose values differ between two maps, sorted. */
export function changedKeys(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].filter((key) => before[key] !== after[key]).sort()
}

function leafDigests(slice: unknown): Record<string, string> {
  const leaves: [string, string][] = []
  const visit = (value: unknown, key: string): void => {
    const isObject = value !== null && typeof value === 'object' && !Array.isArray(value)
    const isBranch = isObject && (key === '' || Object.keys(value).length > 0)
    if (isBranch) for (const [name, item] of Object.entries(value)) visit(item, key === '' ? name : `${key}.${name}`)
    else if (value !== undefined) leaves.push([key, digestOf(value).slice(0, 16)])
  }
  visit(slice, '')
  return Object.fromEntries(leaves.sort(([a], [b]) => (a < b ? -1 : 1)))
}
