import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import type { ArtefactStore } from './store.js'

const LEDGER = '.cache/source-digests.json'

/** A file changed less than this before it was read may change again within the clock's grain: not remembered, ms. */
const RACY_MS = 2_000

interface Remembered {
  readonly stamp: string
  readonly sha256: string
}

/**
 * sha256 of raw files, remembered in the vault by size, times and inode so that a no-op build reads no file again. Names are
 * kept as they are: the store is the vault's.
 */
export class SourceDigests {
  private readonly now = new Map<string, Remembered>()
  private changed = false

  private constructor(
    private readonly store: ArtefactStore,
    private readonly before: ReadonlyMap<string, Remembered>,
    private readonly clock: () => number,
  ) {}

  static async open(store: ArtefactStore, clock: () => number = Date.now): Promise<SourceDigests> {
    let before: [string, Remembered][] = []
    try {
      const bytes = await store.read(LEDGER)
      if (bytes !== null)
        before = Object.entries(JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, Remembered>)
    } catch {
      // Unreadable: every file is hashed again.
    }
    return new SourceDigests(store, new Map(before), clock)
  }

  /**
   * sha256 (hex) of a file's bytes.
   * @param name key to remember it by, such as its path below the raw folder
   */
  async digest(path: string, name: string): Promise<string> {
    const found = statSync(path, { bigint: true })
    const stamp = [found.size, found.mtimeNs, found.ctimeNs, found.ino].join(' ')
    const remembered = this.before.get(name)
    if (remembered?.stamp === stamp) {
      this.now.set(name, remembered)
      return remembered.sha256
    }
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
    const sha256 = hash.digest('hex')
    this.changed = true
    if (this.clock() - Number(found.mtimeNs / 1_000_000n) > RACY_MS) this.now.set(name, { stamp, sha256 })
    return sha256
  }

  /** Writes what is remembered, without the files that were not asked for. */
  async save(): Promise<void> {
    if (!this.changed && this.now.size === this.before.size) return
    const sorted = [...this.now].sort(([a], [b]) => (a < b ? -1 : 1))
    await this.store.write(LEDGER, Buffer.from(`${JSON.stringify(Object.fromEntries(sorted))}\n`), { durable: false })
  }
}
