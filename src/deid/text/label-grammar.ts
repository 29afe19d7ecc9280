import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { isHan, plain } from './fold.js'
import { matchesOf } from './matches.js'
import { longestFirst } from './one-of.js'
import { isClinicalWord, readHanName, readLatinName } from './person-name.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetLine } from './sheet.js'
import type { Span } from './span.js'
import { isUnit } from './units.js'

interface Compiled {
  /** A number word that a line ends with: its code begins the next line. */
  numberAtLineEnd: RegExp
  hanNumber: RegExp
  latinNumber: Set<string>
  notNumber: Set<string>
  hanPerson: RegExp
  patient: RegExp
  notPerson: RegExp
  latinPerson: Set<string>
  /** Labels whose value is no person. */
  otherLabels: Set<string>
  places: Set<string>
}

/** A code: four digits or more, alone or with capitals and separators; not a decimal, a range or a date. */
const CODE =
  /^(?=(?:[A-Z/_-]*\d){4})[A-Z]{0,6}(?:[-_/][A-Z]{1,6}){0,2}[-_/]?\d[\dA-Z]*(?:[-_/][\dA-Z]+){0,4}(?=$|[\s|,;，；)(]|\.(?:\s|$)|\p{Script=Han})/u
const DATE_LIKE = /^(?:(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}(?!\d))/
/** "10¹²/L" with its exponent folded: a unit. */
const TEN_TO = /^10\d{1,2}\/[A-Z]+$/
/** "No deformity." says that there is none; "No." and "Nº" stand for a number. */
const NEGATED = /^No \p{Ll}.*\p{L}{3}\.$/u

/**
 * Labels that no list names, read by how labels are built: a number word with a code beside it ("N.º de expediente | 48213"), a person word with a name
 * ("复检者:李明"). Only outside of results, and only with a value that has the form.
 */
export function findByGrammar(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  return sheet.lines.flatMap((line, number) => {
    if (kinds[number] !== 'text') return []
    const colon = /[:：]/.test(sheet.text.slice(line.start, line.end))
    return [
      ...numbers(sheet, line, rules, knowledge),
      ...(colon ? codes(sheet, line, knowledge) : []),
      ...(colon ? hanPeople(sheet, line, rules, knowledge) : []),
      ...latinPeople(sheet, line, rules, knowledge),
      ...(colon ? anyPeople(sheet, line, rules, knowledge) : []),
    ]
  })
}

/** The label's text directly before a place: back to the cell's start, a value's end or a separator. */
function labelBefore(text: string, from: number, at: number): string {
  const before = text.slice(Math.max(from, at - 40), at)
  const label = /([^\t|,;，；。]*?)[\s:=#|]*$/u.exec(before)?.[1]?.trim() ?? ''
  // Behind another field on the same line.
  return label.slice(Math.max(label.lastIndexOf(':'), label.lastIndexOf('：')) + 1).trim()
}

function numbers(sheet: Sheet, line: SheetLine, rules: Compiled, knowledge: Knowledge): Span[] {
  const { text } = sheet
  const spans: Span[] = []
  for (let at = line.start; at < line.end; at += 1) {
    if (!/[A-Z\d]/.test(text[at]!) || (at > line.start && !/[\s:=#|：(]|\p{Script=Han}/u.test(text[at - 1]!))) continue
    const zone = text.slice(at, Math.min(line.end, at + 40))
    const code = CODE.exec(zone)
    if (code === null || DATE_LIKE.test(zone) || /^\d{1,4}-\d{1,4}$/.test(code[0]) || TEN_TO.test(code[0])) continue
    const after = zone.slice(code[0].length)
    const unit = /^\s?([^\s|]+)/.exec(after)
    if (unit !== null && isUnit(unit[1]!, knowledge)) continue
    const label = labelBefore(text, line.start, at)
    const above =
      at === line.start &&
      line.start > 0 &&
      rules.numberAtLineEnd.test(text.slice(Math.max(0, at - 24), at - 1)) &&
      // "(reference / 90-140/60-90)".
      !/^\d{1,3}(?:[-/]\d{1,3}){1,3}$/.test(code[0])
    if (
      !above &&
      !/\b[Ss]\/[Nn]$/.test(label) &&
      !namesNumber(label, rules) &&
      !hashed(text.slice(line.start, at), label, knowledge)
    )
      continue
    spans.push({
      start: at,
      end: at + code[0].length,
      category: 'ID',
      detector: 'label_grammar_number',
      score: 0.86,
    })
    at += code[0].length
  }
  return spans
}

/** `Policy: POL-88123`, `Encounter: 100234567`: a code that fills the rest of its cell behind any label that is no word of medicine. */
const LABELLED_CODE =
  /(?:^|[\t|;,，；])\s*(\p{L}[\p{L} .'/&()#-]{1,28}?)\s?[:：]\s*((?:[A-Z]{1,6}[-/.]?(?=[\dA-Z/-]*\d{4})[\dA-Z]+(?:[-/][\dA-Z]+){0,4}|\d{7,}|\d{2,}[-/]\d{4,}(?:[-/]\d+)*))(?=\s*(?:$|[\t|;,，；]))/gu

function codes(sheet: Sheet, line: SheetLine, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  for (const match of matchesOf(sheet.text.slice(line.start, line.end), LABELLED_CODE)) {
    const [, label, code] = match as unknown as [string, string, string]
    const words = label.split(/[^\p{L}']+/u).filter((word) => word !== '')
    if (words.length > 4 || DATE_LIKE.test(code)) continue
    if (words.some((word) => isClinicalWord(word, knowledge) || /^(?:lot|batch|version|model|method|cat)$/i.test(word)))
      continue
    if (isHan(label[0]) && (knowledge.clinical.zh.has(label) || /[数值量率型批版]$/u.test(label))) continue
    const end = line.start + match.index + match[0].length
    spans.push({ start: end - code.length, end, category: 'ID', detector: 'labelled_code', score: 0.8 })
  }
  return spans
}

/** "Group #: 0098812": the sign says number behind any words of its own. */
function hashed(before: string, label: string, knowledge: Knowledge): boolean {
  const words = label.split(/\s+/)
  return (
    /\p{L}\s?#\s?:?\s*$/u.test(before) &&
    words.length <= 4 &&
    /^\p{Lu}/u.test(label) &&
    !words.some(
      (word) => isClinicalWord(word, knowledge) && !/^(?:patient|lab|specimen|sample|report|test)$/i.test(word),
    ) &&
    !/\b(?:lot|batch|page|version|item|test|tube)$/i.test(label)
  )
}

function namesNumber(label: string, rules: Compiled): boolean {
  if (label === '' || label.length > 32 || NEGATED.test(label)) return false
  if (isHan(label.at(-1)) || rules.hanNumber.test(label)) {
    const match = rules.hanNumber.exec(label)
    return match !== null && ![...rules.notNumber].some((word) => label.endsWith(word))
  }
  const words = label
    .replace(/\b([Nn])\.\s?([oº°])\.?/g, '$1$2')
    .split(/[\s./:#()-]+/)
    .map(plain)
    .filter((word) => word !== '')
  if (words.length === 0 || words.length > 5 || words.some((word) => rules.notNumber.has(word))) return false
  return words.some((word) => rules.latinNumber.has(word)) && /^\p{Lu}|[#º°]/u.test(label)
}

/** "Shift lead: Anna Holt": two or three words like a name and nothing else in the cell, behind a label that no list holds and no word of medicine. */
const ANY_LABEL =
  /(?:^|\t)[ ]*(?<label>\p{Lu}[\p{L} /'&-]{2,28}?)\s?:\s?(?<name>(?:\p{Lu}[\p{Ll}'-]+|\p{Lu}\.?) (?:\p{Lu}\.? |\p{Lu}[\p{Ll}'-]+ )?(?:de |da |van |von |bin |binti )?\p{Lu}[\p{Ll}'-]+)(?=\s*(?:$|\t|\())/gu

function anyPeople(sheet: Sheet, line: SheetLine, rules: Compiled, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  for (const match of matchesOf(sheet.text.slice(line.start, line.end), ANY_LABEL)) {
    const { label, name } = match.groups as { label: string; name: string }
    const told = (words: readonly string[]) =>
      words.some((word) => isClinicalWord(word, knowledge) || knowledge.clinical.eponyms.has(plain(word)))
    if (rules.otherLabels.has(plain(label)) || told(label.split(/[ /&-]+/)) || told(name.split(/[ .-]+/))) continue
    if (rules.places.has(plain(name)) || rules.places.has(plain(name.split(' ').at(-1)!))) continue
    const start = line.start + match.index + match[0].length - name.length
    spans.push({ start, end: start + name.length, category: 'NAME', detector: 'name_behind_colon', score: 0.76 })
  }
  return spans
}

function hanPeople(sheet: Sheet, line: SheetLine, rules: Compiled, knowledge: Knowledge): Span[] {
  const { text } = sheet
  const spans: Span[] = []
  const printed = text.slice(line.start, line.end)
  for (const match of matchesOf(printed, rules.hanPerson)) {
    if (rules.notPerson.test(match[1]!)) continue
    const at = line.start + match.index + match[0].length
    const read = readHanName(text, at, Math.min(line.end, at + 8), true, knowledge)
    if (read === null || read.start !== at) continue
    // The name must end there: nothing of Chinese follows, or a role or another label.
    const next = text.slice(read.end, read.end + 2)
    if (isHan(next[0]) && !/^[主副医护技检审报日时复性年]/.test(next)) continue
    spans.push({
      start: read.start,
      end: read.end,
      category: rules.patient.test(match[1]!) ? 'NAME' : 'DOCTOR',
      detector: 'label_grammar_person',
      score: 0.84,
    })
  }
  return spans
}

/** A word before a colon, and a capital behind it. */
const LATIN_LABEL = /(?<!\p{L})(\p{L}[\p{L}'.]*)\s?:\s{0,3}(?=\p{Lu})/gu

/** "Reader: DM", "Tech: K.T.": initials alone behind a label of persons. */
const INITIALS = /^([A-Z]{2,3}|(?:[A-Z]\.\s?){2,3})(?=\s*(?:$|[\t,;|)]| {2}))/

function latinPeople(sheet: Sheet, line: SheetLine, rules: Compiled, knowledge: Knowledge): Span[] {
  const { text } = sheet
  const spans: Span[] = []
  const printed = text.slice(line.start, line.end)
  for (const match of printed.includes(':') ? matchesOf(printed, LATIN_LABEL) : []) {
    if (!rules.latinPerson.has(plain(match[1]!).replace(/\./g, ''))) continue
    const at = line.start + match.index + match[0].length
    const tab = text.slice(at, line.end).search(/[\t|]/)
    const read = readLatinName(text, at, tab < 0 ? line.end : at + tab, true, knowledge)
    const base = { category: 'DOCTOR', detector: 'label_grammar_person', score: 0.84 } as const
    const initials = INITIALS.exec(text.slice(at, line.end))
    if (initials !== null) {
      spans.push({ start: at, end: at + initials[1]!.length, ...base })
      continue
    }
    if (read === null || read.name.split(' ').length < 2) continue
    if (read.name.split(' ').some((word) => isClinicalWord(word, knowledge))) continue
    // "Sonographer: L. Petro Reader: ...": the last word is the next label.
    const label = /^\s?:/.test(text.slice(read.end)) ? /\s\S+$/.exec(text.slice(read.start, read.end)) : null
    spans.push({ start: read.start, end: label === null ? read.end : read.start + label.index, ...base })
  }
  // "Analysed by Carmen Roe" in a cell of its own.
  for (const cell of line.cells) {
    const role = /^\p{Lu}\p{Ll}+(?: (?:and|&) \p{L}+)? by[ :]+(?=\p{Lu})/u.exec(text.slice(cell.start, cell.end))
    if (role === null) continue
    const at = cell.start + role[0].length
    const read = readLatinName(text, at, cell.end, true, knowledge)
    if (read === null || read.name.split(' ').length < 2 || read.end < cell.end - 2) continue
    spans.push({ start: read.start, end: read.end, category: 'DOCTOR', detector: 'label_grammar_person', score: 0.84 })
  }
  return spans
}

const compile = perKnowledge((knowledge): Compiled => {
  const { number, person } = knowledge.grammar
  const rules: Compiled = {
    numberAtLineEnd: new RegExp(
      String.raw`(?:\b(?:${anyPhrase(knowledge, 'number_words_at_line_end')})\.?|[证编卡单]号|号码)\s?[:#]?\s*$`,
      'u',
    ),
    hanNumber: new RegExp(`(?:${longestFirst(number.zh)})(?:为|是)?$`, 'u'),
    latinNumber: new Set(number.latin.map((word) => plain(word).replace(/\./g, ''))),
    notNumber: new Set(number.not.map(plain)),
    hanPerson: new RegExp(String.raw`(\p{Script=Han}{0,6}(?:${longestFirst(person.zh)}))\s?[:：]\s{0,3}`, 'gu'),
    patient: new RegExp(`(?:${longestFirst(person.patient_zh)})`, 'u'),
    notPerson: new RegExp(`(?:${longestFirst(person.not_zh)})$`, 'u'),
    latinPerson: new Set(person.latin.map((word) => plain(word).replace(/\./g, ''))),
    otherLabels: new Set(
      knowledge.labels.filter((block) => block.kind !== 'name').flatMap((block) => block.terms.map(plain)),
    ),
    places: new Set(knowledge.places.latin.countries.map(plain)),
  }
  return rules
})
