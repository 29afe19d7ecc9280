/** What a detector makes of the knowledge, once for each knowledge. */
import type { Knowledge } from './knowledge.js'

/** The same function, which remembers its answer for as long as the knowledge is in use: lists of a thousand words become an expression once, not once a page. */
export function perKnowledge<T>(make: (knowledge: Knowledge) => T): (knowledge: Knowledge) => T {
  const made = new WeakMap<Knowledge, { is: T }>()
  return (knowledge) => {
    const known = made.get(knowledge)
    if (known !== undefined) return known.is
    const is = make(knowledge)
    made.set(knowledge, { is })
    return is
  }
}
