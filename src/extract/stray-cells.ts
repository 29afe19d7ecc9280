import { splitFlag } from './flag.js'
import { fold } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'
import { isRangeText } from './range.js'
import type { RowCell, TableRow } from './table-row.js'

/** A number, with its flag, in a column without a heading right of that of the results, in a row that has none there; else null. */
export function strayedValue(text: string, knowledge: ExtractKnowledge): string | null {
  const bare = fold(splitFlag(text, knowledge.flags).rest).trim()
  return /^[<>≤≥]?\s*\d[\d.,]*$/.test(bare) ? text : null
}

/** A unit of a number per volume. */
const PER_VOLUME = /^(?:(?:cells|células)?\s*\/\s*(?:mm|[µμum]?l)|10|mil\s*\/|x\s*10)/iu

/**
 * `Segmented | 61 % | 6.002 | /mm³ | 1.700 to 8.000`: a share and a count of the same cells in one row are two results, each with the unit
 * and the range beside it; where there is one of these only it belongs to the count. Any other row as it is.
 */
export function twofoldRow(row: TableRow, value: string): { row: TableRow; value: string }[] {
  const share = /^(\d[\d.,]*\s*(%?))(?:\s+(\d[\d.,]*(?:\s*(\S+))?))?$/u.exec(value)
  const own = row.cells.unit
  const count = share?.[3] ?? row.remarks.find((r) => /^\d[\d.,]*$/.test(r.text))?.text
  if (share === null || count === undefined || (share[2] === '' && own?.text !== '%')) return [{ row, value }]
  const unit = own !== undefined && PER_VOLUME.test(own.text) ? own : row.remarks.find((r) => PER_VOLUME.test(r.text))
  if (unit === undefined && !PER_VOLUME.test(share[4] ?? '')) return [{ row, value }]
  const second = row.remarks.find((r) => isRangeText(r.text))
  const { unit: _unit, range, flag, ...shared } = row.cells
  const limits = second ?? range
  const withCell = (key: string, cell: RowCell | undefined): object => (cell === undefined ? {} : { [key]: cell })
  const first = {
    ...shared,
    ...withCell('unit', own?.text === '%' ? own : undefined),
    ...withCell('range', second && range),
  }
  const counted = { ...shared, ...withCell('unit', unit), ...withCell('range', limits), ...withCell('flag', flag) }
  return [
    { row: { ...row, cells: first, previous: [], remarks: [] }, value: share[1]!.trim() },
    { row: { ...row, cells: counted, remarks: [] }, value: count },
  ]
}
