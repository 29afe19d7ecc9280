/** A printed phrase as a key of a word list: NFKC, lower case, letters, digits, `#` and `%` only. */
export function phraseKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}#%]/gu, '')
}

/** True when `a` and `b` have the same length and differ in at most one character, or one is the other with one character left out. */
export function almostEqual(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let i = 0
  while (i < a.length && i < b.length && a[i] === b[i]) i++
  if (i === a.length && i === b.length) return true
  return a.slice(i + 1) === b.slice(i + 1) || a.slice(i + 1) === b.slice(i) || a.slice(i) === b.slice(i + 1)
}

/** Chinese, Japanese and Korean ideographs and their full-width punctuation. */
export const CJK = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]/u
