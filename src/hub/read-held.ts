import type { HubRepository } from './hub-repository.js'
import type { Held } from './publish-plan.js'
import { readChecksums } from './release-folder.js'

/** What a commit of the branch holds, with what is left on the staging branch of an interrupted attempt. */
export async function readHeld(
  repository: HubRepository,
  head: string,
  stagingHead: string | undefined,
): Promise<Held> {
  const files = await repository.files(head)
  const sums = files.has('SHA256SUMS') ? await repository.read(head, 'SHA256SUMS') : null
  const written = sums === null ? [] : [...readChecksums(Buffer.from(sums).toString('utf8')).keys(), 'SHA256SUMS']
  return {
    files,
    written: new Set(written),
    staged: stagingHead === undefined ? new Map() : await repository.files(stagingHead),
  }
}
