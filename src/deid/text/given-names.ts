import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import { literal, longestFirst } from './one-of.js'
import { isClinicalWord, isTitle } from './person-name.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'
import { isUnit } from './units.js'
import { explainsLatin, isEverydayWord, vocabularyOf } from './vocabulary.js'

interface Compiled {
  given: Set<string>
  /** A capitalised word that begins a sentence, with what only people do behind it. */
  opening: RegExp
  /** "Brown, White and Long on nights": people of a shift, whatever their names mean. */
  onShift: RegExp
  /** "sons Ike and Moses", "daughters Fay, Kim and Noor": relatives in the plural, and those who belong to somebody by her first name. */
  siblings: RegExp
  /** "Pt Dazza (as his mates say)", "Baby of Ione, DOB", "Px Jun-Jun, 9 y/o": one name behind the word for a patient, and a stop or a small word behind it. */
  subject: RegExp
  /** Words before a capital that make it the name of a thing. */
  ofAThing: RegExp
  /** A role of the ward or the clinic, and the capitalised words behind it. */
  role: RegExp
  /** The word for a relative in parentheses: "came with Orla Fenn (her neighbour)". */
  kin: RegExp
}

/** Below what is searched everywhere: these names are words. */
const WORD_SCORE = 0.74
const NAME = String.raw`\p{Lu}[\p{Ll}'’]+(?:-\p{Lu}\p{Ll}+)?`
/** "Goh/Menon:", "Dr Fry / Okafor": the people of a round or a shift, one solidus between. */
const SLASHED = new RegExp(String.raw`(?<![\p{L}\d/.-])${NAME}(?:\s?/\s?${NAME}){1,3}(?![\p{L}\d/-]|\.\d)`, 'gu')
/** A capitalised word inside of a sentence: a word in small letters or a comma behind one stands before it. */
const INSIDE =
  /(?=\p{Lu}\p{Ll})(?<=(?<![\p{L}\d])(?<before>[\p{Ll}'’]+),? )\p{Lu}\p{Ll}+(?=$|['’]s(?!\p{L})|[.,;:)!?\n\t]|\s[\p{L}(&-])/gu
/** The name directly before a relative in parentheses. */
const BEFORE_KIN = new RegExp(String.raw`(?<![\p{L}\d/.-])${NAME}(?: ${NAME}){0,2}$`, 'u')

/** People called by one name in running text: given names that are words as well, whoever stands behind a role of the ward, names with a solidus between. */
export function findGivenNames(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  if (!/\p{Lu}\p{Ll}/u.test(text)) return []
  const { given, opening, onShift, siblings, subject, ofAThing, role, kin } = compile(knowledge)
  const { people } = vocabularyOf(knowledge)
  const spans: Span[] = []
  const add = (start: number, end: number, detector: string, category: Span['category'] = 'NAME', score = 0.76) => {
    if (kinds[lineAt(sheet, start)] === 'text') spans.push({ start, end, category, detector, score })
  }
  const listed = (word: string) => given.has(plain(word)) || people.has(plain(word))
  for (const match of matchesOf(text, INSIDE)) {
    if (!given.has(plain(match[0])) || ofAThing.test(match.groups!.before!)) continue
    const next = /^ (\p{Lu}?[\p{L}-]+)/u.exec(text.slice(match.index + match[0].length))?.[1]
    // "Rose Bengal", "Mark II"
    if (next !== undefined && /^\p{Lu}/u.test(next) && (isClinicalWord(next, knowledge) || /^[IVX]+$/.test(next)))
      continue
    add(match.index, match.index + match[0].length, 'given_name', 'NAME', WORD_SCORE)
  }
  for (const match of matchesOf(text, opening))
    if (given.has(plain(match[0]))) add(match.index, match.index + match[0].length, 'given_name', 'NAME', WORD_SCORE)
  for (const match of matchesOf(text, role)) {
    const words = match.groups!.name!.split(' ')
    const first = words[0]!
    if (isClinicalWord(first, knowledge) || isTitle(first, knowledge)) continue
    // "dispatcher Skip Haverkamp", "mokopuna Ana-Maria": a surname that is no word, or two capitals that a hyphen joins.
    const surname = words[1] !== undefined && !isEverydayWord(words[1], knowledge)
    if (isEverydayWord(first, knowledge) && !given.has(plain(first)) && !surname && !/-\p{Lu}/u.test(first)) continue
    // "Nurse Rowe Wound": the name ends at the first word of the language.
    const stop = words.findIndex(
      (word, i) =>
        // "SW Judy Larkspur": behind a given name of the lists a flower is a surname.
        i > 0 && (isClinicalWord(word, knowledge) || (isEverydayWord(word, knowledge) && !people.has(plain(first)))),
    )
    const name = (stop < 0 ? words : words.slice(0, stop)).join(' ')
    const start = match.index + match[0].length - match.groups!.name!.length
    add(start, start + name.length, 'name_behind_role', 'DOCTOR', 0.75)
  }
  for (const form of [onShift, siblings]) {
    for (const match of matchesOf(text, form)) {
      const name = match.groups?.name ?? match[0]
      if (form === siblings && name.split(/, | and | & /).every((word) => isClinicalWord(word, knowledge))) continue
      add(
        match.index + match[0].length - name.length,
        match.index + match[0].length,
        'names_listed',
        'NAME',
        WORD_SCORE,
      )
    }
  }
  for (const match of matchesOf(text, subject)) {
    const name = match.groups!.name!
    const words = name.split(' ')
    if (words.some((word) => isClinicalWord(word, knowledge) || isTitle(word, knowledge))) continue
    // "Px Bong-Bong": two capitals that a hyphen joins are no word.
    const said = (word: string) => isEverydayWord(word, knowledge) && !given.has(plain(word)) && !/-\p{Lu}/u.test(word)
    if (words.every(said)) continue
    add(match.index + match[0].length - name.length, match.index + match[0].length, 'subject_by_first_name')
  }
  for (const match of matchesOf(text, kin)) {
    const name = BEFORE_KIN.exec(text.slice(Math.max(0, match.index - 60), match.index))?.[0]
    if (name === undefined) continue
    const words = name.split(' ')
    if (words.some((word) => isClinicalWord(word, knowledge) || isTitle(word, knowledge))) continue
    if (words.every((word) => isEverydayWord(word, knowledge) && !listed(word))) continue
    add(match.index - name.length, match.index, 'name_before_kin')
  }
  for (const match of matchesOf(text, SLASHED)) {
    const words = match[0].split(/\s?\/\s?/)
    if (words.some((word) => isClinicalWord(word, knowledge) || isUnit(word, knowledge))) continue
    const strange = (word: string) => listed(word) || !explainsLatin(word, knowledge)
    if (!words.every(strange) || !words.some((word) => word.length > 3 || listed(word))) continue
    add(match.index, match.index + match[0].length, 'names_with_solidus', 'DOCTOR')
  }
  return spans
}

const compile = perKnowledge((knowledge): Compiled => {
  const roles = longestFirst(
    knowledge.titles.roles_before
      .flatMap((word) => (/^\p{Ll}/u.test(word) ? [word, word[0]!.toUpperCase() + word.slice(1)] : [word]))
      .map(literal),
  )
  const rules: Compiled = {
    given: new Set(knowledge.titles.given.map(plain)),
    opening: new RegExp(
      String.raw`(?=\p{Lu}\p{Ll})(?<=^|[.!?]\s|\n|["'(]|: )\p{Lu}\p{Ll}+(?= (?:and I |(?:${anyPhrase(knowledge, 'adverbs_of_acts')}) )?(?:${anyPhrase(knowledge, 'people_do')})(?!\p{L}))`,
      'gmu',
    ),
    onShift: new RegExp(
      String.raw`(?<![\p{L}\d])${NAME}(?:, ${NAME}){0,4} (?:and|&) ${NAME}(?= (?:(?:are |were )?(?:on|off) (?:${anyPhrase(knowledge, 'off_and_on')})|(?:are |were )?(?:${anyPhrase(knowledge, 'acts_of_shift')}))(?!\p{L}))`,
      'gu',
    ),
    siblings: new RegExp(
      String.raw`(?<!\p{L})(?:${anyPhrase(knowledge, 'relatives_in_plural')}):? (?<name>${NAME}(?:, ${NAME}){0,4} (?:and|&) ${NAME})(?!\p{L})`,
      'gu',
    ),
    subject: new RegExp(
      String.raw`(?<![\p{L}\d/])(?:${anyPhrase(knowledge, 'subject_of_record')}):? (?<name>${NAME}(?: ${NAME})?)(?=\s?[(,;.]| (?:${anyPhrase(knowledge, 'behind_subject')})(?!\p{L})|$)`,
      'gmu',
    ),
    ofAThing: new RegExp(`^(?:${anyPhrase(knowledge, 'before_a_thing')})$`),
    role: new RegExp(String.raw`(?<![\p{L}\d/.-])(?:${roles})[.:]? (?<name>${NAME}(?: ${NAME})?)(?!\p{L})`, 'gu'),
    kin: new RegExp(
      String.raw` ?\((?:(?:${anyPhrase(knowledge, 'before_relative')}) ){0,2}(?:${knowledge.titles.relatives.map(literal).join('|')})(?=[,;) ])`,
      'gu',
    ),
  }
  return rules
})

/** A given name in one word: "Ione", "LaTonya", "Mary-Kate", "D'Arcy"; capitals inside that a word or two explain ("InBody") are none. */
export function isGiven(word: string, knowledge: Knowledge): boolean {
  if (/^\p{Lu}\p{Ll}{2,}$/u.test(word)) return true
  return /^(?:\p{Lu}['’])?\p{Lu}\p{Ll}+(?:-?\p{Lu}\p{Ll}+)?$/u.test(word) && !explainsLatin(word, knowledge)
}
