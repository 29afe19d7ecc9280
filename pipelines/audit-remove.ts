import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ledger, rowsPath } from '../src/engine/ledger.js'
import { folderOf } from '../src/engine/pipeline.js'
import type { ArtefactStore } from '../src/engine/store.js'
import { filesBelow } from './audit-content.js'
import { READINGS } from './audit-images.js'
import { parquetRows } from './audit-parquet.js'
import { pipeline } from './pipeline.js'

type Stores = Readonly<Record<'processed' | 'vault', ArtefactStore>>

/** Removes reports from both stores: artefacts, files beside them, quarantine records, ledgers, and the corpus artefacts that name them. */
export async function removeReports(
  stores: Stores,
  ids: readonly string[],
  sourceDigests: ReadonlySet<string>,
): Promise<void> {
  for (const id of ids) {
    await removeReadings(stores, id)
    for (const name of ['processed', 'vault'] as const) {
      const store = stores[name]
      for (const stage of pipeline.stages) {
        if (stage.scope !== 'report' || stage.store !== name) continue
        await store.delete(`${folderOf(stage)}/${id}.json`)
        await store.delete(`${folderOf(stage)}/${id}`)
      }
      await new Ledger(store).writeReport(id, new Map())
    }
    await stores.processed.delete(`quarantine/${id}.json`)
  }
  // Corpus artefacts name the reports; without them their stages run again and leave the person out.
  for (const stage of pipeline.stages) {
    if (stage.scope !== 'corpus') continue
    const store = stores[stage.store]
    await store.delete(`${folderOf(stage)}.json`)
    await store.delete(rowsPath(stage.name))
    await store.delete(`.cache/corpus/${stage.name}.json`)
  }
  await stores.processed.delete('audit')
  await forgetSources(stores.vault, sourceDigests)
}

/** What the audit read from the report's page images, kept by the image's digest. */
async function removeReadings({ processed, vault }: Stores, id: string): Promise<void> {
  const artefact = await processed.read(`deidentified/${id}.json`)
  if (artefact === null) return
  const shas = [
    ...Buffer.from(artefact)
      .toString('utf8')
      .matchAll(/"sha256":"([0-9a-f]{64})"/g),
  ].map((match) => match[1]!)
  for (const version of await vault.list(READINGS))
    for (const sha of shas) await vault.delete(`${READINGS}/${version}/${sha}.json`)
}

/** The vault's note of file names by digest; the names may hold the person's. */
async function forgetSources(vault: ArtefactStore, digests: ReadonlySet<string>): Promise<void> {
  const path = '.cache/source-digests.json'
  const bytes = await vault.read(path).catch(() => null)
  if (bytes === null) return
  const notes = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, { sha256: string }>
  const kept = Object.entries(notes).filter(([, { sha256 }]) => !digests.has(sha256))
  await vault.write(path, Buffer.from(`${JSON.stringify(Object.fromEntries(kept))}\n`))
}

/** Removes every release on this disk that holds a row of these reports. @returns its versions, sorted */
export async function removeReleases(processed: string, ids: ReadonlySet<string>): Promise<string[]> {
  const folder = join(processed, 'release')
  if (!existsSync(folder)) return []
  const removed: string[] = []
  for (const version of readdirSync(folder).sort()) {
    if (!(await holdsAny(processed, version, ids))) continue
    rmSync(join(folder, version), { recursive: true, force: true })
    removed.push(version)
  }
  return removed
}

async function holdsAny(processed: string, version: string, ids: ReadonlySet<string>): Promise<boolean> {
  const files = filesBelow(join(processed, 'release', version)).filter((file) =>
    /^data\/reports\/.*\.parquet$/.test(file),
  )
  for (const file of files) {
    try {
      for await (const { report_id } of parquetRows(processed, `release/${version}/${file}`))
        if (report_id !== null && ids.has(report_id)) return true
    } catch {
      // What cannot be read may hold the person.
      return true
    }
  }
  return false
}

/**
 * Removes what people noted about these reports: files named by them, lines and entries that name them. The audit log and the list of withdrawals stay: the first
 * is a chain that holds no value, the second is what keeps the person out.
 * @returns how many files were removed or rewritten
 */
export function removeAnnotations(annotations: string, ids: readonly string[]): number {
  let changed = 0
  for (const file of filesBelow(annotations)) {
    if (file === 'audit/log.jsonl' || file === 'withdrawn.jsonl') continue
    const path = join(annotations, file)
    if (ids.some((id) => file.includes(id))) {
      rmSync(path, { force: true })
      changed += 1
      continue
    }
    const text = readFileSync(path, 'utf8')
    if (!ids.some((id) => text.includes(id))) continue
    const kept = file.endsWith('.json') ? withoutEntries(text, ids) : withoutLines(text, ids)
    writeFileSync(`${path}.tmp`, kept)
    renameSync(`${path}.tmp`, path)
    changed += 1
  }
  return changed
}

function withoutLines(text: string, ids: readonly string[]): string {
  return text
    .split('\n')
    .filter((line) => !ids.some((id) => line.includes(id)))
    .join('\n')
}

/** JSON without the keys and list items that name a report. */
function withoutEntries(text: string, ids: readonly string[]): string {
  const prune = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter((item) => !names(item)).map(prune)
    if (value === null || typeof value !== 'object') return value
    const entries = Object.entries(value).filter(([key]) => !ids.some((id) => key.includes(id)))
    return Object.fromEntries(entries.map(([key, item]) => [key, prune(item)]))
  }
  const names = (item: unknown): boolean => {
    const own = item !== null && typeof item === 'object' ? Object.values(item) : [item]
    return own.some((value) => typeof value === 'string' && ids.some((id) => value.includes(id)))
  }
  return `${JSON.stringify(prune(JSON.parse(text)), null, 2)}\n`
}
