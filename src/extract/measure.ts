import { z } from 'zod'
import { fold, key, literal } from './fold.js'

/** configs/extract/measures.yaml */
export const MeasureFile = z.strictObject({
  source: z.string(),
  /** Names of vital signs and body measures, as labels of `name value unit` items; always of the physical examination. */
  vitals: z.array(z.string()).min(1),
  /** Names of heart and vessel measures. */
  cardiovascular: z.array(z.string()).min(1),
  /** Other names that may label an item though the lexicon does not know them. */
  others: z.array(z.string()),
  /** UCUM unit of analytes that are reported in one unit only, for values printed without it. */
  implied_units: z.record(z.string(), z.string()),
  /** Words between a name and its value in running text. */
  connectors: z.array(z.string()).min(1),
  /** Words before a value that report it as measured: needed outside a summary, where much text explains tests. */
  reported: z.array(z.string()).min(1),
  /** Words before a value in running text that make it a target, an earlier result or a limit. */
  not_current: z.array(z.string()).min(1),
  /** Words that introduce the reference range behind a value. */
  range_labels: z.array(z.string()).min(1),
  /** Headings whose text explains results instead of reporting them. */
  explaining: z.array(z.string()).min(1),
})
export type MeasureFile = z.infer<typeof MeasureFile>

export interface MeasureVocabulary {
  readonly vitals: ReadonlySet<string>
  readonly cardiovascular: ReadonlySet<string>
  readonly others: ReadonlySet<string>
  readonly impliedUnits: ReadonlyMap<string, string>
  /** At the end of the text before a value. */
  readonly connector: RegExp
  readonly reported: RegExp
  readonly notCurrent: RegExp
  /** At the start of the text behind a value; what follows is a range. */
  readonly rangeLabel: RegExp
  readonly explaining: RegExp
}

/** Compiles the file. */
export function measureVocabulary(file: MeasureFile): MeasureVocabulary {
  const words = (list: readonly string[]): string =>
    [...list]
      .map(fold)
      .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
      .map((w) => (/^[a-z]/i.test(w) ? `(?<![a-z])${literal(w)}(?![a-z])` : literal(w)))
      .join('|')
  return {
    vitals: new Set(file.vitals.map(key)),
    cardiovascular: new Set(file.cardiovascular.map(key)),
    others: new Set(file.others.map(key)),
    impliedUnits: new Map(Object.entries(file.implied_units)),
    connector: new RegExp(`(?:\\s*(?:${words(file.connectors)}|[:=]))+\\s*$`, 'i'),
    reported: new RegExp(words(file.reported), 'i'),
    notCurrent: new RegExp(words(file.not_current), 'i'),
    rangeLabel: new RegExp(`^\\s*[([,;]?\\s*(?:${words(file.range_labels)})\\s*[:.]?\\s*`, 'i'),
    explaining: new RegExp(words(file.explaining), 'i'),
  }
}
