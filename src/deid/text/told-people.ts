import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import { isClinicalWord, isCredential } from './person-name.js'
import { type LineKind, tellsCallback } from './result-rows.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'
import { isEverydayWord } from './vocabulary.js'

interface Compiled {
  /** The next field of a line in capitals. */
  nextField: RegExp
  /** A title of staff before the name, the name in up to three words, a credential behind it; or initials. */
  person: RegExp
}

/** Words behind which the person stands who was told a result, or who told it. */
const LEAD = /(?<!\p{L})(?:notified|informed|with|to|by)[: ]\s?/giu

/** "Called to RN Marlow at 12:30 by JLM", "read back by Marlow, RN": people in a line that tells who was told a result; no wards, offices or methods. */
export function findToldPeople(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  return sheet.lines.flatMap((line, number) => {
    if (kinds[number] !== 'text') return []
    const text = sheet.text.slice(line.start, line.end)
    if (!tellsCallback(text, knowledge)) return []
    return matchesOf(text, LEAD).flatMap((lead): Span[] => {
      const from = lead.index + lead[0].length
      const match = rules.person.exec(text.slice(from, from + 60))
      if (match === null) return []
      const words = match.groups!.name!.split(' ')
      // "Marlow RN": the credential is no part of the name; neither is the next field of a line in capitals.
      const end = words.findIndex((word, i) => i > 0 && (isCredential(word, knowledge) || rules.nextField.test(word)))
      const own = end < 0 ? words : words.slice(0, end)
      const ordinary = (word: string) => isClinicalWord(word, knowledge) || isEverydayWord(word, knowledge)
      if (own.some(ordinary) || isCredential(own[0]!, knowledge)) return []
      const start = line.start + from + match[0].length - match.groups!.name!.length
      return [{ start, end: start + own.join(' ').length, category: 'DOCTOR', detector: 'told_person', score: 0.78 }]
    })
  })
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    nextField: new RegExp(`^(?:${anyPhrase(knowledge, 'next_fields_in_capitals')})$`),
    person: new RegExp(
      String.raw`^(?:(?:${anyPhrase(knowledge, 'titles_of_told_people')})\.?:? )?(?<name>(?:\p{Lu}\.? )?\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){0,2}|\p{Lu}{2,4})(?![\p{L}-])`,
      'u',
    ),
  }),
)
