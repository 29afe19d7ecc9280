import { z } from 'zod'
import type { DeidentifiedPage, Word } from '../records/page.js'
import type { Report } from '../records/report.js'
import { fold, literal } from './fold.js'

/** configs/extract/demographics.yaml */
export const DemographicsFile = z.strictObject({
  source: z.string(),
  sex_labels: z.array(z.string()).min(1),
  age_labels: z.array(z.string()).min(1),
  male: z.array(z.string()).min(1),
  female: z.array(z.string()).min(1),
  years: z.array(z.string()).min(1),
  months: z.array(z.string()).min(1),
  days: z.array(z.string()).min(1),
  prose_male: z.array(z.string()).min(1),
  prose_female: z.array(z.string()).min(1),
  salutation_male: z.array(z.string()).min(1),
  salutation_female: z.array(z.string()).min(1),
  salutations: z.array(z.string()).min(1),
})
export type DemographicsFile = z.infer<typeof DemographicsFile>

export interface DemographicVocabulary {
  readonly sexAfterLabel: RegExp
  readonly ageAfterLabel: RegExp
  readonly sexThenAge: RegExp
  readonly ageThenSex: RegExp
  readonly male: RegExp
  readonly younger: RegExp
  /** A word that is nothing but a label. */
  readonly label: RegExp
  /** In running text, group `years` and one of `male`, `female` (`a 69-year-old woman`, `45岁男性`). */
  readonly described: RegExp
  /** `Dear Ms`, `尊敬的…先生`: one of the groups `male`, `female`. */
  readonly addressed: RegExp
}

export interface Demographics {
  readonly sex: Report['sex']
  readonly age: number | null
  readonly age_top_coded: boolean
}

/** Compiles the file. */
export function demographicVocabulary(file: DemographicsFile): DemographicVocabulary {
  const words = (list: readonly string[]): string =>
    [...list]
      .map(fold)
      .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
      .map((w) => (/^[a-z]/i.test(w) ? `(?<![a-z])${literal(w)}(?![a-z])` : literal(w)))
      .join('|')
  const sexLabel = `(?:${words(file.sex_labels)})`
  const ageLabel = `(?:${words(file.age_labels)})`
  const sex = `(?:${words([...file.male, ...file.female])})`
  const unit = `(?:${[...file.years, ...file.months, ...file.days]
    .map(fold)
    .sort((a, b) => b.length - a.length)
    .map((w) => (/[a-z]$/i.test(w) ? `${literal(w)}(?![a-z])` : literal(w)))
    .join('|')})`
  const gap = String.raw`[\s:/|,.()\-]*`
  const age = `(\\d{1,3})(?!\\d|[./-]\\d)\\s*(${unit}|\\+)?`
  return {
    sexAfterLabel: new RegExp(
      `${sexLabel}${gap}(?:${ageLabel}${gap})?(?:\\d{1,3}\\s*${unit}?${gap}(?:\\d{1,2}\\s*${unit}${gap})*)?(${sex})`,
      'i',
    ),
    ageAfterLabel: new RegExp(`${ageLabel}${gap}(?:${sexLabel}${gap})?(?:${sex}${gap})?${age}`, 'i'),
    sexThenAge: new RegExp(`(?<![\\w\\u4e00-\\u9fff])(${sex})\\s*[/,|]?\\s*(\\d{1,3})\\s*(${unit})`, 'i'),
    ageThenSex: new RegExp(`(?<![\\d.])(\\d{1,3})\\s*(${unit})?\\s*[/,|]\\s*(${sex})(?![\\w-])`, 'i'),
    label: new RegExp(`^(?:${sexLabel}|${ageLabel})[:.]?$`, 'i'),
    described: new RegExp(
      `(?<![\\d.])(?<years>\\d{1,3})(?:[- ]years?[- ]old\\s+(?:[a-z-]+\\s+){0,2}?|\\s*岁的?)(?:(?<male>${words(file.prose_male)})|(?<female>${words(file.prose_female)}))`,
      'i',
    ),
    addressed: new RegExp(
      `(?:${words(file.salutations)})[^,，。:：]{0,24}?(?:(?<male>${words(file.salutation_male)})|(?<female>${words(file.salutation_female)}))`,
      'i',
    ),
    male: new RegExp(`^(?:${words(file.male)})$`, 'i'),
    younger: new RegExp(
      `^(?:${[...file.months, ...file.days]
        .map(fold)
        .sort((a, b) => b.length - a.length)
        .map(literal)
        .join('|')})$`,
      'i',
    ),
  }
}

/**
 * Completes sex and age from the pages, where the report does not give them: behind a label, or as one mark (`男 61 岁`, `46Y/F`,
 * `M/46 Yrs`) on the first page, else in running text (`a 69-year-old woman`, `尊敬的…先生`). Ages of 90 and above are given as 90.
 */
export function demographics(
  pages: readonly DeidentifiedPage[],
  given: Pick<Report, 'sex' | 'age' | 'age_top_coded'>,
  v: DemographicVocabulary,
): Demographics {
  let sex = given.sex
  let age = given.age
  let top = given.age_top_coded
  const years = (figures: string, unit: string | undefined): void => {
    if (age !== null) return
    const n = unit !== undefined && v.younger.test(unit) ? 0 : Number(figures)
    if (n > 120) return
    top = n >= 90
    age = Math.min(n, 90)
  }
  const sexOf = (word: string): Report['sex'] => (v.male.test(word) ? 'male' : 'female')
  for (const page of pages) {
    if (sex !== null && age !== null) break
    for (const line of [...visualLines(page.words), ...stackedLines(page.words, v)]) {
      const text = fold(line)
      const bySex = v.sexAfterLabel.exec(text)
      if (sex === null && bySex) sex = sexOf(bySex[1]!)
      const byAge = v.ageAfterLabel.exec(text)
      if (byAge) years(byAge[1]!, byAge[2])
      if (page.number !== pages[0]?.number) continue
      const both = v.sexThenAge.exec(text)
      if (both && (sex === null || age === null)) {
        sex ??= sexOf(both[1]!)
        years(both[2]!, both[3])
      }
      const reversed = v.ageThenSex.exec(text)
      if (reversed && reversed[2] !== undefined && (sex === null || age === null)) {
        sex ??= sexOf(reversed[3]!)
        years(reversed[1]!, reversed[2])
      }
    }
  }
  // No labelled field says it: the letter does.
  for (const page of pages) {
    if (sex !== null) break
    const text = fold(visualLines(page.words).join(' '))
    const told = v.described.exec(text)?.groups
    const greeted = v.addressed.exec(text)?.groups
    const groups = told ?? greeted
    if (groups === undefined) continue
    sex = groups.male === undefined ? 'female' : 'male'
    if (told?.years !== undefined) years(told.years, undefined)
  }
  return { sex, age, age_top_coded: top }
}

/** Words of a page in rows by their middle: enough to read a label and what stands right of it. */
export function visualLines(words: readonly Word[]): string[] {
  const upright = words.filter((w) => Math.abs(w.angle) < 20 && w.text.trim() !== '')
  const sorted = [...upright].sort((a, b) => middle(a) - middle(b) || a.bbox[0] - b.bbox[0])
  const rows: Word[][] = []
  for (const word of sorted) {
    const row = rows.at(-1)
    const height = word.bbox[3] - word.bbox[1]
    if (row && middle(word) - middle(row[0]!) < height * 0.5) row.push(word)
    else rows.push([word])
  }
  return rows.map((row) =>
    row
      .sort((a, b) => a.bbox[0] - b.bbox[0])
      .map((w) => w.text)
      .join(' '),
  )
}

/** Labels of sex and age with what stands right below them, as one line each: forms that print the value under its label. */
function stackedLines(words: readonly Word[], v: DemographicVocabulary): string[] {
  const out: string[] = []
  for (const label of words) {
    if (!v.label.test(fold(label.text).trim())) continue
    const height = label.bbox[3] - label.bbox[1]
    const beside = words.some(
      (w) =>
        w !== label &&
        Math.abs(middle(w) - middle(label)) < height * 0.5 &&
        w.bbox[0] >= label.bbox[2] - 1 &&
        w.bbox[0] < label.bbox[2] + 1.5 * height,
    )
    if (beside) continue
    const below = words
      .filter((w) => w.bbox[1] >= label.bbox[3] - height * 0.3 && w.bbox[1] < label.bbox[3] + height * 1.2)
      .filter((w) => w.bbox[0] > label.bbox[0] - height && w.bbox[0] < label.bbox[2] + 2 * height)
      .sort((a, b) => a.bbox[0] - b.bbox[0])
    if (below.length > 0) out.push(`${label.text} ${below.map((w) => w.text).join(' ')}`)
  }
  return out
}

function middle(w: Word): number {
  return (w.bbox[1] + w.bbox[3]) / 2
}
