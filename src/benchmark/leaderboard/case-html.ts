import type { Case } from '../score-file.js'
import { escapeMarkup as e } from './markup.js'

/** Data URLs of page images by `<report_id> <page>`; empty when the page shows none. */
export type PageImages = ReadonlyMap<string, string>

/** One report with its pages, gold cards and predicted cards side by side, with matches and violations. */
export function caseHtml(c: Case, images: PageImages): string {
  const pairOf = (side: 'gold' | 'predicted', i: number) => c.pairs.find((p) => p[side] === i)
  const gold = (i: number): string => {
    const verdict = pairOf('gold', i) === undefined ? '<p class="bad">missed</p>' : ''
    return cardHtml(c.gold[i]!, c.gold[i]!.evidence, [], verdict)
  }
  const predicted = (i: number): string => {
    const pair = pairOf('predicted', i)
    const verdict =
      pair === undefined
        ? '<p class="bad">matches no gold card</p>'
        : `<p>${e(`matched by ${pair.tier} (${pair.similarity.toFixed(2)}); priority ${gap(pair.priority_gap)}; department ${pair.department}; window overlap ${pair.window_iou.toFixed(2)}`)}</p>`
    const violations = c.violations.filter((v) => v.card === i)
    const said = violations.map((v) => `<p class="bad">${e(`${v.severity}: ${v.class} in ${v.field}`)}</p>`).join('')
    return cardHtml(c.predicted[i]!, c.predicted[i]!.evidence, violations, verdict + said)
  }
  const row = (left: string, right: string) => `<div class="pair"><div>${left}</div><div>${right}</div></div>`
  const rows = [
    ...c.pairs.map((p) => row(gold(p.gold), predicted(p.predicted))),
    ...c.gold.flatMap((_, i) => (pairOf('gold', i) === undefined ? [row(gold(i), '')] : [])),
    ...c.predicted.flatMap((_, i) => (pairOf('predicted', i) === undefined ? [row('', predicted(i))] : [])),
  ]
  const pages = c.pages.flatMap((page) => {
    const url = images.get(`${c.report_id} ${page}`)
    return url === undefined ? [] : [`<img src="${url}" alt="${e(`Page ${page} of report ${c.report_id}`)}">`]
  })
  const cards = `<div>${row('<h4>Gold</h4>', '<h4>Predicted</h4>')}${rows.join('') || '<p>no cards</p>'}</div>`
  return `<div class="case"><h3>${e(c.report_id)}${c.sample > 0 ? ` sample ${c.sample}` : ''}</h3>
<p>${e(c.reasons.join('; '))}. Evidence on ${c.pages.length === 0 ? 'no page' : `page ${c.pages.join(', ')}`}.</p>
${pages.length === 0 ? cards : `<div class="sides"><div>${pages.join('')}</div>${cards}</div>`}</div>`
}

interface ShownCard {
  readonly issue: string
  readonly priority: string
  readonly department: string
  readonly window_min_days: number | null
  readonly window_max_days: number | null
  readonly explanation: string
  readonly questions: readonly string[]
}

function cardHtml(
  card: ShownCard,
  evidence: readonly { page: number | null; quote: string }[],
  violations: readonly Case['violations'][number][],
  verdict: string,
): string {
  const window = `${card.window_min_days ?? 'any'}–${card.window_max_days ?? 'open'} days`
  const spans = violations.filter((v) => v.field === 'explanation')
  return `<div class="card"><p><b>${e(card.issue)}</b> · ${e(card.priority)} · ${e(card.department)} · ${window}</p>
<p>${marked(card.explanation, spans)}</p><ul>${card.questions.map((q) => `<li>${e(q)}</li>`).join('')}</ul>
${evidence.map((ev) => `<p><small>${ev.page === null ? '' : `p. ${ev.page}: `}“${e(ev.quote)}”</small></p>`).join('')}${verdict}</div>`
}

/** The text with the words of the violations marked; of overlapping ones the first. */
function marked(text: string, spans: readonly { readonly start: number; readonly end: number }[]): string {
  let [html, at] = ['', 0]
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (start < at || end <= start) continue
    html += `${e(text.slice(at, start))}<mark>${e(text.slice(start, end))}</mark>`
    at = end
  }
  return html + e(text.slice(at))
}

function gap(levels: number): string {
  if (levels === 0) return 'as gold'
  return levels > 0 ? `${levels} less pressing` : `${-levels} more pressing`
}
