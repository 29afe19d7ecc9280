import type { ColumnRole } from '../records/layout.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { Piece } from './level.js'
import { almostEqual, CJK, phraseKey } from './phrase.js'

/** Words that are one known header phrase, or one word that is none (`role` null). */
export interface Phrase {
  role: ColumnRole | null
  pieces: Piece[]
}

/** The meaning of a header phrase, null when it is none. Scans may have one wrong character in a long phrase. */
export function headerRole(text: string, knowledge: LayoutKnowledge, ocr = false): ColumnRole | null {
  return roleOfKey(phraseKey(text), knowledge, ocr)
}

function roleOfKey(key: string, knowledge: LayoutKnowledge, ocr: boolean): ColumnRole | null {
  if (key === '' || key.length > knowledge.longestHeader + 1) return null
  const exact = knowledge.headers.get(key)
  if (exact !== undefined || !ocr) return exact ?? null
  // A Chinese phrase may have a wrong character but none too few or too many: too short for that.
  for (const length of CJK.test(key) && key.length < 6 ? [key.length] : [key.length, key.length - 1, key.length + 1]) {
    const near = knowledge.fuzzyHeaders.get(length)?.find((k) => almostEqual(k, key))
    if (near !== undefined) return knowledge.headers.get(near)!
  }
  return null
}

/**
 * Splits the words of a segment into known phrases so that as many characters as possible belong to one, in as few phrases as
 * possible (`单位 | Unit of measure`, not `单位 Unit | of | measure`); words in brackets after a phrase (its unit) belong to it.
 */
export function phrasesOf(pieces: readonly Piece[], knowledge: LayoutKnowledge): Phrase[] {
  // Keys hold letters and digits only, so the key of several words is their keys one after the other.
  const keys = pieces.map((p) => phraseKey(p.text))
  const bare = pieces.map((p) => (/.[(（[【]/u.test(p.text) ? phraseKey(p.text.replace(/[(（[【].*$/u, '')) : null))
  const best: { known: number; phrases: Phrase[] }[] = []
  best[pieces.length] = { known: 0, phrases: [] }
  for (let i = pieces.length - 1; i >= 0; i--) {
    const skipped = best[i + 1]!
    let here = { known: skipped.known, phrases: [{ role: null, pieces: [pieces[i]!] } as Phrase, ...skipped.phrases] }
    for (const { role, end, length } of matches(i, pieces, keys, bare, knowledge)) {
      const to = afterBrackets(pieces, end)
      const rest = best[to]!
      const known = length + rest.known
      if (known < here.known || (known === here.known && rest.phrases.length + 1 > here.phrases.length)) continue
      here = { known, phrases: [{ role, pieces: pieces.slice(i, to) }, ...rest.phrases] }
    }
    best[i] = here
  }
  return best[0]!.phrases
}

/** All known phrases that begin with word `from`, shortest first; with a wrong character only where no word is read right. */
function matches(
  from: number,
  pieces: readonly Piece[],
  keys: readonly string[],
  bare: readonly (string | null)[],
  knowledge: LayoutKnowledge,
): { role: ColumnRole; end: number; length: number }[] {
  const exact = phrasesFrom(from, pieces, keys, bare, knowledge, false)
  return exact.length > 0 || !pieces[from]!.ocr ? exact : phrasesFrom(from, pieces, keys, bare, knowledge, true)
}

function phrasesFrom(
  from: number,
  pieces: readonly Piece[],
  keys: readonly string[],
  bare: readonly (string | null)[],
  knowledge: LayoutKnowledge,
  ocr: boolean,
): { role: ColumnRole; end: number; length: number }[] {
  const found: { role: ColumnRole; end: number; length: number }[] = []
  let key = ''
  for (let j = from; j < pieces.length && key.length <= knowledge.longestHeader; j++) {
    const head = bare[j]
    const cut = head === null || head === undefined ? null : roleOfKey(key + head, knowledge, ocr)
    key += keys[j]!
    const role = roleOfKey(key, knowledge, ocr) ?? cut
    if (role === null) continue
    // Chinese phrases have no spaces inside: words that are headers of their own stay apart (`结果 提示`).
    if (j > from && CJK.test(key) && differ(keys.slice(from, j + 1), knowledge)) continue
    found.push({ role, end: j + 1, length: key.length })
  }
  return found
}

function afterBrackets(pieces: readonly Piece[], from: number): number {
  const first = pieces[from]
  if (first === undefined || !/^[(（[【]/u.test(first.text)) return from
  for (let j = from; j < pieces.length; j++) if (/[)）\]】]$/u.test(pieces[j]!.text)) return j + 1
  return from
}

function differ(keys: readonly string[], knowledge: LayoutKnowledge): boolean {
  const roles = keys.map((k) => roleOfKey(k, knowledge, false))
  return roles.every((r) => r !== null) && new Set(roles).size > 1
}
