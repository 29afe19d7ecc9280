import type { ColumnRole } from '../records/layout.js'
import { headerRole, type Phrase, phrasesOf } from './header-phrase.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { Piece } from './level.js'
import { joinText, type Segment, type TextLine } from './line.js'
import { phraseKey } from './phrase.js'
import { DATE, dateOrder, isLongPast } from './visits.js'

/** One column header: its words and what they mean. `unit` is a unit printed with it (`Result (mg/dL)`). */
export interface HeaderCell {
  readonly role: ColumnRole
  readonly text: string
  readonly unit: string | null
  readonly x0: number
  readonly x1: number
  readonly pieces: readonly Piece[]
}

/** The header of one table; two tables side by side on one line give two. */
export interface Header {
  readonly cells: readonly HeaderCell[]
  readonly lines: readonly TextLine[]
  readonly x0: number
  readonly x1: number
  readonly y0: number
  readonly y1: number
}

/** Characters of the longest segment of a header line: all headers run together by a scan, or a header with a note in brackets. */
const LONGEST_SEGMENT = 90
/** What may stand over the names of a cumulative report in place of their heading. */
const OVER_NAMES = /date|datum|fecha|time|lab|collected|日期|时间/iu
/** A word that was covered. */
const COVERED = /^\[[A-Z][A-Z_]*[^\]\s]*\]$/u
const UNIT_TAIL = /[(（[【]([^()（）[\]【】]*)[)）\]】]?$/u

/** The headers that stand on one line, left to right; empty when the line is no header. */
export function findHeaders(line: TextLine, knowledge: LayoutKnowledge): Header[] {
  // A header is short phrases; one long text on the line rules it out before any is looked up.
  if (line.segments.some((s) => s.text.length > LONGEST_SEGMENT)) return []
  if (isFormLine(line)) return []
  const cells: (HeaderCell & { known: boolean })[] = []
  let colons = 0
  for (const segment of line.segments) {
    if (/[:：]\s*$/u.test(segment.text) || /[:：]\s/u.test(segment.text)) colons++
    cells.push(...headerCells(segment, knowledge))
  }
  const matrix = matrixHeader(line, cells, knowledge)
  if (matrix !== null) return [matrix]
  nameRepeats(cells)
  const known = cells.filter((c) => c.known).length
  if (known < 2 || colons * 2 >= line.segments.length) return []
  return splitGroups(cells)
    .map((group) => settleRoles(group))
    .filter((group): group is HeaderCell[] => group !== null)
    .map((group) => headerOf(group, [line]))
}

/** `Lab Ref  [ID]  DOB  [DATE]  Seen  [DATE]`: labels and covered fields by turns, two pairs and more, are a form, whatever the labels say. */
function isFormLine(line: TextLine): boolean {
  const covered = line.segments.map((s) => /^(?:\[[A-Z][A-Z_]*[^\]]*\]\s*)+$/u.test(s.text))
  const fields = covered.filter((c, i) => c && i > 0 && !covered[i - 1]).length
  return fields >= 2 && fields * 2 >= line.segments.length && fields === covered.filter((c) => c).length
}

/** Lines of a header whose cells are wrapped, and their distance in em. */
const STACKED = { lines: 3, pitch: 1.35 }

/**
 * The headers of narrow columns whose phrases are wrapped over two lines or three (`Observed` over `Value`, `Unit of` over `measure`), so
 * that no line is a header by itself: what stands over each other is one cell, and nearly every cell must be known. Null when there is none
 * that begins at line `at`.
 */
export function findStackedHeaders(
  lines: readonly TextLine[],
  at: number,
  knowledge: LayoutKnowledge,
): { headers: Header[]; used: number } | null {
  const first = lines[at]!
  if (first.segments.length < 2 || first.text.length > LONGEST_SEGMENT || /\d/u.test(first.text)) return null
  for (let used = STACKED.lines; used >= 2; used--) {
    const block = lines.slice(at, at + used)
    if (block.length < used) continue
    const tight = block.every((l, i) => i === 0 || l.middle - block[i - 1]!.middle < STACKED.pitch * first.em)
    if (!tight || block.some((l) => /\d|[:：]/u.test(l.text))) continue
    const cells = stackedCells(block, knowledge)
    const known = cells.filter((c) => c.known).length
    if (cells.length < 3 || known < cells.length - 1) continue
    const headers = splitGroups(cells)
      .map((group) => settleRoles(group))
      .filter((group): group is HeaderCell[] => group !== null)
      .map((group) => headerOf(group, block))
    // A line that is a header by itself needs no line below it, unless it heads no names.
    const alone = findHeaders(first, knowledge)
    const named = (h: Header): boolean => h.cells.some((c) => c.role === 'name')
    if (headers.length > 0 && headers.every(named) && !alone.some(named)) return { headers, used }
  }
  return null
}

/** Segments of several lines that stand over each other, as one cell each, left to right. */
function stackedCells(
  block: readonly TextLine[],
  knowledge: LayoutKnowledge,
): (HeaderCell & { readonly known: boolean })[] {
  const stacks: { x0: number; x1: number; segments: Segment[] }[] = []
  for (const segment of block.flatMap((l) => l.segments)) {
    const over = stacks.find((s) => Math.min(s.x1, segment.x1) - Math.max(s.x0, segment.x0) > 0)
    if (over === undefined) stacks.push({ x0: segment.x0, x1: segment.x1, segments: [segment] })
    else {
      over.x0 = Math.min(over.x0, segment.x0)
      over.x1 = Math.max(over.x1, segment.x1)
      over.segments.push(segment)
    }
  }
  return stacks
    .sort((a, b) => a.x0 - b.x0)
    .map(({ x0, x1, segments }) => {
      const role = headerRole(segments.map((s) => s.text).join(' '), knowledge)
      const text = segments.map((s) => s.text).join('\n')
      const pieces = segments.flatMap((s) => s.pieces)
      return { role: role ?? 'other', text, unit: null, x0, x1, pieces, known: role !== null }
    })
}

/** `Type | Result | Type | Result`: what stands again and again before a result heads names, whatever its word. */
function nameRepeats(cells: (HeaderCell & { known: boolean })[]): void {
  const first = cells[0]
  if (first === undefined || first.known || cells.some((c) => c.role === 'name')) return
  const starts = cells.flatMap((c, i) => (phraseKey(c.text) === phraseKey(first.text) ? [i] : []))
  if (starts.length < 2 || starts.some((at) => cells[at + 1]?.role !== 'value')) return
  for (const at of starts) cells[at] = { ...cells[at]!, role: 'name', known: true }
}

/**
 * The header of a table with a result in every cell: all segments but the first (the rows' heading) are measures or sides, at least
 * two, or three frequencies.
 */
function matrixHeader(
  line: TextLine,
  cells: readonly (HeaderCell & { readonly known: boolean })[],
  knowledge: LayoutKnowledge,
): Header | null {
  // A frequency of 2000 Hz reads as a year as well.
  const isMeasureKey = (k: string): boolean => knowledge.measures.has(k) || knowledge.measurePattern.test(k)
  const spoken = cells.filter((c) => !isMeasureKey(phraseKey(c.text)))
  if (line.segments.length < 2 || spoken.some((c) => c.role === 'value' || c.role === 'previous')) return null
  const key = (s: Segment): string => phraseKey(s.text.replace(/[(（[].*$/u, ''))
  const known = line.segments.filter((s) => isMeasureKey(key(s)))
  // Beside two known measures a heading with a unit in brackets (`BMC (g)`) is one as well.
  const isMeasure = (s: Segment): boolean =>
    known.includes(s) ||
    (known.length >= 2 &&
      s !== line.segments[0] &&
      knowledge.cells.unit.test(UNIT_TAIL.exec(s.text)?.[1]?.trim() ?? ''))
  const heads = line.segments.filter(isMeasure)
  const shared = (s: Segment): HeaderCell | undefined =>
    spoken.find(
      (c) =>
        c.known && ['range', 'unit', 'flag', 'other'].includes(c.role) && s.pieces.every((p) => c.pieces.includes(p)),
    )
  const others = line.segments.filter((s) => !isMeasure(s) && shared(s) === undefined)
  const figures = heads.filter((s) => /^\d/u.test(key(s)) && knowledge.measures.has(key(s)))
  if (heads.length < 2 || (figures.length > 0 && figures.length < 3)) return null
  if (others.length > 1 || (others.length === 1 && (others[0] !== line.segments[0] || others[0]!.text.length > 24)))
    return null
  if (new Set(heads.map(key)).size < heads.length) return null
  return headerOf(
    line.segments.map((s) => {
      const role = shared(s)?.role ?? (isMeasure(s) ? 'value' : 'name')
      const { known: _, ...cell } = cellOf(role, s.pieces, true)
      return cell
    }),
    [line],
  )
}

export function headerOf(cells: readonly HeaderCell[], lines: readonly TextLine[]): Header {
  const pieces = cells.flatMap((c) => c.pieces)
  return {
    cells,
    lines,
    x0: Math.min(...cells.map((c) => c.x0)),
    x1: Math.max(...cells.map((c) => c.x1)),
    y0: Math.min(...pieces.map((p) => p.y0)),
    y1: Math.max(...pieces.map((p) => p.y1)),
  }
}

/**
 * Joins the line above or below to a header of two lines (`Bio. Ref.` over `Interval`, units under names): each of its segments must
 * stand over one header cell and must complete a known phrase or be a unit in brackets.
 */
export function extendHeader(header: Header, line: TextLine, knowledge: LayoutKnowledge): Header | null {
  const above = line.middle < header.y0
  const distance = above ? header.y0 - line.y1 : line.y0 - header.y1
  if (distance > line.em * 0.9 || distance < -line.em) return null
  const extra = new Map<HeaderCell, Segment>()
  const loose: Segment[] = []
  // Signs (`-`, `±`) are results, no words of a heading.
  if (line.segments.some((s) => phraseKey(s.text) === '' && /[-−+±/]/u.test(s.text))) return null
  for (const segment of line.segments) {
    if (segment.x1 < header.x0 - 4 * line.em || segment.x0 > header.x1 + 4 * line.em) return null
    const cell = header.cells.find((c) => Math.min(c.x1, segment.x1) - Math.max(c.x0, segment.x0) > 0 && !extra.has(c))
    if (cell === undefined) loose.push(segment)
    else extra.set(cell, segment)
  }
  // The title of a cumulative report stands close above its dates and completes none of them.
  const isTitle = (c: HeaderCell, s: Segment): boolean =>
    DATE.test(c.text) && s.x1 - s.x0 > 2 * (c.x1 - c.x0) && headerRole(s.text, knowledge) === null
  if (above && [...extra].some(([c, s]) => isTitle(c, s))) return null
  let proof = 0
  const cells = header.cells.map((c): HeaderCell => {
    const segment = extra.get(c)
    if (segment === undefined) return c
    const text = above ? `${segment.text} ${c.text}` : `${c.text} ${segment.text}`
    const unit = /^[(（[](?![A-Z][A-Z_]+[\]+])/u.test(segment.text) ? (UNIT_TAIL.exec(segment.text)?.[1] ?? null) : null
    const role = headerRole(text, knowledge) ?? headerRole(`${segment.text}`, knowledge)
    if (role !== null || unit !== null) proof++
    return {
      role: c.role === 'other' && role !== null ? role : c.role,
      text: above ? `${segment.text}\n${c.text}` : `${c.text}\n${segment.text}`,
      unit: c.unit ?? unit,
      x0: Math.min(c.x0, segment.x0),
      x1: Math.max(c.x1, segment.x1),
      pieces: above ? [...segment.pieces, ...c.pieces] : [...c.pieces, ...segment.pieces],
    }
  })
  for (const segment of loose) {
    const role = headerRole(segment.text, knowledge)
    if (role === null) return null
    proof++
    cells.push({ role, text: segment.text, unit: null, x0: segment.x0, x1: segment.x1, pieces: segment.pieces })
  }
  if (proof === 0 || proof < line.segments.length * 0.5) return null
  cells.sort((a, b) => a.x0 - b.x0)
  return headerOf(cells, above ? [line, ...header.lines] : [...header.lines, line])
}

function headerCells(segment: Segment, knowledge: LayoutKnowledge): (HeaderCell & { known: boolean })[] {
  if (DATE.test(segment.text)) return [cellOf('previous', segment.pieces, true)]
  // `measured 13.3%`: a result among words of headings.
  if (/\d[.,]\d|\d\s*%/u.test(segment.text.replace(/[(（[][^()（）[\]]*[)）\]]/gu, '')))
    return [cellOf('other', segment.pieces, false)]
  // A covered date or number under a heading (`前次结果` over `[DATE]`) says nothing about it.
  const open = segment.pieces.filter((p) => !COVERED.test(p.text))
  const bottom = Math.max(...open.map((p) => (p.y0 + p.y1) / 2))
  const below = open.length > 0 && segment.pieces.every((p) => open.includes(p) || p.y0 > bottom)
  const phrases = phrasesOf(below ? open : segment.pieces, knowledge)
  let matched = 0
  let all = 0
  for (const p of phrases) {
    const length = phraseKey(joinText(p.pieces)).length
    const outside = phraseKey(joinText(p.pieces).replace(/[(（[【].*$/u, '')).length
    if (p.role !== null) matched += length
    all += p.role !== null ? length : outside
  }
  if (matched === 0 || matched < all * 0.6) return [cellOf('other', segment.pieces, false)]
  // Words without a meaning of their own belong to the phrase before them (`Reference Range (Adult)`).
  const joined: Phrase[] = []
  for (const p of phrases) {
    const last = joined.at(-1)
    if (last !== undefined && (p.role === null || last.role === null || last.role === p.role)) {
      last.pieces.push(...p.pieces)
      last.role ??= p.role
    } else joined.push({ role: p.role, pieces: [...p.pieces] })
  }
  return joined.map((p) => cellOf(p.role ?? 'other', p.pieces, p.role !== null))
}

function cellOf(role: ColumnRole, pieces: readonly Piece[], known: boolean): HeaderCell & { known: boolean } {
  const text = joinText(pieces)
  // A covered date is in square brackets as well.
  const tail = UNIT_TAIL.exec(text.replace(/\[[A-Z][A-Z_]*[^\]]*\]/gu, ''))?.[1]?.trim() ?? ''
  return {
    role,
    text,
    known,
    unit: tail !== '' && (role === 'value' || role === 'range' || role === 'name' || role === 'previous') ? tail : null,
    x0: Math.min(...pieces.map((p) => p.x0)),
    x1: Math.max(...pieces.map((p) => p.x1)),
    pieces,
  }
}

/** Cuts the cells of a line where a second name column begins (with its index or code column), if results follow it. */
function splitGroups<T extends HeaderCell>(cells: readonly T[]): T[][] {
  const groups: T[][] = [[]]
  for (const [i, cell] of cells.entries()) {
    const group = groups.at(-1)!
    const starts = cell.role === 'name' || (cell.role === 'index' && cells[i + 1]?.role === 'name')
    const complete = group.some((c) => c.role === 'name') && group.some((c) => c.role === 'value' || c.role === 'range')
    const follows = cells.slice(i + 1).some((c) => c.role === 'value' || c.role === 'range')
    const opened = group.at(-1)?.role === 'index' && cell.role === 'name'
    if (starts && complete && follows && !opened) groups.push([cell])
    else group.push(cell)
  }
  return groups
}

/** Resolves doubles (a second result column is an earlier visit) and drops groups that are no header. */
function settleRoles(group: readonly (HeaderCell & { known: boolean })[]): HeaderCell[] | null {
  const first = group.findIndex((c) => c.known)
  if (first < 0) return null
  let cells: (HeaderCell & { known: boolean })[] = [...group]
  // A title in the place of the name header: `COMPLETE BLOOD COUNT  Result  Unit  Range`.
  const named = cells.some((c) => c.role === 'name')
  if (!named) {
    const lead = cells[0]!
    // What stands above the names of a cumulative report may be `Date / Lab no.`
    if ((!lead.known || (lead.role === 'other' && OVER_NAMES.test(lead.text))) && !/\d{3}/u.test(lead.text))
      cells[0] = { ...lead, role: 'name', unit: UNIT_TAIL.exec(lead.text)?.[1]?.trim() || null }
  } else cells = cells.slice(cells[0]!.known ? 0 : Math.min(first, cells.length))
  const dates = cells.filter((c) => c.role === 'previous' && DATE.test(c.text))
  // `Collected   [DATE]`: one date beside a label is a field of a form.
  const told = cells.filter((c) => c.known && c.role !== 'other' && !dates.includes(c) && (named || c !== cells[0]))
  if (dates.length === 1 && told.length === 0) return null
  if (!cells.some((c) => c.role === 'value') && dates.length > 0) {
    // Dates that cannot be read: three and more are a cumulative report, which grows to the right.
    const unread = dates.length > 2 && dates.every((d) => orderOf(d.text) === orderOf(dates[0]!.text))
    // A covered date without a distance tells no order: those with one tell which way the columns run.
    const told = dates.filter((d) => d.text !== '[DATE]')
    const grows = told.length > 1 && told.length < dates.length && orderOf(told[0]!.text) < orderOf(told.at(-1)!.text)
    // One date among three and more that tells no more than to be long past: a report that grows to the right, unless that one is last.
    const past = dates.length > 2 && told.length === 1 && isLongPast(told[0]!.text) && told[0] !== dates.at(-1)
    const current =
      unread || grows || past ? dates.at(-1)! : dates.reduce((a, b) => (orderOf(b.text) > orderOf(a.text) ? b : a))
    cells = cells.map((c) => (c === current ? { ...c, role: 'value' } : c))
  }
  // `Item | This visit | Last | The one before`: whatever the current column is called, or where its heading was covered.
  const earlier = cells.findIndex((c) => c.role === 'previous')
  const between = cells.findIndex((c, i) => i > 0 && i < earlier && !c.known && c.role === 'other')
  if (between > 0 && dates.length === 0 && !cells.some((c) => c.role === 'value') && cells[0]!.role === 'name')
    cells[between] = { ...cells[between]!, role: 'value', known: true }
  const seen = new Set<ColumnRole>()
  cells = cells.map((c) => {
    if (c.role === 'other' || c.role === 'previous') return c
    if (!seen.has(c.role)) {
      seen.add(c.role)
      return c
    }
    return { ...c, role: c.role === 'value' ? 'previous' : 'other' }
  })
  const has = (r: ColumnRole): boolean => cells.some((c) => c.role === r && c.known)
  const kinds = new Set(cells.filter((c) => c.known && c.role !== 'other').map((c) => c.role))
  // `[nothing] | Pred | LLN | Pre | % Pred`: one column of results among others that are known.
  const compared = has('value') && cells.filter((c) => c.known && c.role === 'other').length >= 3
  const valid =
    compared ||
    isVisitHeader(cells) ||
    (kinds.size >= 2 &&
      ((has('name') && (has('value') || has('range') || has('unit'))) ||
        (has('value') && (has('range') || has('unit')))))
  const unknown = cells.filter((c) => !c.known).length
  if (!valid || unknown > cells.length / 2) return null
  return cells.map(({ known: _, ...cell }) => cell)
}

/** Least dates in a line that says nothing else for it to be the header of visits side by side, and not a field of a form. */
const VISITS = 3

/** `Visit date | [DATE] | [DATE] | [DATE]`: a word for date over the names, and nothing but dates over the results. */
export function isVisitHeader(cells: readonly { readonly text: string }[]): boolean {
  const [lead, ...dates] = cells
  return (
    lead !== undefined && OVER_NAMES.test(lead.text) && dates.length >= VISITS && dates.every((c) => DATE.test(c.text))
  )
}

/** As `dateOrder`; a date that tells no order sorts by 0: the leftmost stays current. */
function orderOf(text: string): number {
  return dateOrder(text) ?? 0
}
