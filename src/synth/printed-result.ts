import { type DrawnValue, rangeFor } from './health-profile.js'
import type { Prng } from './prng.js'
import type { ReportStyle } from './report-style.js'
import type { SynthAnalyte } from './word-lists.js'

export type Interpretation = 'N' | 'H' | 'L' | 'A' | 'POS' | 'NEG'

/** One result as the report prints it, with what the printed value and range mean. */
export interface PrintedResult {
  readonly analyte: SynthAnalyte
  readonly name: string
  readonly value: string
  readonly unit: string
  readonly range: string
  readonly flag: string
  readonly method: string
  readonly number: number | null
  readonly second: number | null
  readonly comparator: '<' | '>' | null
  readonly low: number | null
  readonly high: number | null
  readonly interpretation: Interpretation | null
  readonly ucum: string | null
  readonly loinc: string | null
  readonly condition: string | null
  readonly hazards: readonly string[]
}

function decimalMark(text: string, style: ReportStyle): string {
  return style.decimal === ',' ? text.replace('.', ',') : text
}

function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

interface Scale {
  readonly factor: number
  readonly digits: number
  readonly unit: string
  readonly ucum: string | null
  readonly loinc: string | null
  readonly separated: boolean
}

function scaleOf(analyte: SynthAnalyte, style: ReportStyle): Scale {
  const base = { separated: false, loinc: analyte.loinc ?? null }
  if (analyte.cells && style.cellsPerMicrolitre)
    return {
      ...base,
      factor: 1000,
      digits: 0,
      unit: style.language === 'en' ? '/cumm' : '/µL',
      ucum: '/uL',
      separated: true,
    }
  if (analyte.us && style.conventionalUnits) {
    const { us } = analyte
    const massLoinc = us.loinc ?? (us.ucum.startsWith('mg') ? null : base.loinc)
    return {
      ...base,
      factor: us.factor,
      digits: us.digits,
      unit: style.pickUnit(us.units),
      ucum: us.ucum,
      loinc: massLoinc,
    }
  }
  if (analyte.padded && style.paddedCounts) return { ...base, factor: 1, digits: 0, unit: '%', ucum: '%' }
  return { ...base, factor: 1, digits: analyte.digits, unit: style.pickUnit(analyte.units), ucum: analyte.ucum ?? null }
}

function numberText(value: number, scale: Scale, analyte: SynthAnalyte, style: ReportStyle): string {
  if (scale.separated) return thousands(Math.round(value))
  const text = value.toFixed(scale.digits)
  const padded = analyte.padded && style.paddedCounts && value < 10 ? text.padStart(2, '0') : text
  return decimalMark(padded, style)
}

function rangeText(low: string | null, high: string | null, style: ReportStyle, analyte: SynthAnalyte): string {
  if (low !== null && high !== null) {
    if (analyte.upper_style && style.upperRanges) return style.upTo(high)
    return style.interval(low, high)
  }
  if (high !== null) return style.upper(high)
  if (low !== null) return style.lower(low)
  return ''
}

function flagText(direction: Interpretation | null, severe: boolean, style: ReportStyle, rng: Prng): string {
  if (direction === null || direction === 'N' || direction === 'NEG') return style.normalFlag
  const set = style.flags
  if (direction === 'H') return severe && set.severeHigh ? set.severeHigh : set.high
  if (direction === 'L') return severe && set.severeLow ? set.severeLow : set.low
  return rng.chance(0.5) ? set.abnormal : set.high
}

/** Where a number lies against its range; null without a range. "<0.5" is not below it. */
export function againstRange(
  number: number,
  low: number | null,
  high: number | null,
  comparator: string | null,
): Interpretation | null {
  if (low === null && high === null) return null
  if (high !== null && number > high) return 'H'
  return low !== null && number < low && comparator === null ? 'L' : 'N'
}

/** One time in a hundred the printed flag is wrong: missing on an abnormal value, or raised on a normal one. */
const WRONG_FLAG_SHARE = 0.01
const NOT_TESTED_SHARE = 0.012
const NO_RANGE_SHARE = 0.02

/** Sets a drawn value the way the report's style prints it. */
export function printResult(
  analyte: SynthAnalyte,
  drawn: DrawnValue,
  sex: 'male' | 'female',
  style: ReportStyle,
  rng: Prng,
): PrintedResult {
  const hazards: string[] = []
  const name = style.nameOf(analyte)
  const base = {
    analyte,
    name,
    method: style.methodLines && analyte.method ? analyte.method.en : '',
    second: null,
    condition: drawn.condition,
    comparator: null,
  }
  if (drawn.condition === null && analyte.kind !== 'pair' && rng.chance(NOT_TESTED_SHARE) && style.notTested.length > 0)
    return {
      ...base,
      value: rng.pick(style.notTested),
      unit: '',
      range: '',
      flag: '',
      number: null,
      low: null,
      high: null,
      interpretation: null,
      ucum: null,
      loinc: analyte.loinc ?? null,
      hazards: ['not_tested'],
    }

  const finish = (
    r: Pick<
      PrintedResult,
      'value' | 'unit' | 'range' | 'number' | 'low' | 'high' | 'interpretation' | 'ucum' | 'loinc'
    > &
      Partial<PrintedResult>,
    severe = false,
  ): PrintedResult => {
    let flag = flagText(r.interpretation, severe, style, rng)
    if (style.flagPlace !== 'none' && r.interpretation !== null && rng.chance(WRONG_FLAG_SHARE)) {
      flag = flag === style.normalFlag ? style.flags.high : style.normalFlag
      hazards.push('wrong_flag')
    }
    if (style.flagPlace === 'none') flag = ''
    return { ...base, ...r, flag, hazards }
  }

  if (analyte.kind === 'ordinal' || analyte.kind === 'qualitative') {
    const words = analyte.reactive && style.reactiveWords ? style.reactiveWords : style.qualitative
    const negative = drawn.text === 'negative'
    const value = negative
      ? words.negative
      : drawn.text === 'positive'
        ? words.positive
        : style.ordinal(drawn.text ?? '')
    hazards.push('qualitative')
    return finish({
      value,
      unit: '',
      range: words.range,
      number: null,
      low: null,
      high: null,
      interpretation: negative ? 'NEG' : 'POS',
      ucum: null,
      loinc: analyte.loinc ?? null,
    })
  }
  if (analyte.kind === 'titre') {
    const denominator = Number(/\d+$/.exec(drawn.text ?? '')?.[0] ?? 0)
    hazards.push('titre')
    const below = drawn.text?.startsWith('<') ?? false
    return finish({
      value: drawn.text ?? '',
      unit: '',
      range: '<1:100',
      number: denominator,
      low: null,
      high: 100,
      comparator: below ? '<' : null,
      interpretation: denominator > 100 ? 'A' : 'N',
      ucum: null,
      loinc: null,
      hazards,
    })
  }
  const [low, high] = rangeFor(analyte, sex)
  if (analyte.kind === 'field_count') {
    const top = Number(/\d+$/.exec(drawn.text ?? '')?.[0] ?? 0)
    return finish({
      value: drawn.text ?? '',
      unit: style.pickUnit(analyte.units),
      range: style.interval('0', '3'),
      number: null,
      low: 0,
      high: 3,
      interpretation: top > 3 ? 'H' : 'N',
      ucum: null,
      loinc: null,
      hazards,
    })
  }
  if (analyte.kind === 'pair') {
    const [low2, high2] = analyte.range_second ?? [null, null]
    const shown = style.pairRange && low2 !== null && high2 !== null
    const range = shown ? `${low}-${high}/${low2}-${high2}` : ''
    const tooHigh = (drawn.number ?? 0) > (high ?? Infinity) || (drawn.second ?? 0) > (high2 ?? Infinity)
    const tooLow = (drawn.number ?? 0) < (low ?? 0) || (drawn.second ?? 0) < (low2 ?? 0)
    hazards.push('pair')
    return finish({
      value: `${drawn.number}/${drawn.second}`,
      unit: style.pickUnit(analyte.units),
      range,
      number: drawn.number,
      second: drawn.second,
      low: shown ? low : null,
      high: shown ? high : null,
      interpretation: shown ? (tooHigh ? 'H' : tooLow ? 'L' : 'N') : null,
      ucum: analyte.ucum ?? null,
      loinc: null,
    })
  }

  const scale = scaleOf(analyte, style)
  const number = Number(((drawn.number ?? 0) * scale.factor).toFixed(scale.digits))
  const bound = (value: number | null) => (value === null ? null : Number((value * scale.factor).toFixed(scale.digits)))
  const print = (value: number | null) =>
    value === null ? null : scale.separated ? thousands(value) : decimalMark(value.toFixed(scale.digits), style)
  let [lowBound, highBound] = [bound(low), bound(high)]
  let range = rangeText(print(lowBound), print(highBound), style, analyte)
  if (analyte.upper_style && style.upperRanges && lowBound !== null) lowBound = null
  if (lowBound === null && highBound !== null && style.zeroLow && !(analyte.upper_style && style.upperRanges))
    lowBound = 0
  if (!Array.isArray(analyte.range) && style.sexPartition && !(analyte.upper_style && style.upperRanges)) {
    const male = analyte.range.male.map(bound)
    const female = analyte.range.female.map(bound)
    range = `${style.sexLabels[0]}${rangeText(print(male[0]!), print(male[1]!), style, analyte)}\n${style.sexLabels[1]}${rangeText(print(female[0]!), print(female[1]!), style, analyte)}`
    hazards.push('multi_row_range')
  }
  if (range !== '' && drawn.condition === null && rng.chance(NO_RANGE_SHARE)) {
    range = ''
    lowBound = highBound = null
  }
  if (range === '' && (lowBound !== null || highBound !== null)) lowBound = highBound = null
  if (range === '') hazards.push('no_range')
  else if (style.unitInRange && scale.unit !== '' && !range.includes('\n')) {
    range = `${range} ${scale.unit}`
    hazards.push('unit_in_range')
  }
  let value = numberText(number, scale, analyte, style)
  let comparator: '<' | null = null
  let reported = number
  const limit = analyte.below
  if (limit !== undefined && drawn.condition === null && rng.chance(0.3)) {
    reported = Number((limit * scale.factor).toFixed(Math.max(scale.digits, 1)))
    value = `<${decimalMark(reported.toFixed(Math.max(scale.digits, 1)), style)}`
    comparator = '<'
    hazards.push('inequality')
  }
  if (scale.separated) hazards.push('thousands_separator')
  if (/^0\d/.test(value) && !/[.,]/.test(value)) hazards.push('leading_zero')
  if (value.includes(',') && !scale.separated) hazards.push('decimal_comma')
  if (/[⁰¹²³⁴-⁹^]|10\*/.test(scale.unit)) hazards.push('superscript_unit')
  if (/^[<>≤≥]|Up to|Hasta/.test(range)) hazards.push('inequality_range')
  const interpretation = againstRange(reported, lowBound, highBound, comparator)
  const severe =
    (highBound !== null && reported > highBound * 2) ||
    (lowBound !== null && lowBound > 0 && reported < lowBound * 0.55)
  return finish(
    {
      value,
      unit: scale.unit,
      range,
      number: reported,
      low: lowBound,
      high: highBound,
      interpretation,
      ucum: scale.ucum,
      loinc: scale.loinc,
      comparator,
    },
    severe,
  )
}
