import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { HubConfig } from '../../src/hub/config.js'
import { HubRepository } from '../../src/hub/hub-repository.js'
import type { Access } from '../../src/hub/prepare-repository.js'
import type { PublishError } from '../../src/hub/publish-error.js'
import { type Published, publishRelease } from '../../src/hub/publish-release.js'
import { readReleaseFolder } from '../../src/hub/release-folder.js'
import { retryingFetch, type Traffic } from '../../src/hub/retrying-fetch.js'
import type { DatasetStore } from './dataset-store.js'
import { LocalHub, type LocalHubOptions, TOKEN } from './local-hub.js'
import { treeOf, treeOfFolder } from './published-tree.js'

export const REPO = 'org/checkups'

/** A local Hub, folders, and a publisher that neither waits nor draws; everything it says is kept. */
export class Publishing {
  readonly notes: string[] = []
  readonly waits: number[] = []
  readonly traffic: Traffic = { requests: 0, bytes: 0 }
  readonly #folders: string[] = []

  private constructor(readonly hub: LocalHub) {}

  static async start(options: LocalHubOptions = {}): Promise<Publishing> {
    return new Publishing(await LocalHub.start(options))
  }

  async stop(): Promise<void> {
    await this.hub.stop()
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'publishing-'))
    this.#folders.push(folder)
    return folder
  }

  get dataset(): DatasetStore {
    return this.hub.datasets.get(REPO)!
  }

  /** Publishes a release folder; two shards a commit, so that there are several. */
  async publish(
    folder: string,
    more: { access?: Access; config?: Partial<HubConfig>; signal?: AbortSignal; token?: string } = {},
  ): Promise<Published> {
    const config = HubConfig.parse({ commit_files: 2, idle_timeout_ms: 5_000, ...more.config })
    const patience = {
      sleep: async (ms: number) => void this.waits.push(ms),
      random: () => 0.5,
      note: (line: string) => void this.notes.push(line),
    }
    const address = { url: this.hub.url, token: more.token ?? TOKEN }
    const fetch = retryingFetch(address, config, patience, this.traffic, more.signal)
    const repository = new HubRepository(REPO, address, fetch)
    const release = await readReleaseFolder(folder)
    return publishRelease({ repository, config, patience, signal: more.signal }, release, 'main', more.access ?? {})
  }

  /** Publishes and expects it to fail; the message holds no token. */
  async fails(...given: Parameters<Publishing['publish']>): Promise<PublishError> {
    const error = await this.publish(...given).then(
      () => null,
      (e: PublishError) => e,
    )
    expect(error?.name).toBe('PublishError')
    expect([error!.message, error!.stack, ...this.notes].join('\n')).not.toMatch(/hf_\w|secretSignature/)
    return error!
  }

  /** Expects main, and the tag if given, to hold this release: no file lost, doubled, mixed; no shard sent twice. */
  async holds(folder: string, tag?: string): Promise<void> {
    const main = this.dataset.at('main')!
    expect(await treeOf(this.hub, main)).toEqual(treeOfFolder(folder))
    if (tag !== undefined) {
      expect(this.dataset.tags.get(tag)).toBe(main.id)
      expect([...this.dataset.branches.keys()]).toEqual(['main'])
    }
    for (const times of this.hub.objects.stored.values()) expect(times).toBe(1)
    expect(this.notes.join('\n')).not.toMatch(/hf_\w|secretSignature/)
  }
}
