import { type Knowledge, loadKnowledge, withoutOtherLanguages } from '../knowledge.js'
import { findAcquaintances } from './acquaintances-zh.js'
import { findAddressCells } from './address-cells.js'
import { findAddresses } from './addresses.js'
import { CODE_AND_TOWN, STREET_OTHER } from './addresses-other.js'
import { findHighAges } from './ages.js'
import { findClockTimes } from './clock-times.js'
import { findCodesByForm } from './codes-by-form.js'
import { findCodesOfPeople } from './codes-of-people.js'
import { findColumnDates } from './column-dates.js'
import { findColumnMates, findColumnNames } from './column-names.js'
import { type DateOrder, findDates, type PrintedDate, provenOrder } from './dates.js'
import { findEightDigitPhones } from './eight-digit-phones.js'
import { findEmployers } from './employers.js'
import { type Field, findFields } from './fields.js'
import { FOREIGN_FORM, findForeignForms, strangeWords } from './foreign-forms.js'
import { findInitials } from './initials.js'
import { findInsurers } from './insurers.js'
import { findKinLatin } from './kin-latin.js'
import { findByGrammar } from './label-grammar.js'
import { findLetterBlocks } from './letter-block.js'
import { findLetterheadName } from './letterhead-name.js'
import { findLogins } from './logins.js'
import { findNamesApart } from './names-apart-zh.js'
import { findNamesBelow } from './names-below.js'
import { findOrganisations } from './organisations.js'
import { findOtherScripts } from './other-scripts.js'
import { findPatterns } from './patterns.js'
import { findPeople } from './people.js'
import { findPlacedHanNames } from './people-zh-places.js'
import { findRoleNames } from './people-zh-roles.js'
import { findPeoplesNames } from './peoples-names.js'
import { type Known, needlesOf, propagate } from './propagate.js'
import { type LineKind, lineKinds } from './result-rows.js'
import { findSectionStaff } from './section-staff.js'
import { lineAt, type Sheet, sheetOfText } from './sheet.js'
import { findSignedActs } from './signed-acts.js'
import { findSignedDays } from './signed-days.js'
import { resolveOverlaps, type Span } from './span.js'
import { findSpokenCodes } from './spoken-codes.js'
import { findStrangeHanNames } from './strange-names-zh.js'
import { findToldPeople } from './told-people.js'
import { findUnitNumbers } from './unit-numbers.js'
import { findUnknownWords, UNKNOWN_WORD } from './unknown-words.js'
import { explainsLatin } from './vocabulary.js'
import { findWrappedDays } from './wrapped-days.js'
import { findWrappedLatin } from './wrapped-latin.js'
import { findWrapped } from './wrapped-lines.js'
import { findWrappedLatinNames } from './wrapped-names-latin.js'
import { findWrappedHanNames } from './wrapped-names-zh.js'
import { findWrappedNumbers } from './wrapped-numbers.js'
import { findWrappedTimes } from './wrapped-times.js'

export interface DetectOptions {
  /** The language of the text: `zh` and `en` leave out the labels of all other languages and decide the order of ambiguous dates; `auto` knows all. */
  lang: 'zh' | 'en' | 'auto'
  knowledge?: Knowledge
  /** Whether to take what nothing explains for an identifier (the layer of unknown words); it is on. */
  unknown?: boolean
}

/** Everything found on a sheet; offsets into the sheet's folded text. */
export interface SheetFindings {
  spans: Span[]
  fields: Field[]
  dates: PrintedDate[]
  kinds: LineKind[]
}

/** Scores of labelled values: a colon or a cell of its own leaves little doubt. */
const FIELD_SCORE = 0.92
/** Found with at least this score, a value is searched everywhere. */
const SURE = 0.75

/**
 * Identifiers in plain text, with UTF-16 offsets into `text` as given. Never throws on any string; spans are sorted and do not overlap.
 */
export function detectText(text: string, options: DetectOptions = { lang: 'auto' }): Span[] {
  const all = options.knowledge ?? loadKnowledge()
  const knowledge = options.lang === 'auto' ? all : withoutOtherLanguages(all)
  const sheet = sheetOfText(text)
  const findings = detectSheet(sheet, provenOrder(sheet.text) ?? 'dmy', knowledge, { unknown: options.unknown ?? true })
  const known = knownValues(sheet, findings, knowledge)
  const more = [
    ...propagate(sheet, findings.kinds, needlesOf(known, knowledge), false, findings.spans),
    ...findInitials(sheet, findings.kinds, known, knowledge),
  ]
  const spans = resolveOverlaps([...findings.spans, ...more], sheet.text)
  return spans.map((span) => ({ ...span, start: sheet.from[span.start]!, end: sheet.to[span.end - 1]! }))
}

/** Values of sure detectors and of default deny, the bare name where a field gave one: what is searched in the rest of the report. */
export function knownValues(sheet: Sheet, { fields, spans }: SheetFindings, knowledge: Knowledge): Known[] {
  return [
    ...fields.flatMap((field) => field.values.map(({ category, text }) => ({ category, text }))),
    ...spans
      .filter((span) => span.score >= SURE || span.detector === UNKNOWN_WORD)
      .map((span) => ({
        category: span.category,
        text: sheet.text.slice(span.start, span.end),
        ...(span.detector === UNKNOWN_WORD ? { unknown: true } : {}),
      })),
    ...spans
      .filter(
        (span) => span.detector === FOREIGN_FORM || span.detector === STREET_OTHER || span.detector === CODE_AND_TOWN,
      )
      .flatMap(({ category, start, end }) =>
        strangeWords(sheet.text.slice(start, end), knowledge).map((text) => ({ category, text, unknown: true })),
      ),
  ]
}

export interface SheetOptions {
  /** Spans that a model found. */
  proposed?: readonly Span[]
  /** Whether to cover what nothing explains (the layer of unknown words); it is on. */
  unknown?: boolean
}

/** Runs every detector on a sheet and resolves overlaps. */
export function detectSheet(
  sheet: Sheet,
  order: DateOrder,
  knowledge: Knowledge,
  { proposed = [], unknown = true }: SheetOptions = {},
): SheetFindings {
  const kinds = lineKinds(sheet, knowledge)
  const dates = [...findDates(sheet.text, order, knowledge), ...findWrappedDays(sheet, order, knowledge)]
  const fields = findFields(sheet, { knowledge, order, kinds })
  const spans: Span[] = [
    ...dates.map(({ start, end, detector, score }): Span => ({ start, end, category: 'DATE', detector, score })),
    ...fields.flatMap((field) =>
      field.values.map(
        (value): Span => ({
          start: value.start,
          end: value.end,
          category: value.category,
          detector: field.place === 'below' ? 'field_below' : 'field',
          score: field.label.block.bare && !field.label.colon ? FIELD_SCORE - 0.05 : FIELD_SCORE,
        }),
      ),
    ),
    ...findPatterns(sheet.text, knowledge),
    ...findPeople(sheet, kinds, knowledge).map((span) => clipAtLabel(span, fields)),
    ...findPlacedHanNames(sheet, kinds, knowledge).map((span) => clipAtLabel(span, fields)),
    ...findRoleNames(sheet, kinds, knowledge).map((span) => clipAtLabel(span, fields)),
    ...findColumnNames(sheet, kinds, knowledge),
    ...findColumnDates(sheet, kinds, knowledge),
    ...findSignedDays(sheet, kinds, knowledge),
    ...findSectionStaff(sheet, kinds, knowledge),
    ...findNamesBelow(sheet, kinds, knowledge),
    ...findOrganisations(sheet, kinds, knowledge),
    ...findAddresses(sheet, kinds, knowledge),
    ...findEmployers(sheet, kinds, knowledge),
    ...findByGrammar(sheet, kinds, knowledge).map((span) => clipAtLabel(span, fields)),
    ...findHighAges(sheet.text, knowledge),
    ...findOtherScripts(sheet, kinds, knowledge),
    ...labelledHighAges(sheet, fields),
    ...findWrapped(sheet, kinds, order, knowledge),
    ...findWrappedLatin(sheet, kinds, knowledge),
    ...findWrappedNumbers(sheet, kinds),
    ...findWrappedTimes(sheet, dates),
    ...findClockTimes(sheet, kinds, knowledge),
    ...findSpokenCodes(sheet, kinds, knowledge),
    ...findLogins(sheet, kinds, knowledge),
    ...findInsurers(sheet, kinds, knowledge),
    ...findSignedActs(sheet, kinds, knowledge).map((span) => clipAtLabel(span, fields)),
    ...findToldPeople(sheet, kinds, knowledge),
    ...findKinLatin(sheet, kinds, knowledge),
    ...findStrangeHanNames(sheet, kinds, knowledge),
    ...findAcquaintances(sheet, kinds, knowledge),
    ...findNamesApart(sheet, kinds, knowledge).map((span) => clipAtLabel(span, fields)),
    ...findPeoplesNames(sheet, kinds, knowledge),
    ...findWrappedHanNames(sheet, kinds, knowledge),
    ...findAddressCells(sheet, kinds, knowledge),
    ...findEightDigitPhones(sheet, kinds, knowledge),
    ...findUnitNumbers(sheet, kinds, knowledge),
    ...findCodesByForm(sheet, kinds, knowledge),
    ...proposed,
  ]
    .filter((span) => span.end > span.start && !harmsResult(sheet, span, kinds))
    .map((span) => withMisreadInitial(sheet, withMisreadPlus(sheet, span), knowledge))
  const told = [
    ...spans,
    ...findLetterBlocks(sheet, kinds, spans, knowledge),
    ...findLetterheadName(sheet, kinds, spans, knowledge),
  ]
  const strange = unknown ? findUnknownWords(sheet, kinds, told, knowledge) : []
  const unexplained = unknown ? [...strange, ...findForeignForms(sheet, kinds, [...told, ...strange], knowledge)] : []
  const found = [...told, ...unexplained]
  const more = [
    ...findColumnMates(sheet, found, knowledge),
    ...findCodesOfPeople(sheet, kinds, found, knowledge),
    ...findWrappedLatinNames(sheet, kinds, found, knowledge),
  ]
  return { spans: resolveOverlaps([...found, ...more], sheet.text), fields, dates, kinds }
}

/** OCR reads the plus of a telephone number as another sign ("% 1 871-555-0119"): it is of the number. */
function withMisreadPlus(sheet: Sheet, span: Span): Span {
  if (!sheet.ocr || span.category !== 'PHONE') return span
  const sign = /(?:^|[\s:：])([%#*†÷t] ?)$/u.exec(sheet.text.slice(Math.max(0, span.start - 4), span.start))
  return sign === null ? span : { ...span, start: span.start - sign[1]!.length }
}

/** OCR reads a capital I as a small l ("Priya lyer."): behind a name a word that is none with it is the surname. */
function withMisreadInitial(sheet: Sheet, span: Span, knowledge: Knowledge): Span {
  if (!sheet.ocr || (span.category !== 'NAME' && span.category !== 'DOCTOR')) return span
  const word = /^ (l\p{Ll}{2,})(?![\p{L}\d])/u.exec(sheet.text.slice(span.end, span.end + 24))?.[1]
  return word === undefined || explainsLatin(word, knowledge) ? span : { ...span, end: span.end + 1 + word.length }
}

/** Ages of 90 and more in a field of age or of age and sex ("Age/Sex: 93/F"). */
function labelledHighAges(sheet: Sheet, fields: readonly Field[]): Span[] {
  return fields.flatMap((field) => {
    if (field.zone === null || field.age === null || field.age < 90) return []
    const at = sheet.text.slice(field.zone.start, field.zone.end).indexOf(String(field.age))
    if (at < 0) return []
    const start = field.zone.start + at
    return [
      { start, end: start + String(field.age).length, category: 'AGE_OVER_89', detector: 'age_over_89', score: 0.89 },
    ]
  })
}

/** A name ends where the next label of the line begins ("Dra. Dolores Blanco Empresa: Textiles"). */
function clipAtLabel(span: Span, fields: readonly Field[]): Span {
  const label = fields.find(
    (field) => field.label.start > span.start + 2 && field.label.start < span.end && field.label.block.kind !== 'name',
  )
  return label === undefined ? span : { ...span, end: label.label.start }
}

/** Whether a span without proof (no label, no check digit) lies in a result row or a table's header: those stay as printed. */
function harmsResult(sheet: Sheet, span: Span, kinds: readonly LineKind[]): boolean {
  if (kinds[lineAt(sheet, span.start)] === 'text') return false
  if (span.detector.startsWith('field')) return false
  return span.score < 0.85
}
