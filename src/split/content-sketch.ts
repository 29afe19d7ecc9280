import { z } from 'zod'
import type { Biomarker } from '../records/biomarker.js'
import type { DeidentifiedPage } from '../records/page.js'
import { Report } from '../records/report.js'
import { hash32, minHash } from './min-hash.js'

const Signature = z.array(z.number().int()).nullable()

/**
 * `processed/sketches/<report_id>.json`: what near-duplicates are found by, small enough to hold for a whole corpus. Made of de-identified
 * words and pictures only.
 */
export const ContentSketch = z.object({
  report: Report,
  /** MinHash over runs of three words, numbers included. */
  text: Signature,
  /** MinHash over the words without digits in the head and foot of the first page: what the form prints, whoever the patient is. */
  form: Signature,
  /** Hashes of `name = value` of the results on each page that say enough to tell people apart, sorted. */
  pages: z.array(
    z.object({
      results: z.array(z.number().int()),
      fingerprint: z.array(z.string()).nullable(),
      sha256: z.string().nullable(),
    }),
  ),
})
export type ContentSketch = z.infer<typeof ContentSketch>

/** Words as they are compared: NFKC, lower case, each Han character a word, punctuation left out, placeholders kept. */
export function comparedWords(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(WORDS) ?? []
}
const WORDS = /\p{Script=Han}|\d+(?:[.,]\d+)*|(?:(?!\p{Script=Han})[\p{L}\p{M}])+/gu

/** Hashes of all runs of `n` words. */
export function wordRuns(words: readonly string[], n: number): Set<number> {
  const runs = new Set<number>()
  for (let i = 0; i + n <= words.length; i++) runs.add(hash32(words.slice(i, i + n).join(' ')))
  return runs
}

/** Shares of the page height above and below which the words of a form's head and foot stand. */
const [HEAD, FOOT] = [0.3, 0.85]

/** The two signatures of a report's pages. */
export function textSignatures(pages: readonly SketchedPage[]): Pick<ContentSketch, 'text' | 'form'> {
  const words = comparedWords(pages.flatMap((p) => p.words.map((w) => w.text)).join(' '))
  const form = new Set<number>()
  for (const { words: own, height } of pages.slice(0, 1))
    for (const { text, bbox, source } of own) {
      const y = bbox[1] / height
      if ((y > HEAD && y < FOOT) || source === 'redaction' || /\d/.test(text)) continue
      for (const word of comparedWords(text)) form.add(hash32(word))
    }
  return { text: minHash(wordRuns(words, 3)), form: minHash(form) }
}

/** What is read of a page. */
export type SketchedPage = Pick<DeidentifiedPage, 'height'> & {
  readonly words: readonly Pick<DeidentifiedPage['words'][number], 'text' | 'bbox' | 'source'>[]
}

/**
 * Hashes of the current results of one page, sorted. Only numbers of two digits and more count: a strip of `negative` and `1.0` reads the
 * same for any two healthy people.
 */
export function resultHashes(biomarkers: readonly Biomarker[], page: number): number[] {
  const hashes = new Set<number>()
  for (const b of biomarkers) {
    if (b.page !== page || b.role !== 'current' || b.value_kind !== 'quantity') continue
    if ((b.value_printed.match(/\d/g) ?? []).length < 2) continue
    hashes.add(hash32(`${b.analyte ?? comparedWords(b.name_printed).join(' ')}=${b.comparator ?? ''}${b.value}`))
  }
  return [...hashes].sort((a, b) => a - b)
}
