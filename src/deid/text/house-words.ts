import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { isHan } from './fold.js'
import { segmentHan, vocabularyOf } from './vocabulary.js'

/** A trade that a text begins with. */
const openingTrade = perKnowledge((knowledge) => new RegExp(`^(?:${anyPhrase(knowledge, 'trades_of_houses')})`, 'u'))

/** What of a Chinese house's name no word explains, behind its place: "宏泰铸" of "碧岚市宏泰铸造有限公司". */
export function houseParts(text: string, knowledge: Knowledge): string[] {
  if (!isHan(text[0])) return []
  const name = text.replace(/[^\p{Script=Han}]/gu, '').replace(/^.{1,4}[省市区县州镇](?=.{4})/u, '')
  const open = segmentHan(name, knowledge).indexOf('word')
  const own = open >= 2 ? [name.slice(0, open)] : []
  // "禾宁健康" of "青溪禾宁健康管理中心": behind its town a house is called by its brand and its trade.
  const { han } = vocabularyOf(knowledge)
  const trade = open >= 4 ? openingTrade(knowledge).exec(name.slice(open))?.[0] : undefined
  const brand = name.slice(open - 2, open)
  const generic = han.has(brand) || knowledge.institutions.zh.not_brands.includes(brand)
  return trade === undefined || generic ? own : [...own, brand + trade]
}

/**
 * What a Chinese house may print of its name as a logo: two to four characters of what stands before its generic words ("悦宁" of "青溪悦宁女子体检门诊部"), none of them a
 * word or a town.
 */
export function logoWords(text: string, knowledge: Knowledge): string[] {
  const name = text.replace(/[^\p{Script=Han}]/gu, '')
  if (name.length < 4) return []
  const { zh } = knowledge.institutions
  const { han } = vocabularyOf(knowledge)
  let own = name.length
  for (const word of [...zh.generic, ...zh.suffixes, ...zh.brand_ends, '女子', '国际', '第一', '第二', '人民'])
    if (word.length > 1) {
      const at = name.indexOf(word)
      if (at >= 2 && at < own) own = at
    }
  const lead = name.slice(0, Math.min(own, 6))
  const words: string[] = []
  for (let from = 0; from < lead.length; from += 1)
    for (let to = from + 2; to <= Math.min(lead.length, from + 4); to += 1) {
      const word = lead.slice(from, to)
      const known = han.has(word) || knowledge.clinical.zh.has(word) || zh.not_brands.includes(word)
      if (!known && !/[省市区县州镇]$/u.test(word) && !segmentHan(word, knowledge).includes('word')) words.push(word)
    }
  return words
}
