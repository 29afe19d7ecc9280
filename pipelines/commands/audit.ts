import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { takeLock } from '../../src/engine/lock.js'
import { EncryptedStore } from '../../src/vault/encrypted-store.js'
import { loadKey } from '../../src/vault/key.js'
import { pseudonym } from '../../src/vault/pseudonym.js'
import { AuditLog, AuditSample, appendLines } from '../audit-annotations.js'
import { auditAnnotation, type Signature } from '../audit-content.js'
import { auditHtml } from '../audit-html.js'
import type { AuditReport } from '../audit-report.js'
import { runAudit } from '../audit-run.js'
import { loadBuildConfig, resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'

/** Options of `checkup audit`. */
export interface AuditCommand extends WorkplaceOptions {
  /** Check the audit log only. */
  readonly verify?: boolean
  /** Pages in the human sample. */
  readonly sample?: number
  readonly seed?: number
  /** How many page images are read back: none, sample or all. */
  readonly ocr?: string
  readonly workers?: number
  /** The auditor's name or address; only a pseudonym of it is kept. */
  readonly sign?: string
  /** What an auditor saw on sampled pages: `<report_id>/<page>=<misses>`. */
  readonly judge?: readonly string[]
}

const GATE = 3
/** Of the sample and of `--ocr sample`. */
const SEED = 20_260_101

/** `checkup audit`: 0 when no report fails, 3 when one does or the log does not hold. */
export async function audit(options: AuditCommand): Promise<number> {
  const paths = resolvePaths(options)
  const key = await loadKey(paths.vault)
  const vault = new EncryptedStore(paths.vault, key)
  if (options.verify === true) return verifyOnly(new AuditLog(paths.annotations, vault))
  const ocr = options.ocr ?? 'all'
  if (ocr !== 'none' && ocr !== 'sample' && ocr !== 'all')
    throw new UsageError(`--ocr must be none, sample or all, got ${ocr}`)
  if (options.sample !== undefined && (!Number.isInteger(options.sample) || options.sample < 0))
    throw new UsageError('--sample must be a whole number of pages')
  if (!existsSync(join(paths.processed, 'deidentified')))
    throw new UsageError('nothing is built yet: run `checkup build` first')
  const config = await loadBuildConfig(paths, options.config)
  const unlock = takeLock(paths.processed, 'build', 'the processed folder')
  try {
    const by = options.sign === undefined ? 'unnamed' : pseudonym(key, 'auditor', options.sign.trim())
    const seed = options.seed ?? SEED
    const run = {
      paths,
      config,
      vault,
      ocr,
      seed,
      sample: options.sample ?? 0,
      workers: options.workers ?? 'auto',
    } as const
    let report = await runAudit({ ...run, progress })
    if ((options.judge ?? []).length > 0) {
      judge(new AuditSample(paths.annotations), report, options.judge!, by)
      report = await runAudit({ ...run, sample: 0, progress: () => {} })
    }
    const files = writeReport(paths.processed, report)
    process.stdout.write(
      summary(
        report,
        files.map((file) => relative(process.cwd(), file)),
      ),
    )
    if (report.verdict === 'FAIL') return GATE
    if (options.sign !== undefined) {
      if (ocr !== 'all') throw new UsageError('--sign needs every page read back: leave out --ocr')
      process.stdout.write(sign(paths.annotations, report, by))
    }
    return 0
  } finally {
    unlock()
  }
}

async function verifyOnly(log: AuditLog): Promise<number> {
  const { ok, entries, problems } = await log.verify()
  if (ok) {
    process.stdout.write(`the audit log holds: ${entries} entries, each follows the one before\n`)
    return 0
  }
  process.stdout.write(`the audit log does not hold:\n${problems.map((problem) => `  ${problem}\n`).join('')}`)
  process.stdout.write('restore raw/annotations/audit/log.jsonl from a backup, then verify again\n')
  return GATE
}

/** Records judgements such as `r_…/2=0`; a page must have been drawn. */
function judge(sample: AuditSample, report: AuditReport, judgements: readonly string[], by: string): void {
  for (const text of judgements) {
    const match = /^(r_[a-z2-7]{16})\/(\d+)=(\d+)$/.exec(text)
    if (match === null) throw new UsageError('--judge must be <report_id>/<page>=<misses>, such as r_…/2=0')
    const page = report.sample.pending.find((p) => p.report_id === match[1] && p.page === Number(match[2]))
    if (page === undefined)
      throw new UsageError(
        `page ${match[2]} of ${match[1]} is not waiting to be looked at: \`checkup audit --sample n\` draws pages`,
      )
    sample.judge(page, Number(match[3]), by)
  }
}

function sign(annotations: string, report: AuditReport, by: string): string {
  const { pages, misses, upper } = report.sample
  const signature: Signature = {
    digest: report.content_digest,
    by,
    at: new Date().toISOString(),
    pages,
    misses,
    upper_bound: upper,
  }
  appendLines(auditAnnotation(annotations, 'signatures.jsonl'), `${JSON.stringify(signature)}\n`)
  return `signed by ${by} for content ${report.content_digest.slice(0, 16)}\n`
}

function writeReport(processed: string, report: AuditReport): string[] {
  const folder = join(processed, 'audit')
  mkdirSync(folder, { recursive: true })
  const written: [string, string][] = [
    ['audit.json', `${JSON.stringify(report, null, 2)}\n`],
    ['audit.html', auditHtml(report)],
  ]
  return written.map(([name, text]) => {
    const file = join(folder, name)
    writeFileSync(`${file}.tmp`, text)
    renameSync(`${file}.tmp`, file)
    return file
  })
}

function summary(report: AuditReport, files: readonly string[]): string {
  const { totals, sample, shared, log } = report
  const lines = [
    `audit: ${report.verdict}`,
    '',
    `  reports      ${totals.reports}: pass ${totals.pass}, review ${totals.review}, fail ${totals.fail}; quarantined ${totals.quarantined}`,
    `  searched     ${totals.identifiers_searched} identifiers in ${totals.files} files; ${totals.pages_read_back} of ${totals.pages} page images read back`,
    `  shared files ${shared.verdict}`,
    `  sample       ${sample.pages} pages looked at, ${sample.misses} with a miss; ${sample.pending.length} waiting; share of pages with a miss at most ${sample.upper.toFixed(4)} (95 %)`,
    `  risk         k = ${report.risk.in_bands.k} over age bands of ${report.risk.in_bands.age_band} years; unique ${report.risk.in_bands.unique} of ${report.risk.in_bands.patients} patients`,
    `  audit log    ${log.seq} entries${log.intact ? '' : `; ${log.problems.join('; ')}`}`,
  ]
  const failed = report.reports.filter(({ verdict }) => verdict === 'FAIL')
  for (const { report_id, reasons } of failed.slice(0, 20))
    for (const { code, where, category } of reasons.slice(0, 3))
      lines.push(`  ${report_id}  ${code}${category === null ? '' : ` ${category}`} in ${where}`)
  for (const { code, where, category } of shared.reasons.slice(0, 10))
    lines.push(`  shared  ${code}${category === null ? '' : ` ${category}`} in ${where}`)
  const next =
    report.verdict === 'FAIL'
      ? 'mark what was missed in raw/annotations/deid/<report_id>.jsonl, build again, audit again'
      : '`checkup audit --sample 50` draws pages to look at; `checkup audit --sign <auditor>` signs this content'
  return `${lines.join('\n')}\n\nreport: ${files.join(', ')}\nnext: ${next}\n`
}

function progress(done: number, total: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total} reports${done === total ? '\n' : ''}`)
}
