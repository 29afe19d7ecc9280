import type { ColumnRole } from '../records/layout.js'
import { isBarred, placeBarred } from './barred.js'
import { settleCells } from './cell-check.js'
import { cellType, isResult, SIGNS } from './cell-type.js'
import { type Column, findColumns, median } from './column.js'
import type { LayoutConfig } from './config.js'
import type { DraftCell, DraftColumn, DraftTable } from './draft-table.js'
import { settleFilledResult } from './filled-result.js'
import type { Header } from './header.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { LevelPage, Piece, Ruling } from './level.js'
import type { TextLine } from './line.js'
import { type Placed, placeLine } from './place.js'
import { profileOf } from './role.js'
import { type BodyLine, groupRows, type Row } from './row.js'

/** Columns that a table before this one had, with their roles: for tables that go on without a header. */
export interface Carried {
  readonly columns: readonly { readonly x0: number; readonly x1: number; readonly role: ColumnRole }[]
}

/** Least lines, and share of the lines before a heading, whose cells are thrown together for the table to end at the heading. */
const THROWN = { lines: 2, share: 0.3 }

/**
 * Builds a table of body lines by white space, rules as hints. Null when fewer than two columns come out. Lines below a heading may
 * belong to something else whose cells reach over the columns (`Ears   no discharge, drums intact`): where they throw cells of the rows
 * above together, the table ends at the heading.
 */
export function draftTable(
  header: Header | null,
  body: readonly TextLine[],
  carried: Carried | null,
  page: LevelPage,
  config: LayoutConfig,
  knowledge: LayoutKnowledge,
): { table: DraftTable; used: number } | null {
  const whole = draftOf(header, body, carried, page, config, knowledge)
  if (header === null || whole === null) return whole
  const other = otherColumns(body.slice(0, whole.used), whole.bare)
  if (other > 0) {
    const part = draftOf(header, body.slice(0, other), carried, page, config, knowledge)
    if (part !== null && part.bare.length === 0) return part
  }
  if (whole.thrown.length < THROWN.lines) return whole
  for (let end = body.length - 1; end >= 2; end--) {
    if (body[end]!.segments.length > 1) continue
    const before = whole.thrown.filter((i) => i < end).length
    if (before < THROWN.lines || before < end * THROWN.share) break
    const part = draftOf(header, body.slice(0, end), carried, page, config, knowledge)
    if (part !== null && part.thrown.length === 0) return part
  }
  return whole
}

/**
 * Where lines of three cells and more below a heading, two of them and all there are, have none under the results, they stand in columns
 * of their own: the place of the heading; 0 where there is none.
 */
function otherColumns(body: readonly TextLine[], bare: readonly number[]): number {
  const heading = (i: number): boolean => body[i]!.segments.length === 1
  for (let at = 2; at < body.length; at++) {
    if (!heading(at)) continue
    const below = body.flatMap((l, i) => (i > at && l.segments.length > 1 ? [i] : []))
    if (below.length >= 2 && below.every((i) => bare.includes(i)) && !bare.some((i) => i < at)) return at
  }
  return 0
}

function draftOf(
  header: Header | null,
  body: readonly TextLine[],
  carried: Carried | null,
  page: LevelPage,
  config: LayoutConfig,
  knowledge: LayoutKnowledge,
): { table: DraftTable; used: number; thrown: readonly number[]; bare: readonly number[] } | null {
  const result = (text: string): boolean => isResult(text, knowledge.cells)
  const whole = (text: string): boolean => {
    const type = cellType(text, knowledge.cells)
    return type === 'range' || type === 'qualitative'
  }
  const lines = [...(header?.lines ?? []), ...body]
  const barred = isBarred(lines)
  const y0 = Math.min(...lines.map((l) => l.y0))
  const y1 = Math.max(...lines.map((l) => l.y1))
  const found =
    barred !== null
      ? headBarred(barred, header)
      : findColumns(
          body,
          header,
          across(page.vertical, y0, y1),
          config.column_tolerance,
          (text) => knowledge.cells.flag.test(text) || SIGNS.test(text),
        )
  if (found.length < 2) return null
  const columns = withFilledResult(found, body, knowledge)
  const roles = columns.map((c) => c.header?.role ?? carriedRole(c, columns, carried))
  const draftColumns = columns.map(
    (c, i): DraftColumn => ({
      x0: c.x0,
      x1: c.x1,
      role: roles[i] ?? null,
      header: c.header?.text ?? null,
      unit: c.header?.unit ?? null,
    }),
  )
  const place = (l: TextLine, value: number): Placed[] =>
    barred !== null ? placeBarred(l, columns.length) : placeLine(l, columns, value, result, whole)
  const value = valueColumn(
    roles,
    columns,
    body.map((l) => place(l, -1)),
    knowledge,
  )
  const placed = body.map((line): BodyLine => ({ line, placed: place(line, value) }))
  // `Item | Observation`: what stands beside a name is its result, be it a sentence.
  const described = columns.length === 2 && columns[0]!.header?.role === 'name' && columns[1]!.header?.role === 'value'
  const used = lastRow(placed, described ? -1 : value, result, knowledge.cells.method) + 1
  if (used === 0) return null
  const names = nameColumns(roles, value)
  const separators = page.horizontal
    .filter(
      (r) =>
        r.at > y0 &&
        r.at < y1 &&
        Math.min(r.to, columns.at(-1)!.x1) - Math.max(r.from, columns[0]!.x0) >
          (columns.at(-1)!.x1 - columns[0]!.x0) * 0.6,
    )
    .map((r) => r.at)
  const rows = groupRows(placed.slice(0, used), {
    names,
    value,
    more: new Set(roles.flatMap((r, i) => (r === 'value' && i !== value ? [i] : []))),
    separators,
    method: knowledge.cells.method,
  })
  const cells: DraftCell[] = []
  if (header !== null) cells.push(...headerCells(header, columns))
  const headerRows = header === null ? 0 : 1
  const bands = rows.map((r) => ({
    y0: Math.min(...r.lines.map((l) => l.line.y0)),
    y1: Math.max(...r.lines.map((l) => l.line.y1)),
  }))
  for (const [i, row] of rows.entries()) cells.push(...rowCells(row, i + headerRows, columns.length))
  const vertical = across(page.vertical, y0, y1).length
  const table: DraftTable = {
    columns: draftColumns,
    bands: header === null ? bands : [{ y0: header.y0, y1: header.y1 }, ...bands],
    headerRows,
    cells,
    ruled: vertical > 0 || separators.length > 0 ? 'partial' : 'none',
    continues: false,
  }
  const thrown = placed.flatMap((b, i) => (b.placed.length < b.line.segments.length ? [i] : []))
  const printed = [...(header?.lines ?? []), ...body.slice(0, used)]
  settleCells(
    table,
    printed.flatMap((l) => l.segments.flatMap((g) => [...g.pieces, ...g.marks])),
    config.assert_cells,
  )
  const bare = placed
    .slice(0, used)
    .flatMap((b, i) => (value >= 0 && b.placed.length >= 3 && !b.placed.some((p) => p.from === value) ? [i] : []))
  return { table, used, thrown, bare }
}

/** Heads the printed results as such where the first heading of a result stands over a drawing. */
function withFilledResult(columns: readonly Column[], body: readonly TextLine[], knowledge: LayoutKnowledge): Column[] {
  const stands = (l: TextLine, i: number): boolean =>
    l.segments.some((s) => (s.x0 + s.x1) / 2 > columns[i]!.x0 && (s.x0 + s.x1) / 2 < columns[i]!.x1)
  const roles = settleFilledResult(
    columns.map((c) => c.header?.role ?? null),
    columns.map((c) => c.header?.text ?? null),
    (printed, drawn) => {
      const rows = body.filter((l) => stands(l, printed))
      return rows.length > 0 && !rows.some((l) => stands(l, drawn))
    },
    knowledge,
  )
  return columns.map((c, i) => {
    const role = roles[i] ?? null
    return c.header === null || role === null || role === c.header.role ? c : { ...c, header: { ...c.header, role } }
  })
}

/** Gives barred columns the header cells that stand between the same bars. */
function headBarred(columns: readonly Column[], header: Header | null): Column[] {
  const line = header?.lines.at(-1)
  if (header === null || line === undefined) return [...columns]
  const placed = placeBarred(line, columns.length)
  return columns.map((c, i) => {
    const pieces = placed.find((p) => p.from === i && p.to === i)?.pieces ?? []
    return { ...c, header: header.cells.find((h) => h.pieces.some((p) => pieces.includes(p))) ?? null }
  })
}

function across(rules: readonly Ruling[], y0: number, y1: number): Ruling[] {
  return rules.filter((r) => Math.min(r.to, y1) - Math.max(r.from, y0) > (y1 - y0) * 0.6)
}

function carriedRole(c: Column, columns: readonly Column[], carried: Carried | null): ColumnRole | null {
  if (carried === null) return null
  const share = (a: { x0: number; x1: number }, b: { x0: number; x1: number }): number =>
    Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)
  const best = [...carried.columns].sort((a, b) => share(b, c) - share(a, c))[0]
  if (best === undefined || share(best, c) <= 0) return null
  const rival = columns.some((o) => o !== c && share(best, o) > share(best, c))
  return rival ? null : best.role
}

/** The result column: by role, else the first column of results right of words. */
function valueColumn(
  roles: readonly (ColumnRole | null)[],
  columns: readonly Column[],
  lines: readonly (readonly Placed[])[],
  knowledge: LayoutKnowledge,
): number {
  const known = roles.indexOf('value')
  if (known >= 0) return known
  const profiles = columns.map((_, i) =>
    profileOf(
      lines.flatMap((l) => l.filter((p) => p.from === i && p.to === i).map((p) => p.text)),
      knowledge.cells,
    ),
  )
  const words = profiles.findIndex((p) => p.share.text >= 0.5)
  return profiles.findIndex((p, i) => i > Math.max(words, 0) && p.share.value + p.share.qualitative >= 0.5)
}

function nameColumns(roles: readonly (ColumnRole | null)[], value: number): Set<number> {
  const names = new Set<number>()
  for (const [i, role] of roles.entries()) {
    if (role === 'name' || role === 'index' || role === 'code') names.add(i)
    else if (role === null && i < value) names.add(i)
  }
  if (names.size === 0) names.add(0)
  return names
}

/** Index of the last line that is a row or closely follows one (its method, its further range lines); -1 without rows. */
function lastRow(
  placed: readonly BodyLine[],
  value: number,
  result: (text: string) => boolean,
  methods: RegExp,
): number {
  const isRow = (b: BodyLine): boolean =>
    value >= 0
      ? b.placed.some((p) => p.from === value && p.to === value && result(p.text)) || b.placed.length >= 3
      : b.placed.length >= 2
  let last = -1
  for (const [i, b] of placed.entries()) if (isRow(b)) last = i
  if (last < 0) return -1
  const rows = placed.filter(isRow)
  const pitch = median(rows.slice(1).map((r, i) => r.line.middle - rows[i]!.line.middle)) || Number.POSITIVE_INFINITY
  for (let i = last + 1; i < placed.length; i++) {
    const b = placed[i]!
    const before = placed[i - 1]!
    const near = b.line.middle - before.line.middle < Math.max(b.line.em, before.line.em) * 1.7
    const part = b.placed.every((p) => p.from === p.to) && (b.placed[0]!.from > 0 || b.placed.length > 1)
    const method =
      b.placed.length === 1 &&
      b.placed[0]!.from === 0 &&
      (b.line.em < before.line.em * 0.9 || /^[(（\p{Ll}]/u.test(b.line.text) || methods.test(b.line.text))
    const wordsOfValue = b.placed.length === 2 && value >= 0 && b.placed.some((p) => p.from === value)
    const small =
      b.line.em < before.line.em * 0.9 || methods.test(b.placed[0]!.text) || /^[(（\p{Ll}]/u.test(b.line.text)
    const more = b.placed.length > 1 && b.placed.every((p) => p.from === p.to && p.from !== value) && (small || part)
    const name = before.placed.find((p) => p.from === 0)
    const wrapped =
      b.placed.length === 1 &&
      b.placed[0]!.from === 0 &&
      b.placed[0]!.to === 0 &&
      name !== undefined &&
      Math.abs(name.pieces[0]!.x0 - b.line.x0) < b.line.em &&
      b.line.middle - before.line.middle < Math.min(b.line.em * 1.35, pitch * 0.85) &&
      b.line.bold === name.pieces[0]!.bold &&
      b.line.text.length <= 40 &&
      !/[:：]$/u.test(b.line.text)
    if (!near || !(part || method || wordsOfValue || more || wrapped)) break
    last = i
  }
  return last
}

function headerCells(header: Header, columns: readonly Column[]): DraftCell[] {
  const cells: DraftCell[] = []
  for (const [column, c] of columns.entries()) {
    const cell = c.header
    if (cell === null) continue
    const lines = header.lines
      .map((l) => cell.pieces.filter((p) => l.segments.some((s) => s.pieces.includes(p))))
      .filter((l) => l.length > 0)
    const marks = header.lines.flatMap((l) =>
      l.segments.filter((s) => s.pieces.some((p) => cell.pieces.includes(p))).flatMap((s) => s.marks),
    )
    cells.push({ row: 0, column, rowSpan: 1, columnSpan: 1, lines, marks, text: cell.text })
  }
  return cells
}

function rowCells(row: Row, index: number, columns: number): DraftCell[] {
  if (row.heading) {
    const all = row.lines.flatMap((l) => l.placed)
    return [
      {
        row: index,
        column: 0,
        rowSpan: 1,
        columnSpan: columns,
        lines: row.lines.map((l) => l.placed.flatMap((p) => p.pieces)),
        marks: all.flatMap((p) => p.marks),
        text: row.lines.map((l) => l.placed.map((p) => p.text).join(' ')).join('\n'),
      },
    ]
  }
  const cells = new Map<string, DraftCell & { lines: (readonly Piece[])[]; texts: string[] }>()
  for (const l of row.lines) {
    for (const p of l.placed) {
      const key = `${p.from}`
      const known = cells.get(key)
      if (known === undefined) {
        cells.set(key, {
          row: index,
          column: p.from,
          rowSpan: 1,
          columnSpan: p.to - p.from + 1,
          lines: [p.pieces],
          marks: p.marks,
          text: '',
          texts: [p.text],
        })
      } else {
        known.lines.push(p.pieces)
        known.marks = [...known.marks, ...p.marks]
        known.texts.push(p.text)
      }
    }
  }
  return [...cells.values()]
    .sort((a, b) => a.column - b.column)
    .map(({ texts, ...c }) => ({ ...c, text: texts.filter((t) => t !== '').join('\n') }))
}
