import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AsyncBuffer, asyncBufferFromFile, asyncBufferFromUrl } from 'hyparquet'
import { z } from 'zod'
import { ActionCard } from '../records/action-card.js'
import { Biomarker } from '../records/biomarker.js'
import { Finding } from '../records/finding.js'
import { Report } from '../records/report.js'
import { SplitName } from '../split/split-name.js'
import { openParquet, readRows } from './parquet-rows.js'
import type { ScoredReport } from './score-report.js'

/** A gold card as published: without the safety verdict, which gold cards have passed. */
export const GoldCard = ActionCard.omit({ safety: true })
export type GoldCard = z.infer<typeof GoldCard>

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  files: z.array(z.object({ path: z.string(), config: z.string(), split: SplitName, rows: z.number().int() })),
})

const PageText = z.object({ report_id: z.string(), page: z.number().int(), text: z.string() })
const PageContent = z.object({
  page: z.number().int(),
  text: z.string(),
  image: z.object({ bytes: z.instanceof(Uint8Array), path: z.string() }).nullable(),
})
/** A page with its picture. */
export type PageContent = z.infer<typeof PageContent>

/** A release that cannot be read; the message says what to do. */
export class ReleaseReadError extends Error {
  override readonly name = 'ReleaseReadError'
}

export interface ReleaseOptions {
  readonly hubUrl?: string
  readonly token?: string
  readonly fetch?: typeof fetch
}

/** A published dataset, read from a folder or from the Hub. */
export class BenchmarkRelease {
  private constructor(
    readonly name: string,
    readonly version: string,
    private readonly files: z.infer<typeof Manifest>['files'],
    private readonly open: (path: string) => Promise<AsyncBuffer>,
  ) {}

  /**
   * Opens a release.
   * @param source a release folder, or `org/name@tag` of the Hub (`main` without a tag)
   * @throws ReleaseReadError when there is no release at that place
   */
  static async open(source: string, options: ReleaseOptions = {}): Promise<BenchmarkRelease> {
    if (existsSync(join(source, 'release.json'))) {
      const manifest = parseManifest(readFileSync(join(source, 'release.json'), 'utf8'), source)
      return new BenchmarkRelease(manifest.name, manifest.version, manifest.files, (path) =>
        asyncBufferFromFile(join(source, path)),
      )
    }
    const hub = /^([\w.-]+\/[\w.-]+)(?:@([\w./-]+))?$/.exec(source)
    if (existsSync(source) || hub === null)
      throw new ReleaseReadError(`${source} holds no release.json: name a release folder or org/name@tag`)
    const base = `${options.hubUrl ?? 'https://huggingface.co'}/datasets/${hub[1]}/resolve/${encodeURIComponent(hub[2] ?? 'main')}`
    const get = options.fetch ?? fetch
    const requestInit: RequestInit =
      options.token === undefined ? {} : { headers: { authorization: `Bearer ${options.token}` } }
    const answer = await get(`${base}/release.json`, requestInit).catch(() => null)
    if (answer === null || !answer.ok)
      throw new ReleaseReadError(
        `${source}: ${answer === null ? 'the Hub cannot be reached' : `the Hub answers ${answer.status}`}; check name, tag and HF_TOKEN, or name a release folder`,
      )
    const manifest = parseManifest(await answer.text(), source)
    return new BenchmarkRelease(manifest.name, manifest.version, manifest.files, (path) =>
      asyncBufferFromUrl({ url: `${base}/${path}`, requestInit, fetch: get }),
    )
  }

  /** Reports of a split with records, page texts and gold cards, in the order of the release. */
  async reports(split: SplitName): Promise<ScoredReport[]> {
    const reports = await this.#rows('reports', split, Report)
    const biomarkers = groupByReport(await this.#rows('biomarkers', split, Biomarker))
    const findings = groupByReport(await this.#rows('findings', split, Finding))
    const gold = groupByReport(await this.#rows('action_cards', split, GoldCard))
    const pages = groupByReport(await this.#rows('pages', split, PageText, ['report_id', 'page', 'text']))
    return reports.map((report) => ({
      report,
      biomarkers: biomarkers.get(report.report_id) ?? [],
      findings: findings.get(report.report_id) ?? [],
      pages: pages.get(report.report_id) ?? [],
      gold: gold.get(report.report_id) ?? [],
    }))
  }

  /** Reads the pages of one report with their pictures when asked; the rows of a report are looked up once per split. */
  async pageReader(split: SplitName): Promise<(reportId: string) => Promise<PageContent[]>> {
    const places = new Map<string, { path: string; from: number; to: number }[]>()
    for (const { path } of this.#of('pages', split)) {
      const rows = await readRows(await openParquet(await this.open(path)), ['report_id'])
      rows.forEach((row, i) => {
        const id = z.string().parse(row.report_id)
        const known = places.get(id) ?? []
        const last = known.at(-1)
        if (last !== undefined && last.path === path && last.to === i) last.to = i + 1
        else known.push({ path, from: i, to: i + 1 })
        places.set(id, known)
      })
    }
    return async (reportId) => {
      const pages: PageContent[] = []
      for (const { path, from, to } of places.get(reportId) ?? []) {
        const file = await openParquet(await this.open(path))
        const rows = await readRows(file, ['page', 'text', 'image'], [from, to])
        pages.push(...rows.map((row) => PageContent.parse(row)))
      }
      return pages.sort((a, b) => a.page - b.page)
    }
  }

  #of(config: string, split: SplitName) {
    return this.files.filter((f) => f.config === config && f.split === split)
  }

  async #rows<T extends z.ZodType>(
    config: string,
    split: SplitName,
    schema: T,
    columns?: readonly string[],
  ): Promise<z.output<T>[]> {
    const all: z.output<T>[] = []
    for (const { path } of this.#of(config, split)) {
      const rows = await readRows(await openParquet(await this.open(path)), columns)
      for (const row of rows) {
        const parsed = schema.safeParse(row)
        if (!parsed.success) {
          const issue = parsed.error.issues[0]!
          throw new ReleaseReadError(
            `${path}: column ${issue.path.join('.')}: ${issue.code}; the release was written for another schema`,
          )
        }
        all.push(parsed.data)
      }
    }
    return all
  }
}

function parseManifest(text: string, source: string): z.infer<typeof Manifest> {
  try {
    return Manifest.parse(JSON.parse(text))
  } catch {
    throw new ReleaseReadError(`${source}/release.json is not a release manifest: build the release again`)
  }
}

function groupByReport<T extends { report_id: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(row.report_id)
    if (group === undefined) groups.set(row.report_id, [row])
    else group.push(row)
  }
  return groups
}
