import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
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
    // "2021.04.06/2021.04.13", "2024.3.2-3.9", "2023/5/6～8": a stay, whose days run into one figure for the forms of single days.
    name: 'stay',
    regex:
      /(?<![\d./-]|\d,)((?:19|20)\d{2})([./-])(?:1[0-2]|0?[1-9])\2(?:[12]\d|3[01]|0?[1-9]) ?(?:[~至到/]|-{1,2}) ?(?:(?:19|20)\d{2}\2)?(?:1[0-2]|0?[1-9])\2(?:[12]\d|3[01]|0?[1-9])(?![\d/-]|[.,]\d)|(?<![\d./-]|\d,)(?:19|20)\d{2}([./])(?:1[0-2]|0?[1-9])\3(?:[12]\d|3[01]|0?[1-9]) ?[~至到-] ?(?:[12]\d|3[01]|0?[1-9])(?![\d/-]|[.,:]\d)/g,
    score: 0.98,
    read: () => ({ iso: null }),
  },
  {
    name: 'chinese_numerals',
    regex:
      /(?<![百十])([〇零○*一二三四五六七八九]{2}(?:[〇零○*一二三四五六七八九]{2})?) ?年 ?(十?[一二三四五六七八九]|十) ?月(?: ?([二三]?十[一二三四五六七八九]?|[一二三四五六七八九]) ?[日号號])?/g,
    score: 0.98,
    read: (m) => ({
      iso:
        m[3] === undefined || m[1]!.length < 4
          ? null
          : iso(chineseNumber(m[1]!), chineseNumber(m[2]!), chineseNumber(m[3])),
    }),
  },
]

/** A month and a day in figures, with the sign that parts them. */
const MONTH_DAY = (sign: string) => String.raw`(?:1[0-2]|0?[1-9])${sign}(?:[12]\d|3[01]|0?[1-9])`
/** The same, or the day first where it is no month ("15/3"). */
const ANY_DAY = `(?:${MONTH_DAY('/')}|(?:1[3-9]|2\\d|3[01])/(?:1[0-2]|0?[1-9]))`
/** No fraction, dose or score: what may not follow. */
const NO_DATE_BEHIND = String.raw`(?![\d/%]|[.,-]\d| ?(?:[片粒颗支包袋份级级度分次例天周量杯碗餐月年个只格侧]|mm|mg|ml|kPa|cm))`

/** Dates whose year is short, of the Republic or missing. */
export const shortHanDates = perKnowledge((knowledge): readonly Form[] => [
  {
    // "8/23大夜班", "9-14 白班"; with a full stop only at the beginning of a clause ("3.15入院").
    name: 'day_of_event_zh',
    regex: new RegExp(
      String.raw`(?<![\d./-]|\d,)${MONTH_DAY('[/-]')}(?=\s?(?:${anyPhrase(knowledge, 'stays_and_shifts', 'events_of_a_day')}))|(?<=(?:^|[,，。;；(\t])\s?)(?:1[0-2]|0?[1-9])\.(?:[12]\d|3[01])(?=\s?(?:${anyPhrase(knowledge, 'stays_and_shifts')}|[大小]?夜班))`,
      'gm',
    ),
    score: 0.78,
    read: () => ({ iso: null }),
  },
  {
    // "于3.18术后", ",3.21血培养回报", "09-02结果:": a day with a full stop at the beginning of a clause or behind a preposition, a padded one before its results.
    name: 'day_of_finding_zh',
    regex: new RegExp(
      String.raw`(?<=(?:^|[,，。;；(\t于自从]|\p{Script=Han}[、])\s?)(?:1[0-2]|0?[1-9])\.(?:[12]\d|3[01]|0[1-9])(?=\s?(?:${anyPhrase(knowledge, 'findings_of_a_day')}))|(?<=(?:^|[,，。;；(\t])\s?)(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?=\s?(?:${anyPhrase(knowledge, 'results_of_a_day')})\s?[:：])`,
      'gmu',
    ),
    score: 0.78,
    read: () => ({ iso: null }),
  },
  {
    // "周二(6/18)", "交班(3/7)", "11/02(四)"
    name: 'day_in_brackets_zh',
    regex: new RegExp(
      String.raw`(?<=[周期天日班录间诊访院午一二三四五六]\s?\()(?:${ANY_DAY}|${MONTH_DAY('-')})(?=\))|(?<![\d./-]|\d,)${MONTH_DAY('[/.-]')}(?=\s?\((?:周|星期|礼拜)?[一二三四五六日天]\))`,
      'g',
    ),
    score: 0.78,
    read: () => ({ iso: null }),
  },
  {
    name: 'day_announced_zh',
    regex: new RegExp(
      String.raw`(?<=(?:${anyPhrase(knowledge, 'announces_a_day')})[:：为是在于]?\s?)${ANY_DAY}${NO_DATE_BEHIND}`,
      'g',
    ),
    score: 0.78,
    read: () => ({ iso: null }),
  },
  {
    // "2021/3/4~3/9": the end of a stay.
    name: 'stay_end',
    regex: new RegExp(
      String.raw`(?<=(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2} ?(?:[~至到]|--?) ?)${MONTH_DAY('[./-]')}(?![\d/-]|[.,]\d)`,
      'g',
    ),
    score: 0.86,
    read: () => ({ iso: null }),
  },
  {
    // "1999-9生", "2018.3起"
    name: 'year_month_zh',
    regex: new RegExp(
      String.raw`(?<![\d./-]|\d,)(?:19|20)\d{2}[-/.](?:1[0-2]|0?[1-9])(?=\s?(?:${anyPhrase(knowledge, 'since_a_month')}))`,
      'g',
    ),
    score: 0.82,
    read: () => ({ iso: null }),
  },
  {
    // "112/3/4": the Republic's year without noughts; "78.05.21生": a year of birth.
    name: 'republic_year_bare',
    regex:
      /(?<![\d./-]|\d,)1[01]\d\/(?:1[0-2]|0?[1-9])\/(?:[12]\d|3[01]|0?[1-9])(?![\d/]|[.,]\d)|(?<![\d./-]|\d,)\d{2,3}([./-])(?:1[0-2]|0?[1-9])\1(?:[12]\d|3[01]|0?[1-9])(?=\s?(?:日)?(?:出?生|年次))/g,
    score: 0.86,
    read: () => ({ iso: null }),
  },
  {
    // "12-Mar-1975出生": Latin dates that touch the next Chinese word.
    name: 'month_name_touching',
    regex:
      /(?<![\p{L}\d.])(?:(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?[-/. ](?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}[-/., ]{1,2}(?:19|20)?\d{2}|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.? (?:[12]\d|3[01]|0?[1-9]),? (?:19|20)\d{2})(?=\p{Script=Han})/gu,
    score: 0.95,
    read: () => ({ iso: null }),
  },
  {
    // "05-17 09:24电话": the time of day touches the next word.
    name: 'day_time_zh',
    regex: new RegExp(
      String.raw`(?<![\d./-]|\d,)${MONTH_DAY('[/-]')} ?(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?=\p{Script=Han})`,
      'gu',
    ),
    score: 0.84,
    read: () => ({ iso: null }),
  },
  {
    // A note begins with its day: "12/5 病人诉…", "12/5：".
    name: 'day_of_note_zh',
    regex: new RegExp(
      String.raw`(?<=(?:^|\t)[ \t]*)${MONTH_DAY('/')}(?=\s?[:：]|\s(?:${anyPhrase(knowledge, 'opens_a_note')})|\s\p{Script=Han}{2,10}(?:${anyPhrase(knowledge, 'acts_in_a_note')}))${NO_DATE_BEHIND}`,
      'gmu',
    ),
    score: 0.76,
    read: () => ({ iso: null }),
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
    // "112/04/25": the Republic's year in figures; over a column of earlier results as well.
    name: 'republic_year_figures',
    regex: /(?<![\d./-]|\d,)(0[2-9]\d|1[01]\d)([/.-])(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?![\d/-]|[.,]\d)/g,
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
])
