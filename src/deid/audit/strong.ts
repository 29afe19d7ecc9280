import type { AuditIdentifier } from './identifiers.js'

/** Where a strong identifier came from. */
export interface StrongValue {
  readonly report_id: string
  readonly category: string
}

/** Characters by which values are looked up; shorter values are not strong. */
const PREFIX = 6
/** Letters or digits from which one misread character still leaves no doubt which value was meant. */
const MIN_NEAR = 9

/**
 * Strong identifiers of all reports, searched in one pass over a text: for each position the values that start with its six characters are compared. Comparing every
 * value with every text would take reports² steps.
 */
export class StrongIndex {
  readonly #byPrefix = new Map<string, { key: string; values: StrongValue[] }[]>()

  constructor(entries: readonly (StrongValue & { readonly text: string })[]) {
    const byKey = new Map<string, StrongValue[]>()
    for (const { report_id, category, text } of entries) {
      const key = characters(text)
      if (key.length >= PREFIX) byKey.set(key, [...(byKey.get(key) ?? []), { report_id, category }])
    }
    for (const [key, values] of byKey) {
      const prefix = key.slice(0, PREFIX)
      this.#byPrefix.set(prefix, [...(this.#byPrefix.get(prefix) ?? []), { key, values }])
    }
  }

  /** Values found in a text, each once; `ignore` leaves out those that its own report holds. */
  find(text: string, ignore: (owners: readonly StrongValue[]) => boolean): StrongValue[] {
    const plain = characters(text)
    const hits = new Map<string, StrongValue>()
    for (let at = 0; at + PREFIX <= plain.length; at += 1) {
      const candidates = this.#byPrefix.get(plain.slice(at, at + PREFIX))
      if (candidates === undefined) continue
      for (const { key, values } of candidates) {
        if (!plain.startsWith(key, at) || ignore(values)) continue
        const digitBefore = isDigit(key[0]) && isDigit(plain[at - 1])
        const digitAfter = isDigit(key.at(-1)) && isDigit(plain[at + key.length])
        // A number inside a longer number is another number.
        if (!digitBefore && !digitAfter) hits.set(key, values[0]!)
      }
    }
    return [...hits.values()].sort((a, b) => (a.category < b.category ? -1 : a.category > b.category ? 1 : 0))
  }
}

/**
 * Categories of which a value stands in a text but for one misread, missing or added character: what a leak looks like after OCR. Numbers and Latin names only; a
 * Chinese name of three characters is too short to be missed by one.
 */
export function nearHits(identifiers: readonly AuditIdentifier[], text: string): string[] {
  const tokens = text
    .normalize('NFKC')
    .split(/[\s\ue000]+/)
    .map((token) => characters(token))
    .filter((token) => token !== '')
  const hits = new Set<string>()
  for (const { category, text: value, strong } of identifiers) {
    if (!strong && category !== 'NAME' && category !== 'DOCTOR') continue
    const key = characters(value)
    if (key.length < MIN_NEAR || /\p{Script=Han}/u.test(key)) continue
    for (let i = 0; i < tokens.length; i += 1) {
      let joined = ''
      // A value is printed in at most four parts (groups of digits, given names).
      for (let k = i; k < Math.min(tokens.length, i + 4) && joined.length <= key.length; k += 1) {
        joined += tokens[k]!
        if (joined !== key && withinOneEdit(joined, key)) hits.add(category)
      }
    }
  }
  return [...hits].sort()
}

/** Whether two strings differ by at most one replaced, missing or added character. */
function withinOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  let i = 0
  while (i < short.length && short[i] === long[i]) i += 1
  return short.slice(short.length === long.length ? i + 1 : i) === long.slice(i + 1)
}

function characters(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}\ue000]/gu, '')
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9'
}
