import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'

const words = z.array(z.string()).min(1)
const bound = z.number().nullable()
const interval = z.tuple([bound, bound])
const span = z.tuple([z.number(), z.number()])
const bySex = <T extends z.ZodType>(inner: T) => z.union([inner, z.strictObject({ male: inner, female: inner })])

/** One analyte of panels.yaml; the comment at the top of that file says what each key means. */
export const SynthAnalyte = z.strictObject({
  key: z.string(),
  abbr: z.string().optional(),
  zh: words,
  en: words,
  es: z.string().optional(),
  loinc: z.string().optional(),
  ucum: z.string().optional(),
  units: z.array(z.string()).default(['']),
  kind: z.enum(['quantity', 'ordinal', 'qualitative', 'titre', 'field_count', 'pair']).default('quantity'),
  range: bySex(interval).default([null, null]),
  range_second: interval.optional(),
  normal: bySex(span).optional(),
  normal_second: span.optional(),
  digits: z.number().int().default(0),
  us: z
    .strictObject({
      units: words,
      ucum: z.string(),
      factor: z.number(),
      digits: z.number().int(),
      loinc: z.string().optional(),
    })
    .optional(),
  method: z.strictObject({ en: z.string() }).optional(),
  sex: z.enum(['male', 'female']).optional(),
  /** The laboratory's detection limit: values under it are printed `<limit`. */
  below: z.number().optional(),
  /** Cell counts that some laboratories print per microlitre with thousands separators. */
  cells: z.boolean().default(false),
  /** Differential counts that some laboratories print with two digits (`07`). */
  padded: z.boolean().default(false),
  /** The range may be printed as `Up to n`. */
  upper_style: z.boolean().default(false),
  /** Qualitative results worded reactive / non-reactive. */
  reactive: z.boolean().default(false),
  /** The name is a de-identification trap of this family. */
  trap: z.string().optional(),
})
export type SynthAnalyte = z.infer<typeof SynthAnalyte>

const PanelList = z.strictObject({
  panels: z.array(
    z.strictObject({
      key: z.string(),
      zh: words,
      en: words,
      es: words.optional(),
      specimen: z.strictObject({ zh: z.string(), en: z.string() }),
      analytes: z.array(SynthAnalyte).min(1),
    }),
  ),
})
export type SynthPanel = z.infer<typeof PanelList>['panels'][number]

const target = z.union([bySex(span), z.tuple([span, span]), words])

const Condition = z.strictObject({
  key: z.string(),
  weight: z.number().positive(),
  sex: z.enum(['male', 'female']).optional(),
  age_min: z.number().int().default(18),
  excludes: z.string().optional(),
  values: z.record(z.string(), target).default({}),
  finding: z
    .strictObject({
      modality: z.string(),
      site: z.string(),
      zh: z.string(),
      en: z.string(),
      size: span.optional(),
      laterality: z.enum(['left', 'right', 'bilateral']).optional(),
      grade_system: z.string().optional(),
      grade: z.string().optional(),
    })
    .optional(),
  issue: z.strictObject({
    key: z.string(),
    en: z.string(),
    zh: z.string(),
    priority: z.enum(['urgent', 'high', 'medium', 'low']),
    departments: words,
    window: span,
  }),
})
export type Condition = z.infer<typeof Condition>

const bilingualTrap = z.union([z.string(), z.strictObject({ zh: z.string(), en: z.string() })])

const Examinations = z.strictObject({
  imaging: z.array(
    z.strictObject({
      modality: z.string(),
      zh: words,
      en: words,
      section: z.string(),
      sites: z.array(
        z.strictObject({
          site: z.string(),
          sex: z.enum(['male', 'female']).optional(),
          zh: z.string(),
          en: z.string(),
          negated: z.boolean(),
          trap: bilingualTrap.optional(),
          grade_system: z.string().optional(),
          grade: z.string().optional(),
        }),
      ),
    }),
  ),
  physical: z.array(
    z.strictObject({
      department_zh: z.string(),
      department_en: z.string(),
      items: z.array(
        z.strictObject({
          zh: z.string(),
          en: z.string(),
          result_zh: z.string(),
          result_en: z.string(),
          negated: z.boolean().default(false),
          not_tested: z.boolean().default(false),
          trap: z.string().optional(),
        }),
      ),
    }),
  ),
  traps: z.strictObject({
    zh: z.array(z.strictObject({ family: z.string(), text: z.string(), keep: words })),
    en: z.array(z.strictObject({ family: z.string(), text: z.string(), keep: words })),
  }),
})
export type Examinations = z.infer<typeof Examinations>

const given = { surnames: words, given_male: words, given_female: words, streets: words, institutions: words }
const People = z.strictObject({
  zh: z.strictObject({
    ...given,
    provinces: z.array(z.strictObject({ code: z.string().length(2), name: z.string() })).min(1),
    districts: words,
    communities: words,
    employers: words,
    titles: words,
  }),
  en: z.strictObject({ ...given, cities: words, employers: words, domains: words, titles: words }),
  es: z.strictObject({ ...given, cities: words }),
})
export type PeopleLists = z.infer<typeof People>

const perLanguage = z.strictObject({ zh: words, en: words, es: words.optional() })
const roles = z.strictObject({
  index: words,
  name: words,
  abbr: words,
  value: words,
  flag: words,
  unit: words,
  range: words,
  previous: words,
  method: words,
})
const sexWords = z.strictObject({ male: words, female: words })

const Wording = z.strictObject({
  headers: z.strictObject({ zh: roles, en: roles, es: roles }),
  fields: z.record(z.string(), z.strictObject({ zh: words, en: words, es: words })),
  sex_values: z.strictObject({ zh: sexWords, en: sexWords, es: sexWords }),
  age_values: z.strictObject({ zh: words, en: words, es: words }),
  titles: z.record(z.string(), perLanguage),
  watermarks: z.strictObject({ zh: words, en: words }),
  advice: z.record(z.enum(['urgent', 'high', 'medium', 'low']), z.strictObject({ zh: words, en: words })),
  notes: z.strictObject({ zh: words, en: words, es: words }),
  guidelines: z
    .array(
      z.strictObject({
        title_en: z.string(),
        title_zh: z.string(),
        header: words,
        rows: z.array(words).min(1),
      }),
    )
    .min(1),
})
export type Wording = z.infer<typeof Wording>

/** All word lists of the generator, read once. */
export interface WordLists {
  readonly panels: readonly SynthPanel[]
  readonly analytes: ReadonlyMap<string, SynthAnalyte>
  readonly conditions: readonly Condition[]
  readonly examinations: Examinations
  readonly people: PeopleLists
  readonly wording: Wording
}

/** The nearest folder above this file that holds the word lists: the checkout, whether compiled (`dist/`) or not. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'configs/synth/panels.yaml'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('configs/synth/panels.yaml: not found above the synth room; restore it')
    folder = parent
  }
  return folder
}

function read<T>(folder: string, name: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parse(readFileSync(join(folder, name), 'utf8')))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Error(`configs/synth/${name}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`)
}

/**
 * Reads and validates the generator's word lists.
 * @param folder defaults to `configs/synth` of the package
 * @throws an error that names the file and the key when a list is malformed
 */
export function loadWordLists(folder: string = join(packageRoot(), 'configs/synth')): WordLists {
  const { panels } = read(folder, 'panels.yaml', PanelList)
  const { conditions } = read(folder, 'conditions.yaml', z.strictObject({ conditions: z.array(Condition) }))
  const analytes = new Map(panels.flatMap((panel) => panel.analytes.map((analyte) => [analyte.key, analyte] as const)))
  for (const condition of conditions)
    for (const key of Object.keys(condition.values))
      if (!analytes.has(key)) throw new Error(`configs/synth/conditions.yaml: ${condition.key}: unknown analyte ${key}`)
  const examinations = read(folder, 'examinations.yaml', Examinations)
  const people = read(folder, 'people.yaml', People)
  const wording = read(folder, 'wording.yaml', Wording)
  return { panels, analytes, conditions, examinations, people, wording }
}
