import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import { oneOf } from './one-of.js'
import { isClinicalWord, readHanName } from './person-name.js'
import type { LineKind } from './result-rows.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'
import { segmentHan, vocabularyOf } from './vocabulary.js'

interface Compiled {
  /** "远程会诊 贡觉旺堆 主任语音答复": apart on both sides, before a title of staff. */
  titled: RegExp
  /** "交待其妻 阿的么日牛,": behind one's kin. */
  kin: RegExp
  /** What begins or ends such a run and makes it a department or a part of the sentence. */
  noName: RegExp
}

/** "读片组:张一凡、布仁、李晓东": three or more behind one colon. */
const LIST = /(?<=[:：]\s?)\p{Script=Han}{2,4}(?:\s?[、,，]\s?\p{Script=Han}{2,4}){2,}(?=\s|[。;；]|$)/gu
/** "冼曉琳(Sin Hio Lam)": the same name in Latin letters. */
const GLOSS =
  /(?<![\p{Script=Han}·])(?<han>\p{Script=Han}{2,4})\s?[(（]\s?(?<latin>\p{Lu}\p{Ll}+(?:[ -]\p{Lu}?\p{Ll}+){1,3})\s?[)）]/gu

/** Chinese names that no list of surnames knows (of other peoples, the rarest), by their place: before a title, behind kin, among other names, beside their romanised form. */
export function findStrangeHanNames(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  return sheet.lines.flatMap((line, number) => {
    if (kinds[number] !== 'text') return []
    const text = sheet.text.slice(line.start, line.end)
    if (!/\p{Script=Han}{2}/u.test(text)) return []
    const span = (at: number, name: string, category: Span['category']): Span => ({
      start: line.start + at,
      end: line.start + at + name.length,
      category,
      detector: 'strange_name_zh',
      score: 0.76,
    })
    const titled = matchesOf(text, rules.titled)
      .filter((match) => isStrange(match.groups!.name!, rules, knowledge))
      .map((match) => span(match.index, match.groups!.name!, 'DOCTOR'))
    const kin = matchesOf(text, rules.kin)
      .filter(
        ({ groups }) => !rules.noName.test(groups!.name!) && !segmentHan(groups!.name!, knowledge).includes('word'),
      )
      .map((match) => span(match.index + match[0].length - match.groups!.name!.length, match.groups!.name!, 'NAME'))
    const listed = matchesOf(text, LIST).flatMap((match) => {
      const items = matchesOf(match[0], /\p{Script=Han}+/gu)
      if (items.filter((item) => isPlainName(item[0], knowledge)).length < 2) return []
      return items
        .filter((item) => isStrange(item[0], rules, knowledge))
        .map((item) => span(match.index + item.index, item[0], 'NAME'))
    })
    const glossed = matchesOf(text, GLOSS).flatMap((match) => {
      const { han, latin } = match.groups as { han: string; latin: string }
      if (!isPlainName(han, knowledge) || latin.split(/[ -]/).some((word) => isClinicalWord(word, knowledge))) return []
      return [span(match.index + match[0].lastIndexOf(latin), latin, 'NAME')]
    })
    return [...titled, ...kin, ...listed, ...glossed]
  })
}

/** Whether a run of characters is no word and made of none; of four and more, half may be words. */
function isStrange(name: string, { noName }: Compiled, knowledge: Knowledge): boolean {
  if (vocabularyOf(knowledge).han.has(name) || noName.test(name)) return false
  const words = segmentHan(name, knowledge).filter((part) => part === 'word').length
  return name.length < 4 ? words === 0 : words <= name.length / 2
}

/** Whether a run is a surname of the lists and a given name, and no word. */
function isPlainName(name: string, knowledge: Knowledge): boolean {
  const read = readHanName(name, 0, name.length, true, knowledge)
  return read?.end === name.length && !vocabularyOf(knowledge).han.has(name)
}

const compile = perKnowledge((knowledge): Compiled => {
  const staff = knowledge.titles.after_zh.filter((title) => /[医护技药]师|主任|医生|教授|护士|大夫|院长/u.test(title))
  return {
    titled: new RegExp(String.raw`(?<=^|[^\p{Script=Han}·])(?<name>\p{Script=Han}{2,5}) (?=${oneOf(staff)})`, 'gu'),
    kin: new RegExp(
      String.raw`其(?:${anyPhrase(knowledge, 'kin_in_short')})亲? (?<name>\p{Script=Han}{2,6})(?=[,，。、;；(（]|$)`,
      'gu',
    ),
    noName: new RegExp(
      `^(?:${anyPhrase(knowledge, 'begins_no_name_before_a_title')})|(?:${anyPhrase(knowledge, 'ends_no_name_before_a_title')})$`,
      'u',
    ),
  }
})
