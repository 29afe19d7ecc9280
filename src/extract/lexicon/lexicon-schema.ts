import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { ValueKind } from '../../records/biomarker.js'
import { Sex } from '../../records/report.js'

/** What was examined. `patient` for examinations and devices. */
export const Specimen = z.enum([
  'blood',
  'serum',
  'plasma',
  'urine',
  'urine_24h',
  'stool',
  'semen',
  'genital',
  'csf',
  'fluid',
  'breath',
  'saliva',
  'hair',
  'cervix',
  'patient',
])
export type Specimen = z.infer<typeof Specimen>

/** A LOINC code with its long common name (or display name), copied unchanged as section 10 of the LOINC licence asks. */
export const LoincTerm = z.strictObject({
  code: z.string().regex(/^\d{1,7}-\d$/),
  /** LOINC property axis (`MCnc`, `SCnc`, `PrThr`); null for clinical terms whose axes the terminology folder does not give. */
  property: z.string().nullable(),
  loinc_name: z.string().min(3),
  /** The term is only for units with this annotation (`FEU` in `mg/L{FEU}`). */
  annotation: z.string().optional(),
})
export type LoincTerm = z.infer<typeof LoincTerm>

/** A default reference range, only ever with its source. Ages in years; limits are inclusive, in the canonical unit. */
export const DefaultRange = z.strictObject({
  low: z.number().nullable(),
  high: z.number().nullable(),
  sex: Sex.optional(),
  age_min: z.number().optional(),
  age_max: z.number().optional(),
  source: z.string().min(3),
})
export type DefaultRange = z.infer<typeof DefaultRange>

/** One analyte: what a printed result row measures. */
export const Analyte = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9_]*$/),
  name_en: z.string().min(1),
  names_en: z.array(z.string().min(1)).default([]),
  names_zh: z.array(z.string().min(1)).default([]),
  names_other: z.array(z.string().min(1)).default([]),
  /** Typical misreadings that folding and edit distance do not reach. */
  names_ocr: z.array(z.string().min(1)).default([]),
  specimen: Specimen,
  panels: z.array(z.string()).default([]),
  kinds: z.array(ValueKind).min(1),
  /** Canonical UCUM unit, null for results without a number. */
  unit: z.string().nullable(),
  /** Other UCUM units it is reported in. */
  units: z.array(z.string()).default([]),
  loinc: z.array(LoincTerm).default([]),
  /** g/mol, for conversion between mass and amount of substance. */
  molar_mass: z.number().positive().nullable().default(null),
  /** A conversion rule of configs/lexicon/conversions.yaml, where molar mass does not serve. */
  conversion: z.string().nullable().default(null),
  /** Limits, in the canonical unit, beyond which a value is not believable in a living patient. */
  plausible: z.tuple([z.number().nullable(), z.number().nullable()]).default([null, null]),
  sex: Sex.nullable().default(null),
  /** Taken when its name is shared with others and nothing in the report tells them apart. */
  primary: z.boolean().default(false),
  /** `total` of these components, or `ratio` of two analytes. */
  relation: z
    .strictObject({ type: z.enum(['sum', 'ratio', 'difference', 'at_most']), of: z.array(z.string()).min(1) })
    .nullable()
    .default(null),
  ranges: z.array(DefaultRange).default([]),
  source: z.string().optional(),
})
export type Analyte = z.infer<typeof Analyte>

const AnalyteFile = z.strictObject({ source: z.string().min(3), analytes: z.array(Analyte).min(1) })

/** Titles by which a panel is recognised, and the specimen it implies. */
export const Panel = z.strictObject({
  code: z.string(),
  specimen: Specimen.nullable(),
  titles: z.array(z.string().min(1)).min(1),
})
export type Panel = z.infer<typeof Panel>
const PanelFile = z.strictObject({ source: z.string().min(3), panels: z.array(Panel).min(1) })

/** Word lists and thresholds of matching. */
export const Matching = z.strictObject({
  source: z.string().min(3),
  /** Parts of words spelt alike: `haem` and `hem`. Applied in order. */
  spellings: z.array(z.tuple([z.string(), z.string()])),
  /** Words that mean the same within a name. */
  words: z.record(z.string(), z.string()),
  /** Words that carry no meaning for mapping. */
  noise: z.array(z.string()),
  /** Words for the subject's state (fasting) that are dropped when no analyte is named with them. */
  state_words: z.array(z.string()).min(1),
  /** Words of a part in brackets that tells the method or the formula; `weak` ones say so only beside one of the others. */
  method_words: z.array(z.string()).min(1),
  method_words_weak: z.array(z.string()),
  /** Words that change what is measured: never dropped. */
  qualifiers: z.array(z.string()),
  /** Word or prefix in the name → specimen. */
  specimen_words: z.record(z.string(), Specimen),
  specimen_prefixes: z.record(z.string(), Specimen),
  specimen_prefixes_zh: z.record(z.string(), Specimen),
  suffixes_zh: z.array(z.string()),
  /** Characters that tell names apart (左右, 原体): an edit that touches one is never taken for a misreading. */
  distinctive_zh: z.string(),
  /** Traditional → simplified, pairs of characters. */
  traditional: z.string(),
  /** Characters that look alike to OCR, folded to the second of each pair. */
  confusable: z.array(z.tuple([z.string(), z.string()])),
  /** LOINC property → kinds of unit it is reported in; `none` for results without unit. */
  properties: z.record(z.string(), z.array(z.string())),
  tiers: z.strictObject({
    exact: z.number(),
    stripped: z.number(),
    tokens: z.number(),
    segments: z.number(),
    folded: z.number(),
    fuzzy: z.number(),
    disagreeing: z.number(),
  }),
  /** Score that each kind of evidence adds or takes. */
  evidence: z.strictObject({
    unit_agrees: z.number(),
    unit_differs: z.number(),
    unitless_agrees: z.number(),
    panel_agrees: z.number(),
    panel_differs: z.number(),
    specimen_agrees: z.number(),
    specimen_differs: z.number(),
    value_kind_differs: z.number(),
    primary: z.number(),
  }),
  /** Smallest lead over the second candidate, and smallest confidence; below either the lexicon abstains. */
  margin: z.number(),
  threshold: z.number(),
})
export type Matching = z.infer<typeof Matching>

/** Words of names in other languages of Latin script, with their English counterparts (none for a word that says nothing). */
export const Languages = z.strictObject({
  source: z.string().min(3),
  words: z.record(z.string(), z.record(z.string(), z.string())),
  noise: z.array(z.string()),
  specimen_words: z.record(z.string(), Specimen),
})
export type Languages = z.infer<typeof Languages>

/** A file under configs/lexicon that does not hold what it should. */
export class LexiconError extends Error {
  override readonly name = 'LexiconError'
}

async function readYaml<T>(file: string, schema: z.ZodType<T>, name: string): Promise<T> {
  let content: unknown
  try {
    // No position keeping: the files are long, and zod names row and key.
    content = parse(await readFile(file, 'utf8'), { prettyErrors: false, uniqueKeys: false, merge: false })
  } catch (error) {
    throw new LexiconError(`${name}: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
  const result = schema.safeParse(content)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  throw new LexiconError(`${name}: ${describeRow(content, issue.path)}: ${issue.message}`)
}

/** `analytes[12] (glucose).unit`: the row's place and code. */
function describeRow(content: unknown, keys: readonly PropertyKey[]): string {
  let here: unknown = content
  let text = ''
  for (const key of keys) {
    text += typeof key === 'number' ? `[${key}]` : `${text === '' ? '' : '.'}${String(key)}`
    here = typeof here === 'object' && here !== null ? (here as Record<PropertyKey, unknown>)[key] : undefined
    if (typeof here === 'object' && here !== null && 'code' in here) text += ` (${String(here.code)})`
  }
  return text === '' ? 'file' : text
}

/** All knowledge of `configs/lexicon`, validated. Analytes in file and row order. */
export async function readLexiconFiles(
  dir: string,
): Promise<{ analytes: Analyte[]; panels: Panel[]; matching: Matching; languages: Languages }> {
  const folder = path.join(dir, 'analytes')
  const names = (await readdir(folder)).filter((n) => n.endsWith('.yaml')).sort()
  const analytes: Analyte[] = []
  const seen = new Map<string, string>()
  for (const name of names) {
    const file = await readYaml(path.join(folder, name), AnalyteFile, `analytes/${name}`)
    for (const analyte of file.analytes) {
      const other = seen.get(analyte.code)
      if (other !== undefined)
        throw new LexiconError(`analytes/${name}: code ${analyte.code} stands in analytes/${other} already`)
      seen.set(analyte.code, name)
      analytes.push(analyte)
    }
  }
  const { panels } = await readYaml(path.join(dir, 'panels.yaml'), PanelFile, 'panels.yaml')
  const matching = await readYaml(path.join(dir, 'matching.yaml'), Matching, 'matching.yaml')
  const languages = await readYaml(path.join(dir, 'languages.yaml'), Languages, 'languages.yaml')
  const panelCodes = new Set(panels.map((p) => p.code))
  for (const analyte of analytes) {
    const unknown = analyte.panels.find((p) => !panelCodes.has(p))
    if (unknown !== undefined)
      throw new LexiconError(`analyte ${analyte.code}: panels: ${unknown} is not in panels.yaml`)
    const missing = analyte.relation?.of.find((code) => !seen.has(code))
    if (missing !== undefined) throw new LexiconError(`analyte ${analyte.code}: relation: ${missing} is not an analyte`)
    const property = analyte.loinc.find((t) => t.property !== null && matching.properties[t.property] === undefined)
    if (property !== undefined)
      throw new LexiconError(
        `analyte ${analyte.code}: loinc ${property.code}: property ${property.property} is not in matching.yaml`,
      )
  }
  return { analytes, panels, matching, languages }
}
