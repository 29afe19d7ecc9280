/**
 * Source of an expression for one of many Chinese words, the longest first. Their first characters stand in front as a class, so that the hundreds of words are tried only where
 * one of them can begin (three times as fast on a page of text).
 */
export function oneOf(words: readonly string[]): string {
  const unique = [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  return `(?=[${[...new Set(unique.map((word) => word[0]!))].join('')}])(?:${unique.join('|')})`
}
