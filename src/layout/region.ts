import type { ColumnRole } from '../records/layout.js'
import { collectBody, endsTable, findingUnder, isKeyValueLine, isSentence, looksLikeRow } from './body.js'
import { cardsAt } from './card-grid.js'
import { settleCells } from './cell-check.js'
import { cellType, isMeasured, isProse, isResult } from './cell-type.js'
import type { LayoutConfig } from './config.js'
import { columnSlice, columnTexts, type DraftTable } from './draft-table.js'
import { findGutter } from './gutter.js'
import { extendHeader, findHeaders, findStackedHeaders, type Header, headerOf } from './header.js'
import { headerRole } from './header-phrase.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { LevelPage, Piece } from './level.js'
import { joinLimits } from './limit-columns.js'
import { type Gaps, readLines, type TextLine } from './line.js'
import { purposeOf } from './purpose.js'
import { profileOf, settleRoles } from './role.js'
import { type Carried, draftTable } from './table-draft.js'
import { uprightTable } from './transposed.js'

/** What stands in a region, in reading order: a table, or one line of text. */
export type RegionItem =
  | { readonly kind: 'table'; readonly table: DraftTable; readonly roles: readonly ColumnRole[]; readonly y0: number }
  | { readonly kind: 'line'; readonly line: TextLine; readonly y0: number }

export interface RegionContext {
  readonly page: LevelPage
  readonly config: LayoutConfig
  readonly knowledge: LayoutKnowledge
  /** Columns of the last results table, of this page or the one before; changes while reading on. */
  carried: (Carried & { readonly otherPage: boolean }) | null
}

/** Reads a region: parts it at gutters, left column before right, then looks for tables line by line. */
export function readRegion(pieces: readonly Piece[], context: RegionContext, depth = 0): RegionItem[] {
  const gaps: Gaps = { text: context.config.segment_gap, ocr: context.config.segment_gap_ocr }
  const lines = readLines(pieces, gaps)
  const gutter = depth < 6 ? findGutter(lines, context.page, context.knowledge) : null
  if (gutter === null) return readColumn(lines, context)
  const middle = (p: Piece): number => (p.y0 + p.y1) / 2
  const inside = pieces.filter((p) => middle(p) >= gutter.y0 && middle(p) <= gutter.y1)
  const side = (left: boolean): Piece[] => inside.filter((p) => (p.x0 + p.x1) / 2 < gutter.x === left)
  const parts = [
    pieces.filter((p) => middle(p) < gutter.y0),
    side(true),
    side(false),
    pieces.filter((p) => middle(p) > gutter.y1),
  ]
  return parts.flatMap((p) => (p.length === 0 ? [] : readRegion(p, context, depth + 1)))
}

function readColumn(lines: readonly TextLine[], context: RegionContext): RegionItem[] {
  const { knowledge, config, page } = context
  const items: RegionItem[] = []
  const add = (table: DraftTable): void => {
    for (const part of splitRepeated(joinLimits(uprightTable(table, knowledge), knowledge), knowledge)) {
      const roles = settleRoles(part, knowledge.cells)
      items.push({ kind: 'table', table: part, roles, y0: part.bands[0]!.y0 })
      if (roles.includes('name') && roles.includes('value')) {
        context.carried = {
          columns: part.columns.map((c, i) => ({ x0: c.x0, x1: c.x1, role: roles[i]! })),
          otherPage: false,
        }
      }
    }
  }
  let i = 0
  while (i < lines.length) {
    const line = lines[i]!
    const cards = cardsAt(lines, i, knowledge)
    if (cards !== null) {
      settleCells(cards.table, piecesOn(lines.slice(i, i + cards.used)), config.assert_cells)
      add(cards.table)
      i += cards.used
      continue
    }
    const head = headerAt(lines, i, knowledge)
    if (head !== null) {
      const body = collectBody(lines, head.next, head.header, config.row_gap, knowledge)
      // Form lines between header and rows (`Sample type  Serum`) are read before the table.
      const rows = body.filter(
        (l) => !endsTable(l, Number.POSITIVE_INFINITY, knowledge) || findingUnder(l, head.header),
      )
      const draft = rows.length === 0 ? null : draftTable(head.header, rows, null, page, config, knowledge)
      if (draft !== null) {
        // Lines of the header that were taken for text before (the upper of two) come back.
        for (
          let last = items.at(-1);
          last?.kind === 'line' && head.header.lines.includes(last.line);
          last = items.at(-1)
        ) {
          items.pop()
        }
        const end = body.indexOf(rows[draft.used - 1]!) + 1
        for (const l of body.slice(0, end)) if (!rows.includes(l)) items.push({ kind: 'line', line: l, y0: l.y0 })
        add(draft.table)
        i = head.next + end
        continue
      }
    } else if (
      looksLikeRow(line, knowledge) &&
      !endsTable(line, Infinity, knowledge) &&
      !isSentence(line, lines[i + 1], knowledge)
    ) {
      const found = headless(lines, i, context)
      if (found !== null) {
        const sides = besideEachOther(lines.slice(i, i + found.used), found.table, context)
        if (sides === null) add(found.table)
        else
          for (const side of sides) {
            add(side.table)
            items.push(...side.rest.map((l) => ({ kind: 'line' as const, line: l, y0: l.y0 })))
          }
        i += found.used
        continue
      }
    }
    const guide = guidelineAt(lines, i, context)
    if (guide !== null) {
      add(guide.table)
      i += guide.used
      continue
    }
    const seen = observationsAt(lines, i, context)
    if (seen !== null) {
      add(seen.table)
      i += seen.used
      continue
    }
    items.push({ kind: 'line', line, y0: line.y0 })
    i++
  }
  return items
}

/** Longest label of an observation, in characters. */
const LONGEST_LABEL = { ideographs: 12, letters: 28 }

/**
 * Labels with what was observed beside them (`浅表淋巴结   未触及肿大`), in line over two rows and more: a table without header and
 * without results. Fields of a form are none.
 */
function observationsAt(
  lines: readonly TextLine[],
  at: number,
  { page, config, knowledge }: RegionContext,
): { table: DraftTable; used: number } | null {
  const [name, text] = lines[at]!.segments
  if (name === undefined || text === undefined) return null
  const inLine = (l: TextLine): boolean => {
    const [a, b] = l.segments
    if (a === undefined || b === undefined || l.segments.length !== 2) return false
    const aligned = Math.abs(a.x0 - name.x0) < l.em * 0.6 && Math.abs(b.x0 - text.x0) < l.em * 0.6
    const longest = /[\u4e00-\u9fff]/u.test(a.text) ? LONGEST_LABEL.ideographs : LONGEST_LABEL.letters
    const words = /\p{L}/u.test(a.text) && /\p{L}/u.test(b.text) && a.text.length <= longest
    const form = knowledge.cells.formLabel.test(a.text) || knowledge.cells.signature.test(l.text)
    return aligned && words && !form && !/[:：\]]$|^\[|^\d/u.test(a.text) && !/^\[[A-Z]|[:：]$/u.test(b.text)
  }
  let end = at
  while (
    end < lines.length &&
    inLine(lines[end]!) &&
    (end === at || lines[end]!.y0 - lines[end - 1]!.y1 < 1.6 * lines[end]!.em)
  )
    end++
  if (end - at < 2) return null
  return draftTable(null, lines.slice(at, end), null, page, config, knowledge)
}

function piecesOn(lines: readonly TextLine[]): Piece[] {
  return lines.flatMap((l) => l.segments.flatMap((s) => [...s.pieces, ...s.marks]))
}

/** A table without known headers that explains results (stages, risk categories): three lines and more whose cells stand in line. */
function guidelineAt(
  lines: readonly TextLine[],
  at: number,
  { page, config, knowledge }: RegionContext,
): { table: DraftTable; used: number } | null {
  const first = lines[at]!
  const starts = first.segments.map((s) => s.x0)
  if (starts.length < 2 || starts.length > 5) return null
  const inLine = (l: TextLine): boolean =>
    l.segments.length >= 2 &&
    l.segments.length <= starts.length &&
    l.segments.every((s) => starts.some((x) => Math.abs(x - s.x0) < l.em)) &&
    !l.segments.some((s) => /[:：]$/u.test(s.text) || isProse(s.text))
  let end = at
  while (
    end < lines.length &&
    inLine(lines[end]!) &&
    (end === at || lines[end]!.y0 - lines[end - 1]!.y1 < first.em * 2)
  )
    end++
  if (end - at < 3) return null
  const draft = draftTable(null, lines.slice(at, end), null, page, config, knowledge)
  if (draft === null) return null
  return purposeOf(draft.table, settleRoles(draft.table, knowledge.cells), knowledge.cells) === 'guideline'
    ? draft
    : null
}

/** The header that begins at line `at`, of one line to three; headers side by side on it are one, cut later by repeated roles. */
function headerAt(
  lines: readonly TextLine[],
  at: number,
  knowledge: LayoutKnowledge,
): { header: Header; next: number } | null {
  const line = lines[at]!
  const stacked = findStackedHeaders(lines, at, knowledge)
  if (stacked !== null) {
    const cells = stacked.headers.flatMap((h) => h.cells)
    return { header: headerOf(cells, lines.slice(at, at + stacked.used)), next: at + stacked.used }
  }
  const groups = findHeaders(line, knowledge)
  if (groups.length === 0) return null
  let header = headerOf(
    groups.flatMap((g) => g.cells),
    [line],
  )
  let next = at + 1
  const above = lines[at - 1]
  const wide = above === undefined ? null : extendHeader(header, above, knowledge)
  if (wide !== null) header = wide
  // Units, a second word or a note in brackets may stand on two more lines.
  for (let below = lines[next]; next <= at + 2 && below !== undefined; below = lines[next]) {
    const deep = findHeaders(below, knowledge).length > 0 ? null : extendHeader(header, below, knowledge)
    if (deep === null) break
    header = deep
    next++
  }
  return { header, next }
}

/** A table without header: it goes on with the columns of the table before, or its cells speak for themselves. */
function headless(
  lines: readonly TextLine[],
  at: number,
  context: RegionContext,
): { table: DraftTable; used: number } | null {
  const { knowledge, config, page } = context
  const body = collectBody(lines, at, null, config.row_gap, knowledge)
  if (body.length === 0) return null
  const carried = context.carried
  const rows = alignedRows(body, knowledge)
  if (carried !== null) {
    for (const part of rows.length < body.length ? [body, rows] : [body]) {
      const draft = draftTable(null, part, carried, page, config, knowledge)
      if (draft !== null && fitsCarried(draft.table, carried, knowledge)) {
        return { ...draft, table: { ...draft.table, continues: carried.otherPage } }
      }
    }
  }
  const whole = draftTable(null, body, null, page, config, knowledge)
  const part = rows.length < body.length ? draftTable(null, rows, null, page, config, knowledge) : null
  // Lines below the last row (a comment) close the gaps between the columns.
  const more = part !== null && part.table.columns.length > (whole?.table.columns.length ?? 0) + 1
  const ranged =
    more && ['name', 'value', 'range'].every((r) => settleRoles(part.table, knowledge.cells).some((c) => c === r))
  const draft = ranged ? part : whole
  if (draft === null || isKeyValueLine(lines[at]!, knowledge)) return null
  return isTypedTable(draft.table, knowledge) ? draft : null
}

/** The lines up to the last row that begins three cells or more where cells of rows above it begin. */
function alignedRows(body: readonly TextLine[], knowledge: LayoutKnowledge): readonly TextLine[] {
  const starts: number[] = []
  let last = -1
  for (const [i, line] of body.entries()) {
    if (line.segments.length < 3 || !looksLikeRow(line, knowledge)) continue
    const shared = line.segments.filter((s) => starts.some((x) => Math.abs(x - s.x0) < line.em)).length
    if (last >= 0 && shared < 3) continue
    starts.push(...line.segments.map((s) => s.x0))
    last = i
  }
  return last < 0 ? body : body.slice(0, last + 1)
}

/**
 * Two tables without header side by side, whose rows need not stand at one height: each read from its own lines. Null where the table
 * is one, or where a side gives none.
 */
function besideEachOther(
  lines: readonly TextLine[],
  table: DraftTable,
  { page, config, knowledge }: RegionContext,
): { table: DraftTable; rest: readonly TextLine[] }[] | null {
  if (table.headerRows > 0 || table.columns.some((c) => c.role !== null)) return null
  const cut = repeatedTypes(table, knowledge)
  if (cut < 0) return null
  const x = table.columns[cut]!.x0
  const pieces = piecesOn(lines)
  const gaps: Gaps = { text: config.segment_gap, ocr: config.segment_gap_ocr }
  const sides = [true, false].map((left) =>
    readLines(
      pieces.filter((p) => (p.x0 + p.x1) / 2 < x === left),
      gaps,
    ),
  )
  const drafts = sides.map((side) => (side.length < 2 ? null : draftTable(null, side, null, page, config, knowledge)))
  if (drafts.some((d) => d === null || !isTypedTable(d.table, knowledge))) return null
  return drafts.map((d, k) => ({ table: d!.table, rest: sides[k]!.slice(d!.used) }))
}

/** Most columns lie under columns of the earlier table, and its name and result columns are filled as they should be. */
function fitsCarried(table: DraftTable, carried: Carried, knowledge: LayoutKnowledge): boolean {
  const roles = table.columns.map((c) => c.role)
  const name = roles.indexOf('name')
  const value = roles.indexOf('value')
  if (name < 0 || value < 0 || table.columns.length > carried.columns.length + 1) return false
  const rows = table.cells.filter((c) => c.column === value && c.columnSpan === 1)
  const good = rows.filter((c) => isResult(c.text.replaceAll('\n', ' '), knowledge.cells)).length
  if (good === 0 || good < rows.length * 0.7) return false
  const proof = roles.filter((r, i) => {
    if (r !== 'unit' && r !== 'range' && r !== 'flag') return false
    const p = profileOf(columnTexts(table, i), knowledge.cells)
    // Figures alone may be anything; beside ranges they are limits.
    const figures = p.share.range + p.bounded > 0 ? p.share.value : 0
    return p.filled > 0 && (r === 'range' ? p.share.range + figures + p.share.qualitative : p.share[r]) >= 0.5
  }).length
  // Words all the way where units stood: other columns.
  const strange = roles.some((r, i) => {
    const p = profileOf(columnTexts(table, i), knowledge.cells)
    return r === 'unit' && p.filled >= 2 && p.share.text >= 0.8
  })
  if (strange) return false
  return proof >= 1
}

/** A run of lines whose columns are a name, a result and something that belongs to results, or three rows of name and result. */
function isTypedTable(table: DraftTable, knowledge: LayoutKnowledge): boolean {
  const roles = settleRoles(table, knowledge.cells)
  const name = roles.indexOf('name')
  const value = roles.indexOf('value')
  if (name < 0 || value < 0) return false
  const cells = table.cells.filter((c) => c.columnSpan === 1)
  const valueTexts = cells.filter((c) => c.column === value).map((c) => c.text.replaceAll('\n', ' '))
  const results = valueTexts.filter((t) => isResult(t, knowledge.cells)).length
  if (results < valueTexts.length * 0.6) return false
  // Fields of a form beside each other are no names of results.
  const nameTexts = cells.filter((c) => c.column === name).map((c) => c.text)
  if (nameTexts.filter((t) => /[:：]\s*\S|^\[[A-Z]/u.test(t)).length * 2 >= nameTexts.length) return false
  // `Resultado | 5,8 | %`: the title above names it, not the first cell.
  if (valueTexts.length === 1 && nameTexts.some((t) => headerRole(t, knowledge) === 'value')) return false
  const typed = roles.some((r, i) => {
    if (r !== 'unit' && r !== 'range') return false
    return profileOf(columnTexts(table, i), knowledge.cells).share[r] >= 0.5
  })
  const numbers = valueTexts.filter(
    (t) => cellType(t, knowledge.cells) === 'value' || isMeasured(t, knowledge.cells),
  ).length
  const rows = new Set(cells.map((c) => c.row)).size
  return (typed && results >= 1) || (rows >= 2 && numbers >= 2 && numbers >= rows * 0.5 && table.columns.length <= 6)
}

/**
 * Two analytes per row (the header, or the kinds of cells, repeat themselves) become two tables, the left one first: rows of
 * one analyte each are what the extraction reads.
 */
export function splitRepeated(table: DraftTable, knowledge: LayoutKnowledge): DraftTable[] {
  const roles = table.columns.map((c) => c.role)
  const first = roles.indexOf('name')
  let cut = -1
  if (first >= 0) {
    for (let i = first + 1; i < roles.length; i++) {
      const complete = roles.slice(first, i).includes('value') || roles.slice(first, i).includes('range')
      if (roles[i] === 'name' && complete && roles.slice(i).some((r) => r === 'value' || r === 'range')) {
        cut = roles[i - 1] === 'index' ? i - 1 : i
        break
      }
    }
  } else if (table.headerRows === 0 && roles.every((r) => r === null)) cut = repeatedTypes(table, knowledge)
  if (cut < 0) return [table]
  const left = columnSlice(table, 0, cut)
  const right = columnSlice(table, cut, table.columns.length)
  if (left.bands.length === 0 || right.bands.length === 0) return [table]
  return [left, ...splitRepeated(right, knowledge)]
}

/** Column where words stand again after a result column, with results to their right; -1 when there is none. */
function repeatedTypes(table: DraftTable, knowledge: LayoutKnowledge): number {
  const profiles = table.columns.map((_, i) => profileOf(columnTexts(table, i), knowledge.cells))
  const words = (i: number): boolean => profiles[i]!.share.text >= 0.6
  const results = (i: number): boolean => profiles[i]!.share.value >= 0.6
  const first = profiles.findIndex((_, i) => words(i))
  const value = profiles.findIndex((_, i) => i > first && results(i))
  if (first < 0 || value < 0) return -1
  for (let i = value + 1; i + 1 < profiles.length; i++) {
    if (words(i) && profiles[i]!.filled >= 2 && results(i + 1)) return i
  }
  return -1
}
