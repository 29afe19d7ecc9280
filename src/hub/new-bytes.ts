import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createChunker, finalize, hashToHex, nextBlock } from '@huggingface/xetchunk-wasm'
import { listFiles } from '../release/checksums.js'
import type { ReleaseFile, ReleaseFolder } from './release-folder.js'

/** Bytes in chunks that the previous release does not hold, of all bytes of the files looked at. */
export interface NewBytes {
  readonly bytes: number
  readonly fresh: number
}

/** Bytes read at once. */
const READ_BYTES = 4 << 20

/**
 * Predicts what a chunk-level upload (Xet: content-defined chunks of about 64 KiB) would send of `files` when the previous release is
 * stored. Holds one 32-byte hash per chunk of both releases, about 1 MB per GB.
 */
export async function newChunkBytes(
  release: ReleaseFolder,
  files: readonly ReleaseFile[],
  previous: string,
): Promise<NewBytes> {
  const known = new Set<string>()
  for (const path of listFiles(previous)) for await (const chunk of chunks(join(previous, path))) known.add(chunk.hash)
  let [bytes, fresh] = [0, 0]
  for (const file of files)
    for await (const chunk of chunks(join(release.folder, file.path))) {
      bytes += chunk.length
      if (known.has(chunk.hash)) continue
      known.add(chunk.hash)
      fresh += chunk.length
    }
  return { bytes, fresh }
}

async function* chunks(path: string): AsyncGenerator<{ hash: string; length: number }> {
  const chunker = createChunker()
  for await (const block of createReadStream(path, { highWaterMark: READ_BYTES }))
    for (const c of nextBlock(chunker, block as Uint8Array)) yield { hash: hashToHex(c.hash), length: c.length }
  const last = finalize(chunker)
  if (last !== null) yield { hash: hashToHex(last.hash), length: last.length }
}
