/** A table as rows of cell texts; rows may differ in length, missing cells are empty. */
export type TextGrid = readonly (readonly string[])[]

/** Texts are compared after NFKC without white space: a printed line break and a space are the same. */
function fold(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, '')
}

/** Length of the longest common subsequence of two strings, in UTF-16 units. */
function commonLength(a: string, b: string): number {
  if (a === b) return a.length
  let last = new Uint16Array(b.length + 1)
  for (let i = 0; i < a.length; i++) {
    const row = new Uint16Array(b.length + 1)
    for (let j = 0; j < b.length; j++) {
      row[j + 1] = a[i] === b[j] ? last[j]! + 1 : Math.max(row[j]!, last[j + 1]!)
    }
    last = row
  }
  return last[b.length]!
}

/** Similarity of two cell texts, 0-1: 2 LCS / (|a| + |b|); two empty cells are equal. */
export function cellSimilarity(a: string, b: string): number {
  if (a.length + b.length === 0) return 1
  return (2 * commonLength(a, b)) / (a.length + b.length)
}

/** Best monotone alignment of two sequences: total reward and the aligned pairs. */
function align(
  n: number,
  m: number,
  reward: (i: number, j: number) => number,
): { total: number; pairs: [number, number][] } {
  const best = Array.from({ length: n + 1 }, () => new Float64Array(m + 1))
  for (let i = 1; i <= n; i++) {
    for (let j = 1; j <= m; j++) {
      best[i]![j] = Math.max(best[i - 1]![j]!, best[i]![j - 1]!, best[i - 1]![j - 1]! + reward(i - 1, j - 1))
    }
  }
  const pairs: [number, number][] = []
  let [i, j] = [n, m]
  while (i > 0 && j > 0) {
    const here = best[i]![j]!
    if (here === best[i - 1]![j]!) i--
    else if (here === best[i]![j - 1]!) j--
    else {
      pairs.push([i - 1, j - 1])
      i--
      j--
    }
  }
  return { total: best[n]![m]!, pairs: pairs.reverse() }
}

/**
 * GriTS_Con (Smock, Pesala, Abraham 2023, "GriTS: grid table similarity metric for table structure recognition"):
 * `2 Σ f / (|A| + |B|)` over the most similar aligned sub-grids, f the similarity of the texts. Rows and columns are aligned by the
 * paper's factored heuristic (rows by the best alignment of their cells, columns likewise, then both together), whose result is a
 * lower bound of the exact score. `similarity` is Σ f, `cells` is |A| + |B|.
 */
export function gridSimilarity(a: TextGrid, b: TextGrid): { similarity: number; cells: number } {
  const [wide, high] = [Math.max(0, ...a.map((r) => r.length)), Math.max(0, ...b.map((r) => r.length))]
  const left = a.map((r) => Array.from({ length: wide }, (_, i) => fold(r[i] ?? '')))
  const right = b.map((r) => Array.from({ length: high }, (_, i) => fold(r[i] ?? '')))
  const cells = left.length * wide + right.length * high
  if (left.length === 0 || right.length === 0) return { similarity: 0, cells }
  const known = new Map<string, number>()
  const f = (x: string, y: string): number => {
    const key = `${x}\u0000${y}`
    let value = known.get(key)
    if (value === undefined) {
      value = cellSimilarity(x, y)
      known.set(key, value)
    }
    return value
  }
  const rows = align(
    left.length,
    right.length,
    (i, j) => align(wide, high, (k, l) => f(left[i]![k]!, right[j]![l]!)).total,
  ).pairs
  const columns = align(wide, high, (k, l) => rows.reduce((n, [i, j]) => n + f(left[i]![k]!, right[j]![l]!), 0)).pairs
  let similarity = 0
  for (const [i, j] of rows) for (const [k, l] of columns) similarity += f(left[i]![k]!, right[j]![l]!)
  return { similarity, cells }
}
