import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deriveKey } from './key.js'

const MAGIC = Buffer.from('CU1\0', 'latin1')
/** GCM nonce and tag lengths, bytes (NIST SP 800-38D). */
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The sealed bytes were changed, cut, or sealed under another key. */
export class SealError extends Error {
  override readonly name = 'SealError'
  constructor() {
    super('the vault cannot open a sealed file: it is damaged, or CHECKUP_KEY differs from the key it was sealed with')
  }
}

/**
 * AES-256-GCM for files at rest. The nonce is random: sealing the same plain bytes twice gives different bytes, so compare digests of
 * the plain bytes. `context` (a path) is authenticated: a sealed file moved to another name does not open.
 */
export class Cipher {
  readonly #key: Buffer

  constructor(key: Uint8Array) {
    this.#key = deriveKey(key, 'encryption')
  }

  seal(plain: Uint8Array, context = ''): Buffer {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    cipher.setAAD(Buffer.from(context, 'utf8'))
    const body = Buffer.concat([cipher.update(plain), cipher.final()])
    return Buffer.concat([MAGIC, nonce, cipher.getAuthTag(), body])
  }

  /** @throws SealError when the bytes are not what `seal` wrote under this key and context. */
  open(sealed: Uint8Array, context = ''): Buffer {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    const start = MAGIC.length + NONCE_BYTES + TAG_BYTES
    if (bytes.length < start || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new SealError()
    const decipher = createDecipheriv(
      'aes-256-gcm',
      this.#key,
      bytes.subarray(MAGIC.length, MAGIC.length + NONCE_BYTES),
    )
    decipher.setAAD(Buffer.from(context, 'utf8'))
    decipher.setAuthTag(bytes.subarray(MAGIC.length + NONCE_BYTES, start))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(start)), decipher.final()])
    } catch {
      throw new SealError()
    }
  }
}
