import type { Violation } from '../../records/action-card.js'

/** One critical violation blocks the card. */
export function verdictOf(violations: readonly Violation[]): 'pass' | 'block' {
  return violations.some((v) => v.severity === 'critical') ? 'block' : 'pass'
}
