import type { Normaliser } from './lexicon-normalise.js'
import { hasCjk } from './lexicon-normalise.js'

/** Rows of the lexicon that share a key, as positions in the list of analytes, in ascending order. */
export type Rows = readonly number[]

/**
 * Look-up of names: by equality, by word set, by OCR fold, and by small edit distance. The distance index keeps each Chinese name
 * under its text less one character, and each Latin word likewise, so that a look-up is a few map accesses, never a scan.
 */
export class NameIndex {
  readonly #normaliser: Normaliser
  readonly #distinctive: ReadonlySet<string>
  readonly #exact = new Map<string, number[]>()
  readonly #tokens = new Map<string, number[]>()
  readonly #folded = new Map<string, number[]>()
  readonly #deletions = new Map<string, string[]>()
  readonly #vocabulary = new Set<string>()
  readonly #wordDeletions = new Map<string, string[]>()

  constructor(normaliser: Normaliser, distinctive: string) {
    this.#normaliser = normaliser
    this.#distinctive = new Set(distinctive)
  }

  /** Number of distinct exact keys. */
  get size(): number {
    return this.#exact.size
  }

  /** Exact keys with the rows that share them. */
  entries(): IterableIterator<[string, number[]]> {
    return this.#exact.entries()
  }

  add(name: string, row: number): void {
    const { compact, tokens, words } = this.#normaliser.forms(this.#normaliser.clean(name))
    if (compact === '') return
    const known = this.#exact.has(compact)
    push(this.#exact, compact, row)
    // `Blood type` less its noise is `type`, which says nothing: one word counts only when it is the whole name.
    if (words.length > 1 || words[0] === compact || `${words[0]}s` === compact) push(this.#tokens, tokens, row)
    push(this.#folded, this.#normaliser.folded(compact), row)
    if (!known && hasCjk(compact) && [...compact].length >= MIN_CJK)
      for (const d of deletions(compact)) push(this.#deletions, d, compact)
    for (const word of words)
      if (/^[a-z]+$/.test(word) && !this.#vocabulary.has(word)) {
        this.#vocabulary.add(word)
        if (word.length >= MIN_WORD) for (const d of deletions(word)) push(this.#wordDeletions, d, word)
      }
  }

  exact(compact: string): Rows {
    return this.#exact.get(compact) ?? []
  }

  byTokens(tokens: string): Rows {
    return tokens === '' ? [] : (this.#tokens.get(tokens) ?? [])
  }

  folded(compact: string): Rows {
    return compact.length < 4 ? [] : (this.#folded.get(this.#normaliser.folded(compact)) ?? [])
  }

  /** True when the word stands in some name. */
  knows(word: string): boolean {
    return this.#vocabulary.has(word)
  }

  /** Rows whose Chinese name differs by one misread character; empty when names of different meaning are as near. */
  fuzzyCjk(compact: string): Rows {
    if (!hasCjk(compact)) return []
    const length = [...compact].length
    if (length < MIN_CJK || length > 24) return []
    const found = new Set<string>(this.#deletions.get(compact) ?? [])
    for (const d of deletions(compact)) {
      for (const name of this.#deletions.get(d) ?? []) found.add(name)
      if (this.#exact.has(d)) found.add(d)
    }
    const rows = new Set<number>()
    for (const name of found) {
      if (!this.#isMisreading(compact, name)) continue
      for (const row of this.#exact.get(name)!) rows.add(row)
    }
    return [...rows].sort((a, b) => a - b)
  }

  /** The words with each unknown one replaced by the one known word within one edit; null when some word stays unknown. */
  repairWords(words: readonly string[]): readonly string[] | null {
    const out: string[] = []
    for (const word of words) {
      if (this.#vocabulary.has(word) || !/^[a-z]+$/.test(word)) {
        out.push(word)
        continue
      }
      if (word.length < MIN_WORD) return null
      const near = new Set<string>(this.#wordDeletions.get(word) ?? [])
      for (const d of deletions(word)) {
        for (const w of this.#wordDeletions.get(d) ?? []) near.add(w)
        if (d.length >= MIN_WORD && this.#vocabulary.has(d)) near.add(d)
      }
      const close = [...near].filter((w) => isOneEdit(word, w))
      if (close.length !== 1) return null
      out.push(close[0]!)
    }
    return out
  }

  /**
   * One edit that OCR makes: no digit, letter or character that tells names apart is gained, lost or turned into another such. What
   * was printed may well be a distinctive character misread (`问` for `间`), never one distinctive character for another.
   */
  #isMisreading(read: string, name: string): boolean {
    const a = [...read]
    const b = [...name]
    let start = 0
    while (start < a.length && start < b.length && a[start] === b[start]) start++
    let end = 0
    while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
    const readPart = a.slice(start, a.length - end)
    const namePart = b.slice(start, b.length - end)
    if (readPart.length > 1 || namePart.length > 1) return false
    const [r] = readPart
    const [n] = namePart
    if (r !== undefined && (this.#distinctive.has(r) || !hasCjk(r))) return false
    if (n !== undefined && !hasCjk(n)) return false
    return r !== undefined || (n !== undefined && !this.#distinctive.has(n))
  }
}

/** Shortest Chinese name and Latin word for which an edit is taken as a misreading: below these, names lie too close. */
const MIN_CJK = 4
const MIN_WORD = 6

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else if (list.at(-1) !== value && !list.includes(value)) list.push(value)
}

function deletions(text: string): string[] {
  const chars = [...text]
  return chars.map((_, i) => chars.slice(0, i).join('') + chars.slice(i + 1).join(''))
}

/** Distance exactly one: a substitution, insertion, deletion, or two neighbours exchanged. */
export function isOneEdit(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  let i = 0
  while (i < a.length && i < b.length && a[i] === b[i]) i++
  if (a.length === b.length) {
    if (a.slice(i + 1) === b.slice(i + 1)) return true
    return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2)
  }
  return a.length > b.length ? a.slice(i + 1) === b.slice(i) : a.slice(i) === b.slice(i + 1)
}
