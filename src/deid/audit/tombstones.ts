import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { deriveKey } from '../../vault/key.js'
import type { Subject } from '../identification.js'

/**
 * One withdrawn person, a line of `raw/annotations/withdrawn.jsonl`: keyed digests of the bytes of their files, of their patient id and of what links a person's
 * reports. Without the vault's key they say nothing.
 */
export const Tombstone = z.strictObject({
  sources: z.array(z.string()),
  patient: z.string().nullable(),
  subjects: z.array(z.string()),
})
export type Tombstone = z.infer<typeof Tombstone>

/** All tombstones, for look-up. */
export interface Withdrawn {
  readonly sources: ReadonlySet<string>
  readonly patients: ReadonlySet<string>
  readonly subjects: ReadonlySet<string>
  readonly people: number
}

export function gatherTombstones(tombstones: readonly Tombstone[]): Withdrawn {
  return {
    sources: new Set(tombstones.flatMap((t) => t.sources)),
    patients: new Set(tombstones.flatMap((t) => (t.patient === null ? [] : [t.patient]))),
    subjects: new Set(tombstones.flatMap((t) => t.subjects)),
    people: tombstones.length,
  }
}

/** HMAC-SHA-256 under a key of its own: the sha256 of a file that someone holds must not tell that its owner withdrew. */
export function tombstoneDigest(key: Uint8Array, kind: 'source' | 'patient' | 'subject', value: string): string {
  return createHmac('sha256', deriveKey(key, `tombstone/${kind}`))
    .update(value, 'utf8')
    .digest('hex')
}

/** Whether a source file (by the sha256 of its bytes) belongs to a person who withdrew. */
export function isWithdrawn(withdrawn: Withdrawn, key: Uint8Array, sourceDigest: string): boolean {
  return withdrawn.sources.size > 0 && withdrawn.sources.has(tombstoneDigest(key, 'source', sourceDigest))
}

/** Whether a report, newly received, is about a person who withdrew: the same identity number, or the same name and birth date or record number. */
export function isWithdrawnSubject(withdrawn: Withdrawn, key: Uint8Array, subject: Subject): boolean {
  if (withdrawn.subjects.size === 0) return false
  return subjectDigests(key, subject).some((digest) => withdrawn.subjects.has(digest))
}

/** Keyed digests of what tells one person from another. A name alone does not: others bear it. */
export function subjectDigests(key: Uint8Array, subject: Subject): string[] {
  const names = subject.names.map(normalName).filter((name) => name.length >= 2)
  const values = subject.identity_numbers
    .map(normalNumber)
    .filter((n) => n.length >= 8)
    .map((n) => `identity ${n}`)
  for (const name of names) {
    if (subject.birth_date !== null) values.push(`birth ${subject.birth_date} ${name}`)
    for (const number of subject.record_numbers.map(normalNumber))
      if (number.length >= 4) values.push(`record ${number} ${name}`)
  }
  return [...new Set(values)].map((value) => tombstoneDigest(key, 'subject', value)).sort()
}

function normalName(name: string): string {
  const parts = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
  return parts
    .filter((part) => part !== '')
    .sort()
    .join(' ')
}

function normalNumber(number: string): string {
  return number
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}
