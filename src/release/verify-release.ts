import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet'
import { checkCroissant } from './check-croissant.js'
import { readChecksums, verifyChecksums } from './checksums.js'
import { ReleaseManifest } from './manifest.js'

/**
 * Checks a release folder offline: every byte against SHA256SUMS, the rows of every shard against release.json, and croissant.json against
 * its specification and the shards. Returns what is wrong, a line each; empty for a release that is whole.
 */
export async function verifyRelease(folder: string): Promise<string[]> {
  if (!existsSync(join(folder, 'SHA256SUMS'))) return ['missing: SHA256SUMS']
  const { changed, missing, unlisted } = await verifyChecksums(folder)
  const problems = Object.entries({ changed, missing, unlisted }).flatMap(([what, files]) =>
    files.map((file) => `${what}: ${file}`),
  )
  const manifest = ReleaseManifest.safeParse(readJson(join(folder, 'release.json')))
  if (!manifest.success) return [...problems, 'release.json is not a release manifest of this version of the tool']
  for (const file of manifest.data.files) {
    if (missing.includes(file.path) || changed.includes(file.path)) continue
    const found = await rowsOf(join(folder, file.path))
    if (found !== file.rows)
      problems.push(`rows: ${file.path} holds ${found ?? 'no Parquet'}, release.json says ${file.rows}`)
  }
  const data = new Map([...readChecksums(folder)].filter(([path]) => path.startsWith('data/')))
  for (const problem of checkCroissant(readJson(join(folder, 'croissant.json')) ?? {}, data))
    problems.push(`croissant.json: ${problem}`)
  return problems
}

async function rowsOf(path: string): Promise<number | null> {
  try {
    return Number((await parquetMetadataAsync(await asyncBufferFromFile(path))).num_rows)
  } catch {
    return null
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
