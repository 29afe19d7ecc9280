import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import type { Span } from './span.js'

export const STREET_OTHER = 'street_other'
export const CODE_AND_TOWN = 'code_and_town'

interface Compiled {
  /** A street with its number, and what follows. */
  street: RegExp
  /** The same with a kind so short that only a page of another language makes it a street. */
  shortStreet: RegExp
}

/** A capitalised word of a street's or a town's name. */
const WORD = String.raw`\p{Lu}[\p{L}\p{M}'’.-]*`
/** A house number with its additions: "17a", "14 bis", "218-3", "12 m. 7", "29/8"; never a year. */
const NUMBER = String.raw`(?!(?:19|20)\d{2}(?!\d))\d{1,4}(?: ?[a-zA-Z](?!\p{L}))?(?: ?(?:bis|ter|m\.) ?\d{0,3}| ?[-/] ?\d{1,4}(?!\d)[a-zA-Z]?(?!\p{L})){0,2}`
/** Codes of the post with their towns: "37073 Göttingen", "582 24 Linköping", "61-806 Poznań", "3511 NR Utrecht", "CEP 04524-001", "D-50667 Köln". */
const CODE = String.raw`(?:CEP:? ?|C\.?P\.?:? ?|(?:A|B|CH|D|DK|F|FIN|FI|I|L|N|NL|PL|S|SE)[ -])?(?:\d{5}-\d{3}|\d{4}-\d{3}|\d{3} \d{2}|\d{2}-\d{3}|\d{4} ?[A-Z]{2}(?!\p{L})|\d{4,5})`
const TOWN = String.raw`${WORD}(?:(?: ?[ /-] ?| )(?:(?:am|an der|a\.|sur|sous|lès|de|do|di|del|bei) )?${WORD}){0,3}(?: \([A-Z]{2}\)| CEDEX(?: \d{1,2})?)?`
/** Town and state as in Brazil and Turkey: "São Paulo/SP", "Kadıköy / İSTANBUL". */
const STATE = String.raw`${WORD}(?: (?:(?:de|do|da|dos) )?${WORD}){0,3} ?[/–-] ?(?:[A-Z]{2}(?!\p{L})|${WORD})`

/** Kinds so short that only a page of another language makes them streets. */
const SHORT_KIND = String.raw`(?:R\.|Al\.|P\.o|Po\.?|Pl\.|[Aa]l\.|[Oo]s\.|[Pp]l\.|[Ss]tr\.)`

const BEFORE = String.raw`(?<![\p{L}\d./])`
/** A house number is no measure. */
const NO_MEASURE = String.raw`(?!\p{L}|[.,]\d| ?(?:x|×|mm|cm|m[lL]|mg|µ|μ|%|g\/|U\/|IU|bpm|\/min|mmHg)(?!\p{L}{2}))`
/** A code and its town alone in a cell or at its end: "10000 TROYES", "37085 Göttingen", "61-806 Poznań". */
const CODE_TOWN = new RegExp(`${BEFORE}(?<!\\d[.,-] ?)${CODE} ${TOWN}(?=\\s*(?:$|[,;·|)–-]))`, 'gu')

/**
 * Addresses as they are printed outside of English: streets by the word that ends or begins their names, with a house number behind or before it, then code and town.
 * `foreign`: no page of English, where a code and a capitalised word are a place.
 */
export function findOtherAddresses(text: string, offset: number, foreign: boolean, knowledge: Knowledge): Span[] {
  if (!/\d/.test(text)) return []
  const rules = compile(knowledge)
  const spans: Span[] = []
  const add = (start: number, printed: string, detector: string, score: number) => {
    const words = printed.match(/\p{L}{3,}/gu) ?? []
    const clinical = words.filter((word) => knowledge.clinical.words.has(plain(word))).length
    if (words.length === 0 || clinical * 2 > words.length) return
    spans.push({
      start: offset + start,
      end: offset + start + printed.trimEnd().replace(/[,·|–-]+$/, '').length,
      category: 'ADDRESS',
      detector,
      score,
    })
  }
  for (const match of matchesOf(text, rules.street)) add(match.index, match[0], STREET_OTHER, 0.82)
  if (!foreign) return spans
  for (const match of matchesOf(text, rules.shortStreet)) add(match.index, match[0], STREET_OTHER, 0.8)
  for (const match of matchesOf(text, CODE_TOWN)) add(match.index, match[0], CODE_AND_TOWN, 0.78)
  return spans
}

const compile = perKnowledge((knowledge): Compiled => {
  // Small words inside of names of streets and towns.
  const small = `(?:${anyPhrase(knowledge, 'small_words_of_streets')})`
  const name = `(?:(?:${small} ?){0,3}${WORD}|\\d{1,2}(?: (?:de|di|do) \\p{Lu}?\\p{Ll}+)?)(?:[ -](?:(?:${small} ?){0,3}${WORD}|\\d{4})){0,4}`
  // "Lindenhofstr. 17a", "Kvarnbacksgatan 6", "Oude Gracht 218 bis": the street's kind ends its name.
  const ending = `(?:${anyPhrase(knowledge, 'street_endings_other')})`
  const byEnding = `(?:${WORD} ){0,2}(?:\\p{Lu}[\\p{L}\\p{M}'-]{2,}${ending}|${WORD} (?:${ending}|${anyPhrase(knowledge, 'street_words_other')})) ?${NUMBER}`
  // Kinds of streets before the name. Those that are words of English too are capitalised.
  const kinds = `(?:${anyPhrase(knowledge, 'streets_french', 'streets_before_the_name')})`
  const byKind = (kind: string) =>
    `(?<![\\p{L}\\d.])${kind} ?${name},? ?(?:[Nn][º°o.r]{0,2}\\.?:? ?|nr\\.? ?|Nr\\.? ?|# ?)?${NUMBER}`
  // "14 bis, rue du Général Leclerc", "3 allée des Mésanges": the number stands first.
  const numberFirst = String.raw`${NUMBER},? (?:${anyPhrase(knowledge, 'streets_french')}|ALLÉE|[Bb](?:ou)?l?[vd]\.?) (?:${small} ?){0,3}${WORD}(?:[ -](?:(?:${small} ?){0,3}${WORD})){0,4}`
  // "Bağdat Cad. Yeşilçam Sok. No: 14/3", "Acıbadem Mah. Gömeç Sk. No:5 D:12".
  const turkish = `(?:${WORD} ){1,3}(?:${anyPhrase(knowledge, 'streets_turkish', 'streets_turkish_first')})\\.?,? (?:(?:${WORD} ){1,3}(?:${anyPhrase(knowledge, 'streets_turkish')}|Apt|Sitesi|Sit)\\.?,? ){0,2}(?:(?:No|NO|N) ?[.:] ?\\d{1,4}(?:[/-]\\d{1,4}|[A-Z](?!\\p{L}))?)(?: ?(?:D|K|Kat|Daire)[.: ]{1,2}\\d{1,3}){0,2}(?: ${STATE}|(?: ${WORD}){1,2}(?=$|\\n|\\t))?`
  // "Carrera 7 # 12-34", "Cll 45 No. 20 - 11 Sur".
  const grid = String.raw`(?:${anyPhrase(knowledge, 'streets_of_a_grid')})\.? ?\d{1,3} ?[A-Z]{0,2}(?: (?:Bis|Sur|Norte|Este))? ?(?:#|No\.?|N[°º]) ?\d{1,3} ?[A-Z]?(?: ?- ?\d{1,3})?`
  // What may follow the street: quarter, floor, flat, code, town.
  const tail = String.raw`(?:,? ?(?:[-–·|•] )?(?:(?:${anyPhrase(knowledge, 'parts_behind_a_street_other')})\.? ?:?[\dA-Z/-]{1,5}|\d{1,2}[ºª°](?: ?[A-Z]|(?: (?:izda|dcha|Dto|Esq)\.?))?|${STATE}|${CODE}(?: ${TOWN}(?!\p{L}| ?:))?|${TOWN}(?= ?(?:[,–-]|\/|$|\n|\t|\(|\||·))(?! ?:))){0,4}`
  return {
    street: new RegExp(
      `${BEFORE}(?:${[byEnding, numberFirst, turkish, grid].join('|')})${NO_MEASURE}${tail}|${byKind(kinds)}${NO_MEASURE}${tail}`,
      'gu',
    ),
    shortStreet: new RegExp(`${byKind(SHORT_KIND)}${NO_MEASURE}${tail}`, 'gu'),
  }
})
