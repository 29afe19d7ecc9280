import type { Biomarker } from '../records/biomarker.js'
import type { Report } from '../records/report.js'
import type { Candidate } from './candidate.js'
import type { ExtractConfig } from './config.js'
import { flagCode } from './flag.js'
import { fold, key } from './fold.js'
import { interpret, interpretInterval } from './interpretation.js'
import type { AnalyteMatch, ExtractKnowledge } from './knowledge.js'
import type { DecimalStyle } from './number.js'
import { lostPoint } from './ocr-noise.js'
import { NO_RANGE, type ParsedRange, parseRange } from './range.js'
import { type ParsedLimits, simpleRange } from './range-limits.js'
import { withoutSharedUnit } from './shared-unit.js'
import { isOddPower, percentAsFigures, printedUnit, repairUnit } from './unit-repair.js'
import { type ParsedValue, parseValue } from './value.js'

/** A record and what the lexicon said of it. `agreement` waits for the whole report. */
export interface UnderstoodBiomarker {
  readonly record: Biomarker
  readonly match: AnalyteMatch | null
  readonly flag_column: boolean
  readonly origin: Candidate['origin']
  /** Which table of the report the result stands in; null for lines. */
  readonly table: number | null
}

/** What a candidate is understood against. */
export interface ReportContext {
  readonly report: Pick<Report, 'report_id' | 'sex' | 'age'>
  readonly style: DecimalStyle
  readonly config: ExtractConfig
  readonly knowledge: ExtractKnowledge
}

/** Understands one candidate: value, unit, range, flag, analyte, interpretation. Whatever is not understood stays null with a reason. */
export function understand(read: Candidate, id: string, context: ReportContext): UnderstoodBiomarker {
  const { knowledge, report, config } = context
  const candidate = read.ocr ? withRepairedName(read, knowledge) : read
  const range = parseRange(candidate.range_printed, knowledge.ranges, report, context.style)
  const parsed = withoutPercentFigures(candidate, readValue(candidate, range, context), context)
  const unitPrinted = candidate.unit_printed ?? parsed.unit_printed
  const flagRead = candidate.flag_printed ?? parsed.flag_printed
  const flag = flagCode(flagRead, knowledge.flags)
  // OCR makes letters and strokes of arrows and of dust: what it read as a flag and is none was not read.
  const unread = candidate.ocr && flagRead !== null && flag === null && /[^\s/-]/.test(fold(flagRead))
  const flagPrinted = unread ? null : flagRead
  const unitText = unitPrinted ?? candidate.unit_context ?? unitOfRange(candidate.range_printed, context)
  const unitKnown = unitText !== null && /[^\s/-]/.test(fold(unitText))
  const match = mapping(candidate, unitKnown ? unitText : null, parsed, context)
  const implied = unitKnown || !match ? null : (knowledge.measures.impliedUnits.get(match.analyte) ?? null)
  const ucumRead = unitKnown ? (match?.ucum_unit ?? knowledge.units.toUcum(unitText!)) : null
  const repaired = unitKnown && candidate.ocr && match ? misreadUnit(unitText!, ucumRead, match, knowledge) : null
  const ucum = unitKnown ? (repaired ?? ucumRead) : (parsed.ucum ?? implied ?? unitless(parsed, match))
  const canonical = canonicalValue(parsed, ucum, match, knowledge)
  const lost =
    candidate.ocr &&
    parsed.value !== null &&
    range.low !== null &&
    range.high !== null &&
    lostPoint(parsed.value, parsed.value_printed, range.low, range.high, candidate.range_printed ?? '')
  const hasLimits = range.low !== null || range.high !== null || range.expected !== null || range.titre_high !== null
  const byDefault =
    config.default_ranges && candidate.range_printed === null ? defaultRange(match, canonical, report, knowledge) : null
  const used = byDefault ?? range
  const pair = pairAgainst(parsed, candidate.range_printed, context)
  const interpretation = lost ? null : (pair?.code ?? interpret(parsed, used) ?? intervalAgainst(parsed, used, context))
  const rangeReasons = pair === null ? range.reasons : []
  const reasons = [...candidate.reasons, ...parsed.reasons, ...rangeReasons]
  if (!match) reasons.push('analyte_unmapped')
  if (unitKnown && ucum === null) reasons.push('unit_unknown')
  if (
    match?.canonical_unit &&
    ucum !== null &&
    canonical === null &&
    parsed.value !== null &&
    parsed.value_kind === 'quantity'
  )
    reasons.push('unit_not_convertible')
  if (match?.canonical_unit && unitText === null && parsed.value_kind === 'quantity' && ucum === null)
    reasons.push('unit_missing')
  if (repaired !== null) reasons.push('unit_repaired')
  if (lost) reasons.push('decimal_point_doubtful')
  if (unread) reasons.push('flag_unreadable')
  if (flagPrinted !== null && flag === null && /[^\s/-]/.test(fold(flagPrinted))) reasons.push('flag_unknown')
  if (candidate.confidence < config.min_confidence) reasons.push('low_ocr_confidence')
  return {
    match,
    flag_column: candidate.flag_column,
    origin: candidate.origin,
    table: candidate.table ?? null,
    record: {
      biomarker_id: id,
      report_id: report.report_id,
      page: candidate.page,
      bbox: candidate.bbox,
      section: candidate.section,
      panel: candidate.panel,
      name_printed: candidate.name_printed,
      value_printed: parsed.value_printed,
      // What is a unit as it stands is not written anew, however seldom the analyte is reported in it.
      unit_printed:
        repaired !== null &&
        unitPrinted !== null &&
        (knowledge.units.toUcum(unitPrinted) === null || isOddPower(unitPrinted))
          ? printedUnit(repaired, unitPrinted)
          : unitPrinted,
      range_printed: printedRange(candidate, parsed),
      flag_printed: flagPrinted,
      emphasis: candidate.emphasis,
      value_kind: parsed.value_kind,
      comparator: parsed.comparator,
      value: parsed.value,
      value_second: parsed.value_second,
      analyte: match?.analyte ?? null,
      loinc: match?.loinc ?? null,
      mapping_confidence: match?.confidence ?? null,
      ucum_unit: ucum,
      canonical_value: canonical?.value ?? null,
      canonical_unit: canonical === null ? null : match!.canonical_unit,
      conversion_factor: canonical?.factor ?? null,
      range_low: pair?.first.low ?? used.low,
      range_high: pair?.first.high ?? used.high,
      range_low_inclusive: pair?.first.low_inclusive ?? used.low_inclusive,
      range_high_inclusive: pair?.first.high_inclusive ?? used.high_inclusive,
      range_source: byDefault ? 'default' : hasLimits || pair !== null ? 'printed' : null,
      flag,
      interpretation,
      agreement: 'underivable',
      role: candidate.role,
      specimen: candidate.specimen ?? match?.specimen ?? null,
      method: candidate.method,
      confidence: candidate.confidence,
      review_reasons: [...new Set(reasons)],
    },
  }
}

/** The range as printed, but for the unit of a result that is printed with it (in its cell, or in a line) and again behind the limits. */
function printedRange(candidate: Candidate, parsed: ParsedValue): string | null {
  const unit = parsed.unit_printed ?? (candidate.origin === 'table' ? null : candidate.unit_printed)
  const range = candidate.range_printed
  return range === null || unit === null ? range : withoutSharedUnit(range, unit)
}

/** A name that recognition misread, put right by the lexicon; the words of the page keep what was read. */
function withRepairedName(candidate: Candidate, { repairName }: ExtractKnowledge): Candidate {
  const name = repairName(candidate.name_printed)
  return name === null
    ? candidate
    : { ...candidate, name_printed: name, reasons: [...candidate.reasons, 'name_repaired'] }
}

/** On a scan the sign of an analyte in per cent may have been read as figures: taken off where only one reading is possible, else no number. */
function withoutPercentFigures(candidate: Candidate, parsed: ParsedValue, context: ReportContext): ParsedValue {
  if (!candidate.ocr || parsed.value_kind !== 'quantity' || parsed.unit_printed !== null) return parsed
  if (candidate.unit_printed !== null || candidate.unit_context !== null) return parsed
  const found = percentAsFigures(parsed.value_printed, candidate.range_printed)
  if (found === null || context.knowledge.lexicon.map(query(candidate, null))?.canonical_unit !== '%') return parsed
  if (found.value === null) return { ...parsed, value_kind: 'illegible', value: null, reasons: ['doubtful_digit'] }
  const range = parseRange(candidate.range_printed, context.knowledge.ranges, context.report, context.style)
  const again = readValue({ ...candidate, value_cell: found.value }, range, context)
  return { ...again, unit_printed: '%', reasons: [...again.reasons, 'percent_sign_misread'] }
}

/** A pair (blood pressure) against a pair of limits: `90-140/60-90`, `<140/90`. The limits given back are those of the first number. */
function pairAgainst(
  parsed: ParsedValue,
  printed: string | null,
  { knowledge, style }: ReportContext,
): { code: Biomarker['interpretation']; first: ParsedLimits } | null {
  if (parsed.value_kind !== 'pair' || printed === null || parsed.value === null || parsed.value_second === null)
    return null
  const parts =
    /^\s*[([]?([<>≤≥]?=?)\s*([\d.\s~-]+?)\s*\/\s*(?:[<>≤≥]=?)?\s*([\d.\s~-]+?)\s*(?:mm\s?hg)?[)\]]?\s*$/i.exec(
      fold(printed),
    )
  if (!parts) return null
  const [first, second] = [parts[2]!, parts[3]!].map((text) =>
    simpleRange(`${parts[1]}${text}`, knowledge.ranges, style),
  )
  if (!first || !second || first === 'several' || second === 'several') return null
  const against = (value: number, limits: ParsedLimits): Biomarker['interpretation'] =>
    interpret({ ...parsed, value_kind: 'quantity', value }, { ...NO_RANGE, ...limits })
  const codes = [against(parsed.value, first), against(parsed.value_second, second)]
  if (codes.includes(null)) return null
  const off = new Set(codes.filter((c) => c !== 'N'))
  return { code: off.size === 0 ? 'N' : off.size === 1 ? [...off][0]! : 'A', first }
}

/** An interval as value (`2-4 /HPF` of cells seen) against the printed limits. */
function intervalAgainst(parsed: ParsedValue, range: ParsedRange, context: ReportContext): Biomarker['interpretation'] {
  if (!parsed.reasons.includes('value_is_interval')) return null
  const limits = simpleRange(fold(parsed.value_printed), context.knowledge.ranges, context.style)
  if (limits === null || limits === 'several' || limits.low === null || limits.high === null) return null
  return interpretInterval(limits.low, limits.high, range)
}

const ILLEGIBLE: ParsedValue = {
  value_printed: '',
  unit_printed: null,
  flag_printed: null,
  value_kind: 'illegible',
  comparator: null,
  value: null,
  value_second: null,
  code: null,
  ucum: null,
  reasons: [],
}

function readValue(candidate: Candidate, range: ParsedRange, context: ReportContext): ParsedValue {
  const { knowledge } = context
  const cell = candidate.value_cell
  // On a scan the caret of a glued unit is lost (`2.341079/L`): where the number ends is not known.
  if (candidate.ocr && /^[<>]?\d[\d.,]*10[^\s^*⁰¹²³⁴-⁹]{1,3}\/[a-z]/i.test(fold(cell)))
    return { ...ILLEGIBLE, value_printed: cell, reasons: ['doubtful_digit'] }
  const litre = /l\s*$/i.test(cell) && isLitre(candidate, context)
  return parseValue(cell, knowledge.values, knowledge.flags, {
    style: context.style,
    low: range.low,
    high: range.high,
    isUnit: (text) => knowledge.units.toUcum(text) !== null,
    litre,
    dashIsNegative:
      range.expected === 'NEG' || range.expected === 'NR' || (key(cell) === '-' && isQualitative(candidate, context)),
  })
}

function query(candidate: Candidate, unit: string | null): Parameters<ExtractKnowledge['lexicon']['map']>[0] {
  return {
    name: candidate.name_printed,
    unit,
    panel: candidate.company ?? candidate.panel,
    section: candidate.section,
    specimen: candidate.specimen,
  }
}

function isLitre(candidate: Candidate, { knowledge }: ReportContext): boolean {
  if (candidate.unit_printed !== null) return false
  return knowledge.lexicon.map(query(candidate, 'L'))?.canonical_unit === 'L'
}

function isQualitative(candidate: Candidate, { knowledge }: ReportContext): boolean {
  if (candidate.unit_printed !== null && candidate.unit_printed !== '-') return false
  const match = knowledge.lexicon.map({ ...query(candidate, null), value_kind: 'qualitative' })
  if (match === null) return false
  // A strip reading may be given as a figure as well; its usual kind decides.
  const usual = knowledge.lexicon.get?.(match.analyte)?.kinds?.[0]
  return match.canonical_unit === null || usual === 'qualitative' || usual === 'ordinal'
}

/** By the printed name; by the abbreviation of a code column when the name says nothing. */
function mapping(
  candidate: Candidate,
  unit: string | null,
  parsed: ParsedValue,
  { knowledge }: ReportContext,
): AnalyteMatch | null {
  const q = { ...query(candidate, unit), value_kind: parsed.value_kind }
  const byName = knowledge.lexicon.map(q)
  if (byName) return byName
  // `FVC (L)`: the unit in brackets is no part of the name.
  const bare = candidate.name_printed.replace(/\s*[([（][^()（）[\]]+[)\]）]$/, '')
  if (candidate.unit_context !== null && bare !== candidate.name_printed && bare !== '') {
    const byBare = knowledge.lexicon.map({ ...q, name: bare })
    if (byBare) return byBare
  }
  // `Femoral neck (L)`, `Blood pressure left`: where the lexicon knows no sides, the side is no part of the name.
  const sideless = candidate.name_printed.replace(
    /\s*[([（]\s*(?:L|R|Lt|Rt|left|right|左|右)\s*[)\]）]|\s+(?:left|right|左侧?|右侧?|左上肢|右上肢)$/i,
    '',
  )
  if (sideless !== candidate.name_printed && sideless !== '') {
    const bySite = knowledge.lexicon.map({ ...q, name: sideless })
    if (bySite) return bySite
  }
  // `Weight 3rd visit`, `第二次血压`: which visit it was is no part of the name either.
  const once = candidate.name_printed.replace(
    /^第[\d一二三四五六七八九十]{1,2}次\s*|^复测|复测$|\s+(?:第[\d一二三四五六七八九十]{1,2}[次周]|visit \d{1,2}|\d{1,2}(?:st|nd|rd|th) visit)$/i,
    '',
  )
  if (once !== candidate.name_printed) {
    const byVisit = knowledge.lexicon.map({ ...q, name: once })
    if (byVisit) return byVisit
  }
  return candidate.code_printed === null ? null : knowledge.lexicon.map({ ...q, name: candidate.code_printed })
}

/** On a scan a unit that is not understood, or that the analyte is never reported in, is read again against the analyte's own units. */
function misreadUnit(
  text: string,
  read: string | null,
  match: AnalyteMatch,
  knowledge: ExtractKnowledge,
): string | null {
  const entry = knowledge.lexicon.get?.(match.analyte)
  const own = entry?.unit ? [entry.unit, ...entry.units] : []
  return read !== null && own.includes(read) ? null : repairUnit(text, [...new Set(own)])
}

/** A number without unit is dimensionless when the analyte is. */
function unitless(parsed: ParsedValue, match: AnalyteMatch | null): string | null {
  const numeric = parsed.value_kind === 'quantity' || parsed.value_kind === 'ratio'
  const unit = match?.canonical_unit ?? null
  return numeric && unit !== null && /^(?:1|\[pH\]|\{.*\})$/.test(unit) ? unit : null
}

function unitOfRange(range: string | null, { knowledge }: ReportContext): string | null {
  if (range === null) return null
  const m = /[\d.]\s*([^\d\s<>~-][^\n<>~]*)$/.exec(fold(range))
  const unit = m?.[1]?.trim()
  return unit !== undefined && unit.length <= 16 && knowledge.units.toUcum(unit) !== null ? unit : null
}

/** The value in the analyte's canonical unit. Twelve significant digits: more is noise of binary arithmetic. */
function canonicalValue(
  parsed: ParsedValue,
  ucum: string | null,
  match: AnalyteMatch | null,
  knowledge: ExtractKnowledge,
): { value: number; factor: number } | null {
  if (parsed.value === null || ucum === null || !match?.canonical_unit) return null
  if (!['quantity', 'ratio', 'pair'].includes(parsed.value_kind)) return null
  if (ucum === match.canonical_unit) return { value: parsed.value, factor: 1 }
  const converted = knowledge.units.convert(
    parsed.value,
    ucum,
    match.canonical_unit,
    match.molar_mass,
    knowledge.lexicon.get?.(match.analyte)?.conversion ?? null,
  )
  return converted && { value: tidy(converted.value), factor: tidy(converted.factor) }
}

function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

/** The lexicon's range for this person, in the printed unit; null unless exactly one holds. */
function defaultRange(
  match: AnalyteMatch | null,
  canonical: { value: number; factor: number } | null,
  person: Pick<Report, 'sex' | 'age'>,
  knowledge: ExtractKnowledge,
): ParsedRange | null {
  if (!match || !canonical || canonical.factor === 0) return null
  const fitting = (knowledge.lexicon.get?.(match.analyte)?.ranges ?? []).filter(
    (r) =>
      (r.sex === undefined || r.sex === person.sex) &&
      (r.age_min === undefined || (person.age !== null && person.age >= r.age_min)) &&
      (r.age_max === undefined || (person.age !== null && person.age <= r.age_max)),
  )
  if (fitting.length !== 1) return null
  const { low, high } = fitting[0]!
  const printed = (limit: number | null): number | null => (limit === null ? null : tidy(limit / canonical.factor))
  return {
    ...NO_RANGE,
    low: printed(low),
    high: printed(high),
    low_inclusive: low === null ? null : true,
    high_inclusive: high === null ? null : true,
  }
}
