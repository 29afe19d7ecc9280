import type { DateOrder } from './dates.js'
import { readAge, readLooseSexAge, readSex } from './demographics.js'
import { isHan } from './fold.js'
import type { Knowledge } from './knowledge.js'
import { type LabelMatch, labelsOfLine } from './labels.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell, SheetLine } from './sheet.js'
import { cellAt } from './sheet.js'
import { readValue, type ValueRead } from './values.js'

/** A label with the zone of its value. `values` are the identifiers read there; empty for labels that tell no identifier, or an empty field. */
export interface Field {
  label: LabelMatch
  line: number
  zone: { start: number; end: number } | null
  /** How the value was found: beside the label, in the next cell, below it, or wrapped. */
  place: 'beside' | 'below'
  values: ValueRead[]
  sex: 'male' | 'female' | null
  age: number | null
}

interface Options {
  knowledge: Knowledge
  order: DateOrder
  kinds: readonly LineKind[]
}

/** How far below its label a value may stand, in line heights. */
const BELOW = 2.6
/** Continuation lines of an address or a long name. */
const WRAP = 1.9

/** Finds labelled fields and reads their values: beside, in the neighbouring cell, below, wrapped to the next lines. */
export function findFields(sheet: Sheet, options: Options): Field[] {
  const { knowledge } = options
  const labels = sheet.lines.map((line, number) =>
    acceptLabels(sheet, line, number, labelsOfLine(sheet, line, knowledge), options),
  )
  const fields: Field[] = []
  const taken: Field[] = []
  sheet.lines.forEach((line, number) => {
    labels[number]!.forEach((label, position) => {
      const next = labels[number]![position + 1]
      const field = readBeside(sheet, line, number, label, next, options)
      fields.push(field)
      if (field.values.length > 0) taken.push(field)
    })
  })
  for (const field of fields) {
    if (field.zone === null && field.label.block.category !== null) readBelow(sheet, field, labels, taken, options)
    wrap(sheet, field, labels, options)
  }
  return fields
}

/** Of the words that spell a label, those that stand where a label stands. */
function acceptLabels(
  sheet: Sheet,
  line: SheetLine,
  number: number,
  found: readonly LabelMatch[],
  options: Options,
): LabelMatch[] {
  const { text } = sheet
  const accepted: LabelMatch[] = []
  for (const label of found) {
    const cell = cellAt(line, label.start)
    if (cell === undefined) continue
    const before = text.slice(cell.start, label.start)
    const opens = /^[\s\W_]*$/u.test(before.replace(/\p{Script=Han}/gu, 'x').replace(/[\s\W_]/g, ''))
    const separated =
      opens || /[|,;，；、/\-(]\s*$/.test(before) || accepted.some((other) => other.after >= label.start - 2)
    const han = isHan(text[label.start])
    if (label.colon) {
      // "St. Example's Hospital | Page 1": a bar behind a word inside a cell is no colon.
      if (label.block.kind === 'organisation' && !opens && text.slice(label.end, label.after).includes('|')) continue
      // "... reported by: " in running text is a label; "in: " never is one. A Chinese label may follow its neighbour's value directly.
      accepted.push(label)
      continue
    }
    if (options.kinds[number] === 'header' || options.kinds[number] === 'result') {
      if (label.block.category !== null) continue
    }
    const valueNext = text.slice(label.after, line.end)
    if (han) {
      const gapBefore = opens || /[\s|,，;；、/(]$/.test(before)
      const gapAfter = /^[\s|]/.test(text.slice(label.end, label.end + 1)) || label.end >= line.end
      // OCR glues "姓名张三性别男": sex and age are labels wherever their value follows.
      const glued =
        accepted.length > 0 &&
        (label.block.kind === 'sex'
          ? /^\s?[男女]/.test(valueNext)
          : label.block.kind === 'age' && /^\s?\d/.test(valueNext))
      if (glued) accepted.push(label)
      else if (
        gapBefore &&
        (gapAfter
          ? label.block.bare || atCellEnd(label, cell) || (opens && namesHouse(label, valueNext))
          : (opens || (label.block.kind === 'name' && accepted.length > 0)) &&
            label.block.bare &&
            label.term.length >= 2)
      )
        accepted.push(label)
      continue
    }
    // "Patient Amara Roe | Age 30 | MRN 4197": a name fills the rest of the cell, other cells begin with labels too.
    const rest = text.slice(label.after, cell.end)
    if (
      opens &&
      label.block.kind === 'name' &&
      found.some((other) => other !== label && line.cells.some((c) => c.start === other.start)) &&
      /^(?:\p{Lu}[\p{L}'.-]*,? ){1,3}\p{Lu}[\p{L}'.-]+\s*$/u.test(rest)
    ) {
      accepted.push(label)
      continue
    }
    if (opensNumber(label, valueNext)) {
      accepted.push(label)
      continue
    }
    if (!/^\p{Lu}/u.test(text[label.start]!)) continue
    if (separated && atCellEnd(label, cell)) accepted.push(label)
    else if (
      separated &&
      opens &&
      label.block.bare &&
      (label.block.category === null || /^[\p{Lu}\d+(*]|^\p{Script=Han}/u.test(valueNext))
    )
      accepted.push(label)
    else if (!separated && endsValue(label) && accepted.length > 0) accepted.push(label)
  }
  return accepted
}

/** "单位 望湖区税务中心": a word that heads unit columns too is a label before a value that ends as houses do. */
function namesHouse(label: LabelMatch, value: string): boolean {
  return (
    label.block.kind === 'organisation' &&
    /^\s*\p{Script=Han}[\p{Script=Han}()]{2,24}(?:公司|集团|厂|中心|局|院|校|学|所|行|社|会|店|处|队|站|馆|园|厅|委|办)(?=[\s|,，;；]|$)/u.test(
      value,
    )
  )
}

/** Labels so plain that they end the value before them even without a colon ("Name John Smith Age 45 Sex M"). */
function endsValue(label: LabelMatch): boolean {
  const { kind, bare } = label.block
  if (!bare) return false
  if (kind === 'sex' || kind === 'age' || kind === 'sex_age') return true
  return (
    label.term.includes(' ') ||
    ((kind === 'code' || kind === 'date' || kind === 'phone') && /^[A-Z]{3,}$/.test(label.term))
  )
}

/** A label whose value gives it away wherever it stands: a number of four digits behind "UHID", a digit behind "born on". */
function opensNumber(label: LabelMatch, value: string): boolean {
  const { kind, bare } = label.block
  if (!bare || label.term.replace(/\W/g, '').length < 3) return false
  if (kind === 'code' || kind === 'phone')
    return /^[A-Z]{0,4}[-/]?\d[\d/-]{3,}(?![.,]\d|\s?(?:mg|ml|g|%|x|\/)\b)/i.test(value)
  return kind === 'date' && /^\d{1,4}[./-]\d/.test(value)
}

function atCellEnd(label: LabelMatch, cell: SheetCell): boolean {
  return label.end >= cell.end - 1
}

function readBeside(
  sheet: Sheet,
  line: SheetLine,
  number: number,
  label: LabelMatch,
  next: LabelMatch | undefined,
  options: Options,
): Field {
  const { text } = sheet
  const field: Field = { label, line: number, zone: null, place: 'beside', values: [], sex: null, age: null }
  let start = label.after
  // "工作单位 ..." needs no colon: a label of three characters and more says enough.
  let sure =
    label.colon ||
    namesHouse(label, text.slice(label.after - 1, line.end)) ||
    (label.block.bare && isHan(text[label.start]) && label.term.length >= 3)
  if (start >= line.end || /^[ \t]*$/.test(text.slice(start, Math.min(line.end, next?.start ?? line.end)))) return field
  if (text[start] === '\t') {
    // The neighbouring cell: beside a label that fills its own cell.
    while (start < line.end && /[\s|]/.test(text[start]!)) start += 1
    sure = true
  }
  if (next !== undefined && next.start <= start) return field
  const tab = text.indexOf('\t', start)
  let end = Math.min(line.end, tab < 0 ? line.end : tab, next?.start ?? line.end)
  const pipe = text.indexOf('|', start)
  if (pipe >= 0 && pipe < end) end = pipe
  if (label.block.kind !== 'address' && label.block.kind !== 'organisation') {
    const dash = /\s[-]\s(?=\p{Lu})/u.exec(text.slice(start, end))
    if (dash !== null && dash.index > 2) end = start + dash.index
  }
  if (end <= start) return field
  field.zone = { start, end }
  read(sheet, field, sure && options.kinds[number] !== 'header', options)
  return field
}

function read(sheet: Sheet, field: Field, sure: boolean, options: Options): void {
  if (field.zone === null) return
  const { start, end } = field.zone
  const { block } = field.label
  const printed = sheet.text.slice(start, end)
  if (block.kind === 'sex') field.sex = readSex(printed)
  else if (block.kind === 'age') field.age = readAge(printed)
  else if (block.kind === 'sex_age') Object.assign(field, readLooseSexAge(printed))
  else
    field.values = readValue(sheet.text, start, end, block, {
      sure,
      order: options.order,
      knowledge: options.knowledge,
    })
  // Two names on one zone: the dates that follow a name are found by their form.
}

/** "Label above value": nothing beside the label, and under it, in its column, a cell that reads as such a value. */
function readBelow(
  sheet: Sheet,
  field: Field,
  labels: readonly LabelMatch[][],
  taken: readonly Field[],
  options: Options,
): void {
  const { label } = field
  if (options.kinds[field.line] === 'header') return
  const line = sheet.lines[field.line]!
  const height = Math.max(6, line.y1 - line.y0)
  const left = sheet.x0[label.start]!
  const right = sheet.x1[Math.min(label.end, sheet.text.length) - 1]!
  for (let below = field.line + 1; below < Math.min(sheet.lines.length, field.line + 4); below += 1) {
    const under = sheet.lines[below]!
    if (under.y0 - line.y1 > BELOW * height) return
    const cell = under.cells.find((c) => c.x0 < right + height && c.x1 > left - 2 && c.x0 < right)
    if (cell === undefined) continue
    if (labels[below]!.some((other) => other.start < cell.end && other.end > cell.start)) return
    if (taken.some((other) => other.values.some((value) => value.start < cell.end && value.end > cell.start))) return
    const stacked = isStacked(line, labels[field.line]!, cell, left)
    const strictKind = label.block.kind === 'name' || label.block.kind === 'text' || label.block.kind === 'organisation'
    if (
      options.kinds[below] !== 'text' &&
      label.block.kind !== 'date' &&
      !isStacked(line, labels[field.line]!, cell, left)
    )
      return
    const zone = { start: cell.start, end: cell.end }
    const values = readValue(sheet.text, zone.start, zone.end, label.block, {
      sure: !strictKind || stacked || (label.colon && label.block.kind !== 'organisation'),
      order: options.order,
      knowledge: options.knowledge,
    })
    const first = values[0]
    if (first !== undefined && first.start - zone.start <= 2) {
      field.zone = zone
      field.place = 'below'
      field.values = values
    }
    return
  }
}

/** Whether a line is nothing but labels and the cell under one of them begins at its left edge: a form with its labels above the values. */
function isStacked(line: SheetLine, labels: readonly LabelMatch[], under: SheetCell, left: number): boolean {
  return (
    Math.abs(under.x0 - left) < 6 &&
    line.cells.every((cell) => labels.some((label) => label.start <= cell.start + 1 && label.end >= cell.end - 2))
  )
}

/** A value that goes on in the next line: same left edge, no label there, no wider gap than between lines of one paragraph. */
function wrap(sheet: Sheet, field: Field, labels: readonly LabelMatch[][], options: Options): void {
  const { kind } = field.label.block
  if (
    field.zone === null ||
    field.values.length === 0 ||
    (kind !== 'address' && kind !== 'organisation' && kind !== 'name')
  )
    return
  const startLine = field.place === 'beside' ? field.line : lineOf(sheet, field.zone.start)
  let last = field.values.at(-1)!
  const zoneLine = sheet.lines[startLine]!
  const home = cellAt(zoneLine, field.zone.start)
  if (home === undefined) return
  const valueLeft = sheet.x0[field.zone.start]!
  let previous = zoneLine
  for (let at = startLine + 1; at < Math.min(sheet.lines.length, startLine + 6); at += 1) {
    const line = sheet.lines[at]!
    const height = Math.max(6, previous.y1 - previous.y0)
    if (line.y0 - previous.y1 > (WRAP - 1) * height || options.kinds[at] !== 'text') return
    const cell = line.cells.find((c) => Math.abs(c.x0 - valueLeft) < 0.8 * height)
    // Another column's line may stand between the lines of this one.
    if (cell === undefined) continue
    if (labels[at]!.some((other) => other.start < cell.end && other.end > cell.start)) return
    // A label further left on that line owns the cell.
    const owner = labels[at]!.filter((other) => other.end <= cell.start).at(-1)
    if (owner !== undefined && sheet.text.slice(owner.after, cell.start).trim() === '') return
    const text = sheet.text.slice(cell.start, cell.end)
    if (kind === 'name') {
      // A name wraps only when its cell was full: the first part must reach as far as the second is long.
      if (cell.x1 > home.x1 + height || /\d/.test(text) || last.end < field.zone.end - 1) return
    } else if (kind === 'organisation') {
      if (!/^[\p{Lu}\p{Script=Han}]/u.test(text) || cell.x1 > home.x1 + height) return
    } else if (!/[,，、号室楼路街区市]|\d{4,6}|\p{Lu}/u.test(text)) return
    const values = readValue(sheet.text, cell.start, cell.end, field.label.block, {
      sure: kind !== 'name',
      order: options.order,
      knowledge: options.knowledge,
    })
    if (values.length === 0) return
    field.values.push(...values)
    last = values.at(-1)!
    previous = line
  }
}

function lineOf(sheet: Sheet, offset: number): number {
  return sheet.lines.findIndex((line) => offset >= line.start && offset <= line.end)
}
