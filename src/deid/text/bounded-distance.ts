/** Levenshtein distance, given up above `limit` (then `limit + 1`). */
export function boundedDistance(a: string, b: string, limit: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i]
    let least = i
    for (let k = 1; k <= b.length; k += 1) {
      const value = Math.min(previous[k]! + 1, current[k - 1]! + 1, previous[k - 1]! + (a[i - 1] === b[k - 1] ? 0 : 1))
      current.push(value)
      if (value < least) least = value
    }
    if (least > limit) return limit + 1
    previous = current
  }
  return previous[b.length]!
}
