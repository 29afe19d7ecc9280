import type { Knowledge } from '../knowledge.js'
import { isProse } from '../page/line-content.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { isCalledBy } from './called-by.js'
import { plain } from './fold.js'
import { labelsOfLine } from './labels.js'
import { matchesOf } from './matches.js'
import { isCredential, isTitle } from './person-name.js'
import { type LineKind, tellsInWords } from './result-rows.js'
import type { Sheet, SheetCell, SheetLine } from './sheet.js'
import type { Span } from './span.js'
import { readsLatin } from './unknown-latin.js'
import { explainsForm, explainsLatin, vocabularyOf } from './vocabulary.js'

interface Compiled {
  particle: RegExp
  /** The number of a page at the end of a header. */
  pageEnd: RegExp
}

/** Below the detectors that know why, as the layer of unknown words. */
const SCORE = 0.56
export const FOREIGN_FORM = 'foreign_form'
/** The letterhead stands in this share of the page's height, the form in this one, the footer below the last. */
const LETTERHEAD = 0.15
const FORM = 0.45
const FOOT = 0.9
/** What tells a cell of the letterhead for the house's own. */
const TELLING = /^(?:ORG|NAME|DOCTOR)$/
/** Labels that end the house's name without a colon ("Tel. 05151 / 550"). */
const REACH = /^(?:phone|email)$/
/** Capitalised words and nothing else. */
const TABLE_TITLE =
  /^(?:\p{Lu}[\p{L}'’-]*|\d{1,2}|de|di|du|des|d'|och|und|et|y|e|i)(?: (?:- )?(?:\p{Lu}[\p{L}'’-]*|\d{1,2}|de|di|du|des|och|und|et|y|e|i)){0,5}$/u
/** Words with accents that a page of few words must hold to be taken for one of another language. */
const ACCENTED = 3

const WORD = /\p{Script=Latin}[\p{Script=Latin}\p{M}'’]*(?:-(?=\p{Script=Latin})[\p{Script=Latin}\p{M}'’]+)*/gu
/** What may stand between two words of one name. */
const JOINT = /^(?:[ .,'"&„”“»«·/-]{0,3}| (?:d'|l'|'t ))$/

/**
 * Default deny for letterheads, forms and footers of pages in languages that the vocabulary does not read: capitalised words that no list of forms, medicine or
 * labels explains. In the letterhead the whole cell goes with one of them: what a house prints there is its name, its place and its staff.
 */
export function findForeignForms(
  sheet: Sheet,
  kinds: readonly LineKind[],
  taken: readonly Span[],
  knowledge: Knowledge,
): Span[] {
  if (!sheet.measured || sheet.ocr || !isForeign(sheet, knowledge)) return []
  const nouns = setsNounsInCapitals(sheet, knowledge)
  const results = kinds.reduce((last, kind, number) => (kind === 'text' ? last : number), -1)
  const worded = new Set(knowledge.grammar.unread.results)
  const body = topOfTable(
    sheet,
    sheet.lines.findIndex(
      (line, n) =>
        (kinds[n] === 'result' ||
          // A title of the words of headers ("PHIẾU KẾT QUẢ XÉT NGHIỆM") has one cell.
          (kinds[n] === 'header' && line.cells.length > 2) ||
          opensResults(sheet, n, taken, knowledge) ||
          tellsInWords(sheet, line, worded)) &&
        line.y0 > 0.05 * sheet.height,
    ),
  )
  return sheet.lines.flatMap((line, number) => {
    if (kinds[number] !== 'text') return []
    // "Próba antyglobulinowa (Coombsa)  ujemny": a row of results in words.
    const told = sheet.text.slice(line.start, line.end)
    if (!/[:：]/.test(told) && tellsInWords(sheet, line, worded)) return []
    const top = (body < 0 || number < body) && line.y1 < FORM * sheet.height
    const letterhead = line.y1 < LETTERHEAD * sheet.height && (body < 0 || number < body)
    const foot = line.y0 > FOOT * sheet.height
    const above = sheet.lines[number - 1]
    const below = above !== undefined && isProse(sheet, above) && sameParagraph(line, above)
    if (!letterhead && !foot && (below || isProse(sheet, line))) {
      const goesOn = below && !/[.:;!?]\s*$/.test(sheet.text.slice(above.start, above.end))
      return line.cells.flatMap((cell) => namesInside(sheet, line, cell, taken, { knowledge, nouns, goesOn }))
    }
    // Below the results stand those who sign them.
    if (!top && !foot && results >= 0 && number > results && line.cells.length <= 2)
      return line.cells
        .flatMap((cell) => unexplained(sheet, line, cell, false, taken, knowledge))
        .filter((span) => WHOLE_NAME.test(sheet.text.slice(span.start, span.end)))
    if (!top && !foot) return []
    if (!foot && isProse(sheet, line)) return []
    // The title of the first table stands right above it, below the form.
    if (!letterhead && number >= 3 && number === body - 1 && TABLE_TITLE.test(sheet.text.slice(line.start, line.end)))
      return []
    const found = line.cells.flatMap((cell) => unexplained(sheet, line, cell, letterhead, taken, knowledge))
    // Sentences at the foot begin with capitals, and German sets its nouns so: a name there has two words.
    return foot && !letterhead && isProse(sheet, line)
      ? found.filter((span) => / \p{Lu}/u.test(sheet.text.slice(span.start, span.end)))
      : found
  })
}

/** Whether a line of one cell goes on right below another at its left edge. */
function sameParagraph(line: SheetLine, above: SheetLine): boolean {
  const [cell, other] = [line.cells[0], above.cells[0]]
  return (
    line.cells.length === 1 &&
    cell !== undefined &&
    other !== undefined &&
    Math.abs(cell.x0 - other.x0) < 3 &&
    line.y0 - above.y1 < 0.8 * (line.y1 - line.y0)
  )
}

/** A given name and a surname, with small words between. */
const WHOLE_NAME = /^\p{Lu}[\p{Ll}\p{M}'’-]+(?: (?:\p{Ll}{1,4} ){0,2}\p{Lu}[\p{L}\p{M}'’-]+){1,3}$/u

/** Whether a page is of a language that capitalises every noun, by its small words: German. */
function setsNounsInCapitals(sheet: Sheet, knowledge: Knowledge): boolean {
  const words = sheet.text.match(/(?<!\p{L})\p{Ll}{2,6}(?!\p{L})/gu) ?? []
  return words.filter((word) => knowledge.functionWords.nouns.has(word)).length >= 2
}

/** Capitalised words inside of a sentence that no list explains and nothing is called by: a person, a house, a place. Where nouns have capitals too, two of them side by side. */
function namesInside(
  sheet: Sheet,
  line: SheetLine,
  cell: SheetCell,
  taken: readonly Span[],
  { knowledge, nouns, goesOn }: { knowledge: Knowledge; nouns: boolean; goesOn: boolean },
): Span[] {
  const text = sheet.text.slice(cell.start, cell.end)
  return unexplained(sheet, line, cell, false, taken, knowledge).filter((span) => {
    const before = text.slice(0, span.start - cell.start)
    const words = sheet.text.slice(span.start, span.end)
    const inside = before === '' ? goesOn && cell === line.cells[0] : /[\p{Ll},\d)"„«] ?["„«(]?$/u.test(before)
    // "namens deze: Anke Roest, assistente"
    if (/:\s?$/.test(before)) return WHOLE_NAME.test(words)
    return (
      inside &&
      /\p{Lu}\p{Ll}{2}|\p{Lu}{6}/u.test(words) &&
      (!nouns || /\p{Ll} \p{Lu}\p{Ll}/u.test(words)) &&
      !isCalledBy(before, knowledge)
    )
  })
}

/** How far the left edges, the middles or the right edges of two cells of one column stand apart at most, points. */
const COLUMN = 4

/** The first line of the table that a row belongs to: right above it lines of three cells and more stand in its columns ("Bakterie  nieliczne  H  nieobecne" above "pH  6,0 …"). */
function topOfTable(sheet: Sheet, body: number): number {
  const inColumn = (cell: SheetCell, others: readonly SheetCell[]) =>
    others.some(
      (other) =>
        Math.abs(other.x0 - cell.x0) < COLUMN ||
        Math.abs(other.x1 - cell.x1) < COLUMN ||
        Math.abs(other.x0 + other.x1 - cell.x0 - cell.x1) < 2 * COLUMN,
    )
  let top = body
  while (top > 0) {
    const [row, above] = [sheet.lines[top]!, sheet.lines[top - 1]!]
    const aligned = above.cells.filter((cell) => inColumn(cell, row.cells)).length
    const text = sheet.text.slice(above.start, above.end)
    if (above.cells.length < 3 || aligned < 3 || row.y0 - above.y1 > 2 * (row.y1 - row.y0) || /[:：]/.test(text)) break
    top -= 1
  }
  return top
}

/** The form is over where none of so many lines behind a result line holds a labelled identifier. */
const FORM_REACH = 6

/** Whether results begin on a line, though nothing there is a figure ("Material: Suero   Método: ELISA"): below it stands no form. */
function opensResults(sheet: Sheet, number: number, taken: readonly Span[], knowledge: Knowledge): boolean {
  const line = sheet.lines[number]!
  const labelled = (cell: SheetCell) => /^([^:]+?)\s?:/u.exec(sheet.text.slice(cell.start, cell.end))?.[1]
  if (!line.cells.some((cell) => knowledge.resultLabels.has(plain(labelled(cell) ?? '')))) return false
  const end = sheet.lines[Math.min(sheet.lines.length - 1, number + FORM_REACH)]!.end
  return !taken.some((span) => span.detector.startsWith('field') && span.end > line.start && span.start < end)
}

/** Whether a page is of a language that the vocabulary does not read. */
function isForeign(sheet: Sheet, knowledge: Knowledge): boolean {
  if (/\p{Script=Han}/u.test(sheet.text)) return false
  const reads = readsLatin(sheet, knowledge)
  if (reads !== 'few') return reads === 'no'
  const accented = sheet.text.match(/[\p{Ll}\p{Lu}]+/gu)?.filter((word) => /\P{ASCII}/u.test(word))
  return new Set(accented).size >= ACCENTED
}

interface Token {
  start: number
  end: number
  /** No list explains it, and nothing else has found it. */
  open: boolean
  capital: boolean
  particle: boolean
}

function unexplained(
  sheet: Sheet,
  line: SheetLine,
  cell: SheetCell,
  letterhead: boolean,
  taken: readonly Span[],
  knowledge: Knowledge,
): Span[] {
  const { forms, people } = vocabularyOf(knowledge)
  const labels = labelsOfLine(sheet, line, knowledge)
  const text = sheet.text.slice(cell.start, cell.end)
  const covered = (start: number, end: number) => taken.some((span) => span.start < end && span.end > start)
  const rules = compile(knowledge)
  const tokens = matchesOf(text, WORD).map((match): Token => {
    const start = cell.start + match.index
    const end = start + match[0].length
    const word = match[0]
    const known =
      word.length < 3 ||
      forms.has(plain(word)) ||
      explainsForm(word, knowledge) ||
      isTitle(word, knowledge) ||
      isCredential(word, knowledge) ||
      (explainsLatin(word, knowledge) && !people.has(plain(word)))
    const labelled = labels.some((label) => label.start < end && label.end > start && (label.colon || label.block.bare))
    const coded = /[\d@_\\^]/.test(sheet.text[start - 1] ?? '') || /[\d@_\\^]/.test(sheet.text[end] ?? '')
    const capital = /^\p{Lu}/u.test(word) || /^[dl]'\p{Lu}/u.test(word)
    return {
      start,
      end,
      capital: capital && !labelled && !coded,
      open: capital && !known && !labelled && !coded && !covered(start, end),
      particle: rules.particle.test(word),
    }
  })
  const named =
    letterhead && taken.some((span) => TELLING.test(span.category) && span.start < cell.end && span.end > cell.start)
  if (tokens.every((token) => !token.open) && !(named && tokens.some((token) => token.capital))) return []
  const base = { category: letterhead ? 'ORG' : 'NAME', detector: FOREIGN_FORM, score: SCORE } as const
  // The whole cell, but for labels and what stands behind them.
  const limit =
    labels.find(
      (label) => (label.colon || REACH.test(label.block.kind)) && label.start >= cell.start && label.start < cell.end,
    )?.start ?? cell.end
  if (
    letterhead &&
    (named || tokens.some((token) => token.open && token.end <= limit)) &&
    !/[:：]/.test(sheet.text.slice(cell.start, limit))
  )
    return [{ start: cell.start, end: trimmed(sheet.text, cell.start, limit, rules), ...base }]
  const spans: Span[] = []
  tokens.forEach((token, i) => {
    if (!token.open || (spans.at(-1)?.end ?? 0) > token.start) return
    // "DOENÇA DE CHAGAS": what an illness or a test is called by.
    if (isCalledBy(sheet.text.slice(cell.start, token.start), knowledge)) return
    const joins = (a: Token, b: Token) => JOINT.test(sheet.text.slice(a.end, b.start))
    let [from, to] = [i, i]
    while (from > 0 && joins(tokens[from - 1]!, tokens[from]!) && tokens[from - 1]!.capital) from -= 1
    for (let k = i + 1; k < tokens.length && joins(tokens[k - 1]!, tokens[k]!); k += 1) {
      if (tokens[k]!.capital) to = k
      else if (!tokens[k]!.particle) break
    }
    // "Mutualité :", "Žádanka č.:": a label that no list holds; its value is judged by itself.
    if (/^ ?(?:\p{Ll}{1,3}\. ?)?[:：]/u.test(sheet.text.slice(tokens[to]!.end, cell.end))) return
    spans.push({ start: tokens[from]!.start, end: tokens[to]!.end, ...base })
  })
  return spans
}

/** The end of a stretch without the white space and separators behind it. */
function trimmed(text: string, start: number, end: number, rules: Compiled): number {
  return (
    start +
    text
      .slice(start, end)
      .replace(rules.pageEnd, '')
      .replace(/[\s,;·|-]+$/, '').length
  )
}

/** The words of a stretch of default deny that are worth searching in the rest of the report: those that no list explains. */
export function strangeWords(text: string, knowledge: Knowledge): string[] {
  const { forms } = vocabularyOf(knowledge)
  return matchesOf(text, WORD)
    .map((match) => match[0])
    .filter(
      (word) =>
        word.length >= 5 &&
        /^\p{Lu}/u.test(word) &&
        !forms.has(plain(word)) &&
        !explainsLatin(word, knowledge) &&
        !isTitle(word, knowledge),
    )
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    particle: new RegExp(`^(?:${anyPhrase(knowledge, 'name_particles', 'particles_of_forms')})$`, 'iu'),
    pageEnd: new RegExp(
      String.raw`[\s,;·|-]*(?:${anyPhrase(knowledge, 'words_for_page')})\.? ?\d{1,3}(?: ?(?:de|di|of|von|sur|z|av|af|van|/) ?\d{1,3})?\s*$`,
      'iu',
    ),
  }),
)
