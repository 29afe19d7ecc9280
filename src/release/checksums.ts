import { createHash } from 'node:crypto'
import { closeSync, createReadStream, openSync, readdirSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const CHECKSUM_FILE = 'SHA256SUMS'

/** sha256 (hex) of a file, streamed. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

/** The same without waiting; holds 1 MB of the file. */
function sha256Now(path: string): string {
  const hash = createHash('sha256')
  const file = openSync(path, 'r')
  try {
    const block = Buffer.alloc(1 << 20)
    for (let n = readSync(file, block); n > 0; n = readSync(file, block)) hash.update(block.subarray(0, n))
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}

/** Files under a folder, `/`-separated relative paths, sorted. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => relative(folder, join(e.parentPath, e.name)).split(sep).join('/'))
    .sort()
}

/** Writes `SHA256SUMS` in the form that `sha256sum -c` reads; `known` digests are not computed again. */
export function writeChecksums(folder: string, known: ReadonlyMap<string, string> = new Map()): void {
  const lines: string[] = []
  for (const path of listFiles(folder))
    if (path !== CHECKSUM_FILE) lines.push(`${known.get(path) ?? sha256Now(join(folder, path))}  ${path}`)
  writeFileSync(join(folder, CHECKSUM_FILE), `${lines.join('\n')}\n`)
}

/** Path → sha256 of a folder's `SHA256SUMS`. */
export function readChecksums(folder: string): Map<string, string> {
  return new Map(
    readFileSync(join(folder, CHECKSUM_FILE), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(66), line.slice(0, 64)] as const),
  )
}

/** Renews the lines of files that were written anew. */
export function replaceChecksums(folder: string, paths: readonly string[]): void {
  const known = readChecksums(folder)
  for (const path of paths) known.delete(path)
  writeChecksums(folder, known)
}

/** Files that differ from `SHA256SUMS`, are missing, or are not listed; all empty for an intact release. */
export async function verifyChecksums(
  folder: string,
): Promise<{ changed: string[]; missing: string[]; unlisted: string[] }> {
  const expected = readChecksums(folder)
  const present = listFiles(folder).filter((path) => path !== CHECKSUM_FILE)
  const changed: string[] = []
  for (const path of present) {
    const digest = expected.get(path)
    if (digest !== undefined && digest !== (await sha256File(join(folder, path)))) changed.push(path)
  }
  return {
    changed,
    missing: [...expected.keys()].filter((path) => !present.includes(path)),
    unlisted: present.filter((path) => !expected.has(path)),
  }
}
