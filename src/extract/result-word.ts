import { fold } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'
import { cleanName } from './row-kind.js'

/** What stands behind the word for result that begins a text (`Resultado........: 92 mg/dL`); null without one. */
export function resultText(text: string, knowledge: ExtractKnowledge): string | null {
  const m = knowledge.rows.result.exec(fold(text))
  const rest = m === null ? '' : text.slice(m[0].length).trim()
  return rest === '' ? null : rest
}

/** `Resultado: 1,41 mg/dL` in one cell below a title: the title names it. */
export function resultUnderTitle(
  cell: string,
  title: string | null,
  knowledge: ExtractKnowledge,
): { name: string; value: string } | null {
  const value = resultText(cell.split('\n')[0]!, knowledge)
  if (title === null || value === null || !/^[<>≤≥]?\s*\d/.test(fold(value))) return null
  return { name: cleanName(title, knowledge.rows), value }
}
