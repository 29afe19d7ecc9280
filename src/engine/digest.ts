import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** sha256 in hex. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** JSON with object keys in code unit order, for digests: equal values give equal text whatever order they were built in. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

/** Digest of any JSON value. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value))
}

/** Digest of a file, or of a folder's files with their names; null when it is absent. Dot files are left out. */
export function digestOfPath(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return null
  if (!found.isDirectory()) return sha256(readFileSync(path))
  const names = readdirSync(path)
    .filter((name) => !name.startsWith('.'))
    .sort()
  return digestOf(names.map((name) => [name, digestOfPath(join(path, name))]))
}
