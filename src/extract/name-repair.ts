import { z } from 'zod'

/** configs/extract/misreadings.yaml. */
export const MisreadingFile = z.strictObject({
  source: z.string().min(1),
  /** Printed character → characters that recognition takes it for. */
  characters: z.record(z.string(), z.string().min(1)),
  /** Greek letter → Latin letters and figures that it is read as. */
  greek: z.record(z.string(), z.string().min(1)),
  /** Letters and figures of abbreviations that are taken for one another. */
  alike: z.array(z.string().min(2)),
})
export type MisreadingFile = z.infer<typeof MisreadingFile>

/** Puts names right that a scan misread; null when the name stands as it is. */
export type NameRepair = (name: string) => string | null

const HAN = /\p{Script=Han}+/gu
/** An abbreviation: letters, figures, the strokes that stand for them. */
const TOKEN = /[\p{Script=Latin}\d|!]+/gu
/** Shortest Chinese name of which a character may be misread, and from which one that no name holds may stand for any. */
const SHORTEST = 2
const SHORTEST_FREE = 4
/** Shortest name looked for inside a longer run of characters. */
const SHORTEST_PART = 4
/** Shortest abbreviation. */
const SHORTEST_TOKEN = 3
/** Share of a name's characters that may be misread. */
const MISREAD = 0.4
/** What a misreading seen before costs, what one costs of which only is known that no name holds the character, and how far the second best must be behind. */
const SEEN = 0.4
const FREE = 0.7
const MARGIN = 0.25

/**
 * Repairs names by the names of the lexicon alone. A name that is known stands, whatever is near to it. Else the one name of the same
 * length is taken whose differing characters are misreadings that were measured, or were read as characters that no analyte is called
 * with; with two such names nothing is done. Abbreviations likewise by letters and figures that look alike.
 */
export function nameRepair(file: MisreadingFile, names: readonly string[]): NameRepair {
  const known = new HanNames(file, names)
  const tokens = new Tokens(file, names)
  const greek = greekInitials(file, names)
  return (name) => {
    const repaired = tokens.repair(greek(name.replace(HAN, (run) => known.repair(run) ?? run)))
    return repaired === name ? null : repaired
  }
}

class HanNames {
  readonly #known = new Set<string>()
  readonly #byLength = new Map<number, string[]>()
  readonly #characters = new Set<string>()
  readonly #seen: ReadonlyMap<string, ReadonlySet<string>>

  constructor(file: MisreadingFile, names: readonly string[]) {
    this.#seen = new Map(Object.entries(file.characters).map(([printed, read]) => [printed, new Set(read)]))
    for (const run of names.flatMap((name) => name.match(HAN) ?? [])) {
      if (this.#known.has(run)) continue
      this.#known.add(run)
      for (const c of run) this.#characters.add(c)
      const length = [...run].length
      if (length < SHORTEST) continue
      const same = this.#byLength.get(length)
      if (same === undefined) this.#byLength.set(length, [run])
      else same.push(run)
    }
  }

  repair(run: string): string | null {
    if (this.#known.has(run)) return null
    const signs = [...run]
    const whole = this.#nearest(signs)
    if (whole !== null) return whole
    // The longest known name inside the run, its affixes left as they are.
    for (let length = signs.length - 1; length >= SHORTEST_PART; length--) {
      for (let from = 0; from + length <= signs.length; from++) {
        const part = signs.slice(from, from + length)
        if (this.#known.has(part.join(''))) return null
        const found = this.#nearest(part)
        if (found !== null) return [...signs.slice(0, from), found, ...signs.slice(from + length)].join('')
      }
    }
    return null
  }

  #nearest(signs: readonly string[]): string | null {
    let best: string | null = null
    let [lowest, second] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (const name of this.#byLength.get(signs.length) ?? []) {
      const cost = this.#cost(signs, name)
      if (cost < lowest) [best, lowest, second] = [name, cost, lowest]
      else if (cost < second) second = cost
    }
    return best !== null && second - lowest >= MARGIN ? best : null
  }

  #cost(signs: readonly string[], name: string): number {
    let [cost, wrong] = [0, 0]
    const most = Math.max(1, Math.floor(signs.length * MISREAD))
    let at = 0
    for (const printed of name) {
      const read = signs[at++]!
      if (read === printed) continue
      if (++wrong > most) return Number.POSITIVE_INFINITY
      if (this.#seen.get(printed)?.has(read) === true) cost += SEEN
      else if (signs.length >= SHORTEST_FREE && !this.#characters.has(read)) cost += FREE
      else return Number.POSITIVE_INFINITY
    }
    return cost
  }
}

class Tokens {
  readonly #known = new Set<string>()
  readonly #byFold = new Map<string, Set<string>>()
  readonly #alike = new Map<string, string>()

  constructor(file: MisreadingFile, names: readonly string[]) {
    for (const set of file.alike) for (const c of set) this.#alike.set(c, (this.#alike.get(c) ?? '') + set)
    for (const token of names.flatMap((name) => name.match(TOKEN) ?? [])) {
      this.#known.add(token.toLowerCase())
      // An abbreviation, not a word: words are compared letter by letter elsewhere.
      if (token.length < SHORTEST_TOKEN || !/\d|\p{Lu}.*\p{Lu}|\p{Ll}\p{Lu}/u.test(token)) continue
      const length = String(token.length)
      const same = this.#byFold.get(length)
      if (same === undefined) this.#byFold.set(length, new Set([token]))
      else same.add(token)
    }
  }

  repair(name: string): string {
    return name.replace(TOKEN, (token) => this.#nearest(token) ?? token).replace(/(?<=\d-)0H(?![\p{Script=Latin}\d])/gu, 'OH')
  }

  #nearest(token: string): string | null {
    if (token.length < SHORTEST_TOKEN || this.#known.has(token.toLowerCase()) || !/\p{L}/u.test(token)) return null
    const found = [...(this.#byFold.get(String(token.length)) ?? [])].filter((known) => this.#looksLike(token, known))
    const different = new Set(found.map((known) => known.toLowerCase()))
    if (different.size !== 1) return null
    const alike = (known: string): number => [...known].filter((c, i) => c === token[i]).length
    return found.reduce((a, b) => (alike(b) > alike(a) ? b : a))
  }

  #looksLike(read: string, printed: string): boolean {
    for (let i = 0; i < read.length; i++) {
      const [a, b] = [read.charAt(i), printed.charAt(i)]
      if (a !== b && a.toLowerCase() !== b.toLowerCase() && !(this.#alike.get(a) ?? '').includes(b)) return false
    }
    return true
  }
}

/** Greek letters before the Chinese characters that names have behind them: `y-谷氨酰` is printed γ-谷氨酰. */
function greekInitials(file: MisreadingFile, names: readonly string[]): (name: string) => string {
  const followers = new Map<string, Set<string>>()
  for (const name of names)
    for (const [, letter, next] of name.matchAll(/(\p{Script=Greek})-?(\p{Script=Han}{2})/gu)) {
      const set = followers.get(letter!) ?? new Set()
      followers.set(letter!, set.add(next!))
    }
  return (name) =>
    name.replace(
      /(?<![\p{Script=Latin}\d])([\p{Script=Latin}\d])(-?)(?=(\p{Script=Han}{2}))/gu,
      (all, read, dash, next) => {
        const letter = Object.entries(file.greek).find(
          ([greek, letters]) => letters.includes(read) && followers.get(greek)?.has(next) === true,
        )
        return letter === undefined ? all : letter[0] + dash
      },
    )
}
