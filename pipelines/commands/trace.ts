import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { relative } from 'node:path'
import type { Paths } from '../../src/engine/pipeline.js'
import { loadKey } from '../../src/vault/key.js'
import { pseudonym } from '../../src/vault/pseudonym.js'
import { listRawFiles } from '../raw-files.js'
import { resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'

/** The report id of a raw file, from its bytes. For the maintainer only: it reads the vault's key. */
export async function traceFile(paths: Paths, file: string): Promise<string> {
  const key = await loadKey(paths.vault)
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array)
  return pseudonym(key, 'report', hash.digest('hex'))
}

/** The raw file of a report id, relative to the raw folder; null when none has it. */
export async function traceReport(paths: Paths, reportId: string): Promise<string | null> {
  for (const file of await listRawFiles(paths.raw)) {
    if (file.kind === 'document' && (await traceFile(paths, file.path)) === reportId)
      return relative(paths.raw, file.path)
  }
  return null
}

/** `checkup trace`: an id for a file, a file for an id. */
export async function trace(subject: string, options: WorkplaceOptions): Promise<string> {
  const paths = resolvePaths(options)
  if (existsSync(subject)) return traceFile(paths, subject)
  const file = /^r_[a-z2-7]+$/.test(subject) ? await traceReport(paths, subject) : null
  if (file === null)
    throw new UsageError('there is neither such a file nor a file with that report id under the raw folder')
  return file
}
