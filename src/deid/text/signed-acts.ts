import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import { longestFirst, oneOf } from './one-of.js'
import { isAmbiguousName, isClinicalWord, isTitle } from './person-name.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'
import { explainsLatin, vocabularyOf } from './vocabulary.js'

interface Compiled {
  behindVerb: RegExp
  post: RegExp
}

const WORD = String.raw`\p{Lu}[\p{L}\p{M}'’-]+`
const NAME = String.raw`(?:\p{Lu}\.? ){0,2}${WORD}(?: \p{Lu}\.)?(?: (?:bin|binti|al|de|da|van|von|der|le|la|Mc) ?)?(?: ${WORD}){0,2}`
/** Two words and more, before a comma, a bracket or a dash. */
const BEFORE_POST =
  /(?<![\p{L}\d.'’-] ?)((?:\p{Lu}\.? ){0,2}\p{Lu}[\p{L}\p{M}'’-]+(?: (?:\p{Lu}\.|\p{Lu}[\p{L}\p{M}'’-]+)){1,3})(?=(?:, ?| ?\(| [-–—] )(?:the |our |his |her |their )?\p{Ll})/gu

/**
 * Names in English sentences by what stands on both sides: an act before ("approved …", "handed over to …") or a post behind ("…, shift in-charge", "… (floor manager)").
 * One of the two with two words that are no words of medicine, or both with any.
 */
export function findSignedActs(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  if (!/\p{Lu}\p{Ll}/u.test(text)) return []
  const rules = compile(knowledge)
  const spans: Span[] = []
  const add = (start: number, name: string, detector: string, score: number) => {
    if (kinds[lineAt(sheet, start)] === 'text')
      spans.push({ start, end: start + name.length, category: 'DOCTOR', detector, score })
  }
  for (const match of matchesOf(text, BEFORE_POST)) {
    const name = match[1]!
    const behind = text.slice(match.index + name.length, match.index + name.length + 60)
    if (rules.post.test(behind) && isPerson(name, false, knowledge)) add(match.index, name, 'name_before_post', 0.79)
  }
  for (const match of matchesOf(text, rules.behindVerb)) {
    const name = match[1]!.trimEnd()
    const start = match.index + match[0].length - match[1]!.length
    const behind = text.slice(start + name.length, start + name.length + 60)
    const post = rules.post.test(behind)
    if (isPerson(name, !post, knowledge)) add(start, name, 'name_behind_act', post ? 0.8 : 0.76)
  }
  return spans
}

/** No word of medicine in it; `strict`: a word that is nobody's does not stand in it at all, and one at least is in no list or a person's. */
function isPerson(name: string, strict: boolean, knowledge: Knowledge): boolean {
  const words = name.split(' ').filter((word) => !/^\p{Lu}\.?$/u.test(word) && !/^\p{Ll}/u.test(word))
  if (words.length === 0) return false
  const { names, people, houses } = vocabularyOf(knowledge)
  if (words.some((word) => houses.has(plain(word)))) return false
  const person = (word: string) =>
    people.has(plain(word)) ||
    names.has(plain(word)) ||
    isAmbiguousName(word, knowledge) ||
    !explainsLatin(word, knowledge)
  const medical = (word: string) => isClinicalWord(word, knowledge) && !isAmbiguousName(word, knowledge)
  if (words.some(medical) || words.every((word) => isTitle(word, knowledge))) return false
  return strict ? words.length >= 2 && words.every(person) : words.some(person)
}

const compile = perKnowledge((knowledge): Compiled => {
  const { verbs, posts } = knowledge.surroundings.acts
  const cased = verbs.flatMap((word) => [word, word[0]!.toUpperCase() + word.slice(1)])
  return {
    behindVerb: new RegExp(
      String.raw`(?<![\p{L}-])${oneOf(cased)}(?: by| to| with| from)?(?: on (?:call|duty))?:? (?:Mr\.? |Ms\.? |Mrs\.? )?(${NAME})`,
      'gu',
    ),
    post: new RegExp(
      String.raw`^(?:, ?| ?\(| [-–—] )(?:the |our |his |her |their |on-call |on call )?(?:[\p{Ll}-]+ ){0,3}?(?:${longestFirst(posts)})(?![\p{L}-])`,
      'u',
    ),
  }
})
