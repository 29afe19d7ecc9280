import type { Category } from './category.js'
import { compactDay, type DateOrder, findDates } from './dates.js'
import { isHan } from './fold.js'
import type { Knowledge, LabelBlock } from './knowledge.js'
import { isAmbiguousName, isClinicalWord, readHanName, readLatinName } from './person-name.js'

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
  knowledge: Knowledge
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

type Reader = (text: string, start: number, end: number, category: Category, context: ValueContext) => ValueRead[]

const READERS: Partial<Record<LabelBlock['kind'], Reader>> = {
  name: readNames,
  code: readCode,
  phone: readPhone,
  email: (text, start, end, category) => one(text, start, end, category, /[\w.%+*-]+\s?@\s?[\w*.-]+/),
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
  // OCR puts marks for specks and rules between the words of a name.
  const zone = text.slice(start, end)
  if (/[!©®°~«»]/.test(zone)) text = text.slice(0, start) + zone.replace(/[!©®°~«»]/g, ' ') + text.slice(end)
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
      ? readHanName(text, at, end, strict, context.knowledge)
      : readLatinName(text, at, end, strict, context.knowledge)
    if (read === null || (values.length === 0 && read.start > at + 1)) break
    if (!han && !allowedLatin(read.name, context)) break
    const printed = text.slice(read.start, read.end)
    values.push({ start: read.start, end: read.end, category, text: read.name === '' ? printed : read.name })
    at = read.end
    // "张三(主任医师)", "李四 主任医师": what follows a Chinese name is a title, not part of it.
    if (han && !/^\s*[、,，/ ]/.test(text.slice(at, end))) break
  }
  return values
}

/** A value of clinical words only is no name ("Name: Hemoglobin"); without a colon no word of it may be one. */
function allowedLatin(name: string, context: ValueContext): boolean {
  const words = name.split(' ')
  // Running text behind a colon ("Doctor: please correlate") is no name; a name in small letters is short.
  if (/^\p{Ll}/u.test(name) && (words.length > 3 || RUNNING.test(words[0]!) || (words.length === 1 && !context.bare)))
    return false
  const clinical = words.filter(
    (word, i) =>
      word.length > 2 &&
      isClinicalWord(word, context.knowledge) &&
      !(i > 0 && isAmbiguousName(word, context.knowledge)),
  ).length
  return context.sure
    ? clinical < words.length || (words.length === 1 && clinical === 0) || DUMMIES.test(name)
    : clinical === 0
}

const RUNNING =
  /^(?:please|see|not|to|if|as|the|a|an|by|is|for|and|or|in|on|at|no|any|with|only|be|this|that|your|our|all)$/

/** Invented names of templates consist of form words; beside a name label they are names all the same. */
const DUMMIES = /^(?:(?:test|demo|sample|dummy|patient|name|xyz|abc)\s?){1,3}$/i

function readCode(text: string, start: number, end: number, category: Category, context: ValueContext): ValueRead[] {
  const zone = text.slice(start, end)
  const first = /^[\s#:."'`~^|,_-]*([\p{L}\p{N}*][\p{L}\p{N}*\-_/.\\()@]*)/u.exec(zone)
  if (first === null) return []
  let token = first[1]!
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
  // Not a date, a time or a measured value: those labels are read elsewhere.
  if (/^\d{1,2}:\d{2}/.test(zone.slice(first[0].indexOf(token)))) return []
  let stop = at + token.length
  // Groups of digits or capitals that go on: "0 12345 67890 5", "AB 12 34 56 C".
  for (;;) {
    const group = /^[ ]([\dA-Z*]{1,8}(?:-[\dA-Z*]{1,8})*)(?=[ ]|$|[^\p{L}\p{N}.:%/])/u.exec(text.slice(stop, end))
    if (group === null || !/[\d*]/.test(group[1]!) || group[1]!.length + digits < 3) break
    stop += group[0].length
  }
  return [{ start: at, end: stop, category, text: text.slice(at, stop) }]
}

function readPhone(text: string, start: number, end: number, category: Category, context: ValueContext): ValueRead[] {
  const values: ValueRead[] = []
  const zone = text.slice(start, end)
  for (const match of zone.matchAll(/[+(]?\d[\d\s()+*xX./转-]*[\d*xX)](?:\s?(?:ext|x|转)\.?\s?\d{1,5})?/g)) {
    const count = match[0].replace(/[^\d*xX]/g, '').length
    if (count < (context.sure ? 5 : 7) || (!context.sure && match.index > 3)) continue
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
  if (!context.sure || !/\p{L}{2,}/u.test(zone) || isUnit(zone, context.knowledge)) return []
  const words = zone.match(/\p{L}{2,}/gu) ?? []
  if (words.every((word) => isClinicalWord(word, context.knowledge))) return []
  if (isHan(zone[0]) && context.knowledge.clinical.zh.has(zone)) return []
  return [whole(text, start, end, category)]
}

/** `mmol/L`, `次/分`, `%`: the word 单位 heads the unit column. */
export function isUnit(value: string, knowledge: Knowledge): boolean {
  const text = value.replace(/\s/g, '')
  return (
    knowledge.clinical.units.has(text) ||
    /^[x×*]?10[\^*]\d+\/?[a-zA-Zμµ]*$/.test(text) ||
    (/^[a-zμµ%]+\/[a-zA-Zμµ0-9²³.^*]+$/i.test(text) && text.length < 10)
  )
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
