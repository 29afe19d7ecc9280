import type { Knowledge } from '../knowledge.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import type { Span } from './span.js'

export const STREET_OTHER = 'street_other'
export const CODE_AND_TOWN = 'code_and_town'

/** A capitalised word of a street's or a town's name. */
const WORD = String.raw`\p{Lu}[\p{L}\p{M}'’.-]*`
/** Small words inside of names of streets and towns. */
const SMALL = `(?:de|del|della|dello|dei|degli|di|da|do|dos|das|du|des|le|la|les|las|los|l'|d'|lo|y|e|i|van|der|den|het|'t|am|an|im|in|zum|zur|auf|sur|sous|lès|ob|na|w|nad|pod)`
const NAME = `(?:(?:${SMALL} ?){0,3}${WORD}|\\d{1,2}(?: (?:de|di|do) \\p{Lu}?\\p{Ll}+)?)(?:[ -](?:(?:${SMALL} ?){0,3}${WORD}|\\d{4})){0,4}`
/** A house number with its additions: "17a", "14 bis", "218-3", "12 m. 7", "29/8"; never a year. */
const NUMBER = String.raw`(?!(?:19|20)\d{2}(?!\d))\d{1,4}(?: ?[a-zA-Z](?!\p{L}))?(?: ?(?:bis|ter|m\.) ?\d{0,3}| ?[-/] ?\d{1,4}(?!\d)[a-zA-Z]?(?!\p{L})){0,2}`
/** Codes of the post with their towns: "37073 Göttingen", "582 24 Linköping", "61-806 Poznań", "3511 NR Utrecht", "CEP 04524-001", "D-50667 Köln". */
const CODE = String.raw`(?:CEP:? ?|C\.?P\.?:? ?|(?:A|B|CH|D|DK|F|FIN|FI|I|L|N|NL|PL|S|SE)[ -])?(?:\d{5}-\d{3}|\d{4}-\d{3}|\d{3} \d{2}|\d{2}-\d{3}|\d{4} ?[A-Z]{2}(?!\p{L})|\d{4,5})`
const TOWN = String.raw`${WORD}(?:(?: ?[ /-] ?| )(?:(?:am|an der|a\.|sur|sous|lès|de|do|di|del|bei) )?${WORD}){0,3}(?: \([A-Z]{2}\)| CEDEX(?: \d{1,2})?)?`
/** Town and state as in Brazil and Turkey: "São Paulo/SP", "Kadıköy / İSTANBUL". */
const STATE = String.raw`${WORD}(?: (?:(?:de|do|da|dos) )?${WORD}){0,3} ?[/–-] ?(?:[A-Z]{2}(?!\p{L})|${WORD})`
/** What may follow the street: quarter, floor, flat, code, town. */
const TAIL = String.raw`(?:,? ?(?:[-–·|•] )?(?:(?:Bât|bât|Apt|apt|App|app|ap|apto|Apto|Etg|OG|EG|Esc|esc|Piso|piso|[Pp]lanta|Puerta|puerta|Int|int|interno|scala|lok|Kat|Daire|D|K|sala|Sala|conj|Conj|bloco|Bloco|c\/o|2o|3o)\.? ?:?[\dA-Z/-]{1,5}|\d{1,2}[ºª°](?: ?[A-Z]|(?: (?:izda|dcha|Dto|Esq)\.?))?|${STATE}|${CODE}(?: ${TOWN}(?!\p{L}| ?:))?|${TOWN}(?= ?(?:[,–-]|\/|$|\n|\t|\(|\||·))(?! ?:))){0,4}`

/** "Lindenhofstr. 17a", "Kvarnbacksgatan 6", "Oude Gracht 218 bis": the street's kind ends its name. */
const ENDING =
  '(?:str\\.|straße|strasse|weg|allee|platz|gasse|damm|ufer|steig|chaussee|gatan|vägen|gränd|torget|straat|straatweg|laan|gracht|plein|kade|singel|dreef|katu|vej|gade|veien|gata|utca|utcája|krt\\.|körút)'
const BY_ENDING = `(?:${WORD} ){0,2}(?:\\p{Lu}[\\p{L}\\p{M}'-]{2,}${ENDING}|${WORD} (?:${ENDING}|Gracht|Weg|Allee|Platz|Gasse|Damm|Ufer|Straße|Strasse|Str\\.|Laan|Plein|Kade|Singel)) ?${NUMBER}`
/** Kinds of streets before the name. Those that are words of English too are capitalised. */
const KIND = String.raw`(?:[Rr]ue|RUE|[Aa]llées?|[Cc]hemin|[Ii]mpasse|[Qq]uai|[Ff]aubourg|[Bb]oulevard|[Bb]d\.?|[Aa]venue|[Aa]v\.|[Ss]quare|[Ss]entier|[Rr]uelle|[Rr]oute|[Cc]ours|[Pp]lace|Via|VIA|Viale|V\.le|Piazza|PIAZZA|P\.zza|P\.za|Piazzale|Corso|C\.so|Vicolo|Largo|Lungomare|Lungotevere|Strada|Contrada|C\.da|Località|Loc\.|Frazione|Fraz\.|Rua|RUA|Avenida|AVENIDA|Av(?= d[aeo])|Avda\.?|Alameda|Travessa|Tv\.|Praça|Pça\.?|Rodovia|Rod\.|Estrada|Quadra|[Cc]alle|CALLE|[Cc]\/|C\.\/|Paseo|Plaza|Pza\.?|Plza\.?|Camino|Carretera|Ctra\.?|Ronda|Glorieta|Travesía|Rambla|Passeig|Carrer|[Uu]l\.|[Uu]lica|[Aa]leja|[Oo]siedle|[Uu]lice|[Nn]ám\.|[Nn]áměstí|[Ss]trada|[Cc]alea|[Bb]ulevardul|[Bb]-dul|[Șș]os\.|Jl\.?|Jln\.?|Jalan|Lorong|Rr\.|Rruga)`
/** Kinds so short that only a page of another language makes them streets. */
const SHORT_KIND = String.raw`(?:R\.|Al\.|P\.o|Po\.?|Pl\.|[Aa]l\.|[Oo]s\.|[Pp]l\.|[Ss]tr\.)`
const byKind = (kind: string) =>
  `(?<![\\p{L}\\d.])${kind} ?${NAME},? ?(?:[Nn][º°o.r]{0,2}\\.?:? ?|nr\\.? ?|Nr\\.? ?|# ?)?${NUMBER}`
/** "14 bis, rue du Général Leclerc", "3 allée des Mésanges": the number stands first. */
const NUMBER_FIRST = `${NUMBER},? (?:[Rr]ue|RUE|[Aa]llées?|ALLÉE|[Cc]hemin|[Ii]mpasse|[Qq]uai|[Ff]aubourg|[Bb]oulevard|[Bb](?:ou)?l?[vd]\\.?|[Aa]venue|[Aa]v\\.|[Ss]quare|[Ss]entier|[Rr]uelle|[Rr]oute|[Cc]ours|[Pp]lace) (?:${SMALL} ?){0,3}${WORD}(?:[ -](?:(?:${SMALL} ?){0,3}${WORD})){0,4}`
/** "Bağdat Cad. Yeşilçam Sok. No: 14/3", "Acıbadem Mah. Gömeç Sk. No:5 D:12". */
const TURKISH = `(?:${WORD} ){1,3}(?:Mah|Cad|Sok|Sk|Cd|Blv|Bulv|Mahallesi|Caddesi|Sokak|Sokağı|Sokagi|Bulvarı|Bulvari|MAH|CAD|SOK)\\.?,? (?:(?:${WORD} ){1,3}(?:Cad|Sok|Sk|Cd|Blv|Bulv|Apt|Sitesi|Sit|CAD|SOK)\\.?,? ){0,2}(?:(?:No|NO|N) ?[.:] ?\\d{1,4}(?:[/-]\\d{1,4}|[A-Z](?!\\p{L}))?)(?: ?(?:D|K|Kat|Daire)[.: ]{1,2}\\d{1,3}){0,2}(?: ${STATE}|(?: ${WORD}){1,2}(?=$|\\n|\\t))?`
/** "Carrera 7 # 12-34", "Cll 45 No. 20 - 11 Sur". */
const GRID =
  '(?:Carrera|Cra|Kra|Cr|Calle|Cll|Cl|Diagonal|Diag|Dg|Transversal|Tv|Av(?:enida)?)\\.? ?\\d{1,3} ?[A-Z]{0,2}(?: (?:Bis|Sur|Norte|Este))? ?(?:#|No\\.?|N[°º]) ?\\d{1,3} ?[A-Z]?(?: ?- ?\\d{1,3})?'

const before = String.raw`(?<![\p{L}\d./])`
/** A house number is no measure. */
const NO_MEASURE = String.raw`(?!\p{L}|[.,]\d| ?(?:x|×|mm|cm|m[lL]|mg|µ|μ|%|g\/|U\/|IU|bpm|\/min|mmHg)(?!\p{L}{2}))`
const STREET = new RegExp(
  `${before}(?:${[BY_ENDING, NUMBER_FIRST, TURKISH, GRID].join('|')})${NO_MEASURE}${TAIL}|${byKind(KIND)}${NO_MEASURE}${TAIL}`,
  'gu',
)
const SHORT_STREET = new RegExp(`${byKind(SHORT_KIND)}${NO_MEASURE}${TAIL}`, 'gu')
/** A code and its town alone in a cell or at its end: "10000 TROYES", "37085 Göttingen", "61-806 Poznań". */
const CODE_TOWN = new RegExp(`${before}(?<!\\d[.,-] ?)${CODE} ${TOWN}(?=\\s*(?:$|[,;·|)–-]))`, 'gu')

/**
 * Addresses as they are printed outside of English: streets by the word that ends or begins their names, with a house number behind or before it, then code and town.
 * `foreign`: no page of English, where a code and a capitalised word are a place.
 */
export function findOtherAddresses(text: string, offset: number, foreign: boolean, knowledge: Knowledge): Span[] {
  if (!/\d/.test(text)) return []
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
  for (const match of matchesOf(text, STREET)) add(match.index, match[0], STREET_OTHER, 0.82)
  if (!foreign) return spans
  for (const match of matchesOf(text, SHORT_STREET)) add(match.index, match[0], STREET_OTHER, 0.8)
  for (const match of matchesOf(text, CODE_TOWN)) add(match.index, match[0], CODE_AND_TOWN, 0.78)
  return spans
}
