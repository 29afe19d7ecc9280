/**
 * Weighted kappa of a square table of counts or proportions, rows one rater, columns the other (Cohen 1968, Psychological Bulletin
 * 70:213). `disagreement(i, j)` is 0 on the diagonal. Null where chance disagreement is 0 (both raters constant and equal).
 */
export function weightedKappa(
  table: readonly (readonly number[])[],
  disagreement: (i: number, j: number) => number,
): number | null {
  const rows = table.map((row) => row.reduce((a, b) => a + b, 0))
  const columns = table.map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0))
  const total = rows.reduce((a, b) => a + b, 0)
  let observed = 0
  let expected = 0
  table.forEach((row, i) => {
    row.forEach((n, j) => {
      observed += disagreement(i, j) * n
      expected += (disagreement(i, j) * rows[i]! * columns[j]!) / total
    })
  })
  return total === 0 || expected === 0 ? null : 1 - observed / expected
}

/** Kappa with w = (i-j)²/(k-1)² over k ordered levels; null, not 0, when it is not defined. */
export function quadraticKappa(table: readonly (readonly number[])[]): number | null {
  const k = table.length
  return k < 2 ? null : weightedKappa(table, (i, j) => (i - j) ** 2 / (k - 1) ** 2)
}

export type Level = 'nominal' | 'ordinal' | 'interval'

/**
 * Krippendorff's alpha over units, each with the values its raters gave (missing ones left out or null), by the coincidence matrix
 * (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability). Null with fewer than two pairable values or no variation.
 */
export function krippendorffAlpha(units: readonly (readonly (number | null)[])[], level: Level): number | null {
  const pairable = units.map((u) => u.filter((v): v is number => v !== null)).filter((u) => u.length > 1)
  const values = [...new Set(pairable.flat())].sort((a, b) => a - b)
  const at = new Map(values.map((v, i) => [v, i]))
  const coincidence = values.map(() => new Float64Array(values.length))
  for (const unit of pairable)
    unit.forEach((a, i) => {
      unit.forEach((b, j) => {
        if (i !== j) coincidence[at.get(a)!]![at.get(b)!]! += 1 / (unit.length - 1)
      })
    })
  const totals = coincidence.map((row) => row.reduce((a, b) => a + b, 0))
  const n = totals.reduce((a, b) => a + b, 0)
  const difference = (c: number, k: number): number => {
    if (level === 'nominal') return c === k ? 0 : 1
    if (level === 'interval') return (values[c]! - values[k]!) ** 2
    const [from, to] = c < k ? [c, k] : [k, c]
    const between = totals.slice(from, to + 1).reduce((a, b) => a + b, 0)
    return (between - (totals[from]! + totals[to]!) / 2) ** 2
  }
  let observed = 0
  let expected = 0
  for (let c = 0; c < values.length; c++)
    for (let k = 0; k < values.length; k++) {
      observed += coincidence[c]![k]! * difference(c, k)
      expected += totals[c]! * totals[k]! * difference(c, k)
    }
  return expected === 0 ? null : 1 - ((n - 1) * observed) / expected
}
