import { chineseNumber, dayOrNull, type Form, iso, yearOf } from './date-form.js'

/** Whole dates with 年, 月 and 日, in figures and in numerals. */
export const HAN_DATES: readonly Form[] = [
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
]

/** Dates whose year is short, of the Republic or missing. */
export const SHORT_HAN_DATES: readonly Form[] = [
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
    // "112/04/25": the Republic's year in figures; over a column of earlier results as well.
    name: 'republic_year_figures',
    regex: /(?<![\d./-]|\d,)(1[01]\d)([/.])(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?![\d/]|[.,]\d)/g,
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
    regex:
      /(?<![\d个])(?:1[0-2]|0?[1-9]) ?月 ?(?:[12]\d|3[01]|0?[1-9]) ?[日号號](?: ?\([周星期]{0,2}[一二三四五六日天]\))?/g,
    score: 0.9,
    read: () => ({ iso: null }),
  },
]
