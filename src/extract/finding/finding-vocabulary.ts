import { z } from 'zod'
import { Modality } from '../../records/finding.js'

const Pattern = z.string().refine(
  (s) => {
    try {
      new RegExp(s, 'i')
      return true
    } catch {
      return false
    }
  },
  { error: 'not a regular expression' },
)
const CJK = /[\u3400-\u9fff]/
const Patterns = z.array(Pattern).min(1)

/** configs/extract/findings.yaml */
export const FindingsFile = z.strictObject({
  source: z.string(),
  findings: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[a-z][a-z0-9_]*$/),
        rank: z.number(),
        patterns: Patterns,
        /** Where the finding itself tells the site; null for conditions of the whole body. Absent: the sentence tells. */
        site: z.string().nullable().optional(),
        /** The finding's name where it stands in a site: a stone in the kidney. */
        by_site: z.record(z.string(), z.string()).default({}),
      }),
    )
    .min(1),
  sites: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[a-z][a-z0-9_]*$/),
        /** Gives way to any other site of the sentence: `骨` beside `腰椎`. */
        generic: z.boolean().default(false),
        patterns: Patterns,
      }),
    )
    .min(1),
  laterality: z.strictObject({ left: Patterns, right: Patterns, bilateral: Patterns }),
  modalities: z.array(z.strictObject({ code: Modality, patterns: Patterns })).min(1),
  negation: z.strictObject({ before: Patterns, after: Patterns, pseudo: Patterns, stops: Patterns }),
  uncertain: Patterns,
  normal: Patterns,
  change: z.strictObject({ larger: Patterns, smaller: Patterns, stable: Patterns, new: Patterns }),
  grades: z.array(
    z.strictObject({ system: z.enum(['TI-RADS', 'BI-RADS', 'Lung-RADS', 'O-RADS', 'other']), pattern: Pattern }),
  ),
  advice: z.strictObject({ starts: Patterns, headings: Patterns }),
  systems: Patterns,
  microscope: Patterns,
  labels: Patterns,
  history: Patterns,
  context: Patterns,
  furniture: Patterns,
})
export type FindingsFile = z.infer<typeof FindingsFile>
export type GradeSystem = FindingsFile['grades'][number]['system']

/** One finding. `chinese` and `latin` are its patterns for text with Chinese characters and with Latin letters. */
export interface FindingEntry {
  readonly code: string
  readonly rank: number
  readonly chinese: RegExp | null
  readonly latin: RegExp | null
  readonly site: string | null | undefined
  readonly by_site: Readonly<Record<string, string>>
}

export interface FindingVocabulary {
  readonly findings: readonly FindingEntry[]
  readonly sites: readonly { readonly code: string; readonly generic: boolean; readonly pattern: RegExp }[]
  readonly left: RegExp
  readonly right: RegExp
  readonly bilateral: RegExp
  readonly modalities: readonly { readonly code: Modality; readonly pattern: RegExp }[]
  readonly before: RegExp
  readonly after: RegExp
  readonly pseudo: RegExp
  readonly stops: RegExp
  readonly uncertain: RegExp
  readonly normal: RegExp
  readonly change: readonly { readonly code: 'larger' | 'smaller' | 'stable' | 'new'; readonly pattern: RegExp }[]
  readonly grades: readonly { readonly system: GradeSystem; readonly pattern: RegExp }[]
  /** At the start of a sentence. */
  readonly advice: RegExp
  readonly adviceHeading: RegExp
  /** A label and a colon at the start of a sentence. */
  readonly label: RegExp
  /** A whole label that names a system of the body in a note of an examination. */
  readonly system: RegExp
  /** In a heading or a name: what was seen under the microscope. */
  readonly microscope: RegExp
  readonly furniture: RegExp
  /** At the start of a line: how, why and by whom it was examined. */
  readonly context: RegExp
  /** History of the subject and of relatives. */
  readonly history: RegExp
}

/** Compiles the file; the patterns of one entry become one. */
export function findingVocabulary(file: FindingsFile): FindingVocabulary {
  const any = (patterns: readonly string[], flags = 'i'): RegExp =>
    new RegExp(patterns.map((p) => `(?:${p})`).join('|'), flags)
  const start = (patterns: readonly string[], end = ''): RegExp =>
    new RegExp(`^\\s*(?:${patterns.map((p) => `(?:${p})`).join('|')})${end}`, 'i')
  const some = (patterns: readonly string[]): RegExp | null => (patterns.length === 0 ? null : any(patterns, 'gi'))
  const { change } = file
  return {
    findings: file.findings.map((f) => ({
      code: f.code,
      rank: f.rank,
      chinese: some(f.patterns.filter((p) => CJK.test(p))),
      latin: some(f.patterns.filter((p) => !CJK.test(p))),
      site: f.site,
      by_site: f.by_site,
    })),
    sites: file.sites.map((s) => ({ code: s.code, generic: s.generic, pattern: any(s.patterns, 'gi') })),
    left: any(file.laterality.left),
    right: any(file.laterality.right),
    bilateral: any(file.laterality.bilateral),
    modalities: file.modalities.map((m) => ({ code: m.code, pattern: any(m.patterns) })),
    before: any(file.negation.before, 'gi'),
    after: start(file.negation.after),
    pseudo: any(file.negation.pseudo, 'gi'),
    stops: any(file.negation.stops),
    uncertain: any(file.uncertain),
    normal: any(file.normal),
    change: (['larger', 'smaller', 'stable', 'new'] as const).map((code) => ({ code, pattern: any(change[code]) })),
    grades: file.grades.map((g) => ({ system: g.system, pattern: new RegExp(g.pattern, 'i') })),
    advice: start(file.advice.starts),
    adviceHeading: any(file.advice.headings),
    label: start(file.labels, '\\s*[:]\\s*'),
    system: new RegExp(`^(?:${file.systems.join('|')})$`, 'i'),
    microscope: any(file.microscope),
    furniture: any(file.furniture),
    context: any(file.context),
    history: any(file.history),
  }
}
