/** Values of a MinHash signature: the estimate of a similarity has a standard error of at most 0.5 / √128 = 0.044. */
export const SIGNATURE = 128
/**
 * Bands of the locality-sensitive index, 16 of 8 values each: a pair with similarity s shares a band with probability 1 - (1 - s⁸)¹⁶, which
 * is 0.99 at 0.85, 0.06 at 0.5 and 0.001 at 0.3 (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4).
 */
const BANDS = 16
const ROWS = SIGNATURE / BANDS

/** A 32-bit hash of a text (FNV-1a over UTF-16 units, then the finaliser of MurmurHash3). */
export function hash32(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mix(h)
}

/**
 * MinHash signature of a set of 32-bit hashes (Broder 1997, "On the resemblance and containment of documents"): value k is the least of the
 * set under the k-th permutation. Null for an empty set, which is similar to nothing.
 */
export function minHash(set: Iterable<number>): number[] | null {
  const least = new Uint32Array(SIGNATURE).fill(0xffffffff)
  let size = 0
  for (const element of set) {
    size += 1
    for (let k = 0; k < SIGNATURE; k++) {
      const h = mix(element ^ Math.imul(k + 1, 0x9e3779b1))
      if (h < least[k]!) least[k] = h
    }
  }
  return size === 0 ? null : [...least]
}

/** Estimated Jaccard similarity of the sets behind two signatures, 0-1. */
export function similarity(a: readonly number[] | null, b: readonly number[] | null): number {
  if (a === null || b === null) return 0
  let same = 0
  for (let k = 0; k < SIGNATURE; k++) if (a[k] === b[k]) same += 1
  return same / SIGNATURE
}

/** Keys of the index: two signatures with a key in common are worth comparing. Numbers, because there are 16 of them for every report. */
export function bandKeys(signature: readonly number[]): number[] {
  const keys: number[] = []
  for (let band = 0; band < BANDS; band++) {
    let key = mix(band + 1)
    for (let i = band * ROWS; i < (band + 1) * ROWS; i++) key = mix(key ^ signature[i]!)
    keys.push(key)
  }
  return keys
}

function mix(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
