import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CommitOperation } from '@huggingface/hub'
import { commitOnce } from './commit-once.js'
import type { Publication } from './publication.js'
import { PublishError } from './publish-error.js'
import { isSame, type PublishPlan } from './publish-plan.js'
import type { ReleaseFile, ReleaseFolder } from './release-folder.js'
import { findDifferences } from './verify-published.js'

/** Puts a file of the release onto a branch; read from disk only when it is sent. */
export function upload(release: ReleaseFolder, file: ReleaseFile): CommitOperation {
  return { operation: 'addOrUpdate', path: file.path, content: pathToFileURL(join(release.folder, file.path)) }
}

/**
 * Uploads the shards that the Hub does not hold in small commits on the staging branch, where no reader looks, and checks each commit's
 * checksums before the next. What an interrupted attempt staged is on the branch already and not sent again.
 */
export async function stageShards(
  publication: Publication,
  release: ReleaseFolder,
  plan: PublishPlan,
  staging: string,
): Promise<void> {
  const { repository, patience, signal } = publication
  for (const [i, batch] of plan.batches.entries()) {
    signal?.throwIfAborted()
    const bytes = batch.reduce((sum, f) => sum + f.bytes, 0)
    patience.note(`shards ${i + 1}/${plan.batches.length}: ${batch.length} files, ${(bytes / 1e6).toFixed(1)} MB`)
    const commit = await commitOnce(publication, {
      branch: staging,
      title: `Stage shards ${i + 1}/${plan.batches.length} of v${release.version} (${release.digest.slice(0, 12)})`,
      description: `sha256 of SHA256SUMS: ${release.digest}`,
      operations: async (head) => {
        const there = await repository.pathsInfo(
          head,
          batch.map((f) => f.path),
        )
        const missing: ReleaseFile[] = []
        for (const file of batch) {
          const held = there.get(file.path)
          if (held === undefined || !(await isSame(release, file, held))) missing.push(file)
        }
        return missing.map((file) => upload(release, file))
      },
    })
    const wrong = await findDifferences(repository, commit, batch)
    if (wrong.length > 0)
      throw new PublishError(
        `the Hub does not hold what was sent: ${wrong.slice(0, 3).join(', ')}. The published release is untouched: delete branch ${staging} on the Hub and run the same command again`,
      )
  }
}
