import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import { isClinicalWord } from './person-name.js'
import type { LineKind } from './result-rows.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'

interface Compiled {
  named: RegExp
  /** What kin suffers from, set with a capital. */
  ill: RegExp
}

/** "son frère Innocent", "su hija, Luz Marina", "a su chofer don Nacho": names in sentences of Romance languages and Dutch, behind somebody's kin or a courtesy; the name may be a word. */
export function findKinLatin(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { named, ill } = compile(knowledge)
  return sheet.lines.flatMap((line, number) => {
    if (kinds[number] !== 'text') return []
    const text = sheet.text.slice(line.start, line.end)
    return matchesOf(text, named).flatMap((match): Span[] => {
      const name = match.groups!.name!
      if (isClinicalWord(name.split(' ')[0]!, knowledge) || ill.test(name)) return []
      const end = line.start + match.index + match[0].length
      return [{ start: end - name.length, end, category: 'NAME', detector: 'name_of_kin_latin', score: 0.77 }]
    })
  })
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    named: new RegExp(
      String.raw`(?<!\p{L})(?:(?:${anyPhrase(knowledge, 'possessives_other')}) (?:${anyPhrase(knowledge, 'kin_other')}),? ?|(?:${anyPhrase(knowledge, 'courtesies_other')}) )(?<name>\p{Lu}\p{Ll}[\p{L}'’-]*(?: (?:(?:de|da|do|dos|del|van|von|della|di) )?\p{Lu}\p{Ll}[\p{L}'’-]*){0,2})(?![\p{L}\d])`,
      'gu',
    ),
    ill: new RegExp(String.raw`^(?:${anyPhrase(knowledge, 'illnesses_other')})(?!\p{L})`, 'iu'),
  }),
)
