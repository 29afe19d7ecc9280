import { createHmac } from 'node:crypto'
import { deriveKey } from './key.js'

/** What a pseudonym stands for; each kind has its own sub-key, so equal values of two kinds do not show. */
export type PseudonymKind = 'report' | 'patient' | 'institution' | 'reviewer' | 'auditor'

const PREFIX: Record<PseudonymKind, string> = {
  report: 'r_',
  patient: 'p_',
  institution: 'i_',
  reviewer: 'v_',
  auditor: 'a_',
}

/** RFC 4648 base32, lower case: safe as a file name on file systems that fold case. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
/** 80 bits: two of a million values collide with probability 4e-13. */
const CHARACTERS = 16

/** A random-looking, stable name for `value`: HMAC-SHA256 under the vault's key, base32, with a prefix for its kind. */
export function pseudonym(key: Uint8Array, kind: PseudonymKind, value: string): string {
  const digest = createHmac('sha256', deriveKey(key, `pseudonym/${kind}`))
    .update(value, 'utf8')
    .digest()
  let text = ''
  for (let i = 0; i < CHARACTERS; i += 1) {
    const bit = i * 5
    const pair = (digest[bit >> 3]! << 8) | digest[(bit >> 3) + 1]!
    text += ALPHABET[(pair >> (11 - (bit & 7))) & 31]
  }
  return PREFIX[kind] + text
}
