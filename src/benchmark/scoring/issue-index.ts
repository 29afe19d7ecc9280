import type { CardKnowledge } from '../../cards/knowledge.js'
import { foldPrinted } from '../metrics/biomarker-metrics.js'
import type { ScoringConfig } from '../scoring-config.js'

/** How a pair of issues was found alike, strongest first. */
export type MatchTier = 'code' | 'synonym' | 'ancestor' | 'system' | 'lexical' | 'none'

export interface IssueSimilarity {
  readonly similarity: number
  readonly tier: MatchTier
}

/**
 * Likeness of a predicted issue (code or words) to a gold issue (code), by tiers: same code; label or synonym; ancestor in the ontology;
 * body system; bigram likeness of the words. Words that name another issue of the ontology are never matched by likeness.
 */
export class IssueIndex {
  readonly #byName = new Map<string, Set<string>>()
  readonly #names = new Map<string, Bigrams[]>()
  readonly #cache = new Map<string, IssueSimilarity>()

  constructor(
    private readonly knowledge: Pick<CardKnowledge, 'issues' | 'systems'>,
    private readonly matching: ScoringConfig['matching'],
  ) {
    for (const issue of knowledge.issues.values()) {
      const names = [issue.code, issue.label_en, issue.label_zh, ...issue.synonyms.en, ...issue.synonyms.zh].map(fold)
      for (const name of names) {
        const codes = this.#byName.get(name) ?? new Set()
        codes.add(issue.code)
        this.#byName.set(name, codes)
      }
      this.#names.set(issue.code, [...new Set(names)].map(bigrams))
    }
  }

  /** Issue codes that a predicted issue names: itself, or those with this label or synonym. */
  resolve(predicted: string): ReadonlySet<string> {
    if (this.knowledge.issues.has(predicted)) return new Set([predicted])
    return this.#byName.get(fold(predicted)) ?? new Set()
  }

  /** The one code that a predicted issue names, null where none or several. */
  codeOf(predicted: string): string | null {
    const codes = this.resolve(predicted)
    return codes.size === 1 ? [...codes][0]! : null
  }

  similarity(gold: string, predicted: string): IssueSimilarity {
    const key = `${gold}\n${predicted}`
    let found = this.#cache.get(key)
    if (found === undefined) {
      found = this.#compare(gold, predicted)
      this.#cache.set(key, found)
    }
    return found
  }

  #compare(gold: string, predicted: string): IssueSimilarity {
    const m = this.matching
    if (gold === predicted) return { similarity: m.code, tier: 'code' }
    const codes = this.resolve(predicted)
    if (codes.has(gold)) return { similarity: m.synonym, tier: 'synonym' }
    let best = 0
    for (const code of codes) {
      const steps = this.#steps(gold, code) ?? this.#steps(code, gold)
      if (steps !== null) best = Math.max(best, m.ancestors[Math.min(steps, m.ancestors.length) - 1]!)
    }
    if (best > 0) return { similarity: best, tier: 'ancestor' }
    if (codes.size > 0) return { similarity: 0, tier: 'none' }
    if (this.#systemNamed(gold, predicted)) return { similarity: m.system, tier: 'system' }
    const words = bigrams(fold(predicted))
    const like = Math.max(0, ...(this.#names.get(gold) ?? []).map((name) => dice(name, words)))
    // Three decimals, so that sums of similarities compare exactly.
    const similarity = Math.round(like * m.lexical * 1000) / 1000
    return { similarity, tier: similarity > 0 ? 'lexical' : 'none' }
  }

  /** Steps from an issue up to an ancestor issue; null where it is none. */
  #steps(from: string, to: string): number | null {
    let at = this.knowledge.issues.get(from)?.parent
    for (let steps = 1; at !== undefined && steps < 20; steps++) {
      if (at === to) return steps
      at = this.knowledge.issues.get(at)?.parent
    }
    return null
  }

  #systemNamed(gold: string, predicted: string): boolean {
    const issue = this.knowledge.issues.get(gold)
    if (issue === undefined) return false
    const name = fold(predicted)
    for (let code: string | null = issue.system; code !== null; ) {
      const system = this.knowledge.systems.get(code)
      if (system === undefined) return false
      if ([system.code, system.en, system.zh].some((n) => fold(n) === name)) return true
      code = system.parent
    }
    return false
  }
}

function fold(text: string): string {
  return foldPrinted(text).replace(/[\p{P}\p{S}]+/gu, '')
}

interface Bigrams {
  readonly counts: ReadonlyMap<string, number>
  readonly total: number
}

function bigrams(text: string): Bigrams {
  const counts = new Map<string, number>()
  for (let i = 0; i + 1 < text.length; i++) {
    const gram = text.slice(i, i + 2)
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return { counts, total: Math.max(0, text.length - 1) }
}

/** Dice 1945, Ecology 26:297, over bigrams with repetition. */
function dice(a: Bigrams, b: Bigrams): number {
  if (a.total + b.total === 0) return 0
  let common = 0
  for (const [gram, n] of a.counts) common += Math.min(n, b.counts.get(gram) ?? 0)
  return (2 * common) / (a.total + b.total)
}
