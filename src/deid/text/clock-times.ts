import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import { oneOf } from './one-of.js'
import type { LineKind } from './result-rows.js'
import { cellAt, lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'

interface Compiled {
  /** A unit behind four figures: an amount ("collected 1250 mL"). */
  counted: RegExp
  /** "at 1420 hrs", "by 0715h", "1420H". */
  military: RegExp
  /** "repeated 0715 by", "05/06 0915 - spoke": what is done again or told, or a day, before four figures with a nought, or before others where a hand, a dash or the end follows. */
  militaryAct: RegExp
  /** A label or heading of times: "Time", "Time collected", "Coll. time". */
  timeHead: RegExp
  notBefore: RegExp
  opening: RegExp
}

/** Hours of two digits, so that titres and ratios ("1:80", "2:1") are none; alleles ("B*15:02") have a star or a letter before them. */
const CLOCK =
  /(?<![\d./*+\p{Script=Latin}]|\d[:,])(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!\d|:\d|[.,/]\d|%| ?[:：]\d)(?: ?[AaPp]\.?[Mm]\.?(?!\p{Script=Latin}))?/gu
/** Any hour with its half of the day: "9:05 am", "9.30pm", "7 PM". */
const HALVED = /(?<![\d:.,/*+\p{Script=Latin}-])(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)? ?[AaPp]\.?[Mm]\b\.?/gu
const MILITARY_CELL = /^(?:[01]\d|2[0-3])[0-5]\d ?(?:h|H|hrs?|hours)?$/
/** Rows below a heading that are looked through. */
const COLUMN_REACH = 40
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
      if (LASTS.test(after) || (form === rules.military && rules.counted.test(after)) || rules.notBefore.test(before))
        continue
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
  if (/(?<!\d)[012]\d[0-5]\d(?!\d)/.test(text)) {
    look(rules.military)
    look(rules.militaryAct)
    if (/times?/i.test(text)) spans.push(...militaryCells(sheet, rules))
  }
  if (/\d ?[时点點]/.test(text)) look(HAN)
  return spans
}

/** Times of four figures in the row of a label of times, or in the column below it; years are none where the row holds nothing else. */
function militaryCells(sheet: Sheet, rules: Compiled): Span[] {
  const { text } = sheet
  const spans: Span[] = []
  const add = ({ start, end }: { start: number; end: number }) =>
    spans.push({ start, end, category: 'DATE', detector: 'clock_time_cell', score: 0.87 })
  const isTime = ({ start, end }: { start: number; end: number }) =>
    end - start <= 10 && MILITARY_CELL.test(text.slice(start, end))
  sheet.lines.forEach((line, number) => {
    line.cells.forEach((cell, at) => {
      if (cell.end - cell.start > 32 || !rules.timeHead.test(text.slice(cell.start, cell.end).trim())) return
      const beside = line.cells.slice(at + 1)
      // "Time  2021  2022  2023": a head of years.
      const years = beside.length > 1 && beside.every(({ start, end }) => /^20[0-3]\d$/.test(text.slice(start, end)))
      if (beside.length > 0 && isTime(beside[0]!) && !years) for (const other of beside.filter(isTime)) add(other)
      for (const below of sheet.lines.slice(number + 1, number + 1 + COLUMN_REACH)) {
        const under = below.cells.find((other) => other.x0 < cell.x1 && other.x1 > cell.x0)
        if (under === undefined) continue
        if (!isTime(under)) break
        add(under)
      }
    })
  })
  return spans
}

const compile = perKnowledge((knowledge): Compiled => {
  const { not_before, opening } = knowledge.surroundings.times
  return {
    counted: new RegExp(
      String.raw`^ ?(?:${anyPhrase(knowledge, 'counted')}|[mcdkµμ]?[lL]|cc|[mkµμ]?g|mcg|I?U|units?|k?cal|[\p{L}µμ]{1,5}/)(?!\p{L})`,
      'u',
    ),
    military: new RegExp(
      String.raw`(?<![\d:.,/*+\p{Script=Latin}-])(?:(?<=(?:\bat|@|\bby|\bfrom|\bsince|\buntil|\btill|\bto|\baround|\bapprox\.?) )(?:[01]\d|2[0-3])[0-5]\d ?(?:hrs?|hours|h|H)|(?<=(?:${anyPhrase(knowledge, 'told_with_an_hour')}) )(?:[01]\d|2[0-3])[0-5]\d ?(?:hrs?|hours|h|H)?|0\d[0-5]\d ?(?:hrs?|hours)|(?:0\d|1[0-8]|2[1-3])[0-5]\d ?[hH](?=[\s,;:.)-]))(?![\p{L}\d])`,
      'gu',
    ),
    militaryAct: new RegExp(
      String.raw`(?<![\d:.,/*+\p{Script=Latin}-])(?<=(?:(?:${anyPhrase(knowledge, 'done_at_an_hour')}) (?:at )?)|\d[/-]\d{1,2}(?:[/-]\d{2,4})? (?:at |@ ?)?)(?:0\d[0-5]\d(?= ?(?:$|[\n\t,;)]|by |[-–] |hrs|\p{Ll}))|(?:1\d|2[0-3])[0-5]\d(?= ?(?:by |[-–] \p{L}|[;)]|$)))(?! ?(?:-|–) ?\d)`,
      'gmu',
    ),
    timeHead: new RegExp(
      `^(?:(?:${anyPhrase(knowledge, 'before_time')}) )?times?(?: (?:${anyPhrase(knowledge, 'behind_time')}))?:?$`,
      'i',
    ),
    notBefore: new RegExp(`(?:${oneOf(not_before)})[-\\s\\p{L}*]{0,6}[\\s:：=(约为]{0,3}$`, 'iu'),
    opening: new RegExp(oneOf(opening), 'iu'),
  }
})
