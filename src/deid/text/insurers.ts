import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import { longestFirst, oneOf } from './one-of.js'
import { isClinicalWord } from './person-name.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet, type SheetCell } from './sheet.js'
import type { Span } from './span.js'
import { segmentHan } from './vocabulary.js'

interface Compiled {
  /** The first word of a value that names no insurer. */
  none: RegExp
  /** Words before a kind of plan that name nobody. */
  general: RegExp
  endings: RegExp
  /** A cell that is nothing but the label. */
  label: RegExp
  /** A label at the beginning of a cell. */
  led: RegExp
  zh: RegExp
  notZh: RegExp
}

/** Rows below a label in which its value stands. */
const BELOW = 2
const VALUE = /^(?:[A-Z\d][\p{L}\d'’.&+-]*|&|of|and|the)(?: (?:[A-Z\d][\p{L}\d'’.&+/-]*|&|of|and|the|-|–)){0,7}/u

/** Insurers and health plans, by what their names end with and by labels beside or above them; payers lead to the person as employers do. */
export function findInsurers(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  const rules = compile(knowledge)
  const spans: Span[] = []
  const add = (start: number, end: number, detector: string) => {
    if (end > start) spans.push({ start, end, category: 'EMPLOYER', detector, score: 0.86 })
  }
  for (const match of matchesOf(text, rules.endings)) {
    const words = match[1]!.trim().split(' ')
    if (words.every((word) => isClinicalWord(word, knowledge) || rules.general.test(word))) continue
    add(match.index, match.index + match[0].length, 'insurer_by_ending')
  }
  for (const match of matchesOf(text, rules.zh)) {
    if (rules.notZh.test(match[0])) continue
    // The name begins with what no word before it explains.
    const open = segmentHan(match[1]!, knowledge).indexOf('open')
    add(match.index + (open > 2 ? open : 0), match.index + match[0].length, 'insurer_zh')
  }
  sheet.lines.forEach((line, number) => {
    if (kinds[number] === 'header') return
    for (const [i, cell] of line.cells.entries()) {
      const printed = text.slice(cell.start, cell.end)
      if (!/^\p{L}/u.test(printed) || printed.length > 90) continue
      const led = rules.led.exec(printed)
      if (led !== null) {
        const value = VALUE.exec(printed.slice(led[0].length))?.[0] ?? ''
        if (tells(value, knowledge))
          add(cell.start + led[0].length, cell.start + led[0].length + value.length, 'insurer_label')
        continue
      }
      if (!rules.label.test(printed)) continue
      const beside = line.cells[i + 1]
      const value = beside === undefined ? '' : (VALUE.exec(text.slice(beside.start, beside.end))?.[0] ?? '')
      if (beside !== undefined && tells(value, knowledge) && !rules.label.test(value)) {
        add(beside.start, beside.start + value.length, 'insurer_label')
        continue
      }
      const under = below(sheet, number, cell)
      if (under === undefined) continue
      const printedUnder = VALUE.exec(text.slice(under.start, under.end))?.[0] ?? ''
      if (tells(printedUnder, knowledge)) add(under.start, under.start + printedUnder.length, 'insurer_below')
    }
  })
  return spans.filter((span) => lineAt(sheet, span.start) === lineAt(sheet, span.end - 1))
}

/** The cell under a label, in its column. */
function below(sheet: Sheet, number: number, cell: SheetCell): SheetCell | undefined {
  for (let row = number + 1; row <= number + BELOW; row += 1) {
    const under = sheet.lines[row]?.cells.find((other) => Math.abs(other.x0 - cell.x0) < 14)
    if (under !== undefined) return under
  }
  return undefined
}

/** A name of two words and more (or one that no list knows), and no value of a form. */
function tells(value: string, knowledge: Knowledge): boolean {
  const words = value.split(' ').filter((word) => /\p{L}{2}/u.test(word))
  if (words.length === 0 || compile(knowledge).none.test(words[0]!)) return false
  return (
    words.length >= 2 &&
    !words.every((word) => isClinicalWord(word, knowledge) && !/plan|health|care/.test(plain(word)))
  )
}

const compile = perKnowledge((knowledge): Compiled => {
  const { endings, labels, zh, not_zh } = knowledge.surroundings.insurers
  const label = `(?:${longestFirst(labels)})`
  return {
    none: new RegExp(`^(?:${anyPhrase(knowledge, 'no_plans')})$`, 'i'),
    general: new RegExp(`^(?:${anyPhrase(knowledge, 'no_insurers')})$`, 'i'),
    endings: new RegExp(
      String.raw`(?<![\p{L}\d&'])((?:\p{Lu}[\p{L}'’.-]*(?: & | and | of | )){1,4}?)(?:${longestFirst(endings)})(?: Plan)?(?: [A-N](?![\p{L}\d]))?(?![\p{L}\d])`,
      'gu',
    ),
    label: new RegExp(`^${label}(?: (?:name|company|provider|plan))?\\s?:?$`, 'iu'),
    led: new RegExp(`^${label}(?: (?:name|company|provider|plan))?(?:\\s?[:：]\\s?| (?=\\p{Lu}))`, 'iu'),
    zh: new RegExp(
      String.raw`(\p{Script=Han}{2,6}?)${oneOf(zh)}(?:股份)?(?:有限)?(?:责任)?(?:公司)?(?:\p{Script=Han}{2,6}(?:分公司|支公司))?`,
      'gu',
    ),
    notZh: new RegExp(oneOf(not_zh), 'u'),
  }
})
