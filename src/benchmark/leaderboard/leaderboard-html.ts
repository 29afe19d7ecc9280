import type { UsefulnessFile } from '../judge/usefulness-file.js'
import { PREFERENCE_HEADER, RATING_HEADER, usefulnessTables } from '../judge/usefulness-table.js'
import { METRIC_NAMES, METRICS, type MetricName } from '../metric-catalog.js'
import { barPlot, intervalPlot } from './bar-plot.js'
import { caseHtml, type PageImages } from './case-html.js'
import type { Leaderboard, LeaderboardRow } from './leaderboard.js'
import { introduction, printBand, printP, SHORT_COLUMNS } from './leaderboard-markdown.js'
import { escapeMarkup as e, figure, figureOfN, figureWithInterval } from './markup.js'
import type { PlotAxis } from './plot-frame.js'
import { type PlotPoint, scatterPlot } from './scatter-plot.js'

/** The leaderboard as one HTML page that needs no network: tables, plots, and every run down to single reports. */
export async function leaderboardHtml(
  board: Leaderboard,
  images: PageImages,
  usefulness: UsefulnessFile | null = null,
): Promise<string> {
  const { name, version, split } = board.release
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${e(`Leaderboard: ${name} ${version}`)}</title><style>${STYLE}</style></head><body><main>
<h1>${e(`Leaderboard: ${name} ${version}, ${split}`)}</h1>
<p>${e(introduction(board))}</p>
<div class="order">${orderTable(board)}</div>
<h2>Plots</h2><div class="plots">${await plots(board)}</div>
<h2>Each run</h2><div class="plots">${(await Promise.all(board.rows.map(small))).join('')}</div>
<h2>Paired differences in ${e(METRICS[board.metric].title)}</h2>${pairTable(board)}
${usefulness === null ? '' : judged(usefulness)}
${board.rows.map((r) => runSection(r, images)).join('\n')}
</main></body></html>
`
}

function orderTable(board: Leaderboard): string {
  const head = ['Rank', 'Run', METRICS[board.metric].title, ...SHORT_COLUMNS.map((m) => METRICS[m].title)]
  const rows = board.rows.map((r) => [
    printBand(r.band),
    r.label,
    figureWithInterval(r.value),
    ...SHORT_COLUMNS.map((m) => figureOfN(r.score.metrics[m], r.value.n)),
  ])
  return table(head, rows)
}

function pairTable(board: Leaderboard): string {
  if (board.pairs.length === 0) return '<p>One run: nothing to compare.</p>'
  return table(
    ['First − second', 'Difference', 'Reports', 'p', 'p (Holm)'],
    board.pairs.map((p) => [
      `${p.first} − ${p.second}`,
      figureWithInterval(p.difference),
      String(p.difference.n),
      printP(p.p),
      printP(p.p_holm),
    ]),
  )
}

function judged(file: UsefulnessFile): string {
  const { notes, ratings, pairs } = usefulnessTables(file)
  const said = notes.map((n) => `<p>${e(n)}</p>`).join('')
  const preferences = pairs.length === 0 ? '' : table(PREFERENCE_HEADER, pairs)
  return `<h2>Usefulness by a judge model</h2>${said}${table(RATING_HEADER, ratings)}${preferences}`
}

async function plots(board: Leaderboard): Promise<string> {
  const share = (m: MetricName): PlotAxis => ({ title: METRICS[m].title, better: 'higher', range: [0, 1] })
  const scatter = async (title: string, x: PlotAxis, y: PlotAxis, points: readonly PlotPoint[]) =>
    points.length === 0
      ? ''
      : `<figure><figcaption>${e(title)}</figcaption>${await scatterPlot(title, x, y, points)}</figure>`
  const by = (x: MetricName, y: MetricName) =>
    board.rows.flatMap((r) => pointOf(r.label, r.score.metrics[x], r.score.metrics[y]))
  const against = (x: (r: LeaderboardRow) => number | null) =>
    board.rows.flatMap((r) => {
      const [at, value] = [x(r), r.value]
      return at === null || value.mean === null
        ? []
        : [{ label: r.label, x: at, y: value.mean, ...limits('yLimits', value) }]
    })
  const { title, better, share: isShare } = METRICS[board.metric]
  const quality: PlotAxis = {
    title,
    better: better === 'lower' ? 'lower' : 'higher',
    ...(isShare ? { range: [0, 1] } : {}),
  }
  const ranks = intervalPlot(
    `${title} with 95 % intervals`,
    quality,
    board.rows.map((r) => ({ label: r.label, value: r.value.mean, limits: bounds(r.value) })),
  )
  const drawn = await Promise.all([
    ranks.then((svg) => `<figure><figcaption>${e(`${title} with 95 % intervals`)}</figcaption>${svg}</figure>`),
    scatter('Coverage against precision', share('precision'), share('coverage'), by('precision', 'coverage')),
    scatter('Safety against coverage', share('coverage'), share('safety'), by('coverage', 'safety')),
    scatter(
      'Quality against cost',
      { title: 'cost per report', better: 'lower' },
      quality,
      against((r) => r.cost_per_report),
    ),
    scatter(
      'Quality against latency',
      { title: 'median seconds per report', better: 'lower', logarithmic: true },
      quality,
      against((r) => (r.latency_p50_ms === null || r.latency_p50_ms === 0 ? null : r.latency_p50_ms / 1000)),
    ),
  ])
  return drawn.join('')
}

type Interval = { readonly mean: number | null; readonly low: number | null; readonly high: number | null }

function bounds({ low, high }: Interval): readonly [number, number] | null {
  return low === null || high === null ? null : [low, high]
}

function pointOf(label: string, x: Interval, y: Interval): PlotPoint[] {
  if (x.mean === null || y.mean === null) return []
  return [{ label, x: x.mean, y: y.mean, ...limits('xLimits', x), ...limits('yLimits', y) }]
}

function limits<K extends 'xLimits' | 'yLimits'>(key: K, of: Interval): Pick<PlotPoint, K> | Record<string, never> {
  return of.low === null || of.high === null ? {} : ({ [key]: [of.low, of.high] } as unknown as Pick<PlotPoint, K>)
}

const SMALL: readonly MetricName[] = [
  'coverage',
  'precision',
  'priority_exact',
  'department_accepted',
  'window_not_later',
  'safety',
  'grounding',
  'actionability_checklist',
  'readable',
]

async function small(row: LeaderboardRow): Promise<string> {
  const bars = SMALL.map((m) => {
    const estimate = row.score.metrics[m]
    return { label: METRICS[m].title, value: estimate.mean, limits: bounds(estimate) }
  })
  return `<figure><figcaption>${e(row.label)}</figcaption>${await barPlot(row.label, bars)}</figure>`
}

function runSection(row: LeaderboardRow, images: PageImages): string {
  const s = row.score
  const metrics = METRIC_NAMES.map((m) => [
    METRICS[m].title,
    figureWithInterval(s.metrics[m]),
    String(s.metrics[m].n),
    METRICS[m].meaning,
  ])
  const labels = s.priorities.labels
  const confusion = labels.map((label, i) => [
    label,
    ...s.priorities.table[i]!.map(String),
    String(s.priorities.missed[i]!),
  ])
  const subgroups = s.subgroups.map((g) => [
    `${g.dimension}: ${g.group}`,
    String(g.reports),
    ...SUBGROUP_COLUMNS.map((m) => figureWithInterval(g.metrics[m])),
  ])
  const issues = s.issues.map((i) => [
    i.issue,
    String(i.gold),
    i.coverage.rate === null
      ? '–'
      : `${figure(i.coverage.rate)} [${figure(i.coverage.low)}, ${figure(i.coverage.high)}]`,
    String(i.predicted),
    figure(i.precision.rate),
  ])
  const departments = s.departments.slice(0, 40).map((d) => [d.gold, d.predicted, String(d.n)])
  const robustness = s.robustness.map((v) => [
    v.kind,
    String(v.n),
    figure(v.changed_as_expected.rate),
    figure(v.others_unchanged.rate),
  ])
  return `<section><h2>${e(row.label)}</h2>
<p>${s.reports} reports of ${s.patients} patients, ${s.samples} ${s.samples === 1 ? 'sample' : 'samples'} each. Outcomes: ${e(
    Object.entries(s.outcomes)
      .filter(([, n]) => n > 0)
      .map(([o, n]) => `${o} ${n}`)
      .join(', '),
  )}. Quadratic weighted kappa of priority: ${figure(s.kappa)}. Department macro F1: ${figure(s.department_macro_f1)}.</p>
${details('All metrics', table(['Metric', 'Mean', 'n', 'What it is'], metrics))}
${details('Priorities: gold down, predicted across', table(['gold', ...labels, 'missed'], confusion))}
${details('Departments', table(['gold', 'predicted', 'n'], departments))}
${details('Subgroups', table(['Group', 'Reports', ...SUBGROUP_COLUMNS.map((m) => METRICS[m].title)], subgroups))}
${details('Issues', table(['Issue', 'Gold', 'Coverage', 'Predicted', 'Precision'], issues))}
${details(
  'Threshold sweep',
  table(
    ['tau', 'coverage', 'precision', 'F1'],
    s.sweep.map((t) => [String(t.threshold), figure(t.coverage), figure(t.precision), figure(t.f1)]),
  ),
)}
${robustness.length === 0 ? '' : details('Robustness', table(['Change', 'n', 'Changed as expected', 'Others unchanged'], robustness))}
${details(`Worst cases (${s.worst.length})`, s.worst.map((c) => caseHtml(c, images)).join(''), 'cases')}
</section>`
}

const SUBGROUP_COLUMNS: readonly MetricName[] = [
  'safe_f1',
  'coverage',
  'precision',
  'missed_or_under_triaged',
  'safety',
]

/** Worst cases are printed only where the reader has opened them: they fill many sheets. */
function details(summary: string, inner: string, kind = 'table'): string {
  return `<details class="${kind}"><summary>${e(summary)}</summary>${inner}</details>`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, of: readonly string[]) => of.map((c) => `<${tag}>${e(c)}</${tag}>`).join('')
  return `<div class="wide"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table></div>`
}

const STYLE = `:root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--soft:#e4e4e4;--accent:#0b5cad;--bad:#a4262c}
@media (prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#161616;--soft:#3a3a3a;--accent:#6db3f2;--bad:#ff8a8a}}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1280px;margin:0 auto;padding:24px}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{border-bottom:1px solid var(--soft);padding:4px 10px;text-align:left;vertical-align:top;white-space:nowrap}
td:last-child{white-space:normal}.wide{overflow-x:auto}details{margin:8px 0}summary{cursor:pointer}
.plots{display:flex;flex-wrap:wrap;gap:24px}figure{margin:0}figcaption{font-weight:600;margin-bottom:4px}.order table{font-size:13px}.order td,.order th{padding:4px 6px}.order th{white-space:normal;vertical-align:bottom;min-width:4.5em}.order td:nth-child(2){font-weight:600}
svg{max-width:100%;height:auto}svg text{font-family:system-ui,sans-serif}mark{background:none;color:var(--bad);text-decoration:underline}
.case{border-top:2px solid var(--soft);padding:12px 0}.sides{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,2fr);gap:16px}.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px;align-items:start}.pair h4{margin:0}@media(max-width:800px){.sides,.pair{grid-template-columns:1fr}}
.card{border:1px solid var(--soft);border-radius:6px;padding:8px 12px;margin:8px 0}.card p{margin:4px 0}.bad{color:var(--bad)}.case img{max-width:100%;border:1px solid var(--soft)}
@media print{@page{size:A4 landscape;margin:12mm}:root{--ink:#000;--paper:#fff;--soft:#bbb;--accent:#003f7f;--bad:#8a0000}main{max-width:none;padding:0}
.wide{overflow:visible}table,.order table{font-size:8.5px}th,td{white-space:normal;padding:2px 5px}.order td:nth-child(-n+3){white-space:nowrap}h2,h3,summary,figcaption{break-after:avoid}figure,.case,tr{break-inside:avoid}.plots{gap:12px}.plots figure{max-width:48%}
details:not(.cases)::details-content{content-visibility:visible;height:auto}}`
