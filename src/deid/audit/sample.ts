import { createHash } from 'node:crypto'
import { z } from 'zod'

/** A page that a person is to look at, and what they said. Kept under `raw/annotations/audit/sample.jsonl`, one line per event. */
export const SampleEvent = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('drawn'),
    report_id: z.string(),
    page: z.number().int().min(1),
    /** sha256 of the page image: a judgement holds for the image that was looked at. */
    image: z.string(),
    stratum: z.string(),
  }),
  z.strictObject({
    event: z.literal('judged'),
    report_id: z.string(),
    page: z.number().int().min(1),
    image: z.string(),
    /** Identifiers still to be seen on the page. */
    misses: z.number().int().min(0),
    by: z.string(),
  }),
])
export type SampleEvent = z.infer<typeof SampleEvent>

export interface SamplePage {
  readonly report_id: string
  readonly page: number
  readonly image: string
  /** Report kind, language and whether the page holds a table. */
  readonly stratum: string
}

export interface SampleState {
  /** Drawn pages whose image is still the one that was drawn. */
  readonly drawn: readonly SamplePage[]
  readonly judged: number
  /** Judged pages on which at least one identifier was seen. */
  readonly with_misses: number
  readonly pending: readonly SamplePage[]
}

/**
 * Draws `n` pages, stratum by stratum in proportion to their pages, at least one of each while `n` allows. The same seed and pages give the same sample; a larger `n`
 * keeps the pages of a smaller one within each stratum.
 */
export function drawSample(pages: readonly SamplePage[], n: number, seed: number): SamplePage[] {
  const strata = new Map<string, SamplePage[]>()
  for (const page of pages) strata.set(page.stratum, [...(strata.get(page.stratum) ?? []), page])
  const sorted = [...strata.entries()].sort(([a], [b]) => (a < b ? -1 : 1))
  const wanted = Math.min(n, pages.length)
  const shares = sorted.map(([stratum, own]) => ({
    stratum,
    own: own.map((page) => ({ page, rank: rank(seed, page) })).sort((a, b) => (a.rank < b.rank ? -1 : 1)),
    take: 0,
    exact: (wanted * own.length) / Math.max(1, pages.length),
  }))
  // One each for the largest strata first, then whatever is furthest behind its share.
  const order = [...shares].sort((a, b) => b.own.length - a.own.length || (a.stratum < b.stratum ? -1 : 1))
  for (let left = wanted; left > 0; left -= 1) {
    const empty = order.find((share) => share.take === 0)
    const behind = order.filter((s) => s.take < s.own.length).sort((a, b) => b.exact - b.take - (a.exact - a.take))[0]
    const next = empty ?? behind
    if (next === undefined) break
    next.take += 1
  }
  return shares
    .flatMap((share) => share.own.slice(0, share.take).map(({ page }) => page))
    .sort((a, b) => (a.report_id < b.report_id ? -1 : a.report_id > b.report_id ? 1 : a.page - b.page))
}

/** Where the sample stands: the latest judgement of each drawn page counts, and only for the image that is published now. */
export function sampleState(events: readonly SampleEvent[], pages: readonly SamplePage[]): SampleState {
  const now = new Map(pages.map((page) => [`${page.report_id} ${page.page}`, page]))
  const drawn = new Map<string, SamplePage>()
  const misses = new Map<string, number>()
  for (const event of events) {
    const key = `${event.report_id} ${event.page}`
    const page = now.get(key)
    if (page === undefined || page.image !== event.image) continue
    if (event.event === 'drawn') drawn.set(key, page)
    else misses.set(key, event.misses)
  }
  const judged = [...drawn.keys()].filter((key) => misses.has(key))
  const list = [...drawn.entries()].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    drawn: list.map(([, page]) => page),
    judged: judged.length,
    with_misses: judged.filter((key) => misses.get(key)! > 0).length,
    pending: list.filter(([key]) => !misses.has(key)).map(([, page]) => page),
  }
}

function rank(seed: number, { report_id, page }: SamplePage): string {
  return createHash('sha256').update(`${seed} ${report_id} ${page}`).digest('hex')
}
