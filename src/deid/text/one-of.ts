/**
 * Source of an expression for one of many Chinese words, the longest first. Their first characters stand in front as a class, so that the hundreds of words are tried only where
 * one of them can begin (three times as fast on a page of text).
 */
export function oneOf(words: readonly string[]): string {
  const unique = [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  return `(?=[${[...new Set(unique.map((word) => word[0]!))].join('')}])(?:${unique.join('|')})`
}

/** Source of an expression for one of some words, the longest first: what goes on behind a word must not be cut by a shorter one that begins it. */
export function longestFirst(words: readonly string[]): string {
  return [...new Set(words)].sort((a, b) => b.length - a.length).join('|')
}

/** Source of an expression for a word as it is printed. */
export function literal(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
