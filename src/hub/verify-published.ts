import { createHash } from 'node:crypto'
import type { HubRepository } from './hub-repository.js'
import type { HubFile } from './hub-responses.js'
import type { ReleaseFile } from './release-folder.js'

/** Files of the release that a commit does not hold as they are, each with what was found. Empty when all are whole. */
export async function findDifferences(
  repository: HubRepository,
  commit: string,
  files: readonly ReleaseFile[],
): Promise<string[]> {
  const found = await repository.pathsInfo(
    commit,
    files.map((f) => f.path),
  )
  const differences: string[] = []
  for (const file of files) {
    const there = found.get(file.path)
    const said = there === undefined ? 'missing' : await difference(repository, commit, file, there)
    if (said !== null) differences.push(`${file.path} (${said})`)
  }
  return differences
}

/** Large files by the checksum the Hub computed; the Hub gives none for small ones, so these are read back. */
async function difference(
  repository: HubRepository,
  commit: string,
  file: ReleaseFile,
  there: HubFile,
): Promise<string | null> {
  if (there.bytes !== file.bytes) return `${there.bytes} bytes instead of ${file.bytes}`
  const sha256 = there.sha256 ?? (await sha256Of(repository, commit, file.path))
  return sha256 === file.sha256 ? null : 'other checksum'
}

async function sha256Of(repository: HubRepository, commit: string, path: string): Promise<string | null> {
  const bytes = await repository.read(commit, path)
  return bytes === null ? null : createHash('sha256').update(bytes).digest('hex')
}
