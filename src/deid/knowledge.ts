import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { Category } from './category.js'
import { perKnowledge } from './per-knowledge.js'
import { plain, simplify } from './text/fold.js'

/** How a labelled value is read. */
export const ValueKind = z.enum([
  'name',
  'code',
  'phone',
  'email',
  'address',
  'organisation',
  'date',
  'sex',
  'age',
  'sex_age',
  'text',
  'none',
])
export type ValueKind = z.infer<typeof ValueKind>

export const SubjectField = z.enum([
  'name',
  'identity_number',
  'record_number',
  'birth_date',
  'visit_date',
  'report_date',
  'sex',
  'age',
  'institution',
])
export type SubjectField = z.infer<typeof SubjectField>

const LabelBlock = z.strictObject({
  category: Category.nullable(),
  kind: ValueKind,
  subject: SubjectField.optional(),
  bare: z.boolean(),
  terms: z.array(z.string().min(1)).min(1),
  source: z.string().min(1),
})
const LabelFile = z.strictObject({ source: z.string().min(1), labels: z.array(LabelBlock).min(1) })

const PatternBlock = z.strictObject({
  name: z.string().regex(/^[a-z0-9_]+$/),
  category: Category,
  regex: z.string().min(1),
  validator: z.string().optional(),
  score: z.number().min(0).max(1),
  spaced: z.boolean().default(false),
  context: z.array(z.string().min(1)).optional(),
  source: z.string().min(1),
})
const Words = z.array(z.string().min(1))
const CodeWords = z.strictObject({ source: z.string().min(1), latin: Words, accounts: Words, zh: Words, not_zh: Words })
const PatternFile = z.strictObject({ patterns: z.array(PatternBlock).min(1), code_words: CodeWords })
const WordText = z.string().transform((text) => text.split(/\s+/).filter((word) => word !== ''))

const DateFile = z.strictObject({
  source: z.string(),
  months: z.array(Words).length(12),
  ambiguous: Words,
  connectors: Words,
  holidays: Words,
  seasons: Words,
  calendars: z.array(
    z.strictObject({
      name: z.string(),
      from: z.number().int(),
      to: z.number().int(),
      era: z.array(z.string().min(1)),
      months: Words,
      source: z.string(),
    }),
  ),
})
const TitleFile = z.strictObject({
  source: z.string(),
  before: Words,
  staff: Words,
  credentials: Words,
  roles: Words,
  relatives: Words,
  introducers: Words,
  valedictions: Words,
  signing_zh: Words,
  signers_zh: Words,
  signing: Words,
  after_zh: Words,
  before_zh: Words,
  persons_zh: Words,
  naming_zh: Words,
  acts_zh: Words,
  kin_zh: Words,
  called_zh: Words,
  ambiguous: Words,
  roles_before: Words,
  given: Words,
})
const SurnameFile = z.strictObject({
  source: z.string(),
  single: z.string().min(100),
  rare: z.string().min(50),
  compound: Words,
  not_names: Words,
})
const PeoplesFile = z.strictObject({
  source: z.string(),
  tibetan: Words,
  uyghur: Words,
  mongolian: Words,
  yi: Words,
  endings: Words,
  romanised: Words,
  given: Words,
})
const PhraseFile = z.strictObject({
  source: z.string().min(1),
  lists: z.record(
    z.string().regex(/^[a-z0-9_]+$/),
    z.strictObject({ why: z.string().min(1), source: z.string().min(1).optional(), words: Words }),
  ),
})
const ClinicalFile = z.strictObject({
  source: z.string(),
  words: WordText,
  eponyms: WordText,
  eponyms_zh: WordText,
  zh: WordText,
  units: WordText,
  header_words: WordText,
  makers: WordText,
  named_after: WordText,
  peoples: WordText,
  examination_zh: WordText,
  everyday_zh: WordText,
  examination_en: WordText,
  drugs: WordText,
})
const InstitutionFile = z.strictObject({
  source: z.string(),
  zh: z.strictObject({
    suffixes: Words,
    homes: Words,
    employer_suffixes: Words,
    departments: Words,
    weak_stops: Words,
    stops: Words,
    generic: Words,
    brand_ends: Words,
    not_brands: Words,
  }),
  latin: z.strictObject({ suffixes: Words, prefixes: Words, generic: Words, not_before: Words, joiners: Words }),
  makers_context: Words,
  companies: z.strictObject({ zh: Words, latin: Words, legal: Words, prefixes: Words }),
})
const PlaceFile = z.strictObject({
  source: z.string(),
  zh: z.strictObject({ regions: Words, parts: Words, provinces: Words, cities: Words }),
  latin: z.strictObject({
    street: Words,
    numbered: Words,
    named: Words,
    plain: Words,
    divisions: Words,
    countries: Words,
  }),
})
const GrammarFile = z.strictObject({
  source: z.string(),
  number: z.strictObject({ latin: Words, zh: Words, not: Words }),
  person: z.strictObject({ zh: Words, patient_zh: Words, not_zh: Words, latin: Words }),
  employer: z.strictObject({ latin: Words, care: Words, general: Words, zh_before: Words, zh_after: Words }),
  harmless: z.strictObject({ zh: Words, en: Words }),
  watermarks: z.strictObject({ zh: Words, words: Words }),
  other_scripts: Words,
  unread: z.strictObject({ honorifics: Words, called: Words, results: Words }),
  letterhead_titles: Words,
  result_labels: Words,
  function_words: z.strictObject({ en: Words, other: Words, nouns: Words }),
})
const ScriptFile = z.strictObject({
  source: z.string(),
  units: Words,
  headers: Words,
  months: Words,
  titles: Words,
  relatives: Words,
  houses: Words,
  places: Words,
  weak_places: Words,
  name_endings: Words,
  family_endings: Words,
  word_endings: Words,
  endings: Words,
  prefixes: Words,
})

const SurroundingFile = z.strictObject({
  source: z.string(),
  times: z.strictObject({ source: z.string(), not_before: Words, opening: Words }),
  codes: z.strictObject({ source: z.string(), number: Words, stations_en: Words, stations_zh: Words }),
  insurers: z.strictObject({ source: z.string(), endings: Words, labels: Words, zh: Words, not_zh: Words }),
  acts: z.strictObject({ source: z.string(), verbs: Words, posts: Words }),
  told: z.strictObject({ source: z.string(), acts: Words, prepositions: Words, acts_zh: Words }),
  telephones: z.strictObject({ source: z.string(), words: Words, words_zh: Words }),
  people_zh: z.strictObject({ source: z.string(), departments: Words, called: Words, follows: Words }),
  acquaintances_zh: z.strictObject({
    source: z.string(),
    posts: Words,
    reached: Words,
    mates: Words,
    friends: Words,
    desks: Words,
  }),
  hamlets: z.strictObject({ source: z.string(), sure: Words, weak: Words, before: Words, behind: Words }),
})

const SurrogateFile = z.strictObject({
  source: z.string(),
  zh: z.strictObject({ surnames: Words, given: Words, cities: Words, roads: Words, houses: Words, companies: Words }),
  latin: z.strictObject({ first: Words, last: Words, towns: Words, streets: Words, houses: Words, companies: Words }),
})

export type LabelBlock = z.infer<typeof LabelBlock>
export type PatternBlock = z.infer<typeof PatternBlock>

/** Everything the detectors know, read from `configs/deid`. */
export interface Knowledge {
  /** Where it was read from; the word lists of the vocabulary stand there too. */
  folder: string
  labels: LabelBlock[]
  /** Those of `labels` that are neither Chinese nor English. */
  otherLabels: Set<LabelBlock>
  patterns: PatternBlock[]
  /** Words that a code follows: what the code identifies, and who works under it. */
  codeWords: z.infer<typeof CodeWords>
  months: Map<string, number>
  ambiguousMonths: Set<string>
  connectors: string[]
  holidays: string[]
  seasons: string[]
  calendars: z.infer<typeof DateFile>['calendars']
  titles: z.infer<typeof TitleFile>
  /** `rare` ones are words as well: they count only where no word explains the characters. */
  surnames: { single: Set<string>; rare: Set<string>; compound: string[]; notNames: string[] }
  /** Parts of names that no Chinese surname leads, and names of Hong Kong in Latin letters. */
  peoples: z.infer<typeof PeoplesFile>
  /** `words` without eponyms: a person may be called White, nobody is called Cholesterol. */
  clinical: {
    words: Set<string>
    eponyms: Set<string>
    zh: Set<string>
    units: Set<string>
    headerWords: Set<string>
    /** Words that explain what is printed, and that no detector of names needs: makers, peoples, words of examinations, medicines. */
    explained: string[]
  }
  institutions: z.infer<typeof InstitutionFile>
  places: z.infer<typeof PlaceFile>
  grammar: z.infer<typeof GrammarFile>
  /** Words at the top of a page that name no house. */
  letterheadTitles: Set<string>
  /** Labels that open results without figures. */
  resultLabels: Set<string>
  /** Words that hold sentences together, in English and in other languages of Latin script. */
  functionWords: { en: Set<string>; other: Set<string>; nouns: Set<string> }
  /** Words of watermarks that name nobody. */
  watermarks: { zh: Set<string>; words: Set<string> }
  /** What tells rows, people, houses and places on pages in scripts that no detector reads. */
  scripts: z.infer<typeof ScriptFile>
  /** What stands around identifiers that no label announces. */
  surroundings: z.infer<typeof SurroundingFile>
  surrogates: z.infer<typeof SurrogateFile>
  /** Lists of words and small expressions that detectors look for around identifiers, by name; see `phrases.ts`. */
  phrases: ReadonlyMap<string, readonly string[]>
}

/** A knowledge file does not hold what it should; names file and key. */
export class KnowledgeError extends Error {
  override readonly name = 'KnowledgeError'
}

const cache = new Map<string, Knowledge>()

/** Reads and checks the knowledge of a folder (default: the project's `configs/deid`); read once per folder. */
export function loadKnowledge(folder: string = defaultFolder()): Knowledge {
  const known = cache.get(folder)
  if (known !== undefined) return known
  const dates = read(folder, 'dates.yaml', DateFile)
  const surnames = read(folder, 'surnames.zh.yaml', SurnameFile)
  const clinical = read(folder, 'clinical-terms.yaml', ClinicalFile)
  const other = read(folder, 'labels.other.yaml', LabelFile).labels
  const codes = read(folder, 'patterns.yaml', PatternFile)
  const grammar = read(folder, 'label-grammar.yaml', GrammarFile)
  const knowledge: Knowledge = {
    folder,
    labels: [...['labels.zh.yaml', 'labels.en.yaml'].flatMap((file) => read(folder, file, LabelFile).labels), ...other],
    otherLabels: new Set(other),
    patterns: codes.patterns,
    codeWords: codes.code_words,
    months: new Map(dates.months.flatMap((names, month) => names.map((name) => [plain(name), month + 1] as const))),
    ambiguousMonths: new Set(dates.ambiguous.map(plain)),
    connectors: dates.connectors,
    holidays: dates.holidays,
    seasons: dates.seasons,
    calendars: dates.calendars,
    titles: read(folder, 'titles.yaml', TitleFile),
    surnames: {
      single: new Set(surnames.single),
      rare: new Set(surnames.rare),
      compound: surnames.compound,
      notNames: surnames.not_names,
    },
    peoples: read(folder, 'peoples.yaml', PeoplesFile),
    clinical: {
      words: new Set(clinical.words.map(plain)),
      eponyms: new Set(clinical.eponyms.map(plain)),
      zh: new Set([...clinical.zh, ...clinical.eponyms_zh]),
      units: new Set(clinical.units),
      headerWords: new Set(clinical.header_words.map(plain)),
      explained: [
        ...clinical.makers,
        ...clinical.named_after,
        ...clinical.peoples,
        ...clinical.examination_zh,
        ...clinical.everyday_zh,
        ...clinical.examination_en,
        ...clinical.drugs,
      ],
    },
    institutions: read(folder, 'institutions.yaml', InstitutionFile),
    places: read(folder, 'places.yaml', PlaceFile),
    grammar,
    letterheadTitles: new Set(grammar.letterhead_titles),
    resultLabels: new Set(grammar.result_labels.map(plain)),
    functionWords: {
      en: new Set(grammar.function_words.en),
      other: new Set(grammar.function_words.other),
      nouns: new Set(grammar.function_words.nouns),
    },
    watermarks: { zh: new Set(grammar.watermarks.zh), words: new Set(grammar.watermarks.words.map(plain)) },
    scripts: read(folder, 'scripts.yaml', ScriptFile),
    surroundings: read(folder, 'surroundings.yaml', SurroundingFile),
    surrogates: read(folder, 'surrogates.yaml', SurrogateFile),
    phrases: new Map(
      ['phrases.zh.yaml', 'phrases.latin.yaml'].flatMap((file) =>
        Object.entries(read(folder, file, PhraseFile).lists).map(([name, list]) => [name, list.words] as const),
      ),
    ),
  }
  cache.set(folder, knowledge)
  return knowledge
}

/**
 * The knowledge without the labels of languages other than Chinese and English: for text that is known to be in one of the two, where "Labor", "Place" or "Registro"
 * are words or names and no labels.
 */
export const withoutOtherLanguages = perKnowledge((knowledge): Knowledge => {
  return { ...knowledge, labels: knowledge.labels.filter((block) => !knowledge.otherLabels.has(block)) }
})

function read<T extends z.ZodType>(folder: string, name: string, schema: T): z.infer<T> {
  const file = join(folder, name)
  let data: unknown
  try {
    data = parse(simplify(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new KnowledgeError(`${file}: cannot be read as YAML (${(error as Error).message.split('\n')[0]})`)
  }
  const result = schema.safeParse(data)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  throw new KnowledgeError(`${file}: ${issue.path.join('.') || 'file'}: ${issue.message}`)
}

/** `configs/deid` of the checkout that this module runs in, compiled or not. */
function defaultFolder(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const folder = join(at, 'configs', 'deid')
    if (existsSync(folder)) return folder
    if (dirname(at) === at) throw new KnowledgeError('configs/deid: not found above the program')
  }
}
