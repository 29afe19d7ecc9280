import type { ColumnRole } from '../records/layout.js'
import { type CellType, cellType, isProse, SIGNS } from './cell-type.js'
import { columnTexts, type DraftTable } from './draft-table.js'
import type { CellPatterns } from './knowledge.js'
import { settleVisits } from './visits.js'

/** Share of a column's filled cells by type. */
export interface Profile {
  readonly filled: number
  readonly share: Readonly<Record<CellType, number>>
  readonly prose: number
  /** Cells that begin with a comparator: a result or, right of the results, a range. */
  readonly bounded: number
  /** Cells that hold a result with its range in brackets (`15.2 mmHg (10-21)`); they count as ranges as well. */
  readonly measured: number
}

export function profileOf(texts: readonly string[], patterns: CellPatterns): Profile {
  const counts: Record<CellType, number> = { empty: 0, value: 0, qualitative: 0, unit: 0, range: 0, flag: 0, text: 0 }
  let filled = 0
  let prose = 0
  let bounded = 0
  let measured = 0
  for (const text of texts) {
    // A name with its range in brackets below is a name.
    const flat = text.replace(/\n[(（][^()（）]*[)）]$/u, '').replaceAll('\n', ' ')
    const type = cellType(flat, patterns)
    if (type === 'empty') continue
    filled++
    counts[type]++
    if (isProse(flat)) prose++
    if (/^[<>≤≥＜＞]/u.test(flat)) bounded++
    if (type !== 'value' && /^\d[\d.,]*\s*[^\d\s(（]{0,10}\s*[(（][<>≤≥]?\s*\d/u.test(flat)) measured++
  }
  for (const type of Object.keys(counts) as CellType[]) counts[type] = filled === 0 ? 0 : counts[type] / filled
  return {
    filled,
    share: counts,
    prose: filled === 0 ? 0 : prose / filled,
    bounded: filled === 0 ? 0 : bounded / filled,
    measured: filled === 0 ? 0 : measured / filled,
  }
}

/**
 * Roles of all columns: what the header says, else what the cells look like. Without a header the name is the first column of
 * words, the result the first column of numbers or result words to its right; the rest follows by type.
 */
export function settleRoles(table: DraftTable, patterns: CellPatterns): ColumnRole[] {
  const profiles = table.columns.map((_, i) => profileOf(columnTexts(table, i), patterns))
  const roles: (ColumnRole | null)[] = table.columns.map((c) => c.role)
  const taken = (role: ColumnRole): boolean => roles.includes(role)
  freeEmpty(table, roles, profiles)
  // A header that says nothing known (or was covered) does not speak against plain cells: ranges all the way are ranges.
  for (const [i, c] of table.columns.entries()) {
    const { share, filled } = profiles[i]!
    const one = (role: 'range' | 'unit' | 'flag', least: number): boolean => share[role] >= least && !taken(role)
    const plain = filled >= 2 && (one('range', 0.8) || one('unit', 0.6) || one('flag', 0.9))
    // An arrow in the heading that a scan took for a sign; a mark or two below it.
    const arrow = filled > 0 && one('flag', 1) && (c.header ?? '').length <= 2
    if (roles[i] === 'other' && (plain || arrow || /^\[[A-Z]/u.test(c.header ?? ''))) roles[i] = null
  }
  nameGrouped(table, roles, profiles)
  nameLeftOfFigures(roles, profiles)
  nameHeadedFlags(table, roles, profiles)
  nameVerdicts(table, roles, profiles)
  nameMarks(table, roles, profiles)
  nameRanges(table, roles, profiles, patterns)
  settleVisits(table, roles)
  nameRepeatedGroups(table, roles, profiles)
  // Figures under a heading that says nothing known are the results where there are no others.
  if (!taken('value')) {
    const figures = table.columns.findIndex((_, i) => roles[i] === 'other' && profiles[i]!.share.value >= 0.8)
    if (figures >= 0 && taken('name') && (taken('range') || taken('unit'))) roles[figures] = 'value'
  }
  // `Date / Lab no.` stands above the names of a cumulative report.
  if (!taken('name') && roles[0] === 'other' && profiles[0]!.share.text >= 0.5) roles[0] = null
  if (roles.length >= 4 && roles.length % 2 === 0 && roles.every((r) => r === null) && inPairs(profiles))
    return roles.map((_, i) => (i % 2 === 0 ? 'name' : 'value'))
  const free = (i: number): boolean => roles[i] === null
  const indexes = table.columns.map((_, i) => i)
  if (!taken('name')) {
    const name = indexes.find(
      (i) =>
        free(i) && profiles[i]!.share.text + profiles[i]!.share.qualitative * 0.5 >= 0.5 && profiles[i]!.filled > 0,
    )
    const first = indexes.find((i) => roles[i] === 'value') ?? Infinity
    if (name !== undefined && name < first) {
      roles[name] = 'name'
      for (const i of indexes) if (i < name && free(i) && profiles[i]!.share.value > 0.8) roles[i] = 'index'
    }
  }
  const name = roles.indexOf('name')
  // Signs alone between the names and the headed results (`+`, `(+)`) are flags.
  if (!taken('flag') && name >= 0)
    for (const i of indexes)
      if (
        free(i) &&
        i > name &&
        i < roles.indexOf('value') &&
        columnTexts(table, i).every((t) => t === '' || SIGNS.test(t))
      )
        if (profiles[i]!.filled > 0) roles[i] = 'flag'
  for (const i of indexes) {
    if (!free(i) || i >= name || name < 0) continue
    if (profiles[i]!.share.value + profiles[i]!.share.text > 0.5)
      roles[i] = profiles[i]!.share.value > 0.6 ? 'index' : 'other'
  }
  const most = (i: number, ...types: CellType[]): boolean => {
    const p = profiles[i]!
    return p.filled > 0 && types.reduce((n, t) => n + p.share[t], 0) >= 0.6
  }
  for (const i of indexes) {
    if (!free(i) || i < name) continue
    if (!taken('range') && most(i, 'range') && profiles[i]!.share.value < 0.4) roles[i] = 'range'
    else if (!taken('flag') && most(i, 'flag')) roles[i] = 'flag'
    else if (!taken('unit') && most(i, 'unit')) roles[i] = 'unit'
  }
  if (!taken('value')) {
    const value =
      indexes.find((i) => free(i) && i > name && profiles[i]!.filled > 0 && profiles[i]!.share.value >= 0.4) ??
      indexes.find((i) => free(i) && i > name && most(i, 'value', 'qualitative', 'range', 'flag')) ??
      indexes.find((i) => roles[i] === 'flag' && table.columns[i]!.role === null && profiles[i]!.share.value > 0)
    if (value !== undefined && name >= 0) roles[value] = 'value'
  }
  nameSecondSet(table, roles, profiles)
  const value = roles.indexOf('value')
  for (const i of indexes) {
    if (!free(i)) continue
    const p = profiles[i]!
    if (!taken('range') && i > value && most(i, 'range', 'qualitative', 'value') && p.share.range + p.bounded > 0.3)
      roles[i] = 'range'
    else if (!taken('flag') && p.share.flag >= 0.5) roles[i] = 'flag'
    else if (!taken('unit') && p.share.unit >= 0.4) roles[i] = 'unit'
    else if (!taken('range') && value >= 0 && i > value && p.filled > 0 && most(i, 'qualitative')) roles[i] = 'range'
    else if (
      !taken('code') &&
      name >= 0 &&
      Math.abs(i - name) === 1 &&
      i < (value < 0 ? Infinity : value) &&
      p.filled > 0 &&
      p.share.text > 0.6
    )
      roles[i] = 'code'
  }
  return roles.map((r) => r ?? 'other')
}

/**
 * A heading of which a scan made two (`REFERIN( E | RANGE`, `RESU | LT`) stands over an empty column beside the one that it belongs to:
 * where that one holds what it says, or no other column does, its role goes there.
 */
function freeEmpty(table: DraftTable, roles: (ColumnRole | null)[], profiles: readonly Profile[]): void {
  for (const role of ['range', 'unit', 'flag'] as const) {
    const at = roles.indexOf(role)
    if (at < 0 || profiles[at]!.filled > 0 || table.cells.every((c) => c.row < table.headerRows)) continue
    const near = [at - 1, at + 1].find((i) => roles[i] === 'other' && (profiles[i]?.share[role] ?? 0) >= 0.4)
    if (near === undefined) continue
    roles[near] = role
    roles[at] = 'other'
  }
}

/** Least share of a column of groups that its names fill more often, and of the rows with a result that they fill. */
const GROUPED = { times: 1.4, named: 0.9 }

/**
 * `Group | Item | Result`, a group printed once for its rows (`肝功能` beside `ALT`, `AST`): the names stand in the second column, whatever
 * the two are called. Rows without a result of their own (a conclusion across the table) do not count.
 */
function nameGrouped(table: DraftTable, roles: (ColumnRole | null)[], profiles: readonly Profile[]): void {
  const group = roles.findIndex((r) => r !== 'index')
  const [value, items] = [roles.indexOf('value'), group + 1]
  const [first, second] = [profiles[group], profiles[items]]
  if (value <= items || first === undefined || second === undefined) return
  if (roles[group] !== 'name' && roles[group] !== 'other' && roles[group] !== null) return
  if (roles[items] !== 'other' && roles[items] !== null) return
  const rows = (column: number): Set<number> =>
    new Set(
      table.cells.flatMap((c) =>
        c.column === column && c.columnSpan === 1 && c.row >= table.headerRows && c.text !== '' ? [c.row] : [],
      ),
    )
  const [groups, names, results] = [rows(group), rows(items), rows(value)]
  const named = [...results].filter((r) => names.has(r)).length
  const open = [...results].filter((r) => names.has(r) && !groups.has(r)).length
  const grouped = [...results].filter((r) => groups.has(r)).length
  if (open < 2 || named < results.size * GROUPED.named || named < grouped * GROUPED.times) return
  if (second.share.text < 0.6 || second.prose > 0.2) return
  roles[group] = 'other'
  roles[items] = 'name'
}

/** Fewest rows whose group is that of the row above, and the largest share of the rows that may begin a group. */
const REPEATED = { rows: 3, groups: 0.5 }

/**
 * The same with the group printed in each of its rows: the first column says the same line after line, the second never says a thing twice.
 */
function nameRepeatedGroups(table: DraftTable, roles: (ColumnRole | null)[], profiles: readonly Profile[]): void {
  const items = profiles[1]
  if (items === undefined || roles.indexOf('value') < 2 || items.share.text < 0.6 || items.prose > 0.2) return
  const open = (role: ColumnRole | null | undefined, ...more: ColumnRole[]): boolean =>
    role === null || role === 'other' || more.some((r) => r === role)
  if (!open(roles[0], 'name') || !open(roles[1])) return
  const textAt = (row: number, column: number): string =>
    table.cells.find((c) => c.row === row && c.column === column && c.columnSpan === 1 && c.rowSpan === 1)?.text ?? ''
  const rows = table.bands
    .map((_, row) => ({ row, group: textAt(row, 0), item: textAt(row, 1) }))
    .filter(({ row, group, item }) => row >= table.headerRows && group !== '' && item !== '')
  const repeated = rows.filter((r, i) => r.group === rows[i - 1]?.group).length
  const twice = new Set(rows.map((r) => r.item)).size < rows.length
  if (twice || repeated < REPEATED.rows || rows.length - repeated > rows.length * REPEATED.groups) return
  roles[0] = 'other'
  roles[1] = 'name'
}

/** `Structure | Measurement | Unit`: figures under a heading of names are results where nothing else is; their names stand left of them. */
function nameLeftOfFigures(roles: (ColumnRole | null)[], profiles: readonly Profile[]): void {
  const at = roles.indexOf('name')
  const [words, figures] = [profiles[at - 1], profiles[at]]
  if (words === undefined || figures === undefined || roles.includes('value')) return
  if (roles[at - 1] !== 'other' && roles[at - 1] !== null) return
  if (figures.filled < 2 || figures.share.value < 0.8 || words.share.text < 0.6 || words.prose > 0.2) return
  roles[at - 1] = 'name'
  roles[at] = 'value'
}

/**
 * `Result and flag` stands over two columns: where the one under it holds nothing but flags and the one before it, without a heading,
 * results, each is what it holds.
 */
function nameHeadedFlags(table: DraftTable, roles: (ColumnRole | null)[], profiles: readonly Profile[]): void {
  const value = roles.indexOf('value')
  const before = profiles[value - 1]
  if (roles.includes('flag') || before === undefined || roles[value - 1] === 'name') return
  if (table.columns[value - 1]!.header !== null || before.share.value + before.share.qualitative < 0.8) return
  const flags = profiles[value]!
  if (flags.share.flag < 1 && flags.filled > 0) return
  roles[value - 1] = 'value'
  roles[value] = 'flag'
}

/** A second column under a heading of results that holds nothing but words for high and low (`高风险`) says how the results are. */
function nameVerdicts(table: DraftTable, roles: (ColumnRole | null)[], profiles: readonly Profile[]): void {
  if (roles.includes('flag') || !roles.includes('value')) return
  const told = roles.findIndex(
    (r, i) =>
      r === 'previous' &&
      profiles[i]!.filled > 0 &&
      profiles[i]!.share.flag >= 0.9 &&
      columnTexts(table, i).every((t) => !/\d/u.test(t)),
  )
  if (told >= 0) roles[told] = 'flag'
}

/** Largest share of the rows that a column of marks fills: it marks the rows that are out of range. */
const MARKED = 0.75

/**
 * A column beside the results that holds one or two signs or capitals, of two kinds or three, in some of the rows holds flags, in
 * whatever language (`W`/`N`, `+`/`++`).
 */
function nameMarks(table: DraftTable, roles: (ColumnRole | null)[], profiles: readonly Profile[]): void {
  const value = roles.indexOf('value')
  if (value < 0 || roles.includes('flag')) return
  for (const i of [value + 1, value - 1]) {
    const role = roles[i]
    if (role === undefined || (role !== null && role !== 'other')) continue
    const texts = columnTexts(table, i).filter((t) => t !== '')
    const kinds = new Set(texts)
    const signs = texts.filter((t) => SIGNS.test(t)).length
    const marks = texts.every((t) => SIGNS.test(t) || /^(?:[\p{Lu}*#!↑↓]{1,2}|[.,·•»«-])$/u.test(t))
    const few = texts.length <= profiles[value]!.filled * MARKED
    if (!marks || !few || kinds.size > 4 || texts.length < 2 || (signs === 0 && kinds.size > 3)) continue
    roles[i] = 'flag'
    return
  }
}

/** Least share of a range column's cells that are ranges, where the rest says what is expected in words. */
const RANGED = 0.15

/**
 * A column right of the results is that of the ranges where some of its cells are ranges and most others say what is expected: a
 * result word, or a word that stands among the results as well (of a language that is not known).
 */
function nameRanges(
  table: DraftTable,
  roles: (ColumnRole | null)[],
  profiles: readonly Profile[],
  patterns: CellPatterns,
): void {
  const value = roles.indexOf('value')
  if (value < 0 || roles.includes('range')) return
  const results = new Set(columnTexts(table, value))
  for (let i = value + 1; i < roles.length; i++) {
    if (roles[i] !== null && roles[i] !== 'other') continue
    const texts = columnTexts(table, i).filter((t) => t !== '')
    const ranged = texts.filter(
      (t) =>
        cellType(t, patterns) === 'range' ||
        /^[(（[]?\s*[<>≤≥＜＞]\s*\d|^1\s*:\s*\d+$|^\p{L}{2,4}\s?[<>≤≥]\s?\d/u.test(t),
    ).length
    const told = texts.filter(
      (t) => !/\d/u.test(t) && (cellType(t, patterns) === 'qualitative' || results.has(t)),
    ).length
    if (ranged < 2 || ranged < texts.length * RANGED || ranged + told < texts.length * 0.7) continue
    if (profiles[i]!.prose > 0.2) continue
    roles[i] = 'range'
    return
  }
}

/** Names and results by turns, without units, ranges or a header: every second column holds words, the others results. */
function inPairs(profiles: readonly Profile[]): boolean {
  const told = profiles.flatMap(({ share, measured }, i) =>
    i % 2 === 0 ? [] : [share.value + share.qualitative + share.flag + measured],
  )
  // Three pairs and more a line may mix measures with observations in words (`Lungs | clear`).
  const mixed = told.length >= 3 && told.every((t) => t >= 0.3) && told.reduce((a, b) => a + b, 0) >= told.length * 0.6
  return profiles.every(({ filled, share, prose }, i) =>
    i % 2 === 0 ? filled > 0 && share.text >= 0.8 : filled > 0 && prose === 0 && (mixed || told[(i - 1) / 2]! >= 0.8),
  )
}

/**
 * A second set of names and results right of the first, in a table without a header: a column of words, three and more, with a
 * column of results beside it.
 */
function nameSecondSet(table: DraftTable, roles: (ColumnRole | null)[], profiles: readonly Profile[]): void {
  if (table.headerRows > 0 || table.columns.some((c) => c.role !== null)) return
  const [name, value] = [roles.indexOf('name'), roles.indexOf('value')]
  if (name < 0 || value < name) return
  for (let i = value + 1; i + 1 < roles.length; i++) {
    const [words, results] = [profiles[i]!, profiles[i + 1]!]
    const open = roles[i] === null && roles[i + 1] === null
    const told = results.share.value + results.share.qualitative + results.share.flag
    const named = words.filled >= 3 && words.share.text >= 0.8 && words.prose === 0
    if (!open || !named || results.filled < words.filled * 0.8 || told < 0.6 || results.share.value === 0) continue
    roles[i] = 'name'
    roles[i + 1] = 'value'
    return
  }
}
