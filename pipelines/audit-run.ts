import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { missRate } from '../src/deid/audit/bound.js'
import { loadClaims, notClaimed } from '../src/deid/audit/claims.js'
import { type LogDecision, missingDecisions } from '../src/deid/audit/log.js'
import { assessRisk } from '../src/deid/audit/risk.js'
import { StrongIndex } from '../src/deid/audit/strong.js'
import { verdictOf } from '../src/deid/audit/verdict.js'
import { loadKnowledge } from '../src/deid/knowledge.js'
import type { Paths } from '../src/engine/pipeline.js'
import { PlainStore } from '../src/engine/plain-store.js'
import { readQuarantine } from '../src/engine/quarantine-folder.js'
import type { ArtefactStore } from '../src/engine/store.js'
import type { DeidentifiedArtefact } from '../src/records/artefact.js'
import type { Redaction } from '../src/records/page.js'
import type { Report } from '../src/records/report.js'
import { SCHEMA_VERSION } from '../src/records/schema-version.js'
import { AuditLog, AuditSample } from './audit-annotations.js'
import { type AuditTools, checkReport, RAW_FILE_NAME } from './audit-check.js'
import { contentDigest } from './audit-content.js'
import { ImageReader } from './audit-images.js'
import { takeInventory } from './audit-inventory.js'
import { type AuditReport, countRedactions, mergeReasons, overallVerdict, type ReportAudit } from './audit-report.js'
import { samplePages } from './audit-sample-pages.js'
import { type AuditedReport, checkShared } from './audit-shared.js'
import { AuditVault, type KnownReport } from './audit-vault.js'
import type { BuildConfig } from './config.js'
import { listRawFiles } from './raw-files.js'
import { TOOL_VERSION } from './tool-version.js'

export interface AuditRun {
  readonly paths: Paths
  readonly config: BuildConfig
  readonly vault: ArtefactStore
  readonly ocr: AuditReport['ocr']
  /** Pages that people should look at in all; 0 leaves the sample as it is. */
  readonly sample: number
  readonly seed: number
  readonly workers: number | 'auto'
  readonly progress: (done: number, total: number) => void
}

/** Share of pages that `--ocr sample` reads back besides the first page of every report. */
const SAMPLE_SHARE = 0.1

/** Audits all that would leave, continues the audit log and the human sample, and returns the report. Writes nothing under `processed`. */
export async function runAudit(run: AuditRun): Promise<AuditReport> {
  const { paths, config } = run
  const inventory = takeInventory(paths.processed)
  const vault = new AuditVault(run.vault, config.deid, loadKnowledge(join(paths.configs, 'deid')))
  const known = new Map<string, KnownReport | null>()
  for (const id of inventory.reports.keys()) known.set(id, await vault.report(id))
  const tools: AuditTools = {
    processed: paths.processed,
    strong: await strongIndex(paths, known),
    images: new ImageReader(run.vault, config.document.ocr, run.workers),
    reads: (id, page) => readsBack(run, id, page),
    reviewConfidence: config.deid.review_confidence,
  }
  try {
    const audited = new Map<string, AuditedReport & { rest: Omit<ReportAudit, 'verdict' | 'reasons'> }>()
    const artefacts: DeidentifiedArtefact[] = []
    let done = 0
    const check = async ([id, files]: [string, { texts: readonly string[]; images: readonly string[] }]) => {
      const vaults = known.get(id) ?? null
      const found = await checkReport(id, files, vaults, tools)
      const { artefact, reasons, images } = found
      if (artefact !== null) artefacts.push(withoutWords(artefact))
      if (run.ocr === 'none' && artefact !== null)
        reasons.push({
          code: 'image_unread',
          where: 'page images (--ocr none)',
          category: null,
          count: artefact.pages.length,
        })
      const identifiers = vaults?.identifiers ?? []
      audited.set(id, {
        identifiers,
        reasons,
        images,
        built: artefact !== null,
        rest: {
          report_id: id,
          kind: artefact?.report.kind ?? 'unknown',
          language: artefact?.report.language ?? 'unknown',
          pages: artefact?.pages.length ?? 0,
          pages_read_back: found.pages_read_back,
          low_confidence_pages: found.low_confidence_pages,
          identifiers_searched: identifiers.length,
          redactions: artefact?.pages.reduce((sum, page) => sum + page.redactions.length, 0) ?? 0,
        },
      })
      done += 1
      run.progress(done, inventory.reports.size)
    }
    await eachOf([...inventory.reports], 4, check)
    const sharedReasons = mergeReasons(await checkShared(inventory, audited, tools))
    artefacts.sort((a, b) => (a.report.report_id < b.report.report_id ? -1 : 1))
    // A quarantined report leaves a record of a few codes only: it is searched, but it is not one of the reports that leave.
    const reports = [...audited.values()]
      .filter((report) => report.built || report.reasons.length > 0)
      .map(({ rest, reasons }): ReportAudit => {
        const merged = mergeReasons(reasons)
        return { ...rest, verdict: verdictOf(merged), reasons: merged }
      })
      .sort((a, b) => (a.report_id < b.report_id ? -1 : 1))
    return await assemble(run, reports, sharedReasons, artefacts, inventory.all.length)
  } finally {
    await tools.images.close()
  }
}

async function assemble(
  run: AuditRun,
  reports: readonly ReportAudit[],
  sharedReasons: AuditReport['shared']['reasons'],
  artefacts: readonly DeidentifiedArtefact[],
  files: number,
): Promise<AuditReport> {
  const { paths, config } = run
  const sample = new AuditSample(paths.annotations)
  const pages = samplePages(artefacts)
  if (run.sample > 0) sample.draw(pages, run.sample, run.seed)
  const state = sample.state(pages)
  const log = new AuditLog(paths.annotations, run.vault)
  const checked = await log.verify()
  // A log that does not hold is left as it is: appending would bury the fault.
  const head = checked.ok
    ? await log.append(checked.head, missingDecisions(log.text(), decisionsOf(artefacts)))
    : checked.head
  const shared = verdictOf(sharedReasons)
  const count = (verdict: string) => reports.filter((report) => report.verdict === verdict).length
  const redactions: Redaction[] = artefacts.flatMap((artefact) => artefact.pages.flatMap((page) => page.redactions))
  return {
    schema_version: SCHEMA_VERSION,
    tool_version: TOOL_VERSION,
    content_digest: await contentDigest(paths.processed),
    verdict: overallVerdict(reports, shared, checked.ok),
    totals: {
      reports: reports.length,
      pass: count('PASS'),
      review: count('REVIEW'),
      fail: count('FAIL'),
      quarantined: (await readQuarantine(new PlainStore(paths.processed))).length,
      pages: artefacts.reduce((sum, artefact) => sum + artefact.pages.length, 0),
      pages_read_back: reports.reduce((sum, report) => sum + report.pages_read_back, 0),
      identifiers_searched: reports.reduce((sum, report) => sum + report.identifiers_searched, 0),
      files,
    },
    ocr: run.ocr,
    reports,
    shared: { verdict: shared, reasons: sharedReasons },
    redactions: countRedactions(redactions),
    risk: assessRisk(artefacts.map(({ report }): Report => report)),
    not_claimed: notClaimed(loadClaims(join(paths.configs, 'audit', 'claims.yaml')), config.deid),
    sample: { ...missRate(state.with_misses, state.judged), drawn: state.drawn.length, pending: state.pending },
    log: { ...head, intact: checked.ok, problems: checked.problems },
  }
}

/** An artefact as far as the report counts it: the words of a large corpus would not fit in memory. */
function withoutWords(artefact: DeidentifiedArtefact): DeidentifiedArtefact {
  const pages = artefact.pages.map((page) => ({ ...page, words: [], fills: [], rules: page.rules.slice(0, 1) }))
  return { ...artefact, pages }
}

function decisionsOf(
  artefacts: readonly DeidentifiedArtefact[],
): Map<string, Omit<LogDecision, 'report_id' | 'decision'>[]> {
  return new Map(
    artefacts.map(({ report, pages }) => [
      report.report_id,
      pages.flatMap((page) =>
        page.redactions.map(({ bbox, category, detector }) => ({ page: page.number, bbox, category, detector })),
      ),
    ]),
  )
}

async function strongIndex(paths: Paths, known: ReadonlyMap<string, KnownReport | null>): Promise<StrongIndex> {
  const entries = [...known].flatMap(([report_id, report]) =>
    (report?.identifiers ?? [])
      .filter(({ strong }) => strong)
      .map(({ category, text }) => ({ report_id, category, text })),
  )
  const names = existsSync(paths.raw) ? (await listRawFiles(paths.raw)).map((file) => basename(file.path)) : []
  return new StrongIndex([...entries, ...names.map((text) => ({ report_id: '', category: RAW_FILE_NAME, text }))])
}

function readsBack({ ocr, seed }: AuditRun, id: string, page: number): boolean {
  if (ocr !== 'sample') return ocr === 'all'
  const draw = createHash('sha256').update(`${seed} read back ${id} ${page}`).digest().readUInt32BE(0) / 2 ** 32
  return page === 1 || draw < SAMPLE_SHARE
}

/** Runs `work` on each item, `width` at a time. */
async function eachOf<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < items.length) await work(items[next++]!)
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane))
}
