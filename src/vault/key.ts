import { hkdfSync, randomBytes, scryptSync } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Length of the vault's key and of every key derived from it, bytes (AES-256, HMAC-SHA256). */
export const KEY_BYTES = 32

const KEY_FILE = 'key'
/** Shorter secrets can be guessed offline; 16 characters of a passphrase is the least we stretch. */
const MIN_PASSPHRASE = 16

/** The key cannot be used. `message` says what to do and never repeats the key. */
export class KeyError extends Error {
  override readonly name = 'KeyError'
}

/**
 * The vault's key: from `CHECKUP_KEY` (64 hexadecimal digits, or a passphrase of at least 16 characters, stretched with scrypt), else
 * from `<folder>/key`, generated once. Folder mode 0700, file mode 0600; wider modes are tightened.
 * @throws KeyError when `CHECKUP_KEY` is too short or the key file is damaged.
 */
export async function loadKey(folder: string, environment: NodeJS.ProcessEnv = process.env): Promise<Uint8Array> {
  const given = environment.CHECKUP_KEY
  if (given !== undefined && given !== '') return keyFromSecret(given)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await tighten(folder, 0o700)
  const file = join(folder, KEY_FILE)
  const existing = await readKey(file)
  if (existing !== null) return existing
  await generate(folder, file)
  const made = await readKey(file)
  if (made === null) throw new KeyError(`the key could not be written: check the permissions of the vault folder`)
  return made
}

/** The key that a secret given by the user stands for. */
export function keyFromSecret(secret: string): Uint8Array {
  const text = secret.trim()
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex')
  if (text.length < MIN_PASSPHRASE)
    throw new KeyError(
      `CHECKUP_KEY has ${text.length} characters: give 64 hexadecimal digits (openssl rand -hex 32) or a passphrase of at least ${MIN_PASSPHRASE} characters`,
    )
  // A fixed salt: the same passphrase must give the same pseudonyms on every machine.
  return scryptSync(text, 'checkup2action/vault/v1', KEY_BYTES, { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 })
}

/** A sub-key for one purpose (HKDF-SHA256, RFC 5869), so that no key serves two ends. */
export function deriveKey(key: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, 'checkup2action', purpose, KEY_BYTES))
}

async function readKey(file: string): Promise<Uint8Array | null> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  if (!/^[0-9a-f]{64}\s*$/.test(text))
    throw new KeyError(
      'the key file of the vault is damaged: restore it from a backup, or remove the vault and the processed folder to start again with new pseudonyms',
    )
  await tighten(file, 0o600)
  return Buffer.from(text.trim(), 'hex')
}

/** Written beside and linked into place: of two processes that start together one wins and both read the same key. */
async function generate(folder: string, file: string): Promise<void> {
  const temporary = join(folder, `.key-${process.pid}-${randomBytes(4).toString('hex')}`)
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString('hex')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(temporary, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(temporary)
  }
}

async function tighten(path: string, mode: number): Promise<void> {
  const { mode: current } = await stat(path)
  if ((current & 0o077) !== 0) await chmod(path, mode)
}
