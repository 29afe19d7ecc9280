import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { formsOf } from './date-forms.js'
import { matchesOf } from './matches.js'

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
/** "0815", "2340": the time as wards write it. */
const CLOCK = String.raw`(?:[01]\d|2[0-3])[0-5]\d`
/** A time behind a date, with what joins the two. */
const afterDate = perKnowledge(
  (knowledge) =>
    new RegExp(
      String.raw`^(?:[ \t]?[,;/|-]?[ \t]{0,3}(?:at|@|um|a las|à|às|alle|kl\.?|${anyPhrase(knowledge, 'parts_of_a_day')}|[早晚晨夜午])?\s{0,2}|T)(${TIME})`,
      'i',
    ),
)
/** Behind a day with its year, and in one cell with it, four digits that no unit and no other number follows. */
const CLOCK_AFTER = new RegExp(
  String.raw`^(?: ?(?:at|@|,|-|/|\() ?| )(${CLOCK})(?!\d|[.,:/%-]\d|\s?(?:[%°]|(?:m|u|µ|μ|k|p|n|f)?(?:g|l|L|mol|m|U|IU|Eq|cal|cc|cm|mm|kcal)(?!\p{L})|\p{L}{1,5}\/))`,
  'u',
)
const BEFORE_DATE = new RegExp(
  String.raw`(${TIME})\s?[,/|-]?\s{0,2}(?:on\s)?$|(?<!\d[.,]?|\d )(${CLOCK})(?:\s?(?:hrs?|h))? ?(?:on|,|/) ?$|(?<=(?:\bat|@|[Tt]ime:?) )(${CLOCK}) $`,
  'i',
)
/** "5.57" below or above a day is a result: times with a point stand on its line. */
const ON_OTHER_LINE = /\n\s*\d{1,2}\s?\.\s?\d{2}$|^\d{1,2}\s?\.\s?\d{2}\s*\n/
const WEEKDAY_BEFORE =
  /(?:(?:Mon|Tues?|Wed(?:nes|s)?|Thu(?:rs?)?|Fri|Sat(?:ur|s)?|Sun)(?:day)?\.?,?(?: the)?|(?:[上下本这]个?)?(?:星期|周|礼拜)[一二三四五六日天][,，(]?)\s{0,2}$/
const WEEKDAY_AFTER = /^\s?[([]?(?:星期|周|週|礼拜)[一二三四五六日天][)\]]?/
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
  for (const date of found) widen(date, text, knowledge)
  return found.sort((a, b) => a.start - b.start)
}

/** Takes in the time and the weekday beside a date: they are part of the moment. */
function widen(date: PrintedDate, text: string, knowledge: Knowledge): void {
  const weekdayBefore = WEEKDAY_BEFORE.exec(text.slice(Math.max(0, date.start - 18), date.start))
  if (weekdayBefore !== null && !/\p{Script=Latin}/u.test(text[date.start - weekdayBefore[0].length - 1] ?? ' '))
    date.start -= weekdayBefore[0].length
  const weekday = WEEKDAY_AFTER.exec(text.slice(date.end, date.end + 10))
  if (weekday !== null) date.end += weekday[0].length
  const after = afterDate(knowledge).exec(text.slice(date.end, date.end + 45))
  if (after !== null && !ON_OTHER_LINE.test(after[0])) {
    date.end += after[0].length
    return
  }
  const clock = /\d{4}$|\d[-/.]\d{2}$|'\d{2}$/.test(text.slice(date.start, date.end))
    ? CLOCK_AFTER.exec(text.slice(date.end, date.end + 18))
    : null
  if (clock !== null) {
    date.end += clock[0].length
    return
  }
  const before = BEFORE_DATE.exec(text.slice(Math.max(0, date.start - 24), date.start))
  if (
    before !== null &&
    !ON_OTHER_LINE.test(before[0]) &&
    !/[\d.:-]$/.test(text.slice(0, date.start - before[0].length).slice(-1))
  )
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
  for (const match of matchesOf(text, regex)) {
    const first = Number(match[1])
    const second = Number(match[3])
    if (first > 12 && first <= 31 && second <= 12) dmy += 1
    if (second > 12 && second <= 31 && first <= 12) mdy += 1
  }
  return dmy === mdy ? null : dmy > mdy ? 'dmy' : 'mdy'
}
