import type { Category } from '../category.js'
import type { Knowledge, LabelBlock } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { compactDay } from './date-form.js'
import { type DateOrder, findDates } from './dates.js'
import { isHan, plain } from './fold.js'
import { matchesOf } from './matches.js'
import {
  goesOnAsName,
  isAmbiguousName,
  isClinicalWord,
  isCredential,
  isNoHanName,
  isSpacedTitle,
  type NameRead,
  readHanName,
  readLatinName,
} from './person-name.js'
import { isUnit } from './units.js'
import { isEverydayWord, vocabularyOf } from './vocabulary.js'

/** One identifier inside a field's value zone. `name` is the bare name; `iso` the day. */
export interface ValueRead {
  start: number
  end: number
  category: Category
  text: string
  iso?: string | null
}

/** What the reading of a value depends on besides the text. `sure`: a colon, or a cell of its own, leaves no doubt that this is the value. */
export interface ValueContext {
  sure: boolean
  order: DateOrder
  /** The label is one even without a colon: less doubt about odd values. */
  bare?: boolean
  /** The label can only name a person ("检验者:"), or others of its kind stand beside it: a word of the language may be a name here. */
  person?: boolean
  knowledge: Knowledge
}

interface Compiled {
  /** The first word of running text behind a label of persons. */
  running: RegExp
  /** Invented names of templates consist of form words; beside a name label they are names all the same. */
  dummies: RegExp
  /** What is written where no house pays or sends. */
  noHouse: RegExp
  /** What stands behind a name in its own cell: titles and roles, sex. */
  afterName: RegExp
  /** What is written where nobody signs. */
  noSignature: RegExp
}

const EMPTY = /^[\s\-–—_/.*:,]*$|^(?:n\/?a|nil|none|无|不详|未填|未提供|暂无)\s*$/i

/** The identifiers in a label's value zone, by the label's kind; empty when the zone does not hold such a value. */
export function readValue(
  text: string,
  start: number,
  end: number,
  block: LabelBlock,
  context: ValueContext,
): ValueRead[] {
  if (block.category === null || EMPTY.test(text.slice(start, end))) return []
  const read = READERS[block.kind]
  return read === undefined ? [] : read(text, start, end, block.category, { ...context, bare: block.bare })
}

/** An address; OCR sets its only point apart ("anna@post . example") or loses it ("anna @post example"). */
const EMAIL =
  /[\w.%+*-]+\s?@\s?(?:[\w*-]+\s?[.,]\s[\w*-]{2,}|[\w*-]+\s[.,]\s?[\w*-]{2,}|[\w*-]+ [a-z]{2,24}(?=\s*$)|[\w*.-]+)/

type Reader = (text: string, start: number, end: number, category: Category, context: ValueContext) => ValueRead[]

const READERS: Partial<Record<LabelBlock['kind'], Reader>> = {
  name: readNames,
  code: readCode,
  phone: readPhone,
  email: (text, start, end, category) => one(text, start, end, category, EMAIL),
  address: readAddress,
  organisation: readOrganisation,
  date: readDates,
  text: (text, start, end, category, context) =>
    context.sure
      ? one(text, start, end, category, /\S*[\p{L}\p{N}][^\s]*/u).filter(
          (v) => !isClinicalWord(v.text, context.knowledge),
        )
      : [],
}

/** Names in a list ("张三、李四", "Dr. A. Roe / Dr. B. Doe"). */
function readNames(text: string, start: number, end: number, category: Category, context: ValueContext): ValueRead[] {
  const values: ValueRead[] = []
  // OCR puts marks for specks and rules between the words of a name; HL7 parts them with carets.
  const zone = text.slice(start, end)
  if (/[!©®°~«»^]/.test(zone)) text = text.slice(0, start) + zone.replace(/[!©®°~«»^]/g, ' ') + text.slice(end)
  if (/^\s*(?:\p{Lu}{1,2} ){2,}/u.test(zone) && isSpacedTitle(text, start, context.knowledge)) return values
  for (let at = start; at < end && values.length < 4; ) {
    while (at < end && /[\s,、，/;&|:()"'`~^_.,·-]/.test(text[at]!)) at += 1
    if (at >= end) break
    const strict = !context.sure || values.length > 0
    // Letters set apart: "G r a c e  L i n".
    const apart = context.sure
      ? /^(?:\p{Lu}|\p{Ll})(?: {1,2}(?:\p{Lu}|\p{Ll})){4,}(?![\p{L}\d])/u.exec(text.slice(at, end))
      : null
    if (apart !== null) {
      values.push({ start: at, end: at + apart[0].length, category, text: apart[0] })
      at += apart[0].length
      continue
    }
    const han = isHan(text[at])
    const read = han
      ? (wholeHanName(text, at, end, strict, context) ?? readHanName(text, at, end, strict, context.knowledge))
      : readLatinName(text, at, end, strict, context.knowledge)
    if (read === null || (values.length === 0 && read.start > at + 1)) break
    if (!han && !allowedLatin(read.name, context)) break
    // "..., MCR": a lone abbreviation behind a name is no second one.
    if (!han && values.length > 0 && /^\p{Lu}{1,6}$/u.test(read.name)) break
    const given = han || strict ? null : GIVEN_BEHIND.exec(text.slice(read.end, end))
    if (given !== null && !given[0].split(/[\s,]+/).some((word) => isNoGiven(word, context.knowledge))) {
      read.end += given[0].length
      read.name += given[0]
    }
    const printed = text.slice(read.start, read.end)
    values.push({ start: read.start, end: read.end, category, text: read.name === '' ? printed : read.name })
    at = read.end
    // "张三(主任医师)", "李四 主任医师": what follows a Chinese name is a title, not part of it.
    if (han && !/^\s*[、,，/ ]/.test(text.slice(at, end))) break
    // "MD (Path)": one word in parentheses is a subject, two are another way to write the name.
    if (!han && /^\s*\([^\s\p{Script=Han}]+\)/u.test(text.slice(at, end))) break
  }
  return values
}

/** "ROE DE LA PEÑA, MARÍA": behind surnames the given names that fill the rest of the field. */
const GIVEN_BEHIND =
  /^, ?\p{Lu}[\p{L}\p{M}'.-]*(?: (?:\p{Lu}[\p{L}\p{M}'.-]*|de|la|del|da|do|van|von)){0,3}(?=\s*(?:$|[|;(*,]| geb| né| nat[oa]| born))/u

function isNoGiven(word: string, knowledge: Knowledge): boolean {
  return (isClinicalWord(word, knowledge) && !isAmbiguousName(word, knowledge)) || isCredential(word, knowledge)
}

/**
 * A labelled value of five to ten Chinese characters and nothing else is a name of another people written out without its dots (古丽娜扎尔, 乌云其木格); two characters
 * set far apart are one name (侯　　亮).
 */
function wholeHanName(
  text: string,
  at: number,
  end: number,
  strict: boolean,
  { knowledge, sure, person }: ValueContext,
): NameRead | null {
  if (strict || !sure) return null
  const { afterName, noSignature } = compile(knowledge)
  // "检查医生:高山", "检测:白芷 审核:李明": a surname and one or two characters that are a word as well.
  const word = person ? /^(\p{Script=Han})\p{Script=Han}{1,2}(?=[\s,，;；、/|(\d]|$)/u.exec(text.slice(at, end)) : null
  if (
    word !== null &&
    knowledge.surnames.single.has(word[1]!) &&
    !afterName.test(word[0]) &&
    !noSignature.test(word[0])
  )
    return { start: at, end: at + word[0].length, name: word[0], staff: false }
  const apart = /^(\p{Script=Han})(?:\s{2,8}|\t)(\p{Script=Han})(?!\s?\p{Script=Han})/u.exec(text.slice(at, end))
  if (apart !== null && knowledge.surnames.single.has(apart[1]!) && !afterName.test(apart[2]!))
    return { start: at, end: at + apart[0].length, name: apart[1]! + apart[2]!, staff: false }
  // A surname alone, the rest unreadable or left out.
  const alone = /^\p{Script=Han}(?=\t|\s{2}|\s*$|\s[^\p{Script=Han}])/u.exec(text.slice(at, end))
  if (alone !== null && knowledge.surnames.single.has(alone[0]))
    return { start: at, end: at + 1, name: alone[0], staff: false }
  const run = /^\p{Script=Han}{4,10}(?=[\s,，;；、/|【[(]|$)/u.exec(text.slice(at, end))
  // Four characters behind a surname: two surnames and a given name (范徐丽泰), else the name is shorter and a word follows.
  const { single } = knowledge.surnames
  if (run === null || (run[0].length === 4 && single.has(run[0][0]!) && !single.has(run[0][1]!))) return null
  if (afterName.test(run[0]) || NOT_A_NAME.test(run[0]) || isNoHanName(run[0], knowledge)) return null
  if ([...knowledge.clinical.zh].some((term) => term.length >= 3 && run[0].includes(term))) return null
  return { start: at, end: at + run[0].length, name: run[0], staff: false }
}

/** Characters of sentences and houses; a run that holds one is no name. */
const NOT_A_NAME = /[的了是不未与及或患见病痛者被将请您我们有无为在医院室科公司所学校局厂店站路街号检查诊疗报告体结果]/

/** A value of clinical words only is no name ("Name: Hemoglobin"); without a colon no word of it may be one. */
function allowedLatin(name: string, context: ValueContext): boolean {
  const words = name.split(' ')
  // "BIOQUÍMICA" over "Suero": a word of forms in another language.
  if (words.length === 1 && name.length >= 4 && vocabularyOf(context.knowledge).forms.has(plain(name))) return false
  // Running text behind a colon ("Doctor: please correlate") is no name; a name in small letters is short.
  if (
    /^\p{Ll}/u.test(name) &&
    (words.length > 3 ||
      compile(context.knowledge).running.test(words[0]!) ||
      (words.length === 1 && !context.bare) ||
      words.every((word) => /^\p{Ll}/u.test(word) && isEverydayWord(word, context.knowledge)))
  )
    return false
  const clinical = words.filter(
    (word, i) =>
      word.length > 2 &&
      (isClinicalWord(word, context.knowledge) || ROLE.test(word)) &&
      !goesOnAsName(word, words.slice(0, i), context.knowledge),
  ).length
  return context.sure
    ? clinical < words.length || (words.length === 1 && clinical === 0) || compile(context.knowledge).dummies.test(name)
    : clinical === 0
}

/** Words for what somebody is: "Consultant Immunologist" names nobody. */
const ROLE = /(?:ologists?|iatrists?|iatricians?|graphers?|Scientists?|Surgeons?)$/

/** Months begin like a prefix: "ID MAR 2024". */
const DATE_WORD = /^(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|SEPT|OCT|NOV|DEC|MON|TUE|WED|THU|FRI|SAT|SUN)$/

function readCode(text: string, start: number, end: number, category: Category, context: ValueContext): ValueRead[] {
  const zone = text.slice(start, end)
  const first = /^[\s#:."'`~^|,_-]*([\p{L}\p{N}*][\p{L}\p{N}*\-_/.\\()@<]*)/u.exec(zone)
  const numbered = context.sure ? /^\s*[([]?\d{4}[)\]]?\s?\p{Script=Han}{1,8}第?\s?\d{1,8}\s?号/u.exec(zone) : null
  if (numbered !== null) return [whole(text, start, start + numbered[0].length, category)]
  // "加 12 床": a bed set up beside those with numbers.
  const bed = context.sure ? /^\s*[加+]\s?\d{1,3}(?:\s?床)?(?=\s*(?:$|[,;|]))/u.exec(zone) : null
  if (bed !== null) return [whole(text, start, start + bed[0].length, category)]
  if (first === null) return []
  let token = first[1]!
  // "KMC 45678", "SGX 1234 A", "南字第00112233号": letters set apart from the digits that they belong to.
  const prefixed =
    context.sure || context.bare
      ? /^[\s#:.]*((?:[A-Z]{1,6}\.?[ ]){1,2}(?=[\dA-Z/-]*\d)[\dA-Z/-]{2,}(?: [\dA-Z]{1,4}){0,4})(?=$|[\s,;|])/.exec(
          zone,
        )
      : null
  if (
    prefixed !== null &&
    !/\d/.test(token) &&
    !DATE_WORD.test(token) &&
    !/^[A-Z]{3,6} (?:19|20)\d{2}$/.test(prefixed[1]!)
  )
    return [whole(text, start + prefixed[0].length - prefixed[1]!.length, start + prefixed[0].length, category)]
  const military = context.sure ? /^\s*\p{Script=Han}{1,6}[字第]{1,2}\s?\d{4,12}\s?号?/u.exec(zone) : null
  if (military !== null) return [whole(text, start, start + military[0].length, category)]
  if (isHan(token[0])) {
    const inner = /^\p{Script=Han}+([A-Za-z0-9*][\w*/-]*)/u.exec(token)
    if (inner === null) return []
    token = inner[1]!
  }
  token = token.replace(/\p{Script=Han}.*$/u, '').replace(/[-_/.\\(@]+$/, '')
  if (token.endsWith(')') && !token.includes('(')) token = token.slice(0, -1)
  const at = start + first.index + first[0].indexOf(token)
  const hasDigit = /\d|\*{2}/.test(token)
  const digits = token.replace(/\D/g, '').length
  if (
    context.sure
      ? !hasDigit && !(/^[A-Z][A-Z-]{3,}$/.test(token) && !isClinicalWord(token, context.knowledge))
      : digits < 3
  )
    return []
  // "Ref: KDIGO 2024": a guideline and its year.
  if (/^\s*[A-Z]{3,6} (?:19|20)\d{2}(?!\d)/.test(zone)) return []
  // "3.5-6.5": numbers with a decimal point on both sides are a range, whatever label stands before them.
  if (/^\s*\d{1,4}\.\d{1,3}\s?[-–~]\s?\d{1,4}\.\d{1,3}\s*(?:$|[^\d.-])/.test(zone)) return []
  // Not a date, a time or a measured value: those labels are read elsewhere.
  if (/^\d{1,2}:\d{2}/.test(zone.slice(first[0].indexOf(token)))) return []
  let stop = at + token.length
  // Groups of digits or capitals that go on: "0 12345 67890 5", "AB 12 34 56 C".
  for (;;) {
    const group = /^[ ]([\dA-Z*]{1,8}(?:-[\dA-Z*]{1,8})*)(?=[ ]|$|[^\p{L}\p{N}.:%/])/u.exec(text.slice(stop, end))
    if (group === null || !/[\d*]/.test(group[1]!) || group[1]!.length + digits < 3) break
    stop += group[0].length
  }
  // "AB12 CDE", "9876 543 210 XY": plates and cards end in letters.
  const letters =
    category === 'VEHICLE' || (context.sure && stop > at + token.length)
      ? /^[ ][A-Z]{1,3}(?=$|[\s,;|])/.exec(text.slice(stop, end))
      : null
  if (letters !== null) stop += letters[0].length
  const values = [{ start: at, end: stop, category, text: text.slice(at, stop) }]
  // "UHID/IP No: APM.0012345678 / 12345"
  const second = /^\s?\/\s([A-Z]{0,6}[-.]?\d[\dA-Z-]*)(?=$|[\s,;|])/.exec(text.slice(stop, end))
  if (second !== null) {
    const from = stop + second[0].length - second[1]!.length
    values.push({ start: from, end: stop + second[0].length, category, text: second[1]! })
  }
  return values
}

function readPhone(text: string, start: number, end: number, category: Category, context: ValueContext): ValueRead[] {
  const values: ValueRead[] = []
  const zone = text.slice(start, end)
  for (const match of matchesOf(zone, /[+(]?\d[\d\s()+*xX./转-]*[\d*xX)](?:\s?(?:ext|x|转)\.?\s?\d{1,5})?/g)) {
    const count = match[0].replace(/[^\d*xX]/g, '').length
    if (count < (context.sure ? 5 : 7) || (!context.sure && match.index > 3)) continue
    // "3.90--6.10" is a range.
    if (/^\d+\.\d+\s?-+\s?\d+\.\d+$/.test(match[0])) continue
    values.push({ start: start + match.index, end: start + match.index + match[0].length, category, text: match[0] })
  }
  if (values.length > 0 || !context.sure) return values
  // "Contact: John Smith": not a number, and not ours to guess.
  return []
}

function readAddress(text: string, start: number, end: number, category: Category, context: ValueContext): ValueRead[] {
  const zone = text.slice(start, end)
  if (!context.sure || !/[\p{L}\p{N}]/u.test(zone)) return []
  const words = zone.match(/\p{L}{3,}/gu) ?? []
  if (words.length > 0 && words.every((word) => isClinicalWord(word, context.knowledge))) return []
  // "Site: Left arm": words of the language, of which only the first has a capital, are no place.
  if (
    /^\s*\p{Lu}?\p{Ll}+(?: \p{Ll}+){1,3}\s*$/u.test(zone) &&
    words.every((word) => isEverydayWord(word, context.knowledge))
  )
    return []
  return [whole(text, start, end, category)]
}

function readOrganisation(
  text: string,
  start: number,
  end: number,
  category: Category,
  context: ValueContext,
): ValueRead[] {
  const zone = text.slice(start, end).trim()
  if (
    !context.sure ||
    !/\p{L}{2,}/u.test(zone) ||
    isUnit(zone, context.knowledge) ||
    compile(context.knowledge).noHouse.test(zone)
  )
    return []
  const words = zone.match(/\p{L}{2,}/gu) ?? []
  if (words.every((word) => isClinicalWord(word, context.knowledge))) return []
  if (isHan(zone[0]) && context.knowledge.clinical.zh.has(zone)) return []
  return [whole(text, start, end, category)]
}

function readDates(text: string, start: number, end: number, category: Category, context: ValueContext): ValueRead[] {
  const zone = text.slice(start, end)
  const dates = findDates(zone, context.order, context.knowledge)
  if (dates.length > 0) {
    return dates.map((date) => ({
      start: start + date.start,
      end: start + date.end,
      category,
      text: zone.slice(date.start, date.end),
      iso: date.ambiguous ? null : date.iso,
    }))
  }
  // Digits set apart beside a label: "1 9 8 2 - 0 4 - 0 7".
  const apart = /^\s*(\d(?: ?[\d./-]){7,11}(?![\d]))/.exec(zone)
  if (apart !== null && / \d /.test(apart[1]!)) {
    const joined = findDates(apart[1]!.replace(/ /g, ''), context.order, context.knowledge)[0]
    if (joined !== undefined)
      return [{ ...whole(text, start, start + apart[0].length, category), iso: joined.ambiguous ? null : joined.iso }]
  }
  const compact = /^\s*(\d{8})(?:\s?\d{2}:?\d{2}(?::?\d{2})?)?/.exec(zone)
  if (compact !== null && compactDay(compact[1]!) !== null) {
    return [{ ...whole(text, start, start + compact[0].length, category), iso: compactDay(compact[1]!) }]
  }
  // Beside a date label anything short with digits is the date, however it is masked or misread.
  if (
    context.sure &&
    zone.trim().length <= 26 &&
    /\d/.test(zone) &&
    /^[\s\d\p{L}.,:/'*年月日时分秒-]+$/u.test(zone) &&
    !/^\s*\d{1,3}\s*(?:%|[a-z]{1,3}\/)/i.test(zone)
  ) {
    if (!/\d[^\d\s]+\s?\d|\d\s+\p{L}{3,}|\d{4}\s?[年-]/u.test(zone)) return []
    return [{ ...whole(text, start, end, category), iso: null }]
  }
  return []
}

function whole(text: string, start: number, end: number, category: Category): ValueRead {
  let from = start
  let to = end
  while (from < to && /\s/.test(text[from]!)) from += 1
  while (to > from && /[\s,;|]/.test(text[to - 1]!)) to -= 1
  return { start: from, end: to, category, text: text.slice(from, to) }
}

function one(text: string, start: number, end: number, category: Category, regex: RegExp): ValueRead[] {
  const match = regex.exec(text.slice(start, end))
  return match === null
    ? []
    : [{ start: start + match.index, end: start + match.index + match[0].length, category, text: match[0] }]
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    running: new RegExp(`^(?:${anyPhrase(knowledge, 'opens_running_text')})$`),
    dummies: new RegExp(String.raw`^(?:(?:${anyPhrase(knowledge, 'words_of_dummies')})\s?){1,3}$`, 'i'),
    noHouse: new RegExp(`^(?:${anyPhrase(knowledge, 'written_where_no_house_pays')})$`, 'i'),
    afterName: new RegExp(`(?:${anyPhrase(knowledge, 'beside_a_signature')})`),
    noSignature: new RegExp(`^(?:${anyPhrase(knowledge, 'written_where_nobody_signs')})`),
  }),
)
