import { join } from 'node:path'
import { gatherTombstones, Tombstone, type Withdrawn } from '../src/deid/audit/tombstones.js'
import { parseLines, readLines } from './audit-content.js'
import { WITHDRAWN_FILE } from './withdrawn-file.js'

/**
 * Everyone who has withdrawn. A file that cannot be read stops the build: leaving out a line would bring a person back.
 * @throws AnnotationError naming the line
 */
export function withdrawnDigests(annotations: string): Withdrawn {
  return gatherTombstones(readLines(join(annotations, WITHDRAWN_FILE), 'list of withdrawals', Tombstone))
}

/** The same from the file's bytes, null for no file: for a stage, which reads annotations through its context. */
export function parseTombstones(bytes: Uint8Array | null): Tombstone[] {
  return bytes === null ? [] : parseLines(Buffer.from(bytes).toString('utf8'), 'list of withdrawals', Tombstone)
}
