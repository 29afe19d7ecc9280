import type { HubConfig } from './config.js'
import type { HubRepository } from './hub-repository.js'
import type { Gating } from './hub-responses.js'
import { PublishError } from './publish-error.js'

/** Who may see the repository. What is not given stays as it is; a new repository is private, and gated as the configuration says. */
export interface Access {
  readonly visibility?: 'private' | 'public' | undefined
  readonly gated?: Gating | undefined
}

/**
 * Makes sure the repository is there with its access settings, before any file is sent. Private is set here, public only after the release is
 * verified (publish-release.ts). Settings are read back: what the Hub did not take stops the publication. Says whether it is private now.
 */
export async function prepareRepository(
  repository: HubRepository,
  branch: string,
  access: Access,
  config: HubConfig,
): Promise<{ isPrivate: boolean }> {
  const owner = await repository.owner()
  if (owner.role === 'read')
    throw new PublishError('nothing was sent. The token can only read: make one with write access and set HF_TOKEN')
  let info = await repository.info()
  const fresh = info === null
  if (info === null) {
    await repository.create()
    info = await repository.info()
    if (info === null)
      throw new PublishError(
        `${repository.id} was created but cannot be read: give the token read and write access to it`,
      )
  }
  const wanted = {
    gated: access.gated ?? (fresh ? config.gated : info.gated),
    private: access.visibility === 'private' || (fresh ? true : info.private),
  }
  if (info.gated !== wanted.gated || info.private !== wanted.private) {
    await repository.change({ gated: wanted.gated, ...(wanted.private ? { visibility: 'private' } : {}) })
    info = (await repository.info()) ?? info
    if (info.gated !== wanted.gated || info.private !== wanted.private)
      throw new PublishError(
        `nothing was sent. The Hub did not take the access settings (gated ${String(wanted.gated)}, ${wanted.private ? 'private' : 'public'}): set them in the repository's settings`,
      )
  }
  if (!(await repository.refs()).branches.has(branch)) await repository.createBranch(branch, info.sha)
  return { isPrivate: info.private }
}
