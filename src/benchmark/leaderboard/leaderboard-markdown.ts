import type { UsefulnessFile } from '../judge/usefulness-file.js'
import { PREFERENCE_HEADER, RATING_HEADER, usefulnessTables } from '../judge/usefulness-table.js'
import { METRICS, type MetricName } from '../metric-catalog.js'
import { FEW_PATIENTS } from '../score-markdown.js'
import type { Leaderboard } from './leaderboard.js'
import { figure, figureOfN, figureWithInterval } from './markup.js'

/** Columns of the short tables, after the metric of the order. */
export const SHORT_COLUMNS: readonly MetricName[] = [
  'coverage',
  'precision',
  'severity_coverage',
  'priority_exact',
  'missed_or_under_triaged',
  'department_accepted',
  'window_not_later',
  'safety',
  'grounding',
  'actionability_checklist',
  'readable',
]

/** The leaderboard as Markdown: order with rank bands, main metrics, outcomes, paired differences. */
export function leaderboardMarkdown(board: Leaderboard, usefulness: UsefulnessFile | null = null): string {
  const { name, version, split } = board.release
  const metric = METRICS[board.metric]
  const header = ['rank', 'run', metric.title, ...SHORT_COLUMNS.map((m) => METRICS[m].title)]
  const rows = board.rows.map((r) => [
    printBand(r.band),
    r.label,
    figureWithInterval(r.value),
    ...SHORT_COLUMNS.map((m) => figureOfN(r.score.metrics[m], r.value.n)),
  ])
  const outcomes = board.rows.map((r) => [
    r.label,
    String(r.score.reports),
    String(r.score.patients),
    ...OUTCOMES.map((o) => String(r.score.outcomes[o] ?? 0)),
    r.score.unsafe_upper_bound === null
      ? String(unsafe(r))
      : `0 (at most ${figure(r.score.unsafe_upper_bound)} of cards)`,
    figure(r.cost_per_report, 4),
    r.latency_p50_ms === null ? '–' : (r.latency_p50_ms / 1000).toFixed(1),
    String(r.score.canary_hits),
  ])
  const pairs = board.pairs.map((p) => [
    `${p.first} − ${p.second}`,
    figureWithInterval(p.difference),
    String(p.difference.n),
    printP(p.p),
    printP(p.p_holm),
  ])
  return [
    `# Leaderboard: ${name} ${version}, ${split}`,
    introduction(board),
    table(header, rows),
    '## Outcomes',
    table(['run', 'reports', 'patients', ...OUTCOMES, 'unsafe cards', 'cost per report', 'p50 s', 'canary'], outcomes),
    ...(pairs.length === 0
      ? []
      : [
          `## Paired differences in ${metric.title}`,
          'On the same reports; two-sided p by sign flips of whole patients, Holm-adjusted over all pairs.',
          table(['first − second', 'difference', 'reports', 'p', 'p (Holm)'], pairs),
        ]),
    ...(usefulness === null ? [] : judged(usefulness)),
    '',
  ].join('\n\n')
}

/** What the order and the figures mean. */
export function introduction({ metric, rows }: Leaderboard): string {
  const { title, meaning } = METRICS[metric]
  const [patients, reports] = [rows[0]!.score.patients, rows[0]!.value.n]
  const few = patients < FEW_PATIENTS ? ` Only ${patients} patients: the intervals are rough.` : ''
  return `Ordered by ${title}: ${meaning}. Means over ${reports} answers${rows.some((r) => r.value.n !== reports) ? ' (as many as the run has)' : ''}, n beside those that rest on fewer; 95 % intervals by cluster bootstrap over patients; ranks are bands where intervals overlap.${few}`
}

function judged(file: UsefulnessFile): string[] {
  const { notes, ratings, pairs } = usefulnessTables(file)
  return [
    '## Usefulness by a judge model',
    ...notes,
    table(RATING_HEADER, ratings),
    ...(pairs.length === 0 ? [] : [table(PREFERENCE_HEADER, pairs)]),
  ]
}

const OUTCOMES = ['ok', 'refusal', 'invalid', 'truncated', 'timeout', 'error', 'missing'] as const

function unsafe(row: Leaderboard['rows'][number]): number {
  const safe = row.score.pooled.safe_cards
  return safe === undefined ? 0 : safe.n - safe.hits
}

export function printBand([from, to]: readonly [number, number]): string {
  return from === to ? String(from) : `${from}–${to}`
}

export function printP(p: number | null): string {
  return p === null ? '–' : p < 0.001 ? '< .001' : p.toFixed(3)
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`
  const names = new Set(['run', 'first − second', 'first : second'])
  return [line(header), line(header.map((h) => (names.has(h) ? '---' : '---:'))), ...rows.map(line)].join('\n')
}
