/** What remains of a card's text when printed names, values, units and codes are taken out: the words that were written for the patient. */
export function withoutCodes(text: string, printed: readonly string[] = []): string {
  let rest = text
  for (const name of [...printed].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)))
    if (name.length > 1) rest = rest.split(name).join(' ')
  return rest
    .replace(/\([^()]*\d[^()]*\)|（[^（）]*\d[^（）]*）/g, ' ')
    .replace(/[A-Za-zµμ%°/^*·×]*\d[\w.,^*·×/%°µμ²³-]*/g, ' ')
    .replace(/(?<![A-Za-z])[A-Za-zµμ]{1,6}\/[A-Za-z0-9µμ²³.^]+/g, ' ')
    .replace(/\b[A-Z][A-Z0-9-]{1,7}\b/g, ' ')
    .replace(/\(\s*\)|（\s*）|[“”"]\s*[“”"]/g, ' ')
    .replace(/[ \t]{2,}/g, ' ')
}

/** Sentences of an English or Chinese text; a point inside a number ends none. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[。！？!?；;\n])|(?<=\.)(?=\s|$)/)
    .map((s) => s.trim())
    .filter((s) => /[\p{L}\d]/u.test(s))
}

/** Syllables of an English word: vowel groups, without a silent final e. */
export function syllables(word: string): number {
  const w = word.toLowerCase().replace(/[^a-z]/g, '')
  if (w.length === 0) return 0
  if (w.length <= 3) return 1
  const trimmed = w.replace(/(?:[^laeiouy]es|[^aeiouytd]ed|[^laeiouy]e)$/, (m) => m[0]!).replace(/^y/, '')
  return Math.max(1, trimmed.match(/[aeiouy]{1,2}/g)?.length ?? 1)
}

export interface EnglishReadability {
  readonly sentences: number
  readonly words: number
  /** US school grade: 0.39 words/sentence + 11.8 syllables/word − 15.59 (Kincaid 1975). */
  readonly fleschKincaid: number
  /** US school grade: 1.043 √(30 · words of 3+ syllables / sentences) + 3.1291 (McLaughlin 1969); exact from 30 sentences on. */
  readonly smog: number
}

/** Readability of an English text after codes are stripped. `printed` are names quoted from the report. */
export function englishReadability(text: string, printed: readonly string[] = []): EnglishReadability {
  const sentences = sentencesOf(withoutCodes(text, printed))
  const words = sentences.flatMap((s) => s.match(/[A-Za-z]+(?:['’][A-Za-z]+)?/g) ?? [])
  if (words.length === 0) return { sentences: sentences.length, words: 0, fleschKincaid: 0, smog: 0 }
  const counts = words.map(syllables)
  const total = counts.reduce((a, b) => a + b, 0)
  const long = counts.filter((c) => c >= 3).length
  return {
    sentences: sentences.length,
    words: words.length,
    fleschKincaid: (0.39 * words.length) / sentences.length + (11.8 * total) / words.length - 15.59,
    smog: 1.043 * Math.sqrt((30 * long) / sentences.length) + 3.1291,
  }
}

export interface ChineseReadability {
  /** Characters of each sentence, white space and codes not counted. */
  readonly lengths: readonly number[]
  readonly p50: number
  readonly p95: number
  readonly longest: number
}

/** Sentence lengths of a Chinese text after codes are stripped. */
export function chineseReadability(text: string, printed: readonly string[] = []): ChineseReadability {
  const lengths = sentencesOf(withoutCodes(text, printed)).map((s) => [...s.replace(/\s/g, '')].length)
  const sorted = [...lengths].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { lengths, p50: at(0.5), p95: at(0.95), longest: sorted.at(-1) ?? 0 }
}
