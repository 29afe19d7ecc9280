/** Texts kept before a memory starts anew: sentences of about 100 characters, about a megabyte. */
const MOST = 6_000

/**
 * A function of a text that is slow to compute, remembered for texts seen lately. Sentences with their figures blanked out repeat from
 * card to card and from report to report.
 */
export function remembered<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly value: T }>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found.value
    const value = compute(text)
    if (known.size >= MOST) known.clear()
    known.set(text, { value })
    return value
  }
}
