import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { matchesOf } from './matches.js'
import { isOpenName } from './names-apart-zh.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'
import { vocabularyOf } from './vocabulary.js'

/** A name's place in a sentence; `sure` ones need no surname, only a word that no list explains. */
interface Place {
  readonly regex: RegExp
  readonly sure?: true
}

const placesOf = perKnowledge((knowledge): readonly Place[] => {
  const { posts, reached, mates, friends, desks } = knowledge.surroundings.acquaintances_zh
  const kin = knowledge.titles.kin_zh
  const name = String.raw`(?<name>\p{Script=Han}{2,3})`
  const telephone = String.raw`\s?\(\s?(?:(?:电话|手机)[:：]?\s?)?(?:1[3-9]\d{2}|0\d{2,3}-?\d)`
  const made: Place[] = [
    // "(静脉血,07-08 08:12,邬小芹采)": who took the sample.
    { regex: new RegExp(String.raw`(?<=[,，;；(]\s?)${name}(?=[采测绘抽推]\s?[),，])`, 'gu') },
    // "家属(子钭立鸣,": a relative in one character behind the bracket.
    { regex: new RegExp(String.raw`(?<=家属\s?\([父母夫妻子女兄弟姐妹孙媳婿])${name}(?=\s?[,，)])`, 'gu') },
    // "职卫管理员骆小军钉钉转告", "寄至单位人事解红旗处(": a post, a name, and how he is reached.
    {
      regex: new RegExp(String.raw`(?<=${posts.join('|')})${name}(?=处\s?[(,，。]|${reached.join('|')})`, 'gu'),
      sure: true,
    },
    // "其师傅程拐子(同车间)患…": how a colleague is called.
    { regex: new RegExp(String.raw`(?<=${mates.join('|')})${name}(?=\s?\(|[,，]|患|有|因)`, 'gu') },
    // "发我同事莎莎(188…": by the given name, with a telephone behind.
    { regex: new RegExp(`(?<=${friends.join('|')})${name}(?=${telephone})`, 'gu'), sure: true },
    // "代收:前台小曹": a small word and the surname.
    {
      regex: new RegExp(
        String.raw`(?<=(?:${desks.join('|')})\s?)[小老阿](?<name>\p{Script=Han})(?=\s?[(),，。;；]|代[收领签])`,
        'gu',
      ),
    },
    // "大女儿「妞妞」": what a child is called, in quotes.
    {
      regex: new RegExp(String.raw`(?<=(?:${kin.join('|')})\s?["「『])(?<name>\p{Script=Han}{2,4})(?=["」』])`, 'gu'),
      sure: true,
    },
    // "父 沈某某(2019年5月因…": a relative in one character, set apart, and the name before a bracket.
    { regex: new RegExp(String.raw`(?<=(?:^|[。;；,，:：\s])[父母夫妻子女兄弟姐妹]\s)${name}(?=\s?\()`, 'gmu') },
  ]
  return made
})
/** "(皇甫敬之、金枫、乐正)": a list that fills its brackets. */
const LISTED = /\(\s?(?<names>\p{Script=Han}{2,4}(?:、\p{Script=Han}{2,4}){1,7})\s?\)/gu

/** Chinese names of colleagues, clerks and those who took a sample, by what stands around them in a sentence, and lists in brackets of which most are names. */
export function findAcquaintances(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  if (!/\p{Script=Han}{2}/u.test(text)) return []
  const { han } = vocabularyOf(knowledge)
  const spans: Span[] = []
  const add = (start: number, end: number) => {
    if (kinds[lineAt(sheet, start)] === 'text')
      spans.push({ start, end, category: 'NAME', detector: 'acquaintance_zh', score: 0.76 })
  }
  for (const { regex, sure } of placesOf(knowledge))
    for (const match of matchesOf(text, regex)) {
      const name = match.groups!.name!
      const end = match.index + match[0].length
      const known = name.length === 1 ? knowledge.surnames.single.has(name) : isOpenName(name, knowledge)
      if (known || (sure && (!han.has(name) || /^(\p{Script=Han})\1$/u.test(name)))) add(match.index, end)
    }
  for (const match of matchesOf(text, LISTED)) {
    const names = match.groups!.names!
    const items = names.split('、')
    const people = items.filter((item) => isOpenName(item, knowledge)).length
    if (people * 2 <= items.length || items.some((item) => knowledge.clinical.zh.has(item))) continue
    let start = match.index + match[0].indexOf(names)
    for (const item of items) {
      add(start, start + item.length)
      start += item.length + 1
    }
  }
  return spans
}
