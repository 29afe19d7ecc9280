import { escapeMarkup as e } from './markup.js'
import type { Case } from './score-file.js'

/** Data URLs of page images by `<report_id> <page>`; empty when the page shows none. */
export type PageImages = ReadonlyMap<string, string>

/** One report with its pages, gold cards and predicted cards side by side, with matches and violations. */
export function caseHtml(c: Case, images: PageImages): string {
  const pairOf = (side: 'gold' | 'predicted', i: number) => c.pairs.find((p) => p[side] === i)
  const gold = c.gold.map((g, i) => {
    const pair = pairOf('gold', i)
    const verdict =
      pair === undefined
        ? '<p class="bad">missed</p>'
        : `<p>matched with predicted ${pair.predicted + 1} (${e(pair.tier)}, ${pair.similarity.toFixed(2)})</p>`
    return cardHtml(i, g, g.evidence, verdict)
  })
  const predicted = c.predicted.map((p, i) => {
    const pair = pairOf('predicted', i)
    const verdict =
      pair === undefined
        ? '<p class="bad">matches no gold card</p>'
        : `<p>matched with gold ${pair.gold + 1}; priority ${gap(pair.priority_gap)}; department ${e(pair.department)}; window overlap ${pair.window_iou.toFixed(2)}</p>`
    const violations = c.violations
      .filter((v) => v.card === i)
      .map((v) => `<p class="bad">${e(`${v.severity}: ${v.class} in ${v.field}`)}</p>`)
      .join('')
    return cardHtml(i, p, p.evidence, verdict + violations)
  })
  const pages = c.pages.flatMap((page) => {
    const url = images.get(`${c.report_id} ${page}`)
    return url === undefined ? [] : [`<img src="${url}" alt="${e(`Page ${page} of report ${c.report_id}`)}">`]
  })
  return `<div class="case"><h3>${e(c.report_id)}${c.sample > 0 ? ` sample ${c.sample}` : ''}</h3>
<p>${e(c.reasons.join('; '))}. Evidence on ${c.pages.length === 0 ? 'no page' : `page ${c.pages.join(', ')}`}.</p>
<div class="sides">${pages.length === 0 ? '' : `<div>${pages.join('')}</div>`}<div><h4>Gold</h4>${gold.join('') || '<p>no cards</p>'}</div><div><h4>Predicted</h4>${predicted.join('') || '<p>no cards</p>'}</div></div></div>`
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
  index: number,
  card: ShownCard,
  evidence: readonly { page: number | null; quote: string }[],
  verdict: string,
): string {
  const window = `${card.window_min_days ?? 'any'}–${card.window_max_days ?? 'open'} days`
  return `<div class="card"><p><b>${index + 1}. ${e(card.issue)}</b> · ${e(card.priority)} · ${e(card.department)} · ${window}</p>
<p>${e(card.explanation)}</p><ul>${card.questions.map((q) => `<li>${e(q)}</li>`).join('')}</ul>
${evidence.map((ev) => `<p><small>${ev.page === null ? '' : `p. ${ev.page}: `}“${e(ev.quote)}”</small></p>`).join('')}${verdict}</div>`
}

function gap(levels: number): string {
  if (levels === 0) return 'as gold'
  return levels > 0 ? `${levels} less pressing` : `${-levels} more pressing`
}
