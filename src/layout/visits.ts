import type { ColumnRole } from '../records/layout.js'
import { columnTexts, type DraftTable } from './draft-table.js'

/** A heading that is a date: printed, a year alone, or covered (`[DATE-260]`: days from the day of the report; `[DATE]`: not known). */
export const DATE =
  /^(?:\[DATE[^\]]*\]|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d|(?:19|20)\d\d[-/年]?(?:\d\d月?)?|\d{1,2}[- ][A-Za-z]{3}[- ]\d{2,4})$/u

/** Days from the day of a report within which a visit is the one that it reports. */
const OF_REPORT = 31
/** Flags that show a column to be that of the current results, where no other visit has one. */
const FLAGGED = 2
/** A result with a flag at either end. */
const MARKED = /^[*↑↓▲▼]+\s*[<>]?\d|\d\s*(?:[*↑↓▲▼]{1,2}|\[?[HL]{1,2}\]?|\([HL]{1,2}\))(?:\s*[HL*])?$/u

/**
 * Columns that are headed by dates are visits: one of them holds the current results, the others earlier ones. The current one is the
 * latest; where not every date is known, the one that lies at the day of the report, or the only one whose results are flagged. Where
 * none of this tells, roles stay as they are.
 */
export function settleVisits(table: DraftTable, roles: (ColumnRole | null)[]): void {
  const visits = roles.flatMap((role, i) => {
    const lines = (table.columns[i]!.header ?? '').split('\n').map((l) => l.trim())
    // What stands with the date is a number (of the specimen); a word (`本次`) tells more than a date.
    const words = lines.some((l) => !DATE.test(l) && /\p{L}{2}/u.test(l.replace(/\[[^\]]*\]/gu, '')))
    const date = words ? undefined : lines.find((l) => DATE.test(l))
    const open = role === 'value' || role === 'previous' || role === 'other' || role === null
    return date !== undefined && open ? [{ i, at: dateOrder(date) }] : []
  })
  const outside = roles.some((r, i) => r === 'value' && !visits.some((v) => v.i === i))
  if (visits.length < 2 || outside || !visits.every(({ i }) => isFilled(table, i))) return
  const known = visits.filter((v): v is { i: number; at: number } => v.at !== null)
  const latest = known.length === 0 ? null : known.reduce((a, b) => (b.at > a.at ? b : a))
  const whole = known.length === visits.length && known.filter((v) => v.at === latest!.at).length === 1
  const ofReport =
    latest !== null && Math.abs(latest.at) <= OF_REPORT && known.filter((v) => v.at === latest.at).length === 1
  const flagged = visits.filter(({ i }) => columnTexts(table, i).some((t) => MARKED.test(t)))
  const marked = flagged.length === 1 ? flagged[0]! : null
  const enough = marked !== null && columnTexts(table, marked.i).filter((t) => MARKED.test(t)).length >= FLAGGED
  const current = whole || ofReport ? latest!.i : enough ? marked.i : null
  if (current === null) return
  for (const { i } of visits) roles[i] = i === current ? 'value' : 'previous'
}

function isFilled(table: DraftTable, column: number): boolean {
  return columnTexts(table, column).some((t) => /\d/u.test(t))
}

/** True for a covered date whose distance shows it to be that of an earlier visit than the one that is reported. */
export function isLongPast(text: string): boolean {
  return text.startsWith('[') && (dateOrder(text) ?? 0) < -OF_REPORT
}

/** Later dates sort higher: days for a covered date, year, month and day for a printed one. Null for a covered date without a distance. */
export function dateOrder(text: string): number | null {
  const offset = /\[DATE([+-]?\d+)?/u.exec(text)
  if (offset !== null) return offset[1] === undefined ? null : Number(offset[1])
  const parts = text.match(/\d+/gu)?.map(Number) ?? []
  const year = parts.find((p) => p > 1900) ?? 2000 + (parts.at(-1) ?? 0)
  const rest = parts.filter((p) => p !== year)
  const [month, day] = parts[0] === year ? rest : rest.toReversed()
  return year * 10_000 + (month ?? 0) * 100 + (day ?? 0)
}
