import { fold } from './fold.js'

/**
 * The limits of `136 - 145 mmol/L` where the result beside them is printed with the same unit (`141 mmol/L`): what is printed once with
 * the result and once behind its limits is the unit of both, not a part of the range. A range with anything else behind its limits
 * stays as it is printed.
 */
export function withoutSharedUnit(range: string, unit: string): string {
  const [limits, shared] = [fold(range), fold(unit)]
  // Folding keeps the length of what it folds, so that the unit can be cut off the printed text.
  if (limits.length !== range.length || !limits.toLowerCase().endsWith(shared.toLowerCase())) return range
  const rest = range.slice(0, range.length - shared.length).trimEnd()
  const alone = /^(?:[<>≤≥]=?\s*)?[\d.,]+(?:\s*(?:-{1,2}|[–—~～]|to)\s*[\d.,]+)?$/iu
  return alone.test(rest) ? rest : range
}
