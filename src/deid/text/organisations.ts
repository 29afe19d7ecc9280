import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase, phrases } from '../phrases.js'
import { isHan, plain } from './fold.js'
import { matchesOf } from './matches.js'
import { longestFirst } from './one-of.js'
import { findHanHouses, findHanOrganisations, spacedHanOrganisations } from './organisations-zh.js'
import type { LineKind } from './result-rows.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'
import { explainsLatin, vocabularyOf } from './vocabulary.js'
import { worksClinics } from './works-clinics.js'

interface Compiled {
  /** Suffixes that make a title as easily as a house ("Comprehensive Health"): with nothing but generic words before them they name nobody. */
  fieldsOfCare: ReadonlySet<string>
  /** Suffixes that are houses and nothing else. */
  houses: ReadonlySet<string>
  /** "Kestrel Lab, Hub 4": which of its houses. */
  part: RegExp
  /** "Kestrel Bay Hospital & Research Institute" */
  more: RegExp
  /** A legal form behind the name: ", Inc.", " L.L.C.". */
  legal: RegExp
  /** Words that end a house's name where houses print theirs ("Kestrel Hill Heart & Lung Centre"). */
  centre: RegExp
  /** "admitted to St Mary's in 2019", "St Hilda's General": hospitals are called by their saint; a small word or the end follows, never a plant or an illness. */
  saints: RegExp
  /** "Women's Imaging of Kelmore", "Cardiology Associates of North Bay": a field of care, and a place that no list explains. */
  careOf: RegExp
  suffixes: Set<string>
  /** By their first word. */
  prefixes: Map<string, string[][]>
  generic: Set<string>
  notBefore: Set<string>
  joiners: Set<string>
  makers: RegExp
}

/** Lines taller than this times the usual are watermarks and banners: they name the house like a letterhead. */
const WATERMARK = 1.8
/** What may stand between two words of one name. */
const JOINED = /^[.'’]?[ -]?(?:[-&] ?)?$/
/** The letterhead: lines within this share of the page's height. */
const LETTERHEAD = 0.16

/** "Royal Infirmary of Kelmore", "University Hospital of North Bay" */
const HOUSE_OF =
  /(?:\p{Lu}[\p{L}'-]+ ){0,3}(?:Hospital|Infirmary|Clinic|Sanatorium|Polyclinic|University) of (?:the )?\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+){0,2}/gu

/** Institutions and companies by the words that such names end or start with. */
export function findOrganisations(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const spans: Span[] = []
  const heights = sheet.lines.map((line) => line.y1 - line.y0).sort((a, b) => a - b)
  const tall = sheet.measured ? WATERMARK * (heights[heights.length >> 1] ?? 0) : Number.POSITIVE_INFINITY
  sheet.lines.forEach((line, number) => {
    const text = sheet.text.slice(line.start, line.end)
    spans.push(
      ...findHanOrganisations(text, line.start, knowledge),
      ...spacedHanOrganisations(text, line.start, knowledge),
    )
    if (kinds[number] !== 'text') return
    spans.push(...findHanHouses(text, line.start, knowledge))
    const letterhead = line.y0 < LETTERHEAD * sheet.height && number < 6
    spans.push(...wrappedOrganisations(sheet, number, rules))
    if (letterhead && line.cells.length === 2) {
      // A title set wide: "PATHOLOGY        LABORATORY".
      const joined = sheet.text.slice(line.cells[0]!.start, line.cells[1]!.end).replace(/\t/g, ' ')
      if (
        joined.split(/ +/).length <= 5 &&
        latinOrganisations(
          joined.replace(/ {2,}/g, (run) => '_'.repeat(run.length - 1).concat(' ')).replace(/_/g, ''),
          true,
          rules,
        ).length > 0 &&
        joined === joined.toUpperCase() &&
        !/\d/.test(joined)
      ) {
        spans.push({
          start: line.cells[0]!.start,
          end: line.cells[1]!.end,
          category: 'ORG',
          detector: 'organisation_letterhead',
          score: 0.8,
        })
      }
    }
    for (const cell of line.cells) {
      const found = latinOrganisations(
        sheet.text.slice(cell.start, cell.end),
        letterhead || line.y1 - line.y0 > tall,
        rules,
      )
      const printed = sheet.text.slice(cell.start, cell.end)
      const joined = printed.includes(' of ')
      for (const match of joined ? matchesOf(printed, HOUSE_OF) : [])
        found.push({ start: match.index, end: match.index + match[0].length })
      found.push(...worksClinics(printed, knowledge))
      for (const match of joined ? matchesOf(printed, rules.careOf) : []) {
        if (match.groups!.place!.split(' ').every((word) => explainsLatin(word, knowledge))) continue
        found.push({ start: match.index, end: match.index + match[0].length })
      }
      for (const match of printed.includes('St') ? matchesOf(printed, rules.saints) : []) {
        const start = match.index + match[0].indexOf('St')
        found.push({ start, end: match.index + match[0].length })
      }
      for (const { start, end } of found) {
        if (rules.makers.test(plain(sheet.text.slice(line.start, cell.start + start)))) continue
        spans.push({
          start: cell.start + start,
          end: cell.start + end,
          category: 'ORG',
          detector: 'organisation_latin',
          score: 0.8,
        })
      }
    }
  })
  return spans
}

/** A name that ends in the line below: a cell of nothing but the ending ("CENTRE") under one of capitalised words, at the same left edge. */
function wrappedOrganisations(sheet: Sheet, number: number, rules: Compiled): Span[] {
  const line = sheet.lines[number]!
  const above = sheet.lines[number - 1]
  if (above === undefined || line.y0 - above.y1 > line.y1 - line.y0) return []
  return line.cells.flatMap((cell) => {
    const home = above.cells.find((other) => Math.abs(other.x0 - cell.x0) < 6)
    const ending = tokensOf(sheet.text.slice(cell.start, cell.end))
    if (home === undefined || ending.length === 0 || ending.length > 3) return []
    const head = tokensOf(sheet.text.slice(home.start, home.end))
    if (head.length < 2 || !head.every((token) => token.capital)) return []
    const joined = sheet.text.slice(home.start, home.end).length
    const text = `${sheet.text.slice(home.start, home.end)} ${sheet.text.slice(cell.start, cell.end)}`
    const crossing = latinOrganisations(text, false, rules).some(
      ({ start, end }) => start < joined && end >= text.length,
    )
    // The name ends with one of the words that make it one: "… COLLECTION" / "CENTRE", not "… CLÍNICOS" / "Paciente …".
    const tokens = tokensOf(text)
    const ends = [1, 2, 3].some((length) => suffixLength(tokens, tokens.length - length, rules) === length)
    if (!crossing || !ends) return []
    const base = { category: 'ORG', detector: 'organisation_wrapped', score: 0.8 } as const
    return [
      { ...base, start: home.start, end: home.end },
      { ...base, start: cell.start, end: cell.end },
    ]
  })
}

interface Token {
  text: string
  key: string
  start: number
  end: number
  capital: boolean
}

function latinOrganisations(text: string, letterhead: boolean, rules: Compiled): { start: number; end: number }[] {
  const tokens = tokensOf(text)
  const found: { start: number; end: number }[] = []
  for (let i = 0; i < tokens.length; i += 1) {
    const prefix = prefixLength(tokens, i, rules)
    if (prefix > 0 && tokens[i]!.capital) {
      const end = runForward(text, tokens, i + prefix, rules)
      if (end > i + prefix) {
        // "Kestrel Bay Hospital & Research Institute": the word stands between the two halves of a name.
        const first = suffixLength(tokens, i, rules) > 0 ? runBackward(text, tokens, i, rules) : i
        found.push({ start: tokens[first]!.start, end: closing(text, tokens[end - 1]!.end, rules) })
        i = end - 1
        continue
      }
    }
    const suffix = suffixLength(tokens, i, rules) || (letterhead && i > 0 && rules.centre.test(tokens[i]!.key) ? 1 : 0)
    if (suffix === 0 || !tokens[i]!.capital) continue
    const last = tokens[i + suffix - 1]!
    const next = tokens[i + suffix]
    const after = text.slice(last.end, next?.start ?? text.length)
    const start = runBackward(text, tokens, i, rules)
    const core = tokens.slice(start, i)
    // AG, SA, AB end a company's name in capitals and behind a proper word; "HIV Ag" is an antigen.
    if (
      suffix === 1 &&
      /^[A-Za-z]{2}$/.test(tokens[i]!.text) &&
      !(/^[A-Z]{2}$/.test(tokens[i]!.text) && core.some((token) => /^\p{Lu}\p{Ll}{2,}/u.test(token.text)))
    )
      continue
    const specific = core.some(
      (token, k) =>
        !rules.generic.has(token.key) &&
        !rules.joiners.has(token.key) &&
        // "6. Health": the number of a heading.
        (/\p{L}{2}/u.test(token.text) ||
          (/\d/.test(token.text) && !(k === 0 && /^\d{1,2}[.)]/.test(text.slice(token.start))))),
    )
    // "Referred to Maple Clinic for review": a small word behind a name with a word of its own is the sentence's.
    if (
      next !== undefined &&
      /^\s*$/.test(after) &&
      rules.notBefore.has(next.key) &&
      !(specific && /^(?:of|in|for|to|and|or|on)$/.test(next.text) && suffix === 1 && rules.houses.has(tokens[i]!.key))
    )
      continue
    const running = next !== undefined && /^\s*$/.test(after) && /^\p{Ll}/u.test(next.text)
    const facility = !rules.fieldsOfCare.has(
      tokens
        .slice(i, i + suffix)
        .map((token) => token.key)
        .join(' '),
    )
    const generic =
      letterhead && facility && !running && core.length + suffix >= 2 && tokens.length <= core.length + suffix + 2
    if (!specific && !generic) continue
    found.push({ start: tokens[start]!.start, end: closing(text, last.end, rules) })
    i += suffix - 1
  }
  return merge(found, text)
}

/** Takes in what belongs to the name behind it: its legal form (", Inc.", " L.L.C."), an abbreviation in parentheses ("(NHSB)"). */
function closing(text: string, end: number, rules: Compiled): number {
  const legal = rules.legal.exec(text.slice(end))
  if (legal !== null) end += legal[0].length
  // "Kestrel Bay Hospital & Research Institute"
  const more = rules.more.exec(text.slice(end))
  if (more !== null) end += more[0].length
  // "Kestrel Lab, Hub 4": which of its houses.
  const part = rules.part.exec(text.slice(end))
  if (part !== null) end += part[0].length
  const match = /^\s?\([^()]{2,24}\)/.exec(text.slice(end))
  return match === null ? end : end + match[0].length
}

function merge(spans: { start: number; end: number }[], text: string): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = []
  for (const span of spans) {
    const last = out.at(-1)
    if (last !== undefined && span.start <= last.end + 3 && /^[\s,.-]*$/.test(text.slice(last.end, span.start)))
      last.end = Math.max(last.end, span.end)
    else out.push({ ...span })
  }
  return out
}

function tokensOf(text: string): Token[] {
  return matchesOf(text, /[\p{L}\p{N}&][\p{L}\p{N}\p{M}&'.-]*/gu).map((m) => {
    const raw = m[0].replace(/[.-]+$/, '')
    return {
      text: raw,
      key: plain(raw).replace(/\./g, ''),
      start: m.index,
      end: m.index + m[0].length - (m[0].length - raw.length > 1 ? m[0].length - raw.length : 0),
      capital: /^[\p{Lu}\d&]/u.test(raw),
    }
  })
}

function suffixLength(tokens: readonly Token[], at: number, rules: Compiled): number {
  if (at < 0) return 0
  for (let length = 3; length >= 1; length -= 1) {
    if (at + length > tokens.length) continue
    const key = tokens
      .slice(at, at + length)
      .map((token) => token.key)
      .join(' ')
    if (rules.suffixes.has(key)) return length
  }
  // Glued brand forms: "MediLab", "BioDiagnostics".
  const { key } = tokens[at]!
  return at > 0 && /.{3,}(?:labs?|diagnostics|clinic|hospital)$/.test(key) && !/^(?:collabs?)$/.test(key) ? 1 : 0
}

function prefixLength(tokens: readonly Token[], at: number, rules: Compiled): number {
  for (const words of rules.prefixes.get(tokens[at]!.key) ?? []) {
    if (words.every((word, k) => tokens[at + k]?.key === word)) return words.length
  }
  return 0
}

function runForward(text: string, tokens: readonly Token[], from: number, rules: Compiled): number {
  let end = from
  for (let i = from; i < Math.min(tokens.length, from + 7); i += 1) {
    const token = tokens[i]!
    if (i > 0 && !JOINED.test(text.slice(tokens[i - 1]!.end, token.start))) break
    if (rules.joiners.has(token.key) && !token.capital) continue
    if (!token.capital || /^\d/.test(token.text) || rules.notBefore.has(token.key)) break
    end = i + 1
  }
  return end
}

function runBackward(text: string, tokens: readonly Token[], from: number, rules: Compiled): number {
  let start = from
  for (let i = from - 1; i >= Math.max(0, from - 7); i -= 1) {
    const token = tokens[i]!
    const joiner = rules.joiners.has(token.key)
    if (!JOINED.test(text.slice(token.end, tokens[i + 1]!.start)) || (!token.capital && !joiner)) break
    if (!joiner) start = i
  }
  // "The Northfield Clinic": the article is printed as a part of the name.
  if (
    start > 0 &&
    tokens[start - 1]!.text === 'The' &&
    text.slice(tokens[start - 1]!.end, tokens[start]!.start) === ' '
  )
    start -= 1
  return start
}

const compile = perKnowledge((knowledge): Compiled => {
  const { latin } = knowledge.institutions
  const rules: Compiled = {
    fieldsOfCare: new Set(phrases(knowledge, 'fields_of_care')),
    houses: new Set(phrases(knowledge, 'sure_houses')),
    part: new RegExp(
      String.raw`^,? (?:${anyPhrase(knowledge, 'parts_of_a_house')}) (?:[A-Z]|\d{1,3}[A-Z]?)(?![\p{L}\d])`,
      'u',
    ),
    more: new RegExp(
      String.raw`^ (?:&|and) (?:\p{Lu}\p{L}+ ){0,3}(?:${anyPhrase(knowledge, 'second_houses')})(?!\p{L})`,
      'u',
    ),
    legal: new RegExp(String.raw`^,?\s(?:${anyPhrase(knowledge, 'legal_forms_behind')})(?:\.|(?![\p{L}]))`, 'u'),
    centre: new RegExp(`^(?:${anyPhrase(knowledge, 'house_ends_in_letterhead')})$`),
    saints: new RegExp(
      String.raw`(?<!\p{L})St\.? \p{Lu}\p{Ll}+'s (?:${anyPhrase(knowledge, 'kinds_of_hospitals')})(?! \p{Ll}|\p{L})|(?<=(?:at|to|from|in|by|of) )St\.? \p{Lu}\p{Ll}+'?s(?:'|(?= (?:${anyPhrase(knowledge, 'behind_saints')})(?!\p{L}))|(?=[.,;)]|$))`,
      'gu',
    ),
    careOf: new RegExp(
      String.raw`(?:\p{Lu}[\p{L}'’-]+ (?:& |and )?){0,3}(?:${anyPhrase(knowledge, 'care_of')}) of (?:the )?(?<place>\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){0,2})`,
      'gu',
    ),
    suffixes: new Set(latin.suffixes.map((word) => plain(word).replace(/\./g, ''))),
    prefixes: byFirstWord(latin.prefixes.map(plain)),
    generic: new Set([...latin.generic.map(plain), ...knowledge.clinical.words]),
    notBefore: new Set(latin.not_before.map(plain)),
    joiners: new Set(latin.joiners.map(plain)),
    makers: new RegExp(`(?:^|\\W)(?:${longestFirst(knowledge.institutions.makers_context)})(?:\\W|$)`, 'iu'),
  }
  for (const word of phrases(knowledge, 'legal_forms_as_ends')) rules.suffixes.add(word)
  return rules
})

function byFirstWord(phrases: readonly string[]): Map<string, string[][]> {
  const map = new Map<string, string[][]>()
  for (const words of phrases.map((phrase) => phrase.split(' ')))
    map.set(words[0]!, [...(map.get(words[0]!) ?? []), words])
  return map
}

/** The words of a name that mark it ("Northfield Health Diagnostics"): without generic words, at least four letters. */
export function brandWords(name: string, knowledge: Knowledge): string[] {
  const rules = compile(knowledge)
  const { forms } = vocabularyOf(knowledge)
  return tokensOf(name)
    .filter(
      (token) =>
        token.key.length >= 4 &&
        !isHan(token.text[0]) &&
        !rules.generic.has(token.key) &&
        !rules.suffixes.has(token.key) &&
        !rules.prefixes.has(token.key) &&
        // "HASIL PEMERIKSAAN LABORATORIUM": a title of another language.
        !forms.has(token.key) &&
        !/^\d/.test(token.text),
    )
    .map((token) => token.text)
}
