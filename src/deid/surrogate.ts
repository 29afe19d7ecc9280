import { createHmac } from 'node:crypto'
import { deriveKey } from '../vault/key.js'
import type { Identifier } from './identification.js'
import type { Knowledge } from './knowledge.js'
import { perKnowledge } from './per-knowledge.js'
import { anyPhrase } from './phrases.js'
import { isHan } from './text/fold.js'

/** What a surrogate depends on: the vault's key, whose report it is, and what the report holds. */
export interface SurrogateContext {
  key: Uint8Array
  /** Patient and visit: the same mention of another report gets another value. */
  report: string
  knowledge: Knowledge
  /** Values of the report, as `normalValue` writes them: a surrogate is none of them and holds none of them. */
  taken: ReadonlySet<string>
}

/** Values compared: letters and digits only, lower case. */
export function normalValue(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** Attempts before a placeholder stands in: with values this short a report would have to hold most of the lists. */
const ATTEMPTS = 24

/**
 * An invented value of the same kind, script and form as a mention, another one at each mention of the same value: what varies cannot be told from what a detector
 * missed. Keyed: the same vault gives the same bytes. Null for what has no such form, and where every attempt meets a value of the report.
 */
export function surrogateOf(item: Identifier, context: SurrogateContext): string | null {
  const part = item.parts[0]
  const place = `${context.report}|${item.page}|${part?.word ?? 0}|${part?.start ?? 0}|${item.category}`
  const key = deriveKey(context.key, 'surrogate')
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const draw = new Draw(key, `${place}|${attempt}`)
    const value = invent(item, draw, context.knowledge)
    if (value === null) return null
    if (!meets(value, context.taken)) return value
  }
  return null
}

/** Whether a value is one of the report's, or holds one of three characters and more. */
function meets(value: string, taken: ReadonlySet<string>): boolean {
  const normal = normalValue(value)
  if (taken.has(normal)) return true
  for (const other of taken) if (other.length >= (isHan(other[0]) ? 2 : 4) && normal.includes(other)) return true
  return false
}

function invent(item: Identifier, draw: Draw, knowledge: Knowledge): string | null {
  const { zh, latin } = knowledge.surrogates
  const { text } = item
  const han = isHan([...text].find((char) => /\p{L}/u.test(char)))
  switch (item.category) {
    case 'NAME':
    case 'DOCTOR':
      return han
        ? draw.of(zh.surnames) + draw.of(zh.given) + (draw.below(3) > 0 ? draw.of(zh.given) : '')
        : latinName(text, draw, knowledge)
    case 'ORG':
      return han ? draw.of(zh.cities) + draw.of(zh.houses) : `${draw.of(latin.towns)} ${draw.of(latin.houses)}`
    case 'EMPLOYER':
      return han ? draw.of(zh.cities) + draw.of(zh.companies) : `${draw.of(latin.towns)} ${draw.of(latin.companies)}`
    case 'ADDRESS':
      return han
        ? `${draw.of(zh.cities)}${draw.of(zh.roads)}${1 + draw.below(480)}号`
        : `${1 + draw.below(480)} ${draw.of(latin.streets)}, ${draw.of(latin.towns)}`
    case 'EMAIL':
      return `user${1000 + draw.below(9000)}@example.org`
    case 'URL':
      return `www.example.org/${1000 + draw.below(9000)}`
    case 'IP':
      return `192.0.2.${1 + draw.below(254)}` // RFC 5737: documentation only
    case 'PHONE':
    case 'FAX':
      return phone(text, draw)
    case 'ID':
    case 'ACCOUNT':
    case 'DEVICE':
    case 'VEHICLE':
      return scramble(text, draw)
    default:
      return null
  }
}

/** Another number of the same form: no digit stays. Chinese mobiles begin with 12, North American ones are 555-01xx: neither is given to anybody. */
function phone(text: string, draw: Draw): string {
  const other = [...scramble(text, draw)]
  const places = other.flatMap((char, i) => (/\d/.test(char) ? [i] : []))
  const digits = text.replace(/\D/g, '')
  const set = (at: number, value: string) => {
    other[places[at]!] = value
  }
  if (/^1[3-9]\d{9}$/.test(digits)) {
    set(0, '1')
    set(1, '2')
  } else if (/^1?[2-9]\d{9}$/.test(digits)) for (let i = 0; i < 5; i += 1) set(digits.length - 7 + i, '55501'[i]!)
  return other.join('')
}

/** Every digit and Latin letter becomes another of its kind; separators, masks and Chinese characters stay. */
function scramble(text: string, draw: Draw): string {
  const turn = (char: string, first: number, count: number) =>
    String.fromCharCode(first + ((char.charCodeAt(0) - first + 1 + draw.below(count - 1)) % count))
  return [...text.normalize('NFKC')]
    .map((char) =>
      /[0-9]/.test(char)
        ? turn(char, 48, 10)
        : /[A-Z]/.test(char)
          ? turn(char, 65, 26)
          : /[a-z]/.test(char)
            ? turn(char, 97, 26)
            : char,
    )
    .join('')
}

/** A title that stays before the name invented for the one behind it. */
const keptTitle = perKnowledge((knowledge) => new RegExp(`^(?:${anyPhrase(knowledge, 'titles_kept')})\\.?$`, 'i'))

/** First and last name in the order, case and with the title of the printed one. */
function latinName(text: string, draw: Draw, knowledge: Knowledge): string {
  const lists = knowledge.surrogates.latin
  const words = text.split(/\s+/)
  const title = words.length > 1 && keptTitle(knowledge).test(words[0]!) ? `${words[0]} ` : ''
  const [first, last] = [draw.of(lists.first), draw.of(lists.last)]
  const name = /^[^\s,]+,/.test(text)
    ? `${last}, ${first}`
    : words.length - (title === '' ? 0 : 1) === 1
      ? last
      : `${first} ${last}`
  return title + (text === text.toUpperCase() && /\p{Lu}{2}/u.test(text) ? name.toUpperCase() : name)
}

/** Keyed random numbers: HMAC-SHA-256 in counter mode. */
class Draw {
  #block = Buffer.alloc(0)
  #at = 0
  #count = 0
  constructor(
    private readonly key: Uint8Array,
    private readonly seed: string,
  ) {}

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    if (this.#at + 4 > this.#block.length) {
      this.#block = createHmac('sha256', this.key).update(`${this.seed}|${this.#count}`).digest()
      this.#count += 1
      this.#at = 0
    }
    this.#at += 4
    return this.#block.readUInt32BE(this.#at - 4) % limit
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
}
