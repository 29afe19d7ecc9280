import { join } from 'node:path'
import { DemographicsFile, type DemographicVocabulary, demographicVocabulary } from './demographics.js'
import { FindingsFile, type FindingVocabulary, findingVocabulary } from './finding/finding-vocabulary.js'
import { FlagFile, type FlagVocabulary, flagVocabulary } from './flag.js'
import { readKnowledge } from './knowledge-file.js'
import { loadLexicon } from './lexicon/lexicon.js'
import { MeasureFile, type MeasureVocabulary, measureVocabulary } from './measure.js'
import { memo } from './memo.js'
import { MisreadingFile, type NameRepair, nameRepair } from './name-repair.js'
import { PlausibilityFile } from './plausibility.js'
import { RangeFile, type RangeVocabulary, rangeVocabulary } from './range.js'
import { RowFile, type RowVocabulary, rowVocabulary } from './row-kind.js'
import { convert, loadConversionRules } from './ucum.js'
import { ValueFile, type ValueVocabulary, valueVocabulary } from './value.js'

/** What the extract room asks of the lexicon. */
export interface AnalyteLexicon {
  map(query: AnalyteQuery): AnalyteMatch | null
  isAnalyteName(text: string): boolean
  /** What the lexicon holds of an analyte, for relations and default ranges; null for an unknown code. */
  get?(code: string): AnalyteEntry | null
  readonly analytes?: readonly AnalyteEntry[]
}

/** The part of a lexicon entry that extraction uses. Ranges are in the canonical unit, limits inclusive, ages in years. */
export interface AnalyteEntry {
  readonly code: string
  /** Names that it is printed under. */
  readonly name_en?: string
  readonly names_en?: readonly string[]
  readonly names_zh?: readonly string[]
  /** Kinds of value, the usual one first. */
  readonly kinds?: readonly string[]
  /** Canonical UCUM unit, and the others in which it is reported. */
  readonly unit: string | null
  readonly units: readonly string[]
  /** Code of a conversion rule. */
  readonly conversion: string | null
  readonly relation: {
    readonly type: 'sum' | 'ratio' | 'difference' | 'at_most'
    readonly of: readonly string[]
  } | null
  readonly ranges: readonly {
    readonly low: number | null
    readonly high: number | null
    readonly sex?: 'male' | 'female' | undefined
    readonly age_min?: number | undefined
    readonly age_max?: number | undefined
  }[]
}

export interface AnalyteQuery {
  readonly name: string
  readonly unit: string | null
  readonly panel: string | null
  readonly section: string | null
  readonly specimen: string | null
  readonly value_kind?: string
}

/** What the lexicon says of a printed name. */
export interface AnalyteMatch {
  readonly analyte: string
  readonly loinc: string | null
  readonly confidence: number
  /** UCUM of the printed unit as this analyte uses it; absent where the lexicon does not say. */
  readonly ucum_unit?: string | null
  readonly specimen: string | null
  readonly canonical_unit: string | null
  readonly molar_mass: number | null
  readonly plausible_low: number | null
  readonly plausible_high: number | null
}

/** What the extract room asks of units. */
export interface UnitKnowledge {
  toUcum(printed: string): string | null
  /** `rule` is the code of a conversion rule of the lexicon, for what molar mass does not convert. */
  convert(
    value: number,
    from: string,
    to: string,
    molarMass: number | null,
    rule: string | null,
  ): { value: number; factor: number } | null
}

/** All that extraction knows: the compiled files of configs/extract, the lexicon and the units. */
export interface ExtractKnowledge {
  readonly lexicon: AnalyteLexicon
  readonly units: UnitKnowledge
  readonly flags: FlagVocabulary
  readonly values: ValueVocabulary
  readonly ranges: RangeVocabulary
  readonly rows: RowVocabulary
  readonly measures: MeasureVocabulary
  readonly demographics: DemographicVocabulary
  readonly plausibility: PlausibilityFile
  readonly findings: FindingVocabulary
  /** Puts names right that a scan misread, by the lexicon. */
  readonly repairName: NameRepair
}

/**
 * Loads all that extraction knows from configs/extract (`folder`) and configs/lexicon (`lexiconFolder`).
 * @throws Error naming file, key and value that are wrong.
 */
export async function loadExtractKnowledge(folder: string, lexiconFolder: string): Promise<ExtractKnowledge> {
  const [lexicon, rules] = await Promise.all([loadLexicon(lexiconFolder), loadConversionRules(lexiconFolder)])
  return compileKnowledge(folder, lexicon, {
    toUcum: (printed) => lexicon.units.toUcum(printed),
    convert: (value, from, to, molarMass, rule) =>
      convert(value, from, to, molarMass, rule === null ? null : (rules.get(rule) ?? null)),
  })
}

/** Reads and compiles configs/extract around a lexicon and units that are loaded already. */
export async function compileKnowledge(
  folder: string,
  lexicon: AnalyteLexicon,
  units: UnitKnowledge,
): Promise<ExtractKnowledge> {
  const file = (name: string): string => join(folder, name)
  const [flags, values, ranges, rows, measures, demographics, plausibility, findings, misreadings] = await Promise.all([
    readKnowledge(file('flags.yaml'), FlagFile),
    readKnowledge(file('values.yaml'), ValueFile),
    readKnowledge(file('ranges.yaml'), RangeFile),
    readKnowledge(file('rows.yaml'), RowFile),
    readKnowledge(file('measures.yaml'), MeasureFile),
    readKnowledge(file('demographics.yaml'), DemographicsFile),
    readKnowledge(file('plausibility.yaml'), PlausibilityFile),
    readKnowledge(file('findings.yaml'), FindingsFile),
    readKnowledge(file('misreadings.yaml'), MisreadingFile),
  ])
  return {
    lexicon: {
      map: memo(
        (query: AnalyteQuery) => lexicon.map(query),
        (q) => JSON.stringify([q.name, q.unit, q.panel, q.section, q.specimen, q.value_kind]),
      ),
      isAnalyteName: memo(
        (text: string) => lexicon.isAnalyteName(text),
        (text) => text,
      ),
      ...(lexicon.get ? { get: (code: string) => lexicon.get!(code) } : {}),
      analytes: lexicon.analytes ?? [],
    },
    units: {
      toUcum: memo(
        (printed: string) => units.toUcum(printed),
        (printed) => printed,
      ),
      convert: units.convert,
    },
    flags: flagVocabulary(flags),
    values: valueVocabulary(values),
    ranges: rangeVocabulary(ranges),
    rows: rowVocabulary(rows),
    measures: measureVocabulary(measures),
    demographics: demographicVocabulary(demographics),
    plausibility,
    findings: findingVocabulary(findings),
    repairName: memo(
      nameRepair(
        misreadings,
        (lexicon.analytes ?? []).map((a) => [a.name_en ?? [], a.names_en ?? [], a.names_zh ?? []].flat()),
      ),
      (name) => name,
    ),
  }
}
