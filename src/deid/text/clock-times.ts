import type { Knowledge } from '../knowledge.js'
import { matchesOf } from './matches.js'
import { oneOf } from './one-of.js'
import type { LineKind } from './result-rows.js'
import { cellAt, lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'

interface Compiled {
  notBefore: RegExp
  opening: RegExp
}
const compiled = new WeakMap<Knowledge, Compiled>()

/** Hours of two digits, so that titres and ratios ("1:80", "2:1") are none; alleles ("B*15:02") have a star or a letter before them. */
const CLOCK =
  /(?<![\d./*+\p{Script=Latin}]|\d[:,])(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!\d|:\d|[.,/]\d|%| ?[:：]\d)(?: ?[AaPp]\.?[Mm]\.?(?!\p{Script=Latin}))?/gu
/** Any hour with its half of the day: "9:05 am", "9.30pm", "7 PM". */
const HALVED = /(?<![\d:.,/*+\p{Script=Latin}-])(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)? ?[AaPp]\.?[Mm]\b\.?/gu
/** "at 1420 hrs", "by 0715h", "1420H". */
const MILITARY =
  /(?<![\d:.,/*+\p{Script=Latin}-])(?:(?<=(?:\bat|@|\bby|\bfrom|\bsince|\buntil|\btill|\bto|\baround|\bapprox\.?) )(?:[01]\d|2[0-3])[0-5]\d ?(?:hrs?|hours|h|H)|(?<=(?:[Rr]eceived|[Aa]rrived|[Cc]ollected|[Dd]rawn|[Tt]aken|[Ss]een|[Gg]iven|[Dd]one|[Cc]alled|[Nn]otified|[Ss]igned|[Pp]rinted|[Tt]ime) )(?:[01]\d|2[0-3])[0-5]\d ?(?:hrs?|hours|h|H)?|0\d[0-5]\d ?(?:hrs?|hours)|(?:0\d|1[0-8]|2[1-3])[0-5]\d ?[hH](?=[\s,;:.)-]))(?![\p{L}\d])/gu
/** "9时05分", "晚8点半", "下午3点20": with minutes or a part of the day; "3点钟方向" is a place of the breast. */
const HAN =
  /(?<![\d.:第个])(?:(?:[早晚]上?|上午|下午|中午|凌晨|夜间|傍晚|清晨|[今昨明当]?[晨晚早]) ?(?:[01]?\d|2[0-3]) ?[点时點](?:整|半|[1-3一三]刻|[0-5]?\d分?)?|(?:[01]?\d|2[0-3]) ?(?:时|[点點]) ?[0-5]\d ?分?)(?!方|位|钟|\d|[个小]|后方)/gu
/** Minutes behind the figures: a duration. */
const LASTS = /^ ?(?:min|mins|minutes?|分钟?|小时|秒|s(?!\p{L})|m:s|mm)/u
/** The second half of a period, or its first. */
const PERIOD = /^ ?(?:[-–—~～至到]|to\b) ?\d{1,2}:\d\d/
const PERIOD_BEFORE = /\d{1,2}:\d\d ?(?:[-–—~～至到]|to) ?$/
const NEAR = 24

/**
 * Times of day without a date ("10:42 致电未接", "drawn at 9:05 AM", "BP repeat 14:30"): the time of an event is part of its date. In rows of results only inside of a cell that
 * holds more, and no whole hours there: those name a test ("Cortisol 8:00 AM").
 */
export function findClockTimes(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  const spans: Span[] = []
  const rules = compile(knowledge)
  const look = (form: RegExp) => {
    for (const match of matchesOf(text, form)) {
      const start = match.index
      const end = start + match[0].trimEnd().length
      const number = lineAt(sheet, start)
      const line = sheet.lines[number]!
      const before = text.slice(Math.max(line.start, start - NEAR), start)
      const after = text.slice(end, Math.min(line.end, end + 14))
      if (LASTS.test(after) || rules.notBefore.test(before)) continue
      if ((PERIOD.test(after) || PERIOD_BEFORE.test(before)) && rules.opening.test(text.slice(line.start, start)))
        continue
      if (kinds[number] !== 'text') {
        if (kinds[number] === 'header' || !/\d[:.]\d/.test(match[0]) || /[:.]00(?!\d)/.test(match[0])) continue
        const cell = cellAt(line, start)
        if (cell === undefined || (cell.start === start && cell.end === end)) continue
      } else if (
        !/[:.][0-5][1-9]|[:.][1-5]0/.test(match[0]) &&
        /cortisol|ACTH|皮质醇/i.test(text.slice(line.start, line.end))
      )
        continue
      spans.push({ start, end, category: 'DATE', detector: 'clock_time', score: kinds[number] === 'text' ? 0.8 : 0.86 })
    }
  }
  if (/\d:\d\d/.test(text)) look(CLOCK)
  if (/\d ?[AaPp]\.?[Mm]/.test(text)) look(HALVED)
  if (/(?<!\d)[012]\d[0-5]\d(?!\d)/.test(text)) look(MILITARY)
  if (/\d ?[时点點]/.test(text)) look(HAN)
  return spans
}

function compile(knowledge: Knowledge): Compiled {
  let rules = compiled.get(knowledge)
  if (rules === undefined) {
    const { not_before, opening } = knowledge.surroundings.times
    rules = {
      notBefore: new RegExp(`(?:${oneOf(not_before)})[-\\s\\p{L}*]{0,6}[\\s:：=(约为]{0,3}$`, 'iu'),
      opening: new RegExp(oneOf(opening), 'iu'),
    }
    compiled.set(knowledge, rules)
  }
  return rules
}
