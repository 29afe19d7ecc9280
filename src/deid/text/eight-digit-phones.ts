import { matchesOf } from './matches.js'
import type { LineKind } from './result-rows.js'
import { cellAt, lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'

/** Two groups of four that begin as numbers of Singapore, Hong Kong and Macau do (3, 5, 6, 8, 9): no country code, no trunk prefix. */
const NUMBER = /(?<![\p{L}\d.,/:<>≤≥*#^+-]|\d[ -]|[<>≤≥] )[35689]\d{3}([ -]?)\d{4}(?![\p{L}\d%]|[.,/:-]\d|[ -]\d)/gu
/** Words for a call, a line or a person to call, within a few words before the number. */
const CALL =
  /(?<!\p{L})(?:tel|telephone|phone|mob|mobile|hp|h\/p|handphone|hand phone|fax|whatsapp|wechat|sms|text|contact|calls?|called|ring|rang|rung|reach|reached|dial|hotline|helpline|line|clinic|appointments?|enquir(?:y|ies)|emergency|kin|t|m|f|電話|电话|傳真|传真|手機|手机|查詢|查询|預約|预约|熱線|热线)(?!\p{L})[^\n\d]{0,20}$/iu
/** A bracket opens directly behind a name or a relative: "Kamsiah (8111 2233)", "her son (8111 2233)". */
const IN_BRACKET =
  /(?:(?<!\p{L})\p{Lu}[\p{L}'’-]+\.?|(?<!\p{L})(?:wife|husband|son|daughter|mother|father|sister|brother|nurse|clinic|office|desk|helper|friend|partner|me|us|him|her|you)) ?\((?:\p{L}{1,10}[:.]? ?)?$/u
/** What only reports of these places print. */
const COUNTRY =
  /\+65(?!\d)|\+852|\+853|\+65 ?\d{4}|(?<!\p{L})(?:Singapore|S['’]pore|Hong ?Kong|HONG ?KONG|SINGAPORE|NRIC|HKID|UEN|HealthHub|SingHealth|Kowloon|New Territories|Macau|Macao|Pte\.? Ltd|CHAS|MediSave|Medisave)(?!\p{L})|香港|九龍|九龙|新界|澳門|新加坡/u
/** Words that count or measure: what stands behind them is a value. */
const COUNTS = /(?:range|ref|count|steps|kcal|lot|batch|model|catalogue|cat|version|item|grant|study|n ?=)[\s.:#]*$/iu
const REACH = 40

/** Telephone numbers of eight digits as Singapore and Hong Kong print them, beside another sign of a telephone or of the place; never values. */
export function findEightDigitPhones(sheet: Sheet, kinds: readonly LineKind[]): Span[] {
  const { text } = sheet
  if (!/[35689]\d{3}[ -]?\d{4}(?!\d)/.test(text)) return []
  const local = COUNTRY.test(text)
  const spans: Span[] = []
  for (const match of matchesOf(text, NUMBER)) {
    const start = match.index
    const end = start + match[0].length
    const number = lineAt(sheet, start)
    const line = sheet.lines[number]!
    if (kinds[number] === 'header' || line.end < end) continue
    const cell = cellAt(line, start)
    const before = text.slice(Math.max(line.start, start - REACH), start)
    if (COUNTS.test(before)) continue
    const called = CALL.test(before)
    const bracketed = IN_BRACKET.test(before) && /^\)/.test(text.slice(end, end + 1))
    const alone = cell !== undefined && cell.start === start && cell.end === end
    // "3500-5000": a hyphen is a range's as well, and years are groups of four.
    const told = match[1] === ' ' ? called || bracketed || (local && (alone || /\p{L}/u.test(before))) : called && local
    if (!told || (kinds[number] === 'result' && !called && !bracketed)) continue
    spans.push({ start, end, category: 'PHONE', detector: 'phone_of_eight_digits', score: 0.86 })
  }
  return spans
}
