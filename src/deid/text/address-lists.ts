import type { Knowledge } from '../knowledge.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import type { Span } from './span.js'

/** A token of an address: capitalised, a number with a letter or parts, or a small word that stands inside names of places. */
const TOKEN = String.raw`(?:\p{Lu}[\p{L}\p{M}.'’-]*|\d{1,3}(?:st|nd|rd|th)|\d{1,5}[A-Za-z]?(?:[/-]\d{1,5}[A-Z]?){0,2}(?!\p{L})|y|de|la|le|del|da|do|der|den|of|the|upon|al|el|bin|an|am)`
const WORDS = `${TOKEN}(?: ${TOKEN}){0,5}`
const PART = String.raw`(?:(?:[Nn]ear|[Oo]ff|[Oo]pp\.?|[Oo]pposite|[Bb]ehind|[Bb]eside|[Nn]ext to|[Vv]ia|c\/o) )?${WORDS}`
/** Parts of a house before the street. */
const UNIT = String.raw`(?:Flat|Unit|Apt\.?|Apartment|Suite|Ste\.?|Room|Rm\.?|House|Plot|Door|Block|Blk\.?|Villa|Shop|Office|Level|Lot|Stand|Erf|Purok|Sitio|Zone|Camp|Bungalow|Site|Hse|Tower|Stall|Caravan|H\.? ?No\.?|D\.? ?No\.?|Qtr\.?|Quarters?|Wing|Gali|Ward No\.?|Etg\.?|App\.?|Bât\.?|Piso|Depto\.?|Int\.?|Casa)`
const UK = String.raw`[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}`
const US =
  'A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]'
const CODES = String.raw`(?:${UK}|[A-Z]\d[A-Z] ?\d[A-Z]\d|(?:${US}),? \d{5}(?:-\d{4})?|(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT|Vic|Qld|Tas) \d{4}|[A-Z]\d{2} ?[A-Z\d]{4}|(?<![A-Z]{2} )\d{5,6}|\d{3} \d{3}|\d{4} ?[A-Z]{2})`

/** Comma lists that a postal code ends: "Rose Cottage, Back Lane, Wellbourne SY23 5ZZ". */
const CODED = new RegExp(
  String.raw`(?<![\p{L}\d"])"?(?:(?:${PART}"?, ?){1,6}(?:\p{Lu}[\p{L}.'-]+ ){0,2}\p{Lu}[\p{L}.'-]+,?(?: ?[-–])? ?${CODES}|\p{Lu}[\p{L}.'-]+(?: \p{Lu}[\p{L}.'-]+){0,2}, (?:(?:${US}) \d{5}(?:-\d{4})?|(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT) \d{4}))(?![\p{L}\d]|\.\d)`,
  'gu',
)
/** House and street parts without a code: "Flat 3, 12 Orchard Rise, Kelso", "14C Ivory Estate, off Mill Road, Owerri"; in India the town's zone behind a dash. */
const HOUSED = new RegExp(
  String.raw`(?<![\p{L}\d.,/])(?:${UNIT}(?: No\.?)? ?#?[\dA-Z][\dA-Z/-]{0,8}|\d{1,3}(?:st|nd|rd|th) (?:Floor|Main|Cross|Block)|\d{1,5}[A-Z]?(?:[/-]\d{1,4})?,? ${WORDS})(?:, ?${PART}){1,6}(?: ?[-–] ?\d{1,3}(?: ?\d{3})?(?![\d%/]|[.,]\d| ?\p{Ll}))?`,
  'gu',
)
/** Boxes of the post. */
const BOX =
  /(?<!\p{L})(?:P\. ?O\. ?|PO ?|P\.?O\.?B\.? ?|GPO |Locked |Private |Post(?:al)? ?)(?:[Bb]ox|BOX|[Bb]ag)(?: No\.?)? ?[A-Z]{0,3} ?\d[\d-]*(?: ?- ?\d{4,6})?(?:,? (?:\p{Lu}[\p{L}.'-]+(?: \p{Lu}[\p{L}.'-]+){0,2}))?(?:,? \d{4,6})?|(?<!\p{L})(?:Postfach|Apartado(?: de Correos| Postal)?|Casilla(?: Postal)?|Caixa Postal|Boîte postale|B\.?P\.?|Postbus|Boks|Box) \d{1,6}(?:, ?\d{4,6} \p{Lu}[\p{L}-]+)?/gu

/** Addresses of Latin script in running text, by their parts between commas. */
export function findAddressLists(text: string, offset: number, street: RegExp, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  const add = (start: number, end: number, detector: string, score = 0.79) => {
    const lead = /^(?:of|the|de|la|al|an|am|y) /.exec(text.slice(start, end))?.[0].length ?? 0
    spans.push({ start: offset + start + lead, end: offset + end, category: 'ADDRESS', detector, score })
  }
  for (const match of matchesOf(text, CODED)) {
    const lettered = new RegExp(String.raw`(?:${UK}|(?:${US}),? \d{5}|(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT) \d{4})`).test(
      match[0],
    )
    if ((lettered || tells(match[0], street)) && !clinical(match[0], knowledge))
      add(match.index, match.index + match[0].length, 'address_with_code')
  }
  for (const match of matchesOf(text, HOUSED)) {
    if (tells(match[0], street) && !clinical(match[0], knowledge))
      add(match.index, match.index + match[0].length, 'address_of_parts')
  }
  for (const match of matchesOf(text, BOX)) {
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
