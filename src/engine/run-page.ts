import { duration } from './progress.js'
import type { RunSummary } from './run-summary.js'

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1c2430; background: #fff }
h1 { font-size: 1.4rem; margin-bottom: 0 } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
p.message { border-left: 4px solid #2f6f5e; padding: .4rem .8rem; background: #f0f6f4 }
p.message.bad { border-color: #a3352b; background: #fbf1f0 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #dde2e8; vertical-align: top }
th { font-weight: 600; color: #55606e } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
small { color: #55606e } code { font-size: .9em }
@media (prefers-color-scheme: dark) { body { background: #14181d; color: #dfe5ec } th, small { color: #98a4b3 } th, td { border-color: #2b333d }
p.message { background: #17251f } p.message.bad { background: #2b1a18 } }`

/** A run as a readable page that needs no other file. */
export function runPage(run: RunSummary): string {
  const stages = run.stages.map((stage) => [
    stage.stage,
    ...(stage.scope === 'corpus' ? ['corpus'] : [String(stage.in)]),
    String(stage.ran),
    String(stage.cached),
    String(stage.quarantined),
    String(stage.waiting),
    stage.seconds.toFixed(1),
    listOf(stage.reasons),
  ])
  const quarantined = run.quarantined.map(({ report_id, stage, reason, measured, way_out }) => [
    report_id,
    stage,
    measured === null ? reason : `${reason} (${measured})`,
    way_out,
  ])
  const counts = Object.entries(run.counts).map(([name, count]) => [name, String(count)])
  const machine = [
    ['executor', `${run.executor}, ${run.workers} workers`],
    [
      'peak memory, MB',
      `parent ${run.peak_rss_mb.parent}; workers ${run.peak_rss_mb.workers.join(', ') || 'none started'}`,
    ],
    ['workers restarted', listOf(run.restarts) || 'none'],
    [
      'versions',
      Object.entries(run.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Run ${escaped(run.run)}</title><style>${STYLE}</style></head><body>
<h1>Run ${escaped(run.run)}</h1>
<small>started ${escaped(run.started)}, took ${duration(run.seconds)}, exit code ${run.exit_code}</small>
<p class="message${run.exit_code === 0 ? '' : ' bad'}">${escaped(run.message)}</p>
<p>${run.sources} reports, ${run.duplicates} duplicates left out, ${run.pruned.length} removed since the last run.</p>
${run.notes.map((note) => `<p>${escaped(note)}</p>`).join('\n')}
<h2>Stages</h2>
${table(['stage', 'in', 'ran', 'cached', 'quarantined', 'waiting', 'seconds', 'why it ran'], stages, [1, 2, 3, 4, 5, 6])}
<h2>Quarantined</h2>
${quarantined.length === 0 ? '<p>None.</p>' : table(['report', 'stage', 'reason', 'what to do'], quarantined, [])}
<h2>Counted</h2>
${counts.length === 0 ? '<p>Nothing.</p>' : table(['outcome', 'count'], counts, [1])}
<h2>Machine</h2>
${table(['', ''], machine, [])}
</body></html>
`
}

function table(head: readonly string[], rows: readonly (readonly string[])[], numbers: readonly number[]): string {
  const cell = (tag: string) => (text: string, column: number) =>
    `<${tag}${numbers.includes(column) ? ' class="n"' : ''}>${escaped(text)}</${tag}>`
  const header = head.every((text) => text === '') ? '' : `<tr>${head.map(cell('th')).join('')}</tr>`
  return `<table>${header}${rows.map((row) => `<tr>${row.map(cell('td')).join('')}</tr>`).join('\n')}</table>`
}

function listOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name}: ${count}`)
    .join('; ')
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
}
