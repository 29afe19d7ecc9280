import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import type { Span } from './span.js'

interface Compiled {
  /** "在湘雅二院", "转市一院": the number of the house behind its place or school. */
  numbered: RegExp
  /** "请协和会诊": a name everybody knows, the rank of the place that runs it, or a number alone. */
  known: RegExp
}

/** Hospitals as patients and wards call them, without the word for their kind ("湘雅二院", "省人民"). Offsets into the report's text. */
export function findShortHouses(text: string, offset: number, knowledge: Knowledge): Span[] {
  const { numbered, known } = compile(knowledge)
  return [...matchesOf(text, numbered), ...matchesOf(text, known)].map((match) => {
    const start = offset + match.index
    return { start, end: start + match[0].length, category: 'ORG', detector: 'short_house_zh', score: 0.75 }
  })
}

const compile = perKnowledge((knowledge): Compiled => {
  const before = anyPhrase(knowledge, 'before_a_hospital')
  const seen = anyPhrase(knowledge, 'seen_at_a_hospital')
  return {
    numbered: new RegExp(
      String.raw`(?<=^|[^\p{Script=Han}]|${before})(?!第?[一二三四五六七八九十]院)(?:(?![我本贵该院入出住转在到去往于请由从或和])\p{Script=Han}){1,4}[一二三四五六七八九]院(?=[^\p{Script=Han}]|$|${seen})`,
      'gu',
    ),
    known: new RegExp(
      String.raw`(?<=^|[。;；,，、:：\s]|${before})(?:${anyPhrase(knowledge, 'hospitals_in_short')})(?=${seen})`,
      'gu',
    ),
  }
})
