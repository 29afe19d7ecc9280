import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'

/**
 * A code in parentheses: capitals or a few small letters and figures, or three figures and more, with the word for what it is. No years: "(1998)"; no words with a
 * number behind them: "(aged 45)", "(ward 12)".
 */
const codeBehind = perKnowledge(
  (knowledge) =>
    new RegExp(
      String.raw`^ ?[(（]\s?(?:(?:${anyPhrase(knowledge, 'words_for_a_code')}|工号|编号|代码)\.?\s?[:：#]?\s?)?([A-Z]{1,6}[-/ ]?\d{2,8}(?:-\d{1,6})?[A-Z]?|[a-z]{1,4}\d{4,8}|#?\d{3,8}(?<!(?:19|20)\d{2}))\s?[)）]`,
      'u',
    ),
)
/** What stands in parentheses behind a name and is no code: sex and age ("F45"), an age, where the patient lies. */
const NO_CODE = /^(?:[MF] ?\d{1,3}|(?:AGED?|WARD|BED|ROOM|RM|PAGE|DAY) ?\d{1,3})$/

/** "Collected by Manoj (PHL-031)", "审核：罗青（0417）": the code of a person stands in parentheses behind the name. */
export function findCodesOfPeople(
  sheet: Sheet,
  kinds: readonly LineKind[],
  people: readonly Span[],
  knowledge: Knowledge,
): Span[] {
  return people.flatMap((person): Span[] => {
    if (person.category !== 'NAME' && person.category !== 'DOCTOR') return []
    if (kinds[lineAt(sheet, person.start)] !== 'text') return []
    const match = codeBehind(knowledge).exec(sheet.text.slice(person.end, person.end + 32))
    if (match === null || NO_CODE.test(match[1]!)) return []
    const start = person.end + match[0].indexOf(match[1]!)
    return [{ start, end: start + match[1]!.length, category: 'ID', detector: 'code_of_person', score: 0.78 }]
  })
}
