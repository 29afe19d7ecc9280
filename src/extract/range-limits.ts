import { type DecimalStyle, NUMBER, type NumberReading, readNumber, SCALE } from './number.js'

/** Numeric limits of a range. */
export interface ParsedLimits {
  readonly low: number | null
  readonly high: number | null
  readonly low_inclusive: boolean
  readonly high_inclusive: boolean
}

/** The words that `simpleRange` needs. */
export interface LimitWords {
  readonly separator: string
  readonly limitBefore: RegExp
  readonly limitAfter: RegExp
  readonly limits: ReadonlyMap<string, { side: 'low' | 'high'; inclusive: boolean }>
}

/** Cell counts: the figures of `×10^9/L` are part of a unit, not limits. */
const COUNT_UNIT =
  /[x×*]?\s*10\s*(?:\^|\*\*?|E)\s*\d{1,2}\s*(?=\/|个|cells)|[x×*]\s*10\s*\d{1,2}\s*(?=\/)|10[⁰¹²³⁴-⁹]+\s*(?=\/)/gi
/** Body surface `1.73 m2` and volumes such as `/100 mL`, `24 h` in units. */
const UNIT_FIGURES =
  /\/\s*1[.,]73\s*m(?:\^?2|²)?|\/\s*1000?\s*(?=m?l|个|wbc)|(?<=\/)\s*24\s*h|(?<![\d.])24\s*h(?:rs?|ours?)?\b|(?<=[a-zμ])[23](?![\d.])/gi

interface Limit {
  readonly sign: string
  readonly reading: NumberReading
  readonly negative: boolean
  readonly power: number
  readonly start: number
  readonly end: number
}

const PIECE = new RegExp(`(<=|>=|=<|=>|[<>≤≥])?\\s*([+-]?)(${NUMBER})${SCALE}?`, 'gi')

/**
 * Reads one range without labels: two limits with a separator between (units may stand behind either), or one-sided limits by sign
 * or word. Null when there is none, `several` when the text holds more than one.
 */
export function simpleRange(text: string, words: LimitWords, style: DecimalStyle): ParsedLimits | null | 'several' {
  const clean = text.replace(COUNT_UNIT, (m) => ' '.repeat(m.length)).replace(UNIT_FIGURES, (m) => ' '.repeat(m.length))
  const limits = pieces(clean, style)
  if (limits.length === 0) return null
  const found: ParsedLimits[] = []
  for (let i = 0; i < limits.length; i++) {
    const a = limits[i]!
    const b = limits[i + 1]
    if (b && isPair(clean, a, b, words)) {
      found.push(twoSided(a, b))
      i++
      continue
    }
    const one = oneSided(clean, a, words)
    if (!one) continue
    if (b) {
      const other = oneSided(clean, b, words)
      const between = clean.slice(a.end, b.start)
      // `≥3.9 and ≤6.1`, `3.9 < x < 6.1`: a low and a high limit together.
      if (other && (one.low === null) !== (other.low === null) && /^[^\d\n]{0,14}$/.test(between)) {
        found.push(
          one.low !== null
            ? { ...one, high: other.high, high_inclusive: other.high_inclusive }
            : { ...other, high: one.high, high_inclusive: one.high_inclusive },
        )
        i++
        continue
      }
    }
    found.push(one)
  }
  const distinct = new Map(found.map((f) => [JSON.stringify(f), f]))
  if (distinct.size > 1) return 'several'
  return found[0] ?? null
}

function pieces(text: string, style: DecimalStyle): Limit[] {
  const out: Limit[] = []
  for (const m of text.matchAll(PIECE)) {
    const reading = readNumber(m[3]!, style)
    if (!reading) continue
    const signed = m[2] === '-' || m[2] === '+'
    const at = m.index + m[0].indexOf(m[2]!, (m[1] ?? '').length)
    const before = text.slice(0, signed ? at : m.index).trimEnd()
    // A minus right behind a number or a unit is the dash of a range, unless another dash stands before it.
    const dash =
      m[2] === '-' &&
      m[1] === undefined &&
      /[\d.%a-zμ²³³\u4e00-\u9fff/)\]-]$/i.test(before) &&
      !negativePair(text, at, out)
    out.push({
      sign: m[1] ?? '',
      reading,
      negative: m[2] === '-' && !dash,
      power: Number(m[4] ?? m[5] ?? 0),
      start: dash ? at + 1 : m.index,
      end: m.index + m[0].length,
    })
  }
  return out
}

/** In `-2.5--1.0` and `-2.5 ~ -1.0` the second minus is a sign: the first limit is negative or a separator stands before it. */
function negativePair(text: string, at: number, out: readonly Limit[]): boolean {
  const before = text.slice(0, at).trimEnd()
  if (/[~至到]$|\bto$/i.test(before)) return true
  return /-$/.test(before) && (out.at(-1)?.negative ?? false)
}

function isPair(text: string, a: Limit, b: Limit, words: LimitWords): boolean {
  if (b.sign !== '') return false
  const between = text.slice(a.end, b.start)
  if (between.length > 24 || /\n/.test(between)) return false
  if (a.sign !== '' && !/^>|^≥/.test(a.sign)) return false
  return new RegExp(
    `^[^\\d~<>;]{0,16}?\\s*(?:-{1,3}|~{1,2}|\\.{2,3}|…|(?<![a-z])(?:${words.separator})(?![a-z]))\\s*$`,
    'i',
  ).test(between)
}

function number(l: Limit, value: number): number {
  const v = l.negative ? -value : value
  return l.power === 0 ? v : Number(`${v}e${l.power}`)
}

/** Of two readings of a separator the pair that is in order and closest together is meant: `4500 - 11.000`. */
function twoSided(a: Limit, b: Limit): ParsedLimits {
  let best: [number, number] = [number(a, a.reading.value), number(b, b.reading.value)]
  if (best[0] > best[1] || a.reading.alternative !== null || b.reading.alternative !== null) {
    const readings = (l: Limit): number[] =>
      [l.reading.value, l.reading.alternative].filter((v): v is number => v !== null).map((v) => number(l, v))
    const spread = (p: readonly [number, number]): number =>
      p[0] > 0 && p[1] >= p[0] ? p[1] / p[0] : Number.POSITIVE_INFINITY
    for (const low of readings(a))
      for (const high of readings(b)) if (spread([low, high]) < spread(best) / 5) best = [low, high]
  }
  return { low: best[0], high: best[1], low_inclusive: a.sign !== '>', high_inclusive: true }
}

function oneSided(text: string, l: Limit, words: LimitWords): ParsedLimits | null {
  const value = number(l, l.reading.value)
  const make = (side: 'low' | 'high', inclusive: boolean): ParsedLimits =>
    side === 'low'
      ? { low: value, high: null, low_inclusive: inclusive, high_inclusive: false }
      : { low: null, high: value, low_inclusive: false, high_inclusive: inclusive }
  const before = words.limitBefore.exec(text.slice(0, l.start))
  if (before && l.sign === '') {
    const w = words.limits.get(before[1]!.toLowerCase().replace(/\s+/g, ''))
    if (w) return make(w.side, w.inclusive)
  }
  if (l.sign === '') {
    const after = words.limitAfter.exec(text.slice(l.end).replace(/^\s*[a-zμ%‰/·°]{0,10}(?=\s|[以及])/i, ''))
    const w = after ? words.limits.get(after[1]!.toLowerCase().replace(/\s+/g, '')) : undefined
    if (w) return make(w.side, w.inclusive)
    // `3.9 <` and `3.9 ≤`: the limit stands before the sign (`3.9 < x < 6.1`).
    const behind = /^\s*(<=|>=|[<>≤≥])\s*[a-z]?/i.exec(text.slice(l.end))
    if (behind && /^\s*(?:[<>≤≥]=?)\s*[a-z]/i.test(text.slice(l.end)))
      return make(/[<≤]/.test(behind[1]!) ? 'low' : 'high', /=|≤|≥/.test(behind[1]!))
    return null
  }
  return make(/[<≤]/.test(l.sign) ? 'high' : 'low', /=|≤|≥/.test(l.sign))
}
