/** Distinct questions that are remembered; a report asks some hundred, and reports ask much the same. */
const LIMIT = 20_000

/** Remembers the answers of a pure function; forgets all of them when there are too many. */
export function memo<A, R>(of: (argument: A) => R, keyOf: (argument: A) => string): (argument: A) => R {
  const known = new Map<string, R>()
  return (argument) => {
    const key = keyOf(argument)
    const found = known.get(key)
    if (found !== undefined || known.has(key)) return found as R
    if (known.size >= LIMIT) known.clear()
    const made = of(argument)
    known.set(key, made)
    return made
  }
}
