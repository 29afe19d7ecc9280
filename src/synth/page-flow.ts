import type { Rich, TextStyle } from './page-canvas.js'
import type { ReportDraft } from './report-draft.js'
import { drawTable } from './ruled-table.js'

const COLUMN_GAP = 18

/** Where the next thing goes: one cursor down the pages of a report, with the margins its running header and footer need. */
export class PageFlow {
  y: number
  left: number
  width: number
  private columns = 1
  private column = 0
  private columnTop = 0
  readonly top: number
  readonly bottom: number

  constructor(
    readonly draft: ReportDraft,
    headerHeight: number,
    footerHeight: number,
  ) {
    const { canvas, style } = draft
    this.left = style.margin
    this.width = canvas.width - style.margin * 2
    this.top = style.margin + headerHeight
    this.bottom = canvas.height - style.margin - footerHeight
    this.y = this.top
  }

  breakPage = (): number => {
    if (this.column + 1 < this.columns) {
      this.column++
      this.left += this.width + COLUMN_GAP
      this.y = this.columnTop
      return this.y
    }
    this.left -= this.column * (this.width + COLUMN_GAP)
    this.column = 0
    this.columnTop = this.top
    this.draft.canvas.addPage()
    this.y = this.top
    return this.top
  }

  /** From here on the text runs in two columns, on this page below what is there. */
  startColumns(): void {
    this.columns = 2
    this.columnTop = this.y
    this.width = (this.width - COLUMN_GAP) / 2
  }

  /** Starts a new page when less than `height` points are left. */
  need(height: number): void {
    if (this.y + height > this.bottom) this.breakPage()
  }

  text(
    rich: Rich,
    style: Partial<TextStyle> & Pick<TextStyle, 'label'>,
    gap = 3,
    indent = 0,
  ): ReturnType<ReportDraft['canvas']['text']> {
    const { canvas, style: look } = this.draft
    const full: TextStyle = { size: look.size, ...style }
    this.need(canvas.heightOf(rich, full, this.width - indent))
    const placed = canvas.text(rich, this.left + indent, this.y, full, this.width - indent)
    this.y = placed.bottom + gap
    return placed
  }

  /** A section title in the report's manner: bar, underline or plain. */
  section(title: string, form: number): void {
    const { canvas, style } = this.draft
    const size = style.size * 1.3
    // A title never stands alone at the foot of a page: its table's header and two rows go with it.
    this.need(size * 9)
    this.y += 5
    const height = size * 1.5
    if (form === 0) {
      canvas.fill([this.left, this.y, this.left + this.width, this.y + height], style.accent)
      canvas.text(title, this.left + 6, this.y + size * 0.18, {
        size,
        bold: true,
        color: '#ffffff',
        label: 'section_header',
      })
    } else if (form === 1) {
      canvas.text(title, this.left, this.y, { size, bold: true, color: style.accent, label: 'section_header' })
      canvas.rule(this.left, this.y + height, this.left + this.width, this.y + height, 1, style.accent)
    } else if (form === 2) {
      canvas.text(title, this.left, this.y, { size, bold: true, label: 'section_header', align: 'center' }, this.width)
    } else {
      canvas.fill([this.left, this.y + 1, this.left + 3, this.y + height - 3], style.accent)
      canvas.text(title, this.left + 8, this.y, { size, bold: true, label: 'section_header' })
    }
    this.y += height + 4
  }

  /** A guideline table: rows that look like results and are not. */
  guideline(): void {
    const { canvas, style, plan } = this.draft
    const rng = plan.rng.fork('guideline')
    const guide = rng.pick(plan.lists.wording.guidelines)
    this.need(90)
    this.y += 6
    this.text(style.language === 'en' ? guide.title_en : guide.title_zh, {
      label: 'section_header',
      bold: true,
      size: style.size,
    })
    const width = this.width * 0.75
    this.y =
      drawTable(canvas, {
        x: this.left,
        y: this.y,
        widths: guide.header.map(() => width / guide.header.length),
        header: [guide.header.map((rich) => ({ rich }))],
        rows: guide.rows.map((row) => row.map((rich) => ({ rich }))),
        style: { size: style.size * 0.92, label: 'table' },
        ruled: rng.pick(['full', 'partial', 'none']),
        purpose: 'guideline',
        bottom: this.bottom,
        breakPage: this.breakPage,
      }) + 6
    for (const row of guide.rows) canvas.truth.distractors.push(row.join(' '))
  }
}
