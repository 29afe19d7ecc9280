import type { PredictedCard } from '../prediction.js'
import { assign } from '../statistics/assignment.js'
import type { IssueIndex, MatchTier } from './issue-index.js'

/** A gold and a predicted card that are about the same issue; indices into the lists given. */
export interface CardPair {
  readonly gold: number
  readonly predicted: number
  readonly similarity: number
  readonly tier: MatchTier
}

/**
 * Matches cards of one report one to one, once for each threshold, so that the total similarity is as large as can be; pairs below the
 * threshold are not made. The order of the cards has no influence: both lists are put into the order of their content first, and of
 * equal totals the one with more pairs wins, then the lowest index.
 */
export function matchCardsAt(
  gold: readonly { readonly issue: string }[],
  predicted: readonly PredictedCard[],
  index: IssueIndex,
  thresholds: readonly number[],
): CardPair[][] {
  const rows = ordered(gold, (g) => g.issue)
  const columns = ordered(predicted, content)
  const found = rows.map((g) => columns.map((p) => index.similarity(gold[g]!.issue, predicted[p]!.issue)))
  return thresholds.map((threshold) => {
    // Similarities have three decimals, so a millionth decides between equal totals only.
    const pairs = assign(
      found.map((row) => row.map((s) => (s.similarity >= threshold ? s.similarity + 1e-6 : 0))),
      Math.max(threshold, 1e-9),
    )
    return pairs
      .map(([i, j]) => ({ gold: rows[i]!, predicted: columns[j]!, ...found[i]![j]! }))
      .sort((a, b) => a.gold - b.gold)
  })
}

function ordered<T>(items: readonly T[], key: (item: T) => string): number[] {
  const keys = items.map(key)
  return items.map((_, i) => i).sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b))
}

function content(card: PredictedCard): string {
  return JSON.stringify([
    card.issue,
    card.priority,
    card.department,
    card.window_min_days,
    card.window_max_days,
    card.explanation,
    card.questions,
    card.evidence,
  ])
}
