import {
  type CommitOperation,
  commitIter,
  createBranch,
  createRepo,
  deleteBranch,
  listCommits,
  listFiles,
  pathsInfo,
  whoAmI,
} from '@huggingface/hub'
import { clean, explainHubError, fromStatus } from './explain-hub-error.js'
import {
  CardVerdict,
  type Gating,
  type HubFile,
  type HubRefs,
  hubFile,
  Refs,
  RepositoryInfo,
  WhoAmI,
} from './hub-responses.js'
import { HubError } from './publish-error.js'
import type { HubAddress } from './retrying-fetch.js'

/** Paths asked about in one request. */
const PATHS_AT_ONCE = 200
/** Commits looked through for one of our own after an answer was lost. */
const COMMITS_LOOKED_THROUGH = 100

/** One dataset repository on a Hub. Methods throw HubError; raw requests stand where @huggingface/hub 2.17 has no function. */
export class HubRepository {
  constructor(
    readonly id: string,
    private readonly hub: HubAddress,
    private readonly fetch: typeof globalThis.fetch,
    private readonly useXet = false,
  ) {}

  /** Who the token belongs to; `role` is null where the Hub does not say. */
  async owner(): Promise<{ name: string; role: string | null }> {
    return this.#explained('ask who the token belongs to', async () => {
      const found = WhoAmI.parse(await whoAmI({ ...this.#common, accessToken: this.hub.token ?? '' }))
      return { name: found.name, role: found.auth?.accessToken?.role ?? null }
    })
  }

  /** Settings and head of the default branch; null where the repository is not there or not to be seen. */
  async info(): Promise<RepositoryInfo | null> {
    const response = await this.#request('GET', '', undefined, [401, 404])
    // An anonymous reader gets 401 for a repository that is not there.
    if (response.status === 404 || (response.status === 401 && this.hub.token === null)) return null
    if (response.status === 401) throw fromStatus(401, '', 'read the repository', this.id)
    return RepositoryInfo.parse(await response.json())
  }

  /** Creates the repository, private. One that has come to be there meanwhile is left as it is. */
  async create(): Promise<void> {
    await this.#explained('create the repository', async () => {
      await createRepo({ ...this.#common, accessToken: this.hub.token ?? '', visibility: 'private' })
    }).catch(ignoring(409))
  }

  async change(settings: { gated?: Gating; visibility?: 'private' | 'public' }): Promise<void> {
    await this.#request('PUT', '/settings', settings)
  }

  async refs(): Promise<HubRefs> {
    const refs = Refs.parse(await (await this.#request('GET', '/refs')).json())
    return {
      branches: new Map(refs.branches.map((b) => [b.name, b.targetCommit])),
      tags: new Map(refs.tags.map((t) => [t.name, t.targetCommit])),
    }
  }

  /** Every file at a commit, by path. */
  async files(commit: string): Promise<Map<string, HubFile>> {
    return this.#explained('list the files', async () => {
      const files = new Map<string, HubFile>()
      for await (const f of listFiles({ ...this.#common, revision: commit, recursive: true }))
        if (f.type === 'file') files.set(f.path, hubFile(f))
      return files
    })
  }

  /** What the Hub holds under these paths at a commit; paths that are not there are absent. */
  async pathsInfo(commit: string, paths: readonly string[]): Promise<Map<string, HubFile>> {
    return this.#explained('read the checksums', async () => {
      const found = new Map<string, HubFile>()
      for (let i = 0; i < paths.length; i += PATHS_AT_ONCE) {
        const some = paths.slice(i, i + PATHS_AT_ONCE)
        for (const f of await pathsInfo({ ...this.#common, revision: commit, paths: some }))
          if (f.type === 'file') found.set(f.path, hubFile(f))
      }
      return found
    })
  }

  /** A small file at a commit, or null. */
  async read(commit: string, path: string): Promise<Uint8Array | null> {
    const address = `${this.hub.url}/datasets/${this.id}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`
    const response = await this.#send('GET', address, undefined, [404])
    return response.status === 404 ? null : new Uint8Array(await response.arrayBuffer())
  }

  /** Commits of a branch that came after `commit`, newest first. */
  async commitsSince(branch: string, commit: string): Promise<{ oid: string; title: string }[]> {
    return this.#explained('read the commits', async () => {
      const found: { oid: string; title: string }[] = []
      for await (const { oid, title } of listCommits({ ...this.#common, revision: branch, batchSize: 20 })) {
        if (oid === commit || found.length >= COMMITS_LOOKED_THROUGH) break
        found.push({ oid, title })
      }
      return found
    })
  }

  /** Creates a branch at a commit; one that is there stays where it is. */
  async createBranch(branch: string, commit: string): Promise<void> {
    await this.#explained(`create branch ${branch}`, () =>
      createBranch({ ...this.#common, branch, revision: commit }),
    ).catch(ignoring(409))
  }

  async deleteBranch(branch: string): Promise<void> {
    await this.#explained(`delete branch ${branch}`, () => deleteBranch({ ...this.#common, branch })).catch(
      ignoring(404),
    )
  }

  /** Tags a commit. Throws a HubError with status 409 where the tag is there. */
  async createTag(tag: string, commit: string, message: string): Promise<void> {
    await this.#request('POST', `/tag/${commit}`, { tag, message })
  }

  /** The Hub's verdict on a dataset card's YAML. */
  async validateCard(content: string): Promise<CardVerdict> {
    const response = await this.#send(
      'POST',
      `${this.hub.url}/api/validate-yaml`,
      { content, repoType: 'dataset' },
      [400],
    )
    return CardVerdict.parse(await response.json())
  }

  /** One commit on a branch whose head must be `parent`; uploads what storage does not hold. Throws the errors of @huggingface/hub. */
  async commit(
    branch: string,
    parent: string,
    title: string,
    description: string,
    operations: CommitOperation[],
    signal?: AbortSignal,
  ): Promise<string> {
    const steps = commitIter({
      ...this.#common,
      ...(this.hub.token === null ? {} : { accessToken: this.hub.token }),
      branch,
      parentCommit: parent,
      title,
      description,
      operations,
      useXet: this.useXet,
      ...(signal === undefined ? {} : { abortSignal: signal }),
    })
    let step = await steps.next()
    while (!step.done) step = await steps.next()
    if (step.value === undefined) throw new HubError('commit: the Hub did not name the commit', null)
    return step.value.commit.oid
  }

  get #common() {
    return {
      repo: { type: 'dataset' as const, name: this.id },
      hubUrl: this.hub.url,
      fetch: this.fetch,
      ...(this.hub.token === null ? {} : { accessToken: this.hub.token }),
    }
  }

  #request(method: string, path: string, body?: unknown, expected: readonly number[] = []): Promise<Response> {
    return this.#send(method, `${this.hub.url}/api/datasets/${this.id}${path}`, body, expected)
  }

  async #send(method: string, url: string, body: unknown, expected: readonly number[]): Promise<Response> {
    const what = `${method} ${new URL(url).pathname}`
    return this.#explained(what, async () => {
      const response = await this.fetch(url, {
        method,
        headers: {
          ...(this.hub.token === null ? {} : { Authorization: `Bearer ${this.hub.token}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (response.ok || expected.includes(response.status)) return response
      throw fromStatus(response.status, clean(await response.text()), what, this.id)
    })
  }

  async #explained<T>(what: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      throw explainHubError(error, what, this.id)
    }
  }
}

function ignoring(status: number): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof HubError && error.status === status)) throw error
  }
}
