import { z } from 'zod'
import { fold, key, literal } from './fold.js'

/** configs/extract/rows.yaml */
export const RowFile = z.strictObject({
  source: z.string(),
  /** Words of header rows: a row whose name and value are both of these repeats the header. */
  headers: z.array(z.string()).min(1),
  /** Words for result that stand before it on a line of its own, or in the place of a name. */
  results: z.array(z.string()).min(1),
  /** Starts of a line that tells the method; `method_words` are whole lines that do. */
  method_labels: z.array(z.string()).min(1),
  method_words: z.array(z.string()).min(1),
  specimen_labels: z.array(z.string()).min(1),
  /** Starts of names of rows that hold remarks. */
  comments: z.array(z.string()).min(1),
  /** Labels of the subject, the order and the people who signed; whole names or followed by a colon. */
  subject: z.array(z.string()).min(1),
  /** Starts of lines about instruments and page furniture. */
  furniture: z.array(z.string()).min(1),
  /** Names of categories in guideline tables. */
  guideline: z.array(z.string()).min(1),
  /** Whole names of rows that sum up a section. */
  totals: z.array(z.string()).min(1),
  /** Words of headings of parts of one examination of a specimen. */
  parts: z.array(z.string()).min(1),
  /** Signs before a name that are not part of it. */
  bullets: z.string(),
})
export type RowFile = z.infer<typeof RowFile>

export interface RowVocabulary {
  readonly headers: ReadonlySet<string>
  /** At the start of a line: a word for result with the colon or the dots behind it. */
  readonly result: RegExp
  readonly method: RegExp
  readonly methodWords: ReadonlySet<string>
  readonly specimen: RegExp
  readonly comment: RegExp
  readonly subject: RegExp
  readonly furniture: RegExp
  readonly guideline: ReadonlySet<string>
  readonly totals: ReadonlySet<string>
  /** In a heading: a part of one examination of a specimen. */
  readonly part: RegExp
  readonly bullets: RegExp
}

/** What a printed row is: only a `result` becomes a record. */
export type RowKind =
  | 'result'
  | 'method'
  | 'specimen'
  | 'header'
  | 'comment'
  | 'subject'
  | 'furniture'
  | 'guideline'
  | 'total'

/** Compiles the file. */
export function rowVocabulary(file: RowFile): RowVocabulary {
  const start = (list: readonly string[], end: string, flags = 'i'): RegExp =>
    new RegExp(
      `^[\\s(\\[*•·-]*(?:${[...list]
        .map(fold)
        .sort((a, b) => b.length - a.length)
        .map(literal)
        .join('|')})${end}`,
      flags,
    )
  return {
    headers: new Set(file.headers.map(key)),
    result: start(file.results, '(?!\\p{L})[\\s.:·…_=-]*', 'iu'),
    method: start(file.method_labels, '(?![a-z])\\s*[:：.\\-=]?\\s*'),
    methodWords: new Set(file.method_words.map(key)),
    specimen: start(file.specimen_labels, '(?![a-z])\\s*[:：]?'),
    comment: start(file.comments, '(?![a-z])'),
    subject: start(file.subject, '\\s*(?::|$|\\s-)'),
    furniture: start(file.furniture, ''),
    guideline: new Set(file.guideline.map(key)),
    totals: new Set(file.totals.map(key)),
    part: new RegExp(file.parts.map(literal).join('|'), 'i'),
    bullets: new RegExp(`^(?:[${file.bullets.replace(/[\]\\^-]/g, '\\$&')}\\s]+|-\\s+|\\(?\\d{1,3}[.)、]\\s*(?=\\D))+`),
  }
}

/** True for a line that tells the method of the name above it. */
export function isMethodLine(line: string, v: RowVocabulary): boolean {
  const text = fold(line).trim()
  const bare = key(text).replace(/^[([]|[)\]]$/g, '')
  if (v.methodWords.has(bare)) return true
  const m = v.method.exec(text)
  return m !== null && (/[:.\-=]\s*$/.test(m[0]) || m[0].length < text.length || m[0].trim() === text)
}

/** The method without its label: `Method : Spectrophotometry` gives `Spectrophotometry`; brackets around it are taken off. */
export function methodText(line: string, v: RowVocabulary): string {
  const m = v.method.exec(fold(line))
  const rest = m && /[:.\-=]\s*$/.test(m[0]) && m[0].length < line.length ? line.slice(m[0].length) : line
  return rest
    .trim()
    .replace(/^[([（【](.*)[)\]）】]$/, '$1')
    .trim()
}

/**
 * Tells what a row is from its name and its value, before anything else is read. `measured` is true when the row has a unit or a
 * range of its own: `Total` and `Direct` are then results of the panel above (bilirubin), not sums and methods.
 */
export function rowKind(name: string, value: string, measured: boolean, v: RowVocabulary): RowKind {
  const n = fold(name).trim()
  const k = key(name)
  if (v.headers.has(k) && (value === '' || v.headers.has(key(value)))) return 'header'
  if (v.specimen.test(n)) return 'specimen'
  if (measured ? v.method.test(n) && /[:]/.test(n) : isMethodLine(n, v)) return 'method'
  if (v.subject.test(n)) return 'subject'
  if (v.comment.test(n)) return 'comment'
  if (v.furniture.test(n)) return 'furniture'
  if (measured) return 'result'
  if (v.totals.has(k)) return 'total'
  if (v.guideline.has(k.replace(/[:：]$/, ''))) return 'guideline'
  return 'result'
}

/** A name without its index number, bullet or star. */
export function cleanName(name: string, v: RowVocabulary): string {
  const m = v.bullets.exec(name)
  const cleaned = m ? name.slice(m[0].length) : name
  return (
    cleaned
      .replace(/\s*[:：]\s*$/, '')
      // Dots that lead from the name to its result.
      .replace(/\s*[.·…_]{3,}$/, '')
      .replace(/\s*[*★☆]+$/, '')
      .trim()
  )
}
