import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { BenchmarkConfigError } from '../scoring-config.js'
import { krippendorffAlpha } from '../statistics/agreement.js'
import type { UsefulnessFile } from './usefulness-file.js'

/** A person's rating of all cards of one answer: 1-5 by the rubric that the judge is given, null where the person cannot judge. */
const HumanRating = z.strictObject({
  report_id: z.string(),
  /** Label of the run as the report prints it; the person does not see it. */
  run: z.string(),
  /** Pseudonym of the person. */
  rater: z.string(),
  usefulness: z.number().int().min(1).max(5).nullable(),
})
export type HumanRating = z.infer<typeof HumanRating>

/**
 * Reads human ratings, one JSON object per line.
 * @throws BenchmarkConfigError naming line and key of the first fault, and raters who rated an answer twice
 */
export function readHumanRatings(path: string): HumanRating[] {
  const seen = new Map<string, number>()
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text, i) => {
      if (text.trim() === '') return []
      let data: unknown = null
      try {
        data = JSON.parse(text)
      } catch {
        throw new BenchmarkConfigError(`${path}, line ${i + 1}: not JSON`)
      }
      const parsed = HumanRating.safeParse(data)
      if (!parsed.success) {
        const { path: key, message } = parsed.error.issues[0]!
        throw new BenchmarkConfigError(`${path}, line ${i + 1}, ${key.join('.')}: ${message}`)
      }
      const { report_id, run, rater } = parsed.data
      const before = seen.get(`${report_id}\n${run}\n${rater}`)
      if (before !== undefined)
        throw new BenchmarkConfigError(`${path}, line ${i + 1}: this rater rated this answer in line ${before} already`)
      seen.set(`${report_id}\n${run}\n${rater}`, i + 1)
      return [parsed.data]
    })
}

/** Ratings of people by answer (`<run>` and report id), abstentions left out. */
export function ratingsByAnswer(ratings: readonly HumanRating[]): Map<string, number[]> {
  const byAnswer = new Map<string, number[]>()
  for (const { run, report_id, usefulness } of ratings) {
    if (usefulness === null) continue
    const key = answerKey(run, report_id)
    byAnswer.set(key, [...(byAnswer.get(key) ?? []), usefulness])
  }
  return byAnswer
}

export function answerKey(run: string, reportId: string): string {
  return `${run}\n${reportId}`
}

/** Agreement of a judge with people on the answers that both rated; null where there are none. */
export function agreementWithPeople(
  judged: ReadonlyMap<string, number>,
  ratings: readonly HumanRating[],
): UsefulnessFile['agreement'] {
  const people = ratingsByAnswer(ratings)
  const both = [...people].flatMap(([key, values]) => {
    const judge = judged.get(key)
    return judge === undefined ? [] : [{ judge, people: median(values) }]
  })
  if (both.length === 0) return null
  return {
    raters: new Set(ratings.map((r) => r.rater)).size,
    answers: both.length,
    alpha: krippendorffAlpha(
      both.map((b) => [b.judge, b.people]),
      'ordinal',
    ),
    alpha_people: krippendorffAlpha([...people.values()], 'ordinal'),
    bias: both.reduce((sum, b) => sum + b.judge - b.people, 0) / both.length,
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
