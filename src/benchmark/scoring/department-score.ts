import type { CardKnowledge } from '../../cards/knowledge.js'
import { foldPrinted } from '../metrics/biomarker-metrics.js'

export type DepartmentMatch = 'exact' | 'acceptable' | 'parent' | 'wrong'

/** Departments of the taxonomy by code and by name. */
export class DepartmentIndex {
  readonly #byName = new Map<string, string>()

  constructor(private readonly departments: CardKnowledge['departments']) {
    for (const d of departments.values())
      for (const name of [d.zh, d.en, d.code]) {
        // Several codes share a printed name (routes by sex); the first in the file stands for it.
        if (!this.#byName.has(foldName(name))) this.#byName.set(foldName(name), d.code)
      }
  }

  /** Code of a predicted department, given as code or name; null when it is none of the taxonomy. */
  codeOf(predicted: string): string | null {
    if (this.departments.has(predicted)) return predicted
    return this.#byName.get(foldName(predicted)) ?? null
  }

  /** Exact, one of the accepted alternatives, same branch of the taxonomy, or wrong. */
  match(gold: { department: string; department_alternatives: readonly string[] }, predicted: string): DepartmentMatch {
    const code = this.codeOf(predicted)
    if (code === null) return 'wrong'
    if (code === gold.department || this.#sameName(code, gold.department)) return 'exact'
    if (gold.department_alternatives.some((a) => a === code || this.#sameName(a, code))) return 'acceptable'
    const [g, p] = [this.departments.get(gold.department), this.departments.get(code)]
    const related = g?.parent === code || p?.parent === gold.department || (g?.parent != null && g.parent === p?.parent)
    return related ? 'parent' : 'wrong'
  }

  #sameName(a: string, b: string): boolean {
    const [x, y] = [this.departments.get(a), this.departments.get(b)]
    return x !== undefined && y !== undefined && x.zh === y.zh && x.en === y.en
  }
}

function foldName(name: string): string {
  return foldPrinted(name).replace(/[\p{P}\p{S}]+/gu, '')
}

/** Mean F1 over the classes that occur among gold or predicted; null without pairs. */
export function macroF1(pairs: readonly (readonly [gold: string, predicted: string])[]): number | null {
  const classes = [...new Set(pairs.flat())]
  if (classes.length === 0) return null
  const scores = classes.map((c) => {
    const hit = pairs.filter(([g, p]) => g === c && p === c).length
    const all = pairs.filter(([g]) => g === c).length + pairs.filter(([, p]) => p === c).length
    return (2 * hit) / all
  })
  return scores.reduce((a, b) => a + b, 0) / classes.length
}
