import type { DraftCell, DraftTable } from './draft-table.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { Piece } from './level.js'
import { phraseKey } from './phrase.js'

/**
 * A table that prints the two limits of its ranges in columns of their own (`Low | High`, `下限 | 上限`), with one range column in their
 * place (`3.5 - 5.1`); any other table as it is.
 */
export function joinLimits(table: DraftTable, knowledge: LayoutKnowledge): DraftTable {
  const heads = (header: string | null, words: ReadonlySet<string>): boolean =>
    header !== null && [header, ...header.split('\n')].some((line) => words.has(phraseKey(line)))
  const low = table.columns.findIndex(
    (c, i) =>
      heads(c.header, knowledge.limits.low) && heads(table.columns[i + 1]?.header ?? null, knowledge.limits.high),
  )
  if (low < 0 || table.columns.some((c, i) => c.role === 'range' && i !== low && i !== low + 1)) return table
  const body = table.cells.filter(
    (c) => c.row >= table.headerRows && c.columnSpan === 1 && (c.column === low || c.column === low + 1),
  )
  const filled = body.filter((c) => c.text !== '')
  if (filled.length === 0 || filled.some((c) => !/^(?:[<>]=?|[≤≥])?\s*[-+]?[\d.,]+$/u.test(c.text))) return table
  const [a, b] = [table.columns[low]!, table.columns[low + 1]!]
  const cells: DraftCell[] = []
  for (const cell of table.cells) {
    const last = cell.column + cell.columnSpan - 1
    if (cell.columnSpan === 1 && cell.column === low) {
      const other = table.cells.find((c) => c.row === cell.row && c.column === low + 1 && c.columnSpan === 1)
      cells.push(other === undefined ? { ...cell, text: limit('≥', cell) } : joined(cell, other, table.headerRows))
    } else if (cell.columnSpan === 1 && cell.column === low + 1) {
      const alone = !table.cells.some((c) => c.row === cell.row && c.column === low && c.columnSpan === 1)
      if (alone) cells.push({ ...cell, column: low, text: limit('≤', cell) })
    } else
      cells.push({
        ...cell,
        column: cell.column > low ? cell.column - 1 : cell.column,
        columnSpan: cell.column <= low && last > low ? cell.columnSpan - 1 : cell.columnSpan,
      })
  }
  const range = { ...a, x1: b.x1, role: 'range' as const, header: `${a.header!} - ${b.header!}` }
  return { ...table, columns: [...table.columns.slice(0, low), range, ...table.columns.slice(low + 2)], cells }
}

/** Both limits in one cell, `low - high`; in the header the two headings. */
function joined(low: DraftCell, high: DraftCell, headerRows: number): DraftCell {
  const lines: (readonly Piece[])[] = [...low.lines, ...high.lines]
  const marks = [...low.marks, ...high.marks]
  const body = low.row >= headerRows
  const both = low.text !== '' && high.text !== ''
  const text = !body || both ? `${low.text} - ${high.text}` : low.text !== '' ? limit('≥', low) : limit('≤', high)
  return { ...low, lines, marks, text }
}

function limit(sign: string, cell: DraftCell): string {
  return cell.text === '' || /^[<>≤≥]/u.test(cell.text) ? cell.text : `${sign} ${cell.text}`
}
