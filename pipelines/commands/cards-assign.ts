import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { seededRandom } from '../../src/benchmark/statistics/random.js'
import { isSyntheticReviewer, ReviewerName } from '../../src/cards/review/decision.js'
import type { Paths } from '../../src/engine/pipeline.js'
import { resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'
import { type Desk, loadDesks } from './cards-desk.js'

/** Folder of the assignments under the annotations folder: one file per reviewer, so that nobody sees the others'. */
const FOLDER = 'card-assignments'

/** `raw/annotations/card-assignments/<reviewer>.json`; reports in the order in which they are to be judged. */
export const Assignment = z.strictObject({ reviewer: ReviewerName, reports: z.array(z.string()) })

/** Options of `checkup cards assign`. */
export interface AssignOptions extends WorkplaceOptions {
  /** Pseudonyms. */
  readonly reviewers: readonly string[]
  /** Share of reports that two reviewers judge, 0-1; only those can become gold without an adjudicator. */
  readonly overlap: number
  readonly seed: number
}

/** Reports assigned to a reviewer, in order; null when none are. */
export function assignedTo(paths: Paths, reviewer: string): string[] | null {
  const path = join(paths.annotations, FOLDER, `${reviewer}.json`)
  return existsSync(path) ? Assignment.parse(JSON.parse(readFileSync(path, 'utf8'))).reports : null
}

/**
 * Deals the reports that nobody has yet to reviewers: seeded, stratified by language, kind and most pressing priority, the same load
 * for all. What was dealt before stays.
 */
export function assign(options: AssignOptions): string {
  const { overlap, seed } = options
  const reviewers = [...new Set(options.reviewers)].sort()
  for (const r of reviewers)
    if (!ReviewerName.safeParse(r).success || isSyntheticReviewer(r))
      throw new UsageError('--reviewers takes pseudonyms such as reviewer-1,reviewer-2 (not synthetic-…)')
  if (!(overlap >= 0 && overlap <= 1)) throw new UsageError('--overlap must be a share between 0 and 1')
  if (reviewers.length === 0 || (overlap > 0 && reviewers.length < 2))
    throw new UsageError('--reviewers must name at least two reviewers when reports overlap')
  const paths = resolvePaths(options)
  const lists = new Map(reviewers.map((r) => [r, assignedTo(paths, r) ?? []]))
  const taken = new Set([...lists.values()].flat())
  const random = seededRandom(seed)
  const strata = new Map<string, string[]>()
  for (const desk of loadDesks(paths)) {
    if (taken.has(desk.report_id)) continue
    strata.set(stratumOf(desk), [...(strata.get(stratumOf(desk)) ?? []), desk.report_id])
  }
  const dealt = new Map<string, string[]>(reviewers.map((r) => [r, []]))
  let position = 0
  let twice = 0
  for (const [, reports] of [...strata].sort(([a], [b]) => (a < b ? -1 : 1)))
    for (const id of shuffled(reports, random)) {
      const two = Math.floor((position + 1) * overlap) > Math.floor(position * overlap)
      position += 1
      if (two) twice += 1
      for (const r of leastLoaded(reviewers, dealt, lists, two ? 2 : 1, random)) dealt.get(r)!.push(id)
    }
  const folder = join(paths.annotations, FOLDER)
  mkdirSync(folder, { recursive: true })
  const lines = reviewers.map((reviewer) => {
    const fresh = shuffled(dealt.get(reviewer)!, random)
    const reports = [...lists.get(reviewer)!, ...fresh]
    const path = join(folder, `${reviewer}.json`)
    writeFileSync(`${path}.tmp`, `${JSON.stringify({ reviewer, reports }, null, 2)}\n`, { mode: 0o600 })
    renameSync(`${path}.tmp`, path)
    return `  ${reviewer.padEnd(20)} ${reports.length} reports, ${fresh.length} of them new`
  })
  return `${position} reports dealt, ${twice} of them to two reviewers (seed ${seed})\n${lines.join('\n')}\n`
}

function stratumOf({ records, subjects }: Desk): string {
  const { language, kind } = records.report
  return `${language} ${kind} ${subjects[0]?.content.priority ?? 'none'}`
}

function leastLoaded(
  reviewers: readonly string[],
  dealt: ReadonlyMap<string, readonly string[]>,
  before: ReadonlyMap<string, readonly string[]>,
  count: number,
  random: () => number,
): string[] {
  const load = (r: string) => dealt.get(r)!.length + before.get(r)!.length
  return shuffled(reviewers, random)
    .sort((a, b) => load(a) - load(b))
    .slice(0, count)
}

/** Fisher-Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const list = [...items]
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const held = list[i]!
    list[i] = list[j]!
    list[j] = held
  }
  return list
}
