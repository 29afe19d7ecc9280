import { REASONS } from '../src/deid/audit/verdict.js'
import type { AuditReport, ReportAudit } from './audit-report.js'

const STYLE = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:1100px;padding:1.5rem}h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%;font-size:14px}td,th{border-bottom:1px solid #8884;padding:4px 8px;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}code{font-size:13px}.muted{opacity:.7}
.PASS,.REVIEW,.FAIL{border-radius:4px;padding:1px 8px;font-weight:600;font-size:13px;white-space:nowrap;color:#fff}
.PASS{background:#1a7f37}.REVIEW{background:#9a6700}.FAIL{background:#cf222e}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:.75rem;margin:1rem 0}
.tile{border:1px solid #8884;border-radius:8px;padding:.6rem .8rem}.tile b{display:block;font-size:1.35rem}
.wide{overflow-x:auto}ul{margin:.2rem 0;padding-left:1.1rem}
.three{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:1.5rem}`

/** Reports listed in full; beyond that the JSON holds the rest. */
const MAX_ROWS = 2000

/** One self-contained page of an audit report: verdicts, reasons, counts and risk; no value of any report. */
export function auditHtml(report: AuditReport): string {
  const { totals, sample, risk, log } = report
  const failing = [...report.reports].sort((a, b) => order(a) - order(b) || (a.report_id < b.report_id ? -1 : 1))
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Audit report</title><style>${STYLE}</style></head><body>
<h1>Audit report ${badge(report.verdict)}</h1>
<p class="muted">Content <code>${esc(report.content_digest)}</code>, tool ${esc(report.tool_version)}. This page holds no value of any report.</p>
<div class="tiles">
${tile('reports', totals.reports, `${totals.pass} pass, ${totals.review} review, ${totals.fail} fail`)}
${tile('identifiers searched', totals.identifiers_searched, `in ${totals.files} files`)}
${tile('page images read back', totals.pages_read_back, `of ${totals.pages} (text recognition: ${report.ocr})`)}
${tile('quarantined', totals.quarantined, 'not in a release')}
${tile('log entries', log.seq, log.intact ? 'chain intact' : 'chain broken')}
</div>
${log.intact ? '' : `<p>${badge('FAIL')} The audit log does not hold: ${esc(log.problems.join('; '))}.</p>`}
<h2>Human sample</h2>
<p>${sampleText(report)}</p>
${
  sample.pending.length === 0
    ? ''
    : table(
        ['report', 'page', 'stratum'],
        sample.pending.slice(0, MAX_ROWS).map((p) => [code(p.report_id), num(p.page), esc(p.stratum)]),
      )
}
<h2>Files about all reports ${badge(report.shared.verdict)}</h2>
${report.shared.reasons.length === 0 ? '<p>Dataset card, manifest, run reports, file names: nothing found.</p>' : reasonList(report.shared.reasons)}
<h2>Reports</h2>
${table(
  ['report', 'verdict', 'kind', 'pages', 'covered', 'searched', 'reasons'],
  failing
    .slice(0, MAX_ROWS)
    .map((r) => [
      code(r.report_id),
      badge(r.verdict),
      `${esc(r.kind)}, ${esc(r.language)}`,
      num(r.pages),
      num(r.redactions),
      num(r.identifiers_searched),
      r.reasons.length === 0 ? '' : reasonList(r.reasons),
    ]),
)}
${failing.length > MAX_ROWS ? `<p>${failing.length - MAX_ROWS} more are in audit.json.</p>` : ''}
<h2>What was covered</h2>
<div class="three">${counts('category', report.redactions.by_category)}${counts('detector', report.redactions.by_detector)}${counts('score of the detector', report.redactions.by_confidence)}</div>
<h2>Pages recognised with low confidence</h2>
${lowConfidence(report.reports)}
<h2>Risk over what is published</h2>
<p>Sex, age, language, institution and the pattern of visits, one row per patient. k is the size of the smallest class of patients who look alike.</p>
${table(
  ['age as', 'patients', 'classes', 'k', 'unique', 'share', `in classes below ${risk.wanted_k}`],
  [risk.as_published, risk.in_bands].map((a) => [
    a.age_band === 1 ? 'published (years), visits by day' : `bands of ${a.age_band} years, visits by number`,
    num(a.patients),
    num(a.classes),
    num(a.k),
    num(a.unique),
    num(a.unique_share.toFixed(3)),
    num(a.below),
  ]),
)}
${
  risk.rows.length === 0
    ? ''
    : `<p>Rows to generalise, smallest class first:</p>${table(
        ['patient', 'reports', 'class', 'leave out or widen'],
        risk.rows
          .slice(0, MAX_ROWS)
          .map((row) => [
            code(row.patient_id),
            row.report_ids.map(code).join(' '),
            num(row.class_size),
            esc(row.generalise === null ? 'no choice of fields helps' : row.generalise.join(', ')),
          ]),
      )}`
}
<h2>Not claimed, or only in part</h2>
${table(
  ['identifier', 'claimed', 'what is left out'],
  report.not_claimed.map((row) => [esc(row.identifier), esc(row.claimed), esc(row.limit)]),
)}
</body></html>
`
}

function sampleText({ sample }: AuditReport): string {
  if (sample.drawn === 0) return 'No pages have been drawn. <code>checkup audit --sample 50</code> draws 50.'
  if (sample.pages === 0) return `${sample.drawn} pages are drawn, none has been looked at.`
  const rule =
    sample.method === 'rule of three'
      ? `exact; the rule of three gives ${(3 / sample.pages).toFixed(4)}`
      : 'Clopper-Pearson'
  return `${sample.pages} of ${sample.drawn} drawn pages looked at, ${sample.misses} with a missed identifier: the share of pages with a miss is at most <b>${sample.upper.toFixed(4)}</b> (95 %, one-sided, ${rule}).`
}

function lowConfidence(reports: readonly ReportAudit[]): string {
  const low = reports.filter((report) => report.low_confidence_pages.length > 0)
  if (low.length === 0) return '<p>None.</p>'
  return table(
    ['report', 'pages'],
    low.map((report) => [code(report.report_id), esc(report.low_confidence_pages.join(', '))]),
  )
}

function reasonList(reasons: AuditReport['shared']['reasons']): string {
  const items = reasons.map(
    ({ code: name, where, category, count }) =>
      `<li>${badge(REASONS[name][0])} ${category === null ? '' : `<b>${esc(category)}</b> `}${esc(REASONS[name][1])} <span class="muted">(${esc(where)}${count > 1 ? `, ${count} times` : ''})</span></li>`,
  )
  return `<ul>${items.join('')}</ul>`
}

function counts(title: string, found: Readonly<Record<string, number>>): string {
  return table(
    [title, 'boxes'],
    Object.entries(found).map(([name, n]) => [esc(name), num(n)]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) =>
    row.map((cell) => (cell.startsWith('<td') ? cell : `<td>${cell}</td>`)).join('')
  const numeric = head.map((_, column) => rows[0]?.[column]?.startsWith('<td class="n"') === true)
  const titles = head.map((name, column) => `<th${numeric[column] ? ' class="n"' : ''}>${esc(name)}</th>`).join('')
  return `<div class="wide"><table><thead><tr>${titles}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}</tbody></table></div>`
}

const order = ({ verdict }: ReportAudit): number => ['FAIL', 'REVIEW', 'PASS'].indexOf(verdict)
const badge = (verdict: string): string => `<span class="${verdict}">${verdict}</span>`
const code = (text: string): string => `<code>${esc(text)}</code>`
const num = (n: number | string): string => `<td class="n">${n}</td>`
const tile = (name: string, n: number, note: string): string =>
  `<div class="tile"><b>${n}</b>${esc(name)}<br><span class="muted">${esc(note)}</span></div>`

function esc(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
