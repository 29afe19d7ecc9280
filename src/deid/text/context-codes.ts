import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase, phrases } from '../phrases.js'
import { matchesOf } from './matches.js'
import { literal, longestFirst } from './one-of.js'
import type { Span } from './span.js'
import { isUnit } from './units.js'

interface Compiled {
  /** A sign or a word for a number ends what announces the code. */
  sure: RegExp
  /** "CD34", "HLA-B27", "CA 19-9": names of markers behind a specimen's word. */
  marker: RegExp
  latin: RegExp
  account: RegExp
  han: RegExp
  words: Set<string>
}

/** A code: letters and digits in up to five groups, the first capitals or digits; spaces only between groups of digits. */
const CODE = String.raw`#?[A-Z\d][A-Z\d]{0,20}(?:[-/._][A-Z\d]{1,14}){0,4}(?: \d[\dA-Z]{1,7}(?:[-/][\dA-Z]{1,8}){0,3}){0,4}(?:\s?/\s?\d{1,2})?`

/** Codes that a noun announces ("badge PG-3381", "clinic code ORTHKN2", "领取码 6F29QX", "user amina.rn2"), in running text too; made of whatever. */
export function findContextCodes(text: string, knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const spans: Span[] = []
  const add = (match: RegExpExecArray, code: string, category: 'ID' | 'ACCOUNT') => {
    const start = match.index + match[0].length - code.length
    spans.push({
      start,
      end: start + code.length,
      category,
      detector: 'code_behind_word',
      // A code of letters and five digits is no result: it goes in a row of results too ("Specimen KP24-10577. Polyp, 0.4 cm").
      score: category === 'ACCOUNT' || (/[A-Z]/.test(code) && (code.match(/\d/g) ?? []).length >= 5) ? 0.86 : 0.84,
    })
  }
  for (const match of matchesOf(text, rules.latin)) {
    const sure = rules.sure.test(match[0].slice(0, match[0].length - match[1]!.length))
    // "Practice ABN 51 004…", "Patient ID/90-44": a second announcing word is no part of the code.
    const code = match[1]!.replace(/^([A-Z]+)[ /](?=\d)/, (whole, word: string) => (rules.words.has(word) ? '' : whole))
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 24)
    // "(reference 2.64.7)": a range of which OCR lost the dash.
    const range = text[match.index - 1] === '(' && /^ref/i.test(match[0]) && !/[A-Z]|\d{4}/.test(code)
    if (!range && isCode(code, sure, after, knowledge)) add(match, code, 'ID')
  }
  for (const match of matchesOf(text, rules.account)) {
    const code = (match[1] ?? match[2])!
    if (/\d/.test(code) && /[A-Za-z#]|^\d{3,}/.test(code)) add(match, code, 'ACCOUNT')
  }
  for (const match of matchesOf(text, rules.han)) {
    const code = match[1]!
    if (knowledge.codeWords.not_zh.some((word) => match[0].slice(0, -code.length).trim().endsWith(word))) continue
    if ((code.match(/\d/g) ?? []).length >= 2 && code.replace(/[^\p{L}\d]/gu, '').length >= 4) add(match, code, 'ID')
  }
  return spans
}

/** Letters and digits, separators or four digits and more; no year, no value with its unit, no fraction. `sure`: a sign or a number word stands before it. */
function isCode(code: string, sure: boolean, after: string, knowledge: Knowledge): boolean {
  const digits = code.replace(/\D/g, '').length
  const letters = code.replace(/[^A-Z]/g, '').length
  const solid = digits + letters
  if (solid < 4 || digits < 1 || (digits < 3 && !(sure && letters > 0) && !(digits === 2 && letters >= 3))) return false
  if (!sure && digits < 4 && letters === 0) return false
  if (!sure && /^[A-Z]{1,5}\d{1,2}$/.test(code) && solid < 6) return false
  if (/^(?:19|20)\d{2}(?:[-/.]\d{1,2}){0,2}$/.test(code) || /^\d{1,2}([-/.])\d{1,2}\1(?:19|20)?\d{2}$/.test(code))
    return false
  // "at time of study 158/92 mmHg": a blood pressure.
  if (/^\d{1,3}\/\d{1,3}$/.test(code)) return false
  // "Ref. 60-110", "Ref: KDIGO 2024": a range, a decimal, a guideline and its year.
  if (/^\d{1,4}(?:\.\d+)?(?:-\d{1,4}(?:\.\d+)?)?$/.test(code) && (code.includes('.') || code.includes('-')))
    return false
  if (/^[A-Z]{3,6} (?:19|20)\d{2}$/.test(code)) return false
  // "CD34", "HLA-B27", "CA 19-9": names of markers behind a specimen's word.
  if (compile(knowledge).marker.test(code)) return false
  const unit = /^\s?([^\s\d,;)]+)/.exec(after)?.[1]
  return !(letters === 0 && unit !== undefined && isUnit(unit, knowledge))
}

const compile = perKnowledge((knowledge): Compiled => {
  const longest = (words: readonly string[], cased: (word: string) => string[]) =>
    longestFirst(words.flatMap(cased).map(literal))
  // As sentences and forms print them: codes are capitals, so the expression must tell case.
  const cased = (word: string) => [
    word,
    word[0]!.toUpperCase() + word.slice(1),
    word.replace(/(?<![\p{L}'])\p{L}/gu, (c) => c.toUpperCase()),
    word.toUpperCase(),
  ]
  // A word that says number, between a noun and its code.
  const numbers = [...phrases(knowledge, 'number_words'), 'reference', 'card'].flatMap(cased)
  const numberWord = String.raw`(?:\s?(?:${longestFirst(numbers)}|n[º°])(?![\p{L}])\.?){0,2}`
  const { latin, accounts, zh } = knowledge.codeWords
  const rules: Compiled = {
    sure: new RegExp(String.raw`(?:[#:：]|\.{2}|\b(?:${anyPhrase(knowledge, 'number_words')})\.?)\s*$`, 'i'),
    marker: new RegExp(
      String.raw`^(?:${anyPhrase(knowledge, 'markers', 'markers_behind_specimens')})[- ]?[A-Z]?\d{1,3}(?:[-/]\d{1,2})?$`,
    ),
    words: new Set(['ID', 'NO', ...latin.map((word) => word.toUpperCase())]),
    latin: new RegExp(
      String.raw`(?<![\p{L}\d])(?:${longest(latin, cased)})(?![\p{L}])${numberWord}\.?\s?(?:[:：=#-]|\(|\bis\b|(?:\.\s?){2,12})?\s{0,3}(${CODE})(?![\p{L}\d%]|[.,:]\d|[-/][\p{L}\d]|\s?[%°℃^×])`,
      'gu',
    ),
    account: new RegExp(
      String.raw`(?<![\p{L}\d])(?:${longest(accounts, cased)})(?![\p{L}])${numberWord}\s?[:：=]?\s{0,2}((?:#[A-Z]{0,3}-?\d{2,8}|[A-Za-z]{1,12}(?:[._-][A-Za-z]{1,12})?\d{1,6}|\d{3,8}))(?![\p{L}\d%]|[.,:]\d)|(?<=\b[Bb]y ?:? )((?:[A-Z]{3,8}\d{2,6}|#[A-Z]{0,3}-?\d{2,8}))(?![\p{L}\d])`,
      'gu',
    ),
    han: new RegExp(
      String.raw`(?:${longest(zh, (word) => [word])})(?:号码?|编号|为|是)?\s?[:：]?\s{0,3}((?:\p{Script=Han}(?=[A-Z]))?[A-Z\d*](?:[A-Z\d*]|[-/_.·](?=[A-Z\d])|[^\S\n](?=\d{2,})|\n(?=\d{2,}(?![\d-]*\p{L})))*)(?![.\d]|\s?(?:mm|cm|ml|mg|岁|年\d|月))`,
      'gu',
    ),
  }
  return rules
})
