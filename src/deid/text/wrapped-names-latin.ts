import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { plain } from './fold.js'
import { labelsOfLine } from './labels.js'
import { isAmbiguousName, isClinicalWord, isCredential, isTitle } from './person-name.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell, SheetLine } from './sheet.js'
import type { Span } from './span.js'
import { textLinesBelow } from './text-lines.js'
import { explainsForm, explainsLatin, isEverydayWord } from './vocabulary.js'

/** Detector of what goes on with a name in the next line. */
export const WRAPPED_NAME = 'wrapped_name'

/** The left edges of the lines of a cell, and of a paragraph, whose first line is set in, stand apart at most, points. */
const EDGE = 8
const INDENT = 30
/** Words in small letters that make a cell a line of a paragraph. */
const PARAGRAPH = 2
/** A particle at the end of a name: its surname is still to come. */
const particleAtEnd = perKnowledge(
  (knowledge) => new RegExp(`(?:^|[ -])(?:${anyPhrase(knowledge, 'name_particles', 'particles_at_line_end')})$`, 'iu'),
)
/** One or two words with capitals that fill a cell, a credential behind them. */
const WHOLE = /^(?<name>\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?)(?=$|,)/u
/** A word with a capital that begins a line of a paragraph, the sentence's end or a word in small letters behind it. */
const FIRST = /^(?<name>(?:\p{Lu}|l(?=[^aeiou\P{L}]))[\p{L}'’-]+)(?=$|[.,;:)]|'s| \p{Ll})/u

/** Names that the end of their line has broken ("Dr Eleanor" / "Marlow.", "Ingrid van der" / "Berg"): what goes on with a name that ends its cell. */
export function findWrappedLatinNames(
  sheet: Sheet,
  kinds: readonly LineKind[],
  people: readonly Span[],
  knowledge: Knowledge,
): Span[] {
  return textLinesBelow(sheet, kinds).flatMap(({ line, next }) => {
    return line.cells.flatMap((cell): Span[] => {
      const ends = (rest: string) => /^[\s,]*$/.test(rest) || particleAtEnd(knowledge).test(rest)
      const person = people.find(
        (span) =>
          (span.category === 'NAME' || span.category === 'DOCTOR') &&
          span.start >= cell.start &&
          span.end <= cell.end &&
          ends(sheet.text.slice(span.end, cell.end)),
      )
      if (person === undefined) return []
      const name = sheet.text.slice(person.start, cell.end).trim()
      if (!/^[\p{Script=Latin}\p{M} .,'’-]+$/u.test(name)) return []
      const rest = restBelow(sheet, cell, next, name, knowledge)
      return rest === null ? [] : [{ ...rest, category: person.category, detector: WRAPPED_NAME, score: 0.8 }]
    })
  })
}

function restBelow(
  sheet: Sheet,
  cell: SheetCell,
  next: SheetLine,
  above: string,
  knowledge: Knowledge,
): { start: number; end: number } | null {
  const words = sheet.text.slice(cell.start, cell.end).match(/(?<!\p{L})\p{Ll}{2,}/gu) ?? []
  const paragraph = words.length >= PARAGRAPH
  const below = next.cells.find((other) => Math.abs(other.x0 - cell.x0) < (paragraph ? INDENT : EDGE))
  if (below === undefined) return null
  if (labelsOfLine(sheet, next, knowledge).some((label) => label.start < below.end && label.end > below.start))
    return null
  const name = (paragraph ? FIRST : WHOLE).exec(sheet.text.slice(below.start, below.end))?.groups?.name
  if (name === undefined) return null
  // "lyer.": OCR reads the capital of "Iyer" as a small letter, which no word of the language begins so.
  if (/^l/.test(name) && explainsLatin(name, knowledge)) return null
  const behind = sheet.text[below.start + name.length] ?? ''
  // "Dr Eleanor" is half a name: the word that ends the sentence is the rest, though it be one of the language.
  const alone = above.split(' ').filter((word) => !isTitle(word, knowledge)).length === 1
  // So is, in a form, a word in capitals below one in capitals ("BEATRICE" / "STONE").
  const capitals = !paragraph && above === above.toUpperCase() && /^\p{Lu}+$/u.test(name)
  const half = alone && (capitals || /[.,;:)]/.test(behind))
  const told = (word: string) =>
    // "Pemberton sign" begins a sentence of findings.
    knowledge.clinical.eponyms.has(plain(word))
      ? behind === ' '
      : (isClinicalWord(word, knowledge) &&
          !(half && isAmbiguousName(word[0] + word.slice(1).toLowerCase(), knowledge))) ||
        isCredential(word, knowledge) ||
        explainsForm(word, knowledge) ||
        (!half && isEverydayWord(word, knowledge))
  const goesOn = particleAtEnd(knowledge).test(above) || !name.split(' ').some(told)
  return goesOn ? { start: below.start, end: below.start + name.length } : null
}
