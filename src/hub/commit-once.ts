import { type CommitOperation, HubApiError } from '@huggingface/hub'
import { explainHubError } from './explain-hub-error.js'
import type { HubRepository } from './hub-repository.js'
import type { Publication } from './publication.js'
import { HubError, PublishError } from './publish-error.js'
import { StorageRefused } from './retrying-fetch.js'
import { backoff } from './wait.js'

/** A commit to be made exactly once. */
export interface IntendedCommit {
  readonly branch: string
  /** The head that was planned on; commits after it are looked through. Without it, the head found at first. */
  readonly since?: string
  /** Names this commit among others, with the release's digest: found again by it when the answer was lost. */
  readonly title: string
  readonly description: string
  /** What to do at a head; asked again whenever the head has moved. Empty: the branch already is as intended. */
  operations(head: string): Promise<CommitOperation[]>
  /** Throws where commits that came in between forbid going on. */
  check?(between: readonly { oid: string; title: string }[]): void
}

/**
 * Makes a commit exactly once and returns the commit that holds it. On 409 and 412 the head is read again and the operations are planned
 * anew. After a 5xx or a lost answer, which may have committed all the same, the branch is searched for the commit's title first; should the
 * Hub finish it later still, `parentCommit` turns the repeated one into a 412. At most `commit_attempts` times.
 */
export async function commitOnce(
  { repository, config, patience, signal }: Publication,
  intended: IntendedCommit,
): Promise<string> {
  const what = `commit to ${intended.branch}`
  let last: PublishError | null = null
  let start: string | null = intended.since ?? null
  for (let attempt = 1; attempt <= config.commit_attempts; attempt++) {
    const head = await headOf(repository, intended.branch)
    start ??= head
    if (head !== start) {
      const between = await repository.commitsSince(intended.branch, start)
      const ours = between.find((c) => c.title === intended.title)
      if (ours !== undefined) return ours.oid
      intended.check?.(between)
    }
    const operations = await intended.operations(head)
    if (operations.length === 0) return head
    try {
      return await repository.commit(intended.branch, head, intended.title, intended.description, operations, signal)
    } catch (error) {
      last = explainHubError(error, what, repository.id)
      if (signal?.aborted || !mayPass(error)) throw last
      const ms = backoff(attempt, config, patience.random)
      patience.note(`${what}: ${statusOf(error) ?? 'the answer was lost'}; reading the branch again in ${ms} ms`)
      await patience.sleep(ms)
    }
  }
  // The last try may have committed too.
  const between = start === null ? [] : await repository.commitsSince(intended.branch, start)
  const ours = between.find((c) => c.title === intended.title)
  if (ours !== undefined) return ours.oid
  throw new HubError(
    `${last?.message ?? what} (${config.commit_attempts} tries)`,
    last instanceof HubError ? last.status : null,
  )
}

/** The head of a branch. */
export async function headOf(repository: HubRepository, branch: string): Promise<string> {
  const head = (await repository.refs()).branches.get(branch)
  if (head === undefined)
    throw new HubError(`branch ${branch} is not there: someone deleted it; run the same command again`, 404)
  return head
}

/** Conflicts, failures of the server, lost answers and refused storage may pass; the retrying fetch has used up its own tries on the rest. */
function mayPass(error: unknown): boolean {
  if (error instanceof StorageRefused) return true
  if (error instanceof PublishError) return false
  if (error instanceof HubApiError) return error.statusCode >= 500 || [408, 409, 412].includes(error.statusCode)
  return error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')
}

function statusOf(error: unknown): number | null {
  if (error instanceof HubApiError) return error.statusCode
  return error instanceof HubError ? error.status : null
}
