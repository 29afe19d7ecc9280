import type { TruthBiomarker } from './ground-truth.js'
import type { Rich } from './page-canvas.js'
import type { PrintedResult } from './printed-result.js'
import type { ReportDraft } from './report-draft.js'
import type { ColumnRole } from './report-style.js'
import { columnWidths, drawTable, type TableCell } from './ruled-table.js'

export interface ResultTableSpec {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly bottom: number
  breakPage(): number
  readonly section: string
  readonly panel: string | null
  /** Adds a column of the visit before. */
  readonly previous?: boolean
  /** Header of that column when it is not the plain word (a date). */
  readonly previousHeader?: Rich
  /** Two analytes side by side in each row. */
  readonly pairs?: boolean
  readonly repeatHeader?: boolean
  readonly size?: number
  /** Rows of subject fields that stand inside the table, before its first result: label and value cells. */
  readonly intruders?: readonly { readonly label: string; readonly value: Rich }[]
  /** Titles of panels that stand as rows across one table, each before the result of that index. */
  readonly headings?: readonly { readonly from: number; readonly title: string }[]
}

function emphasised(row: PrintedResult): boolean {
  return (
    row.interpretation === 'H' ||
    row.interpretation === 'L' ||
    row.interpretation === 'A' ||
    row.interpretation === 'POS'
  )
}

function withFlag(row: PrintedResult, draft: ReportDraft, sharedUnit: string | null, hazards: string[]): string {
  const { style } = draft
  let value = row.value
  if (style.unitPlace === 'glued' && row.unit !== '') {
    value += row.unit
    hazards.push('unit_glued')
  } else if (
    (style.unitPlace === 'after' || (style.unitPlace === 'header' && sharedUnit === null)) &&
    row.unit !== ''
  ) {
    value += ` ${row.unit}`
    hazards.push('unit_in_value_cell')
  }
  if (row.flag !== '' && style.flagPlace === 'glued') {
    hazards.push('flag_glued')
    return value + row.flag
  }
  if (row.flag !== '' && style.flagPlace === 'after') return `${value} ${row.flag}`
  if (row.flag !== '' && style.flagPlace === 'before') return `${row.flag} ${value}`
  return value
}

// Groups of cells: the index of the result, this much more for its previous value, and NOBODY for cells that belong to no result.
const PREVIOUS = 10_000
const NOBODY = -1

/** Draws one panel of results as a table and records every row. Returns the y under it. */
export function drawResults(draft: ReportDraft, rows: readonly PrintedResult[], spec: ResultTableSpec): number {
  const { canvas, style } = draft
  if (rows.length === 0) return spec.y
  const size = spec.size ?? style.size
  const columns: ColumnRole[] = [...style.columns]
  if (spec.previous) columns.splice(Math.max(columns.indexOf('value'), columns.indexOf('flag')) + 1, 0, 'previous')
  const hasAbbr = columns.includes('abbr')
  const sharedUnit = style.unitPlace === 'header' && new Set(rows.map((r) => r.unit)).size === 1 ? rows[0]!.unit : null

  const blankColumn = columns.includes('flag') && rows.every((row) => row.flag === '')

  const emphasisOf = (row: PrintedResult): TruthBiomarker['emphasis'] => (emphasised(row) ? style.emphasis : null)
  const cellOf = (row: PrintedResult, role: ColumnRole, index: number, hazards: string[]): TableCell => {
    const group = index
    const emphasis = emphasisOf(row)
    const strong = emphasis === 'bold' || emphasis === 'bold_color'
    const red = emphasis === 'color' || emphasis === 'bold_color' ? { color: '#c00000' } : {}
    switch (role) {
      case 'index':
        return { rich: String(index + 1), align: 'center', group }
      case 'name':
        return { rich: row.method === '' ? row.name : `${row.name}\nMethod: ${row.method}`, group }
      case 'abbr':
        return { rich: row.analyte.abbr ?? '', group }
      case 'value':
        return { rich: withFlag(row, draft, sharedUnit, hazards), group, ...(strong ? { bold: true } : {}), ...red }
      case 'flag':
        return { rich: row.flag, group, align: 'center', ...(row.flag !== '' ? red : {}) }
      case 'unit':
        return { rich: row.unit, group }
      case 'range':
        return { rich: row.range, group }
      case 'previous':
        return { rich: draft.previousResult(row)?.value ?? '', group: group + PREVIOUS }
      default:
        return { rich: row.method, group }
    }
  }

  const perLine = spec.pairs ? 2 : 1
  const lines = Math.ceil(rows.length / perLine)
  const hazardsOf = rows.map(() => [] as string[])
  const body: TableCell[][] = []
  for (let line = 0; line < lines; line++) {
    const heading = spec.headings?.find((h) => h.from === line)
    if (heading)
      body.push([
        { rich: heading.title, span: columns.length * perLine, bold: true, label: 'section_header', group: NOBODY },
      ])
    const cells: TableCell[] = []
    for (let side = 0; side < perLine; side++) {
      const index = side * lines + line
      const row = rows[index]
      for (const role of columns)
        cells.push(row ? cellOf(row, role, index, hazardsOf[index]!) : { rich: '', group: NOBODY })
    }
    body.push(cells)
  }
  const panelOf = (index: number) => spec.headings?.findLast((h) => h.from <= index)?.title ?? spec.panel
  const heads = columns.map((role): TableCell => {
    const text = role === 'value' && sharedUnit ? `${style.headers.value} (${sharedUnit})` : style.headers[role]
    const rich: Rich = role === 'previous' && spec.previousHeader ? spec.previousHeader : text
    return { rich, ...(role === 'index' || role === 'flag' ? { align: 'center' } : {}) }
  })
  const header = [spec.pairs ? [...heads, ...heads] : heads]
  const flexible = Array.from({ length: columns.length * perLine }, (_, c) => c).filter((c) =>
    ['name', 'range', 'method'].includes(columns[c % columns.length]!),
  )
  const intruders = (spec.intruders ?? []).map((field): TableCell[] => {
    const cells: TableCell[] = Array.from({ length: columns.length * perLine }, () => ({ rich: '', group: NOBODY }))
    const at = Math.max(0, columns.indexOf('name'))
    cells[at] = { rich: field.label, group: NOBODY }
    cells[at + 1 < cells.length ? at + 1 : at - 1] = { rich: field.value, group: NOBODY }
    return cells
  })
  const all = [...intruders, ...body]
  const style_ = { size, label: 'table' } as const
  const widths = columnWidths(
    canvas,
    [...header, ...all.filter((cells) => cells.length > 1)],
    style_,
    spec.width,
    flexible,
    3,
  )
  return drawTable(canvas, {
    x: spec.x,
    y: spec.y,
    widths,
    header,
    rows: all,
    style: style_,
    ruled: style.ruled,
    purpose: 'results',
    headerFill: style.headerFill,
    zebra: style.zebra,
    middle: style.middle,
    pad: 3,
    accent: style.accent,
    bottom: spec.bottom,
    breakPage: spec.breakPage,
    repeatHeader: spec.repeatHeader ?? true,
    onGroup: (_line, group, page, bbox, continued) => {
      const index = group >= PREVIOUS ? group - PREVIOUS : group
      const row = rows[index]
      if (!row) return
      if (group >= PREVIOUS) {
        const previous = draft.previousResult(row)
        if (previous)
          draft.recordResult(
            { ...previous, flag: '', condition: null },
            {
              page,
              bbox,
              section: spec.section,
              panel: panelOf(index),
              emphasis: null,
              role: 'previous',
              hazards: ['previous_column'],
            },
          )
        return
      }
      const hazards = [...hazardsOf[index]!]
      if (spec.pairs) hazards.push('several_per_row')
      if (continued) hazards.push(spec.repeatHeader === false ? 'continued_without_header' : 'continued_table')
      if (sharedUnit !== null && sharedUnit !== '') hazards.push('unit_in_header')
      if (spec.previous) hazards.push('has_previous_column')
      if (row.flag !== '' && style.flagPlace === 'column') hazards.push('flag_column')
      if (blankColumn) hazards.push('blank_column')
      if (style.flagPlace === 'none' && emphasisOf(row) !== null) hazards.push('emphasis_only')
      if (row.method !== '') hazards.push('method_line')
      if (hasAbbr) hazards.push('code_column')
      if (spec.headings) hazards.push('panel_rows')
      draft.recordResult(row, {
        page,
        bbox,
        section: spec.section,
        panel: panelOf(index),
        emphasis: emphasisOf(row),
        hazards,
      })
    },
  })
}
