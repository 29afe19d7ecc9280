import { fold, key } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'
import { MIXED, NUMBER, SCALE } from './number.js'

/** A `name value unit` item found in a line of text; offsets into the printed text. */
export interface MeasureItem {
  readonly name: string
  /** The value as printed, a comparator with it. */
  readonly value: string
  readonly unit: string | null
  readonly range: string | null
  readonly flag: string | null
  readonly start: number
  readonly end: number
}

const VALUE = new RegExp(
  `(?:(?:<=|>=|[<>≤≥])\\s*)?(?:${MIXED}|\\d{2,3}\\s*/\\s*\\d{2,3}(?![\\d/.])|[+-]?${NUMBER}${SCALE}?)`,
  'gi',
)
const SEPARATOR = /[,;|。、;\n]|\s{2,}/
const CLOSING = /^[\s,;|)\]。、"'_]+/

/** Difference of two confidences that does not count: of an exact name and one in another word order. */
const NEARLY = 0.05

/** Words that join a name to the text before it. */
const JOINING = /^(?:and|or|with|the|an?|your|his|her|both|then|including|in|on|for|at|as|from|by|to)\s/i

/**
 * Of texts that end at the same place the one that is a name most surely: words before a name (`提示空腹血糖`) make the lexicon less
 * sure of it. Of equals the longest.
 */
export function bestName<T extends { readonly name: string }>(
  texts: readonly T[],
  knowledge: ExtractKnowledge,
): T | null {
  let best: T | null = null
  let sure = 0
  for (const text of texts) {
    if (/[<>≤≥=]/.test(text.name) || JOINING.test(text.name) || !isMeasureName(text.name, knowledge)) continue
    const label = isLabel(text.name, knowledge)
    const confidence = label
      ? 1
      : (knowledge.lexicon.map({ name: text.name, unit: null, panel: null, section: null, specimen: null })
          ?.confidence ?? 0.5)
    // A longer name that is nearly as sure is the whole of it (`Mean corpuscular Hb conc.` against `Hb conc.`).
    const more = best === null ? 0 : confidence - sure
    const longer = best === null || (text.name.length > best.name.length ? more >= -NEARLY : more > NEARLY)
    if (longer) [best, sure] = [text, confidence]
  }
  return best
}

/** Reads what stands behind a value: unit, then a range in brackets or behind a range word, then a flag. */
export function readTail(
  text: string,
  at: number,
  limit: number,
  knowledge: ExtractKnowledge,
): { unit: string | null; range: string | null; flag: string | null; end: number } {
  let end = at
  const unit = unitAt(text, at, limit, knowledge)
  if (unit) end = unit.end
  let flag: string | null = null
  let range: string | null = null
  for (let round = 0; round < 2; round++) {
    const rest = text.slice(end, limit)
    if (range === null) {
      const r = rangeAt(rest, knowledge)
      if (r) {
        range = r.text
        flag ??= r.flag
        end += r.length
        continue
      }
    }
    if (flag === null) {
      const f = flagAt(rest, knowledge)
      if (f) {
        flag = f.text
        end += f.length
      }
    }
  }
  return { unit: unit ? unit.text : null, range, flag, end }
}

function unitAt(
  text: string,
  at: number,
  limit: number,
  knowledge: ExtractKnowledge,
): { text: string; end: number } | null {
  const gap = /^\s{0,2}/.exec(text.slice(at, limit))![0].length
  const rest = text.slice(at + gap, limit)
  const stop = rest.search(/[,;|。、]|\s{2,}|[()[\]]/)
  const span = stop < 0 ? rest : rest.slice(0, stop)
  const tokens = [...span.matchAll(/\S+/g)].slice(0, 3)
  for (let n = tokens.length; n > 0; n--) {
    const last = tokens[n - 1]!
    // A full stop behind the unit ends the sentence.
    const candidate = span.slice(0, last.index + last[0].length).replace(/[.:]+$/, '')
    if (isUnit(candidate, knowledge)) return { text: candidate, end: at + gap + candidate.length }
  }
  // A unit with Chinese text or an arrow glued behind it (`70次/分律齐`, `2.9mmol/L↑`) is cut where the unit's letters end.
  const m = /^(?:[a-zμ%‰°℃/^²³0-9.·×]+|次\/分钟?|岁|厘米|公斤|千克|毫米汞柱)/i.exec(span)
  if (m && m[0] !== span && /[\u3400-\u9fff↑↓]/.test(span[m[0].length] ?? '') && isUnit(m[0], knowledge))
    return { text: m[0], end: at + gap + m[0].length }
  return null
}

function isUnit(text: string, knowledge: ExtractKnowledge): boolean {
  return (!/^\d/.test(text) || /^10(?:\^|\*|[⁰¹²³⁴-⁹])/.test(text)) && knowledge.units.toUcum(text) !== null
}

function rangeAt(
  rest: string,
  knowledge: ExtractKnowledge,
): { text: string; length: number; flag: string | null } | null {
  // `(reference [3.5 - 9.5])`: the range may stand in brackets of its own.
  const bracket = /^\s*[([]([^()[\]]*(?:[([][^()[\]]*[)\]][^()[\]]*)?)[)\]]/.exec(rest)
  if (bracket) {
    // `(H, <30)`, `(high; ref 3.5-5.1)`: what says how the result is stands before its range.
    const marked = /^\s*([^\s,;]{1,8})\s*[,;]\s+(?=\S)/.exec(bracket[1]!)
    const mark = marked === null ? null : flagAt(marked[1]!, knowledge)
    const inner = mark === null ? bracket[1]! : bracket[1]!.slice(marked![0].length)
    const label = knowledge.measures.rangeLabel.exec(inner)
    const body = label ? inner.slice(label[0].length) : inner
    const isRange = /[\d.]\s*\S{0,10}\s*(?:-{1,2}|~|to|至)\s*[\d.]|^\s*[<>≤≥]=?\s*[\d.]|up ?to/i.test(body)
    // `(reference: 0)`: behind its label a number alone is what is expected.
    const expected = label !== null && /^\d+(?:\.\d+)?$/.test(body.trim())
    if (isRange || expected) return { text: body.trim(), length: bracket[0].length, flag: mark?.text ?? null }
    return null
  }
  const label = knowledge.measures.rangeLabel.exec(rest)
  if (label) {
    const m = new RegExp(
      `^(?:(?:<=|>=|[<>≤≥])\\s*${NUMBER}|${NUMBER}\\s*(?:-{1,2}|~|至|to)\\s*${NUMBER})(?:\\s*[a-zμ%/]+(?:/[a-z0-9.]+)*)?`,
      'i',
    ).exec(rest.slice(label[0].length))
    if (m) return { text: m[0].trim(), length: label[0].length + m[0].length, flag: null }
  }
  return null
}

function flagAt(rest: string, knowledge: ExtractKnowledge): { text: string; length: number } | null {
  const m = /^(\s*)(\([^()\s]{1,12}\)|[^\s,;。、()]{1,8})(?=$|[\s,;。、()])/.exec(rest)
  if (!m) return null
  const bare = key(m[2]!).replace(/^\(|\)$/g, '')
  const code = knowledge.flags.codes.get(bare)
  // A star or a hash behind a measure is a note mark.
  return code === undefined || bare === '*' || bare === '#' ? null : { text: m[2]!, length: m[0].length }
}

/** True for a name that may label an item. */
export function isMeasureName(name: string, knowledge: ExtractKnowledge): boolean {
  return isLabel(name, knowledge) || knowledge.lexicon.isAnalyteName(name)
}

/** True for the name of a vital sign or another measure that stands as a label. */
export function isLabel(name: string, { measures }: ExtractKnowledge): boolean {
  const k = key(name)
  return measures.vitals.has(k) || measures.cardiovascular.has(k) || measures.others.has(k)
}

/** Known items that a line must have before an unknown name with a number and a unit counts as one more of the kind. */
const COMPANY = 2

/**
 * Reads a line as a run of `name value unit` items. What stands outside the items is left to the caller to judge. In a line with two
 * known items a third of the same form is one too, though its name is unknown (a misreading, a rare measure).
 */
export function measureItems(printed: string, knowledge: ExtractKnowledge): MeasureItem[] {
  const known = scan(printed, knowledge, false)
  return known.length >= COMPANY ? scan(printed, knowledge, true) : known
}

/** `CA125`, `Vitamin B 12 350 pg/mL`: figures glued to a Latin letter, or with a number right behind them, belong to a name. */
export function isPartOfName(text: string, start: number, end: number): boolean {
  return /[a-z]/i.test(text[start - 1] ?? '') || /^\s[<>]?(?!10(?:[\^*]|[⁰¹²³⁴-⁹]))\d/.test(text.slice(end))
}

function scan(printed: string, knowledge: ExtractKnowledge, anyName: boolean): MeasureItem[] {
  const text = fold(printed)
  const out: MeasureItem[] = []
  let from = 0
  for (const m of text.matchAll(VALUE)) {
    if (m.index < from || isPartOfName(text, m.index, m.index + m[0].length)) continue
    const known = nameBefore(printed, text, from, m.index, knowledge)
    const name = known ?? (anyName ? anyNameBefore(printed, text, from, m.index) : null)
    if (!name) continue
    const end = m.index + m[0].length
    // A number that goes on (`120-140`, `5.6-6.1`, a date) is no single value.
    if (/^\s*(?:[-~:]|至|to\b)\s*\d/i.test(text.slice(end)) || /^[年月]/.test(text.slice(end))) {
      from = end
      continue
    }
    const tail = readTail(text, end, text.length, knowledge)
    if (!known && tail.unit === null) continue
    out.push({
      name: name.text,
      value: printed.slice(m.index, end).trim(),
      unit: tail.unit === null ? null : printed.slice(end, tail.end).trim().slice(0, tail.unit.length),
      range: tail.range,
      flag: tail.flag,
      start: name.start,
      end: tail.end,
    })
    from = tail.end
  }
  return out
}

/** The known name that ends right before a value, colon and dots between left out. */
function nameBefore(
  printed: string,
  text: string,
  from: number,
  at: number,
  knowledge: ExtractKnowledge,
): { text: string; start: number } | null {
  const zone = text.slice(from, at)
  const lead = CLOSING.exec(zone)?.[0].length ?? 0
  const body = zone.slice(lead).replace(/[\s:=._]+$/, '')
  if (body === '') return null
  const starts = [0]
  for (const s of body.matchAll(new RegExp(SEPARATOR, 'g'))) starts.push(s.index + s[0].length)
  for (const s of body.matchAll(/[:]\s*|\s+/g)) starts.push(s.index + s[0].length)
  const names = [...new Set(starts)]
    .map((start) => ({ start: start + (body.slice(start).length - body.slice(start).trimStart().length) }))
    .map(({ start }) => ({ start, name: body.slice(start) }))
    // `Blood (2 ml)`: what stands in brackets says something of the name; it is no result of it.
    .filter(({ name }) => name !== '' && name.length <= 48 && !SEPARATOR.test(name) && !/[(（[【]$|[:：]\s/.test(name))
  const best = bestName(names, knowledge)
  if (best) {
    const offset = from + lead + best.start
    return { text: printed.slice(offset, offset + best.name.length), start: offset }
  }
  return null
}

/** Whatever short name stands before a value, alone between separators. */
function anyNameBefore(
  printed: string,
  text: string,
  from: number,
  at: number,
): { text: string; start: number } | null {
  const zone = text.slice(from, at)
  const lead = CLOSING.exec(zone)?.[0].length ?? 0
  const body = zone.slice(lead).replace(/[\s:=._]+$/, '')
  // In such company a single capital is the short name of an ion (`K 4.4 mmol/L`).
  if (
    (body.length < 2 && !/^[A-Z]$/.test(printed.slice(from + lead, from + lead + 1))) ||
    body.length > 16 ||
    SEPARATOR.test(body) ||
    /\d|[(（[【][^)）\]】]*$/.test(body)
  )
    return null
  return { text: printed.slice(from + lead, from + lead + body.length), start: from + lead }
}
