import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import type { Span } from './span.js'

interface Compiled {
  /** Comma lists that a postal code ends: "Rose Cottage, Back Lane, Wellbourne SY23 5ZZ". */
  coded: RegExp
  /** A code with letters, or with its state. */
  lettered: RegExp
  /** House and street parts without a code: "Flat 3, 12 Orchard Rise, Kelso", "14C Ivory Estate, off Mill Road, Owerri"; in India the town's zone behind a dash. */
  housed: RegExp
  /** Boxes of the post. */
  box: RegExp
}

/** A token of an address: capitalised, a number with a letter or parts, or a small word that stands inside names of places. */
const TOKEN = String.raw`(?:\p{Lu}[\p{L}\p{M}.'’-]*|\d{1,3}(?:st|nd|rd|th)|\d{1,5}[A-Za-z]?(?:[/-]\d{1,5}[A-Z]?){0,2}(?!\p{L})|y|de|la|le|del|da|do|der|den|of|the|upon|al|el|bin|an|am)`
const WORDS = `${TOKEN}(?: ${TOKEN}){0,5}`
const UK = String.raw`[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}`
const US =
  'A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]'

/** Addresses of Latin script in running text, by their parts between commas. */
export function findAddressLists(text: string, offset: number, street: RegExp, knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const spans: Span[] = []
  const add = (start: number, end: number, detector: string, score = 0.79) => {
    const lead = /^(?:of|the|de|la|al|an|am|y) /.exec(text.slice(start, end))?.[0].length ?? 0
    spans.push({ start: offset + start + lead, end: offset + end, category: 'ADDRESS', detector, score })
  }
  for (const match of matchesOf(text, rules.coded)) {
    const lettered = rules.lettered.test(match[0])
    if ((lettered || tells(match[0], street)) && !clinical(match[0], knowledge))
      add(match.index, match.index + match[0].length, 'address_with_code')
  }
  for (const match of matchesOf(text, rules.housed)) {
    if (tells(match[0], street) && !clinical(match[0], knowledge))
      add(match.index, match.index + match[0].length, 'address_of_parts')
  }
  for (const match of matchesOf(text, rules.box)) {
    if (/^(?:BP|B\.P\.?|Box) /.test(match[0]) && !/, ?\d{4,6} \p{Lu}/u.test(match[0])) continue
    // No result holds a box of the post: sure enough for a sentence with values in it.
    add(match.index, match.index + match[0].length, 'post_box', /^(?:P|GPO|Locked|Private)/.test(match[0]) ? 0.86 : 0.8)
  }
  return spans
}

/** A word of streets or houses stands in it, and a number. */
function tells(text: string, street: RegExp): boolean {
  street.lastIndex = 0
  return /\d/.test(text) && (text.match(street)?.length ?? 0) > 0
}

/** Half of its words and more are of medicine. */
function clinical(text: string, knowledge: Knowledge): boolean {
  const words = text.match(/\p{L}{3,}/gu) ?? []
  return words.filter((word) => knowledge.clinical.words.has(plain(word))).length * 2 >= words.length
}

const compile = perKnowledge((knowledge): Compiled => {
  const part = `(?:(?:${anyPhrase(knowledge, 'beside_in_address')}) )?${WORDS}`
  // Parts of a house before the street.
  const unit = `(?:${anyPhrase(knowledge, 'parts_before_the_street')})`
  const codes = String.raw`(?:${UK}|[A-Z]\d[A-Z] ?\d[A-Z]\d|(?:${US}),? \d{5}(?:-\d{4})?|(?:${anyPhrase(knowledge, 'states_of_australia')}|Vic|Qld|Tas) \d{4}|[A-Z]\d{2} ?[A-Z\d]{4}|(?<![A-Z]{2} )\d{5,6}|\d{3} \d{3}|\d{4} ?[A-Z]{2})`
  return {
    coded: new RegExp(
      String.raw`(?<![\p{L}\d"])"?(?:(?:${part}"?, ?){1,6}(?:\p{Lu}[\p{L}.'-]+ ){0,2}\p{Lu}[\p{L}.'-]+,?(?: ?[-–])? ?${codes}|\p{Lu}[\p{L}.'-]+(?: \p{Lu}[\p{L}.'-]+){0,2}, (?:(?:${US}) \d{5}(?:-\d{4})?|(?:${anyPhrase(knowledge, 'states_of_australia')}) \d{4}))(?![\p{L}\d]|\.\d)`,
      'gu',
    ),
    lettered: new RegExp(
      String.raw`(?:${UK}|(?:${US}),? \d{5}|(?:${anyPhrase(knowledge, 'states_of_australia')}) \d{4})`,
    ),
    housed: new RegExp(
      String.raw`(?<![\p{L}\d.,/])(?:${unit}(?: No\.?)? ?#?[\dA-Z][\dA-Z/-]{0,8}|\d{1,3}(?:st|nd|rd|th) (?:Floor|Main|Cross|Block)|\d{1,5}[A-Z]?(?:[/-]\d{1,4})?,? ${WORDS})(?:, ?${part}){1,6}(?: ?[-–] ?\d{1,3}(?: ?\d{3})?(?![\d%/]|[.,]\d| ?\p{Ll}))?`,
      'gu',
    ),
    box: new RegExp(
      String.raw`(?<!\p{L})(?:P\. ?O\. ?|PO ?|P\.?O\.?B\.? ?|GPO |Locked |Private |Post(?:al)? ?)(?:[Bb]ox|BOX|[Bb]ag)(?: No\.?)? ?[A-Z]{0,3} ?\d[\d-]*(?: ?- ?\d{4,6})?(?:,? (?:\p{Lu}[\p{L}.'-]+(?: \p{Lu}[\p{L}.'-]+){0,2}))?(?:,? \d{4,6})?|(?<!\p{L})(?:${anyPhrase(knowledge, 'post_boxes_other')}) \d{1,6}(?:, ?\d{4,6} \p{Lu}[\p{L}-]+)?`,
      'gu',
    ),
  }
})
