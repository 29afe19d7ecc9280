import type { Line } from '../records/layout.js'
import type { Word } from '../records/page.js'
import { fold } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'
import { isRangeText } from './range.js'

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
