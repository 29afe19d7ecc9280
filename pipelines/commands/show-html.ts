import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bbox } from '../../src/records/bbox.js'
import type { Biomarker } from '../../src/records/biomarker.js'
import type { Finding } from '../../src/records/finding.js'
import type { Table } from '../../src/records/layout.js'
import type { ReportView } from '../../src/records/report-view.js'
import { SCRIPT, STYLE } from './show-style.js'

type Page = ReportView['pages'][number]

/** Layers over the page image, and whether they are shown at first. */
const LAYERS: readonly (readonly [string, string, boolean])[] = [
  ['biomarkers', 'Biomarkers', true],
  ['findings', 'Findings', true],
  ['tables', 'Tables', true],
  ['redactions', 'Covered', true],
  ['blocks', 'Blocks', false],
  ['words', 'Words', false],
]

/**
 * One page that needs no network: every page image with boxes of words, blocks, tables, biomarkers, findings and covered text in layers
 * that can be switched, beside the records read from it. Pointing at a box lights its record and the other way round.
 */
export async function viewHtml(processed: string, view: ReportView): Promise<string> {
  const hidden = LAYERS.filter(([, , shown]) => !shown).map(([layer]) => `hide-${layer}`)
  const colours: Record<string, string> = {
    biomarkers: 'bio',
    findings: 'find',
    tables: 'tab',
    redactions: 'red',
    blocks: 'block',
    words: 'word',
  }
  const layers = LAYERS.map(
    ([layer, name, shown]) =>
      `<button data-layer="${layer}" aria-pressed="${shown}" style="color:var(--${colours[layer]})"><i></i>${name}</button>`,
  )
  const jumps = view.pages.length < 2 ? [] : view.pages.map((p) => `<a href="#p${p.number}">${p.number}</a>`)
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${text(view.report_id)}</title><style>${STYLE}</style></head><body class="${hidden.join(' ')}">
<header><h1>${text(view.report_id)}</h1> <span class="facts">${facts(view)}</span></header>
<nav>${layers.join('')}<span class="gap"></span><button data-only="abnormal" aria-pressed="false">abnormal only</button><button data-only="review" aria-pressed="false">to review only</button>${jumps.join('')}</nav>
${stopped(view)}${view.pages.map((page) => sheet(processed, page, view)).join('\n')}${cards(view)}
<div id="tip" role="status"></div><script>${SCRIPT}</script></body></html>
`
}

function facts(view: ReportView): string {
  const r = view.report
  const current = view.biomarkers.filter((b) => b.role === 'current')
  const review = view.biomarkers.filter((b) => b.review_reasons.length > 0).length
  return [
    ...(r === null
      ? []
      : [`${r.language}, ${r.kind}, sex ${r.sex ?? 'unknown'}, age ${r.age ?? 'unknown'}, visit ${r.visit_index}`]),
    `<b>${current.length}</b> biomarkers, <b>${current.filter(isAbnormal).length}</b> abnormal, <b>${current.filter((b) => b.analyte === null).length}</b> not mapped`,
    `<b>${view.findings.length}</b> findings`,
    `<b>${view.pages.reduce((n, p) => n + p.tables.length, 0)}</b> tables`,
    `<b>${view.pages.reduce((n, p) => n + p.redactions.length, 0)}</b> places covered`,
    `<b>${review}</b> to review`,
  ].join(' · ')
}

function stopped(view: ReportView): string {
  if (view.quarantine === null) return ''
  const { reason, stage, way_out } = view.quarantine
  return `<p class="stop">Set aside: ${text(reason)} in ${text(stage)}. ${text(way_out)}.</p>`
}

function sheet(processed: string, page: Page, view: ReportView): string {
  const path = page.image === null ? null : join(processed, page.image)
  const picture =
    path !== null && existsSync(path)
      ? `<img alt="page ${page.number}, identifiers covered" src="data:image/${path.endsWith('.png') ? 'png' : 'jpeg'};base64,${readFileSync(path).toString('base64')}">`
      : ''
  const biomarkers = view.biomarkers.filter((b) => b.page === page.number)
  const findings = view.findings.filter((f) => f.page === page.number)
  const panels: [string, string, string][] = [
    [`Biomarkers ${biomarkers.length}`, '', biomarkerTable(biomarkers)],
    [`Findings ${findings.length}`, '', findingList(findings)],
    [`Tables ${page.tables.length}`, 'grid', page.tables.map(tableGrid).join('')],
    ['Text', 'text', `<pre>${text(page.text)}</pre>`],
  ]
  const first = biomarkers.length > 0 || findings.length === 0 ? 0 : 1
  const tabs = panels.map(([name], i) => `<button role="tab" aria-selected="${i === first}">${name}</button>`)
  const bodies = panels.map(
    ([, kind, body], i) =>
      `<div class="panel ${kind}"${i === first ? '' : ' hidden'}>${body === '' ? '<p class="soft">none on this page</p>' : body}</div>`,
  )
  return `<h2 id="p${page.number}">Page ${page.number}</h2><section class="sheet"><div class="page${picture === '' ? ' bare' : ''}">${picture}${overlay(page, biomarkers, findings)}</div>
<div class="side"><div class="tabs" role="tablist">${tabs.join('')}</div>${bodies.join('')}</div></section>`
}

/** The boxes, in points of the page. */
function overlay(page: Page, biomarkers: readonly Biomarker[], findings: readonly Finding[]): string {
  const layer = (name: string, boxes: readonly string[]): string => `<g class="${name}">${boxes.join('')}</g>`
  return `<svg viewBox="0 0 ${page.width} ${page.height}" xmlns="http://www.w3.org/2000/svg">${[
    layer(
      'words',
      page.words.map((w) =>
        rect(
          w.bbox,
          `${w.source === 'ocr' ? 'ocr' : ''}${w.confidence < 0.6 ? ' low' : ''}`,
          `${w.text}${w.source === 'ocr' ? `\nread with confidence ${w.confidence.toFixed(2)}` : ''}`,
        ),
      ),
    ),
    layer(
      'blocks',
      page.blocks.map(
        (b) =>
          `${rect(b.bbox, '', `${b.order}: ${b.label}, section ${b.section}${b.heading === null ? '' : `\nunder ${b.heading}`}`)}<text x="${b.bbox[0].toFixed(1)}" y="${(b.bbox[1] - 1).toFixed(1)}">${b.order} ${b.label}</text>`,
      ),
    ),
    layer(
      'tables',
      page.tables.flatMap((t) => [
        rect(
          t.bbox,
          t.purpose,
          `${t.purpose} table, ${t.rows} rows, ruled: ${t.ruled}${t.panel === null ? '' : `\n${t.panel}`}\n${t.columns.map((c) => c.role).join(' | ')}`,
        ),
        ...t.cells.filter((c) => c.text !== '').map((c) => rect(c.bbox, 'cell')),
      ]),
    ),
    layer(
      'redactions',
      page.redactions.map((r) => rect(r.bbox, '', `covered: ${r.category}\nfound by ${r.detector}`)),
    ),
    layer(
      'findings',
      findings.map((f) => rect(f.bbox, reviewClass(f), findingTip(f), f.finding_id)),
    ),
    layer(
      'biomarkers',
      biomarkers.map((b) =>
        rect(b.bbox, `${isAbnormal(b) ? 'abnormal' : ''} ${reviewClass(b)}`, biomarkerTip(b), b.biomarker_id),
      ),
    ),
  ].join('')}</svg>`
}

function rect([x0, y0, x1, y1]: Bbox, kind: string, tip = '', id = ''): string {
  const n = (v: number): string => v.toFixed(1)
  const attributes = [
    kind.trim() === '' ? '' : ` class="${kind.trim()}"`,
    id === '' ? '' : ` data-id="${text(id)}"`,
    tip === '' ? '' : ` data-tip="${text(tip)}"`,
  ]
  return `<rect x="${n(x0)}" y="${n(y0)}" width="${n(Math.max(0.5, x1 - x0))}" height="${n(Math.max(0.5, y1 - y0))}" rx="1"${attributes.join('')}/>`
}

function reviewClass(record: { readonly review_reasons: readonly string[] }): string {
  return record.review_reasons.length > 0 ? 'review' : ''
}

/** Outside its range by value and range, or by the printed flag where these do not decide. */
function isAbnormal(b: Biomarker): boolean {
  const verdict = b.interpretation ?? b.flag
  return verdict !== null && !['N', 'NEG', 'NR'].includes(verdict)
}

function biomarkerTip(b: Biomarker): string {
  const canonical = b.canonical_value === null ? [] : [`= ${b.canonical_value} ${b.canonical_unit}`]
  return [
    `${b.name_printed}: ${b.value_printed} ${b.unit_printed ?? ''}`.trim(),
    b.analyte === null
      ? 'not mapped'
      : `${b.analyte}, LOINC ${b.loinc ?? 'none'}, confidence ${b.mapping_confidence?.toFixed(2)}`,
    ...canonical,
    b.range_printed === null ? 'no range printed' : `range ${b.range_printed.replaceAll('\n', '; ')}`,
    `flag ${b.flag_printed ?? 'none'}${b.emphasis === null ? '' : ` (${b.emphasis})`}, interpretation ${b.interpretation ?? 'none'}, ${b.agreement}`,
    ...(b.review_reasons.length > 0 ? [`review: ${b.review_reasons.join(', ')}`] : []),
  ].join('\n')
}

function findingTip(f: Finding): string {
  return [
    f.text,
    [f.modality, f.body_site, f.laterality, f.finding].filter((x) => x !== null).join(', '),
    [
      f.normal ? 'normal' : '',
      f.negated ? 'absent' : '',
      f.uncertain ? 'uncertain' : '',
      f.size_mm === null ? '' : `${f.size_mm} mm`,
      f.grade === null ? '' : `${f.grade_system} ${f.grade}`,
      f.change ?? '',
    ]
      .filter((x) => x !== '')
      .join(', '),
  ]
    .filter((x) => x !== '')
    .join('\n')
}

function biomarkerTable(biomarkers: readonly Biomarker[]): string {
  if (biomarkers.length === 0) return ''
  const rows = biomarkers.map((b) => {
    const classes = [isAbnormal(b) ? 'abnormal' : '', reviewClass(b), b.role === 'previous' ? 'previous' : '']
      .join(' ')
      .trim()
    const why = b.review_reasons.map((r) => `<span class="why">${text(r)}</span>`).join('')
    return `<tr data-for="${text(b.biomarker_id)}" data-tip="${text(biomarkerTip(b))}" class="${classes}"><td>${lines(b.name_printed)}${b.role === 'previous' ? ' <span class="soft">earlier</span>' : ''}</td><td class="v">${lines(b.value_printed)} <span class="u">${lines(b.unit_printed ?? '')}</span></td><td class="soft">${lines(b.range_printed ?? '')}</td><td>${text(b.flag_printed ?? b.emphasis ?? '')}</td><td>${b.interpretation ?? ''}${b.agreement === 'disagree' ? ' <span class="why">flag differs</span>' : ''}</td><td>${text(b.analyte ?? '')}${b.loinc === null ? '' : `<br><span class="soft">${text(b.loinc)}</span>`}${why === '' ? '' : `<br>${why}`}</td></tr>`
  })
  return `<table><thead><tr><th>name</th><th>value</th><th>range</th><th>flag</th><th>reads</th><th>analyte</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function findingList(findings: readonly Finding[]): string {
  if (findings.length === 0) return ''
  return `<ul>${findings
    .map((f) => {
      const tags = [
        f.finding,
        f.body_site,
        f.laterality,
        f.normal ? 'normal' : null,
        f.negated ? 'absent' : null,
        f.uncertain ? 'uncertain' : null,
        f.size_mm === null ? null : `${f.size_mm} mm`,
        f.grade === null ? null : `${f.grade_system} ${f.grade}`,
        f.change,
      ]
      return `<li data-for="${text(f.finding_id)}" class="${reviewClass(f)}"><span class="soft">${f.modality}</span> ${lines(f.text)}<br>${tags
        .filter((t) => t !== null)
        .map((t) => `<span class="tag">${text(t)}</span>`)
        .join('')}${f.review_reasons.map((r) => `<span class="why">${text(r)}</span>`).join('')}</li>`
    })
    .join('')}</ul>`
}

/** A table as read, spans and all. */
function tableGrid(table: Table): string {
  const rows = Array.from({ length: table.rows }, (_, row) =>
    table.cells
      .filter((c) => c.row === row)
      .sort((a, b) => a.column - b.column)
      .map((c) => {
        const tag = row < table.header_rows ? 'th' : 'td'
        const span = `${c.row_span > 1 ? ` rowspan="${c.row_span}"` : ''}${c.column_span > 1 ? ` colspan="${c.column_span}"` : ''}`
        return `<${tag}${span}>${lines(c.text)}</${tag}>`
      })
      .join(''),
  )
  const roles = table.columns
    .map((c) => `<th class="soft">${c.role}${c.unit === null ? '' : ` (${text(c.unit)})`}</th>`)
    .join('')
  return `<p class="soft">${table.purpose}, ${table.section}${table.panel === null ? '' : `: ${text(table.panel)}`}${table.continues ? ', continues' : ''}</p><table><tr>${roles}</tr>${rows.map((r) => `<tr>${r}</tr>`).join('')}</table>`
}

function cards(view: ReportView): string {
  if (view.cards.length === 0) return ''
  const items = view.cards.map(
    (c) =>
      `<li><b>${text(c.issue_label_en)}</b> <span class="soft">${c.priority}, ${text(c.department)}, within ${c.window_min_days}-${c.window_max_days} days, ${c.tier}</span><br>${lines(c.explanation)}</li>`,
  )
  return `<h2>Action Cards</h2><div class="cards"><ol>${items.join('')}</ol></div>`
}

function lines(printed: string): string {
  return text(printed).replaceAll('\n', '<br>')
}

function text(raw: string): string {
  return raw.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]!)
}
