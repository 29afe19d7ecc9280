/**
 * Maximum-weight assignment of rows to columns (each at most once) by the Hungarian algorithm with potentials, O(n²m)
 * (Kuhn 1955; the shortest-augmenting-path form of Jonker & Volgenant 1987). `weights[i][j]` >= 0; pairs below `threshold` are left
 * unmatched. Ties go to the lowest index. Returns pairs in row order.
 */
export function assign(weights: readonly (readonly number[])[], threshold: number): [number, number][] {
  const rows = weights.length
  const columns = weights[0]?.length ?? 0
  if (rows === 0 || columns === 0) return []
  if (rows > columns) {
    const transposed = Array.from({ length: columns }, (_, j) => weights.map((row) => row[j]!))
    return assign(transposed, threshold)
      .map(([j, i]): [number, number] => [i, j])
      .sort((a, b) => a[0] - b[0])
  }
  // A pair below the threshold is worth nothing, so that it never displaces a pair above it.
  const cost = (i: number, j: number): number => {
    const w = weights[i]![j]!
    return w >= threshold ? -w : 0
  }
  const u = new Float64Array(rows + 1)
  const v = new Float64Array(columns + 1)
  const owner = new Int32Array(columns + 1)
  const way = new Int32Array(columns + 1)
  for (let i = 1; i <= rows; i++) {
    owner[0] = i
    let j0 = 0
    const least = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY)
    const used = new Uint8Array(columns + 1)
    do {
      used[j0] = 1
      const i0 = owner[j0]!
      let delta = Number.POSITIVE_INFINITY
      let j1 = 0
      for (let j = 1; j <= columns; j++) {
        if (used[j]) continue
        const reduced = cost(i0 - 1, j - 1) - u[i0]! - v[j]!
        if (reduced < least[j]!) {
          least[j] = reduced
          way[j] = j0
        }
        if (least[j]! < delta) {
          delta = least[j]!
          j1 = j
        }
      }
      for (let j = 0; j <= columns; j++) {
        if (used[j]) {
          u[owner[j]!]! += delta
          v[j]! -= delta
        } else least[j]! -= delta
      }
      j0 = j1
    } while (owner[j0] !== 0)
    do {
      const j1 = way[j0]!
      owner[j0] = owner[j1]!
      j0 = j1
    } while (j0 !== 0)
  }
  const pairs: [number, number][] = []
  for (let j = 1; j <= columns; j++) {
    const i = owner[j]!
    if (i > 0 && weights[i - 1]![j - 1]! >= threshold) pairs.push([i - 1, j - 1])
  }
  return pairs.sort((a, b) => a[0] - b[0])
}
