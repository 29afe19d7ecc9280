import type { DateOrder } from './dates.js'
import type { Knowledge } from './knowledge.js'
import { isDay } from './validators.js'

/** A year as printed: four digits, two digits after a month name, or masked (`202X`). */
const YEAR = String.raw`(?:(?:18|19|20|21)\d{2}|'?\d{2}|\d{1,3}[xX*]{1,3})`

const ROMAN = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII']
/** Words before a day without a year. */
const BEFORE_DAY =
  '(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?,?|on|from|until|till|since|before|after|between|and|to|by|dated?|around|of|the'

const CHINESE_DIGITS = '〇一二三四五六七八九'

/** A printed form of dates: what it looks like and what day it names. */
export interface Form {
  name: string
  regex: RegExp
  score: number
  read(match: RegExpExecArray, order: DateOrder): { iso: string | null; ambiguous?: boolean } | null
}

const forms = new WeakMap<Knowledge, Form[]>()

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

/** All forms, the surest first: what one has taken the next leave alone. */
export function formsOf(knowledge: Knowledge): Form[] {
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
        /([〇零○*一二三四五六七八九]{2}(?:[〇零○*一二三四五六七八九]{2})?) ?年 ?(十?[一二三四五六七八九]|十) ?月(?: ?([二三]?十[一二三四五六七八九]?|[一二三四五六七八九]) ?[日号號])?/g,
      score: 0.98,
      read: (m) => ({
        iso:
          m[3] === undefined || m[1]!.length < 4
            ? null
            : iso(chineseNumber(m[1]!), chineseNumber(m[2]!), chineseNumber(m[3])),
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
      // "114/09/12": the Republic's year in figures; over a column of earlier results as well.
      name: 'republic_year_figures',
      regex: /(?<![\d.,/-])(1[01]\d)([/.])(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?![\d/]|[.,]\d)/g,
      score: 0.86,
      read: (m) => dayOrNull(iso(1911 + Number(m[1]), Number(m[3]), Number(m[4]))),
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
      // "Wed Sep 03 07:42:11 2025": as machines print it.
      name: 'ctime',
      regex: new RegExp(
        String.raw`(?<!\p{L})(${month}) ?(\d{1,2}) \d{1,2}:\d{2}(?::\d{2})?(?: [A-Z]{3,4})? ((?:19|20)\d{2})(?!\d)`,
        'giu',
      ),
      score: 0.95,
      read: (m) => named(m[2]!, m[1]!, m[3]),
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
      read: (m) =>
        (clear(m[1]!) || /^\p{Lu}.*\d(?:st|nd|rd|th)$/u.test(m[0])) && Number(m[2]) <= 31 && Number(m[2]) > 0
          ? { iso: null }
          : null,
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
      name: 'roman_month',
      regex: /(?<![\d.,/-])(\d{1,2}) ?([-./ ]) ?(I{1,3}|IV|VI{0,3}|IX|XI{0,2}|X) ?\2 ?((?:19|20)?\d{2})(?!\d)/g,
      score: 0.9,
      read: (m) => dayOrNull(iso(yearOf(m[4]!)!, ROMAN.indexOf(m[3]!) + 1, Number(m[1]))),
    },
    {
      name: 'year_dot_month',
      regex: /(?<![\d.,])(?:19|20)\d{2}\.(?:0?[1-9]|1[0-2])(?=起|至|开始|因|发现|行|出现|体检|月|～)/g,
      score: 0.78,
      read: () => ({ iso: null }),
    },
    {
      // "Mar-24\", "March '24"
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
      // "与2024 09.27片对比": OCR lost one of the separators.
      name: 'numeric_lost_separator',
      regex:
        /(?<![\d.,/-])((?:19|20)\d{2})(?: ([./-])?(0[1-9]|1[0-2])[./-]|[./-](0[1-9]|1[0-2]) )(0[1-9]|[12]\d|3[01])(?![\d%]|[.,/-]\d)/g,
      score: 0.78,
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
