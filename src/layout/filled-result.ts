import type { ColumnRole } from '../records/layout.js'
import { headerRole } from './header-phrase.js'
import type { LayoutKnowledge } from './knowledge.js'

/**
 * Of two headings that say result the second is read as that of an earlier visit. Where nothing is printed under the first (a drawn
 * scale with a pointer, a bar), the results are those under the second. `isAlone` tells whether rows have text in one column and none
 * in the other.
 */
export function settleFilledResult(
  roles: readonly (ColumnRole | null)[],
  headings: readonly (string | null)[],
  isAlone: (column: number, other: number) => boolean,
  knowledge: LayoutKnowledge,
): (ColumnRole | null)[] {
  const drawn = roles.indexOf('value')
  const printed = roles.findIndex(
    (r, i) =>
      drawn >= 0 && r === 'previous' && headerRole(headings[i] ?? '', knowledge) === 'value' && isAlone(i, drawn),
  )
  if (printed < 0) return [...roles]
  return roles.map((r, i) => (i === drawn ? 'other' : i === printed ? 'value' : r))
}
