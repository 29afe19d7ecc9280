import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { isHan } from './fold.js'
import type { LabelMatch } from './labels.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell, SheetLine } from './sheet.js'
import { cellAt } from './sheet.js'

interface Compiled {
  /** "望湖区税务中心": a value that ends as houses do. */
  house: RegExp
  /** What makes a verb of the work the beginning of a heading. */
  heading: RegExp
}

/** What stands before the name of a method. */
const METHOD = /(?:^|[\s(])(?:method(?:ology)?|technique|principle|方法|方法学)\s?[:：-]?\s?$/i

/** Of the words that spell a label, those that stand where a label stands. */
export function acceptLabels(
  sheet: Sheet,
  line: SheetLine,
  number: number,
  found: readonly LabelMatch[],
  kinds: readonly LineKind[],
  knowledge: Knowledge,
): LabelMatch[] {
  const rules = compile(knowledge)
  const { text } = sheet
  const accepted: LabelMatch[] = []
  for (const printed of found) {
    const cell = cellAt(line, printed.start)
    if (cell === undefined) continue
    const label = withGloss(sheet, printed, cell)
    const before = text.slice(cell.start, label.start)
    const opens = /^[\s\W_]*$/u.test(before.replace(/\p{Script=Han}/gu, 'x').replace(/[\s\W_]/g, ''))
    const separated =
      opens || /[|,;，；、/\-(]\s*$/.test(before) || accepted.some((other) => other.after >= label.start - 2)
    const han = isHan(text[label.start])
    // "Method: CLIA" tells how a result was measured.
    if (METHOD.test(before)) continue
    if (label.colon) {
      // "25-OH-Vitamin D#": what ends the name of a result is no label.
      if (
        kinds[number] === 'result' &&
        !separated &&
        label.block.category !== null &&
        !/[:：]/.test(text.slice(label.end, label.after))
      )
        continue
      // "St. Example's Hospital | Page 1": a bar behind a word inside a cell is no colon.
      if (label.block.kind === 'organisation' && !opens && text.slice(label.end, label.after).includes('|')) continue
      // "... reported by: " in running text is a label; "in: " never is one. A Chinese label may follow its neighbour's value directly.
      accepted.push(label)
      continue
    }
    if (kinds[number] === 'header' || kinds[number] === 'result') {
      if (
        label.block.category !== null &&
        !(label.block.category === 'DEVICE' && opensNumber(label, text.slice(label.after, line.end)))
      )
        continue
    }
    const valueNext = text.slice(label.after, line.end)
    if (han) {
      // "总检结论及建议" is a heading, no signature.
      if (label.block.kind === 'name' && rules.heading.test(text.slice(label.end, label.end + 3))) continue
      // "妇科检查医生 …": a department may stand before the label of its staff.
      const gapBefore =
        opens ||
        /[\s|,，;；、/(]$/.test(before) ||
        (label.term.length >= 3 && /(?:^|\s)\p{Script=Han}{1,5}(?:科|室)$/u.test(before))
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
          ? label.block.bare || atCellEnd(label, cell) || (opens && namesHouse(label, valueNext, knowledge))
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
      found.some((other) => other !== printed && line.cells.some((c) => c.start === other.start)) &&
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
export function namesHouse(label: LabelMatch, value: string, knowledge: Knowledge): boolean {
  return label.block.kind === 'organisation' && compile(knowledge).house.test(value)
}

/** "住址 河北省石家庄市…": a value that begins with a place and goes down to a street or a town. */
export const PLACE = /^\s*\p{Script=Han}{2,10}?[省市区县旗镇乡村路街道苑园里号][\p{Script=Han}\d]/u

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
  if (!bare || (label.term.replace(/\W/g, '').length < 3 && label.block.category !== 'DEVICE')) return false
  if (label.block.category === 'DEVICE')
    return /^(?:[A-Z]{2}-?\d{2} )?(?=[A-Z-]*\d[A-Z-]*\d[A-Z-]*\d)[A-Z\d][A-Z\d-]{3,}(?![.,]\d)/.test(value)
  if (kind === 'phone' && groupedPhone(value)) return true
  if (kind === 'code' || kind === 'phone')
    return (
      /^[A-Z]{0,4}[-/]?\d[\d/-]{3,}[A-Z]{0,3}(?![.,]\d|\s?(?:mg|ml|g|%|x|\/)\b)/i.test(value) ||
      /^(?=(?:[A-Z/-]*\d){5})[A-Z\d][A-Z\d/-]{4,}(?![.,]\d)/.test(value)
    )
  return (
    kind === 'date' && /^\d{1,4}[./-]\d|^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\d.,])/.test(value)
  )
}

/** "611 040 382", "(02) 5550 1234": digits in groups, seven and more. */
function groupedPhone(value: string): boolean {
  const match = /^[+(]{0,2}\d{2,4}\)?(?:[ -]\d{2,4}){1,4}(?![\d/%-]|[.,]\d)/.exec(value)
  return match !== null && match[0].replace(/\D/g, '').length >= 8
}

function atCellEnd(label: LabelMatch, cell: SheetCell): boolean {
  return label.end >= cell.end - 1
}

/** A label with its name in the other language behind it and nothing else ("Insurance 保险"): it ends where the cell does. */
function withGloss(sheet: Sheet, label: LabelMatch, cell: SheetCell): LabelMatch {
  if (label.colon || label.end >= cell.end - 1 || isHan(sheet.text[label.start])) return label
  const gloss = /^\s?[(/]?\s?\p{Script=Han}{2,8}(?:\/\p{Script=Han}{2,6})?\)?\s*[:：]?$/u.exec(
    sheet.text.slice(label.end, cell.end),
  )
  return gloss === null ? label : { ...label, end: cell.end, after: cell.end, colon: /[:：]/.test(gloss[0]) }
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    house: new RegExp(
      String.raw`^\s*\p{Script=Han}[\p{Script=Han}()]{2,24}(?:${anyPhrase(knowledge, 'endings_of_houses')}|[学行社会处队园厅委办])(?=[\s|,，;；]|$)`,
      'u',
    ),
    heading: new RegExp(`^(?:${anyPhrase(knowledge, 'headings_behind_verbs')})`),
  }),
)
