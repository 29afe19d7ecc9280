import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import { literal, longestFirst } from './one-of.js'
import { isClinicalWord } from './person-name.js'
import type { Span } from './span.js'
import { explainsLatin } from './vocabulary.js'

interface Compiled {
  /** "Bradford Hill criteria", behind a name that ends like a street. */
  eponym: RegExp
  /** What stands before a place. */
  placed: RegExp
  /** Words for divisions that are ordinary ones too: the name behind them must be explained by no list. */
  ordinaryDivision: RegExp
  /** Words before a capital that begin a title, and no street's name. */
  opening: RegExp
  street: RegExp
  plainStreets: ReadonlySet<string>
  division: RegExp
}

const WORD = String.raw`\p{Lu}[\p{L}\p{M}'’-]+`
const NAME = `${WORD}(?: (?:(?:of|the|on|upon|de|del|la|los|las|ng|sa) ){0,2}${WORD}){0,2}`
/** "Route 9", "off I-40", "Highway 61 South", "Exit 14". */
const ROUTE =
  /(?<!\p{L})(?:(?:(?:State|County|US|U\.S\.|Provincial|National|Old|Rural) )?(?:Route|Rte\.?|Highway|Hwy\.?|Road|Rd\.?) \d{1,4}[A-Z]?(?: (?:North|South|East|West|[NSEW]))?|Interstate[ -]\d{1,3}|(?<=\b(?:on|off|along|from|near|at|the) )I-\d{1,3}|(?<=\bon the )[AMBRN]\d{1,4}(?= )|(?<=\b(?:on|off|at|near) )[Ee]xit \d{1,3}[A-Z]?)(?![\p{L}\d%]|[.,]\d)(?: (?:near|off|at|by|outside|in|towards?) (?:the )?\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){0,3})?/gu

/** Places named in a sentence without a number: streets behind a name of their own, numbered roads, villages and districts behind the word for their kind. */
export function findPlacesInText(text: string, offset: number, knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const spans: Span[] = []
  const add = (start: number, end: number, detector: string) =>
    spans.push({ start: offset + start, end: offset + end, category: 'ADDRESS', detector, score: 0.78 })
  for (const match of matchesOf(text, rules.street)) {
    const words = match.groups!.name!.split(' ')
    let skipped = 0
    while (words.length > 0 && rules.opening.test(words[0]!)) skipped += words.shift()!.length + 1
    const capitals = words.filter((word) => /^\p{Lu}/u.test(word))
    const own = capitals.filter((word) => !isClinicalWord(word, knowledge))
    const strange = own.some((word) => !explainsLatin(word, knowledge))
    const ordinary = rules.plainStreets.has(plain(match.groups!.kind!))
    // "lives on Juniper Lane": trees are allergens as well.
    const placed = !ordinary && capitals.length > 0 && rules.placed.test(text.slice(0, match.index + skipped))
    if (own.length === 0 && !placed) continue
    if (ordinary && !strange) continue
    const behind = text.slice(match.index + match[0].length)
    // "Bradford Hill criteria", "St John's wort"
    if (rules.eponym.test(behind)) continue
    if (match.groups!.kind === 'St' && /^ \p{Lu}\p{Ll}/u.test(behind)) continue
    add(match.index + skipped, match.index + match[0].length, 'street_in_text')
  }
  for (const match of matchesOf(text, ROUTE)) add(match.index, match.index + match[0].length, 'numbered_road')
  for (const match of matchesOf(text, rules.division)) {
    const words = match.groups!.name!.match(/\p{Lu}[\p{L}\p{M}'’-]+/gu) ?? []
    if (
      words.every((word) => isClinicalWord(word, knowledge) || /^(?:No|Nos|Date|Name|Code|Health|Hospital)$/.test(word))
    )
      continue
    if (rules.ordinaryDivision.test(match[0]) && !words.some((word) => !explainsLatin(word, knowledge))) continue
    add(match.index, match.index + match[0].length, 'division_and_name')
  }
  return spans
}

const compile = perKnowledge((knowledge): Compiled => {
  const { named, plain: ordinary, divisions } = knowledge.places.latin
  const any = (words: readonly string[]) => longestFirst(words.map(literal))
  const title = (word: string) => word[0]!.toUpperCase() + word.slice(1)
  const rules: Compiled = {
    eponym: new RegExp(`^ (?:${anyPhrase(knowledge, 'eponyms_behind_street')})`),
    placed: new RegExp(String.raw`(?<!\p{L})(?:${anyPhrase(knowledge, 'before_street')}) (?:the )?$`, 'u'),
    ordinaryDivision: new RegExp(`^(?:${anyPhrase(knowledge, 'ordinary_divisions')})[ :-]`),
    opening: new RegExp(`^(?:${anyPhrase(knowledge, 'sentence_openers', 'street_openers')})$`),
    street: new RegExp(
      String.raw`(?<![\p{L}\d-])(?<name>${NAME}) (?<kind>${any([...named, ...ordinary].map(title))})(?![\p{L}\d-])`,
      'gu',
    ),
    plainStreets: new Set(ordinary.map(plain)),
    division: new RegExp(
      String.raw`(?<![\p{L}\d/])(?:${any(divisions)})[: -]{1,2}(?:No\.? ?)?(?<name>${NAME}(?:, ?${NAME}){0,3})(?!\p{L})`,
      'gu',
    ),
  }
  return rules
})
