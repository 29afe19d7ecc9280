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
const SPLIT_TOKEN = /(?<![\p{L}\d])([\p{Script=Latin}\d]{2,5}) ([\p{Script=Latin}\d|!]{1,2})(?![\p{Script=Latin}\d])/gu
/** Shortest Chinese name of which a character may be misread, and from which one that no name holds may stand for any. */
const SHORTEST = 2
const SHORTEST_FREE = 3
/** Shortest name looked for inside a longer run of characters. */
const SHORTEST_PART = 4
/** Shortest abbreviation. */
const SHORTEST_TOKEN = 3
/** Share of a name's characters that may be misread. */
const MISREAD = 0.4
/**
 * What a misreading costs that was seen before; one to a character that no name holds; one to a character of other names, where no two
 * names differ by just these two. The names of other analytes must be this much further away.
 */
const SEEN = 0.4
const FREE = 0.7
const UNSEEN = 0.9
const MARGIN = 0.25
/** Shortest name in which a single misreading of the last kind is taken. */
const SHORTEST_UNSEEN = 5

/**
 * Repairs names by the names of the lexicon alone, given by analyte. A name that is known stands, whatever is near to it. Else the name
 * of the same length is taken whose differing characters are misreadings that were measured, or were read as characters that no analyte
 * is called with; where names of two analytes are as near nothing is done. Abbreviations likewise by letters and figures that look alike.
 */
export function nameRepair(file: MisreadingFile, analytes: readonly (readonly string[])[]): NameRepair {
  const names = analytes.flat()
  const known = new HanNames(file, analytes)
  const tokens = new Tokens(file, analytes)
  const greek = greekInitials(file, names)
  return (name) => {
    const repaired = tokens.repair(greek(name.replace(HAN, (run) => known.repair(run) ?? run)))
    return repaired === name ? null : repaired
  }
}

/** A run of Han characters in names, with the analytes (by number) that are called so. */
interface KnownRun {
  readonly text: string
  readonly analytes: Set<number>
}

interface Near {
  readonly run: KnownRun
  readonly cost: number
}

/** The likeliest name, unless another analyte's is as near. */
function theOne(near: readonly Near[]): string | null {
  const best = near[0]!
  const alone = near.every(
    ({ run, cost }) => cost - best.cost >= MARGIN || [...run.analytes].some((a) => best.run.analytes.has(a)),
  )
  return alone ? best.run.text : null
}

class HanNames {
  readonly #known = new Map<string, KnownRun>()
  readonly #byLength = new Map<number, KnownRun[]>()
  readonly #characters = new Set<string>()
  readonly #seen: ReadonlyMap<string, ReadonlySet<string>>
  /** Pairs of characters by which alone two known names differ. */
  readonly #telling = new Set<string>()

  constructor(file: MisreadingFile, analytes: readonly (readonly string[])[]) {
    this.#seen = new Map(Object.entries(file.characters).map(([printed, read]) => [printed, new Set(read)]))
    analytes.forEach((names, analyte) => {
      for (const text of names.flatMap((name) => name.match(HAN) ?? [])) this.#add(text, analyte)
    })
    const around = new Map<string, Set<string>>()
    for (const signs of [...this.#known.keys()].map((text) => [...text]))
      signs.forEach((c, i) => {
        const rest = [...signs.slice(0, i), '*', ...signs.slice(i + 1)].join('')
        const others = around.get(rest) ?? new Set()
        for (const other of others) this.#telling.add(c + other).add(other + c)
        around.set(rest, others.add(c))
      })
  }

  #add(text: string, analyte: number): void {
    const known = this.#known.get(text)
    if (known !== undefined) {
      known.analytes.add(analyte)
      return
    }
    const run: KnownRun = { text, analytes: new Set([analyte]) }
    this.#known.set(text, run)
    for (const c of text) this.#characters.add(c)
    const length = [...text].length
    if (length >= SHORTEST) this.#byLength.set(length, [...(this.#byLength.get(length) ?? []), run])
  }

  repair(run: string): string | null {
    if (this.#known.has(run)) return null
    const signs = [...run]
    const whole = this.#near(signs)
    if (whole.length > 0) return theOne(whole)
    // The longest known name inside the run, its affixes left as they are; only misreadings that were measured.
    for (let length = signs.length - 1; length >= SHORTEST_PART; length--) {
      for (let from = 0; from + length <= signs.length; from++) {
        const [before, part, after] = [
          signs.slice(0, from),
          signs.slice(from, from + length),
          signs.slice(from + length),
        ]
        if (this.#known.has(part.join(''))) return null
        if (![...before, ...after].every((c) => this.#characters.has(c))) continue
        const near = this.#near(part).filter(({ run }) => this.#isSeen(part, run.text))
        if (near.length === 0) continue
        const found = theOne(near)
        return found === null ? null : [...before, found, ...after].join('')
      }
    }
    return null
  }

  #isSeen(signs: readonly string[], name: string): boolean {
    return [...name].every((printed, i) => printed === signs[i] || this.#seen.get(printed)?.has(signs[i]!) === true)
  }

  /** Names that the signs may be misread from, the likeliest first. */
  #near(signs: readonly string[]): Near[] {
    return (this.#byLength.get(signs.length) ?? [])
      .map((run) => ({ run, cost: this.#cost(signs, run.text) }))
      .filter(({ cost }) => cost < Number.POSITIVE_INFINITY)
      .sort((a, b) => a.cost - b.cost)
  }

  #cost(signs: readonly string[], name: string): number {
    let [cost, wrong, unseen] = [0, 0, 0]
    const most = Math.max(1, Math.floor(signs.length * MISREAD))
    let at = 0
    for (const printed of name) {
      const read = signs[at++]!
      if (read === printed) continue
      if (++wrong > most) return Number.POSITIVE_INFINITY
      if (this.#seen.get(printed)?.has(read) === true) cost += SEEN
      else if (signs.length >= SHORTEST_FREE && !this.#characters.has(read)) cost += FREE
      else if (signs.length >= SHORTEST_UNSEEN && ++unseen === 1 && !this.#telling.has(read + printed)) cost += UNSEEN
      else return Number.POSITIVE_INFINITY
    }
    return unseen > 0 && wrong > 1 ? Number.POSITIVE_INFINITY : cost
  }
}

class Tokens {
  readonly #known = new Set<string>()
  /** Abbreviations by length, with the analytes that are called so. */
  readonly #byLength = new Map<number, Map<string, Set<number>>>()
  readonly #alike = new Map<string, string>()

  constructor(file: MisreadingFile, analytes: readonly (readonly string[])[]) {
    for (const set of file.alike) for (const c of set) this.#alike.set(c, (this.#alike.get(c) ?? '') + set)
    analytes.forEach((names, analyte) => {
      for (const token of names.flatMap((name) => name.match(TOKEN) ?? [])) this.#add(token, analyte)
    })
  }

  #add(token: string, analyte: number): void {
    this.#known.add(token).add(token.toLowerCase()).add(token.toUpperCase())
    // An abbreviation, not a word: words are compared letter by letter elsewhere.
    if (token.length < SHORTEST_TOKEN || !/\d|\p{Lu}.*\p{Lu}|\p{Ll}\p{Lu}/u.test(token)) return
    const same = this.#byLength.get(token.length) ?? new Map<string, Set<number>>()
    this.#byLength.set(token.length, same)
    same.set(token, (same.get(token) ?? new Set()).add(analyte))
  }

  repair(name: string): string {
    return this.#withoutGaps(name)
      .replace(TOKEN, (token) => this.#nearest(token) ?? token)
      .replace(/(?<=\d-)0H(?![\p{Script=Latin}\d])/gu, 'OH')
  }

  /** `HbA Ic`: a blank that the ink does not have. The end alone says nothing, the whole is an abbreviation. */
  #withoutGaps(name: string): string {
    return name.replace(SPLIT_TOKEN, (all, start: string, end: string) =>
      this.#known.has(end) ? all : (this.#nearest(start + end) ?? all),
    )
  }

  #nearest(token: string): string | null {
    if (token.length < SHORTEST_TOKEN || this.#known.has(token) || !/\p{L}/u.test(token)) return null
    const near = [...(this.#byLength.get(token.length) ?? [])]
      .map(([text, analytes]) => ({ text, analytes, otherCase: this.#otherCase(token, text) }))
      .filter(({ otherCase }) => otherCase !== null)
    const fewest = Math.min(...near.map(({ otherCase }) => otherCase!))
    const [best, ...others] = near.filter(({ otherCase }) => otherCase === fewest)
    if (best === undefined) return null
    return others.every(({ analytes }) => [...analytes].some((a) => best.analytes.has(a))) ? best.text : null
  }

  /** How many letters differ in case only; null when others differ that do not look alike. */
  #otherCase(read: string, printed: string): number | null {
    let n = 0
    for (let i = 0; i < read.length; i++) {
      const [a, b] = [read.charAt(i), printed.charAt(i)]
      if (a === b || (this.#alike.get(a) ?? '').includes(b)) continue
      if (a.toLowerCase() !== b.toLowerCase()) return null
      n++
    }
    return n
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
