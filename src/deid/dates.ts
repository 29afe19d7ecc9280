import type { Knowledge } from './knowledge.js'
import { isDay } from './validators.js'

/** How a numeric date without a month name is to be read. */
export type DateOrder = 'dmy' | 'mdy'

/**
 * A printed date. `iso` is null where it names no single day (year and month only, a masked year, or an order that nothing in the
 * report settles). `ambiguous`: `iso` was read with the order given and would differ with the other.
 */
export interface PrintedDate {
  start: number
  end: number
  iso: string | null
  ambiguous: boolean
  detector: string
  score: number
}

/** Hours, minutes, seconds, AM/PM, time zone. */
const TIME = String.raw`(?:(?:[01]\d|2[0-3])[0-5]\d(?=\s?(?:hrs?|h)\b)|\d{1,2}\s?h\s?\d{2}(?!\d)|\d{1,2}\s?[:.]\s?\d{2}(?:\s?:\s?\d{2}(?:\.\d{1,6})?)?\s?(?:[ap]\.?\s?m\.?(?![a-z]))?|\d{1,2}\s?[ap]\.?m\.?(?![a-z])|\d{1,2}[时時点點](?:\d{1,2}分?)?(?:\d{1,2}秒)?)(?:\s?(?:hrs?\b|uhr\b|h\b|utc|gmt|ist|cst|z\b|[+-]\d{2}:?\d{2}))?`
const AFTER_DATE = new RegExp(
  String.raw`^(?:[ \t]?[,;/|-]?[ \t]{0,3}(?:at|um|a las|à|às|alle|kl\.?|上午|下午|晚上|早上|中午)?\s{0,2}|T)(${TIME})`,
  'i',
)
const BEFORE_DATE = new RegExp(String.raw`(${TIME})\s?[,/|-]?\s{0,2}(?:on\s)?$`, 'i')
const WEEKDAY_BEFORE =
  /(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?|(?:星期|周|礼拜)[一二三四五六日天][,，]?)\s{0,2}$/
const WEEKDAY_AFTER = /^\s?[([]?(?:星期|周|週|礼拜)[一二三四五六日天][)\]]?/
/** A year as printed: four digits, two digits after a month name, or masked (`202X`). */
const YEAR = String.raw`(?:(?:18|19|20|21)\d{2}|'?\d{2}|\d{1,3}[xX*]{1,3})`

/** Words before a day without a year. */
const BEFORE_DAY =
  '(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?,?|on|from|until|till|since|before|after|between|and|to|by|dated?|around|of|the'

const CHINESE_DIGITS = '〇一二三四五六七八九'

interface Form {
  name: string
  regex: RegExp
  score: number
  read(match: RegExpExecArray, order: DateOrder): { iso: string | null; ambiguous?: boolean } | null
}

const forms = new WeakMap<Knowledge, Form[]>()

/**
 * Every date in a text, in all printed forms: ISO with time and zone, year first, day or month first, month names of the languages in
 * configs/deid/dates.yaml, Chinese with digits or numerals, masked years; with the time beside it.
 */
export function findDates(text: string, order: DateOrder, knowledge: Knowledge): PrintedDate[] {
  const found: PrintedDate[] = []
  for (const form of formsOf(knowledge)) {
    form.regex.lastIndex = 0
    for (let match = form.regex.exec(text); match !== null; match = form.regex.exec(text)) {
      const read = form.read(match, order)
      if (read === null) {
        form.regex.lastIndex = match.index + 1
        continue
      }
      const start = match.index
      const end = start + match[0].length
      if (found.some((date) => start < date.end && end > date.start)) continue
      found.push({
        start,
        end,
        iso: read.iso,
        ambiguous: read.ambiguous ?? false,
        detector: `date_${form.name}`,
        score: form.score,
      })
    }
  }
  for (const date of found) widen(date, text)
  return found.sort((a, b) => a.start - b.start)
}

/** Takes in the time and the weekday beside a date: they are part of the moment. */
function widen(date: PrintedDate, text: string): void {
  const weekdayBefore = WEEKDAY_BEFORE.exec(text.slice(Math.max(0, date.start - 14), date.start))
  if (weekdayBefore !== null && !/\p{L}/u.test(text[date.start - weekdayBefore[0].length - 1] ?? ' '))
    date.start -= weekdayBefore[0].length
  const weekday = WEEKDAY_AFTER.exec(text.slice(date.end, date.end + 10))
  if (weekday !== null) date.end += weekday[0].length
  const after = AFTER_DATE.exec(text.slice(date.end, date.end + 45))
  if (after !== null) {
    date.end += after[0].length
    return
  }
  const before = BEFORE_DATE.exec(text.slice(Math.max(0, date.start - 24), date.start))
  if (before !== null && !/[\d.:-]$/.test(text.slice(0, date.start - before[0].length).slice(-1)))
    date.start -= before[0].length
}

/** Days between two ISO dates, `to` minus `from`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** The order that a report's own dates prove (a 13 or more in first or second place); null when none does. */
export function provenOrder(text: string): DateOrder | null {
  const regex = /(?<![\d.,/-])(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|\d{2})(?!\d|[.,/-]\d)/g
  let dmy = 0
  let mdy = 0
  for (const match of text.matchAll(regex)) {
    const first = Number(match[1])
    const second = Number(match[3])
    if (first > 12 && first <= 31 && second <= 12) dmy += 1
    if (second > 12 && second <= 31 && first <= 12) mdy += 1
  }
  return dmy === mdy ? null : dmy > mdy ? 'dmy' : 'mdy'
}

function iso(year: number, month: number, day: number): string | null {
  return isDay(year, month, day) ? `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` : null
}

/** Two-digit years: 00-68 are 2000s (POSIX strptime %y). Masked years are no year. */
function yearOf(text: string): number | null {
  const digits = text.replace("'", '')
  if (!/^\d+$/.test(digits)) return null
  const year = Number(digits)
  return digits.length === 2 ? (year <= 68 ? 2000 + year : 1900 + year) : year
}

function chineseNumber(text: string): number {
  if (!text.includes('十'))
    return Number([...text.replace(/[零○*]/g, '〇')].map((c) => CHINESE_DIGITS.indexOf(c)).join(''))
  const [tens, ones] = text.split('十')
  return (tens === '' ? 1 : CHINESE_DIGITS.indexOf(tens!)) * 10 + (ones === '' ? 0 : CHINESE_DIGITS.indexOf(ones!))
}

function formsOf(knowledge: Knowledge): Form[] {
  const known = forms.get(knowledge)
  if (known !== undefined) return known
  const month = [...knowledge.months.keys()]
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map((name) => [...name].map((c) => ACCENTS[c] ?? c).join(''))
    .join('|')
  const link = `(?: ?[-./,] ?| +(?:(?:${knowledge.connectors.join('|')}) +)?|)`
  const monthOf = (text: string) => knowledge.months.get(text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase())
  const named = (day: string, name: string, year: string | undefined) => {
    const number = monthOf(name)
    if (number === undefined || Number(day) < 1 || Number(day) > 31) return null
    const full = year === undefined ? null : yearOf(year)
    return { iso: full === null ? null : iso(full, number, Number(day)) }
  }
  const clear = (name: string) => !knowledge.ambiguousMonths.has(name.toLowerCase()) && /^\p{Lu}/u.test(name)
  const list: Form[] = [
    {
      name: 'iso',
      regex: /(?<![\d.,/-])((?:18|19|20)\d{2}) ?([-./]) ?(\d{1,2}) ?\2 ?(\d{1,2})(?=T\d|\D|$)(?![./-]?\d)/g,
      score: 0.97,
      read: (m) => dayOrNull(iso(Number(m[1]), Number(m[3]), Number(m[4]))),
    },
    {
      name: 'chinese',
      regex: /(?<!\d)((?:18|19|20)\d{2}) ?[年] ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]?/g,
      score: 0.98,
      read: (m) => ({ iso: iso(Number(m[1]), Number(m[2]), Number(m[3])) }),
    },
    {
      name: 'chinese_numerals',
      regex:
        /([〇零○*一二三四五六七八九]{4}) ?年 ?(十?[一二三四五六七八九]|十) ?月(?: ?([二三]?十[一二三四五六七八九]?|[一二三四五六七八九]) ?[日号號])?/g,
      score: 0.98,
      read: (m) => ({
        iso: m[3] === undefined ? null : iso(chineseNumber(m[1]!), chineseNumber(m[2]!), chineseNumber(m[3])),
      }),
    },
    {
      name: 'republic_era',
      regex: /(?:民國|民国) ?(\d{2,3}) ?[年./-] ?(\d{1,2}) ?[月./-] ?(\d{1,2}) ?日?/g,
      score: 0.98,
      read: (m) => dayOrNull(iso(1911 + Number(m[1]), Number(m[2]), Number(m[3]))),
    },
    {
      name: 'chinese_month',
      regex: /(?<!\d)(?:(?:18|19|20)\d{2}|\d{2}) ?年 ?(?:1[0-2]|0?[1-9]) ?月(?:份)?(?! ?\d)/g,
      score: 0.9,
      read: () => ({ iso: null }),
    },
    {
      name: 'chinese_short_year',
      regex: /(?<!\d)(\d{2}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]/g,
      score: 0.95,
      read: (m) => dayOrNull(iso(yearOf(m[1]!)!, Number(m[2]), Number(m[3]))),
    },
    {
      // The Republic's years without its name: no other year has three digits.
      name: 'republic_year',
      regex: /(?<![\d.])(1[0-2]\d) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]/g,
      score: 0.95,
      read: (m) => dayOrNull(iso(1911 + Number(m[1]), Number(m[2]), Number(m[3]))),
    },
    {
      name: 'chinese_formal_numerals',
      regex:
        /[零〇壹贰叁肆伍陆柒捌玖]{4} ?年 ?[零壹贰叁肆伍陆柒捌玖拾]{1,3} ?月(?: ?[零壹贰叁肆伍陆柒捌玖拾]{1,4} ?[日号])?/g,
      score: 0.98,
      read: () => ({ iso: null }),
    },
    {
      name: 'chinese_month_day',
      regex: /(?<![\d个])(?:1[0-2]|0?[1-9]) ?月 ?(?:[12]\d|3[01]|0?[1-9]) ?[日号號]/g,
      score: 0.9,
      read: () => ({ iso: null }),
    },
    {
      name: 'day_month_name',
      regex: new RegExp(
        String.raw`(?<![\p{L}\d.,])(\d{1,2})(?:st|nd|rd|th|er|\.|º)?${link}(${month})\.?(?: ?[-./,]? ?| +(?:${knowledge.connectors.join('|')}) +)(${YEAR})(?![\p{L}\d]|[.,]\d)`,
        'giu',
      ),
      score: 0.97,
      read: (m) => named(m[1]!, m[2]!, m[3]),
    },
    {
      name: 'month_name_day',
      regex: new RegExp(
        String.raw`(?<!\p{L})(${month})(?:\.? |[-./])(\d{1,2})(?:st|nd|rd|th)?(?: ?, ?(${YEAR})|[-/](${YEAR})| ((?:19|20)\d{2}|'\d{2}))(?![\p{L}\d]|[.,]\d)`,
        'giu',
      ),
      score: 0.97,
      read: (m) => named(m[2]!, m[1]!, m[3] ?? m[4] ?? m[5]),
    },
    {
      name: 'year_month_name',
      regex: new RegExp(String.raw`(?<!\d)((?:19|20)\d{2})[-./ ]{1,2}(${month})[-./ ]{1,2}(\d{1,2})(?!\d)`, 'giu'),
      score: 0.96,
      read: (m) => named(m[3]!, m[2]!, m[1]),
    },
    {
      name: 'month_name_year',
      regex: new RegExp(
        String.raw`(?<!\p{L})(${month})\.?(?: ?[-/,'.] ?| +(?:(?:${knowledge.connectors.join('|')}) +)?)((?:19|20)\d{2})(?![\d]|[.,]\d)`,
        'giu',
      ),
      score: 0.85,
      read: () => ({ iso: null }),
    },
    {
      name: 'day_month_only',
      regex: new RegExp(
        String.raw`(?<![\p{L}\d.,/-])(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?(${month})(?![\p{L}\d]| ?\d)`,
        'giu',
      ),
      score: 0.75,
      read: (m) => (clear(m[2]!) && Number(m[1]) <= 31 && Number(m[1]) > 0 ? { iso: null } : null),
    },
    {
      name: 'month_day_only',
      regex: new RegExp(
        String.raw`(?<!\p{L})(${month})\.? (\d{1,2})(?:st|nd|rd|th)?(?![\p{L}\d%]|[.,/:-]\d| ?(?:mg|ml|g|%))`,
        'giu',
      ),
      score: 0.75,
      read: (m) => (clear(m[1]!) && Number(m[2]) <= 31 && Number(m[2]) > 0 ? { iso: null } : null),
    },
    {
      // "on 18 March", "since 5 May": behind such a word even a month that is also a word is one.
      name: 'day_month_in_text',
      regex: new RegExp(
        String.raw`(?<=(?:^|[^\p{L}])(?:${BEFORE_DAY}) )(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? (${month})(?![\p{L}\d]| ?\d)`,
        'giu',
      ),
      score: 0.78,
      read: (m) => (/^\p{Lu}/u.test(m[2]!) && Number(m[1]) <= 31 && Number(m[1]) > 0 ? { iso: null } : null),
    },
    {
      name: 'month_day_in_text',
      regex: new RegExp(
        String.raw`(?<=(?:^|[^\p{L}])(?:${BEFORE_DAY}) )(${month})\.? (\d{1,2})(?:st|nd|rd|th)?(?![\p{L}\d%]|[.,/:-]\d| ?(?:mg|ml|g|%))`,
        'giu',
      ),
      score: 0.78,
      read: (m) => (/^\p{Lu}/u.test(m[1]!) && Number(m[2]) <= 31 && Number(m[2]) > 0 ? { iso: null } : null),
    },
    {
      // "Mar-24", "March '24"
      name: 'month_short_year',
      regex: new RegExp(String.raw`(?<![\p{L}\d-])(${month})(?:-'?|\.? ?')(\d{2})(?![\p{L}\d]|[-./,]\d)`, 'giu'),
      score: 0.78,
      read: (m) => (/^\p{Lu}/u.test(m[1]!) ? { iso: null } : null),
    },
    {
      name: 'month_and_day_numeric',
      regex: new RegExp(
        String.raw`(?<=(?:^|[^\p{L}])(?:${BEFORE_DAY}) )(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01])(?![\d/%]|[.,]\d| ?(?:mm|mg|ml|of|weeks?|days?|months?|years?))`,
        'giu',
      ),
      score: 0.76,
      read: () => ({ iso: null }),
    },
    {
      name: 'holiday',
      regex: new RegExp(
        String.raw`(?<!\p{L})(?:${knowledge.holidays.join('|')})(?:,? (?:of )?(?:19|20)\d{2})(?!\d)|(?:19|20)\d{2} ?年?(?:${knowledge.holidays.filter((name) => /\p{Script=Han}/u.test(name)).join('|')})`,
        'giu',
      ),
      score: 0.75,
      read: () => ({ iso: null }),
    },
    {
      name: 'numeric',
      regex: /(?<![\d.,/-])(\d{1,2}) ?([/.-]) ?(\d{1,2}) ?\2 ?((?:18|19|20)\d{2})(?!\d|[./-]\d)/g,
      score: 0.96,
      read: (m, order) => numeric(Number(m[1]), Number(m[3]), Number(m[4]), order),
    },
    {
      name: 'numeric_short_year',
      regex: /(?<![\d.,/-])(\d{1,2})([/.-])(\d{1,2})\2(\d{2})(?!\d|[./-]\d| ?%)/g,
      score: 0.85,
      // Full stops and dashes also part versions and intervals: both parts must be printed with two digits.
      read: (m, order) =>
        m[2] !== '/' && (m[1]!.length < 2 || m[3]!.length < 2)
          ? null
          : numeric(Number(m[1]), Number(m[3]), yearOf(m[4]!)!, order),
    },
    {
      name: 'numeric_masked',
      regex: /(?<![\d.,/-])(\d{1,2})([/.-])(\d{1,2})\2(?:\d{1,3}[xX*]{1,3}|[xX*]{2,4})(?![\d\p{L}])/gu,
      score: 0.9,
      read: () => ({ iso: null }),
    },
    {
      name: 'year_slash_month',
      regex:
        /(?<![\d.,/-])(?:0?[1-9]|1[0-2])\/(?:19|20)\d{2}(?![\d/]|[.,]\d)|(?<![\d.,/-])(?:19|20)\d{2}[/-](?:0[1-9]|1[0-2])(?![\d/-]|[.,]\d)/g,
      score: 0.7,
      read: () => ({ iso: null }),
    },
    {
      // Eight digits that are a day of these decades: in running text only (soft findings leave results alone).
      name: 'compact',
      regex:
        /(?<![\dA-Za-z.,/_*-])(?:19[3-9]\d|20[0-4]\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\dA-Za-z/_*-]|[.,]\d)/g,
      score: 0.7,
      read: (m) => dayOrNull(compactDay(m[0])),
    },
    {
      name: 'compact_time',
      regex:
        /(?<![\d.,-])((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[T ]?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?![\d.,])/g,
      score: 0.75,
      read: (m) => dayOrNull(iso(Number(m[1]), Number(m[2]), Number(m[3]))),
    },
  ]
  forms.set(knowledge, list)
  return list
}

function dayOrNull(day: string | null): { iso: string } | null {
  return day === null ? null : { iso: day }
}

function numeric(
  first: number,
  second: number,
  year: number,
  order: DateOrder,
): { iso: string | null; ambiguous: boolean } | null {
  const dmy = iso(year, second, first)
  const mdy = iso(year, first, second)
  if (dmy === null && mdy === null) return null
  if (dmy === null || mdy === null) return { iso: dmy ?? mdy, ambiguous: false }
  return { iso: order === 'dmy' ? dmy : mdy, ambiguous: dmy !== mdy }
}

/** Month names are kept without accents; print has them. */
const ACCENTS: Record<string, string> = {
  a: '[aáàâãä]',
  e: '[eéèêë]',
  i: '[iíìî]',
  o: '[oóòôõö]',
  u: '[uúùûü]',
  c: '[cç]',
  y: '[yý]',
}

/** A bare eight-digit day (`20230520`), read only beside a date label. */
export function compactDay(text: string): string | null {
  const match = /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(text.trim())
  return match === null ? null : iso(Number(match[1]), Number(match[2]), Number(match[3]))
}
