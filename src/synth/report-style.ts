import type { Prng } from './prng.js'
import type { Face } from './text-run.js'
import type { SynthAnalyte, Wording } from './word-lists.js'

export type ColumnRole = 'index' | 'name' | 'abbr' | 'value' | 'flag' | 'unit' | 'range' | 'previous' | 'method'
export type ReportLanguage = 'zh' | 'en' | 'zh-en' | 'und'

interface FlagSet {
  readonly high: string
  readonly low: string
  readonly abnormal: string
  readonly severeHigh?: string
  readonly severeLow?: string
}

interface QualitativeWords {
  readonly negative: string
  readonly positive: string
  readonly range: string
}

/** How one report looks and words things, drawn once per report. */
export interface ReportStyle {
  readonly language: ReportLanguage
  readonly page: readonly [number, number]
  readonly margin: number
  readonly size: number
  readonly face: Face
  readonly accent: string
  readonly separator: string
  readonly fieldLayout: 'grid' | 'boxed' | 'above' | 'inline'
  readonly ruled: 'full' | 'partial' | 'none'
  readonly headerFill: string | null
  readonly zebra: boolean
  /** Cells of a row stand in the middle of its height: names with method lines and their values then have different baselines. */
  readonly middle: boolean
  readonly columns: readonly ColumnRole[]
  readonly headers: Readonly<Record<ColumnRole, string>>
  readonly flags: FlagSet
  readonly normalFlag: string
  readonly flagPlace: 'column' | 'glued' | 'after' | 'before' | 'none'
  readonly emphasis: 'bold' | 'color' | 'bold_color' | null
  readonly unitPlace: 'column' | 'glued' | 'header' | 'after'
  readonly conventionalUnits: boolean
  readonly cellsPerMicrolitre: boolean
  readonly paddedCounts: boolean
  readonly upperRanges: boolean
  readonly zeroLow: boolean
  readonly sexPartition: boolean
  readonly sexLabels: readonly [string, string]
  readonly unitInRange: boolean
  readonly pairRange: boolean
  readonly methodLines: boolean
  readonly decimal: '.' | ','
  readonly notTested: readonly string[]
  readonly qualitative: QualitativeWords
  readonly reactiveWords: QualitativeWords | null
  interval(low: string, high: string): string
  upper(high: string): string
  lower(low: string): string
  upTo(high: string): string
  ordinal(text: string): string
  pickUnit(units: readonly string[]): string
  nameOf(analyte: SynthAnalyte): string
  date(iso: string): string
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** Sets an ISO day in the `form`-th way of the language. */
export function printDate(iso: string, language: ReportLanguage, form: number): string {
  const [y, m, d] = iso.split('-') as [string, string, string]
  const month = MONTHS[Number(m) - 1]!
  const short = month.slice(0, 3)
  const day = Number(d)
  const zh = [
    iso,
    `${y}年${Number(m)}月${day}日`,
    `${y}/${m}/${d}`,
    `${y}.${m}.${d}`,
    `${y}年${m}月${d}日`,
    `${y}${m}${d}`,
  ]
  const en = [
    `${d}/${m}/${y}`,
    `${short} ${day}, ${y}`,
    `${d}-${short}-${y}`,
    iso,
    `${day} ${month} ${y}`,
    `${m}/${d}/${y.slice(2)}`,
    `${month} ${day}${ordinalEnding(day)}, ${y}`,
  ]
  const und = [`${d}/${m}/${y}`, `${d}.${m}.${y}`, `${d}-${m}-${y}`]
  const forms = language === 'zh' || language === 'zh-en' ? zh : language === 'en' ? en : und
  return forms[form % forms.length]!
}

function ordinalEnding(day: number): string {
  if (day % 100 >= 11 && day % 100 <= 13) return 'th'
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'
}

/** Draws a style for a report in `language`. `overrides` fixes what a family needs. */
export function drawStyle(
  wording: Wording,
  language: ReportLanguage,
  rng: Prng,
  overrides: Partial<ReportStyle> = {},
): ReportStyle {
  const chinese = language === 'zh' || language === 'zh-en'
  const words = wording.headers[chinese ? 'zh' : language === 'en' ? 'en' : 'es']
  const english = wording.headers.en
  const headers = Object.fromEntries(
    Object.entries(words).map(([role, list]) => [
      role,
      language === 'zh-en' ? `${rng.pick(list)} ${rng.pick(english[role as ColumnRole])}`.trim() : rng.pick(list),
    ]),
  ) as Record<ColumnRole, string>
  const nameForm = rng.int(0, 2)
  const unitForm = rng.int(0, 5)
  const synonym = rng.int(0, 5)
  const dateForm = rng.int(0, 6)
  const intervalForm = rng.int(0, 5)
  const upperForm = rng.int(0, 3)
  const ordinalForm = rng.int(0, 2)
  const severe = rng.chance(0.6)
  const flags: FlagSet = chinese
    ? rng.pick<FlagSet>([
        { high: '↑', low: '↓', abnormal: '↑', ...(severe ? { severeHigh: '↑↑', severeLow: '↓↓' } : {}) },
        { high: 'H', low: 'L', abnormal: 'P' },
        { high: '偏高', low: '偏低', abnormal: '异常' },
        { high: '↑', low: '↓', abnormal: '★' },
        { high: '高', low: '低', abnormal: '异常' },
      ])
    : language === 'und'
      ? rng.pick<FlagSet>([
          { high: '*', low: '*', abnormal: '*' },
          { high: 'Alto', low: 'Bajo', abnormal: 'Anormal' },
          { high: 'H', low: 'L', abnormal: 'A' },
        ])
      : rng.pick<FlagSet>([
          { high: 'H', low: 'L', abnormal: 'A', ...(severe ? { severeHigh: 'HH', severeLow: 'LL' } : {}) },
          { high: 'High', low: 'Low', abnormal: 'Abnormal' },
          { high: '*', low: '*', abnormal: '*' },
          { high: '↑', low: '↓', abnormal: '*' },
          { high: '(H)', low: '(L)', abnormal: '(A)' },
        ])
  const drawnPlace = rng.weighted(
    ['column', 'glued', 'after', 'none'] as const,
    (p) => ({ column: 5, glued: 2, after: 2, none: chinese ? 0.6 : 1 })[p],
  )
  const unitPlace = rng.weighted(
    ['column', 'glued', 'after', 'header'] as const,
    (p) => ({ column: 7, glued: 1, after: 2, header: 1.6 })[p],
  )
  // A word is not glued to a value in Latin script, nor a letter to a unit.
  const spaced = (/^[A-Za-z]/.test(flags.high) && unitPlace !== 'column') || /^[A-Za-z]{2}/.test(flags.high)
  const flagPlace = drawnPlace === 'glued' && spaced ? 'after' : drawnPlace
  const face: Face = chinese
    ? 'cjk'
    : rng.weighted(
        ['helvetica', 'times', 'courier', 'cjk'] as const,
        (f) => ({ helvetica: 5, times: 2, courier: 1, cjk: 2 })[f],
      )
  const order = rng.pick<readonly ColumnRole[]>([
    ['name', 'value', 'flag', 'unit', 'range'],
    ['name', 'value', 'flag', 'range', 'unit'],
    ['name', 'flag', 'value', 'unit', 'range'],
    ['name', 'value', 'unit', 'flag', 'range'],
    ['name', 'value', 'unit', 'range', 'flag'],
    ['name', 'unit', 'value', 'flag', 'range'],
    ['index', 'name', 'value', 'flag', 'unit', 'range'],
    ...(chinese
      ? [
          ['index', 'abbr', 'name', 'value', 'flag', 'unit', 'range'] as const,
          ['name', 'range', 'unit', 'value', 'flag'] as const,
        ]
      : []),
  ])
  const columns = order.filter(
    (role) => (role !== 'flag' || flagPlace === 'column') && (role !== 'unit' || unitPlace === 'column'),
  )
  const abbreviated = columns.includes('abbr')
  const accent = rng.pick(['#1f4e79', '#0b6e4f', '#7a1f3d', '#333333', '#2a5db0', '#5b3a8c'])
  return {
    language,
    page: chinese || rng.chance(0.6) ? [595.28, 841.89] : [612, 792],
    margin: rng.int(36, 52),
    size: rng.pick([8.5, 9, 9.5, 10]),
    face,
    accent,
    separator: chinese ? rng.pick(['：', ':', '： ', ' ']) : rng.pick([': ', ' : ', '  ', ':']),
    fieldLayout: rng.weighted(
      ['grid', 'boxed', 'above', 'inline'] as const,
      (l) => ({ grid: 4, boxed: 3, above: 1.5, inline: 1.5 })[l],
    ),
    ruled: rng.weighted(['full', 'partial', 'none'] as const, (r) => ({ full: 3, partial: 4, none: 3 })[r]),
    headerFill: rng.chance(0.5) ? rng.pick(['#e8eef6', '#eeeeee', '#e3f1ea', '#f6ecdf']) : null,
    zebra: rng.chance(0.2),
    middle: rng.chance(0.4),
    columns,
    headers,
    flags,
    normalFlag: flagPlace === 'column' && language !== 'und' && rng.chance(0.12) ? (chinese ? '正常' : 'Normal') : '',
    flagPlace,
    emphasis:
      flagPlace === 'none'
        ? rng.pick(['bold', 'color', 'bold_color'] as const)
        : rng.chance(0.3)
          ? rng.pick(['bold', 'color', 'bold_color'] as const)
          : null,
    unitPlace,
    conventionalUnits: !chinese && language === 'en' && rng.chance(0.5),
    cellsPerMicrolitre: language === 'en' && rng.chance(0.45),
    paddedCounts: language === 'en' && rng.chance(0.15),
    upperRanges: !chinese && rng.chance(0.3),
    zeroLow: upperForm === 2,
    sexPartition: rng.chance(chinese ? 0.12 : 0.3),
    sexLabels: chinese
      ? rng.pick([
          ['男:', '女:'],
          ['男 ', '女 '],
          ['男性：', '女性：'],
        ])
      : language === 'en'
        ? rng.pick([
            ['Male: ', 'Female: '],
            ['M: ', 'F: '],
            ['Men ', 'Women '],
          ])
        : ['Hombres: ', 'Mujeres: '],
    unitInRange: rng.chance(0.08),
    pairRange: rng.chance(0.6),
    methodLines: language === 'en' && rng.chance(0.4),
    decimal: language === 'und' ? ',' : '.',
    notTested: chinese
      ? ['未检', '放弃', '拒检', '未查']
      : language === 'en'
        ? ['Not done', 'Declined', 'Insufficient sample']
        : [],
    qualitative: chinese
      ? rng.pick([
          { negative: '阴性', positive: '阳性', range: '阴性' },
          { negative: '阴性(-)', positive: '阳性(+)', range: '阴性(-)' },
          { negative: '(-)', positive: '(+)', range: '(-)' },
          { negative: '-', positive: '+', range: '阴性' },
        ])
      : language === 'en'
        ? rng.pick([
            { negative: 'Negative', positive: 'Positive', range: 'Negative' },
            { negative: 'Not detected', positive: 'Detected', range: 'Not detected' },
            { negative: 'NEG', positive: 'POS', range: 'NEG' },
          ])
        : { negative: 'Negativo', positive: 'Positivo', range: 'Negativo' },
    reactiveWords:
      language === 'en' && rng.chance(0.6)
        ? { negative: 'Non-reactive', positive: 'Reactive', range: 'Non-reactive' }
        : null,
    interval: (low, high) => {
      const zh = [
        `${low}-${high}`,
        `${low}~${high}`,
        `${low}--${high}`,
        `${low}～${high}`,
        `(${low}-${high})`,
        `${low} ~ ${high}`,
      ]
      const en = [
        `${low} - ${high}`,
        `${low}-${high}`,
        `${low} – ${high}`,
        `${low} to ${high}`,
        `[${low} - ${high}]`,
        `${low}–${high}`,
      ]
      return (chinese ? zh : en)[intervalForm]!
    },
    upper: (high) => [`<${high}`, `≤${high}`, chinese ? `0-${high}` : `0 - ${high}`, `< ${high}`][upperForm]!,
    lower: (low) => [`>${low}`, `≥${low}`, `≥${low}`, `> ${low}`][upperForm]!,
    upTo: (high) => (language === 'en' ? `Up to ${high}` : `Hasta ${high}`),
    ordinal: (text) => {
      const level = Number(text[0])
      const plain = [text, '+'.repeat(level), chinese ? `阳性(${text})` : `Positive (${text})`]
      return plain[ordinalForm]!
    },
    pickUnit: (units) => {
      // Chinese unit words stay out of reports in other languages.
      const fitting = chinese ? units : units.filter((unit) => !/[\u4e00-\u9fff]/.test(unit))
      return fitting[unitForm % fitting.length] ?? ''
    },
    nameOf: (analyte) => {
      if (language === 'und') return analyte.es ?? analyte.en[0]!
      const zh = analyte.zh[synonym % analyte.zh.length]!
      const en = analyte.en[synonym % analyte.en.length]!
      if (language === 'en') return en
      if (language === 'zh-en') return `${zh} ${en}`
      if (analyte.abbr === undefined || abbreviated || zh.includes(analyte.abbr)) return zh
      return [zh, `${zh}(${analyte.abbr})`, `${zh} ${analyte.abbr}`][nameForm]!
    },
    date: (iso) => printDate(iso, language, dateForm),
    ...overrides,
  }
}
