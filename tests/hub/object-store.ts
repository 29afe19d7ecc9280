import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './faults.js'

/** How the body of a PUT came in. */
export type Received = 'stored' | 'damaged' | 'dropped'

/** Large files by their sha256, on disk; as strict as the Hub's storage: bytes that do not hash to their name are not stored. */
export class ObjectStore {
  /** Bytes received per object over all requests, refused ones included. */
  readonly received = new Map<string, number>()
  /** Requests that stored an object, per object: two say that stored bytes were sent again. */
  readonly stored = new Map<string, number>()
  #next = 0

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true })
  }

  has(sha256: string): boolean {
    return existsSync(this.path(sha256))
  }

  path(sha256: string): string {
    return join(this.folder, sha256)
  }

  read(sha256: string): Promise<Buffer> {
    return readFile(this.path(sha256))
  }

  /** Takes a body into `name`; `expected` null for a part of an object, which is not checked. */
  async receive(
    request: IncomingMessage,
    name: string,
    expected: string | null,
    fault: Fault | null,
  ): Promise<Received> {
    const temporary = join(this.folder, `.incoming-${this.#next++}`)
    const out = createWriteStream(temporary)
    const hash = createHash('sha256')
    let bytes = 0
    try {
      for await (const chunk of request) {
        const piece = Buffer.from(chunk as Uint8Array)
        if (fault?.kind === 'damage' && bytes === 0) piece[0] = piece[0]! ^ 1
        bytes += piece.length
        hash.update(piece)
        if (!out.write(piece)) await new Promise<void>((resolve) => out.once('drain', () => resolve()))
        if (fault?.kind === 'slow') await pause(fault.ms)
        if (fault?.kind === 'drop-after' && bytes >= fault.bytes) {
          request.socket.destroy()
          return 'dropped'
        }
      }
    } catch {
      return 'dropped'
    } finally {
      await new Promise<void>((resolve) => out.end(() => resolve()))
      this.received.set(name, (this.received.get(name) ?? 0) + bytes)
    }
    if (expected !== null && hash.digest('hex') !== expected) {
      rmSync(temporary)
      return 'damaged'
    }
    renameSync(temporary, this.path(name))
    if (expected !== null) this.stored.set(name, (this.stored.get(name) ?? 0) + 1)
    return 'stored'
  }

  /** Joins parts into one object; false when the bytes do not hash to its name. */
  async join(parts: readonly string[], sha256: string): Promise<boolean> {
    const temporary = join(this.folder, `.incoming-${this.#next++}`)
    const out = createWriteStream(temporary)
    const hash = createHash('sha256')
    for (const part of parts)
      for await (const chunk of createReadStream(this.path(part))) {
        hash.update(chunk as Uint8Array)
        if (!out.write(chunk)) await new Promise<void>((resolve) => out.once('drain', () => resolve()))
      }
    await new Promise<void>((resolve) => out.end(() => resolve()))
    if (hash.digest('hex') !== sha256) {
      rmSync(temporary)
      return false
    }
    renameSync(temporary, this.path(sha256))
    this.stored.set(sha256, (this.stored.get(sha256) ?? 0) + 1)
    return true
  }

  /** Forgets everything. */
  clear(): void {
    rmSync(this.folder, { recursive: true })
    mkdirSync(this.folder)
    this.received.clear()
    this.stored.clear()
  }

  size(sha256: string): number {
    return statSync(this.path(sha256)).size
  }
}
