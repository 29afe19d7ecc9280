import type { ScoreFile } from '../score-file.js'
import type { ReportScore } from '../score-report.js'
import type { IssueIndex } from '../scoring/issue-index.js'
import { wilson } from '../statistics/interval.js'

/** Coverage and precision per issue code, by how often it is gold, then by code. Predicted words that name no issue are left out. */
export function issueTable(scores: readonly ReportScore[], index: IssueIndex): ScoreFile['issues'] {
  const rows = new Map<string, { gold: number; covered: number; predicted: number; right: number }>()
  const row = (issue: string) => {
    const found = rows.get(issue) ?? { gold: 0, covered: 0, predicted: 0, right: 0 }
    rows.set(issue, found)
    return found
  }
  for (const s of scores) {
    const [covered, right] = [new Set(s.pairs.map((p) => p.gold)), new Set(s.pairs.map((p) => p.predicted))]
    s.gold.forEach((g, i) => {
      const r = row(g.issue)
      r.gold += 1
      if (covered.has(i)) r.covered += 1
    })
    s.predicted.forEach((p, i) => {
      const code = index.codeOf(p.issue)
      if (code === null) return
      const r = row(code)
      r.predicted += 1
      if (right.has(i)) r.right += 1
    })
  }
  return [...rows]
    .map(([issue, r]) => ({
      issue,
      gold: r.gold,
      coverage: wilson(r.covered, r.gold),
      predicted: r.predicted,
      precision: wilson(r.right, r.predicted),
    }))
    .sort((a, b) => b.gold - a.gold || (a.issue < b.issue ? -1 : 1))
}
