import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { findCompanies } from './companies.js'
import { isHan } from './fold.js'
import { matchesOf } from './matches.js'
import { literal, longestFirst } from './one-of.js'
import { isClinicalWord } from './person-name.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'
import { explainsLatin } from './vocabulary.js'

interface Compiled {
  /** Words that end the name of a house where a sentence goes on with a capital of its own ("at Ward B Monday"). */
  when: RegExp
  /** "Works as a welder at Harland Shipyard" */
  worksAs: RegExp
  /** Words that name no house by themselves. */
  general: ReadonlySet<string>
  latin: RegExp
  care: RegExp
  han: RegExp
  /** The name of an employer at the beginning of a text, up to a stop or what goes on. */
  hanName: RegExp
  hanAfter: RegExp
}

/** A capitalised run: the name of a house or a company in running text. */
const NAME =
  /^(?:the |The )?(?:St\.? )?\p{Lu}[\p{L}\d&'’-]*(?: (?:(?:of|and|&|de|del|la|for|the) ){0,2}(?:C\.? ?of ?E\.?|St\.?|R\.?C\.?|\p{Lu}[\p{L}\d&'’-]*)){0,6}(?:,? (?:Ltd|Inc|Co|Corp|Pvt|LLC|plc|PLC)\.?)?(?:,? (?:#|No\.? ?|Store #?|Unit )\d{1,5})?/u
/** The name of a house that begins at an offset, as far as it is printed there; null where no name does. */
function houseAt(text: string, at: number, rules: Compiled): { start: number; printed: string } | null {
  const name = NAME.exec(text.slice(at, at + 80))
  if (name === null) return null
  const printed = name[0]
    .replace(rules.when, '')
    .replace(/[.,]$/, '')
    .replace(/^the\s/i, '')
  return { start: at + name[0].indexOf(printed), printed }
}

/** Employers in running text, known by the words around them: "works at Ashford Rail", "就职于…", "在…工作". */
export function findEmployers(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const isGeneral = (word: string) => rules.general.has(word)
  const { text } = sheet
  const spans: Span[] = []
  const add = (start: number, end: number) => {
    if (kinds[lineAt(sheet, start)] === 'text')
      spans.push({ start, end, category: 'EMPLOYER', detector: 'employer_in_text', score: 0.8 })
  }
  for (const match of [...matchesOf(text, rules.latin), ...matchesOf(text, rules.worksAs)]) {
    const house = houseAt(text, match.index + match[0].length, rules)
    if (house === null || house.printed.split(' ').every((word) => isGeneral(word) || isClinicalWord(word, knowledge)))
      continue
    add(house.start, house.start + house.printed.length)
  }
  for (const match of matchesOf(text, rules.care)) {
    const house = houseAt(text, match.index + match[0].length, rules)
    if (house === null) continue
    const { start, printed } = house
    const words = printed.split(' ').filter((word) => /^\p{Lu}/u.test(word))
    const own = words.filter(
      (word) => !isGeneral(word) && !isClinicalWord(word, knowledge) && !/^\p{Lu}{1,4}\d*$/u.test(word),
    )
    // "Transferred to Mayfield": alone only a word that no list explains.
    const shop = /#\d|\d$/.test(printed) || /harmacy(?: is)?:?\s$/.test(match[0])
    if (own.length === 0 || (words.length === 1 && !shop && explainsLatin(own[0]!, knowledge))) continue
    if (kinds[lineAt(sheet, start)] === 'text')
      spans.push({ start, end: start + printed.length, category: 'ORG', detector: 'house_in_text', score: 0.78 })
  }
  for (const match of matchesOf(text, rules.han)) {
    const at = match.index + match[0].length
    const name = rules.hanName.exec(text.slice(at, at + 40))
    if (name !== null && telling(name[0], knowledge)) add(at, at + name[0].length)
  }
  for (const match of matchesOf(text, rules.hanAfter)) {
    const name = match[1]!
    if (telling(name, knowledge))
      add(match.index + match[0].indexOf(name), match.index + match[0].indexOf(name) + name.length)
  }
  for (const match of matchesOf(text, STAFF_CHECKUP)) {
    const name = match[1]!
    if (telling(name, knowledge))
      add(match.index + match[0].indexOf(name), match.index + match[0].indexOf(name) + name.length)
  }
  return [...spans, ...findCompanies(sheet, kinds, knowledge)]
}

/** "东方航空员工体检", "天河区税务局2024年度职工健康体检": whose staff are checked stands before it. */
const STAFF_CHECKUP =
  /(?<!\p{Script=Han})(\p{Script=Han}{3,16}?)(?:\d{4}年?度?)?(?:全体|在职|离退休|退休|新入职|女)?(?:员工|职工|教职工|干部职工|教师|干部)(?:年度|健康|入职|岗前|定期)*(?:体检|检查)/gu

/** "在高温环境工作" names no employer: at least four characters, none of them clinical, and an ending that houses have. */
function telling(name: string, knowledge: Knowledge): boolean {
  if (!isHan(name[0]) || name.length < 3) return false
  return ![...knowledge.clinical.zh].some((term) => term.length >= 2 && name === term)
}

const compile = perKnowledge((knowledge): Compiled => {
  const { employer } = knowledge.grammar
  const endings = longestFirst([
    ...knowledge.institutions.zh.employer_suffixes,
    ...knowledge.institutions.zh.suffixes.filter((word) => word.length > 2),
  ])
  // The words in either case, the name behind them with a capital as printed.
  const behind = (words: readonly string[]) =>
    new RegExp(
      String.raw`(?<![\p{L}/])(?:${longestFirst(words.map(literal).flatMap((word) => [word, word[0]!.toUpperCase() + word.slice(1)]))}):?\s\(?(?=(?:the\s)?(?:St\.?\s)?\p{Lu})`,
      'gu',
    )
  const rules: Compiled = {
    when: new RegExp(
      ` (?:on |in |at )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day.*$| (?:${anyPhrase(knowledge, 'months_behind_house')})(?: .*)?$`,
      'u',
    ),
    worksAs: new RegExp(
      String.raw`(?<![\p{L}])(?:(?:[Ww]ork(?:s|ed|ing)?|[Ee]mployed|[Ss]erv(?:es?|ed|ing)|[Tt]rained) (?:part-time |full-time )?as (?:an?|the) [\p{Ll} -]{2,40}? (?:at|for|with|by)|[Rr]etired [\p{Ll} ]{2,24}? (?:from|of|at|with)|[Ff]ormer(?:ly an?)? [\p{Ll} ]{2,24}? (?:at|with|for)|(?:${anyPhrase(knowledge, 'posts_at_employer')})(?: of [\p{L} ]{2,25}?)? (?:at|for|with))[ \n](?=(?:the )?\p{Lu})`,
      'gu',
    ),
    general: new Set(employer.general),
    latin: behind(employer.latin),
    care: behind(employer.care),
    han: new RegExp(
      `(?:${longestFirst(employer.zh_before.filter((word) => word !== '来自'))})[:：\\s]?(?=\\p{Script=Han})`,
      'gu',
    ),
    hanName: new RegExp(
      String.raw`^\p{Script=Han}[\p{Script=Han}A-Za-z0-9()]{2,24}?(?=[,，。;；、\s]|$|${anyPhrase(knowledge, 'said_behind_an_employer')}|[一二三四五六七八九初高大]年级)`,
      'u',
    ),
    hanAfter: new RegExp(
      String.raw`(?:在|于|系|为|是|来自)(\p{Script=Han}{2,20}?(?:${endings}|[局站队处所社院校行店馆矿场]))的?(?:${longestFirst(employer.zh_after)}|担任|从事|[语数英音体美政史地物化生][文学语乐育术治史理物]教师)`,
      'gu',
    ),
  }
  return rules
})
