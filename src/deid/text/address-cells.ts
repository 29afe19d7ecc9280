import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import { oneOf } from './one-of.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet, type SheetCell } from './sheet.js'
import type { Span } from './span.js'
import { segmentHan } from './vocabulary.js'

interface Compiled {
  /** A cell that is a town with its code: "Milbury, MI 49417-2216", "Eastfold EH12 7AB". */
  townCode: RegExp
  street: RegExp
  hamletIn: RegExp
  hamletList: RegExp
}

/** A house number and capitalised words, whatever the street is called: above a town with its code. */
const HOUSE_LINE =
  /^(?:#|No\.? )?\d{1,5}[A-Za-z]?(?:[-/]\d{1,4})? (?:(?:N|S|E|W|NE|NW|SE|SW)\.? )?(?:\p{Lu}[\p{L}.'’-]+|\d{1,3}(?:st|nd|rd|th))(?: (?:\p{Lu}[\p{L}.'’-]+|of|the|de|la|#?\d{1,4}[A-Z]?),?){0,6}$/u

/** Streets in a cell of their own, also in lines whose other cells are results, and hamlets of China by what stands around them. */
export function findAddressCells(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  const rules = compile(knowledge)
  const spans: Span[] = []
  const add = (start: number, end: number, detector: string, score: number) =>
    spans.push({ start, end, category: 'ADDRESS', detector, score })
  sheet.lines.forEach((line, number) => {
    if (kinds[number] === 'header') return
    for (const cell of line.cells) {
      const printed = text.slice(cell.start, cell.end)
      if (printed.length > 70 || printed.length < 8 || !/\d/.test(printed)) continue
      if (rules.street.test(printed) && !medical(printed, knowledge)) add(cell.start, cell.end, 'street_cell', 0.86)
      else if (rules.townCode.test(printed)) {
        add(cell.start, cell.end, 'town_cell', 0.86)
        const over = above(sheet, number, cell)
        if (over !== undefined && HOUSE_LINE.test(text.slice(over.start, over.end)))
          add(over.start, over.end, 'house_over_town', 0.86)
      }
    }
  })
  if (!/\p{Script=Han}{2}/u.test(text)) return spans
  for (const form of [rules.hamletIn, rules.hamletList])
    for (const match of matchesOf(text, form)) {
      const { name } = match.groups as { name: string }
      const start = match.index + match[0].length - name.length
      if (kinds[lineAt(sheet, start)] === 'text' && segmentHan(name, knowledge).includes('open'))
        add(start, start + name.length, 'hamlet', 0.77)
    }
  return spans
}

function above(sheet: Sheet, number: number, cell: SheetCell): SheetCell | undefined {
  for (let row = number - 1; row >= Math.max(0, number - 2); row -= 1) {
    const over = sheet.lines[row]!.cells.find((other) => Math.abs(other.x0 - cell.x0) < 8)
    if (over !== undefined) return over
  }
  return undefined
}

/** Half of its words and more are of medicine. */
function medical(printed: string, knowledge: Knowledge): boolean {
  const words = printed.match(/\p{L}{3,}/gu) ?? []
  return words.filter((word) => knowledge.clinical.words.has(plain(word))).length * 2 > words.length
}

const compile = perKnowledge((knowledge): Compiled => {
  const { places, surroundings } = knowledge
  const { sure, weak, before, behind } = surroundings.hamlets
  const streets = [...places.latin.street, ...places.latin.numbered, ...places.latin.named, ...places.latin.plain]
    .filter((word) => /^[a-z]{2,}$/.test(word))
    .flatMap((word) => [word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()])
  const tail = `(?=${oneOf(behind)})`
  return {
    townCode: new RegExp(
      String.raw`^\p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]+){0,3},? (?:[A-Z]{2},? \d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|(?:${anyPhrase(knowledge, 'states_of_australia')}) \d{4})$`,
      'u',
    ),
    street: new RegExp(
      String.raw`^\d{1,5}[A-Za-z]?(?:[-/](?:\d{1,4}|[A-Z]))?,? (?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.? )?(?:\p{Lu}[\p{L}.'’-]+ |\d{1,3}(?:st|nd|rd|th) |of |the ){1,4}(?:${oneOf(streets)})\.?(?: (?:N|S|E|W|NE|NW|SE|SW))?(?:,? (?:${anyPhrase(knowledge, 'parts_of_a_building')}|#)\.? ?#?[\dA-Z-]{1,6})?,?$`,
      'u',
    ),
    hamletIn: new RegExp(
      String.raw`(?<=${oneOf(before)} ?|^|[\s,，。;；、(:：])(?<name>\p{Script=Han}{1,4}?(?:${oneOf([...sure, ...weak])}))${tail}`,
      'gmu',
    ),
    hamletList: new RegExp(
      String.raw`(?<=${oneOf(before)} ?|^|[\s,，。;；、(:：])(?<name>\p{Script=Han}{1,4}?(?:${oneOf(sure)}))(?=[\s,，。;；、):：\d]|$)`,
      'gmu',
    ),
  }
})
