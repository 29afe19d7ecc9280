import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import { literal, longestFirst, oneOf } from './one-of.js'
import type { LineKind } from './result-rows.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'
import { explainsLatin, vocabularyOf } from './vocabulary.js'

interface Compiled {
  /** Words that begin sentences and lines, and are no part of a name behind them. */
  opening: RegExp
  /** Endings that are words of everyday life and of medicine too. */
  ordinaryEnd: RegExp
  han: RegExp
  ending: RegExp
  legal: RegExp
  prefix: RegExp
  common: Set<string>
  /** A stretch between stops that ends as companies do and is longer than their kinds are: "青岩丹枫文化发展公司"; no "商业保险公司". */
  wholeZh: RegExp
}

/** A capitalised word of a name. */
const WORD = String.raw`\p{Lu}[\p{L}\p{M}\d'’.-]*`

/** Companies, schools, churches and offices by the word or legal form that their names end with: "Marlow Tyres", "Fenwick & Sons", "Klinik Sunter", 泉州某某鞋业. */
export function findCompanies(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const { narrow } = vocabularyOf(knowledge)
  const spans: Span[] = []
  sheet.lines.forEach((line, number) => {
    if (kinds[number] !== 'text') return
    const text = sheet.text.slice(line.start, line.end)
    const add = (start: number, end: number, detector: string, category: 'ORG' | 'EMPLOYER' = 'EMPLOYER') =>
      spans.push({ start: line.start + start, end: line.start + end, category, detector, score: 0.8 })
    if (/\p{Script=Han}{4}/u.test(text))
      for (const match of matchesOf(text, rules.han)) add(match.index, match.index + match[0].length, 'company_zh')
    for (const match of matchesOf(text, rules.wholeZh)) add(match.index, match.index + match[0].length, 'company_zh')
    // Lines without a capitalised word are most of a Chinese page.
    if (!/\p{Lu}\p{L}/u.test(text)) return
    for (const [regex, detector] of [
      [rules.ending, 'company_by_ending'],
      [rules.legal, 'company_by_form'],
      [JOINED, 'company_joined'],
    ] as const) {
      for (const match of matchesOf(text, regex)) {
        const words = match[1]!.trim().split(/\s+/)
        let skipped = 0
        while (words.length > 1 && rules.opening.test(words[0]!.replace(/[.,:]$/, '')))
          skipped += words.shift()!.length + 1
        const own = words.filter(
          (word) => !rules.common.has(plain(word).replace(/[^\p{L}]/gu, '')) && /\p{L}{2}/u.test(word),
        )
        // Two of its words are the house's own: "for Kegel & Core" is an exercise.
        if (detector === 'company_joined' && own.filter((word) => !narrow.has(plain(word))).length < 2) continue
        if (own.length === 0 || (words.length === 1 && rules.opening.test(words[0]!))) continue
        // "Power Station", "Acid Base", "Care Path": with such an ending one word is of no list.
        if (
          detector === 'company_by_ending' &&
          rules.ordinaryEnd.test(match[0]) &&
          !own.some((word) => !explainsLatin(word.replace(/[.,]$/, ''), knowledge))
        )
          continue
        add(match.index + skipped, match.index + match[0].length, detector)
      }
    }
    for (const match of matchesOf(text, rules.prefix)) {
      const own = match[1]!.split(/\s+/).some((word) => !rules.common.has(plain(word)))
      if (own) add(match.index, match.index + match[0].length, 'company_by_prefix', 'ORG')
    }
    for (const match of matchesOf(text, BRANCH)) add(match.index, match.index + match[0].length, 'branch', 'ORG')
  })
  return spans
}

/** "at Corwen Bolt & Axle": houses behind a preposition, two parts joined by the sign; one word at least is neither of trade nor of medicine. */
const JOINED = new RegExp(
  String.raw`(?<=(?:^|[^\p{L}])(?:at|for|by|from) (?:the )?)((?:${WORD} ){1,3}& ${WORD}(?: ${WORD})?)(?![\p{L}\d'-])`,
  'gu',
)

/** "Harlow Diagnostics, Mill Lane branch": a house and which of its shops. */
const BRANCH = new RegExp(
  String.raw`(?<![\p{L}\d])(?:${WORD} (?:&\s|and\s)?){0,4}${WORD}[,;-]? (?:- )?(?:${WORD} ){1,3}(?:[Bb]ranch|[Oo]utlet|BRANCH|OUTLET|[Cc]ollection [Pp]oint)(?!\p{L})`,
  'gu',
)

const compile = perKnowledge((knowledge): Compiled => {
  const { companies, latin } = knowledge.institutions
  const { cities, provinces } = knowledge.places.zh
  const title = (phrase: string) =>
    phrase.replace(/(?<![\p{L}'])\p{L}/gu, (c) => c.toUpperCase()).replace(/ Of /g, ' of ')
  const endings = longestFirst(companies.latin.flatMap((phrase) => [title(phrase), phrase.toUpperCase()]).map(literal))
  const rules: Compiled = {
    opening: new RegExp(`^(?:${anyPhrase(knowledge, 'sentence_openers', 'company_openers')})$`),
    ordinaryEnd: new RegExp(String.raw`(?<!\p{L})(?:${anyPhrase(knowledge, 'ordinary_company_ends')})$`, 'u'),
    han: new RegExp(
      String.raw`(?:${oneOf([...provinces, ...cities])}(?:省|市)?(?:\p{Script=Han}{1,3}[县区镇乡])?|(?<![\p{Script=Han}])\p{Script=Han}{1,3}[县镇乡市区]|(?<=[在于於至到为系是教])\p{Script=Han}{1,3}[县镇乡市区])(?:(?![在于至到和与的了及、])[\p{Script=Han}\d]){2,8}?(?:${longestFirst(companies.zh.map(literal))})(?:有限公司|公司|集团|股份)?(?!工人|行业|品|产|专业|学|生$|工程|作业|年级|接触|长期)`,
      'gu',
    ),
    wholeZh: new RegExp(
      String.raw`(?<![\p{Script=Han}\p{L}\d])(?!${anyPhrase(knowledge, 'no_name_of_a_company')})\p{Script=Han}{4,14}(?:${anyPhrase(knowledge, 'trades_of_companies')})(?:集团|公司|有限公司)(?!\p{Script=Han})`,
      'gu',
    ),
    ending: new RegExp(
      String.raw`(?<![\p{L}\d])((?:${WORD} (?:(?:&|and|of|de|the) )?){1,5})(?:${endings})(?:,? (?:${longestFirst(companies.legal.map(literal))})\.?)?(?![\p{L}\d'-])`,
      'gu',
    ),
    legal: new RegExp(
      String.raw`(?<![\p{L}\d])((?:${WORD},? (?:(?:&|and|of|de) )?){1,5}?)(?:${longestFirst(companies.legal.map(literal))})\.?(?![\p{L}\d'-])`,
      'gu',
    ),
    prefix: new RegExp(
      String.raw`(?<![\p{L}\d])(?:${longestFirst(companies.prefixes.map(literal))}) ((?:(?:de|la|le|du|des|del|di|da|do|dos|San|Santa|St\.?) ){0,2}${WORD}(?: (?:(?:de|la|le|du|del|di|da) )?${WORD}){0,3})`,
      'gu',
    ),
    common: new Set([
      ...latin.generic.map(plain),
      ...latin.not_before.map(plain),
      ...knowledge.clinical.words,
      ...latin.joiners,
    ]),
  }
  return rules
})
