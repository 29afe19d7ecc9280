import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Cipher, SealError } from './cipher.js'
import { EncryptedStore } from './encrypted-store.js'
import { deriveKey, KeyError, keyFromSecret, loadKey } from './key.js'
import { pseudonym } from './pseudonym.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vault-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const key = Buffer.alloc(32, 5)

describe('loadKey', () => {
  it('generates once, with tight modes, and reads the same key again', async () => {
    const vault = join(folder, 'vault')
    const [first, second] = await Promise.all([loadKey(vault, {}), loadKey(vault, {})])
    expect(first).toHaveLength(32)
    expect(Buffer.from(first)).toEqual(Buffer.from(second))
    expect(statSync(vault).mode & 0o777).toBe(0o700)
    expect(statSync(join(vault, 'key')).mode & 0o777).toBe(0o600)
  })
  it('takes hexadecimal and passphrases, refuses short secrets without repeating them', async () => {
    expect(Buffer.from(await loadKey(folder, { CHECKUP_KEY: 'ab'.repeat(32) })).toString('hex')).toBe('ab'.repeat(32))
    expect(keyFromSecret('a long enough passphrase')).toHaveLength(32)
    expect(() => keyFromSecret('hunter2')).toThrow(KeyError)
    expect(() => keyFromSecret('hunter2')).not.toThrow(/hunter2/)
  })
  it('refuses a damaged key file instead of making a new one', async () => {
    writeFileSync(join(folder, 'key'), 'short\n')
    await expect(loadKey(folder, {})).rejects.toThrow(KeyError)
  })
})

describe('Cipher', () => {
  it('opens what it sealed, and nothing that was changed, moved or sealed under another key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), (plain, at) => {
        const cipher = new Cipher(key)
        const sealed = cipher.seal(plain, 'a/b.json')
        expect(Buffer.compare(cipher.open(sealed, 'a/b.json'), Buffer.from(plain))).toBe(0)
        const changed = Buffer.from(sealed)
        changed[at % changed.length]! ^= 1
        expect(() => cipher.open(changed, 'a/b.json')).toThrow(SealError)
        expect(() => cipher.open(sealed, 'a/c.json')).toThrow(SealError)
        expect(() => new Cipher(Buffer.alloc(32, 6)).open(sealed, 'a/b.json')).toThrow(SealError)
      }),
      { numRuns: 50 },
    )
  })
})

describe('EncryptedStore', () => {
  it('keeps the plain text off the disk and gives it back', async () => {
    const store = new EncryptedStore(folder, key)
    await store.write('identify/r_x.json', Buffer.from('{"name":"Jane Roe"}'))
    expect(readFileSync(join(folder, 'identify', 'r_x.json')).includes('Jane')).toBe(false)
    expect(Buffer.from((await store.read('identify/r_x.json'))!).toString()).toBe('{"name":"Jane Roe"}')
    expect(await store.read('identify/none.json')).toBeNull()
    expect(await store.list('identify')).toEqual(['r_x.json'])
    expect(() => store.path()).toThrow()
  })
  it('digests the plain bytes under the key', () => {
    const store = new EncryptedStore(folder, key)
    expect(store.digest(Buffer.from('a'))).toBe(store.digest(Buffer.from('a')))
    expect(store.digest(Buffer.from('a'))).not.toBe(
      new EncryptedStore(folder, Buffer.alloc(32, 9)).digest(Buffer.from('a')),
    )
  })
})

describe('pseudonym', () => {
  it('is stable, keyed, and different for each kind', () => {
    const made = pseudonym(key, 'patient', 'x')
    expect(made).toMatch(/^p_[a-z2-7]{16}$/)
    expect(pseudonym(key, 'patient', 'x')).toBe(made)
    expect(pseudonym(Buffer.alloc(32, 6), 'patient', 'x')).not.toBe(made)
    expect(pseudonym(key, 'report', 'x').slice(2)).not.toBe(made.slice(2))
  })
  it('does not collide over 20,000 values', () => {
    const seen = new Set(Array.from({ length: 20_000 }, (_, i) => pseudonym(key, 'report', String(i))))
    expect(seen.size).toBe(20_000)
  })
  it('derives one key per purpose', () => {
    expect(deriveKey(key, 'a').equals(deriveKey(key, 'b'))).toBe(false)
  })
})
