import { fold, isHan } from './fold.js'

/** A run of text without a wide gap: a table cell, or a column of a form. Offsets into the sheet's text. */
export interface SheetCell {
  start: number
  end: number
  x0: number
  x1: number
}

/** One printed line. `y0`, `y1` in points (plain text: 12 points a line). */
export interface SheetLine {
  start: number
  end: number
  y0: number
  y1: number
  cells: SheetCell[]
}

/**
 * Folded text with geometry: what every detector reads. Lines end with `\n`, wide gaps are `\t`. `x0[i]`, `x1[i]` are the left and
 * right edge of character `i` in points; `from`, `to` lead back to the source text. `height` is the page's, in points.
 */
export interface Sheet {
  text: string
  lines: SheetLine[]
  x0: Float64Array
  x1: Float64Array
  from: number[]
  to: number[]
  width: number
  height: number
  /** False for plain text, where columns are only counted characters. */
  measured: boolean
  /** Read by OCR: words may be misread. */
  ocr: boolean
  /** The least confidence of OCR in the words of a stretch, 0-1; absent for plain text. */
  confidence?: (start: number, end: number) => number
}

/** Points that one half-width character of plain text counts for, and one line. */
const COLUMN = 6
const ROW = 12

/** A sheet over plain text: columns are counted characters, three spaces or a tab are a wide gap. */
export function sheetOfText(source: string): Sheet {
  const folded = fold(source)
  const text = folded.text
    .replace(/\r/g, ' ')
    .replace(/[\v\f]/g, '\n')
    .replace(/ {3,}/g, (run) => '\t'.repeat(run.length))
  const x0 = new Float64Array(text.length)
  const x1 = new Float64Array(text.length)
  let column = 0
  for (let i = 0; i < text.length; i += 1) {
    x0[i] = column
    if (text[i] === '\n') column = 0
    else column += isHan(text[i]) ? 2 * COLUMN : COLUMN
    x1[i] = column
  }
  let row = 0
  const lines = splitLines(text, x0, x1, () => {
    row += 1
    return [(row - 1) * ROW, row * ROW]
  })
  return {
    text,
    lines,
    x0,
    x1,
    from: folded.from,
    to: folded.to,
    width: 600,
    height: Math.max(ROW, row * ROW),
    measured: false,
    ocr: false,
  }
}

/** Cuts text into lines and cells; `rowOf(line number)` gives a line's top and bottom. */
export function splitLines(
  text: string,
  x0: Float64Array,
  x1: Float64Array,
  rowOf: (line: number) => readonly [number, number],
): SheetLine[] {
  const lines: SheetLine[] = []
  for (let start = 0, number = 0; start <= text.length; number += 1) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const cells: SheetCell[] = []
    for (let at = start; at < end; ) {
      if (text[at] === '\t' || (text[at] === ' ' && cells.at(-1)?.end === at)) {
        at += 1
        continue
      }
      const tab = text.indexOf('\t', at)
      const stop = tab < 0 || tab > end ? end : tab
      let last = stop
      while (last > at && text[last - 1] === ' ') last -= 1
      let first = at
      while (first < last && text[first] === ' ') first += 1
      if (last > first) cells.push({ start: first, end: last, x0: x0[first]!, x1: x1[last - 1]! })
      at = stop + 1
    }
    const [y0, y1] = rowOf(number)
    lines.push({ start, end, y0, y1, cells })
    start = end + 1
  }
  return lines
}

/** The line that holds an offset (binary search). */
export function lineAt(sheet: Sheet, offset: number): number {
  let low = 0
  let high = sheet.lines.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (sheet.lines[middle]!.start <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** The cell of a line that holds an offset. */
export function cellAt(line: SheetLine, offset: number): SheetCell | undefined {
  return line.cells.find((cell) => offset >= cell.start && offset <= cell.end)
}
