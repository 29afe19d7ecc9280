import type { OutputFile } from './ledger.js'
import type { ArtefactStore } from './store.js'

/** Writes a file and notes what is needed to recognise it later. */
export async function writeFile(store: ArtefactStore, path: string, bytes: Uint8Array): Promise<OutputFile> {
  await store.write(path, bytes)
  const stat = await store.stat(path)
  if (stat === null) throw Object.assign(new Error('a file vanished right after it was written'), { code: 'ENOENT' })
  return { path, size: stat.size, mtime_ms: stat.mtime_ms, digest: store.digest(bytes) }
}

/** One JSON object on one line, the artefact's own keys after `head`'s, in the order the stage made them. */
export function artefactJson(head: object, artefact: unknown): Uint8Array {
  if (artefact === null || typeof artefact !== 'object' || Array.isArray(artefact)) {
    throw new TypeError('an artefact must be an object')
  }
  return Buffer.from(`${JSON.stringify({ ...head, ...artefact })}\n`)
}

/** Digest of an output without its lineage: the body and the files. */
export function contentDigest(store: ArtefactStore, body: Uint8Array, files: readonly OutputFile[]): string {
  const list = files.map((file) => `${file.path} ${file.digest}\n`).join('')
  return store.digest(Buffer.from(`${store.digest(body)}\n${list}`))
}

/** Parses an artefact, lineage left out. */
export async function readArtefact(store: ArtefactStore, path: string): Promise<unknown> {
  const bytes = await store.read(path)
  if (bytes === null) throw Object.assign(new Error('an input artefact is missing'), { code: 'ENOENT' })
  const { lineage: _, ...artefact } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>
  return artefact
}
