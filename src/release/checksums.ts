import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const CHECKSUM_FILE = 'SHA256SUMS'

/** sha256 (hex) of a file, streamed. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

/** Files under a folder, `/`-separated relative paths, sorted. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => relative(folder, join(e.parentPath, e.name)).split(sep).join('/'))
    .sort()
}

/** Writes `SHA256SUMS` in the form that `sha256sum -c` reads. */
export function writeChecksums(folder: string): void {
  const lines = listFiles(folder)
    .filter((path) => path !== CHECKSUM_FILE)
    .map(
      (path) =>
        `${createHash('sha256')
          .update(readFileSync(join(folder, path)))
          .digest('hex')}  ${path}`,
    )
  writeFileSync(join(folder, CHECKSUM_FILE), `${lines.join('\n')}\n`)
}

/** Files that differ from `SHA256SUMS`, are missing, or are not listed; all empty for an intact release. */
export async function verifyChecksums(
  folder: string,
): Promise<{ changed: string[]; missing: string[]; unlisted: string[] }> {
  const expected = new Map(
    readFileSync(join(folder, CHECKSUM_FILE), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(66), line.slice(0, 64)] as const),
  )
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
