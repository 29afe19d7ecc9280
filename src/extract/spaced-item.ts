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
      .replace(/\s*[:：]\s*$/, '')
      .trim()
    if (name.length > 48 || !isMeasureName(name, knowledge)) continue
    const read = resultOf(value.text, knowledge)
    if (read === null) continue
    // The next cell of a form may hold the range.
    const next = segments[i + 2]
    const ranged = read.range === null && next !== undefined && isRangeText(next.text.trim())
    out.push({
      ...read,
      name: printed.slice(label.start, label.start + name.length),
      range: ranged ? next.text.trim() : read.range,
      start: label.start,
      end: ranged ? next.start + next.text.length : value.start + value.text.length,
    })
    i += ranged ? 2 : 1
  }
  return out
}

/** A segment that is a result and nothing else: a number with flag, unit and range, or a known result in words. */
function resultOf(
  printed: string,
  knowledge: ExtractKnowledge,
): Pick<MeasureItem, 'value' | 'unit' | 'range' | 'flag'> | null {
  const text = fold(printed)
  const number = NUMBERS.exec(text)
  if (number === null) {
    const word = key(text)
    const known = knowledge.values.ordinal.has(word) || (knowledge.values.qualitative.get(word) ?? null) !== null
    return known ? { value: printed.trim(), unit: null, range: null, flag: null } : null
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

function segmentsOf(printed: string): { text: string; start: number }[] {
  const out: { text: string; start: number }[] = []
  let start = 0
  for (const m of [...printed.matchAll(GAP), null]) {
    const text = printed.slice(start, m === null ? printed.length : m.index)
    if (text.trim() !== '') out.push({ text, start })
    if (m !== null) start = m.index + m[0].length
  }
  return out
}
