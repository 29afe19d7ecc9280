import type { Prediction } from './prediction.js'
import { PROBE_KINDS, type Probe } from './probe.js'
import type { ScoreFile } from './score-file.js'
import type { IssueIndex } from './scoring/issue-index.js'
import { wilson } from './statistics/interval.js'

/**
 * Consistency over variants: the card that should change changes, the others do not (same issues with the same priorities). Compared
 * with the answer to the report itself, or to the report as set anew (`typeset`) where the variants are pictures set anew; an answer that
 * failed is neither. `normalise` and `negate` count only where the model had found
 * the issue in the first place.
 * Also the missing-information probe: answers to reports with their grounds removed in which the model still tells an issue.
 */
export function scoreProbes(
  probes: readonly Probe[],
  predictions: readonly Prediction[],
  index: IssueIndex,
  threshold: number,
): Pick<ScoreFile, 'robustness' | 'consistent' | 'invented'> {
  const answers = new Map(predictions.map((p) => [`${p.report_id} ${p.sample} ${p.variant ?? ''}`, p]))
  const samples = predictions.reduce((most, p) => Math.max(most, p.sample + 1), 0)
  const about = (issue: string) => (p: Prediction['cards'][number]) =>
    index.similarity(issue, p.issue).similarity >= threshold
  const told = (p: Prediction, without: string | null) =>
    [
      ...new Set(
        p.cards
          .filter((c) => without === null || !about(without)(c))
          .map((c) => `${index.codeOf(c.issue) ?? c.issue} ${c.priority}`),
      ),
    ]
      .sort()
      .join('\n')

  const tally = new Map(PROBE_KINDS.map((k) => [k, { n: 0, targeted: 0, changed: 0, kept: 0, consistent: 0 }]))
  const missing = { n: 0, invented: 0 }
  for (const probe of probes)
    for (let sample = 0; sample < samples; sample++) {
      const id = probe.report.report.report_id
      const setAnew = probe.kind === 'typeset' ? undefined : answers.get(`${id} ${sample} typeset`)
      const base = setAnew ?? answers.get(`${id} ${sample} `)
      const variant = answers.get(`${id} ${sample} ${probe.variant}`)
      if (variant === undefined) continue
      if (probe.groundless.length > 0) {
        if (variant.outcome !== 'ok') continue
        missing.n += 1
        const invents =
          probe.kind === 'empty' ? variant.cards.length > 0 : probe.groundless.some((g) => variant.cards.some(about(g)))
        if (invents) missing.invented += 1
        continue
      }
      if (base === undefined || base.outcome !== 'ok') continue
      const t = tally.get(probe.kind)!
      const { target } = probe
      if (target !== null && probe.kind !== 'critical' && !base.cards.some(about(target))) continue
      t.n += 1
      const kept = variant.outcome === 'ok' && told(base, target) === told(variant, target)
      if (kept) t.kept += 1
      if (target === null) {
        if (kept) t.consistent += 1
        continue
      }
      t.targeted += 1
      const found = variant.cards.filter(about(target))
      const changed = probe.kind === 'critical' ? found.some((c) => c.priority === 'urgent') : found.length === 0
      if (variant.outcome !== 'ok' || !changed) continue
      t.changed += 1
      if (kept) t.consistent += 1
    }
  const seen = [...tally].filter(([, t]) => t.n > 0)
  const sum = (of: (t: (typeof seen)[number][1]) => number) => seen.reduce((total, [, t]) => total + of(t), 0)
  return {
    consistent:
      seen.length === 0
        ? null
        : wilson(
            sum((t) => t.consistent),
            sum((t) => t.n),
          ),
    robustness: seen.map(([kind, t]) => ({
      kind,
      n: t.n,
      changed_as_expected: wilson(t.changed, t.targeted),
      others_unchanged: wilson(t.kept, t.n),
    })),
    invented: missing.n === 0 ? null : wilson(missing.invented, missing.n),
  }
}
