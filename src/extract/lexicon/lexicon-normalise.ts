import type { Languages, Matching, Specimen } from './lexicon-schema.js'

/** A name brought to one form: `compact` for equality, `tokens` for equality without word order, `folded` for OCR look-alikes. */
export interface NormalName {
  readonly compact: string
  readonly tokens: string
  /** The single words that `tokens` was made of. */
  readonly words: readonly string[]
  /** Some of its words are of another language. */
  readonly translated: boolean
}

const CJK = /[\u3400-\u9fff]/
const DECORATION = /[*★☆▲△▼▽●○◆◇■□※✦✧☑√↑↓→←⬆⬇]/g
const TOKEN = /[a-z]+|\d+|[α-ω]|[%#]|[\u0400-\u04ff]+|[\u3040-\u30ff\u3400-\u9fff]+|[\uac00-\ud7af]+/g

/** True when the text holds a Chinese character. */
export function hasCjk(text: string): boolean {
  return CJK.test(text)
}

/** Brings printed names to the forms that the index compares. Pure; one per lexicon. */
export class Normaliser {
  readonly #traditional = new Map<string, string>()
  readonly #spellings: readonly (readonly [string, string])[]
  readonly #words: ReadonlyMap<string, string>
  readonly #foreign = new Map<string, readonly string[]>()
  readonly #noise: ReadonlySet<string>
  readonly #fold: ReadonlyMap<string, string>
  readonly #foldPairs: readonly (readonly [string, string])[]
  readonly #specimenWords: ReadonlyMap<string, Specimen>

  constructor(matching: Matching, languages: Languages) {
    const pairs = [...matching.traditional]
    for (let i = 0; i + 1 < pairs.length; i += 2) this.#traditional.set(pairs[i]!, pairs[i + 1]!)
    this.#spellings = matching.spellings
    this.#words = new Map(Object.entries(matching.words))
    for (const words of Object.values(languages.words))
      for (const [word, english] of Object.entries(words))
        if (!this.#foreign.has(word)) this.#foreign.set(word, english.split(' ').filter(Boolean))
    this.#noise = new Set([...matching.noise, ...languages.noise])
    this.#fold = new Map(matching.confusable.filter(([a]) => a.length === 1))
    this.#foldPairs = matching.confusable.filter(([a]) => a.length > 1)
    this.#specimenWords = new Map(Object.entries({ ...languages.specimen_words, ...matching.specimen_words }))
  }

  /** Lower case, one width, simplified characters, no decoration: still readable, with its spaces and brackets. */
  clean(text: string): string {
    let s = text.normalize('NFKC').toLowerCase().replace(DECORATION, ' ')
    if (CJK.test(s)) s = s.replace(/[\u3400-\u9fff]/g, (c) => this.#traditional.get(c) ?? c)
    s = s
      .replace(/[ɑ∝]/g, 'α')
      .replace(/(?<=[a-zäöü])ß/g, 'ss')
      .replace(/ß/g, 'β')
      .replace(/ł/g, 'l')
      .replace(/ё/g, 'е')
      .replace(/[‐‑‒–—−―ー一](?=[a-z0-9])/g, '-')
      .replace(/[‐‑‒–—−―]/g, '-')
      .replace(/[’‘`´′]/g, "'")
      .replace(/[【〔［[{]/g, '(')
      .replace(/[】〕］\]}]/g, ')')
      .replace(/\b(alpha|beta|gamma|delta|kappa|lambda)\b/g, (w) => GREEK[w]!)
      .replace(/(^|[\s(])\d{1,2}\s*[.、)](?=\s*[^\d\s])/g, '$1')
      .normalize('NFC')
    if (/[à-ɏ]/.test(s))
      s = s
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFC')
    return s
      .replace(/\s+/g, ' ')
      .replace(/^[\s:.,;、-]+|[\s:.,;、=]+$/g, '')
      .trim()
  }

  /** The comparable forms of a text already cleaned. */
  forms(clean: string): NormalName {
    let spelt = clean
    if (/[a-z]/.test(spelt)) for (const [from, to] of this.#spellings) spelt = spelt.replaceAll(from, to)
    const compact = spelt
      .replace(/ratio/g, spelt.includes('/') ? '' : 'ratio')
      .replace(/[^a-z0-9α-ω%#/\u0400-\u04ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g, '')
    const sides = spelt.split('/').map((side) => this.#tokenise(side))
    const kept = sides.map((side) => (sides.length > 1 ? side.filter((t) => t !== 'ratio') : side))
    return {
      compact,
      tokens: kept.map((side) => [...side].sort().join(' ')).join('/'),
      words: kept.flat(),
      translated: this.#isForeign(spelt),
    }
  }

  /** Look-alike characters folded together, for names read by OCR. */
  folded(compact: string): string {
    let s = compact
    for (const [from, to] of this.#foldPairs) s = s.replaceAll(from, to)
    let out = ''
    for (const c of s) out += this.#fold.get(c) ?? c
    return out
  }

  /** The specimen that a word of the name says (`urine`, `血清`), null when none or several do. */
  specimenIn(clean: string): Specimen | null {
    const found = new Set<Specimen>()
    for (const word of clean.match(/[a-z]+/g) ?? []) {
      const s = this.#specimenWords.get(word)
      if (s !== undefined) found.add(s)
    }
    return found.size === 1 ? [...found][0]! : null
  }

  #isForeign(text: string): boolean {
    return (text.match(TOKEN) ?? []).some((t) => !this.#words.has(t) && this.#foreign.has(t))
  }

  /** The English words for one of another language; an English word stays. */
  #english(word: string): readonly string[] {
    return (this.#words.has(word) ? undefined : this.#foreign.get(word)) ?? [word]
  }

  #tokenise(text: string): string[] {
    const out: string[] = []
    for (const raw of (text.match(TOKEN) ?? []).flatMap((t) => this.#english(t))) {
      let token = this.#words.get(raw) ?? raw
      if (token.length > 4 && /^[a-z]+s$/.test(token) && !/(ss|is|us)$/.test(token)) token = token.slice(0, -1)
      token = this.#words.get(token) ?? token
      if (!this.#noise.has(token)) out.push(token)
    }
    return out
  }
}

const GREEK: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  kappa: 'κ',
  lambda: 'λ',
}
