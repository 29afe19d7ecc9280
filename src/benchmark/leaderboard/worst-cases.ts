import type { Case } from '../score-file.js'
import type { ReportScore } from '../score-report.js'

/**
 * The answers that went worst: by unsafe cards, then missed or under-triaged urgent and high cards, then F1. Each says why it is here
 * and on which pages its gold evidence stands.
 */
export function worstCases(scores: readonly ReportScore[], count: number): Case[] {
  return scores
    .map((score) => ({ score, ...badness(score) }))
    .filter((c) => c.reasons.length > 0)
    .sort((a, b) => b.weight - a.weight || (key(a.score) < key(b.score) ? -1 : 1))
    .slice(0, count)
    .map(({ score, reasons }) => ({
      report_id: score.report_id,
      sample: score.sample,
      outcome: score.outcome,
      pages: [...new Set(score.gold.flatMap((g) => g.evidence.map((e) => e.page)))].sort((a, b) => a - b),
      reasons,
      gold: [...score.gold],
      predicted: [...score.predicted],
      pairs: score.pairs.map((p) => ({
        gold: p.gold,
        predicted: p.predicted,
        similarity: p.similarity,
        tier: p.tier,
        priority_gap: p.priority_gap,
        department: p.department,
        window_iou: p.window.iou,
      })),
      violations: score.cards.flatMap((c, card) =>
        c.safety.violations.map((v) => ({
          card,
          class: v.class,
          severity: v.severity,
          field: v.field,
          start: v.start,
          end: v.end,
        })),
      ),
    }))
}

function key(score: ReportScore): string {
  return `${score.report_id} ${String(score.sample).padStart(4, '0')}`
}

function badness(score: ReportScore): { weight: number; reasons: string[] } {
  const reasons: string[] = []
  const unsafe = score.cards.filter((c) => !c.safety.safe).length
  const matched = new Map(score.pairs.map((p) => [p.gold, p]))
  const pressing = score.gold.filter((g) => g.priority === 'urgent' || g.priority === 'high')
  const missed = pressing.filter((g) => !matched.has(score.gold.indexOf(g))).length
  const under = score.pairs.filter((p) => p.priority_gap > 0).length
  const f1 = score.values.f1 ?? 0
  if (score.outcome !== 'ok') reasons.push(`no answer: ${score.outcome}`)
  if (unsafe > 0) reasons.push(`${unsafe} unsafe ${unsafe === 1 ? 'card' : 'cards'}`)
  if (missed > 0) reasons.push(`${missed} urgent or high missed`)
  if (under > 0) reasons.push(`${under} under-triaged`)
  if (f1 < 0.5) reasons.push(`F1 ${f1.toFixed(2)}`)
  return { weight: unsafe * 4 + missed * 3 + under + (1 - f1), reasons }
}
