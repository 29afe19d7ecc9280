import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import { isAmbiguousName, isClinicalWord } from './person-name.js'
import type { Span } from './span.js'

/** "Hello Amit,\", "Dear Genevieve:" */
const GREETING =
  /(?<=[Tt]hank(?:s| you)[^.\n]{0,50}, )(\p{Lu}\p{Ll}+)(?=[.!])|(?<![\p{L}])(?:Dear|DEAR|Hello|Hi|Greetings|Good (?:morning|afternoon|evening)),?\s(\p{Lu}[\p{L}'-]+)(?=\s?[,:!\n])/gu

interface Compiled {
  /** "Sehr geehrte Frau Odalys Brandt,", "Szanowny Panie Bolesławie", "Estimada Sra. Quiroga:": how letters of other languages begin, up to three capitalised words. */
  other: RegExp
  nobody: RegExp
}

const NAME = String.raw`(?:(?:de|del|di|da|dos|von|van|der|den|zu|la|le) ){0,2}\p{Lu}[\p{L}'-]+`

/** Who a letter greets, in the languages of the corpora. */
export function findGreeted(text: string, knowledge: Knowledge): Span[] {
  const { other, nobody } = compile(knowledge)
  const spans: Span[] = []
  for (const match of matchesOf(text, GREETING)) {
    const word = (match[1] ?? match[2])!
    if (nobody.test(word) || (isClinicalWord(word, knowledge) && !isAmbiguousName(word, knowledge))) continue
    const start = match.index + match[0].lastIndexOf(word)
    spans.push({ start, end: start + word.length, category: 'NAME', detector: 'greeted_name', score: 0.8 })
  }
  for (const match of matchesOf(text, other)) {
    const name = match[1]!
    if (name.split(' ').every((word) => nobody.test(word) || isClinicalWord(word, knowledge))) continue
    const start = match.index + match[0].length - name.length
    spans.push({ start, end: start + name.length, category: 'NAME', detector: 'greeted_name', score: 0.84 })
  }
  return spans
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    other: new RegExp(
      String.raw`(?<!\p{L})(?:${anyPhrase(knowledge, 'greetings_other')})(?: (?:${anyPhrase(knowledge, 'forms_of_address_other')})){0,3} (${NAME}(?: (?:y )?${NAME}){0,2})(?=\s*[,:!;.\n]|$)`,
      'gmu',
    ),
    nobody: new RegExp(`^(?:${anyPhrase(knowledge, 'greeted_nobody')})$`, 'iu'),
  }),
)

/** A closing formula introduces a name on the next line too. */
export const closing = perKnowledge(
  (knowledge) => new RegExp(String.raw`(?:${anyPhrase(knowledge, 'closings')})\W*$`, 'iu'),
)
