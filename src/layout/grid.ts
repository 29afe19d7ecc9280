import type { Bbox } from '../records/bbox.js'
import type { DraftCell, DraftTable } from './draft-table.js'
import { findHeaders, type Header, isVisitHeader } from './header.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { LevelPage, Piece, Ruling } from './level.js'
import { type Gaps, joinText, readLines, segmentOf, type TextLine } from './line.js'

/** How far a rule may miss the rule it meets, points. */
const MEET = 3.5
/** Narrowest column that a lost outer rule can close, points. */
const LEAST_COLUMN = 14
/** A grid of at least this many cells, of which less than this share hold a word, is the paper of a chart or an ECG. */
const LATTICE_CELLS = 100
const LATTICE_FILLED = 0.2

/** A drawn grid and the words in it. */
export interface Grid {
  readonly box: Bbox
  readonly pieces: readonly Piece[]
  readonly tables: readonly DraftTable[]
}

/**
 * Finds drawn grids (horizontal and vertical rules that meet) and reads their cells. Cells that no rule parts are one spanning
 * cell. A frame whose rows are not ruled is no grid: its words are read by white space instead.
 */
export function findGrids(page: LevelPage, gaps: Gaps, knowledge: LayoutKnowledge): Grid[] {
  const grids: Grid[] = []
  const used = new Set<Piece>()
  for (const { horizontal, vertical } of components(page)) {
    const ys = cluster(horizontal.map((h) => h.at))
    const xs = cluster(vertical.map((v) => v.at))
    if (ys.length < 3 || xs.length < 3) continue
    addLostEdges(xs, horizontal, vertical, ys)
    const box: Bbox = [xs[0]!, ys[0]!, xs.at(-1)!, ys.at(-1)!]
    const inside = page.pieces.filter((p) => !used.has(p) && holds(box, p))
    if (inside.filter((p) => p.kind === 'text').length < 4 || isGraphPaper(xs, ys, inside)) continue
    const whole = inside.some((p) => p.ocr) && isBroken(readCells(xs, ys, horizontal, vertical, inside, gaps))
    const draft = readGrid(xs, ys, horizontal, vertical, inside, gaps, whole)
    if (draft === null) continue
    for (const p of inside) used.add(p)
    grids.push({ box, pieces: inside, tables: splitAtHeaders(draft, knowledge) })
  }
  return grids.sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0])
}

/**
 * Where most horizontal rules run on beyond the outermost vertical one by more than a narrow column, the outer vertical rule was not
 * found (a scan) or not drawn: the cells beyond belong to the grid.
 */
function addLostEdges(xs: number[], horizontal: readonly Ruling[], vertical: Ruling[], ys: readonly number[]): void {
  const longest = Math.max(...horizontal.map((h) => h.to - h.from))
  const long = horizontal.filter((h) => h.to - h.from > longest * 0.8)
  if (long.length < 3) return
  const middleOf = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!
  const left = middleOf(long.map((h) => h.from))
  const right = middleOf(long.map((h) => h.to))
  const whole = { from: ys[0]!, to: ys.at(-1)! }
  if (xs[0]! - left > LEAST_COLUMN) {
    xs.unshift(left)
    vertical.push({ at: left, ...whole })
  }
  if (right - xs.at(-1)! > LEAST_COLUMN) {
    xs.push(right)
    vertical.push({ at: right, ...whole })
  }
}

/** Whether rules are the paper of a chart: many cells, nearly all of them empty. What is printed among them is read by white space. */
function isGraphPaper(xs: readonly number[], ys: readonly number[], pieces: readonly Piece[]): boolean {
  const cells = (xs.length - 1) * (ys.length - 1)
  if (cells < LATTICE_CELLS) return false
  const below = (lines: readonly number[], at: number): number => lines.filter((line) => line <= at).length
  const filled = new Set(pieces.map((p) => below(ys, (p.y0 + p.y1) / 2) * xs.length + below(xs, (p.x0 + p.x1) / 2)))
  return filled.size < LATTICE_FILLED * cells
}

function holds(box: Bbox, p: Piece): boolean {
  const x = (p.x0 + p.x1) / 2
  const y = (p.y0 + p.y1) / 2
  return x > box[0] - 1 && x < box[2] + 1 && y > box[1] - 1 && y < box[3] + 1
}

/** Rules that meet, directly or through others. */
function components(page: LevelPage): { horizontal: Ruling[]; vertical: Ruling[] }[] {
  const rules = [...page.horizontal.map((r) => ({ r, h: true })), ...page.vertical.map((r) => ({ r, h: false }))]
  const parent = rules.map((_, i) => i)
  const find = (i: number): number => {
    let at = i
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!
    return at
  }
  const n = page.horizontal.length
  for (let i = 0; i < n; i++) {
    const h = rules[i]!.r
    for (let j = n; j < rules.length; j++) {
      const v = rules[j]!.r
      const meets = v.at > h.from - MEET && v.at < h.to + MEET && h.at > v.from - MEET && h.at < v.to + MEET
      if (meets) parent[find(i)] = find(j)
    }
  }
  const groups = new Map<number, { horizontal: Ruling[]; vertical: Ruling[] }>()
  for (const [i, { r, h }] of rules.entries()) {
    const root = find(i)
    const group = groups.get(root) ?? { horizontal: [], vertical: [] }
    groups.set(root, group)
    if (h) group.horizontal.push(r)
    else group.vertical.push(r)
  }
  return [...groups.values()].filter((g) => g.horizontal.length >= 2 && g.vertical.length >= 2)
}

function cluster(values: readonly number[]): number[] {
  const out: number[] = []
  for (const v of [...values].sort((a, b) => a - b)) {
    if (out.length > 0 && v - out.at(-1)! < MEET) continue
    out.push(v)
  }
  return out
}

/** Cells thrown together where rules are missing, from which on the rules of a scan were found in pieces only. */
const BROKEN_CELLS = 3
/** Least share of a grid's height or width that was found of a rule for it to be one that runs all the way. */
const FOUND_SHARE = 0.2

/**
 * True when a scan lost rules (hairlines, a pale copy): cells over several rows hold a line for each row, or cells over several columns
 * hold words in each of them. Groups printed once for their rows hold one line, or one sign below another.
 */
function isBroken({ cells, xs }: { readonly cells: readonly DraftCell[]; readonly xs: readonly number[] }): boolean {
  const spread = (c: DraftCell): boolean => {
    const filled = new Set(c.lines.flat().map((p) => slot(xs, (p.x0 + p.x1) / 2)))
    const crossing = c.lines.flat().some((p) => xs.some((x) => p.x0 < x - MEET && p.x1 > x + MEET))
    return c.columnSpan > 1 && c.columnSpan < xs.length - 1 && filled.size === c.columnSpan && !crossing
  }
  const stacked = (c: DraftCell): boolean =>
    c.rowSpan > 1 && c.lines.length >= c.rowSpan && c.lines.every((l) => l.map((p) => p.text).join('').length >= 2)
  const thrown = cells.filter((c) => spread(c) || stacked(c)).length
  return thrown > BROKEN_CELLS || (thrown === BROKEN_CELLS && cells.some(stacked))
}

function readCells(
  xs: readonly number[],
  ys: readonly number[],
  horizontal: readonly Ruling[],
  vertical: readonly Ruling[],
  pieces: readonly Piece[],
  gaps: Gaps,
  whole = false,
): { cells: DraftCell[]; tall: Map<number, number>; xs: readonly number[] } {
  const rows = ys.length - 1
  const columns = xs.length - 1
  const length = (rules: readonly Ruling[], at: number, from: number, to: number): number => {
    let sum = 0
    for (const r of rules) {
      if (Math.abs(r.at - at) <= MEET) sum += Math.max(0, Math.min(r.to, to) - Math.max(r.from, from))
    }
    return sum
  }
  const ends = (edges: readonly number[]): [number, number] => [edges[0]!, edges.at(-1)!]
  const crosses = (p: Piece, upright: boolean, at: number, from: number, to: number): boolean => {
    const [a0, a1, b] = upright ? [p.x0, p.x1, (p.y0 + p.y1) / 2] : [p.y0, p.y1, (p.x0 + p.x1) / 2]
    return b > from && b < to && a0 + (a1 - a0) * 0.25 < at && a1 - (a1 - a0) * 0.25 > at
  }
  const cover = (rules: readonly Ruling[], at: number, from: number, to: number): boolean => {
    if (length(rules, at, from, to) > (to - from) * 0.6) return true
    if (!whole) return false
    const upright = rules === vertical
    const [first, last] = ends(upright ? ys : xs)
    if (length(rules, at, first, last) < (last - first) * FOUND_SHARE) return false
    return !pieces.some((p) => crosses(p, upright, at, from, to))
  }
  // Each elementary cell joins the one to its left or above when no rule stands between.
  const owner: number[] = []
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const i = r * columns + c
      owner[i] = i
      if (c > 0 && !cover(vertical, xs[c]!, ys[r]!, ys[r + 1]!)) owner[i] = owner[i - 1]!
      else if (r > 0 && !cover(horizontal, ys[r]!, xs[c]!, xs[c + 1]!)) owner[i] = owner[i - columns]!
    }
  }
  const contents = new Map<number, Piece[]>()
  for (const p of pieces) {
    const c = slot(xs, (p.x0 + p.x1) / 2)
    const r = slot(ys, (p.y0 + p.y1) / 2)
    const root = owner[r * columns + c]!
    contents.set(root, [...(contents.get(root) ?? []), p])
  }
  const cells: DraftCell[] = []
  const tall = new Map<number, number>()
  for (const root of [...new Set(owner)].sort((a, b) => a - b)) {
    const members = owner.flatMap((o, i) => (o === root ? [i] : []))
    const rs = members.map((m) => Math.floor(m / columns))
    const cs = members.map((m) => m % columns)
    const row = Math.min(...rs)
    const column = Math.min(...cs)
    const lines = readLines(contents.get(root) ?? [], gaps)
    const rowSpan = Math.max(...rs) - row + 1
    if (rowSpan === 1 && lines.length >= 3) tall.set(row, (tall.get(row) ?? 0) + 1)
    cells.push({
      row,
      column,
      rowSpan,
      columnSpan: Math.max(...cs) - column + 1,
      lines: lines.map((l) => l.segments.flatMap((s) => s.pieces)),
      marks: (contents.get(root) ?? []).filter((p) => p.kind !== 'text'),
      text: lines.map((l) => joinText(l.segments.flatMap((s) => s.pieces))).join('\n'),
    })
  }
  return { cells, tall, xs }
}

function readGrid(
  xs: readonly number[],
  ys: readonly number[],
  horizontal: readonly Ruling[],
  vertical: readonly Ruling[],
  pieces: readonly Piece[],
  gaps: Gaps,
  whole: boolean,
): DraftTable | null {
  const columns = xs.length - 1
  const { cells, tall } = readCells(xs, ys, horizontal, vertical, pieces, gaps, whole)
  // Three lines and more side by side in one row: the rows are not ruled.
  if ([...tall.values()].some((n) => n >= 3)) return null
  const single = cells.filter((c) => c.columnSpan < columns).length
  if (single < 4) return null
  return {
    columns: xs.slice(0, -1).map((x, i) => ({ x0: x, x1: xs[i + 1]!, role: null, header: null, unit: null })),
    bands: ys.slice(0, -1).map((y, i) => ({ y0: y, y1: ys[i + 1]! })),
    headerRows: 0,
    cells,
    ruled: 'full',
    continues: false,
  }
}

function slot(edges: readonly number[], at: number): number {
  let i = 0
  while (i < edges.length - 2 && at >= edges[i + 1]!) i++
  return i
}

/** One grid may hold several tables, each under its own header row; each gets its title row. */
function splitAtHeaders(draft: DraftTable, knowledge: LayoutKnowledge): DraftTable[] {
  const heads: { row: number; header: Header[] }[] = []
  for (let row = 0; row < draft.bands.length; row++) {
    const line = rowLine(draft, row)
    if (line === null) continue
    const header = findHeaders(line, knowledge)
    // Dates of the next visits further down are no second header.
    const again = heads.length > 0 && header.length === 1 && isVisitHeader(header[0]!.cells)
    if (header.length > 0 && !again) heads.push({ row, header })
  }
  if (heads.length === 0) return [draft]
  const tables: DraftTable[] = []
  const starts = heads.map((h) => {
    let start = h.row
    while (start > 0 && isTitleRow(draft, start - 1) && !heads.some((o) => o.row === start - 1)) start--
    return start
  })
  if (starts[0]! > 0) tables.push(rowSlice(draft, 0, starts[0]!))
  for (const [i, head] of heads.entries()) {
    const part = rowSlice(draft, starts[i]!, starts[i + 1] ?? draft.bands.length)
    const headerRows = head.row - starts[i]! + 1
    for (const cell of head.header.flatMap((h) => h.cells)) {
      const at = slot([...part.columns.map((c) => c.x0), part.columns.at(-1)!.x1], (cell.x0 + cell.x1) / 2)
      const under = part.cells.find(
        (c) => c.row < headerRows && c.row + c.rowSpan >= headerRows && c.column <= at && c.column + c.columnSpan > at,
      )
      const column = part.columns[under?.column ?? at]!
      column.role = cell.role
      column.header = cell.text
      column.unit = cell.unit
    }
    part.headerRows = headerRows
    tables.push(part)
  }
  return tables
}

function rowLine(draft: DraftTable, row: number): TextLine | null {
  const segments = draft.cells
    .filter((c) => c.row === row && c.text !== '')
    .sort((a, b) => a.column - b.column)
    .map((c) => segmentOf(c.lines.flat(), c.marks))
  if (segments.length < 2) return null
  const y0 = draft.bands[row]!.y0
  const y1 = draft.bands[row]!.y1
  return {
    segments,
    y0,
    y1,
    x0: segments[0]!.x0,
    x1: segments.at(-1)!.x1,
    middle: (y0 + y1) / 2,
    em: segments[0]!.em,
    bold: segments.every((s) => s.bold),
    text: segments.map((s) => s.text).join('   '),
  }
}

function isTitleRow(draft: DraftTable, row: number): boolean {
  const filled = draft.cells.filter((c) => c.row === row && c.text !== '')
  return filled.length === 1 && filled[0]!.columnSpan >= draft.columns.length / 2
}

function rowSlice(draft: DraftTable, from: number, to: number): DraftTable {
  return {
    ...draft,
    columns: draft.columns.map((c) => ({ ...c })),
    bands: draft.bands.slice(from, to),
    cells: draft.cells
      .filter((c) => c.row >= from && c.row < to)
      .map((c) => ({ ...c, row: c.row - from, rowSpan: Math.min(c.rowSpan, to - c.row) })),
  }
}
