import type { CommitOperation } from '@huggingface/hub'
import { commitOnce } from './commit-once.js'
import { clean } from './explain-hub-error.js'
import { checkGates, checkPreview, checkVersion } from './gates.js'
import type { HubRepository } from './hub-repository.js'
import { type Access, prepareRepository } from './prepare-repository.js'
import type { Publication } from './publication.js'
import { HubError, PublishError } from './publish-error.js'
import { planPublish, stagingBranch } from './publish-plan.js'
import { readHeld } from './read-held.js'
import type { ReleaseFolder } from './release-folder.js'
import { stageShards, upload } from './stage-shards.js'
import { findDifferences } from './verify-published.js'

/** What was published and where. */
export interface Published {
  readonly commit: string
  readonly tag: string
  /** False where the branch already held this release, tagged. */
  readonly changed: boolean
}

/**
 * Publishes a release to a branch of a dataset repository. The branch moves once, in one commit whose parent is the head that was read; before
 * it every shard is stored and checked, after it every file's checksum and size is. Whatever fails, the branch holds one release, whole.
 * Running it again after any failure goes on where it stopped.
 */
export async function publishRelease(
  publication: Publication,
  release: ReleaseFolder,
  branch: string,
  access: Access,
): Promise<Published> {
  const { repository, config } = publication
  checkGates(release)
  const verdict = await repository.validateCard(release.card)
  if (verdict.errors.length > 0)
    throw new PublishError(
      `nothing was sent. The Hub refuses the dataset card: ${verdict.errors.map((e) => clean(e.message)).join('; ')}: correct it and build again`,
      3,
    )
  const { isPrivate } = await prepareRepository(repository, branch, access, config)
  checkPreview(release, !isPrivate || access.visibility === 'public')

  const tag = `v${release.version}`
  const staging = stagingBranch(release.version)
  const refs = await repository.refs()
  checkVersion(release.version, refs.tags.keys())
  const head = refs.branches.get(branch)!
  const tagged = refs.tags.get(tag)
  const plan = await planPublish(release, await readHeld(repository, head, refs.branches.get(staging)), config)
  const done = plan.add.length + plan.change.length + plan.remove.length === 0
  if (tagged !== undefined && !done) throw await takenTag(repository, release, tag, tagged, branch)

  if (plan.batches.length > 0) {
    await repository.createBranch(staging, head)
    await stageShards(publication, release, plan, staging)
  }
  const commit = tagged ?? (await commitRelease(publication, release, branch, head))
  const wrong = await findDifferences(repository, commit, release.files)
  if (wrong.length > 0)
    throw new PublishError(
      `${branch} holds the release, but the Hub reports other bytes for ${wrong.slice(0, 3).join(', ')}: it was not tagged. The release before it is commit ${head}; run the same command again`,
    )
  await tagCommit(repository, tag, commit, releaseTitle(release))
  if (access.visibility === 'public') await repository.change({ visibility: 'public' })
  if (refs.branches.has(staging) || plan.batches.length > 0) await repository.deleteBranch(staging)
  return { commit, tag, changed: tagged === undefined }
}

/** The one commit that moves the branch from one release to the next. */
async function commitRelease(
  publication: Publication,
  release: ReleaseFolder,
  branch: string,
  since: string,
): Promise<string> {
  const { repository, config } = publication
  return commitOnce(publication, {
    branch,
    since,
    title: releaseTitle(release),
    description: `sha256 of SHA256SUMS: ${release.digest}`,
    operations: async (head) => {
      const plan = await planPublish(release, await readHeld(repository, head, undefined), config)
      return [
        ...[...plan.add, ...plan.change].map((file) => upload(release, file)),
        ...plan.remove.map((path): CommitOperation => ({ operation: 'delete', path })),
      ]
    },
    check: (between) => {
      const rival = between.find((c) => /^Release v\d/.test(c.title))
      if (rival !== undefined)
        throw new PublishError(
          `someone else published at the same time (${clean(rival.title)}): ${branch} holds that release, whole. Agree who publishes, then run the command again`,
        )
    },
  })
}

/** The title of a release's commit: the version for readers, the digest to find it again. */
export function releaseTitle(release: ReleaseFolder): string {
  return `Release v${release.version} (${release.digest.slice(0, 12)})`
}

/** A tag that is there is right when it stands at this commit, and wrong at any other. */
async function tagCommit(repository: HubRepository, tag: string, commit: string, message: string): Promise<void> {
  try {
    await repository.createTag(tag, commit, message)
  } catch (error) {
    if (!(error instanceof HubError && error.status === 409)) throw error
  }
  const at = (await repository.refs()).tags.get(tag)
  if (at !== commit)
    throw new PublishError(
      at === undefined
        ? `the release is published as commit ${commit}, but tag ${tag} is not there: run the same command again`
        : `the release is published as commit ${commit}, but tag ${tag} stands at ${at}: decide which is right on the Hub, or raise release.version`,
      at === undefined ? 1 : 3,
    )
}

async function takenTag(
  repository: HubRepository,
  release: ReleaseFolder,
  tag: string,
  at: string,
  branch: string,
): Promise<PublishError> {
  const same = (await findDifferences(repository, at, release.files)).length === 0
  return new PublishError(
    same
      ? `nothing was sent. ${tag} is published as commit ${at}, and ${branch} was changed since: raise release.version, or restore ${branch} on the Hub`
      : `nothing was sent. ${tag} is published with other content: raise release.version and build again`,
    3,
  )
}
