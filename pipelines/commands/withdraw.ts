import { createHash } from 'node:crypto'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { subjectDigests, type Tombstone, tombstoneDigest } from '../../src/deid/audit/tombstones.js'
import { Identification } from '../../src/deid/identification.js'
import type { Link } from '../../src/deid/linkage.js'
import { rowsPath } from '../../src/engine/ledger.js'
import { takeLock } from '../../src/engine/lock.js'
import { PlainStore } from '../../src/engine/plain-store.js'
import type { ArtefactStore } from '../../src/engine/store.js'
import { EncryptedStore } from '../../src/vault/encrypted-store.js'
import { loadKey } from '../../src/vault/key.js'
import { pseudonym } from '../../src/vault/pseudonym.js'
import { AuditLog, appendLines } from '../audit-annotations.js'
import { removeAnnotations, removeReleases, removeReports } from '../audit-remove.js'
import { withdrawnDigests } from '../audit-withdrawn.js'
import { listRawFiles } from '../raw-files.js'
import { WITHDRAWN_FILE } from '../withdrawn-file.js'
import { resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'

/** Options of `checkup withdraw`: one of file, report, patient. */
export interface WithdrawCommand extends WorkplaceOptions {
  readonly file?: string
  readonly report?: string
  readonly patient?: string
}

/**
 * `checkup withdraw`: removes a person, with all their reports, and keeps them out. The tombstone is written first: a command that is killed half-way leaves a
 * person who does not come back, and can be run again.
 * @returns what was done, for the terminal
 */
export async function withdraw(command: WithdrawCommand): Promise<string> {
  const options = withRawFile(command)
  const given = [options.file, options.report, options.patient].filter((value) => value !== undefined)
  if (given.length !== 1) throw new UsageError('name one of --file, --report or --patient')
  const paths = resolvePaths(options)
  const key = await loadKey(paths.vault)
  const stores = { processed: new PlainStore(paths.processed), vault: new EncryptedStore(paths.vault, key) }
  const unlock = [
    takeLock(paths.processed, 'build', 'the processed folder'),
    takeLock(paths.vault, 'build', 'the vault'),
  ]
  try {
    const digests = await rawDigests(paths.raw, options.file)
    const idOf = (digest: string) => pseudonym(key, 'report', digest)
    const links = await readLinks(stores.vault)
    const first = options.file !== undefined ? idOf((await sha256(options.file))!) : options.report
    const patient = options.patient ?? (first === undefined ? null : (links[first]?.patient_id ?? null))
    const linked = Object.keys(links).filter((id) => patient !== null && links[id]!.patient_id === patient)
    const ids = [...new Set([...(first === undefined ? [] : [first]), ...linked])].sort()
    if (ids.length === 0)
      throw new UsageError('no report of this patient id is built: `checkup show --all` lists the ids')
    const sources = digests.filter((digest) => ids.includes(idOf(digest)))
    const known = await holdsAny(stores, ids)
    if (sources.length === 0 && !known)
      throw new UsageError('no such report: `checkup status` lists the ids, `checkup trace <file>` names one')
    const subjects = (await Promise.all(ids.map((id) => subjectsOf(stores.vault, key, id)))).flat()
    const tombstone: Tombstone = {
      sources: sources.map((digest) => tombstoneDigest(key, 'source', digest)).sort(),
      patient: patient === null ? null : tombstoneDigest(key, 'patient', patient),
      subjects: [...new Set(subjects)].sort(),
    }
    withdrawnDigests(paths.annotations)
    appendLines(join(paths.annotations, WITHDRAWN_FILE), `${JSON.stringify(tombstone)}\n`)
    const releases = await removeReleases(paths.processed, new Set(ids))
    await removeReports(stores, ids, new Set(sources))
    const notes = removeAnnotations(paths.annotations, ids)
    const logged = await logWithdrawal(new AuditLog(paths.annotations, stores.vault), ids)
    return report(ids, sources.length, releases, notes, logged)
  } finally {
    for (const release of unlock) release()
  }
}

/** `--raw` names the folder of reports everywhere; a file given there is the person's file in its usual place. */
function withRawFile({ raw, ...rest }: WithdrawCommand): WithdrawCommand {
  if (raw === undefined || !statSync(raw, { throwIfNoEntry: false })?.isFile())
    return raw === undefined ? rest : { raw, ...rest }
  if (rest.file !== undefined) throw new UsageError('name the file once, with --file or --raw')
  return { ...rest, file: raw }
}

function report(
  ids: readonly string[],
  files: number,
  releases: readonly string[],
  notes: number,
  logged: boolean,
): string {
  const plural = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`
  return [
    `withdrawn: ${plural(ids.length, 'report')} of one person (${ids.join(', ')})`,
    `  artefacts, vault entries and ${plural(notes, 'annotation file')} removed`,
    releases.length === 0
      ? '  no release on this disk held them'
      : `  release ${releases.join(', ')} removed: the next build makes it without their rows; what is published holds them until a new version is published and old revisions are deleted`,
    logged
      ? '  the withdrawal is in the audit log'
      : '  the audit log does not hold and was left alone: run `checkup audit --verify`',
    files === 0
      ? '  the raw file was not found'
      : `  ${plural(files, 'raw file')} still there: delete ${files === 1 ? 'it' : 'them'} (\`checkup build\` passes over ${files === 1 ? 'it' : 'them'} meanwhile)`,
    'next: checkup build',
  ].join('\n')
}

/** sha256 of the raw files, and of the file named. */
async function rawDigests(raw: string, named: string | undefined): Promise<string[]> {
  const files = existsSync(raw) ? (await listRawFiles(raw)).filter((f) => f.kind === 'document').map((f) => f.path) : []
  const digests = await Promise.all([...files, ...(named === undefined ? [] : [named])].map(sha256))
  return [...new Set(digests)].filter((digest) => digest !== null).sort()
}

async function sha256(path: string): Promise<string | null> {
  if (!existsSync(path)) throw new UsageError('the file given with --file is not there')
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  } catch {
    return null
  }
  return hash.digest('hex')
}

async function readLinks(vault: ArtefactStore): Promise<Record<string, Link>> {
  const bytes = await vault.read(rowsPath('link'))
  return bytes === null ? {} : (JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, Link>)
}

async function holdsAny(
  stores: Record<'processed' | 'vault', ArtefactStore>,
  ids: readonly string[],
): Promise<boolean> {
  for (const id of ids) {
    if ((await stores.vault.stat(`ingest/${id}.json`)) !== null) return true
    for (const folder of ['deidentified', 'quarantine'])
      if ((await stores.processed.stat(`${folder}/${id}.json`)) !== null) return true
  }
  return false
}

async function subjectsOf(vault: ArtefactStore, key: Uint8Array, id: string): Promise<string[]> {
  const bytes = await vault.read(`identify/${id}.json`).catch(() => null)
  if (bytes === null) return []
  const found = Identification.pick({ subject: true }).safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  return found.success ? subjectDigests(key, found.data.subject) : []
}

async function logWithdrawal(log: AuditLog, ids: readonly string[]): Promise<boolean> {
  const checked = await log.verify()
  if (!checked.ok) return false
  const none = { page: null, bbox: null, category: null, detector: null }
  await log.append(
    checked.head,
    ids.map((report_id) => ({ report_id, ...none, decision: 'withdrawn' as const })),
  )
  return true
}
