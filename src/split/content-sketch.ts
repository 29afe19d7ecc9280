import { z } from 'zod'
import type { Biomarker } from '../records/biomarker.js'
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
  /** MinHash over pairs of words without digits: what the form prints, whoever the patient is. */
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

/** The two signatures of a text. */
export function textSignatures(words: readonly string[]): Pick<ContentSketch, 'text' | 'form'> {
  return {
    text: minHash(wordRuns(words, 3)),
    form: minHash(
      wordRuns(
        words.filter((w) => !/\d/.test(w)),
        2,
      ),
    ),
  }
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
