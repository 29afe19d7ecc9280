import type { Knowledge } from '../knowledge.js'
import { chineseNumber, dayOrNull, type Form, iso } from './date-form.js'
import { fold } from './fold.js'
import { literal, longestFirst } from './one-of.js'

/** First years of the Japanese eras since 1868: the year before the first. */
const ERAS: Readonly<Record<string, number>> = { 明治: 1867, 大正: 1911, 昭和: 1925, 平成: 1988, 令和: 2018 }
const ERA_LETTERS: Readonly<Record<string, number>> = { M: 1867, T: 1911, S: 1925, H: 1988, R: 2018 }
/** The Republic's first year is 1912. */
const REPUBLIC = 1911
/** The Buddhist era of Thailand counts 543 years more. */
const BUDDHIST = 543

/** Dates of other calendars: eras of the Republic of China and of Japan, Korean print, Buddhist, Islamic, Persian, Ethiopic, Nepali and Hebrew years. */
export function otherCalendars(knowledge: Knowledge): Form[] {
  const none = { iso: null }
  const number = '(?:\\d{1,3}|[元〇零一二三四五六七八九十百]{1,5})'
  const numberOf = (text: string) => (text === '元' ? 1 : /^\d/.test(text) ? Number(text) : chineseNumber(text))
  const list: Form[] = [
    {
      name: 'era',
      // "民国112年5月20日", "民国九十八年", "令和6年5月", "昭和四十五年"
      regex: new RegExp(
        String.raw`(民国|明治|大正|昭和|平成|令和) ?(${number}) ?(?:年(?: ?(${number}) ?月(?: ?(${number}) ?[日号]?|份|初|底|末)?)?(?:[初底末春夏秋冬])?|([./-])(\d{1,2})\5(\d{1,2})(?!\d))`,
        'gu',
      ),
      score: 0.98,
      read: (m) => {
        const year = (ERAS[m[1]!] ?? REPUBLIC) + numberOf(m[2]!)
        const [month, day] = [m[3] ?? m[6], m[4] ?? m[7]]
        return { iso: month === undefined || day === undefined ? null : iso(year, numberOf(month), numberOf(day)) }
      },
    },
    {
      // "112年5月", "98年3月初": the Republic's year without its name.
      name: 'republic_year_month',
      regex: /(?<![\d.])(?:9\d|1[01]\d) ?年 ?(?:1[0-2]|0?[1-9]) ?月(?:份|初|底|末|中旬|上旬|下旬)?(?! ?\d)/g,
      score: 0.9,
      read: () => none,
    },
    {
      name: 'korean',
      regex: /(?<!\d)((?:19|20)\d{2}) ?년 ?(\d{1,2}) ?월(?: ?(\d{1,2}) ?일)?/g,
      score: 0.98,
      read: (m) => ({ iso: m[3] === undefined ? null : iso(Number(m[1]), Number(m[2]), Number(m[3])) }),
    },
    {
      name: 'vietnamese',
      regex: /(?:[Nn]gày ?(\d{1,2}) ?)?[Tt]háng ?(\d{1,2}) ?năm ?((?:19|20)\d{2})(?!\d)/g,
      score: 0.97,
      read: (m) => ({ iso: m[1] === undefined ? null : iso(Number(m[3]), Number(m[2]), Number(m[1])) }),
    },
    {
      name: 'buddhist_numeric',
      regex: /(?<![\d./-]|\d,)(\d{1,2})([/.-])(\d{1,2})\2(2[45]\d{2})(?!\d|[./-]\d)/g,
      score: 0.92,
      read: (m) => dayOrNull(iso(Number(m[4]) - BUDDHIST, Number(m[3]), Number(m[1]))),
    },
    {
      name: 'buddhist_month_name',
      regex:
        /(?<![\d.]|\d,)(\d{1,2})[ -](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?[ -]25[3-9]\d(?!\d)/g,
      score: 0.92,
      read: () => none,
    },
    {
      // "R4.07.12", "S46年8月3日", "H30/4/1": eras of Japan by their letters.
      name: 'era_letter',
      regex:
        /(?<![\p{L}\d.-])([MTSHR])\.? ?(\d{1,2})(?:([./-])(\d{1,2})\3(\d{1,2})(?![\d%]|[./-]\d)| ?年 ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?日)?)/gu,
      score: 0.9,
      read: (m) => {
        const [month, day] = [Number(m[4] ?? m[6]), m[5] ?? m[7]]
        if (month < 1 || month > 12 || Number(day ?? 1) < 1 || Number(day ?? 1) > 31) return null
        return { iso: day === undefined ? null : iso(ERA_LETTERS[m[1]!]! + Number(m[2]), month, Number(day)) }
      },
    },
    {
      // "1403/02/15", "1445-09-12": Persian and Islamic years, year first; day first only beside the name of the era.
      name: 'persian_or_islamic',
      regex: /(?<![\d./-]|\d,)1[34]\d{2}([/-])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d|[./-]\d)/g,
      score: 0.86,
      read: () => none,
    },
    {
      name: 'numeric_era',
      regex:
        /(?<![\d./-]|\d,)\d{1,4}([/.-])\d{1,2}\1\d{1,4} ?(?:A\.?H\.?|H\b|S\.?H\.?|B\.?E\.?|B\.?S\.?|E\.?C\.?|هـ?|ش|م)(?![\p{L}\d])/gu,
      score: 0.9,
      read: () => none,
    },
  ]
  for (const calendar of knowledge.calendars) {
    const names = longestFirst(calendar.months.map((name) => literal(fold(name).text)))
    const era = calendar.era.map((name) => literal(fold(name).text)).join('|')
    const beside = era === '' ? '' : String.raw`(?: ?(?:${era})(?![\p{L}\d]))?`
    list.push({
      name: `calendar_${calendar.name}`,
      regex: new RegExp(
        String.raw`(?<![\p{L}\d.]|\d,)(?:\d{1,2}(?:st|nd|rd|th)?[ -](?:of )?(?:${names})\.?,?[ -]${beside} ?(\d{4})|(?:${names}) \d{1,2}(?:st|nd|rd|th)?,? (\d{4})|(?:${names}),? (\d{4}))(?!\d|[.,]\d)${beside}`,
        'gu',
      ),
      score: 0.9,
      read: (m) => {
        const year = Number(m[1] ?? m[2] ?? m[3])
        return year >= calendar.from && year <= calendar.to ? none : null
      },
    })
  }
  return list
}
