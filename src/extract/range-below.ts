import type { Line } from '../records/layout.js'
import type { Candidate } from './candidate.js'
import { fold } from './fold.js'
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
    const range = labelledRange(line.text, knowledge)
    if (range === null) continue
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
    if (at === undefined || nearest.length > 1 || candidates[at]!.range_printed !== null) continue
    candidates[at] = { ...candidates[at]!, range_printed: range }
  }
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
