import { flagCode } from './flag.js'
import { fold, joinWrapped, squeeze } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'
import { isRangeText } from './range.js'
import { labelledRange } from './range-below.js'
import type { RowCell } from './table-row.js'

/** Text of a cell on one line; null for an empty one. */
export function cellText(cell: RowCell | undefined): string | null {
  if (!cell) return null
  const text = joinWrapped(cell.text.split('\n'))
  return text === '' ? null : text
}

/**
 * Puts a unit, range or flag that slipped into a neighbour's column back, where its own cell is empty and the text can be nothing
 * else: `%` under the flags, `↑` under the units, `3.9-6.1` under the units.
 */
export function settleCells(
  unit: string | null,
  range: string | null,
  flag: string | null,
  knowledge: ExtractKnowledge,
): { unit: string | null; range: string | null; flag: string | null } {
  const isFlag = (t: string): boolean => flagCode(t, knowledge.flags) !== null
  const isUnit = (t: string): boolean => !/^[\d.\s]+$/.test(t) && knowledge.units.toUcum(t) !== null
  const out = { unit, range, flag }
  // `2.5-7.8 H`: a mark behind the range.
  const behind = /^(.*\d\S*)\s+([*↑↓★☆]+|[HL]{1,2}|high|low|偏[高低])$/i.exec(out.range ?? '')
  if (out.flag === null && behind !== null && isRangeText(behind[1]!)) [out.range, out.flag] = [behind[1]!, behind[2]!]
  // `* mg/dL`: a mark that stands before the unit or the range where flags have no column.
  for (const field of ['unit', 'range'] as const) {
    const marked = /^([*↑↓★☆!#]+|[HL])\s+(\S.*)$/.exec(out[field] ?? '')
    if (out.flag !== null || marked === null || !isFlag(marked[1]!)) continue
    if (field === 'unit' ? isUnit(marked[2]!) : isRangeText(marked[2]!))
      [out.flag, out[field]] = [marked[1]!, marked[2]!]
  }
  // `S`, `I`, `R` under the flags are how a germ answers to a drug, no units (siemens).
  if (out.flag !== null && !isFlag(out.flag) && !/^[SIR]$/.test(out.flag)) {
    if (out.unit === null && isUnit(out.flag)) [out.unit, out.flag] = [out.flag, null]
    else if (out.range === null && isRangeText(out.flag)) [out.range, out.flag] = [out.flag, null]
  }
  if (out.unit !== null && !isUnit(out.unit)) {
    if (out.flag === null && isFlag(out.unit)) [out.flag, out.unit] = [out.unit, null]
    else if (out.range === null && isRangeText(out.unit)) [out.range, out.unit] = [out.unit, null]
  }
  if (out.range !== null && out.unit === null && !/\d/.test(out.range) && isUnit(out.range) && !isFlag(out.range))
    [out.unit, out.range] = [out.range, null]
  if (out.range !== null && !out.range.includes('\n')) {
    // `m² (> 90)`: the end of a unit that ran into the next column.
    const tail = /^([^\s\d()[\]<>≤≥]{1,8})\s*([([]?\s*[<>≤≥]?\s*\d.*)$/.exec(out.range)
    if (tail !== null && out.unit !== null && isUnit(`${out.unit} ${tail[1]}`))
      [out.unit, out.range] = [`${out.unit} ${tail[1]}`, tail[2]!]
  }
  return out
}

/** `3.5 - 10.8 K/µL`: a plain range with the unit behind it that result and unit column leave out; null for any other text. */
export function unitBehindRange(text: string, knowledge: ExtractKnowledge): { range: string; unit: string } | null {
  const n = String.raw`\d[\d.,]*`
  const m = new RegExp(
    String.raw`^((?:${n}\s*(?:-{1,2}|–|—|~|～|to|至)\s*${n})|(?:(?:[<>≤≥]=?|[<>]\s*or\s*=|up to)\s*(?:1:)?${n}))(?:\s*([^\s\d,.;()（）<>≤≥-][^()（）]*?)|\s+(10[\^*⁰-⁹]\S*?))?(\s*\(calc(?:ulated|\.)?\))?$`,
    'iu',
  ).exec(text.trim())
  if (m === null) return microscopyUnit(text)
  // A single letter behind a limit is a mark, or a speck of a scan.
  const unit = (m[2] ?? m[3] ?? '').trim()
  const calculated = m[4] ?? ''
  if (unit === '') return calculated === '' ? null : { range: m[1]!.trim(), unit: calculated.trim() }
  if (/^\p{L}$/u.test(unit) || knowledge.units.toUcum(unit) === null) return null
  return { range: m[1]!.trim(), unit: `${unit}${calculated}` }
}

/** `NONE SEEN /LPF`: what is expected of a sediment, in words, and the field it is counted in. */
function microscopyUnit(text: string): { range: string; unit: string } | null {
  const m = /^(\p{L}[\p{L} -]*\p{L})\s+(\/\s?[HL]PF?)$/iu.exec(text.trim())
  return m === null ? null : { range: m[1]!, unit: m[2]! }
}

/** A long text in a flag column is a remark, not a flag: the longest known flag has 28 characters. */
export function flagCell(cell: RowCell | undefined): string | null {
  // What was covered beside a flag is no part of it.
  const text =
    cellText(cell)
      ?.replace(/\s*\[[A-Z][A-Z_]*[^\]]*\]\s*/g, ' ')
      .trim() ?? ''
  return text === '' || text.length > 28 ? null : text
}

/** `偏高` among remarks, where flags have no column of their own: a word for high or low and nothing else. */
export function remarkedFlag(remark: RowCell | null, { flags }: ExtractKnowledge): string | null {
  const text = cellText(remark ?? undefined) ?? ''
  const code = /^(?:\p{Script=Han}{2,4}|high|low)$/iu.test(text) ? flagCode(text, flags) : null
  return code !== null && ['H', 'L', 'HH', 'LL'].includes(code) ? text : null
}

/** Lines of a range stay lines when each stands by itself (a label or a limit of its own); a wrapped range is one line. */
export function joinRange(text: string): string | null {
  const lines = squeeze(text).split('\n')
  if (lines.length === 1) return lines[0] === '' ? null : lines[0]!
  const complete = (line: string): boolean => {
    const t = fold(line)
    return (
      /\d/.test(t) && (/[\d.]\s*\S{0,12}\s*(?:-{1,2}|~|to|至)\s*[\d.]/i.test(t) || /[<>≤≥]|up ?to|以[上下]/i.test(t))
    )
  }
  const labelled = lines.every((l) => complete(l) || !/\d/.test(l) || /[:：]\s*\S/.test(l))
  return labelled && lines.filter(complete).length >= 2 ? lines.join('\n') : joinWrapped(lines)
}

/**
 * `109` over `Ref: 115-155` in the cell of the result: the result, and its range (null where it was covered); null for other cells.
 */
export function rangeUnderValue(
  text: string,
  knowledge: ExtractKnowledge,
): { value: string; range: string | null } | null {
  const lines = text.split('\n')
  const at = lines.findIndex((l, i) => i > 0 && knowledge.measures.rangeLabel.test(fold(l)) && /[:：]/.test(l))
  if (at < 0) return null
  const under = lines.slice(at).join(' ')
  return { value: joinWrapped(lines.slice(0, at)), range: labelledRange(under, knowledge) }
}

/** `5.2 (3.9-6.1)`: a range in brackets behind the value, where there is no range column. */
export function rangeInValue(value: string): { value: string; range: string } | null {
  const m = /^(.*\S)\s*[([（]([^()（）]*)[)\]）]$/.exec(value)
  if (!m || !/^[<>≤≥+-]?\s*[\d.]/.test(fold(m[1]!))) return null
  const inner = m[2]!.replace(/^(?:ref(?:erence)?\.?(?: range)?|参考(?:值|范围)?|normal)\s*[:：]?\s*/i, '')
  if (!isRangeText(inner) && !/^[<>≤≥]\s*[\d.]+/.test(fold(inner))) return null
  return { value: m[1]!, range: inner.trim() }
}

/** `Glucose (mmol/L)`: a unit in brackets at the end of the name; any unit where the header `told` that names hold units. */
export function unitInName(name: string, knowledge: ExtractKnowledge, told = false): string | null {
  const m = /[([（【]([^()（）[\]【】]+)[)\]）】]$/.exec(name.trim())
  return m &&
    (told || /[/%^]|^(?:cm|kg|mmHg|fL|pg|mm|bpm|g|U|L|ms|s|dB(?: ?HL)?|次\/分)$/i.test(m[1]!)) &&
    knowledge.units.toUcum(m[1]!) !== null
    ? m[1]!.trim()
    : null
}
