import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { Priority } from '../records/action-card.js'

const Share = z.number().min(0).max(1)

/** configs/benchmark/scoring.yaml */
export const ScoringConfig = z.strictObject({
  matching: z.strictObject({
    source: z.string(),
    /** Least similarity of a pair that counts as a match (tau). */
    threshold: Share,
    /** Thresholds of the sweep that is printed beside the score. */
    sweep: z.array(Share),
    code: Share,
    synonym: Share,
    /** By steps up the ontology; the last holds for all further steps. */
    ancestors: z.array(Share).min(1),
    /** A body system named instead of an issue. */
    system: Share,
    /** Factor on the bigram likeness of words. */
    lexical: Share,
  }),
  severity: z.strictObject({ source: z.string(), weights: z.record(Priority, z.number().positive()) }),
  windows: z.strictObject({
    source: z.string(),
    buckets: z.array(z.number().int()).min(1),
    horizon_days: z.number().int(),
  }),
  departments: z.strictObject({ source: z.string(), exact: Share, acceptable: Share, parent: Share }),
  readability: z.strictObject({ source: z.string(), max_grade_en: z.number(), max_sentence_zh: z.number() }),
  safety: z.strictObject({ source: z.string(), classes: z.array(z.string()).min(1) }),
  reading_speed: z.strictObject({
    source: z.string(),
    en_words_per_minute: z.number().positive(),
    zh_characters_per_minute: z.number().positive(),
  }),
  subgroups: z.strictObject({ source: z.string(), age_bands: z.array(z.number().int()) }),
  worst_cases: z.number().int().min(0),
})
export type ScoringConfig = z.infer<typeof ScoringConfig>

const TwoLanguages = z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) })

/** configs/benchmark/complexity.yaml */
export const ComplexityWords = z.strictObject({
  source: z.string(),
  steps: TwoLanguages,
  actors: TwoLanguages,
  conditions: TwoLanguages,
})
export type ComplexityWords = z.infer<typeof ComplexityWords>

/** configs/benchmark/actionability.yaml */
export const ActionabilityChecklist = z.strictObject({
  source: z.string(),
  items: z.array(
    z.strictObject({ id: z.string(), en: z.string(), zh: z.string(), priorities: z.array(Priority).optional() }),
  ),
  questions: z.strictObject({ min: z.number().int(), max: z.number().int() }),
})
export type ActionabilityChecklist = z.infer<typeof ActionabilityChecklist>

/** configs/benchmark/medical-terms.yaml */
export const MedicalTerms = z.strictObject({
  source: z.string(),
  explained: z.strictObject({ zh: z.string(), en: z.string() }),
  zh: z.array(z.string()),
  /** Single words. */
  en: z.array(z.string().regex(/^\w+$/)),
})
export type MedicalTerms = z.infer<typeof MedicalTerms>

/** configs/benchmark/refusals.yaml */
export const Refusals = z.strictObject({ source: z.string(), patterns: z.array(z.string()) })

/** Everything of configs/benchmark that scoring needs. */
export interface ScoringKnowledge {
  readonly config: ScoringConfig
  readonly complexity: ComplexityWords
  readonly checklist: ActionabilityChecklist
  readonly terms: MedicalTerms
}

/** Thrown when a file of configs/benchmark or configs/models is missing or wrong. */
export class BenchmarkConfigError extends Error {
  override readonly name = 'BenchmarkConfigError'
}

/** @throws BenchmarkConfigError naming file and key */
export function loadScoringKnowledge(folder: string): ScoringKnowledge {
  return {
    config: readYamlFile(join(folder, 'scoring.yaml'), ScoringConfig),
    complexity: readYamlFile(join(folder, 'complexity.yaml'), ComplexityWords),
    checklist: readYamlFile(join(folder, 'actionability.yaml'), ActionabilityChecklist),
    terms: readYamlFile(join(folder, 'medical-terms.yaml'), MedicalTerms),
  }
}

/** Reads and checks one YAML file; messages name file, key and value. */
export function readYamlFile<T extends z.ZodType>(path: string, schema: T): z.output<T> {
  let data: unknown
  try {
    data = parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const code = (error as { code?: string }).code
    throw new BenchmarkConfigError(`${path}: ${code === 'ENOENT' ? 'is missing' : 'cannot be read as YAML'}`)
  }
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null)?.[key], data)
  const shown = JSON.stringify(value)?.slice(0, 80) ?? 'missing'
  throw new BenchmarkConfigError(`${path}: ${issue.path.join('.') || 'the file'} is ${shown}: ${issue.message}`)
}
