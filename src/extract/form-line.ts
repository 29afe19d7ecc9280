import type { Block, Cell, Line, Table } from '../records/layout.js'
import { fold, joinWrapped, key } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'
import { isMeasureName } from './measure-item.js'
import { readMixed } from './number.js'

/** White space that parts the printed segments of a line, see `Line.text`. */
const GAP = '   '
const NUMBER = /^(?:<=|>=|[<>≤≥])?\s*[+-]?\d[\d.,]*(?:\s*\/\s*\d[\d.,]*)?\s*\S{0,12}$/
/** A value with its side in front: `左5.0`, `R 20/25`. */
const SIDED = /^(左|右|L|R|OS|OD|LE|RE|left|right)\s*[:：]?\s*([\d.]+(?:\s*\/\s*[\d.]+)?)$/i

/** The rows of a form as lines of `name value` items, one line for each row. */
export function formLines(table: Table, knowledge: ExtractKnowledge): Block[] {
  const blocks: Block[] = []
  for (let row = 0; row < table.rows; row++) {
    const cells = rowCells(table, row)
    if (cells.length === 0) continue
    // A label over its value in one cell (`Height` over `167 cm`) stays apart from it; a label on two lines is one.
    const text = cells
      .map((c) =>
        /\d/.test(c.text) || isValue(c.text.split('\n').at(-1)!, knowledge)
          ? c.text.replace(/\s*\n\s*/g, /\n.*\n/.test(c.text) ? ' ' : GAP)
          : joinWrapped(c.text.split('\n')),
      )
      .join(GAP)
    blocks.push(asBlock(table, table.bbox, text, cells))
  }
  return blocks
}

/** The cells of a row by themselves: several measures may stand in one (`FVC 4.12 L，FEV1 3.38 L`). */
export function formCells(table: Table, row: Block): Block[] {
  const words = new Set(row.lines.flatMap((l) => l.words))
  return table.cells
    .filter((c) => c.words.some((w) => words.has(w)) && /\p{L}.*\d/u.test(c.text))
    .map((c) => asBlock(table, c.bbox, c.text.replace(/\s*\n\s*/g, ' '), [c]))
}

/**
 * What a form tells across its rows: a known name with its result in the cell below (a row of labels over a row of values), and a name
 * with a result of each side beside it (`Uncorrected vision | L 1.0 | R 0.8`).
 */
export function crossLines(table: Table, knowledge: ExtractKnowledge): Block[] {
  const blocks = stackedCells(table, knowledge).map(({ label, value }) =>
    pair(table, label.text, label, value.text, value),
  )
  for (let row = 0; row < table.rows; row++) {
    const cells = rowCells(table, row)
    for (const label of cells) {
      if (!isLabel(label.text, knowledge)) continue
      for (const cell of cells) {
        const sided = cell.column > label.column ? SIDED.exec(fold(cell.text).trim()) : null
        if (sided !== null) blocks.push(pair(table, `${label.text} ${sided[1]!}`, label, sided[2]!, cell))
      }
    }
  }
  return blocks
}

/** Known names with their results in the cells right below, where most of a row are such names. */
export function stackedCells(table: Table, knowledge: ExtractKnowledge): { label: Cell; value: Cell }[] {
  const out: { label: Cell; value: Cell }[] = []
  for (let row = 0; row < table.rows; row++) {
    const cells = rowCells(table, row)
    const below = rowCells(table, row + 1)
    const labels = cells.filter((c) => isLabel(c.text, knowledge))
    if (labels.length < 2 || labels.length * 2 <= cells.length) continue
    for (const label of labels) {
      const value = below.find((c) => c.column === label.column && isValue(c.text, knowledge))
      if (value !== undefined) out.push({ label, value })
    }
  }
  return out
}

/**
 * Two lines outside tables, names over their values (`Height   Weight` over `172 cm   64 kg`) or values in larger type over their names
 * (`24.9   71` over `BMI (kg/m2)   Pulse (bpm)`), as one line of items; null for other lines. All names must be known, and there must
 * be as many values.
 */
export function stackedLine(first: Line, second: Line, knowledge: ExtractKnowledge): Line | null {
  const items = namesOverValues(first, second, knowledge) ?? valuesOverNames(first, second, knowledge)
  if (items === null) return null
  return {
    bbox: [
      Math.min(first.bbox[0], second.bbox[0]),
      first.bbox[1],
      Math.max(first.bbox[2], second.bbox[2]),
      second.bbox[3],
    ],
    text: items.join(GAP),
    words: [...first.words, ...second.words],
  }
}

function namesOverValues(names: Line, values: Line, knowledge: ExtractKnowledge): string[] | null {
  const results = segments(values.text)
  const printed = segments(names.text)
  // A scan runs short labels together: as many known names as there are values, one behind the other.
  const labels = printed.length < results.length ? namesIn(printed.join(' '), results.length, knowledge) : printed
  if (labels.length < 2 || labels.length !== results.length) return null
  if (!labels.every((l) => isLabel(l, knowledge)) || !results.every((r) => isValue(r, knowledge))) return null
  return labels.flatMap((l, i) => [l, results[i]!])
}

/** How much larger values are set than the names below them. */
const LARGER = 1.2

function valuesOverNames(values: Line, names: Line, knowledge: ExtractKnowledge): string[] | null {
  const results = segments(values.text)
  const labels = segments(names.text)
  const larger = values.bbox[3] - values.bbox[1] > LARGER * (names.bbox[3] - names.bbox[1])
  if (!larger || labels.length < 2 || labels.length !== results.length) return null
  if (!results.every((r) => isValue(r, knowledge))) return null
  const read = labels.map((l) => withUnit(l, knowledge))
  if (!read.every(({ name }) => isLabel(name, knowledge))) return null
  return read.flatMap(({ name, unit }, i) => [name, unit === null ? results[i]! : `${results[i]!} ${unit}`])
}

/** `BMI (kg/m2)`, `总胆固醇 mmol/L`: a name and the unit behind it. */
function withUnit(label: string, { units }: ExtractKnowledge): { name: string; unit: string | null } {
  const m = /^(.*\S)\s*[(（]\s*([^()（）]+?)\s*[)）]$/u.exec(label) ?? /^(.*\S)\s+(\S+)$/u.exec(label)
  if (m === null || /^[\d.]+$/.test(m[2]!) || units.toUcum(m[2]!) === null) return { name: label, unit: null }
  return { name: m[1]!, unit: m[2]! }
}

/** Cuts words into `count` known names, whole and in order; no names when that cannot be done. */
function namesIn(text: string, count: number, knowledge: ExtractKnowledge): string[] {
  const words = text.split(/\s+/)
  const cut = (from: number, left: number): string[] | null => {
    if (left === 0) return from === words.length ? [] : null
    for (let to = Math.min(words.length, from + 3); to > from; to--) {
      const name = words.slice(from, to).join(' ')
      if (!isLabel(name, knowledge)) continue
      const rest = cut(to, left - 1)
      if (rest !== null) return [name, ...rest]
    }
    return null
  }
  return count <= 10 && words.length <= 24 ? (cut(0, count) ?? []) : []
}

function segments(text: string): string[] {
  return text
    .split(/ {3,}/)
    .map((s) => s.trim())
    .filter((s) => s !== '')
}

function isLabel(text: string, knowledge: ExtractKnowledge): boolean {
  const name = fold(text.replaceAll('\n', ' '))
    .replace(/\s*[:：]\s*$/, '')
    .trim()
  return name.length <= 48 && isMeasureName(name, knowledge) && !isValue(text, knowledge)
}

function isValue(text: string, { values }: ExtractKnowledge): boolean {
  const word = key(text)
  const folded = fold(text).trim()
  return NUMBER.test(folded) || readMixed(folded) !== null || values.ordinal.has(word) || values.qualitative.has(word)
}

function rowCells(table: Table, row: number): Cell[] {
  return table.cells.filter((c) => c.row === row && c.text.trim() !== '').sort((a, b) => a.column - b.column)
}

function pair(table: Table, name: string, label: Cell, value: string, cell: Cell): Block {
  const one = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim()
  return asBlock(table, cell.bbox, `${one(name)}${GAP}${one(value)}`, [label, cell])
}

function asBlock(table: Table, bbox: Cell['bbox'], text: string, cells: readonly Cell[]): Block {
  const line: Line = { bbox, text, words: cells.flatMap((c) => c.words) }
  return {
    label: 'key_value',
    bbox,
    order: 0,
    section: table.section,
    heading: table.panel,
    lines: [line],
    table: null,
  }
}
