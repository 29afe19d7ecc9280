import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import { longestFirst, oneOf } from './one-of.js'
import { isAmbiguousName, isClinicalWord } from './person-name.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'
import { explainsLatin, vocabularyOf } from './vocabulary.js'

interface Compiled {
  /** Two parts and more, or one with an ending. */
  whole: RegExp
  /** One part; it counts behind a role or before a title. */
  single: RegExp
  title: RegExp
  /** "LAM Suet Fan" */
  surnameFirst: RegExp
  /** "Mandy FOK" */
  surnameLast: RegExp
  /** "Apple 祝" */
  mixed: RegExp
  /** What goes on behind a name of one part. */
  stops: RegExp
  role: RegExp
  given: Set<string>
}

/** A place called after somebody or by the same word. */
const NO_PLACE = String.raw`(?!\p{Script=Han}?(?:[省市县区州盟旗乡镇村路街寺湖山河]|大道|医院|诊所|草原|机场))`
/** Surnames that are words beside Latin letters: "Plan 金", "Part 上". */
const SMALL = /[左右上下前后中平单双高低正常时年月日和与同及或项种次级型位金银白红黄全有无能应相关用于向从由易]/u

/**
 * Names that no Chinese surname leads, by the parts they are made of (Tibetan, Mongolian, Yi, Uyghur); names as Hong Kong prints them, with the surname in capitals; an
 * English given name before a Chinese surname.
 */
export function findPeoplesNames(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  const rules = compile(knowledge)
  const spans: Span[] = []
  const add = (start: number, end: number, category: Span['category'], detector: string, score = 0.8) => {
    if (kinds[lineAt(sheet, start)] === 'text') spans.push({ start, end, category, detector, score })
  }
  if (/\p{Script=Han}{3}/u.test(text)) {
    for (const match of matchesOf(text, rules.whole))
      add(match.index, match.index + match[0].length, 'NAME', 'name_of_peoples', 0.82)
    for (const match of matchesOf(text, rules.single)) {
      const end = match.index + match[0].length
      const rest = text.slice(end, end + 8)
      const led = rules.stops.test(rest) && rules.role.test(text.slice(Math.max(0, match.index - 8), match.index))
      const titled = rules.title.test(rest) && !/\p{Script=Han}/u.test(text[match.index - 1] ?? '')
      if (led || titled) add(match.index, end, 'NAME', 'name_of_peoples')
    }
  }
  if (/\p{Lu}{2}/u.test(text)) {
    for (const match of matchesOf(text, rules.surnameFirst)) {
      const given = match.groups!.given!.split(' ')
      const titled = match.groups!.title !== undefined
      const strange = given.filter((word) => !isClinicalWord(word, knowledge) && !explainsLatin(word, knowledge))
      if (
        (strange.length === 0 && !titled) ||
        given.every((word) => isClinicalWord(word, knowledge)) ||
        (!titled && given.length < 2) ||
        given.some((word) => word.length > 7)
      )
        continue
      add(match.index, match.index + match[0].length, titled ? 'DOCTOR' : 'NAME', 'name_surname_in_capitals')
    }
    for (const match of matchesOf(text, rules.surnameLast)) {
      const { given } = match.groups as { given: string }
      const titled = match.groups!.title !== undefined
      if (!isGiven(given, titled, rules, knowledge)) continue
      const start = match.index + match[0].indexOf(given)
      add(start, match.index + match[0].length, 'DOCTOR', 'name_surname_in_capitals')
    }
  }
  if (/[a-z] ?\p{Script=Han}(?!\p{Script=Han})/u.test(text))
    for (const match of matchesOf(text, rules.mixed)) {
      const { given, surname } = match.groups as { given: string; surname: string }
      if (SMALL.test(surname) || !knowledge.surnames.single.has(surname)) continue
      if (!isGiven(given, rules.role.test(text.slice(Math.max(0, match.index - 8), match.index)), rules, knowledge))
        continue
      add(match.index, match.index + match[0].length, 'NAME', 'name_of_two_scripts')
    }
  return spans
}

/** A given name of the lists; behind a title any capitalised word that is none of medicine. */
function isGiven(word: string, titled: boolean, { given }: Compiled, knowledge: Knowledge): boolean {
  const key = plain(word)
  if (given.has(key)) return true
  if (isClinicalWord(word, knowledge)) return titled && isAmbiguousName(word, knowledge)
  return titled || vocabularyOf(knowledge).people.has(key) || knowledge.titles.given.includes(key)
}

const compile = perKnowledge((knowledge): Compiled => {
  const { peoples, titles } = knowledge
  const ended = oneOf([...peoples.tibetan, ...peoples.uyghur])
  const part = oneOf([...peoples.tibetan, ...peoples.uyghur, ...peoples.mongolian, ...peoples.yi])
  const ending = `[${peoples.endings.join('')}]`
  const roles = [...titles.before_zh, ...titles.persons_zh, ...titles.acts_zh, ...titles.kin_zh].filter(
    (word) => word.length > 1 && /\p{Script=Han}$/u.test(word),
  )
  const role = oneOf(roles)
  const surname = `(?:${longestFirst(peoples.romanised)})`
  // Titles and letters of nurses and technicians before a name in Latin letters.
  const staff = String.raw`(?:(?:${anyPhrase(knowledge, 'titles_of_wards')})\.?:? )`
  const rules: Compiled = {
    whole: new RegExp(`(?:${part}{2,3}(?:${ending}(?!${ending}))?|${ended}${ending}(?!${ending}))${NO_PLACE}`, 'gu'),
    single: new RegExp(`${part}[图雅勒尔嘎]?`, 'gu'),
    stops: new RegExp(
      String.raw`^(?:$|[^\p{Script=Han}]|${anyPhrase(knowledge, 'said_behind_a_name_of_one_part')})`,
      'u',
    ),
    title: new RegExp(`^ ?${oneOf(titles.after_zh.filter((word) => word.length > 1))}`, 'u'),
    surnameFirst: new RegExp(
      String.raw`(?<![\p{L}\d.-])(?<title>${staff})?${surname}(?:-${surname})?,? (?<given>\p{Lu}\p{Ll}+(?:[ -]\p{Lu}?\p{Ll}+)?)(?![\p{L}\d])`,
      'gu',
    ),
    surnameLast: new RegExp(
      String.raw`(?<![\p{L}\d.-])(?<title>${staff})?(?<given>\p{Lu}\p{Ll}{2,}) (?:\p{Lu}\. ?)?${surname}(?![\p{L}\d-])`,
      'gu',
    ),
    mixed: /(?<![\p{L}\d.-])(?<given>[A-Z][a-z]{2,10}) ?(?<surname>\p{Script=Han})(?!\p{Script=Han})/gu,
    // A relative in one character only behind a stop; departments sign with their doctor's name.
    role: new RegExp(
      `(?:${role}|(?:^|[,，。;；、\\s])[兄弟姐妹父母妻夫子女]|${anyPhrase(knowledge, 'departments_of_signers')})[:：]?\\s?$`,
      'u',
    ),
    given: new Set(peoples.given),
  }
  return rules
})
