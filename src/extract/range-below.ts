import type { Line } from '../records/layout.js'
import type { Candidate } from './candidate.js'
import { fold, key } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'
import { isRangeText, parseRange } from './range.js'

/** Largest distance of a range line from the result above it, in heights of that result. */
const NEAR = 2

/** Longest text of a range behind its label; what is longer explains. */
const LONGEST = 40

/**
 * Cards of a telephone screen print `参考值: 3.5~9.5` on a line of its own under the result. Such a line gives its range to the
 * result right above it that has none; where several results stand on one line above, it is nobody's.
 */
export function giveRangesBelow(
  candidates: Candidate[],
  lines: readonly Line[],
  page: number,
  knowledge: ExtractKnowledge,
): void {
  for (const line of lines) {
    const { rest, unit } = labelledUnit(line.text, knowledge)
    const range = labelledRange(rest, knowledge)
    if (range === null && unit === null) continue
    const above = candidates.flatMap((c, i) => {
      // The last row of a table may have its range on the line below; where a column holds the ranges, that line is another's.
      if (c.page !== page || c.role !== 'current' || (c.origin === 'table' && c.flag_column)) return []
      const height = c.bbox[3] - c.bbox[1]
      const gap = line.bbox[1] - c.bbox[3]
      const beside = Math.min(c.bbox[2], line.bbox[2]) - Math.max(c.bbox[0], line.bbox[0])
      return gap > -height / 2 && gap < NEAR * height && beside > 0 ? [{ i, gap }] : []
    })
    const least = Math.min(...above.map((a) => a.gap))
    const nearest = above.filter((a) => a.gap < least + 2)
    const at = nearest[0]?.i
    if (at === undefined || nearest.length > 1) continue
    const result = candidates[at]!
    candidates[at] = {
      ...result,
      range_printed: result.range_printed ?? range,
      unit_printed: result.unit_printed ?? unit,
    }
  }
}

/**
 * `参考值:阴性。检测方法:PCR` below tables of results in words that have no column for ranges: what is expected of each of them. It holds
 * for the tables between it and the note before it.
 */
export function giveSharedRange(
  candidates: Candidate[],
  lines: readonly Line[],
  page: number,
  knowledge: ExtractKnowledge,
): void {
  const expected = (text: string): boolean => (knowledge.values.qualitative.get(key(text)) ?? null) !== null
  let top = 0
  for (const line of [...lines].sort((a, b) => a.bbox[1] - b.bbox[1])) {
    const label = knowledge.measures.rangeLabel.exec(fold(line.text))
    const word =
      label === null ? undefined : /^[^。.;；,，]{1,8}(?=[。;；])/u.exec(line.text.slice(label[0].length))?.[0]
    if (word === undefined || !expected(word)) continue
    const over = candidates.flatMap((c, i) => {
      const result = c.page === page && c.origin === 'table' && c.role === 'current'
      return result && c.bbox[1] >= top && c.bbox[3] <= line.bbox[1] ? [i] : []
    })
    const all = over.map((i) => candidates[i]!)
    top = line.bbox[3]
    // Other results above the note have ranges of their own, or are none that it could speak of.
    if (all.length < 2 || all.some((c) => c.range_printed !== null || !expected(c.value_cell))) continue
    for (const i of over) candidates[i] = { ...candidates[i]!, range_printed: word.trim() }
  }
}

/** `单位 mmol/L`, `Unit: mg/dL` at either end of a line. */
const UNIT_LABEL = /^(?:单位|units?)\s*[:：]?\s*(\S+)(?=\s|$)|\s[|,，;；]?\s*(?:单位|units?)\s*[:：]?\s*(\S+)$/iu

/** The unit behind its label on such a line, and the line without it. */
function labelledUnit(text: string, knowledge: ExtractKnowledge): { rest: string; unit: string | null } {
  const m = UNIT_LABEL.exec(text.trim())
  const unit = m?.[1] ?? m?.[2] ?? null
  if (unit === null || knowledge.units.toUcum(unit) === null) return { rest: text, unit: null }
  const rest = text.trim().replace(m![0], '').trim()
  // Whatever else than a range stands beside it, the line tells of something else.
  return rest === '' || labelledRange(rest, knowledge) !== null || knowledge.measures.rangeLabel.test(fold(rest))
    ? { rest, unit }
    : { rest: text, unit: null }
}

/** The range of a line that holds a label of a range and its range only; null for other lines. */
export function labelledRange(text: string, knowledge: ExtractKnowledge): string | null {
  const label = knowledge.measures.rangeLabel.exec(fold(text))
  // Folding keeps the length of a label, so that it is cut off the printed text.
  const body = label === null ? '' : text.slice(label[0].length).trim()
  if (body === '' || body.length > LONGEST || /[。，;；]|,(?!\d)/.test(body)) return null
  const bare = fold(body).replace(/^[\u3400-\u9fff]{2,6}\s*:?\s*(?=[\d<>≤≥])/, '')
  if (isRangeText(bare) || /^[<>≤≥]=?\s*[\d.]+$/.test(bare)) return body
  // `superior a 40 mg/dL`, `Up to 5`, `阴性`: whatever is understood as limits or as what is expected.
  const read = parseRange(body, knowledge.ranges, { sex: null, age: null }, /\d,\d/.test(body) ? 'comma' : 'point')
  return read.low !== null || read.high !== null || read.expected !== null ? body : null
}
