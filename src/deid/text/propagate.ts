import type { Category } from '../category.js'
import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { boundedDistance } from './bounded-distance.js'
import { isHan, plain } from './fold.js'
import { houseParts, logoWords } from './house-words.js'
import { isAmbiguousName, isClinicalWord, isCredential, isNoHanName, isTitle } from './person-name.js'
import type { LineKind } from './result-rows.js'
import { inMargin, isMarked } from './running-marks.js'
import { cellAt, lineAt, type Sheet } from './sheet.js'
import { type Span, touches, within } from './span.js'
import { addressParts, calledInShort, shortNames, surnameForms } from './value-parts.js'
import { type HanPart, segmentHan, vocabularyOf } from './vocabulary.js'

/** A value once found, to be found again everywhere in its report. */
export interface Known {
  category: Category
  text: string
  /** Found by default deny: letter by letter only, and never in results. */
  unknown?: boolean
}

interface Needle {
  category: Category
  /** Squeezed form: no spaces or separators, lower case. */
  key: string
  detector: string
  score: number
  /** Largest number of misread characters on OCR pages. */
  errors: number
  /** Latin needles stand between word boundaries; parts of a name must be capitalised. */
  capital: boolean
  /** A short number counts only where it fills a cell outside the results. */
  alone: boolean
}

/** A house's short name: it counts alone in its cell, where running headers and footers stand, or at the head of a chain's word. */
const LOGO = 'propagated_logo'
const CHAIN = /^(?:体检|健康|健检|医疗|医学|门诊|医院|诊所|集团|国际|女子)/u

/** One word for a house, whatever the language. */
const houseWord = perKnowledge((knowledge) => new RegExp(`^(?:${anyPhrase(knowledge, 'houses_in_one_word')})$`, 'iu'))

/** Longest Chinese personal name, characters: those are misread by one character in place; longer names may lose or gain one. */
const HAN_NAME = 4

/** Shortest number that is searched in running text: shorter ones would hit results. */
const MIN_DIGITS = 6

/** The needles of a report's known values: wholes, parts of names, brand words of institutions. */
export function needlesOf(known: readonly Known[], knowledge: Knowledge): Needle[] {
  const needles = new Map<string, Needle>()
  const add = (needle: Needle) => {
    const id = `${needle.key}|${needle.alone}`
    const other = needles.get(id)
    if (other === undefined || other.score < needle.score) needles.set(id, needle)
  }
  for (const { category, text, unknown } of known) {
    const key = squeeze(text).text
    if (key === '') continue
    if (unknown) {
      if (key.length >= (isHan(key[0]) ? 2 : 5))
        add({
          category,
          key,
          detector: 'propagated_unknown',
          score: 0.6,
          errors: 0,
          capital: !/\d/.test(key),
          alone: false,
        })
      continue
    }
    const digits = key.replace(/\D/g, '').length
    const letters = key.length - digits
    if (category === 'NAME' || category === 'DOCTOR') {
      for (const needle of nameNeedles(category, text, knowledge)) add(needle)
      if (category === 'NAME' && /^\p{Script=Han}{2,4}$/u.test(text))
        for (const key of surnameForms(text, knowledge))
          add({ category, key, detector: 'propagated_surname', score: 0.72, errors: 0, capital: false, alone: false })
    } else if (category === 'DATE' || category === 'AGE_OVER_89') {
      // Dates are found by their form everywhere.
    } else if (category === 'ORG' || category === 'EMPLOYER') {
      if (key.length >= (isHan(key[0]) ? 4 : 6))
        add({
          category,
          key,
          detector: 'propagated_organisation',
          score: 0.8,
          errors: errorsFor(key),
          capital: true,
          alone: false,
        })
      for (const key of houseParts(text, knowledge))
        add({ category, key, detector: 'propagated_brand', score: 0.7, errors: 0, capital: false, alone: false })
      if (category === 'ORG')
        for (const key of logoWords(text, knowledge))
          add({ category, key, detector: LOGO, score: 0.7, errors: 0, capital: false, alone: true })
      for (const brand of shortNames(category, text, knowledge))
        add({ category, key: brand, detector: 'propagated_brand', score: 0.7, errors: 0, capital: true, alone: false })
    } else if (category === 'ADDRESS') {
      // A town alone is short, but a word of its own and capitalised.
      const shortest = isHan(key[0]) ? 4 : 5
      if (key.length >= shortest && !isClinicalWord(text, knowledge))
        add({
          category,
          key,
          detector: 'propagated_value',
          score: 0.85,
          errors: errorsFor(key),
          capital: letters > 0 && digits === 0,
          alone: false,
        })
      for (const key of addressParts(text, knowledge))
        add({ category, key, detector: 'propagated_address_part', score: 0.7, errors: 0, capital: true, alone: false })
    } else if (category === 'EMAIL' || category === 'URL') {
      if (key.length >= 6)
        add({
          category,
          key,
          detector: 'propagated_value',
          score: 0.85,
          errors: errorsFor(key),
          capital: false,
          alone: false,
        })
    } else if (digits >= MIN_DIGITS || (digits >= 3 && letters >= 2)) {
      add({
        category,
        key,
        detector: 'propagated_number',
        score: 0.88,
        errors: digits >= 14 ? 2 : key.length >= 8 ? 1 : 0,
        capital: false,
        alone: false,
      })
    } else if (digits >= 3 && letters === 0) {
      add({ category, key, detector: 'propagated_short_number', score: 0.7, errors: 0, capital: false, alone: true })
    } else if (digits === 0 && letters >= 4) {
      add({ category, key, detector: 'propagated_code', score: 0.75, errors: 0, capital: true, alone: true })
    }
  }
  return [...needles.values()].sort((a, b) => b.key.length - a.key.length || (a.key < b.key ? -1 : 1))
}

/** Characters that stand in no word, one of them unexplained. */
function noWord(parts: readonly HanPart[]): boolean {
  return parts.includes('open') && !parts.includes('word')
}

function nameNeedles(category: Category, text: string, knowledge: Knowledge): Needle[] {
  const base = { category, capital: true, alone: false }
  if (isHan(text[0])) {
    const key = squeeze(text).text
    if (key.length < 2 || isNoHanName(key, knowledge)) return []
    // Three characters: one may be misread, two never.
    const whole = { ...base, key, detector: 'propagated_name', score: 0.86, errors: key.length >= 3 ? 1 : 0 }
    // "沐冉小朋友": the given name alone, where no word is made of it.
    const given = key.slice(knowledge.surnames.compound.some((name) => key.startsWith(name)) ? 2 : 1)
    const own = key.length <= 4 && given.length === 2 && noWord(segmentHan(given, knowledge))
    // "舒舒": a child by the last character twice.
    const pet = given.slice(-1).repeat(2)
    const part = { ...base, detector: 'propagated_name_part', score: 0.72, errors: 0 }
    // "儿子龙国栋" in the cell of a contact: a relative and a name. The last three characters, led by a surname.
    const last = key.slice(-3)
    const behind = key.length >= 5 && knowledge.surnames.single.has(last[0]!) && noWord(segmentHan(last, knowledge))
    return [
      whole,
      ...(behind ? [{ ...part, key: last }] : []),
      ...(own ? [{ ...part, key: given }] : []),
      ...calledInShort(key, knowledge).map((key) => ({ ...part, key })),
      ...(given.length > 0 && key.length >= 3 && key.length <= 4 && noWord(segmentHan(pet, knowledge))
        ? [{ ...part, key: pet }]
        : []),
    ]
  }
  const tokens = text
    .split(/[\s,]+/)
    .filter((token) => token !== '' && !isTitle(token, knowledge) && !isCredential(token, knowledge))
  // "Clinique du Val …" read as a name: the word of a house alone is nobody's.
  const { houses, forms } = vocabularyOf(knowledge)
  if (
    tokens.length === 1 &&
    (houses.has(plain(tokens[0]!)) || forms.has(plain(tokens[0]!)) || houseWord(knowledge).test(tokens[0]!))
  )
    return []
  const whole = tokens.join(' ')
  const key = squeeze(whole).text
  const needles: Needle[] = []
  if (key.length >= 4 && !tokens.every((token) => isClinicalWord(token, knowledge))) {
    // "Mr Brown" does not make a name of "brown fat".
    const detector =
      tokens.length === 1 && isAmbiguousName(tokens[0]!, knowledge) ? 'propagated_name_part' : 'propagated_name'
    needles.push({ ...base, key, detector, score: 0.86, errors: errorsFor(key) })
    if (tokens.length >= 2) {
      const turned = squeeze(`${tokens.at(-1)} ${tokens.slice(0, -1).join(' ')}`).text
      needles.push({ ...base, key: turned, detector: 'propagated_name', score: 0.86, errors: errorsFor(key) })
      const short = squeeze(`${tokens[0]} ${tokens.at(-1)}`).text
      if (short !== key) needles.push({ ...base, key: short, detector: 'propagated_name', score: 0.84, errors: 0 })
    }
  } else if (key.length >= 4 && tokens.length >= 2) {
    // A template's invented name ("Demo Test"): as a whole only.
    needles.push({ ...base, key, detector: 'propagated_name', score: 0.8, errors: 0 })
  }
  // "RAHMAN AB", "A. B. Rahman": running headers print a surname with initials, whatever else it is called after.
  if (tokens.length >= 2)
    for (const [i, token] of tokens.entries()) {
      const bare = plain(token).replace(/[^\p{L}]/gu, '')
      const initials = tokens
        .filter((_, k) => k !== i)
        .map((other) => plain(other)[0] ?? '')
        .join('')
      if (bare.length < 4) continue
      for (const key of [bare + initials, initials + bare, bare + initials[0], initials[0] + bare])
        if (key.length >= 5) needles.push({ ...base, key, detector: 'propagated_initials', score: 0.84, errors: 0 })
    }
  for (const token of tokens) {
    const bare = plain(token).replace(/[^\p{L}]/gu, '')
    if (bare.length < 4 || isClinicalWord(token, knowledge) || knowledge.clinical.eponyms.has(bare)) continue
    needles.push({
      ...base,
      key: bare,
      detector: 'propagated_name_part',
      score: 0.72,
      errors: bare.length >= 7 ? 1 : 0,
    })
  }
  return needles
}

/** OCR errors allowed by length: none below 6 characters, then one per 6. */
function errorsFor(key: string): number {
  return Math.min(3, Math.floor(key.length / 6))
}

/** Finds the needles on a sheet; `misread` allows OCR errors. Result rows are left alone by parts, brands and short numbers. */
export function propagate(
  sheet: Sheet,
  kinds: readonly LineKind[],
  needles: readonly Needle[],
  misread: boolean,
  existing: readonly Span[] = [],
): Span[] {
  const { text, offsets } = squeeze(sheet.text)
  const spans: Span[] = []
  for (const needle of needles) {
    for (let at = text.indexOf(needle.key); at >= 0; at = text.indexOf(needle.key, at + 1)) {
      const start = offsets[at]!
      const end = offsets[at + needle.key.length - 1]! + 1
      // "韦女士" of which the surname is covered: what is left is a title.
      const titled = needle.detector === 'propagated_surname' && touches(start, end, existing)
      if (!titled && !within(start, end, existing) && fits(sheet, start, end, needle, kinds))
        spans.push(spanOf(needle, start, end, 0))
    }
  }
  if (!misread) return spans
  // A misreading is looked for where nothing else was found: windows over a found value would only add its edges.
  const taken = [...existing, ...spans]
  for (const needle of needles) {
    if (needle.errors === 0) continue
    const found = findMisread(sheet, text, offsets, needle, kinds).sort(
      (a, b) => b.score - a.score || a.start - b.start,
    )
    for (const span of found) if (!touches(span.start, span.end, taken)) taken.push(span)
  }
  return taken.slice(existing.length)
}

function spanOf(needle: Needle, start: number, end: number, errors: number): Span {
  return {
    start,
    end,
    category: needle.category,
    detector: errors > 0 ? `${needle.detector}_misread` : needle.detector,
    score: needle.score - 0.05 * errors,
  }
}

function fits(sheet: Sheet, start: number, end: number, needle: Needle, kinds: readonly LineKind[]): boolean {
  const { text } = sheet
  const printed = text.slice(start, end)
  if (printed.includes('\t') && !(printed.length > 6 && !/\d\t\d/.test(printed))) return false
  // A run of digits and spaces over a line end is a coincidence of columns.
  if (printed.includes('\n') && /\d\s*\n\s*\d/.test(printed)) return false
  const first = printed[0]!
  const before = text[start - 1] ?? ' '
  const after = text[end] ?? ' '
  if (!isHan(first)) {
    if (/[\p{L}\p{N}]/u.test(before) && !isHan(before) && !/[a-z]/.test(before) === /[A-Z]/.test(first)) return false
    if (
      /[\p{L}\p{N}]/u.test(after) &&
      !isHan(after) &&
      !(needle.detector === 'propagated_name' || (needle.detector === 'propagated_number' && !/\d/.test(after)))
    )
      return false
    if (/\d/.test(first) && /[\d.,]/.test(before) && /\d/.test(text[start - 2] ?? ' ')) return false
    if (/\d/.test(printed.at(-1)!) && /[.,]/.test(after) && /\d/.test(text[end + 1] ?? ' ')) return false
    if (needle.capital && !/\p{Lu}/u.test(first) && needle.detector !== 'propagated_name') return false
  }
  const line = lineAt(sheet, start)
  if (needle.detector !== 'propagated_name' && needle.detector !== 'propagated_number' && kinds[line] !== 'text')
    return false
  if (needle.detector === LOGO) {
    const home = sheet.lines[line]!
    const cell = cellAt(home, start)
    if (!isHan(before) && CHAIN.test(text.slice(end, end + 2))) return true
    const whole = cell !== undefined && cell.start === start && cell.end === end
    return whole && (inMargin(sheet, home) || line < 2)
  }
  if (needle.alone) {
    const home = sheet.lines[line]!
    const cell = cellAt(home, start)
    // In running headers and footers numbers stand in a row with the name and the page.
    const margin = inMargin(sheet, home)
    const whole = cell !== undefined && cell.start === start && cell.end === end
    if (margin && kinds[line] === 'text' && isMarked(text, start, end)) return true
    return whole && (home.cells.length <= 2 || margin)
  }
  return true
}

/** Windows of the needle's length within its number of errors (substitutions, one insertion or deletion each). */
function findMisread(
  sheet: Sheet,
  text: string,
  offsets: readonly number[],
  needle: Needle,
  kinds: readonly LineKind[],
): Span[] {
  const { key, errors } = needle
  const spans: Span[] = []
  // Any match within e errors holds one of e + 1 pieces of the needle unchanged: search those, then verify.
  const piece = Math.floor(key.length / (errors + 1))
  if (piece < 1) return spans
  const tried = new Set<number>()
  for (let p = 0; p <= errors; p += 1) {
    const from = p * piece
    const part = p === errors ? key.slice(from) : key.slice(from, from + piece)
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      for (let shift = -errors; shift <= errors; shift += 1) {
        const begin = at - from + shift
        if (begin < 0 || tried.has(begin)) continue
        tried.add(begin)
        const best = bestWindow(text, begin, key, errors)
        if (best === null || best.distance === 0) continue
        const start = offsets[begin]!
        const end = offsets[begin + best.length - 1]! + 1
        if (isHan(key[0]) && key.length <= HAN_NAME && !hanMisread(key, text.slice(begin, begin + best.length)))
          continue
        if (fits(sheet, start, end, needle, kinds)) spans.push(spanOf(needle, start, end, best.distance))
      }
    }
  }
  return spans
}

/** A Chinese name misread keeps its length and all characters but one. */
function hanMisread(key: string, found: string): boolean {
  return (
    found.length === key.length &&
    [...found].every((char) => isHan(char) || /[\w*]/.test(char)) &&
    [...found].filter((char, i) => char !== key[i]).length <= 1
  )
}

function bestWindow(
  text: string,
  begin: number,
  key: string,
  errors: number,
): { length: number; distance: number } | null {
  let best: { length: number; distance: number } | null = null
  for (let length = key.length - errors; length <= key.length + errors; length += 1) {
    if (length < 2 || begin + length > text.length) continue
    const distance = boundedDistance(key, text.slice(begin, begin + length), errors)
    if (distance > errors) continue
    // Of windows as good the one of the key's own length: a misread last character stays inside.
    if (best === null || distance < best.distance || (distance === best.distance && length === key.length))
      best = { length, distance }
  }
  return best
}

/** Lower case without accents, spaces and separators, with the offset of each character. */
function squeeze(source: string): { text: string; offsets: number[] } {
  let text = ''
  const offsets: number[] = []
  for (let i = 0; i < source.length; i += 1) {
    const char = source[i]!
    if (/[\s.,\-_/'’()·:]/.test(char)) continue
    const folded = char.charCodeAt(0) < 0x80 ? char.toLowerCase() : plain(char)
    for (const one of folded) {
      text += one
      offsets.push(i)
    }
  }
  return { text, offsets }
}
