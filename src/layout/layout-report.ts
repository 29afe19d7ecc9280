import { union } from '../records/bbox.js'
import type { Block, BlockLabel, ColumnRole, Line, PageLayout, Table } from '../records/layout.js'
import type { DeidentifiedPage } from '../records/page.js'
import { isProse } from './cell-type.js'
import type { LayoutConfig } from './config.js'
import { columnTexts, type DraftTable } from './draft-table.js'
import { findGrids } from './grid.js'
import { bundledKnowledge, type LayoutKnowledge } from './knowledge.js'
import { labelLine } from './label.js'
import { type LevelPage, levelPage } from './level.js'
import { type Gaps, medianEm, readLines, type TextLine } from './line.js'
import { type LastTable, readBody } from './page-body.js'
import { purposeOf } from './purpose.js'
import type { RegionContext, RegionItem } from './region.js'
import { findRunning, type RunningLines } from './running.js'
import { SectionTrail } from './section.js'
import { tableRecord } from './table-record.js'
import { watermarkWords } from './watermark.js'

/**
 * Layout of all pages of a report: blocks in reading order, sections, tables with cells and column roles. Sections and tables are
 * carried on from page to page. Pure: the same pages and settings give the same layout.
 */
export function layoutReport(
  pages: readonly DeidentifiedPage[],
  config: LayoutConfig,
  knowledge: LayoutKnowledge = bundledKnowledge(),
): PageLayout[] {
  const gaps: Gaps = { text: config.segment_gap, ocr: config.segment_gap_ocr }
  const prepared = pages.map((page) => {
    const marks = watermarkWords(page, config.watermark_angle)
    const level = levelPage(
      page,
      page.words.flatMap((w, i) => (marks.has(i) || w.text.trim() === '' ? [] : [i])),
      knowledge.headers,
    )
    return { source: page, marks, page: level, lines: readLines(level.pieces, gaps) }
  })
  const running = findRunning(prepared, config.running_band, knowledge)
  const trail = new SectionTrail(knowledge)
  const layouts: PageLayout[] = []
  let carried: RegionContext['carried'] = null
  let last: LastTable | null = null
  for (const [i, { source, marks, page }] of prepared.entries()) {
    const furniture = running[i]!
    const aside = new Set(
      [...furniture.header, ...furniture.footer].flatMap((l) => l.segments.flatMap((s) => [...s.pieces, ...s.marks])),
    )
    const body = page.pieces.filter((p) => !aside.has(p))
    const grids = findGrids({ ...page, pieces: body }, gaps, knowledge)
    const context: RegionContext = { page, config, knowledge, carried }
    const items = readBody(body, grids, context, last)
    const build = new PageBuild(page, knowledge, trail, i === 0)
    build.furniture(furniture.header, 'page_header')
    for (const item of items) {
      if (item.kind === 'line') build.line(item.line)
      else build.table(item, last, items.indexOf(item) === items.findIndex((o) => o.kind === 'table'))
    }
    build.figures(source)
    build.furniture(furniture.footer, 'page_footer')
    build.watermark(source, marks)
    layouts.push(build.finish(source.number))
    carried = context.carried === null ? null : { ...context.carried, otherPage: true }
    const table = build.tables.at(-1)
    if (table !== undefined) last = { ...table, closes: items.at(-1)?.kind === 'table' }
  }
  return layouts
}

/** Collects the blocks of one page in reading order. */
class PageBuild {
  private readonly blocks: Block[] = []
  readonly tables: { table: Table; draft: DraftTable }[] = []
  private readonly usual: number
  private open: { label: BlockLabel; lines: TextLine[] } | null = null
  private lines = 0
  private formed = false

  constructor(
    private readonly page: LevelPage,
    private readonly knowledge: LayoutKnowledge,
    private readonly trail: SectionTrail,
    private readonly firstPage: boolean,
  ) {
    this.usual = page.pieces.length > 0 ? medianEm(page.pieces) : 10
  }

  furniture(lines: RunningLines['header'], label: BlockLabel): void {
    this.close()
    const sorted = [...lines].sort((a, b) => a.middle - b.middle)
    if (sorted.length > 0) this.push(label, sorted)
  }

  line(line: TextLine): void {
    let label = labelLine(
      line,
      this.page,
      this.usual,
      this.firstPage && !this.formed && this.lines < 8 && line.middle < this.page.height * 0.4,
      this.knowledge,
    )
    this.lines++
    // The titles of a report stand above the fields of its subject.
    if (label === 'key_value' && /[:：]/u.test(line.text)) this.formed = true
    const open = this.open
    const before = open?.lines.at(-1)
    const near = before !== undefined && line.y0 - before.y1 < 1.1 * Math.max(line.em, before.em) && line.y0 > before.y0
    // Sentences after a note or list item carry it on.
    if (
      label === 'paragraph' &&
      near &&
      (open?.label === 'note' || (open?.label === 'list' && line.x0 > open.lines[0]!.x0 - 2))
    ) {
      label = open.label
    }
    // A line that begins in the middle of a sentence carries on the text before it, whatever it looks like by itself.
    if (
      open !== null &&
      near &&
      (open.label === 'paragraph' || open.label === 'list') &&
      ['section_header', 'title', 'list', 'key_value', 'note'].includes(label) &&
      !/[.。:：;；!?！？\]]\s*$/u.test(before!.text) &&
      /^(?:\p{Ll}|\(?\p{Ll}|[-–]?\s?[\d.]+[\])]|\d[\d.]*\s*[%\p{Ll}])/u.test(line.text) &&
      isProse(before!.text)
    ) {
      label = open.label
    }
    const single = label === 'section_header' || label === 'title'
    if (open !== null && open.label === label && near && !single) {
      open.lines.push(line)
      return
    }
    this.close()
    if (single) {
      // The title of the report names the institution; one on a later page heads a part.
      this.trail.enter(headingText(line.text), label === 'title' && this.firstPage)
      this.push(label, [line])
    } else this.open = { label, lines: [line] }
  }

  table(item: RegionItem & { kind: 'table' }, last: LastTable | null, first: boolean): void {
    this.close()
    const { table: draft, roles } = item
    const top = this.page.restore([0, draft.bands[0]!.y0, 0, draft.bands[0]!.y0])[1]
    // Form lines between the header and the rows stand before the table; the title is above them.
    const above = this.blocks.findLast((b) => b.bbox[1] < top - 1 || b.label === 'table')
    let purpose = purposeOf(draft, roles, this.knowledge.cells)
    if (
      first &&
      last !== null &&
      !draft.continues &&
      draft.headerRows > 0 &&
      above?.label !== 'section_header' &&
      above?.label !== 'title'
    ) {
      draft.continues = last.closes && sameColumns(last, draft, roles)
    }
    if (draft.continues && last !== null) purpose = last.table.purpose === 'guideline' ? 'guideline' : purpose
    const names = columnTexts(draft, Math.max(0, roles.indexOf('name')))
    const title = draft.cells.find(
      (c) => c.row < draft.headerRows - 1 && c.columnSpan >= draft.columns.length / 2 && c.text !== '',
    )
    if (title !== undefined) this.trail.enter(title.text, false)
    const headed = above?.label === 'section_header' || above?.label === 'title'
    const own = title?.text ?? (headed ? headingText(above!.lines[0]!.text) : this.besideAbove(draft))
    const panel = own?.replace(ORNAMENT, '') ?? (draft.continues && last !== null ? (lastPanel(last) ?? null) : null)
    const section =
      purpose === 'results'
        ? this.trail.ofResults(names)
        : purpose === 'form'
          ? this.trail.ofPairs(names)
          : this.trail.current
    const record = tableRecord(draft, roles, purpose, { page: this.page, section, panel })
    this.tables.push({ table: record, draft })
    this.blocks.push({
      label: 'table',
      bbox: record.bbox,
      order: this.blocks.length,
      section,
      heading: this.trail.heading,
      lines: tableLines(record),
      table: this.tables.length - 1,
    })
  }

  /** Panel of the table that begins at the same height on the left: one heading stands above both. */
  private besideAbove(draft: DraftTable): string | null {
    const left = this.tables.at(-1)
    if (left === undefined || left.table.panel === null) return null
    const [a, b] = [left.draft.bands[0]!, draft.bands[0]!]
    const apart = draft.columns[0]!.x0 > left.draft.columns.at(-1)!.x1 - 2
    return apart && Math.abs(a.y0 - b.y0) < Math.min(a.y1 - a.y0, b.y1 - b.y0) ? left.table.panel : null
  }

  figures(page: DeidentifiedPage): void {
    this.close()
    for (const figure of page.figures) {
      this.blocks.push({
        label: 'figure',
        bbox: figure.bbox,
        order: this.blocks.length,
        section: this.trail.current,
        heading: this.trail.heading,
        lines: [],
        table: null,
      })
    }
  }

  watermark(page: DeidentifiedPage, marks: ReadonlySet<number>): void {
    const words = [...marks].sort((a, b) => a - b)
    if (words.length === 0) return
    const bbox = union(words.map((w) => page.words[w]!.bbox))
    const line: Line = { bbox, text: words.map((w) => page.words[w]!.text).join(' '), words }
    this.blocks.push({
      label: 'watermark',
      bbox,
      order: this.blocks.length,
      section: 'other',
      heading: null,
      lines: [line],
      table: null,
    })
  }

  finish(number: number): PageLayout {
    this.close()
    return { number, blocks: this.blocks, tables: this.tables.map((t) => t.table) }
  }

  private close(): void {
    if (this.open === null) return
    const { label, lines } = this.open
    this.open = null
    this.push(label, lines)
  }

  private push(label: BlockLabel, lines: readonly TextLine[]): void {
    const flowing = label === 'paragraph' || label === 'note' || label === 'list'
    const records = lines.map((l) => lineRecord(l, flowing))
    const furniture = label === 'page_header' || label === 'page_footer'
    const names = lines.flatMap((l) => l.segments.map((s) => s.text.replace(/\s*[:：].*$|\s+\d.*$/u, '')))
    this.blocks.push({
      label,
      bbox: union(records.map((r) => r.bbox)),
      order: this.blocks.length,
      section: furniture ? 'other' : label === 'key_value' ? this.trail.ofPairs(names) : this.trail.current,
      heading: furniture ? null : this.trail.heading,
      lines: records,
      table: null,
    })
  }
}

/** The same roles, each column mostly over its counterpart: a header printed again on the next page. */
function sameColumns(last: LastTable, draft: DraftTable, roles: readonly ColumnRole[]): boolean {
  if (roles.length !== last.table.columns.length) return false
  return roles.every((role, i) => {
    const a = draft.columns[i]!
    const b = last.draft.columns[i]!
    const shared = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)
    return role === last.table.columns[i]!.role && shared > 0.5 * Math.min(a.x1 - a.x0, b.x1 - b.x0)
  })
}

function lastPanel(last: LastTable): string | null {
  const spanning = last.draft.cells.filter(
    (c) => c.columnSpan === last.draft.columns.length && c.row >= last.draft.headerRows,
  )
  return spanning.at(-1)?.text ?? last.table.panel
}

/** A heading in two parts as one text. */
function headingText(text: string): string {
  return text.replace(/ {3}/gu, ' ')
}

/** Drawn marks before a heading. */
const ORNAMENT = /^[▌▍▎▏▐■□◆◇●○▶►★☆|┃]+\s*/u

/** Characters of a label before the text that describes it (`浅表淋巴结   未触及肿大`). */
const LABEL_LENGTH = 14

/**
 * A line as it is published; gaps in sentences (justified type) are word spaces, other gaps stay three spaces wide: that between a
 * label and its description, and all gaps outside sentences.
 */
function lineRecord(line: TextLine, flowing: boolean): Line {
  const pieces = line.segments.flatMap((s) => s.pieces)
  const [first, second] = line.segments
  const labelled =
    second !== undefined &&
    line.segments.length === 2 &&
    first!.text.length <= LABEL_LENGTH &&
    second.x0 - first!.x1 > 1.5 * line.em
  return {
    bbox: union(pieces.map((p) => p.box)),
    text: flowing && !labelled && isProse(line.text) ? line.text.replace(/ {3}/gu, ' ') : line.text,
    words: [...new Set(line.segments.flatMap((s) => [...s.pieces, ...s.marks]).map((p) => p.word))],
  }
}

/** A table's rows as lines, for readers that take text only. */
function tableLines(table: Table): Line[] {
  const lines: Line[] = []
  for (let row = 0; row < table.rows; row++) {
    const cells = table.cells.filter((c) => c.row === row && c.words.length > 0)
    if (cells.length === 0) continue
    lines.push({
      bbox: union(cells.map((c) => c.bbox)),
      text: cells.map((c) => c.text.replaceAll('\n', ' ')).join('   '),
      words: cells.flatMap((c) => c.words),
    })
  }
  return lines
}
