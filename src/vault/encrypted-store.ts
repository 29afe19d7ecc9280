import { createHmac } from 'node:crypto'
import { chmodSync, mkdirSync } from 'node:fs'
import { PlainStore } from '../engine/plain-store.js'
import type { ArtefactStore } from '../engine/store.js'
import { Cipher } from './cipher.js'
import { deriveKey } from './key.js'

/**
 * The vault's artefacts: the same paths and atomic writes as in the clear, each file sealed with AES-256-GCM and bound to its path, so that a file that
 * was swapped, cut or changed does not open (`SealError`). The folder has mode 0700.
 */
export class EncryptedStore implements ArtefactStore {
  readonly #files: PlainStore
  readonly #cipher: Cipher
  readonly #digestKey: Buffer

  constructor(dir: string, key: Uint8Array) {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    chmodSync(dir, 0o700)
    this.#files = new PlainStore(dir)
    this.#cipher = new Cipher(key)
    this.#digestKey = deriveKey(key, 'digest')
  }

  /** HMAC-SHA-256: lineage under `processed/` repeats these, and the plain sha256 of a short secret could be guessed back. */
  digest(bytes: Uint8Array): string {
    return createHmac('sha256', this.#digestKey).update(bytes).digest('hex')
  }

  async read(path: string): Promise<Uint8Array | null> {
    const sealed = await this.#files.read(path)
    return sealed === null ? null : this.#cipher.open(sealed, path)
  }

  async write(path: string, bytes: Uint8Array, options: { readonly durable?: boolean } = {}): Promise<void> {
    await this.#files.write(path, this.#cipher.seal(bytes, path), options)
  }

  stat(path: string): Promise<{ readonly size: number; readonly mtime_ms: number } | null> {
    return this.#files.stat(path)
  }

  delete(path: string): Promise<void> {
    return this.#files.delete(path)
  }

  list(folder: string): Promise<string[]> {
    return this.#files.list(folder)
  }

  clean(): Promise<void> {
    return this.#files.clean()
  }

  /** Content is encrypted: no reader can open it in place. */
  path(): never {
    throw new Error('the vault is encrypted: its files cannot be opened in place')
  }
}
