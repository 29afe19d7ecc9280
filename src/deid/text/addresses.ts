import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase, phrases } from '../phrases.js'
import { findAddressLists } from './address-lists.js'
import { findOtherAddresses } from './addresses-other.js'
import { findHanAddressParts, withoutLead } from './addresses-zh.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import { literal, longestFirst } from './one-of.js'
import { findPlacesInText } from './places-in-text.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell } from './sheet.js'
import type { Span } from './span.js'
import { readsLatin } from './unknown-latin.js'

interface Compiled {
  /** "2nd Floor, Fern House, ": a floor and a house before a street and its number. */
  floorBefore: RegExp
  /** Buildings, flats and rooms behind a place; the word of the first may be the place's last. */
  unitsBehind: RegExp
  /** "家住锦绣花园", "来自清河县" */
  hanHome: RegExp
  /** What people do in a town that stands alone. */
  hanStay: RegExp
  han: RegExp
  street: RegExp
  /** Streets and words that are streets behind a house only. */
  anyStreet: RegExp
  cityCountry: RegExp
  inline: RegExp
  home: RegExp
}

/** Postal codes that stand after a place: Indian PIN, US ZIP with state, UK, five and six digits after a dash or a town. */
const POSTAL =
  /(?:\b[\p{Lu}][\p{L}.]+[\s,.–-]+\d{6}\b|\b\p{Lu}\p{Ll}[\p{L}.]+\s?[,-]\s?\d{5}\b|\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b|\b\d{4,5}\s\p{Lu}\p{Ll}{2,})/u

/** Province and town, or town, district and quarter, without a house number: below the province a place is an identifier. */
const HAN_REGION =
  /(?:\p{Script=Han}{2,3}(?:省|自治区))\p{Script=Han}{2,6}?(?:市|自治州|州|盟|地区)(?:\p{Script=Han}{1,6}?(?:区|县|市|旗))?(?:\p{Script=Han}{1,8}?(?:街道|镇|乡|村|社区|路|街|大道))?|(?:\p{Script=Han}{2,3}市)?\p{Script=Han}{2,4}?(?:区|县|旗|市)\p{Script=Han}{2,6}?(?:街道|镇|乡)(?:\p{Script=Han}{1,8}?(?:村|社区|居委会))?/gu

/** What every Chinese address holds, every part of one and every Latin one: lines without are most of a page, and the expressions cost most of its time. */
const HAN_HOUSE = /[路街道巷弄同里村屯寨庄邨苑阁轩园城湾厦楼坊围桥镇乡区场府庭号號座栋幢层组段]/u
const HAN_PLACE = /宿舍|家属[院区]|[省市县区旗州盟镇乡村屯寨庄苑园院社街邨路道巷弄]|信箱|车间|班|大厦|楼|部落|公寓/u
const LATIN_PLACE = /\p{Lu}\p{L}/u

/** Addresses without a label: Chinese by region and building words; Latin by street words, postal codes, "City, Country". */
export function findAddresses(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const spans: Span[] = []
  const foreign = readsLatin(sheet, knowledge) === 'no'
  let previous: SheetCell[] = []
  sheet.lines.forEach((line, number) => {
    const text = sheet.text.slice(line.start, line.end)
    const han = /\p{Script=Han}{2}/u.test(text) && HAN_PLACE.test(text)
    const latin = LATIN_PLACE.test(text)
    for (const match of han && /\d/.test(text) && HAN_HOUSE.test(text) ? matchesOf(text, rules.han) : []) {
      const [start, end] = withoutLead(match[0], match.index, knowledge)
      spans.push({
        start: line.start + start,
        end: line.start + end,
        category: 'ADDRESS',
        detector: 'address_zh',
        score: 0.85,
      })
    }
    if (han || rules.hanStay.test(text)) spans.push(...findHanAddressParts(text, line.start, knowledge))
    if (latin && /\d/.test(text)) spans.push(...findAddressLists(text, line.start, rules.anyStreet, knowledge))
    if (kinds[number] !== 'text') {
      previous = []
      return
    }
    for (const cell of latin && /\d/.test(text) ? line.cells : [])
      spans.push(...findOtherAddresses(sheet.text.slice(cell.start, cell.end), cell.start, foreign, knowledge))
    for (const cell of latin ? line.cells : [])
      spans.push(...findPlacesInText(sheet.text.slice(cell.start, cell.end), cell.start, knowledge))
    for (const [form, detector, may] of [
      [HAN_REGION, 'address_region_zh', han],
      [rules.hanHome, 'address_home_zh', han],
      [rules.home, 'place_in_text', latin],
    ] as const) {
      for (const match of may ? matchesOf(text, form) : []) {
        const place = match[1] ?? match[0]
        const lead = detector === 'address_region_zh' ? withoutLead(place, 0, knowledge)[0] : 0
        const start = line.start + match.index + match[0].lastIndexOf(place) + lead
        if (detector === 'place_in_text' && place.split(' ').some((word) => knowledge.clinical.words.has(plain(word))))
          continue
        // "lives in Eden Houses, Bldg 9, Apt 4C"
        rules.unitsBehind.lastIndex = match.index + match[0].length
        const unit = detector === 'place_in_text' ? (rules.unitsBehind.exec(text)?.[0].length ?? 0) : 0
        spans.push({ start, end: start + place.length - lead + unit, category: 'ADDRESS', detector, score: 0.8 })
      }
    }
    const here: SheetCell[] = []
    for (const cell of line.cells) {
      // What stands directly before a colon is a label; an address may stand before that ("1 Selby Link, Singapore 188307 Tel: …").
      const whole = sheet.text.slice(cell.start, cell.end)
      const colon = whole.lastIndexOf(':')
      const start = cell.start + (colon < 0 ? 0 : colon + 1)
      const printed = sheet.text.slice(start, cell.end)
      const follows = previous.some(
        (other) => Math.abs(other.x0 - cell.x0) < 40 || (other.x0 < cell.x1 && other.x1 > cell.x0),
      )
      const running = isRunning(printed, knowledge)
      if (/^Page \d+ of \d+$/i.test(printed.trim())) continue
      if (!running && isStreet(printed, follows, rules, knowledge)) {
        here.push(cell)
        const label = /,?\s*(?:tel|ph|phone|mob|mobile|fax|e-?mail)\.?\s*$/i.exec(printed)?.[0].length ?? 0
        spans.push({ start, end: cell.end - label, category: 'ADDRESS', detector: 'address_latin', score: 0.78 })
        continue
      }
      const head =
        colon < 0 ? '' : whole.slice(0, whole.indexOf(':')).replace(/[\s,|]*(?:\p{L}[\p{L}.]*[ /]?){1,2}$/u, '')
      if (head !== '' && !isRunning(head, knowledge) && isStreet(head, follows, rules, knowledge)) {
        here.push(cell)
        spans.push({
          start: cell.start,
          end: cell.start + head.length,
          category: 'ADDRESS',
          detector: 'address_latin',
          score: 0.78,
        })
      }
      const [figures, comma] = [/\d/.test(whole), whole.includes(',')]
      for (const match of figures && comma ? matchesOf(whole, houseTown(knowledge)) : []) {
        const floor = rules.floorBefore.exec(whole.slice(0, match.index))?.[0].length ?? 0
        spans.push({
          start: cell.start + match.index - floor,
          end: cell.start + match.index + match[0].length,
          category: 'ADDRESS',
          detector: 'house_street_town',
          score: 0.8,
        })
      }
      for (const match of matchesOf(whole, rules.inline)) {
        spans.push({
          start: cell.start + match.index,
          end: cell.start + match.index + match[0].length,
          category: 'ADDRESS',
          detector: 'address_in_text',
          score: 0.78,
        })
      }
      for (const match of comma ? matchesOf(whole, rules.cityCountry) : []) {
        spans.push({
          start: cell.start + match.index,
          end: cell.start + match.index + match[0].length,
          category: 'ADDRESS',
          detector: 'city_country',
          score: 0.75,
        })
      }
    }
    previous = here
  })
  return [...spans, ...addressTails(sheet, spans, knowledge)]
}

/** A postal code alone in its cell, with or without its town. */
const CODE_LINE =
  /^(?:(?:\p{Lu}[\p{L}.'-]+,? ){0,3}(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]{2,3}\s\d{4,5}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{5,6})|\d{5,6} \p{Lu}[\p{L} -]+)$/u

/** What follows a street in the lines below, down to the postal code: "Great Missenden" / "HP16 9XX". */
function addressTails(sheet: Sheet, found: readonly Span[], knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  sheet.lines.forEach((line, number) => {
    for (const cell of line.cells) {
      if (!found.some((span) => span.end >= cell.end - 1 && span.end <= cell.end && span.detector !== 'place_in_text'))
        continue
      const block: SheetCell[] = []
      for (let below = number + 1; below <= number + 3; below += 1) {
        const under = sheet.lines[below]?.cells.find((other) => Math.abs(other.x0 - cell.x0) < 12)
        if (under === undefined) break
        const text = sheet.text.slice(under.start, under.end)
        block.push(under)
        if (CODE_LINE.test(text)) {
          for (const one of block)
            spans.push({ start: one.start, end: one.end, category: 'ADDRESS', detector: 'address_lines', score: 0.77 })
          break
        }
        const words = text.split(' ')
        const place = words.every((word) => /^\p{Lu}[\p{L}.,'-]*$/u.test(word))
        if (words.length > 4 || !place || words.every((word) => knowledge.clinical.words.has(plain(word)))) break
      }
    }
  })
  return spans
}

/** Words that stand in lower case inside addresses, and so tell no sentence. */
const particles = perKnowledge(
  (knowledge) => new Set([...phrases(knowledge, 'small_words_of_addresses'), 'near', 'opp', 'and', 'no']),
)

/** Running text: at least three lower-case words, or two and a sentence that goes on. */
function isRunning(text: string, knowledge: Knowledge): boolean {
  const lower = (text.match(/(?<![\p{L}.'-])\p{Ll}{2,}(?![\p{L}])/gu) ?? []).filter(
    (word) => !particles(knowledge).has(word),
  ).length
  return lower >= 3 || (lower >= 2 && /[.;!?]\s+\p{Lu}/u.test(text))
}

/** A cell that is an address: street word with a number or commas, or a postal code; never a sentence. */
function isStreet(text: string, follows: boolean, rules: Compiled, knowledge: Knowledge): boolean {
  if (text.length < 8 || text.length > 160 || /\p{Script=Han}/u.test(text)) return false
  const words = text.match(/\p{L}[\p{L}.'-]*/gu) ?? []
  if (words.length === 0) return false
  // Sentences have lower-case words; addresses hardly.
  const lower = words.filter((word) => /^\p{Ll}{3,}/u.test(word)).length
  if (lower > words.length / 3) return false
  const clinical = words.filter((word) => word.length > 3 && knowledge.clinical.words.has(plain(word))).length
  // "Dr. Susan" is a title, "Sycamore Dr, Ashmere" a drive.
  const streets = text.replace(/\b(?:Dr|DR)\.?\s+(?=\p{Lu})/gu, '').match(rules.street)?.length ?? 0
  const number = /\d/.test(text)
  const commas = (text.match(/,/g) ?? []).length
  const postal = POSTAL.test(text)
  if (clinical > words.length / 2 && !(postal && streets >= 2)) return false
  if (postal && (streets > 0 || commas > 0 || follows)) return true
  if (streets >= 2 && (number || commas > 0)) return true
  if (streets >= 1 && number && commas >= 1) return true
  return follows && (postal || (streets >= 1 && (number || commas > 0)))
}

const compile = perKnowledge((knowledge): Compiled => {
  const { zh, latin } = knowledge.places
  const part = longestFirst(zh.parts.map(literal))
  const streets = longestFirst(
    [...latin.street, ...latin.numbered]
      .flatMap((word) => [word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()])
      .map(literal),
  )
  // Capitals as printed: in any case "male from Springfield, USA" would be a place.
  const countries = longestFirst(
    latin.countries
      .flatMap((name) => [name.replace(/(?<![\p{L}.])\p{L}/gu, (c) => c.toUpperCase()), name.toUpperCase()])
      .map(literal),
  )
  const town = anyPhrase(knowledge, 'places_of_a_home')
  const rules: Compiled = {
    floorBefore: new RegExp(
      String.raw`(?<![\p{L}\d])(?=[\p{L}\d])(?:(?:\d{1,2}(?:st|nd|rd|th)|[Gg]round|[Ff]irst|[Ss]econd) [Ff]loor|(?:Level|Floor|Suite|Unit|Room|Shop|Block) [\dA-Z-]{1,6})?(?:, )?(?:\p{Lu}[\p{L}'’&.-]*(?: \p{Lu}[\p{L}'’&.-]*){0,3} (?:${anyPhrase(knowledge, 'houses_before_a_street')}))?, $`,
      'u',
    ),
    unitsBehind: new RegExp(
      String.raw`(?:(?<=(?:${anyPhrase(knowledge, 'buildings_at_the_end')})) #?\d{1,4}[A-Z]?(?![\p{L}\d]))?(?:,? (?:${anyPhrase(knowledge, 'parts_of_a_building')}|Building|Block|Blk|Tower|#)\.? ?#?[\dA-Z-]{1,6}(?![\p{L}\d]))*`,
      'uy',
    ),
    hanHome: new RegExp(
      String.raw`(?:${anyPhrase(knowledge, 'lives_at', 'lives_in_a_town')})(?:在|为|是|于)?(\p{Script=Han}{2,10}?(?:${town}|省|自治州|盟|街道|新村|公寓)(?:\p{Script=Han}{0,8}?(?:${town}|庄))*)`,
      'gu',
    ),
    hanStay: new RegExp(
      String.raw`${anyPhrase(knowledge, 'done_in_a_town')}|\([现人]?在|[娘婆]家|老家|祖籍|原籍|家乡|牧民|农民|籍|[现旅]居|人[,，、)）]`,
      'u',
    ),
    // "She grew up in Kalamazoo": behind such words a capitalised name is a place, a country is not told from one.
    home: new RegExp(
      String.raw`(?<![\p{L}])(?:${anyPhrase(knowledge, 'lives_in')})\s(?:the\s)?(?!(?:${countries})(?![\p{L}]))((?:St\.? )?\p{Lu}[\p{L}'-]+(?:[ -]\p{Lu}[\p{L}'-]+){0,2}(?:, \p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?)?)`,
      'gu',
    ),
    // Province or city, then road or village with a number or a building.
    han: new RegExp(
      String.raw`[\p{Script=Han}]{2,7}(?:${longestFirst(zh.regions.map(literal))})[\p{Script=Han}]{0,12}(?:${part})[\p{Script=Han}\d\-A-Za-z#()]{0,30}?\d+(?:-\d+)*(?:${part})(?:[\p{Script=Han}\dA-Za-z-]{0,8}(?:${part}))*(?:\d{2,5}(?!\d))?|[\p{Script=Han}]{2,8}(?:路|街|大道|巷|弄|胡同|路段|號)\s?\d+\s?(?:号|號|弄)(?:[\p{Script=Han}\dA-Za-z-]{0,8}(?:${part}))*|[\p{Script=Han}]{2,8}(?:${anyPhrase(knowledge, 'numbered_estates')})\d+(?:号楼|栋|幢|座|号)(?:[\p{Script=Han}\dA-Za-z-]{0,8}(?:${part}))*(?:\d{2,5}(?!\d))?`,
      'gu',
    ),
    street: new RegExp(String.raw`(?<![\p{L}\d])(?:${longestFirst(latin.street.map(literal))})(?![\p{L}])`, 'giu'),
    anyStreet: new RegExp(
      String.raw`(?<![\p{L}\d])(?:${streets}|${anyPhrase(knowledge, 'houses_and_quarters')})(?![\p{L}])`,
      'gu',
    ),
    inline: new RegExp(
      String.raw`(?<![\p{L}\d.])\d{1,5}[A-Za-z]?(?:-\d{1,5})?,?\s(?:\p{Lu}[\p{L}.'-]*\s){1,4}(?:${streets})(?![\p{L}])\.?(?:,?\s(?:${anyPhrase(knowledge, 'parts_of_a_building')}|No)\.?\s?#?[\dA-Z-]{1,6}(?![\p{L}\d])|,?\s#\s?[\dA-Z-]{1,6})?(?:,?\s(?!(?:and|or|in|on|at)\s)\p{Lu}\p{Ll}[\p{L}'-]*){0,3}(?:,?\s?(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]{2}\s\d{5}(?:-\d{4})?|\d{5,6}))?`,
      'gu',
    ),
    cityCountry: new RegExp(
      String.raw`(?<![\p{L}])\p{Lu}[\p{L}.'-]+(?:\s\p{Lu}[\p{L}.'-]+){0,2},\s?(?:${countries})(?![\p{L}])`,
      'gu',
    ),
  }
  return rules
})

/**
 * House number, capitalised street, comma, town and postal code ("300 Quarry Road, New Carrick 24594", "97 Avenida del Faro, Monteclaro 22965"), or street, number,
 * code and town ("Lindenweg 12, 50667 Altstadt"): the form tells an address whatever the street is called.
 */
const houseTown = perKnowledge((knowledge) => {
  const word = String.raw`\p{Lu}[\p{L}\p{M}.'-]*`
  const small = String.raw`(?:${anyPhrase(knowledge, 'small_words_of_addresses')}|on|y|e|am|an|im|zu|St\.?)`
  const name = (most: number) => `${word}(?: (?:${small} ){0,2}${word}){0,${most}}`
  const code = String.raw`(?:[A-Z]{2,3},?\s)?(?:\d{4,6}(?:-\d{3,4})?|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|[A-Z]\d[\dW]\s?[A-Z\d]{4}|\d{3}-\d{4})`
  // Codes with letters need no town behind them.
  const lettered = String.raw`(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|[A-Z]\d[\dW]\s?[A-Z\d]{4})`
  return new RegExp(
    String.raw`(?<![\p{L}\d.,/])(?:\d{1,5}[A-Za-z]?(?:[-/]\d{1,5}){0,3},?\s(?:\d{1,3}(?:st|nd|rd|th)\s)?(?:${small}\s){0,2}${name(4)}|${name(3)}\s\d{1,4}[A-Za-z]?)(?:,? #\d{1,3}-\d{1,5}[A-Z]?| (?:Apt|Suite|Ste|Unit|Flat|Floor)\.? [\dA-Z-]{1,6})?,\s(?:[\p{L}\d .'-]{2,30},\s){0,2}(?:${name(3)},?\s${code}|${code}\s${name(3)}|${lettered})(?![\p{L}\d])`,
    'gu',
  )
})
