import { figure, figureWithInterval } from './leaderboard/markup.js'
import { METRIC_NAMES, METRICS } from './metric-catalog.js'
import type { ScoreFile } from './score-file.js'

/** One score as Markdown: what was answered, every metric with interval and n, and what to look at next. */
export function scoreMarkdown(score: ScoreFile): string {
  const { name, version, split } = score.release
  const outcomes = Object.entries(score.outcomes)
    .filter(([, n]) => n > 0)
    .map(([outcome, n]) => `${outcome} ${n}`)
  const metrics = METRIC_NAMES.filter((m) => score.metrics[m].mean !== null).map((m) => [
    METRICS[m].title,
    figureWithInterval(score.metrics[m]),
    String(score.metrics[m].n),
    METRICS[m].meaning,
  ])
  const probes = score.robustness.map((r) => [
    r.kind,
    String(r.n),
    share(r.changed_as_expected),
    share(r.others_unchanged),
  ])
  return [
    `# ${score.model}${score.track === null ? '' : ` · ${score.track}`}: ${name} ${version}, ${split}`,
    `${score.reports} reports of ${score.patients} patients${score.samples > 1 ? `, ${score.samples} samples each` : ''}. Answers: ${outcomes.join(', ')}.`,
    ...notes(score),
    table(['metric', 'mean over reports, 95 % interval', 'n', 'what it is'], metrics),
    `Quadratic weighted kappa of priority: ${figure(score.kappa)}. Department macro F1: ${figure(score.department_macro_f1)}.`,
    ...(probes.length === 0
      ? []
      : [
          '## Robustness',
          `Consistent on all accounts: ${share(score.consistent!)} of ${score.consistent!.n} variants.`,
          table(['change', 'n', 'changed as expected', 'others unchanged'], probes),
        ]),
    ...(score.invented === null
      ? []
      : [
          `Issues told although their grounds were taken away: ${share(score.invented)} of ${score.invented.n} answers.`,
        ]),
    '',
  ].join('\n\n')
}

/** Fewer patients than this and an interval is rough: the bootstrap of a mean is too narrow by about 1/n (Efron & Tibshirani 1993, ch. 13). */
export const FEW_PATIENTS = 30

function notes(score: ScoreFile): string[] {
  const lines: string[] = []
  const missing = score.outcomes.missing ?? 0
  if (missing > 0)
    lines.push(
      `${missing} ${missing === 1 ? 'answer is' : 'answers are'} missing and scored 0: \`--partial\` leaves them out.`,
    )
  if (score.partial) lines.push('Only the answered reports were scored: not comparable with whole runs.')
  if (score.patients < FEW_PATIENTS) lines.push(`Only ${score.patients} patients: the intervals are rough.`)
  if (score.canary_hits > 0)
    lines.push(`${score.canary_hits} answers print the canary of the release: the model has seen it in training.`)
  return lines.length === 0 ? [] : [lines.join(' ')]
}

function share(p: { rate: number | null; low: number; high: number }): string {
  return figureWithInterval({ mean: p.rate, low: p.rate === null ? null : p.low, high: p.high })
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(header), line(header.map((h, i) => (i === 1 || h === 'n' ? '---:' : '---'))), ...rows.map(line)].join(
    '\n',
  )
}
