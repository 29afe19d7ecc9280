import { type Bbox, union } from '../records/bbox.js'
import type { LineLabel, TruthTable } from './ground-truth.js'
import { type PageCanvas, plainText, type Rich, type TextStyle } from './page-canvas.js'
import { lineUnits } from './text-run.js'

/** One cell; `group` ties the cells that one recorded row consists of (two analytes side by side make two groups). */
export interface TableCell {
  readonly rich: Rich
  readonly bold?: boolean
  readonly color?: string
  readonly align?: 'left' | 'center' | 'right'
  readonly group?: number
  /** How many columns it covers. */
  readonly span?: number
  readonly label?: LineLabel
}

export interface TableSpec {
  readonly x: number
  readonly y: number
  readonly widths: readonly number[]
  readonly header: readonly (readonly TableCell[])[]
  readonly rows: readonly (readonly TableCell[])[]
  readonly style: TextStyle
  readonly ruled: 'full' | 'partial' | 'none'
  readonly purpose: TruthTable['purpose']
  readonly headerFill?: string | null
  readonly zebra?: boolean
  readonly middle?: boolean
  readonly pad?: number
  readonly accent?: string
  /** Lowest y a row may reach, and what starts the next page (returns its first y). */
  readonly bottom: number
  breakPage(): number
  readonly repeatHeader?: boolean
  /** Called for each group of cells of each row once drawn. */
  onGroup?(row: number, group: number, page: number, bbox: Bbox, continued: boolean): void
}

/**
 * Column widths for the cells' contents, stretched to `width`, or shrunk to it: first the columns in `flexible`, then the others, none
 * below its longest piece that cannot be broken.
 */
export function columnWidths(
  canvas: PageCanvas,
  rows: readonly (readonly TableCell[])[],
  style: TextStyle,
  width: number,
  flexible: readonly number[],
  pad: number,
): number[] {
  const columns = Math.max(...rows.map((row) => row.length))
  const widest = (c: number, pieces: (text: string) => readonly string[]) =>
    Math.max(
      14,
      ...rows.flatMap((row) => {
        const look = { ...style, bold: row[c]?.bold ?? style.bold ?? false }
        return pieces(plainText(row[c]?.rich ?? '')).map(
          (piece) => canvas.measure(piece.trimEnd(), look) * 1.04 + pad * 2 + 1,
        )
      }),
    )
  const natural = Array.from({ length: columns }, (_, c) => widest(c, (text) => text.split('\n')))
  const sum = (widths: readonly number[]) => widths.reduce((total, w) => total + w, 0)
  const total = sum(natural)
  if (total <= width) return natural.map((w) => w + ((width - total) * (w + 30)) / (total + 30 * columns))
  const least = natural.map((_, c) => widest(c, lineUnits))
  const shrink = (widths: readonly number[], which: (c: number) => boolean) => {
    const spare = sum(widths.map((w, c) => (which(c) ? w - Math.min(w, least[c]!) : 0)))
    const share = spare === 0 ? 0 : Math.min(1, Math.max(0, sum(widths) - width) / spare)
    return widths.map((w, c) => (which(c) ? w - (w - Math.min(w, least[c]!)) * share : w))
  }
  const shrunk = shrink(
    shrink(natural, (c) => flexible.includes(c)),
    () => true,
  )
  return sum(shrunk) > width ? shrunk.map((w) => (w * width) / sum(shrunk)) : shrunk
}

/** Draws a table with page breaks between rows and records it, one ground-truth table per page. Returns the y under it. */
export function drawTable(canvas: PageCanvas, spec: TableSpec): number {
  const pad = spec.pad ?? 3
  const total = spec.widths.reduce((sum, w) => sum + w, 0)
  const right = spec.x + total
  const color = spec.ruled === 'partial' ? (spec.accent ?? '#444444') : '#666666'
  let y = spec.y
  let top = y
  let drawn: string[][] = []
  let headerRows = 0
  let continues = false

  const placements = (row: readonly TableCell[]) => {
    let left = spec.x
    let column = 0
    return row.map((cell) => {
      const span = cell.span ?? 1
      const width = spec.widths.slice(column, column + span).reduce((sum, w) => sum + w, 0)
      const place = { cell, span, left, width }
      left += width
      column += span
      return place
    })
  }
  const lookOf = (cell: TableCell, header: boolean): TextStyle => ({
    ...spec.style,
    label: cell.label ?? 'table',
    bold: cell.bold ?? (header || (spec.style.bold ?? false)),
    align: cell.align ?? 'left',
    ...(cell.color ? { color: cell.color } : {}),
  })
  const heightOf = (row: readonly TableCell[], header: boolean) => {
    const heights = placements(row).map(({ cell, width }) =>
      canvas.heightOf(cell.rich, lookOf(cell, header), width - pad * 2),
    )
    return Math.max(spec.style.size * 1.35, ...heights) + pad * 2
  }

  const drawRow = (row: readonly TableCell[], header: boolean, index: number) => {
    const height = heightOf(row, header)
    if (header && spec.headerFill) canvas.fill([spec.x, y, right, y + height], spec.headerFill)
    else if (!header && spec.zebra && index % 2 === 1) canvas.fill([spec.x, y, right, y + height], '#f4f4f4')
    const groups = new Map<number, Bbox[]>()
    const texts: string[] = []
    for (const { cell, span, left, width } of placements(row)) {
      const look = lookOf(cell, header)
      if (plainText(cell.rich).trim() === '') texts.push('')
      else {
        const spare = height - pad * 2 - canvas.heightOf(cell.rich, look, width - pad * 2)
        const placed = canvas.text(
          cell.rich,
          left + pad,
          y + pad + (spec.middle ? spare / 2 : 0),
          look,
          width - pad * 2,
        )
        texts.push(plainText(cell.rich).includes('\n') ? placed.lines.join('\n') : joinLines(placed.lines))
        const group = cell.group ?? 0
        groups.set(group, [...(groups.get(group) ?? []), placed.bbox])
      }
      // Covered columns are given as empty cells.
      for (let i = 1; i < span; i++) texts.push('')
      if (spec.ruled === 'full') canvas.frame([left, y, left + width, y + height], 0.5, color)
    }
    if (spec.ruled === 'partial') {
      if (header) {
        canvas.rule(spec.x, y, right, y, 0.9, color)
        canvas.rule(spec.x, y + height, right, y + height, 0.9, color)
      } else if (spec.pad !== undefined) canvas.rule(spec.x, y + height, right, y + height, 0.3, '#bbbbbb')
    }
    y += height
    drawn.push(texts)
    if (header) headerRows++
    else for (const [group, boxes] of groups) spec.onGroup?.(index, group, canvas.page, union(boxes), continues)
  }

  const close = () => {
    if (spec.ruled === 'partial') canvas.rule(spec.x, y, right, y, 0.9, color)
    canvas.truth.tables.push({
      page: canvas.page,
      bbox: [spec.x, top, right, y],
      purpose: spec.purpose,
      ruled: spec.ruled,
      header_rows: headerRows,
      continues,
      rows: drawn,
    })
  }

  const headerHeight = spec.header.reduce((sum, row) => sum + heightOf(row, true), 0)
  if (y + headerHeight + spec.style.size * 3 > spec.bottom) top = y = spec.breakPage()
  for (const row of spec.header) drawRow(row, true, -1)
  spec.rows.forEach((row, index) => {
    if (y + heightOf(row, false) > spec.bottom) {
      close()
      top = y = spec.breakPage()
      drawn = []
      headerRows = 0
      continues = true
      if (spec.repeatHeader ?? true) for (const head of spec.header) drawRow(head, true, -1)
    }
    drawRow(row, false, index)
  })
  close()
  return y
}

/** Lines of wrapped text as one: no space between Chinese characters. */
export function joinLines(lines: readonly string[]): string {
  return lines.reduce((text, line) => {
    if (text === '') return line
    const wide = /[\u2e80-\u9fff\uff01-\uff60]$/.test(text) || /^[\u2e80-\u9fff\uff01-\uff60]/.test(line)
    return wide ? text + line : `${text} ${line}`
  }, '')
}
