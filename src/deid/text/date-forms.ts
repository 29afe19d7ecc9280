import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { anyOf, before, behind, compactDay, dayOrNull, type Form, iso, numeric, yearOf } from './date-form.js'
import { misreadForms } from './date-forms-misread.js'
import { HAN_DATES, shortHanDates } from './date-forms-zh.js'
import { fold } from './fold.js'
import { otherCalendars } from './other-calendars.js'
import { englishMonth, partialForms } from './partial-dates.js'

/** A year as printed: four digits, two digits after a month name, or masked (`202X`). */
const YEAR = String.raw`(?:(?:18|19|20|21)\d{2}|'?\d{2}|\d{1,3}[xX*]{1,3})`

const ROMAN = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII']
const WEEKDAY = '(?:Mon|Tues?|Wed(?:nes|s)?|Thu(?:rs?)?|Fri|Sat(?:ur|s)?|Sun)(?:day)?'

/** All forms, the surest first: what one has taken the next leave alone. */
export const formsOf = perKnowledge((knowledge): Form[] => {
  const names = [...new Set([...knowledge.months.keys()].map((name) => fold(name).text))].sort(
    (a, b) => b.length - a.length || (a < b ? -1 : 1),
  )
  const accented = (char: string) => ACCENTS[char] ?? char
  const month = anyOf(names, accented)
  const capital = anyOf(
    names.map((name) => name[0]!.toUpperCase() + name.slice(1)),
    accented,
  )
  const numbers = new Map([...knowledge.months].map(([name, number]) => [fold(name).text, number]))
  const link = `(?: ?[-./,] ?| +(?:(?:${knowledge.connectors.join('|')}) +)?|)`
  const monthOf = (text: string) => numbers.get(text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase())
  const named = (day: string, name: string, year: string | undefined) => {
    const number = monthOf(name)
    if (number === undefined || Number(day) < 1 || Number(day) > 31) return null
    const full = year === undefined ? null : yearOf(year)
    return { iso: full === null ? null : iso(full, number, Number(day)) }
  }
  const english = englishMonth(knowledge)
  /** Names of months that are neither English nor words of anything else. */
  const foreign = anyOf(
    names.filter(
      (name) =>
        name.length > 3 &&
        !english.test(name) &&
        !/^(?:marco|julai)$/.test(name) &&
        !knowledge.ambiguousMonths.has(name),
    ),
    accented,
  )
  /** Numbers of versions and sections, not days. */
  const version = new RegExp(String.raw`(?:${anyPhrase(knowledge, 'versions')}|\bv|§|版本|软件)\.? ?:? ?$`, 'i')
  /** Fractions of sight, strength and scores look like a day and a month. */
  const fractions = new RegExp(
    String.raw`${anyPhrase(knowledge, 'told_in_fractions')}|\b(?:${anyPhrase(knowledge, 'scales_in_fractions')})\b|视力|肌力|评分|级|分$`,
    'i',
  )
  /** Words before a day without a year; and, besides those, what was done on it. */
  const beforeDay = `${WEEKDAY},?|${anyPhrase(knowledge, 'before_day')}`
  const done = anyPhrase(knowledge, 'done_on_day', 'before_figures_other')
  const monthsOther = new RegExp(`^(?:${anyPhrase(knowledge, 'months_other_short')})$`)
  const beforeFraction = new RegExp(String.raw`(?:${anyPhrase(knowledge, 'before_fraction')})(?: of)? \(?$`)
  const clear = (name: string) => !knowledge.ambiguousMonths.has(name.toLowerCase()) && /^\p{Lu}/u.test(name)
  const partial = partialForms(knowledge, capital, WEEKDAY, month)
  const list: Form[] = [
    {
      name: 'iso',
      // "序号12,2024-3-8": a year has four digits, so a comma before it groups no thousands.
      // "3.2025-12-22上午复诊": behind the point of a numbered item too.
      regex:
        /(?<![\d/-])(?<!(?<!(?:^|[。;!?\s])\d{1,2})\.)((?:18|19|20)\d{2}) ?([-./]) ?(\d{1,2}) ?\2 ?(\d{1,2})(?=T\d|\D|$)(?![./-]?\d)/g,
      score: 0.97,
      read: (m) => dayOrNull(iso(Number(m[1]), Number(m[3]), Number(m[4]))),
    },
    ...HAN_DATES,
    ...otherCalendars(knowledge),
    ...partial.filter((form) => form.score >= 0.8),
    ...shortHanDates(knowledge),
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
        String.raw`(?<![\p{L}\d.]|\d,)(\d{1,2}|[Il]\d?(?=st|nd|rd|th))(?:st|nd|rd|th|er|\.|º)?${link}(${month})\.?(?: ?[-./,]? ?|,?[\t\n](?=(?:19|20)\d{2})| +(?:${knowledge.connectors.join('|')}) +)(${YEAR})(?![\p{L}\d]|[.,]\d)`,
        'giu',
      ),
      score: 0.97,
      read: (m) => named(m[1]!.replace(/[Il]/, '1'), m[2]!, m[3]),
    },
    {
      name: 'month_name_day',
      regex: new RegExp(
        String.raw`(?<!\p{L})(${month})(?:\.?[ \n]|[-./])(\d{1,2}|[Il]\d?(?=st|nd|rd|th))(?:st|nd|rd|th)?(?: ?,(?: ?|[\t\n](?=(?:19|20)\d{2}))(${YEAR})|[-/](${YEAR})| ((?:19|20)\d{2}|'\d{2}))(?![\p{L}\d]|[.,]\d)`,
        'giu',
      ),
      score: 0.97,
      // OCR reads "1st" as "Ist".
      read: (m) => named(m[2]!.replace(/[Il]/, '1'), m[1]!, m[3] ?? m[4] ?? m[5]),
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
        String.raw`(?<![\p{L}\d./-]|\d,)(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?(?!(?<=\d(?:st|nd|rd|th)[ -])gen(?!\p{L}))(${month})(?![\p{L}\d]| ?\d)`,
        'giu',
      ),
      score: 0.75,
      // "4th Gen" is an assay's generation. "28 May, 2 pm": where the sentence stops behind it, May is no verb.
      read: (m) =>
        (clear(m[2]!) ||
          monthsOther.test(m[2]!) ||
          (/^\p{Lu}\p{Ll}{2}/u.test(m[2]!) &&
            (/^\s*(?:$|[,;.)])/.test(behind(m, 3)) || /\p{L}: ?$/u.test(before(m, 4))))) &&
        Number(m[1]) <= 31 &&
        Number(m[1]) > 0
          ? { iso: null }
          : null,
    },
    {
      // "May 28 10:15": a time behind makes a month of any word.
      name: 'month_day_time',
      regex: new RegExp(
        String.raw`(?<!\p{L})(${month})\.? (\d{1,2})(?:st|nd|rd|th)?,? (?:at )?\d{1,2}[:h]\d{2}(?!\d)`,
        'giu',
      ),
      score: 0.8,
      read: (m) => (/^\p{Lu}/u.test(m[1]!) && Number(m[2]) <= 31 && Number(m[2]) > 0 ? { iso: null } : null),
    },
    {
      // "March 4 and 5, 2024", "June 11-13, 2023": several days of one month.
      name: 'month_days',
      regex: new RegExp(
        String.raw`(?<!\p{L})(${month})\.?[ \n](\d{1,2})(?:st|nd|rd|th)?(?:(?:, ?|[ \n](?:and|&|to|or|through)[ \n]| ?- ?)\d{1,2}(?:st|nd|rd|th)?){1,3},?[ \n](?:19|20)\d{2}(?!\d)`,
        'giu',
      ),
      score: 0.9,
      read: (m) => (/^\p{Lu}/u.test(m[1]!) && Number(m[2]) <= 31 && Number(m[2]) > 0 ? { iso: null } : null),
    },
    {
      name: 'month_day_only',
      regex: new RegExp(
        String.raw`(?<!\p{L})(${month})\.?[ \n](\d{1,2})(?:st|nd|rd|th)?(?![\p{L}\d%]|[.,/:-]\d| ?(?:mg|ml|g|%))`,
        'giu',
      ),
      score: 0.75,
      read: (m) =>
        (clear(m[1]!) ||
          /^\p{Lu}.*\d(?:st|nd|rd|th)$/u.test(m[0]) ||
          // "JAN 6 - Office visit": a month in capitals that opens an entry.
          (/^(?:JAN|MAR|MAY|SEP|DEC)$/.test(m[1]!) &&
            /(?:^|[\n\t])[^\p{L}\d\n]*$/u.test(before(m, 6)) &&
            /^ ?(?:[-–:|\t\n]|$)/.test(behind(m, 2)))) &&
        Number(m[2]) <= 31 &&
        Number(m[2]) > 0
          ? { iso: null }
          : null,
    },
    {
      // "on 18 March", "since 5 May": behind such a word even a month that is also a word is one.
      name: 'day_month_in_text',
      regex: new RegExp(
        String.raw`(?<=(?:^|[^\p{L}])(?:${beforeDay}) )(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? (${month})(?![\p{L}\d]| ?\d)`,
        'giu',
      ),
      score: 0.78,
      read: (m) => (/^\p{Lu}/u.test(m[2]!) && Number(m[1]) <= 31 && Number(m[1]) > 0 ? { iso: null } : null),
    },
    {
      // "5 września", "12 Ağustos", "3 novembre": months that are words of no other kind need none before them.
      name: 'day_foreign_month',
      regex: new RegExp(
        String.raw`(?<![\d./,-]|\d )([12]\d|3[01]|0?[1-9]|1er)(?:\.|º|°)? (?:de |di )?(${foreign})(?![\p{L}\d]| ?\d)`,
        'giu',
      ),
      score: 0.78,
      read: () => ({ iso: null }),
    },
    {
      // "17. August" alone, "3rd March": an ordinal and a month are a day; "3. May ..." is a list where the sentence goes on.
      name: 'ordinal_day_month',
      regex: new RegExp(
        String.raw`(?<![\d./,-])([12]\d|3[01]|0?[1-9])(st|nd|rd|th|\.)(?: of)? (?!(?<=\d(?:st|nd|rd|th) )gen(?!\p{L}))(${month})(?![\p{L}\d-]| ?\d)`,
        'giu',
      ),
      score: 0.78,
      read: (m) =>
        /^\p{Lu}\p{Ll}{2}/u.test(m[3]!) && (m[2] !== '.' || clear(m[3]!) || /^\s*(?:$|[,;:)\t\n])/.test(behind(m, 3)))
          ? { iso: null }
          : null,
    },
    {
      name: 'month_day_in_text',
      regex: new RegExp(
        String.raw`(?<=(?:^|[^\p{L}])(?:${beforeDay}) )(${month})\.? (\d{1,2})(?:st|nd|rd|th)?(?![\p{L}\d%]|[.,/:-]\d| ?(?:mg|ml|g|%))`,
        'giu',
      ),
      score: 0.78,
      read: (m) => (/^\p{Lu}/u.test(m[1]!) && Number(m[2]) <= 31 && Number(m[2]) > 0 ? { iso: null } : null),
    },
    {
      name: 'roman_month',
      regex: /(?<![\d./-]|\d,)(\d{1,2}) ?([-./ ]) ?(I{1,3}|IV|VI{0,3}|IX|XI{0,2}|X) ?\2 ?((?:19|20)?\d{2})(?!\d)/g,
      score: 0.9,
      read: (m) => dayOrNull(iso(yearOf(m[4]!)!, ROMAN.indexOf(m[3]!) + 1, Number(m[1]))),
    },
    {
      name: 'year_dot_month',
      regex: new RegExp(
        String.raw`(?<![\d.]|\d,)(?:19|20)\d{2}\.(?:0?[1-9]|1[0-2])(?=${anyPhrase(knowledge, 'since_a_year_and_month')})`,
        'g',
      ),
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
        String.raw`(?<=(?:^|[^\p{L}])(?:${beforeDay}|${done}) )(?:(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01])|(?:1[3-9]|2\d|3[01])\/(?:0?[1-9]|1[0-2]))(?![\d/%]|[.,]\d| ?(?:mm|mg|ml|of|weeks?|days?|months?|years?|kPa)|[度级分])`,
        'giu',
      ),
      score: 0.76,
      // Behind "to", "and", "by" a fraction of something stands as easily ("to 1/2 dose"): there the phrase must end.
      read: (m) =>
        fractions.test(before(m, 40)) ||
        (/\b(?:to|and|by|of|the|between|around) $/i.test(before(m, 9)) &&
          !/^\s*(?:$|[.,;:)]|(?:and|to|for|with|at|if|or|but|until|till)\b)/.test(behind(m, 8)))
          ? null
          : { iso: null },
    },
    {
      // "clinic, 16/5." alone between two stops; "6/20；" behind a signature; "3/18复查"
      name: 'day_and_month_alone',
      regex: new RegExp(
        String.raw`(?<=[,;，；] ?|(?:${anyPhrase(knowledge, 'signs_before_a_day')})[:：]? ?|[于自从至到] ?)(?:(?:0?[1-9]|1[0-2])\/(?:1[3-9]|2\d|3[01])|(?:1[3-9]|2\d|3[01])\/(?:0?[1-9]|1[0-2]))(?=\s*(?:$|[.;；。]|\p{Script=Han}))(?!\s*[级分度人例次侧]|\.\d)`,
        'gmu',
      ),
      score: 0.74,
      read: (m) => (fractions.test(before(m, 40)) ? null : { iso: null }),
    },
    {
      // "17/6 HCA ... assisted wash", "3/14 - pt refused": opens the entry of a log.
      name: 'day_and_month_opens_entry',
      regex:
        /(?=\d{1,2}\/)(?<=^[^\p{L}\d\n]{0,3})(?:(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01])|(?:1[3-9]|2\d|3[01])\/(?:0?[1-9]|1[0-2]))(?= ?(?:[-–—:;|]|\t) ?\p{L}| \p{Lu}\p{L}+ (?!murmur)[\p{L}.-]| (?:AM|PM|am|pm)(?!\p{L}))/gmu,
      score: 0.76,
      read: (m) =>
        fractions.test(behind(m, 24)) || /^ ?(?:Normal|Negative|Positive|Trace|HPF|LPF|hpf)/.test(behind(m, 10))
          ? null
          : { iso: null },
    },
    {
      // "theatre 23/10": a first number that is no month and above every score of ten and twelve; weeks and months are written "/52" and "/12".
      name: 'day_over_month',
      regex: new RegExp(
        String.raw`(?=\d\d/)(?<=\p{Ll}{3}[,;:]? (?:\()?)(?:1[3-9]|2\d|3[01])/(?:0?[1-689]|1[01])(?![\d/%-]|[.,]\d| ?(?:${anyPhrase(knowledge, 'behind_fraction')}))`,
        'gu',
      ),
      score: 0.73,
      read: (m) => (fractions.test(before(m, 40)) || beforeFraction.test(before(m, 24)) ? null : { iso: null }),
    },
    ...misreadForms(month, named, numeric),
    {
      name: 'day_and_month_before_event',
      regex: new RegExp(
        String.raw`(?<![\d./-])(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01])(?=${anyPhrase(knowledge, 'done_on_a_month_and_day')})`,
        'g',
      ),
      score: 0.74,
      read: (m) => (fractions.test(before(m, 40)) ? null : { iso: null }),
    },
    {
      // "am 12.03.", "vom 3.4. bis 9.4."
      name: 'day_month_dots',
      regex: new RegExp(
        String.raw`(?<=(?:^|[^\p{L}])(?:${anyPhrase(knowledge, 'before_day_german')}) )(?:[12]\d|3[01]|0?[1-9])\.(?:1[0-2]|0?[1-9])\.(?![\d\p{L}])`,
        'gu',
      ),
      score: 0.76,
      read: () => ({ iso: null }),
    },
    {
      // "与2024 09.27片对比": OCR lost one of the separators.
      name: 'numeric_lost_separator',
      regex:
        /(?<![\d./-]|\d,)((?:19|20)\d{2})(?: ([./-])?(0[1-9]|1[0-2])[./-]|[./-](0[1-9]|1[0-2]) )(0[1-9]|[12]\d|3[01])(?![\d%]|[.,/-]\d)/g,
      score: 0.78,
      read: () => ({ iso: null }),
    },
    {
      name: 'numeric',
      regex: /(?<![\d./-]|\d,)(\d{1,2}) ?([/.-]) ?(\d{1,2}) ?\2 ?((?:18|19|20)\d{2})(?!\d|[./-]\d)/g,
      score: 0.96,
      read: (m, order) => numeric(Number(m[1]), Number(m[3]), Number(m[4]), order),
    },
    {
      name: 'numeric_short_year',
      regex: /(?<![\d./-]|\d,)(\d{1,2})([/.-])(\d{1,2})\2(\d{2})(?!\d|[./-]\d| ?%)/g,
      score: 0.85,
      // Full stops and dashes also part versions and intervals: both parts must be printed with two digits, or one be a day that is no month.
      read: (m, order) =>
        m[2] !== '/' &&
        (m[1]!.length < 2 || m[3]!.length < 2) &&
        !/(?:^|[^\p{L}])(?:on|since|dated?|dob|born|d\.?o\.?b\.?)[: ]{1,2}$/iu.test(before(m, 12)) &&
        !(
          Math.max(Number(m[1]), Number(m[3])) > 12 &&
          /(?:^|[\s(])$/.test(before(m, 1)) &&
          Number(m[4]) >= 15 &&
          !version.test(before(m, 16))
        )
          ? null
          : numeric(Number(m[1]), Number(m[3]), yearOf(m[4]!)!, order),
    },
    {
      name: 'numeric_masked',
      regex: /(?<![\d./-]|\d,)(\d{1,2})([/.-])(\d{1,2})\2(?:\d{1,3}[xX*]{1,3}|[xX*]{2,4})(?![\d\p{L}])/gu,
      score: 0.9,
      read: () => ({ iso: null }),
    },
    {
      name: 'year_slash_month',
      regex:
        /(?<![\d./-]|\d,)(?:0?[1-9]|1[0-2])\/(?:19|20)\d{2}(?![\d/]|[.,]\d)|(?<![\d./-]|\d,)(?:19|20)\d{2}[/-](?:0[1-9]|1[0-2])(?![\d/-]|[.,]\d)/g,
      score: 0.7,
      read: () => ({ iso: null }),
    },
    {
      // Eight digits that are a day of these decades: in running text only (soft findings leave results alone).
      name: 'compact',
      regex:
        /(?<![\dA-Za-z./_*-]|\d,|批号[:：]? ?|[Ll][Oo][Tt] ?[:#]? ?)(?:19[3-9]\d|20[0-4]\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\dA-Za-z/_*-]|[.,]\d)/g,
      score: 0.7,
      read: (m) => dayOrNull(compactDay(m[0])),
    },
    {
      name: 'compact_time',
      regex:
        /(?<![\d.-]|\d,)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[T ]?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?![\d.,])/g,
      score: 0.75,
      read: (m) => dayOrNull(iso(Number(m[1]), Number(m[2]), Number(m[3]))),
    },
  ]
  list.push(...partial.filter((form) => form.score < 0.8))
  return list
})

/** Month names are kept without accents; print has them. */
const ACCENTS: Record<string, string> = {
  a: '[aáàâãäăą]',
  e: '[eéèêëěę]',
  i: '[iíìî]',
  o: '[oóòôõöő]',
  u: '[uúùûüůű]',
  c: '[cçčć]',
  y: '[yý]',
  s: '[sşșśš]',
  g: '[gğ]',
  z: '[zźżž]',
  r: '[rř]',
  n: '[nńň]',
  l: '[lł]',
}
