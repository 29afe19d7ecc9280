import type { Bbox } from '../records/bbox.js'
import type { Block, BlockLabel, Cell, ColumnRole, PageLayout, Section, Table } from '../records/layout.js'
import type { DeidentifiedPage, Word } from '../records/page.js'
import type { Report } from '../records/report.js'

export interface CellStyling {
  readonly text: string
  readonly bold?: boolean
  readonly color?: string
  /** Size of the lines after the first. */
  readonly small?: boolean
}
export type CellInput = string | CellStyling

/** Builds one page with its words and layout by hand: what the layout room gives. */
export class PageBuilder {
  private readonly words: Word[] = []
  private readonly blocks: Block[] = []
  private readonly tables: Table[] = []
  private y = 40

  constructor(
    private readonly number = 1,
    private readonly source: 'text' | 'ocr' = 'text',
  ) {}

  private word(text: string, bbox: Bbox, styling: Partial<CellStyling> & { size?: number } = {}): number {
    this.words.push({
      text,
      bbox,
      confidence: this.source === 'ocr' ? 0.9 : 1,
      source: this.source,
      angle: 0,
      line: null,
      style:
        this.source === 'ocr'
          ? { size: null, bold: null, italic: null, color: null }
          : { size: styling.size ?? 9, bold: styling.bold ?? false, italic: false, color: styling.color ?? '#000000' },
    })
    return this.words.length - 1
  }

  private row(
    text: string,
    x: number,
    y: number,
    styling: Partial<CellStyling> & { size?: number },
  ): { words: number[]; bbox: Bbox } {
    const words: number[] = []
    let at = x
    for (const part of text.split(/\s+/).filter((p) => p !== '')) {
      const width = part.length * 5
      words.push(this.word(part, [at, y, at + width, y + 9], styling))
      at += width + 4
    }
    return { words, bbox: [x, y, at, y + 9] }
  }

  table(
    columns: readonly (ColumnRole | readonly [ColumnRole, string])[],
    rows: readonly (readonly CellInput[])[],
    more: Partial<Pick<Table, 'section' | 'panel' | 'purpose' | 'continues' | 'header_rows'>> & {
      units?: readonly (string | null)[]
    } = {},
  ): this {
    const top = this.y
    const cells: Cell[] = []
    rows.forEach((row, r) => {
      let lines = 1
      row.forEach((input, c) => {
        const styling = typeof input === 'string' ? { text: input } : input
        if (styling.text === '') return
        const x = 40 + c * 90
        const parts = styling.text.split('\n')
        lines = Math.max(lines, parts.length)
        const words = parts.flatMap(
          (part, i) => this.row(part, x, this.y + i * 10, { ...styling, size: styling.small && i > 0 ? 6 : 9 }).words,
        )
        const span = row.length === 1 ? columns.length : 1
        cells.push({
          row: r,
          column: c,
          row_span: 1,
          column_span: span,
          bbox: [x, this.y, x + 85, this.y + parts.length * 10],
          text: styling.text,
          words,
        })
      })
      this.y += lines * 10 + 4
    })
    const bbox: Bbox = [40, top, 40 + columns.length * 90, this.y]
    const section = more.section ?? 'laboratory'
    this.tables.push({
      bbox,
      rows: rows.length,
      columns: columns.map((c, i) => ({
        role: typeof c === 'string' ? c : c[0],
        header: typeof c === 'string' ? null : c[1],
        unit: more.units?.[i] ?? null,
        bbox,
      })),
      header_rows: more.header_rows ?? 0,
      cells,
      ruled: 'none',
      purpose: more.purpose ?? 'results',
      continues: more.continues ?? false,
      section,
      panel: more.panel ?? null,
    })
    this.blocks.push({
      label: 'table',
      bbox,
      order: this.blocks.length,
      section,
      heading: null,
      lines: [],
      table: this.tables.length - 1,
    })
    return this
  }

  text(label: BlockLabel, section: Section, heading: string | null, ...texts: string[]): this {
    const lines = texts.map((text) => {
      const made = this.row(text, 40, this.y, {})
      this.y += 12
      return { text, words: made.words, bbox: made.bbox }
    })
    const x1 = Math.max(...lines.map((l) => l.bbox[2]))
    this.blocks.push({
      label,
      bbox: [40, lines[0]!.bbox[1], x1, this.y],
      order: this.blocks.length,
      section,
      heading,
      lines,
      table: null,
    })
    return this
  }

  build(): { page: DeidentifiedPage; layout: PageLayout } {
    return {
      page: {
        number: this.number,
        width: 595,
        height: 842,
        rotation: 0,
        skew: 0,
        kind: this.source === 'ocr' ? 'scanned' : 'digital',
        words: this.words,
        rules: [],
        fills: [],
        figures: [],
        redactions: [],
        ocr:
          this.source === 'ocr'
            ? { engine: 'tesseract.js', language: 'eng', dpi: 200, mean_confidence: 0.9, words: this.words.length }
            : null,
        image: null,
      },
      layout: { number: this.number, blocks: this.blocks, tables: this.tables },
    }
  }
}

export const testReport: Report = {
  report_id: 'r1',
  patient_id: 'p1',
  visit_index: 0,
  days_since_first_visit: null,
  language: 'en',
  kind: 'digital',
  page_count: 1,
  sex: 'female',
  age: 42,
  age_top_coded: false,
  institution: null,
}
