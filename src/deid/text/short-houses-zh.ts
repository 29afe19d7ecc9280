import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import type { Span } from './span.js'

interface Compiled {
  /** "在湘雅二院", "转市一院": a number of the house behind its place or school, or alone behind a preposition. */
  numbered: RegExp
  /** "请协和会诊": a name everybody knows, or the rank of the place that runs it. */
  known: RegExp
}

/** What every such name is followed or ended by: lines without are most of a page. */
const ANY = /院|诊|查|检|术|治|行|做|看|病|娩|册|档|专家/

/** Hospitals as patients and wards call them, without the word for their kind ("湘雅二院", "省人民"). Offsets into the report's text. */
export function findShortHouses(text: string, offset: number, knowledge: Knowledge): Span[] {
  if (!ANY.test(text)) return []
  const { numbered, known } = compile(knowledge)
  return [...matchesOf(text, numbered), ...matchesOf(text, known)].map((match) => {
    const end = offset + match.index + match[0].length
    return {
      start: end - (match.groups!.name ?? match.groups!.alone!).length,
      end,
      category: 'ORG',
      detector: 'short_house_zh',
      score: 0.75,
    }
  })
}

const compile = perKnowledge((knowledge): Compiled => {
  const before = anyPhrase(knowledge, 'before_a_hospital')
  const seen = anyPhrase(knowledge, 'seen_at_a_hospital')
  return {
    numbered: new RegExp(
      String.raw`(?<=^|[^\p{Script=Han}]|${before})(?!第?[一二三四五六七八九十]院)(?<name>(?:(?![我本贵该院入出住转在到去往于请由从或和])\p{Script=Han}){1,4}[一二三四五六七八九]院)(?=[^\p{Script=Han}]|$|${seen})|(?<=[在到去请])(?<alone>[一二三四五六七八九]院)(?=${seen})`,
      'gu',
    ),
    known: new RegExp(
      String.raw`(?<=^|[。;；,，、:：\s]|${before})(?<name>${anyPhrase(knowledge, 'hospitals_in_short')})(?=${seen})`,
      'gu',
    ),
  }
})
