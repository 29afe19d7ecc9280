import { fold } from '../fold.js'
import type { FindingVocabulary, GradeSystem } from './finding-vocabulary.js'

const UNIT = '(?:(?:mm|cm)(?![a-z])|毫米|厘米|㎜|㎝)'
const DIMENSION = '\\d+(?:\\.\\d+)?'
const SIZE = new RegExp(
  `(${DIMENSION})\\s*(${UNIT})?(?:\\s*(?:[x×*]|-|~|至|by)\\s*(${DIMENSION})\\s*(${UNIT})?)?(?:\\s*[x×*]\\s*(${DIMENSION})\\s*(${UNIT})?)?`,
  'gi',
)

export interface PrintedSize {
  /** Largest extent, millimetres. */
  readonly mm: number
  readonly start: number
}

/** All sizes in a text: `5.1 mm × 2.3 mm`, `12×8mm`, `1.2cm`, `3-5 mm`. Pressures (`mmHg`) and rates (`mm/h`) are none. */
export function sizes(printed: string): PrintedSize[] {
  const text = fold(printed)
  const out: PrintedSize[] = []
  for (const m of text.matchAll(SIZE)) {
    const unit = m[6] ?? m[4] ?? m[2]
    if (unit === undefined) continue
    if (/^\s*(?:Hg|\/|²|\^|3\b|2\b|H2O)/i.test(text.slice(m.index + m[0].length))) continue
    const inMm = (value: string | undefined, own: string | undefined): number =>
      value === undefined ? 0 : Number(value) * (/^c|厘|㎝/i.test(own ?? unit) ? 10 : 1)
    const mm = Math.max(inMm(m[1], m[2]), inMm(m[3], m[4]), inMm(m[5], m[6]))
    out.push({ mm: Number(mm.toFixed(2)), start: m.index })
  }
  return out
}

/** The first grade of a text: system and category (`4a`). */
export function grade(printed: string, v: FindingVocabulary): { system: GradeSystem; grade: string } | null {
  const text = fold(printed)
  for (const { system, pattern } of v.grades) {
    const m = pattern.exec(text)
    if (m) return { system, grade: `${m[1]!.replace(/\s/g, '')}${(m[2] ?? '').toLowerCase()}` }
  }
  return null
}
