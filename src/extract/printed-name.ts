import type { DeidentifiedPage } from '../records/page.js'
import { fold, joinWrapped } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'
import { isRangeText } from './range.js'
import { labelledRange } from './range-below.js'
import { cleanName, isMethodLine, methodText } from './row-kind.js'
import { lineSizes, type RowCell } from './table-row.js'

/** A name as printed, and what stands with it in its cell. */
export interface PrintedName {
  readonly text: string
  readonly method: string | null
  /** A range in brackets, or behind its label, under the name. */
  range: string | null
}

/** The name as printed without number, bullet and star; lines that tell the method (by word, or by smaller type) taken off. */
export function readName(cell: RowCell, page: DeidentifiedPage, knowledge: ExtractKnowledge): PrintedName {
  const all = withoutFootnote(cell, page).split('\n')
  const bracketed = (l: string): boolean => /^[([（].*\d.*[)\]）]$/.test(l) && isRangeText(l.slice(1, -1))
  const under = all.slice(1).find((l) => bracketed(l) || labelledRange(l, knowledge) !== null) ?? null
  const lines = all.filter((l) => l !== under)
  const sizes = under === null ? lineSizes(cell, page.words) : []
  let keep = lines.length
  for (let i = 1; i < lines.length; i++) {
    const smaller = sizes[0] != null && sizes[i] != null && sizes[i]! < sizes[0] * 0.9
    if (
      isMethodLine(lines[i]!, knowledge.rows) ||
      (smaller && !/^[([（]/.test(lines[i]!)) ||
      bracketedMethod(lines[i]!, knowledge)
    ) {
      keep = i
      break
    }
  }
  const method = keep < lines.length ? methodText(joinWrapped(lines.slice(keep)), knowledge.rows) : null
  return {
    text: cleanName(joinWrapped(lines.slice(0, keep)), knowledge.rows),
    method: method === '' ? null : method,
    range: under === null ? null : bracketed(under) ? under.slice(1, -1).trim() : labelledRange(under, knowledge),
  }
}

/** The text of a cell without a small raised mark at its end (`WBC` with a raised `01` refers to a note). */
function withoutFootnote(cell: RowCell, page: DeidentifiedPage): string {
  const last = page.words[cell.words.at(-1) ?? -1]
  const before = page.words[cell.words.at(-2) ?? -1]
  if (last === undefined || before === undefined || !/^(?:\d{1,2}|[*†‡§¶a-d])$/u.test(last.text)) return cell.text
  const [height, lift] = [before.bbox[3] - before.bbox[1], before.bbox[3] - last.bbox[3]]
  const small = last.style.size !== null && before.style.size !== null && last.style.size < before.style.size * 0.9
  // A figure of half the size may stand a space away; one hardly smaller must touch the name.
  const tiny = small && last.style.size! < before.style.size! * 0.75
  const glued = last.bbox[0] - before.bbox[2] < height * (tiny ? 0.6 : 0.15) && last.bbox[1] < before.bbox[3]
  if (!small || !glued || lift < height * 0.2 || /10$|(?:^|[^a-z])[μumcd]?m$/i.test(before.text)) return cell.text
  return cell.text.endsWith(last.text) ? cell.text.slice(0, -last.text.length).trimEnd() : cell.text
}

/** A line in brackets whose every part is a method: `(Serum, CLIA)` is not one, `(CLIA)` and `(Method: ISE)` are. */
function bracketedMethod(line: string, knowledge: ExtractKnowledge): boolean {
  const m = /^\((.*)\)$/.exec(fold(line).trim())
  return m !== null && m[1]!.split(/[,/;]/).every((part) => isMethodLine(part, knowledge.rows))
}
