import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RunSummary } from '../src/engine/run-summary.js'

/** The table that ends a build: what came in, what came out, where it is, what to do next. Holds no content of a report. */
export function buildTable(summary: RunSummary, otherFiles: number, processed: string): string {
  const { counts, stages } = summary
  const last = stages.filter((s) => s.scope === 'report').at(-1)
  const ran = new Set(stages.filter((s) => s.scope === 'report' && s.ran > 0).map((s) => s.stage))
  const built = Math.max(0, ...stages.filter((s) => s.scope === 'report').map((s) => s.ran))
  const through = last === undefined ? 0 : last.ran + last.cached
  const group = (prefix: string): string =>
    Object.entries(counts)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, n]) => `${name.slice(prefix.length)} ${n}`)
      .join(', ')
  const reasons = new Map<string, number>()
  for (const q of summary.quarantined) reasons.set(q.reason, (reasons.get(q.reason) ?? 0) + 1)
  const n = (name: string): number => counts[name] ?? 0
  const release = Object.keys(counts).some((name) => name.startsWith('rows.')) ? join(processed, 'release') : 'none'
  const rows: [string, string][] = [
    [
      'reports in',
      `${summary.sources}${summary.duplicates > 0 ? ` (and ${summary.duplicates} duplicates)` : ''}${otherFiles > 0 ? `, ${otherFiles} other files ignored` : ''}`,
    ],
    ['built', `${built}${ran.size > 0 ? ` (${[...ran].join(', ')})` : ''}`],
    ['cached', String(Math.max(0, through - built))],
    [
      'quarantined',
      summary.quarantined.length === 0
        ? '0'
        : `${summary.quarantined.length} (${[...reasons].map(([r, k]) => `${r} ${k}`).join(', ')})`,
    ],
    [
      'pages',
      `${n('pages')}${n('ocr_pages') > 0 ? `, ${n('ocr_pages')} by text recognition (${group('ocr_engine.')})` : ''}`,
    ],
    ['identifiers', group('identifiers.') || '0'],
    ['biomarkers', `${n('biomarkers')}, mapped to an analyte ${n('mapped')}`],
    ['flags', String(n('flags'))],
    ['findings', String(n('findings'))],
    [
      'cards',
      `${n('cards')}${n('gold') > 0 ? `, gold ${n('gold')}` : ''}${n('blocked') > 0 ? `, blocked by the safety gate ${n('blocked')}` : ''} (${group('priority.')})`,
    ],
    ['splits', ['train', 'validation', 'test'].map((s) => `${s} ${n(s)}`).join(', ')],
    ['shared', group('leakage.') === '' ? 'not counted' : `by two splits: ${group('leakage.')}`],
    ['release', release],
    [
      'time',
      `${summary.seconds.toFixed(1)} s, ${summary.workers} workers, peak ${Math.max(0, ...summary.peak_rss_mb.workers)} MB a worker`,
    ],
  ]
  const next =
    summary.quarantined.length > 0
      ? `checkup status says what to do about each quarantined report.`
      : `checkup show --all --format json reads it; make publish REPO=namespace/name plans the upload.`
  const page = join(processed, 'runs', summary.run, 'run.html')
  return `${summary.message}\n\n${rows.map(([name, value]) => `  ${name.padEnd(12)} ${value}`).join('\n')}\n\nrun report: ${existsSync(page) ? page : join(processed, 'runs', summary.run)}\nnext: ${next}\n`
}
