import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bbox } from '../../src/records/bbox.js'
import type { ReportView } from '../../src/records/report-view.js'

const STYLE = `
:root{color-scheme:light dark;font:15px/1.45 system-ui,sans-serif}body{margin:0 auto;max-width:1500px;padding:1rem}
section{display:grid;grid-template-columns:minmax(0,1.1fr) minmax(0,1fr);gap:1rem;margin-bottom:2rem;align-items:start}
.page{position:relative;border:1px solid #8888}.page img{display:block;width:100%}
.box{position:absolute;border:1.5px solid transparent;border-radius:2px}
.biomarker{border-color:#0969da}.finding{border-color:#8250df}.table{border-color:#1a7f3780}.redaction{border-color:#d29922}
.box:hover,.lit{background:#ffd33d55;border-color:#d29922}
table{border-collapse:collapse;width:100%;font-size:13px}td,th{border-bottom:1px solid #8884;padding:3px 6px;text-align:left;vertical-align:top}
tr.abnormal td{font-weight:600}tr:hover{background:#ffd33d33}.flag{color:#cf222e}
@media(max-width:900px){section{grid-template-columns:1fr}}`

/** One self-contained page: page images with boxes of tables, biomarkers, findings and redactions, beside what was extracted. */
export async function viewHtml(processed: string, view: ReportView): Promise<string> {
  const body = view.pages.map((page) => {
    const path = page.image === null ? null : join(processed, page.image)
    const image =
      path !== null && existsSync(path)
        ? `<img alt="page ${page.number}, identifiers covered" src="data:image/jpeg;base64,${readFileSync(path).toString('base64')}">`
        : ''
    const box = (kind: string, bbox: Bbox, title: string, id = ''): string => {
      const [x0, y0, x1, y1] = bbox
      const percent = (v: number, of: number): string => `${((100 * v) / of).toFixed(2)}%`
      return `<div class="box ${kind}"${id === '' ? '' : ` data-id="${id}"`} title="${html(title)}" style="left:${percent(x0, page.width)};top:${percent(y0, page.height)};width:${percent(x1 - x0, page.width)};height:${percent(y1 - y0, page.height)}"></div>`
    }
    const biomarkers = view.biomarkers.filter((b) => b.page === page.number)
    const findings = view.findings.filter((f) => f.page === page.number)
    const boxes = [
      ...page.tables.map((t) =>
        box('table', t.bbox, `table: ${t.purpose}, ${t.columns.map((c) => c.role).join(' | ')}`),
      ),
      ...page.redactions.map((r) => box('redaction', r.bbox, `${r.category} (${r.detector})`)),
      ...biomarkers.map((b) =>
        box(
          'biomarker',
          b.bbox,
          `${b.name_printed}: ${b.value_printed} → ${b.analyte ?? 'not mapped'}`,
          b.biomarker_id,
        ),
      ),
      ...findings.map((f) => box('finding', f.bbox, f.text, f.finding_id)),
    ]
    const rows = biomarkers.map((b) => {
      const verdict = b.interpretation ?? b.flag
      const abnormal = verdict !== null && verdict !== 'N' && verdict !== 'NEG' && verdict !== 'NR'
      return `<tr data-for="${b.biomarker_id}"${abnormal ? ' class="abnormal"' : ''}>${[b.name_printed, b.value_printed, b.unit_printed, b.range_printed].map((c) => `<td>${html(c ?? '').replaceAll('\n', '<br>')}</td>`).join('')}<td class="flag">${html(b.flag_printed ?? '')}</td><td>${html(b.analyte ?? '')}</td><td>${verdict ?? ''}</td></tr>`
    })
    const table =
      rows.length === 0
        ? ''
        : `<table><thead><tr><th>name</th><th>value</th><th>unit</th><th>range</th><th>flag</th><th>analyte</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>`
    const list =
      findings.length === 0
        ? ''
        : `<ul>${findings.map((f) => `<li data-for="${f.finding_id}">${html(f.modality)}: ${html(f.text)}</li>`).join('')}</ul>`
    return `<section><div class="page">${image}${boxes.join('')}</div><div><h2>Page ${page.number}</h2>${table}${list}</div></section>`
  })
  const cards = view.cards.map(
    (c) =>
      `<li><b>${html(c.issue_label_en)}</b> (${c.priority}, ${html(c.department)}, ${c.window_min_days}-${c.window_max_days} days): ${html(c.explanation)}</li>`,
  )
  const aside =
    view.quarantine === null
      ? ''
      : `<p>Set aside: ${html(view.quarantine.reason)} in ${html(view.quarantine.stage)}. ${html(view.quarantine.way_out)}.</p>`
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${view.report_id}</title><style>${STYLE}</style><h1>${view.report_id}</h1>${aside}${body.join('\n')}${cards.length > 0 ? `<h2>Action Cards</h2><ol>${cards.join('')}</ol>` : ''}
<script>document.querySelectorAll('[data-for]').forEach(e=>{const b=document.querySelector('[data-id="'+e.dataset.for+'"]');if(b){e.onmouseenter=()=>b.classList.add('lit');e.onmouseleave=()=>b.classList.remove('lit')}})</script></html>
`
}

function html(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)
}
