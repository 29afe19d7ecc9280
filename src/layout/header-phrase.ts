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

/** Greedy longest match over the words of a segment; words in brackets after a phrase (its unit) belong to it. */
export function phrasesOf(pieces: readonly Piece[], knowledge: LayoutKnowledge): Phrase[] {
  // Keys hold letters and digits only, so the key of several words is their keys one after the other.
  const keys = pieces.map((p) => phraseKey(p.text))
  const bare = pieces.map((p) => (/.[(（[【]/u.test(p.text) ? phraseKey(p.text.replace(/[(（[【].*$/u, '')) : null))
  const phrases: Phrase[] = []
  let i = 0
  while (i < pieces.length) {
    const match =
      longest(i, pieces, keys, bare, knowledge, false) ?? longest(i, pieces, keys, bare, knowledge, pieces[i]!.ocr)
    if (match === null) {
      phrases.push({ role: null, pieces: [pieces[i]!] })
      i++
      continue
    }
    const end = afterBrackets(pieces, match.end)
    phrases.push({ role: match.role, pieces: pieces.slice(i, end) })
    i = end
  }
  return phrases
}

function longest(
  from: number,
  pieces: readonly Piece[],
  keys: readonly string[],
  bare: readonly (string | null)[],
  knowledge: LayoutKnowledge,
  ocr: boolean,
): { role: ColumnRole; end: number } | null {
  let best: { role: ColumnRole; end: number } | null = null
  let key = ''
  for (let j = from; j < pieces.length && key.length <= knowledge.longestHeader; j++) {
    const head = bare[j]
    const cut = head === null || head === undefined ? null : roleOfKey(key + head, knowledge, ocr)
    key += keys[j]!
    const role = roleOfKey(key, knowledge, ocr) ?? cut
    if (role === null) continue
    // Chinese phrases have no spaces inside: words that are headers of their own stay apart (`结果 提示`).
    if (j > from && CJK.test(key) && differ(keys.slice(from, j + 1), knowledge)) continue
    best = { role, end: j + 1 }
  }
  return best
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
