import { fold, key } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'
import { isMeasureName, type MeasureItem, readTail } from './measure-item.js'
import { isRangeText } from './range.js'

/** White space that parts the printed segments of a line: three spaces, see `Line.text`. */
const GAP = / {3,}/g
/** One number, a pair or a triple (`48/-35/61` of the ECG axes), with its comparator. */
const NUMBERS = /^(?:<=|>=|[<>≤≥])?\s*[+-]?\d[\d.,]*(?:\s*\/\s*[+-]?\d[\d.,]*){0,2}/

/**
 * Items of a line whose name and value stand apart as a table's cells do (`QRS 时限   98 ms`), whatever else the line holds: a segment
 * that is nothing but a known name, and next to it one that is nothing but a number with its unit, range and flag.
 */
export function spacedItems(printed: string, knowledge: ExtractKnowledge): MeasureItem[] {
  const segments = segmentsOf(printed)
  const out: MeasureItem[] = []
  for (let i = 0; i + 1 < segments.length; i++) {
    const [label, value] = [segments[i]!, segments[i + 1]!]
    const name = fold(label.text)
      .replace(/\s*[:：*]+\s*$/, '')
      .trim()
    if (name.length > 48 || !isMeasureName(name, knowledge)) continue
    const read = resultOf(value.text, knowledge.lexicon.isAnalyteName(name), knowledge)
    if (read === null) continue
    // The next cells of a form may hold the unit and the range.
    const unitCell = read.unit === null && NUMBERS.test(fold(read.value)) ? segments[i + 2] : undefined
    const unit = unitCell !== undefined && isUnitText(unitCell.text, knowledge) ? unitCell : null
    const next = segments[i + (unit === null ? 2 : 3)]
    const expected = (text: string): boolean =>
      /[^\d.\s]/.test(read.value) && !NUMBERS.test(fold(read.value)) && isExpected(text, knowledge)
    const ranged = read.range === null && next !== undefined && (isLimits(next.text) || expected(next.text))
    const last = ranged ? next : (unit ?? value)
    out.push({
      ...read,
      name: printed.slice(label.start, label.start + name.length),
      unit: read.unit ?? unit?.text.trim() ?? null,
      range: ranged ? next.text.trim() : read.range,
      start: label.start,
      end: last.start + last.text.length,
    })
    i += 1 + (unit === null ? 0 : 1) + (ranged ? 1 : 0)
  }
  return out
}

function isUnitText(text: string, { units }: ExtractKnowledge): boolean {
  const unit = fold(text).trim()
  return unit !== '' && !/^[\d.\s-]+$/.test(unit) && units.toUcum(unit) !== null
}

/** A range, or one limit of it (`≥20`). */
function isLimits(text: string): boolean {
  return isRangeText(text.trim()) || /^[<>≤≥]=?\s*\d[\d.,]*$/.test(fold(text).trim())
}

/** A result in words as the reference of another one (`negative   negative`). */
function isExpected(text: string, { values }: ExtractKnowledge): boolean {
  return values.qualitative.has(key(text)) || values.ordinal.has(key(text))
}

const SIDE =
  '(左侧|右侧|左眼|右眼|左耳|右耳|左上肢|右上肢|左|右|left eye|right eye|left ear|right ear|left|right|OD|OS|RE|LE|R|L)'
const SIDED = new RegExp(
  `(?<![a-z])${SIDE}\\s*[:：]?\\s*(\\d[\\d.]*(?:\\s*/\\s*\\d[\\d.]*)?)(?:\\s*(mmHg|cm|kg|dB|%|mm|D))?(?![\\d.]|[a-z])`,
  'giu',
)

/**
 * One measure of both sides (`Blood pressure left 152/84 mmHg right 148/82 mmHg`, `视力   左眼 0.5 右眼 0.4`): an item for each side, named
 * after measure and side. The measure must be known and stand before the first side.
 */
export function sidedItems(printed: string, knowledge: ExtractKnowledge): MeasureItem[] {
  const text = fold(printed)
  const out: MeasureItem[] = []
  let name: { text: string; start: number } | null = null
  let end = 0
  for (const m of text.matchAll(SIDED)) {
    if (name === null || /[\p{L}\p{N}]/u.test(text.slice(end, m.index)))
      name = measureBefore(printed, m.index, knowledge)
    if (name === null) continue
    end = m.index + m[0].length
    const value = m[2]!
    const at = m.index + m[0].indexOf(value, m[1]!.length)
    out.push({
      name: `${name.text} ${m[1]!}`,
      value: printed.slice(at, at + value.length),
      unit: m[3] ?? null,
      range: null,
      flag: null,
      start: out.length === 0 ? name.start : m.index,
      end,
    })
  }
  // One side by itself is a measure when its unit says so; the other may stand on the next line of a form.
  return new Set(out.map((i) => i.name)).size >= 2 ? out : out.filter((i) => i.unit === 'mmHg')
}

/** Strip readings set close (`尿蛋白+- 尿糖- 尿潜血+`): two known names and more, each with a sign right behind it. */
export function signedItems(printed: string, knowledge: ExtractKnowledge): MeasureItem[] {
  const out: MeasureItem[] = []
  for (const m of printed.matchAll(/([\p{Script=Han}]{2,8})\s?(\+-|\+{1,4}|[-－±]|[1-4]\+)(?=\s|$|[,，;；、])/gu)) {
    if (!knowledge.lexicon.isAnalyteName(m[1]!)) continue
    out.push({
      name: m[1]!,
      value: m[2]!,
      unit: null,
      range: null,
      flag: null,
      start: m.index,
      end: m.index + m[0].length,
    })
  }
  return out.length >= 2 ? out : []
}

/** The known measure that ends right before an offset. */
function measureBefore(
  printed: string,
  at: number,
  knowledge: ExtractKnowledge,
): { text: string; start: number } | null {
  const body = printed.slice(0, at).replace(/[\s:：(（]+$/u, '')
  const starts = [0, ...[...body.matchAll(/[\s,，;；。、:：]+/gu)].map((m) => m.index + m[0].length)]
  const start = starts.find((s) => body.length - s <= 24 && isMeasureName(fold(body.slice(s)), knowledge))
  return start === undefined ? null : { text: body.slice(start), start }
}

/** `8-12/hpf`: a count of a sediment, from field to field. */
const COUNTED = /^\d+\s*-\s*\d+\s*\/\s*(?:hpf?|lpf?)$/i

/**
 * A segment that is a result and nothing else: a number with flag, unit and range, or a known result in words, with its flag. Words
 * that say nothing by themselves (`yellow`, `few`) are results of an `analyte` only, not of any other label.
 */
function resultOf(
  printed: string,
  analyte: boolean,
  knowledge: ExtractKnowledge,
): Pick<MeasureItem, 'value' | 'unit' | 'range' | 'flag'> | null {
  // `6.9 mmol/L 或 ___ mg/dL`: the other unit of a form was not filled in.
  const text = fold(printed).replace(/\s*或[^\d]*$/u, '')
  const number = NUMBERS.exec(text)
  if (number === null || COUNTED.test(text.trim())) {
    const isWord = (word: string): boolean =>
      (analyte && word === '-') ||
      COUNTED.test(word) ||
      knowledge.values.ordinal.has(word) ||
      (analyte ? knowledge.values.qualitative.has(word) : (knowledge.values.qualitative.get(word) ?? null) !== null)
    if (isWord(key(text))) return { value: printed.trim(), unit: null, range: null, flag: null }
    const flagged = /^(.*\S)\s+(\S{1,8})$/u.exec(printed.trim())
    if (flagged === null || !isWord(key(flagged[1]!)) || !knowledge.flags.codes.has(key(flagged[2]!))) return null
    return { value: flagged[1]!, unit: null, range: null, flag: flagged[2]! }
  }
  // `52↑ U/L`: the arrow may stand before the unit.
  const arrow = /^\s*[↑↓]+/.exec(text.slice(number[0].length))?.[0] ?? ''
  const at = number[0].length + arrow.length
  const tail = readTail(text, at, text.length, knowledge)
  if (text.slice(tail.end).trim() !== '') return null
  return {
    value: printed.slice(0, number[0].length).trim(),
    unit: tail.unit,
    range: tail.range,
    flag: tail.flag ?? (arrow === '' ? null : arrow.trim()),
  }
}

/** `Height / Weight: 153.0 cm / 49.5 kg`: as many values as names, in their order. */
export function pairedItems(printed: string, knowledge: ExtractKnowledge): MeasureItem[] {
  const text = fold(printed)
  const out: MeasureItem[] = []
  for (const m of text.matchAll(
    /([\p{L}][\p{L} .]*?(?:\s*[/／]\s*[\p{L}][\p{L} .]*?){1,2})\s*[:：]\s*([<>]?\d[^:：]*)/gu,
  )) {
    const names = parts(m[1]!)
    const values = parts(m[2]!.replace(/ {3}.*$/, ''))
    if (names.length < 2 || values.length < names.length) continue
    const from = m.index + m[0].length - m[2]!.length
    const items = names.map((name, i): MeasureItem | null => {
      const value = values[i]!
      const number = NUMBERS.exec(value.text)
      if (number === null || !isMeasureName(name.text, knowledge)) return null
      const tail = readTail(value.text, number[0].length, value.text.length, knowledge)
      if (tail.unit === null || value.text.slice(tail.end).trim() !== '') return null
      return {
        name: printed.slice(m.index + name.start, m.index + name.start + name.text.length),
        value: number[0].trim(),
        unit: tail.unit,
        range: tail.range,
        flag: tail.flag,
        start: m.index,
        end: from + value.start + value.text.length,
      }
    })
    if (items.every((i) => i !== null)) out.push(...(items as MeasureItem[]))
  }
  return out
}

/** Parts between strokes that stand free or between words (`cm / kg`), with their places. */
function parts(text: string): { text: string; start: number }[] {
  const out: { text: string; start: number }[] = []
  let start = 0
  for (const m of [...text.matchAll(/\s+[/／]\s+|(?<=\p{L})[/／](?=\p{L}{3})/gu), null]) {
    const raw = text.slice(start, m === null ? text.length : m.index)
    out.push({ text: raw.trim(), start: start + (raw.length - raw.trimStart().length) })
    if (m !== null) start = m.index + m[0].length
  }
  return out
}

/** The segments of a line; one that holds a label, a colon and a text (`Nitrite: negative`) counts as two. */
function segmentsOf(printed: string): { text: string; start: number }[] {
  const out: { text: string; start: number }[] = []
  let start = 0
  for (const m of [...printed.matchAll(GAP), null]) {
    const text = printed.slice(start, m === null ? printed.length : m.index)
    const label = /^[^:：]*(?:[\p{L})\]）]\s*[:：](?=\s*\S)|\d[:：](?=\s*[^\s\d]))/u.exec(text)?.[0] ?? ''
    if (label.trim() !== '') out.push({ text: label, start })
    if (text.slice(label.length).trim() !== '')
      out.push({ text: text.slice(label.length), start: start + label.length })
    if (m !== null) start = m.index + m[0].length
  }
  return out
}
