import type { DateOrder } from './dates.js'
import { isDay } from './validators.js'

/** A printed form of dates: what it looks like and what day it names. */
export interface Form {
  name: string
  regex: RegExp
  score: number
  /** The day; `iso` null where the form names none; null where the match is no date after all. */
  read(match: RegExpExecArray, order: DateOrder): { iso: string | null; ambiguous?: boolean } | null
}

/** A day of the Gregorian calendar, null when it does not exist. */
export function iso(year: number, month: number, day: number): string | null {
  return isDay(year, month, day) ? `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` : null
}

/** A day in figures in the order given; `ambiguous` where the other order names another day. */
export function numeric(
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

export function dayOrNull(day: string | null): { iso: string } | null {
  return day === null ? null : { iso: day }
}

/** Two-digit years: 00-68 are 2000s (POSIX strptime %y). Masked years are no year. */
export function yearOf(text: string): number | null {
  const digits = text.replace("'", '')
  if (!/^\d+$/.test(digits)) return null
  const year = Number(digits)
  return digits.length === 2 ? (year <= 68 ? 2000 + year : 1900 + year) : year
}

const CHINESE_DIGITS = '〇一二三四五六七八九'

/** 二〇二四, 十二, 二十三, 一百一十三, 一百零三: up to 999. NaN for anything else. */
export function chineseNumber(text: string): number {
  const digit = (char: string) => {
    const at = CHINESE_DIGITS.indexOf(char.replace(/[零○*]/, '〇'))
    return at < 0 ? Number.NaN : at
  }
  if (!/[十百]/.test(text)) return text === '' ? Number.NaN : Number([...text].map(digit).join(''))
  const hundreds = text.includes('百') ? text.slice(0, text.indexOf('百')) : null
  const rest = hundreds === null ? text : text.slice(hundreds.length + 1).replace(/^[零〇○*]/, '')
  let value = hundreds === null ? 0 : 100 * (hundreds === '' ? 1 : digit(hundreds))
  if (!rest.includes('十')) return value + (rest === '' ? 0 : digit(rest))
  const [tens, ones] = rest.split('十') as [string, string]
  value += 10 * (tens === '' ? 1 : digit(tens))
  return value + (ones === '' ? 0 : digit(ones))
}

/** What stands directly before a match, up to `reach` characters. */
export function before(match: RegExpExecArray, reach: number): string {
  return match.input.slice(Math.max(0, match.index - reach), match.index)
}

/** What stands directly behind a match, up to `reach` characters. */
export function behind(match: RegExpExecArray, reach: number): string {
  const end = match.index + match[0].length
  return match.input.slice(end, end + reach)
}

/** The line that a match stands in. */
export function lineOf(match: RegExpExecArray): string {
  const start = match.input.lastIndexOf('\n', match.index - 1) + 1
  const end = match.input.indexOf('\n', match.index)
  return match.input.slice(start, end < 0 ? undefined : end)
}

/** One expression for many words, as a tree of their letters: tried one by one, two hundred month names cost most of the time of a page. `letter` writes a letter. */
export function anyOf(words: readonly string[], letter: (char: string) => string): string {
  const byFirst = new Map<string, string[]>()
  let ends = false
  for (const word of words) {
    const [first, ...rest] = [...word]
    if (first === undefined) ends = true
    else byFirst.set(first, [...(byFirst.get(first) ?? []), rest.join('')])
  }
  if (byFirst.size === 0) return ''
  const branches = [...byFirst].map(([first, rests]) => letter(first) + anyOf(rests, letter))
  const joined = branches.length === 1 && !ends ? branches[0]! : `(?:${branches.join('|')})`
  return ends ? `${joined.startsWith('(?:') ? joined : `(?:${joined})`}?` : joined
}

/** A bare eight-digit day (`20230520`), read only beside a date label. */
export function compactDay(text: string): string | null {
  const match = /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(text.trim())
  return match === null ? null : iso(Number(match[1]), Number(match[2]), Number(match[3]))
}
