import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import type { DateOrder } from './dates.js'
import { readAge, readLooseSexAge, readSex } from './demographics.js'
import { isHan } from './fold.js'
import { acceptLabels, namesHouse, PLACE } from './label-place.js'
import { type LabelMatch, labelsOfLine } from './labels.js'
import { isClinicalWord } from './person-name.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell, SheetLine } from './sheet.js'
import { cellAt } from './sheet.js'
import { isUnit } from './units.js'
import { readValue, type ValueRead } from './values.js'
import { vocabularyOf } from './vocabulary.js'

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
    acceptLabels(sheet, line, number, labelsOfLine(sheet, line, knowledge), options.kinds, knowledge),
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
    else if (field.zone === null) readSexAgeBelow(sheet, field, labels, options.knowledge)
    wrap(sheet, field, labels, options)
  }
  return fields
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
    namesHouse(label, text.slice(label.after - 1, line.end), options.knowledge) ||
    (label.block.kind === 'address' && PLACE.test(text.slice(label.after, line.end))) ||
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
  const bracket = text.indexOf('【', start)
  if (bracket > start && bracket < end) end = bracket
  if (label.block.kind !== 'address' && label.block.kind !== 'organisation') {
    const dash = /\s[-]\s(?=\p{Lu})/u.exec(text.slice(start, end))
    if (dash !== null && dash.index > 2) end = start + dash.index
  }
  if (end <= start) return field
  // "何 ⇥ 芳", "Dr. ⇥ Harriet Nakamura": a name set so wide that its parts are cells.
  if (label.block.kind === 'name') {
    const part = text.slice(start, end).trim()
    const rest = /^\p{Script=Han}$/u.test(part)
      ? /^\s+\p{Script=Han}(?=\s|$)/u.exec(text.slice(end, next?.start ?? line.end))
      : /^(?:Dr|Prof|Mr|Mrs|Ms|Miss)\.?$/i.test(part)
        ? /^\s+\p{Lu}[^\t\n]*/u.exec(text.slice(end, next?.start ?? line.end))
        : null
    if (rest !== null) end += rest[0].length
  }
  field.zone = { start, end }
  // "签字 尹方圆": a label of persons with nothing behind it but two to four characters.
  if (personLabel(options.knowledge).test(label.term) && /^\s*\p{Script=Han}{2,4}\s*$/u.test(text.slice(start, end)))
    sure = true
  read(sheet, field, sure && options.kinds[number] !== 'header', options)
  // "检查者应空腹8小时": behind a label that its value touches a name ends where the words do.
  if (label.block.kind === 'name' && !label.colon && isHan(text[label.end]))
    field.values = field.values.filter(
      (value) =>
        // "健管师解读:" is a longer label.
        !/^ ?:/.test(text.slice(value.end, value.end + 2)) &&
        (value.end >= end || (!isHan(text[value.end]) && !/\d/.test(text[value.end]!))),
    )
  return field
}

function read(sheet: Sheet, field: Field, sure: boolean, options: Options): void {
  if (field.zone === null) return
  const { start, end } = field.zone
  const { block } = field.label
  const printed = sheet.text.slice(start, end)
  if (block.kind === 'sex') field.sex = readSex(printed, options.knowledge)
  else if (block.kind === 'age') field.age = readAge(printed, options.knowledge)
  else if (block.kind === 'sex_age') Object.assign(field, readLooseSexAge(printed, options.knowledge))
  // "Ref: 120-150" below a result is its range.
  else if (block.kind === 'code' && REFERENCE.test(field.label.term) && RANGE.test(printed)) return
  else
    field.values = readValue(sheet.text, start, end, block, {
      sure,
      person:
        sure &&
        // On scans a label and its value stand in one word: "送检医生安静怡".
        (field.label.colon ||
          /\s/.test(sheet.text[field.label.end] ?? '') ||
          (sheet.ocr && /^\p{Script=Han}{3}$/u.test(printed))) &&
        (personLabel(options.knowledge).test(field.label.term) || signs(sheet, field, options)),
      order: options.order,
      knowledge: options.knowledge,
    })
  // Two names on one zone: the dates that follow a name are found by their form.
}

const REFERENCE = /^ref(?:erence)?[.# ]*(?:range|interval)?$/i
const RANGE =
  /^\s*\(?(?:[<>≤≥]=?\s?)?\d{1,5}(?:[.,]\d+)?(?:\s?(?:-|–|~|to)\s?\d{1,5}(?:[.,]\d+)?)?\)?\s*(?:$|[^\d\s/-])/
/** A label that can only name a person; OCR reads 字 as 宇, 孙 or 学. */
const personLabel = perKnowledge((knowledge) => new RegExp(`(?:${anyPhrase(knowledge, 'labels_of_persons')})$`, 'u'))

/** Whether a label stands in a line of signatures: another label of staff with a colon, or a date behind its value. */
function signs(sheet: Sheet, field: Field, options: Options): boolean {
  const line = sheet.lines[field.line]!
  if (field.label.block.category !== 'DOCTOR' || !field.label.colon) return false
  const others = labelsOfLine(sheet, line, options.knowledge).filter(
    (other) => other.colon && other.start !== field.label.start && other.block.category === 'DOCTOR',
  )
  return (
    others.length > 0 ||
    /^\p{Script=Han}{2,3}\s+(?:19|20)\d{2}[-./年]/u.test(sheet.text.slice(field.label.after, line.end))
  )
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
  // "Ref. Range: 70 - 99": half of a label has no value below it.
  if (
    REFERENCE.test(label.term) &&
    /^[.]? ?(?:range|interval|value|limit)/i.test(sheet.text.slice(label.end, line.end))
  )
    return
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
      person: label.colon && personLabel(options.knowledge).test(label.term),
      order: options.order,
      knowledge: options.knowledge,
    })
    const first = values[0]
    // "17.2 ng/mL" below a code is a result.
    if (
      label.block.kind === 'code' &&
      first !== undefined &&
      /^[<>]?\d+(?:[.,]\d+)?$/.test(first.text) &&
      isUnit(
        sheet.text
          .slice(first.end, cell.end)
          .trim()
          .split(/[\s\t]+/)[0]!,
        options.knowledge,
      )
    )
      return
    // "1 葡萄糖" below "No": the first row of a table whose header was not told.
    if (
      label.block.kind === 'code' &&
      first !== undefined &&
      /^\d{1,2}$/.test(first.text) &&
      /\p{L}{2}/u.test(sheet.text.slice(first.end, cell.end))
    )
      return
    // "T4 Total" below "Code": the first test of a list, not its code.
    if (
      label.block.kind === 'code' &&
      first !== undefined &&
      sheet.text
        .slice(first.end, cell.end)
        .split(/[\s,()]+/)
        .some((word) => word.length > 2 && isClinicalWord(word, options.knowledge))
    )
      return
    // "超声测量:" over "双顶径": a word below a label is nobody's name, unless the form sets its labels above the values.
    if (
      label.block.kind === 'name' &&
      !stacked &&
      first !== undefined &&
      vocabularyOf(options.knowledge).han.has(first.text)
    )
      return
    // "注:" below a label is the next label.
    if (
      first !== undefined &&
      first.start - zone.start <= 2 &&
      !/^ ?[:：]/.test(sheet.text.slice(first.end, first.end + 2))
    ) {
      field.zone = zone
      field.place = 'below'
      field.values = values
    }
    return
  }
}

/** A sex or an age and nothing else: what stands under such a label in a form with its labels above the values. */
const SEX_BELOW = /^(?:[男女]性?|male|female|[mf])$/i
const AGE_BELOW = /^\d{1,3} ?(?:周?岁|歲|y|yrs?|years?)?$/i

function readSexAgeBelow(sheet: Sheet, field: Field, labels: readonly LabelMatch[][], knowledge: Knowledge): void {
  const { start, end, block } = field.label
  if (block.kind !== 'sex' && block.kind !== 'age') return
  const line = sheet.lines[field.line]!
  const under = sheet.lines[field.line + 1]
  if (under === undefined || under.y0 - line.y1 > BELOW * Math.max(6, line.y1 - line.y0)) return
  const [left, right] = [sheet.x0[start]!, sheet.x1[Math.min(end, sheet.text.length) - 1]!]
  const cell = under.cells.find(
    (other) => Math.abs(other.x0 - left) < 6 || Math.abs(other.x0 + other.x1 - left - right) < 12,
  )
  if (cell === undefined || !isStacked(line, labels[field.line]!, { ...cell, x0: left }, left)) return
  const printed = sheet.text.slice(cell.start, cell.end).trim()
  if (!(block.kind === 'sex' ? SEX_BELOW : AGE_BELOW).test(printed)) return
  field.zone = { start: cell.start, end: cell.end }
  field.place = 'below'
  if (block.kind === 'sex') field.sex = readSex(printed, knowledge)
  else field.age = readAge(printed, knowledge)
}

/** Share of the cells of a line that are labels for it to be the heads of a form. */
const STACKED_SHARE = 0.6

/** Whether a line is labels, most of its cells known ones, and the cell under one of them begins at its left edge: a form with its labels above the values. */
function isStacked(line: SheetLine, labels: readonly LabelMatch[], under: SheetCell, left: number): boolean {
  const known = line.cells.filter((cell) =>
    labels.some((label) => label.start <= cell.start + 1 && label.end >= cell.end - 2),
  ).length
  // Words that are no label are one of another report's wording: a number or a sentence among them is not.
  const plainHeads = line.cells.every((cell) => cell.end - cell.start < 28)
  return (
    Math.abs(under.x0 - left) < 6 &&
    (known === line.cells.length || (known >= 2 && plainHeads && known >= line.cells.length * STACKED_SHARE))
  )
}

/** The rest of a name that the line's end broke ("姓名:王熙" / "凤", "Patient: Odette" / "Vasquez"): one character or one capitalised word that begins the next line. */
function brokenName(sheet: Sheet, field: Field, line: SheetLine, { knowledge }: Options): ValueRead | null {
  const last = field.values.at(-1)!
  const first = line.cells[0]
  const home = sheet.lines[field.line]!
  if (first === undefined || last.end < home.end || field.values.length !== 1 || /\s/.test(last.text)) return null
  const rest = isHan(last.text[0])
    ? last.text.length === 2 && /^\p{Script=Han}(?=\s|$)/u.exec(sheet.text.slice(first.start, line.end))
    : /^\p{Lu}[\p{L}'-]+(?=\s{2}|\t|$)/u.exec(sheet.text.slice(first.start, line.end))
  if (
    !rest ||
    isClinicalWord(rest[0], knowledge) ||
    labelsOfLine(sheet, line, knowledge).some((label) => label.start === first.start)
  )
    return null
  const { category } = field.label.block
  return category === null ? null : { start: first.start, end: first.start + rest[0].length, category, text: rest[0] }
}

/** The rest of an address: a number and what it counts. */
const HOUSE_NUMBER = /^[\p{Script=Han}A-Za-z]{0,10}\d+[\p{Script=Han}\d-]{0,6}?(?:号|楼|室|层|栋|幢|单元|座)/u

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
    const cell =
      line.cells.find((c) => Math.abs(c.x0 - valueLeft) < 0.8 * height) ??
      // A paragraph goes on under its label: "123号7楼".
      (kind === 'address' && line.cells.length === 1 && Math.abs(line.cells[0]!.x0 - home.x0) < 0.8 * height
        ? line.cells.find((c) => HOUSE_NUMBER.test(sheet.text.slice(c.start, c.end)))
        : undefined)
    const broken = kind === 'name' && at === startLine + 1 ? brokenName(sheet, field, line, options) : null
    if (broken !== null) {
      field.values.push(broken)
      return
    }
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
