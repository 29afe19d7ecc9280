import { z } from 'zod'
import { type Comparator, InterpretationCode, type ValueKind } from '../records/biomarker.js'
import { type FlagVocabulary, flagCode, splitFlag } from './flag.js'
import { fold, key, literal } from './fold.js'
import { type DecimalStyle, NUMBER, nearest, readMixed, readNumber, SCALE } from './number.js'

/** configs/extract/values.yaml */
export const ValueFile = z.strictObject({
  source: z.string(),
  /** Words that say what a comparator sign says. `before` stands before the number, `after` behind it. */
  comparators: z.array(
    z.strictObject({
      comparator: z.enum(['<', '<=', '>', '>=', '~']),
      before: z.array(z.string()),
      after: z.array(z.string()).default([]),
    }),
  ),
  /** Qualitative results and the table 0078 code that each means; null for a result that is neither normal nor abnormal by itself. */
  qualitative: z.array(z.strictObject({ code: InterpretationCode.nullable(), forms: z.array(z.string()).min(1) })),
  /** Ordinal results and their place: trace .5, one plus 1 and so on. */
  ordinal: z.array(z.strictObject({ value: z.number(), forms: z.array(z.string()).min(1) })),
  not_tested: z.array(z.string()).min(1),
  illegible: z.array(z.string()).min(1),
})
export type ValueFile = z.infer<typeof ValueFile>

export interface ValueVocabulary {
  readonly comparators: ReadonlyMap<string, Comparator>
  readonly before: RegExp
  readonly after: RegExp
  readonly qualitative: ReadonlyMap<string, InterpretationCode | null>
  readonly qualitativeStart: RegExp
  readonly ordinal: ReadonlyMap<string, number>
  readonly notTested: ReadonlySet<string>
  readonly illegible: ReadonlySet<string>
}

/** What helps to read a printed value. */
export interface ValueContext {
  readonly style: DecimalStyle
  /** Printed limits, to choose between two readings of `1,200`. */
  readonly low: number | null
  readonly high: number | null
  /** Whether a text is a unit that can be understood. */
  isUnit(text: string): boolean
  /** True where a lone `L` behind the number is the unit litre (lung volumes) rather than the flag low. */
  readonly litre: boolean
  /** True where a lone `-` is the result negative (urine strips) rather than a blank. */
  readonly dashIsNegative: boolean
}

/** A printed value taken apart (`*_printed`) and understood. */
export interface ParsedValue {
  readonly value_printed: string
  readonly unit_printed: string | null
  readonly flag_printed: string | null
  readonly value_kind: ValueKind
  readonly comparator: Comparator | null
  readonly value: number | null
  readonly value_second: number | null
  /** Code of a qualitative result, also where a number is printed with it (`0.05 阴性`). */
  readonly code: InterpretationCode | null
  /** UCUM unit of a value that is printed in two units (`5' 4"`), else null. */
  readonly ucum: string | null
  readonly reasons: readonly string[]
}

/** Compiles the file. */
export function valueVocabulary(file: ValueFile): ValueVocabulary {
  const longest = (a: string, b: string): number => b.length - a.length || (a < b ? -1 : 1)
  const words = (list: readonly string[]): string => list.map(fold).sort(longest).map(literal).join('|') || '(?!)'
  const comparators = new Map<string, Comparator>()
  for (const c of file.comparators) for (const f of [...c.before, ...c.after]) comparators.set(key(f), c.comparator)
  const qualitative = new Map<string, InterpretationCode | null>()
  for (const q of file.qualitative) for (const f of q.forms) qualitative.set(key(f), q.code)
  const ordinal = new Map<string, number>()
  for (const o of file.ordinal) for (const f of o.forms) ordinal.set(key(f), o.value)
  return {
    comparators,
    before: new RegExp(`^\\s*(${words(file.comparators.flatMap((c) => c.before))})\\s*`, 'i'),
    after: new RegExp(`^\\s*(${words(file.comparators.flatMap((c) => c.after))})`, 'i'),
    qualitative,
    qualitativeStart: new RegExp(`^(${words(file.qualitative.flatMap((q) => q.forms))})(?![a-z])`, 'i'),
    ordinal,
    notTested: new Set(file.not_tested.map(key)),
    illegible: new Set(file.illegible.map(key)),
  }
}

const SIGNED = `([+-]?)(${NUMBER})${SCALE}?`
const QUANTITY = new RegExp(`^${SIGNED}`)
const PAIR = /^(\d{2,3}|\d\.\d{1,2})\s*\/\s*(\d{2,3}|\d\.\d{1,2})(?![\d/.])/
/** `8:42 min`: minutes and seconds. */
const CLOCK = /^(\d{1,2}):([0-5]\d)\s*(min(?:utes|s)?)$/i
/** `1/640`: a titre as southern European laboratories print it; the least usual one is 1/10. */
const DILUTION = /^1\s*\/\s*(\d{2,5})$/
/** `20/40`, `6/9`, `6/7.5`: the distances of an eye chart in feet or metres, with a note of letters missed (`-2`) or in part (`p`). */
const SNELLEN = /^(20|6)\s*\/\s*(\d{1,3}(?:\.\d)?)(?=\s*(?:[+-]\s?\d)?\s*(?:\(?p(?:artial)?\)?)?$)/i
const TITRE = /^(\d+(?:\.\d+)?)\s*:\s*(\d+(?:\.\d+)?)(?![\d:])/
const INTERVAL = new RegExp(`^${NUMBER}\\s*(?:-{1,2}|~|至|to)\\s*${NUMBER}`, 'i')
/** `492±72`: an estimate and how far it may be off. */
const ESTIMATE = new RegExp(`^(${NUMBER})\\s*±\\s*${NUMBER}`)
const PLACEHOLDER = /^\[[A-Z][A-Z_ ]*\d*\]$/

/**
 * Reads a printed value. Flags and units that stand apart, or are glued to a number, are taken off; what is left is the value as
 * printed. A number is read only when every character of the value is accounted for; otherwise the kind is `text` and the value null.
 */
export function parseValue(
  printed: string,
  vocabulary: ValueVocabulary,
  flags: FlagVocabulary,
  context: ValueContext,
): ParsedValue {
  const whole = printed.trim()
  // `6.5510⁹/L`, `18310*9/L`: the unit's ten is no digit of the value.
  const power = /^([<>≤≥]?\s*\d[\d.,]*?)([x×*]?10(?:[⁰¹²³⁴-⁹]+|[\^*]\d{1,2})\s*\/.*)$/.exec(whole)
  if (power && !/[.,]$/.test(power[1]!) && context.isUnit(power[2]!)) {
    const value = parseNumeric(power[1]!, vocabulary, flags, context)
    if (value) return { ...value, unit_printed: power[2]! }
  }
  // `12.5 ↑ mm`: a mark between the number and its unit.
  const between = /^([<>≤≥]?\s*[-+]?\d[\d.,]*)\s*([↑↓⇑⇓▲▼⬆⬇⇧⇩★*]{1,3}|[HL]{1,2})\s+([^\d\s].*)$/u.exec(whole)
  if (between && flagCode(between[2]!, flags) !== null && context.isUnit(between[3]!)) {
    const value = parseNumeric(between[1]!, vocabulary, flags, context)
    if (value) return { ...value, unit_printed: between[3]!, flag_printed: between[2]! }
  }
  // `---- mmol/L`: not measured, the unit printed all the same.
  const dashes = /^(-{2,}|\*{3,})\s+(\S.*)$/.exec(whole)
  if (dashes && context.isUnit(dashes[2]!)) return blank(dashes[1]!, 'not_tested', { unit_printed: dashes[2]! })
  // `+++ +`: a grade, and the sign of the flag column behind it.
  const graded = /^(\+{1,4}|\(\+{1,2}\))\s+([+-]{1,2})$/.exec(whole)
  if (graded) return { ...parseValue(graded[1]!, vocabulary, flags, context), flag_printed: graded[2]! }
  const direct = parseWhole(whole, vocabulary, context)
  if (direct) return direct
  const mixed = readMixed(fold(whole).replace(/\s*[([][\d.]+\s*(?:cm|m|kg)[)\]]$/i, ''))
  if (mixed) return blank(whole, 'quantity', mixed)
  const split = splitFlag(whole, flags)
  const litre = split.flag !== null && context.litre && /^l$/i.test(split.flag)
  const rest = litre ? whole : split.rest
  const flag = litre ? null : split.flag
  const found = flag === null ? null : flagCode(flag, flags)
  if (found !== null && FOUND_OR_NOT.has(found)) {
    // `0.05 阴性`, `Non Reactive 0.23`: the word is a result, and part of the value, not a flag on it.
    const both = parseNumeric(whole, vocabulary, flags, context)
    if (both) return both
    // `O Rh D Positive`: the word ends a result in words.
    if (/^\p{L}[^\d]*$/u.test(rest) && parseWhole(rest, vocabulary, context) === null) return blank(whole, 'text')
  }
  const value = parseWhole(rest, vocabulary, context) ?? parseNumeric(rest, vocabulary, flags, context)
  if (value) return { ...value, flag_printed: flag ?? value.flag_printed }
  return blank(rest, 'text', { flag_printed: flag })
}

const FOUND_OR_NOT: ReadonlySet<InterpretationCode> = new Set(['POS', 'NEG', 'RR', 'NR', 'IND'])

function blank(printed: string, kind: ValueKind, more: Partial<ParsedValue> = {}): ParsedValue {
  return {
    value_printed: printed,
    unit_printed: null,
    flag_printed: null,
    value_kind: kind,
    comparator: null,
    value: null,
    value_second: null,
    code: null,
    ucum: null,
    reasons: [],
    ...more,
  }
}

/** Values that are one word or sign: not tested, illegible, ordinal, qualitative. */
function parseWhole(printed: string, v: ValueVocabulary, context: ValueContext): ParsedValue | null {
  const folded = key(printed)
  if (folded === '') return blank('', 'illegible')
  if (PLACEHOLDER.test(printed)) return blank(printed, 'illegible', { reasons: ['value_redacted'] })
  if (/^-$/.test(folded) && context.dashIsNegative) return blank(printed, 'qualitative', { code: 'NEG' })
  if (v.notTested.has(folded) || /^-+$/.test(folded)) return blank(printed, 'not_tested')
  if (v.illegible.has(folded) || /^[?]+$/.test(folded)) return blank(printed, 'illegible', { reasons: ['illegible'] })
  const ordinal = v.ordinal.get(folded)
  if (ordinal !== undefined) return blank(printed, 'ordinal', { value: ordinal, code: ordinal > 0 ? 'POS' : 'NEG' })
  const code = v.qualitative.get(folded) ?? v.qualitative.get(folded.replace(/^\((.*)\)$/, '$1'))
  if (code !== undefined || v.qualitative.has(folded)) return blank(printed, 'qualitative', { code: code ?? null })
  return null
}

/** Comparator sign or word before a number; `end` is where the number may start. */
function leadingComparator(text: string, v: ValueVocabulary): { comparator: Comparator | null; end: number } {
  const m = v.before.exec(text)
  return m ? { comparator: v.comparators.get(key(m[1]!)) ?? null, end: m[0].length } : { comparator: null, end: 0 }
}

function parseNumeric(
  printed: string,
  v: ValueVocabulary,
  flags: FlagVocabulary,
  context: ValueContext,
): ParsedValue | null {
  const text = fold(printed)
  const word = v.qualitativeStart.exec(text)
  if (word && word[0].length < text.length) {
    // A qualitative word with a number, plus signs or a titre behind it: 阴性 0.05, 阳性(++), Positive 1:100.
    const behind = text.slice(word[0].length).replace(/^[\s(:,]+|[\s)]+$/g, '')
    const code = v.qualitative.get(key(word[1]!)) ?? null
    if (code === null || behind === '') return null
    const inner = parseWhole(behind, v, context) ?? parseNumeric(behind, v, flags, context)
    if (!inner || inner.value_kind === 'text') return null
    const kind = inner.value_kind === 'quantity' && inner.unit_printed === null ? 'quantity' : inner.value_kind
    return { ...inner, value_printed: printed, unit_printed: null, value_kind: kind, code: inner.code ?? code }
  }
  if (/\?/.test(text) && /\d/.test(text)) return blank(printed, 'illegible', { reasons: ['doubtful_digit'] })
  const { comparator, end } = leadingComparator(text, v)
  const body = text.slice(end)

  const titre = TITRE.exec(body)
  if (titre) {
    const a = Number(titre[1])
    const b = Number(titre[2])
    const rest = body.slice(titre[0].length).trim()
    if (rest === '' || v.qualitative.has(rest.replace(/[()]/g, '').toLowerCase())) {
      const isTitre = a === 1 && Number.isInteger(b) && b >= 2
      if (!isTitre && b === 0) return blank(printed, 'text')
      return blank(printed, isTitre ? 'titre' : 'ratio', { comparator, value: isTitre ? b : a / b })
    }
  }
  const clock = CLOCK.exec(body)
  if (clock && comparator === null && context.isUnit(clock[3]!))
    return blank(clock[0].slice(0, -clock[3]!.length).trim(), 'quantity', {
      value: Number((Number(clock[1]) + Number(clock[2]) / 60).toFixed(3)),
      unit_printed: clock[3]!,
    })
  const dilution = DILUTION.exec(body)
  if (dilution && comparator === null) return blank(printed.trim(), 'titre', { value: Number(dilution[1]) })
  const chart = SNELLEN.exec(body)
  if (chart && comparator === null && Number(chart[2]) >= 3)
    return blank(printed.trim(), 'ratio', { value: Number(chart[1]) / Number(chart[2]) })
  const pair = PAIR.exec(body)
  if (pair && comparator === null) {
    const tail = tailOf(body.slice(pair[0].length), v, context)
    if (tail) {
      const a = Number(pair[1])
      const b = Number(pair[2])
      // `20/25 feet`: no systolic pressure is that low.
      const snellen = a === 20
      const printedValue = printed.slice(0, pair[0].length).trim()
      if (snellen) return blank(printedValue, 'ratio', { value: a / b, unit_printed: tail.unit })
      return blank(printedValue, 'pair', { value: a, value_second: b, unit_printed: tail.unit })
    }
  }
  if (INTERVAL.test(body)) {
    const m = INTERVAL.exec(body)!
    const tail = tailOf(body.slice(m[0].length), v, context)
    if (tail && comparator === null)
      return blank(printed.slice(0, m[0].length).trim(), 'text', {
        unit_printed: tail.unit,
        reasons: ['value_is_interval'],
      })
    return null
  }
  const estimate = ESTIMATE.exec(body)
  const middle = estimate === null ? null : readNumber(estimate[1]!, context.style)
  if (estimate !== null && middle !== null && comparator === null) {
    const tail = tailOf(body.slice(estimate[0].length), v, context)
    if (tail === null || tail.keep) return null
    return blank(printed.slice(0, estimate[0].length).trim(), 'quantity', {
      value: nearest(middle, context.low, context.high),
      unit_printed: tail.unit,
    })
  }
  const m = QUANTITY.exec(body)
  if (!m) return null
  const reading = readNumber(m[2]!, context.style)
  if (!reading) return null
  const after = v.after.exec(body.slice(m[0].length))
  const consumed = m[0].length + (after ? after[0].length : 0)
  const tail = tailOf(body.slice(consumed), v, context)
  if (!tail) return null
  const power = Number(m[3] ?? m[4] ?? 0)
  const magnitude = nearest(reading, context.low, context.high)
  const value = scaled(magnitude, power) * (m[1] === '-' ? -1 : 1)
  const doubt = reading.alternative !== null && m[2]!.includes(',') && context.low === null && context.high === null
  return blank(printed.slice(0, tail.keep ? printed.length : end + consumed).trim(), 'quantity', {
    comparator: comparator ?? (after ? (v.comparators.get(key(after[1]!)) ?? null) : null),
    value,
    unit_printed: tail.unit === null ? null : printed.slice(end + consumed).trim(),
    code: tail.code,
    reasons: doubt ? ['ambiguous_separator'] : [],
  })
}

/** value × 10^power without the noise of binary multiplication. */
function scaled(value: number, power: number): number {
  return power === 0 ? value : Number(`${value}e${power}`)
}

/** What stands behind a number: nothing, a unit, or a qualitative word; null when it is none of these. */
function tailOf(
  tail: string,
  v: ValueVocabulary,
  context: ValueContext,
): { unit: string | null; code: InterpretationCode | null; keep: boolean } | null {
  const t = tail.trim()
  if (t === '') return { unit: null, code: null, keep: false }
  const bare = key(t).replace(/^[([]|[)\]]$/g, '')
  const code = v.qualitative.get(bare)
  if (code) return { unit: null, code, keep: true }
  if (v.ordinal.has(bare)) return { unit: null, code: 'POS', keep: true }
  if (context.isUnit(t)) return { unit: t, code: null, keep: false }
  return null
}
