import { z } from 'zod'
import { InterpretationCode } from '../records/biomarker.js'
import type { Report } from '../records/report.js'
import { fold, key, literal } from './fold.js'
import { type DecimalStyle, NUMBER, readNumber } from './number.js'
import { type ParsedLimits, simpleRange } from './range-limits.js'

/** configs/extract/ranges.yaml */
export const RangeFile = z.strictObject({
  source: z.string(),
  /** Words for `-` between two limits. */
  separators: z.array(z.string()).min(1),
  /** Words for one-sided limits; `after` stands behind the number. */
  limits: z.array(
    z.strictObject({
      side: z.enum(['low', 'high']),
      inclusive: z.boolean(),
      before: z.array(z.string()),
      after: z.array(z.string()).default([]),
    }),
  ),
  /** Labels of parts of a range that hold for one group of people. */
  sex: z.strictObject({ male: z.array(z.string()), female: z.array(z.string()) }),
  /** Age groups: years from (inclusive) and to (exclusive). */
  ages: z.array(z.strictObject({ from: z.number(), to: z.number(), forms: z.array(z.string()).min(1) })),
  /** Words around an age given in figures. */
  age_units: z.strictObject({ years: z.array(z.string()), months: z.array(z.string()), days: z.array(z.string()) }),
  /** Groups that a report does not tell: phases of the cycle, pregnancy, time of day. */
  untold: z.array(z.string()),
  /** Labels of categories: the one that is wanted, and the others. */
  categories: z.strictObject({
    wanted: z.array(z.string()),
    negative: z.array(z.string()),
    other: z.array(z.string()),
  }),
  /** Qualitative expectations and the code of each. */
  qualitative: z.array(z.strictObject({ code: InterpretationCode, forms: z.array(z.string()).min(1) })),
  /** Texts that say that there is no range. */
  none: z.array(z.string()),
})
export type RangeFile = z.infer<typeof RangeFile>

type LabelKind = 'male' | 'female' | 'age' | 'untold' | 'wanted' | 'negative' | 'other'
interface Label {
  readonly kind: LabelKind
  readonly from: number
  readonly to: number
}

export interface RangeVocabulary {
  readonly label: RegExp
  readonly labels: ReadonlyMap<string, Label>
  readonly separator: string
  readonly limitBefore: RegExp
  readonly limitAfter: RegExp
  readonly limits: ReadonlyMap<string, { side: 'low' | 'high'; inclusive: boolean }>
  readonly years: string
  readonly months: string
  readonly days: string
  readonly qualitative: ReadonlyMap<string, InterpretationCode>
  readonly none: ReadonlySet<string>
}

/** A printed reference range understood for one person. All null but `reasons` where it is not. */
export interface ParsedRange {
  readonly low: number | null
  readonly high: number | null
  readonly low_inclusive: boolean | null
  readonly high_inclusive: boolean | null
  /** Expected qualitative result (`阴性` gives NEG). */
  readonly expected: InterpretationCode | null
  /** Expected text where it is not one of the known words (`淡黄色`), as compared: folded, lower case. */
  readonly expected_text: string | null
  /** The highest titre that counts as normal (`<1:80`), with inclusivity in `high_inclusive`. */
  readonly titre_high: number | null
  readonly reasons: readonly string[]
}

export const NO_RANGE: ParsedRange = {
  low: null,
  high: null,
  low_inclusive: null,
  high_inclusive: null,
  expected: null,
  expected_text: null,
  titre_high: null,
  reasons: [],
}

/** Compiles the file. */
export function rangeVocabulary(file: RangeFile): RangeVocabulary {
  const longest = (a: string, b: string): number => b.length - a.length || (a < b ? -1 : 1)
  const words = (list: readonly string[]): string => list.map(fold).sort(longest).map(literal).join('|') || '(?!)'
  const labels = new Map<string, Label>()
  const put = (forms: readonly string[], kind: LabelKind, from = 0, to = Infinity): void => {
    for (const f of forms) if (!labels.has(key(f))) labels.set(key(f), { kind, from, to })
  }
  put(file.sex.male, 'male')
  put(file.sex.female, 'female')
  for (const a of file.ages) put(a.forms, 'age', a.from, a.to)
  put(file.untold, 'untold')
  put(file.categories.wanted, 'wanted')
  put(file.categories.negative, 'negative')
  put(file.categories.other, 'other')
  const forms = [...labels.keys()]
  const spaced = [
    ...file.sex.male,
    ...file.sex.female,
    ...file.ages.flatMap((a) => a.forms),
    ...file.untold,
    ...file.categories.wanted,
    ...file.categories.negative,
    ...file.categories.other,
  ]
  const limits = new Map<string, { side: 'low' | 'high'; inclusive: boolean }>()
  for (const l of file.limits)
    for (const f of [...l.before, ...l.after]) limits.set(key(f), { side: l.side, inclusive: l.inclusive })
  const qualitative = new Map<string, InterpretationCode>()
  for (const q of file.qualitative) for (const f of q.forms) qualitative.set(key(f), q.code)
  const years = words(file.age_units.years)
  const months = words(file.age_units.months)
  const days = words(file.age_units.days)
  const age = `(?:[<>≤≥]=?\\s*)?\\d{1,3}(?:\\s*(?:${years}|${months}|${days}))?(?:\\s*(?:-|~|to|至)\\s*\\d{1,3})?\\s*(?:${years}|${months}|${days})(?:\\s*(?:以上|以下|and above|and over))?`
  return {
    label: new RegExp(`(?<![a-z])(?:(${age})|(${words([...new Set([...spaced, ...forms])])})(?![a-z]))\\s*`, 'gi'),
    labels,
    separator: words(file.separators),
    limitBefore: new RegExp(`(?<![a-z])(${words(file.limits.flatMap((l) => l.before))})\\s*$`, 'i'),
    limitAfter: new RegExp(`^\\s*(${words(file.limits.flatMap((l) => l.after))})`, 'i'),
    limits,
    years,
    months,
    days,
    qualitative,
    none: new Set(file.none.map(key)),
  }
}

interface Part {
  readonly labels: readonly Label[]
  readonly limits: ParsedLimits | null
  readonly expected: InterpretationCode | null
}

/**
 * Reads a printed reference range in any of its forms and chooses the part that holds for this person. Where a choice is needed and
 * the report does not tell (sex unknown, phase of the cycle), the range stays null with a reason.
 */
export function parseRange(
  printed: string | null,
  vocabulary: RangeVocabulary,
  person: Pick<Report, 'sex' | 'age'>,
  style: DecimalStyle = 'point',
): ParsedRange {
  if (printed === null) return NO_RANGE
  const text = fold(printed)
    .replace(/\s*\n\s*/g, '\n')
    .trim()
  if (text === '' || vocabulary.none.has(key(text)) || /^[-/\s]*$/.test(text)) return NO_RANGE
  // `空腹的5-10倍`: multiples of another result are no limits of this one.
  if (/\d\s*倍/.test(text)) return { ...NO_RANGE, reasons: ['range_not_understood'] }
  const titre = titreRange(text)
  if (titre) return titre
  const interval = new RegExp(`^[[(]\\s*([+-]?${NUMBER})\\s*[,;]\\s+([+-]?${NUMBER})\\s*[\\])]$`).exec(text)
  if (interval) return parseRange(`${interval[1]} ~ ${interval[2]}`, vocabulary, person, style)
  const whole = expectedCode(text, vocabulary)
  if (whole !== null) return { ...NO_RANGE, expected: whole }

  const parts = partition(text, vocabulary, style)
  if (parts.length > 1 || (parts[0]?.labels.length ?? 0) > 0) {
    const chosen = choose(parts, person)
    if (chosen) return chosen
  }
  const flat = simpleRange(text.replace(/\n/g, ' '), vocabulary, style)
  if (flat === 'several') return { ...NO_RANGE, reasons: ['range_several'] }
  if (flat) return fromLimits(flat)
  if (/\d/.test(text)) return { ...NO_RANGE, reasons: ['range_not_understood'] }
  return { ...NO_RANGE, expected_text: key(text) }
}

function fromLimits(l: ParsedLimits): ParsedRange {
  if (l.low !== null && l.high !== null && l.low > l.high) return { ...NO_RANGE, reasons: ['range_inverted'] }
  return {
    ...NO_RANGE,
    low: l.low,
    high: l.high,
    low_inclusive: l.low === null ? null : l.low_inclusive,
    high_inclusive: l.high === null ? null : l.high_inclusive,
  }
}

function expectedCode(text: string, v: RangeVocabulary): InterpretationCode | null {
  const k = key(text)
  return (
    v.qualitative.get(k) ??
    v.qualitative.get(k.replace(/[(),.:]/g, '')) ??
    v.qualitative.get(k.replace(/\([^)]*\)$/, '')) ??
    v.qualitative.get(k.replace(/^[^:]*:/, '')) ??
    null
  )
}

function titreRange(text: string): ParsedRange | null {
  const m = /^(<|≤|<=|up to)?\s*1\s*:\s*(\d+)\s*(以下|or less)?$/i.exec(
    text.replace(/^(?:阴性|negative|neg)\s*[(:]?\s*|\)$/gi, ''),
  )
  if (!m) return null
  const inclusive = m[1] !== '<' && m[3] !== '以下'
  return { ...NO_RANGE, titre_high: Number(m[2]), high_inclusive: inclusive, expected: 'NEG' }
}

/** Splits a range text at its labels; a label stands before or behind its limits. */
function partition(text: string, v: RangeVocabulary, style: DecimalStyle): Part[] {
  const parts: Part[] = []
  for (const line of text.split(/\n|;/)) {
    const found = [...line.matchAll(v.label)].filter((m) => !insideLimits(line, m))
    if (found.length === 0) {
      if (line.trim() !== '') parts.push(readPart([], line, v, style))
      continue
    }
    const head = line
      .slice(0, found[0]!.index)
      .replace(/[\s,.:(\-•·*]+/g, ' ')
      .trim()
    const labelsFirst = !/\d/.test(head)
    let pending: Label[] = []
    let from = labelsFirst ? found[0]!.index : 0
    for (let i = 0; i < found.length; i++) {
      const m = found[i]!
      const label = readLabel(m, v)
      if (labelsFirst) {
        pending.push(label)
        from = m.index + m[0].length
        const until = found[i + 1]?.index ?? line.length
        const body = line.slice(from, until)
        if (/\d/.test(body) || expectedCode(trimPart(body), v) !== null || i === found.length - 1) {
          parts.push(readPart(pending, body, v, style))
          pending = []
        }
      } else {
        const body = line.slice(from, m.index)
        from = m.index + m[0].length
        if (/\d/.test(body)) {
          parts.push(readPart([...pending, label], body, v, style))
          pending = []
        } else {
          // A second label of the part before (`<200 Desirable (adult)`).
          const last = parts.pop()
          if (last) parts.push({ ...last, labels: [...last.labels, label] })
          else pending.push(label)
        }
      }
    }
  }
  return joinLabelLines(parts)
}

/** A line that holds only a label belongs to the line below it. */
function joinLabelLines(parts: readonly Part[]): Part[] {
  const out: Part[] = []
  let pending: readonly Label[] = []
  for (const part of parts) {
    if (part.limits === null && part.expected === null && part.labels.length > 0) {
      pending = [...pending, ...part.labels]
      continue
    }
    if (part.limits === null && part.expected === null) continue
    out.push({ ...part, labels: [...pending, ...part.labels] })
    pending = []
  }
  return out
}

/** True where a label stands inside a number's reach as a limit word does (`high` in `Up to high`) or in a unit. */
function insideLimits(line: string, m: RegExpExecArray): boolean {
  if (m[1] !== undefined) {
    // An age in figures is a label only with something to label: not `25 - 45 y` as the whole text.
    return line.replace(m[0], '').replace(/[^\d]/g, '') === ''
  }
  const before = line[m.index - 1] ?? ' '
  const single = m[2]!.trim().length === 1 && /[a-z]/i.test(m[2]!)
  if (single) return !/[\s(,;/]/.test(before) || !/^\s*[:)\-=\d<>]/.test(line.slice(m.index + m[2]!.length))
  return /[/\d]/.test(before) && /[a-z]/i.test(m[2]!)
}

function readLabel(m: RegExpExecArray, v: RangeVocabulary): Label {
  const known = v.labels.get(key(m[2] ?? ''))
  if (known) return known
  const text = m[1]!
  const numbers = (text.match(/\d+/g) ?? []).map(Number)
  const per = new RegExp(`(?:${v.days})(?![a-z])`, 'i').test(text)
    ? 365
    : new RegExp(`(?:${v.months})(?![a-z])`, 'i').test(text)
      ? 12
      : 1
  const [a, b] = numbers as [number, number | undefined]
  if (b !== undefined) return { kind: 'age', from: a / per, to: (b + 1) / per }
  if (/^[<≤]|以下/.test(text)) return { kind: 'age', from: 0, to: (a + (/≤|<=/.test(text) ? 1 : 0)) / per }
  return { kind: 'age', from: (a + (/^>(?!=)/.test(text) ? 1 : 0)) / per, to: Infinity }
}

function trimPart(body: string): string {
  return body.replace(/^[\s:=,.()\-•]+(?=[^\d.])|[\s,(]+$/g, '').trim()
}

function readPart(labels: readonly Label[], body: string, v: RangeVocabulary, style: DecimalStyle): Part {
  const text = body.replace(/^\s*[):=,]+\s*/, '').trim()
  const limits = simpleRange(text, v, style)
  return {
    labels,
    limits: limits === 'several' ? null : limits,
    expected: limits === null ? expectedCode(trimPart(text), v) : null,
  }
}

function choose(parts: readonly Part[], person: Pick<Report, 'sex' | 'age'>): ParsedRange | null {
  const usable = parts.filter((p) => p.limits !== null || p.expected !== null)
  if (usable.length === 0) return null
  const all = (kinds: readonly LabelKind[]): boolean => usable.some((p) => p.labels.some((l) => kinds.includes(l.kind)))
  let rest = usable
  if (all(['wanted', 'negative', 'other'])) {
    const wanted = rest.filter((p) => p.labels.some((l) => l.kind === 'wanted'))
    const negative = rest.filter((p) => p.labels.some((l) => l.kind === 'negative'))
    const unlabelled = rest.filter((p) =>
      p.labels.every((l) => l.kind !== 'other' && l.kind !== 'wanted' && l.kind !== 'negative'),
    )
    rest = wanted.length > 0 ? wanted : negative.length > 0 ? negative : unlabelled
    if (rest.length === 0) return { ...NO_RANGE, reasons: ['range_no_normal_category'] }
  }
  const reasons: string[] = []
  if (rest.some((p) => p.labels.some((l) => l.kind === 'male' || l.kind === 'female'))) {
    if (person.sex === null) reasons.push('range_needs_sex')
    else {
      const other = person.sex === 'male' ? 'female' : 'male'
      rest = rest.filter((p) => p.labels.some((l) => l.kind === person.sex) || p.labels.every((l) => l.kind !== other))
      if (rest.some((p) => p.labels.some((l) => l.kind === person.sex)))
        rest = rest.filter((p) => p.labels.some((l) => l.kind === person.sex))
      if (rest.length === 0) return { ...NO_RANGE, reasons: ['range_other_sex'] }
    }
  }
  if (rest.some((p) => p.labels.some((l) => l.kind === 'age'))) {
    const fits = (age: number): Part[] =>
      rest.filter((p) => p.labels.filter((l) => l.kind === 'age').every((l) => age >= l.from && age < l.to))
    if (person.age !== null) rest = fits(person.age)
    else {
      // A check-up is for adults: without an age only a part that holds for every adult can be chosen.
      const adult = rest.filter((p) =>
        p.labels.filter((l) => l.kind === 'age').every((l) => l.from <= 18 && l.to >= 90),
      )
      if (adult.length === 0) reasons.push('range_needs_age')
      else rest = adult
    }
    if (rest.length === 0) return { ...NO_RANGE, reasons: ['range_other_age'] }
    const labelled = rest.filter((p) => p.labels.some((l) => l.kind === 'age'))
    if (reasons.length === 0 && labelled.length > 0) rest = labelled
  }
  if (rest.some((p) => p.labels.some((l) => l.kind === 'untold'))) {
    const told = rest.filter((p) => p.labels.every((l) => l.kind !== 'untold'))
    if (told.length > 0 && reasons.length === 0) rest = told
    else reasons.push('range_needs_phase')
  }
  const distinct = new Map(rest.map((p) => [JSON.stringify([p.limits, p.expected]), p]))
  if (distinct.size === 1) {
    const only = rest[0]!
    return only.limits ? fromLimits(only.limits) : { ...NO_RANGE, expected: only.expected }
  }
  return { ...NO_RANGE, reasons: reasons.length > 0 ? [reasons[0]!] : ['range_several'] }
}

/** True for a text that is a range and nothing else, such as a cell of a guideline or a range column. */
export function isRangeText(text: string): boolean {
  const t = fold(text).trim()
  const n = `[+-]?${NUMBER}`
  if (new RegExp(`^${n}\\s*(?:-{1,3}|~{1,2}|至|to|bis|à|a|até|hasta)\\s*${n}\\b`, 'i').test(t)) {
    const m = new RegExp(`^(${NUMBER})\\s*(?:-{1,3}|~{1,2}|至|to|bis|à|a|até|hasta)\\s*(${NUMBER})`, 'i').exec(t)
    return m !== null && readNumber(m[1]!) !== null && readNumber(m[2]!) !== null
  }
  return false
}
