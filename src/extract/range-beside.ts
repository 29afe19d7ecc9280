import type { Line } from '../records/layout.js'
import type { Word } from '../records/page.js'
import { fold } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'
import { isRangeText, parseRange } from './range.js'

/** Lines of a range under its label; white space between two of them, in heights of a line. */
const LINES = 4
const NEAR = 0.9
/** How far the lines may stand from the label's left edge, points. */
const IN_LINE = 3

/** The range behind `Valor de referência:` in a cell; null where the cell begins with no such label, or tells no limits. */
export function rangeBehindLabel(text: string, knowledge: ExtractKnowledge): string | null {
  const label = knowledge.measures.rangeLabel.exec(fold(text))
  if (label === null || !/[:：\n]\s*$/u.test(text.slice(0, label[0].length))) return null
  const body = text.slice(label[0].length).trim()
  return body.split('\n').some((l) => isRangeText(l) || /\d/.test(l)) ? body : null
}

/** Lines of a block of ranges below its label. */
const BLOCK = 6

/**
 * The lines below a label that stands alone under a result (`Valores de referência:` over `Homens: 0,70 a 1,30 mg/dL`), each on the left
 * edge of the first of them; null where no such label follows the result within two lines, or nothing that limits stands below it.
 */
export function rangeBlockBelow(
  line: Line,
  lines: readonly Line[],
  words: readonly Word[],
  knowledge: ExtractKnowledge,
): string | null {
  const sorted = [...lines].sort((a, b) => a.bbox[1] - b.bbox[1])
  const below = sorted.filter((l) => l.bbox[1] > line.bbox[1] + 2)
  const height = line.bbox[3] - line.bbox[1]
  const at = below.findIndex((l) => {
    const label = knowledge.measures.rangeLabel.exec(fold(l.text))
    return label !== null && label[0].trimEnd().length >= l.text.trimEnd().length
  })
  if (at < 0 || at > 1 || below[at]!.bbox[1] - line.bbox[3] > 2.5 * height) return null
  const left = (l: Line): number => words[l.words[0] ?? -1]?.bbox[0] ?? l.bbox[0]
  const found: string[] = []
  let above = below[at]!
  for (const l of below.slice(at + 1, at + 1 + BLOCK)) {
    const first = found.length === 0 ? left(l) : left(above)
    const near = l.bbox[1] - above.bbox[3] < NEAR * 1.3 * height && l.bbox[1] > above.bbox[1]
    if (!near || (found.length > 0 && Math.abs(left(l) - first) > IN_LINE) || !limits(l.text, knowledge)) break
    found.push(l.text.replace(/ {3,}/g, ' ').trim())
    above = l
  }
  return found.length === 0 ? null : found.join('\n')
}

/** True for a line that tells limits or what is expected, with or without a label of a group before it. */
function limits(text: string, knowledge: ExtractKnowledge): boolean {
  const body = text.replace(/^[^\d:：]{2,40}[:：]\s*(?=\S)/u, '').trim()
  if (text.length > 60 || body === '') return false
  const read = parseRange(body, knowledge.ranges, { sex: null, age: null }, /\d,\d/.test(body) ? 'comma' : 'point')
  return isRangeText(body) || read.low !== null || read.high !== null || read.expected !== null
}

/**
 * The lines in line below a label that ends the line of a result (`Resultado: 41 mg/dL    Valor de referência:` over `Homens: 8 a 61`
 * at the right); null where the line ends with no such label or nothing stands below it.
 */
export function rangeUnderLabel(
  line: Line,
  lines: readonly Line[],
  words: readonly Word[],
  knowledge: ExtractKnowledge,
): string | null {
  const last = line.text.split(/ {3,}/).at(-1)!.trim()
  const label = knowledge.measures.rangeLabel.exec(fold(last))
  if (label === null || label[0].length < last.length) return null
  const first = words[line.words.at(-last.split(/\s+/).length) ?? -1]
  if (first === undefined) return null
  const x = first.bbox[0]
  const found: string[] = []
  let bottom = line.bbox[3]
  for (const below of [...lines].sort((a, b) => a.bbox[1] - b.bbox[1])) {
    if (below.bbox[1] < bottom - 2 || below === line) continue
    const own = below.words.flatMap((i) => words[i] ?? []).filter((w) => w.bbox[0] > x - IN_LINE)
    if (own.length === 0) continue
    const top = Math.min(...own.map((w) => w.bbox[1]))
    const height = Math.max(...own.map((w) => w.bbox[3])) - top
    if (top - bottom > NEAR * height || found.length === LINES) break
    if (Math.min(...own.map((w) => w.bbox[0])) > x + IN_LINE) break
    found.push(own.map((w) => w.text).join(' '))
    bottom = top + height
  }
  return found.some((l) => /\d/.test(l)) ? found.join('\n') : null
}
