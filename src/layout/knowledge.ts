import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { ColumnRole, Section } from '../records/layout.js'
import { CJK, phraseKey } from './phrase.js'

const Source = z.string().min(1)
const Pattern = z.string().refine(
  (s) => {
    try {
      new RegExp(s, 'iu')
      return true
    } catch {
      return false
    }
  },
  { error: 'not a regular expression' },
)

const HeadersFile = z.strictObject({
  fuzzy_from: z.number().int().min(3),
  fuzzy_from_ideographs: z.number().int().min(3),
  measures: z.strictObject({
    source: Source,
    phrases: z.array(z.string().min(1)).min(1),
    patterns: z.array(Pattern).min(1),
    frequencies: z.array(z.number().int()).min(1),
  }),
  limits: z.strictObject({ source: Source, low: z.array(z.string().min(1)), high: z.array(z.string().min(1)) }),
  roles: z.partialRecord(ColumnRole, z.strictObject({ source: Source, phrases: z.array(z.string().min(1)).min(1) })),
})

const Patterns = z.strictObject({ source: Source, patterns: z.array(Pattern).min(1) })
const CellsFile = z.strictObject({
  value: Patterns,
  qualitative: Patterns,
  unit: Patterns,
  range: Patterns,
  flag: Patterns,
  guideline: z.strictObject({ source: Source, headers: z.array(Pattern), labels: z.array(Pattern) }),
  form: z.strictObject({ source: Source, labels: z.array(Pattern) }),
  method: Patterns,
  signature: z.strictObject({ source: Source, starts: z.array(Pattern).min(1) }),
  notes: z.strictObject({ source: Source, starts: z.array(Pattern), statements: z.array(Pattern).default([]) }),
})

const SectionsFile = z.strictObject({
  examination: z.strictObject({ source: Source, headings: z.array(Pattern).min(1) }),
  sections: z.array(
    z.strictObject({ section: Section, source: Source, headings: z.array(Pattern).min(1), content: z.array(Pattern) }),
  ),
})

/** What a cell's text looks like; all patterns match the whole text, but `notes` matches the start of a line. */
export interface CellPatterns {
  readonly value: RegExp
  readonly qualitative: RegExp
  readonly unit: RegExp
  readonly range: RegExp
  readonly flag: RegExp
  readonly guidelineHeader: RegExp
  readonly guidelineLabel: RegExp
  readonly formLabel: RegExp
  readonly method: RegExp
  readonly note: RegExp
  /** Starts of the lines in which people sign and date. */
  readonly signature: RegExp
  /** Lines that begin like a note and hold a finding or a conclusion. */
  readonly statement: RegExp
}

export interface SectionRule {
  readonly section: Section
  readonly heading: RegExp
  readonly content: RegExp | null
}

/** The word lists of `configs/layout`, compiled. */
export interface LayoutKnowledge {
  /** Column role by phrase key (see `phraseKey`). */
  readonly headers: ReadonlyMap<string, ColumnRole>
  /** Keys long enough for one wrong character, by length. */
  readonly fuzzyHeaders: ReadonlyMap<number, readonly string[]>
  readonly longestHeader: number
  /** Keys of headings of tables that hold a result in every cell: sides, measures, frequencies. */
  readonly measures: ReadonlySet<string>
  /** The same for headings that count visits or sampling times. */
  readonly measurePattern: RegExp
  /** Keys of the headings of columns that hold one limit of the reference range. */
  readonly limits: { readonly low: ReadonlySet<string>; readonly high: ReadonlySet<string> }
  readonly cells: CellPatterns
  readonly sections: readonly SectionRule[]
  /** Headings of the parts of an examination report, whatever it examined. */
  readonly examination: RegExp
}

/**
 * Loads `configs/layout` from `folder`.
 * @throws Error naming file, key and what is wrong
 */
export function loadLayoutKnowledge(folder: string): LayoutKnowledge {
  const headers = readYaml(folder, 'headers.yaml', HeadersFile)
  const cells = readYaml(folder, 'cells.yaml', CellsFile)
  const sections = readYaml(folder, 'sections.yaml', SectionsFile)
  const roles = new Map<string, ColumnRole>()
  for (const [role, block] of Object.entries(headers.roles)) {
    for (const phrase of block.phrases) {
      const key = phraseKey(phrase)
      const known = roles.get(key)
      if (known !== undefined && known !== role) {
        throw new Error(`headers.yaml: roles.${role}.phrases: "${phrase}" stands under ${known} as well; keep one`)
      }
      roles.set(key, ColumnRole.parse(role))
    }
  }
  const fuzzy = new Map<number, string[]>()
  for (const key of roles.keys()) {
    const from = CJK.test(key) ? headers.fuzzy_from_ideographs : headers.fuzzy_from
    if (key.length >= from) fuzzy.set(key.length, [...(fuzzy.get(key.length) ?? []), key])
  }
  return {
    headers: roles,
    fuzzyHeaders: fuzzy,
    longestHeader: Math.max(...[...roles.keys()].map((k) => k.length)),
    measures: new Set([
      ...headers.measures.phrases.map(phraseKey),
      ...headers.measures.frequencies.flatMap((f) => [
        `${f}`,
        `${f}hz`,
        ...(f >= 1000 ? [`${f / 1000}k`, `${f / 1000}khz`] : []),
      ]),
    ]),
    measurePattern: whole(headers.measures.patterns),
    limits: { low: new Set(headers.limits.low.map(phraseKey)), high: new Set(headers.limits.high.map(phraseKey)) },
    cells: {
      value: whole(cells.value.patterns),
      qualitative: whole(cells.qualitative.patterns),
      unit: whole(cells.unit.patterns),
      range: whole(cells.range.patterns),
      flag: whole(cells.flag.patterns),
      guidelineHeader: whole(cells.guideline.headers),
      guidelineLabel: whole(cells.guideline.labels),
      formLabel: whole(cells.form.labels),
      method: whole(cells.method.patterns),
      note: new RegExp(`^(?:${cells.notes.starts.join('|')})`, 'iu'),
      signature: new RegExp(`^(?:${cells.signature.starts.join('|')})`, 'iu'),
      statement: new RegExp(`^(?:${cells.notes.statements.join('|') || '(?!)'})`, 'iu'),
    },
    examination: whole(sections.examination.headings),
    sections: sections.sections.map((s) => ({
      section: s.section,
      heading: new RegExp(s.headings.join('|'), 'iu'),
      content: s.content.length > 0 ? new RegExp(s.content.join('|'), 'iu') : null,
    })),
  }
}

let bundled: LayoutKnowledge | undefined

/** The knowledge of this installation's `configs/layout`, read once. */
export function bundledKnowledge(): LayoutKnowledge {
  bundled ??= loadLayoutKnowledge(bundledFolder())
  return bundled
}

function bundledFolder(): string {
  // From src/layout in tests, from dist/src/layout when compiled: the project root is the first ancestor with configs/layout.
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    const folder = join(at, 'configs', 'layout')
    if (existsSync(join(folder, 'headers.yaml'))) return folder
  }
  throw new Error('configs/layout/headers.yaml not found above the layout module; restore the configs folder')
}

function whole(patterns: readonly string[]): RegExp {
  return new RegExp(`^(?:${patterns.join('|')})$`, 'iu')
}

function readYaml<T>(folder: string, file: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parse(readFileSync(join(folder, file), 'utf8')))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw new Error(`${file}: ${issue.path.join('.')}: ${issue.message}`)
}
