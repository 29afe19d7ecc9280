import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import type { LineKind } from './result-rows.js'
import { cellAt, lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'

interface Compiled {
  /** Words for a call, a line or a person to call, within a few words before the number. */
  call: RegExp
  /** A bracket opens directly behind a name or a relative: "Kamsiah (8111 2233)", "her son (8111 2233)". */
  inBracket: RegExp
  /** What only reports of these places print. */
  country: RegExp
  /** Words that count or measure: what stands behind them is a value. */
  counts: RegExp
}

/** Two groups of four that begin as numbers of Singapore, Hong Kong and Macau do (3, 5, 6, 8, 9): no country code, no trunk prefix. */
const NUMBER = /(?<![\p{L}\d.,/:<>≤≥*#^+-]|\d[ -]|[<>≤≥] )[35689]\d{3}([ -]?)\d{4}(?![\p{L}\d%]|[.,/:-]\d|[ -]\d)/gu
const REACH = 40

/** Telephone numbers of eight digits as Singapore and Hong Kong print them, beside another sign of a telephone or of the place; never values. */
export function findEightDigitPhones(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  if (!/[35689]\d{3}[ -]?\d{4}(?!\d)/.test(text)) return []
  const rules = compile(knowledge)
  const local = rules.country.test(text)
  const spans: Span[] = []
  for (const match of matchesOf(text, NUMBER)) {
    const start = match.index
    const end = start + match[0].length
    const number = lineAt(sheet, start)
    const line = sheet.lines[number]!
    if (kinds[number] === 'header' || line.end < end) continue
    const cell = cellAt(line, start)
    const before = text.slice(Math.max(line.start, start - REACH), start)
    if (rules.counts.test(before)) continue
    const called = rules.call.test(before)
    const bracketed = rules.inBracket.test(before) && /^\)/.test(text.slice(end, end + 1))
    const alone = cell !== undefined && cell.start === start && cell.end === end
    // "3500-5000": a hyphen is a range's as well, and years are groups of four.
    const told = match[1] === ' ' ? called || bracketed || (local && (alone || /\p{L}/u.test(before))) : called && local
    if (!told || (kinds[number] === 'result' && !called && !bracketed)) continue
    spans.push({ start, end, category: 'PHONE', detector: 'phone_of_eight_digits', score: 0.86 })
  }
  return spans
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    call: new RegExp(
      String.raw`(?<!\p{L})(?:${anyPhrase(knowledge, 'words_for_a_call', 'words_for_a_line')}|電話|电话|傳真|传真|手機|手机|查詢|查询|預約|预约|熱線|热线)(?!\p{L})[^\n\d]{0,20}$`,
      'iu',
    ),
    inBracket: new RegExp(
      String.raw`(?:(?<!\p{L})\p{Lu}[\p{L}'’-]+\.?|(?<!\p{L})(?:${anyPhrase(knowledge, 'close_kin', 'reached_in_brackets')})) ?\((?:\p{L}{1,10}[:.]? ?)?$`,
      'u',
    ),
    country: new RegExp(
      String.raw`\+65(?!\d)|\+852|\+853|\+65 ?\d{4}|(?<!\p{L})(?:${anyPhrase(knowledge, 'places_of_eight_digits')})(?!\p{L})|香港|九龍|九龙|新界|澳門|新加坡`,
      'u',
    ),
    counts: new RegExp(String.raw`(?:${anyPhrase(knowledge, 'values_of_eight_digits')})[\s.:#]*$`, 'iu'),
  }),
)
