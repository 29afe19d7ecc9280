import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import type { LineKind } from './result-rows.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'
import { explainsForm, isEverydayWord } from './vocabulary.js'

/** "m.bocchi", "rajeswari.m", "j_roe2": small letters about a full stop or an underscore; no address of a site or a file. */
const DOTTED =
  /(?<![\p{L}\d.@/_-])(?=\p{Ll}*[._]\p{Ll}*\p{Ll}{3}|\p{Ll}{3})\p{Ll}{1,14}[._]\p{Ll}{1,16}\d{0,3}(?![\p{L}\d@/_-]|\.\p{L})/gu
/** A line of printing or filing holds a time of day or a day in figures. */
const MOMENT = /(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)|(?<!\d)\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?!\d)/

/** Accounts of who printed, filed or entered a report ("printed by rajeswari.m", "Filed in Socrates by bscallan 29/01/2026"): letters that are no words, beside a moment. */
export function findLogins(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  return sheet.lines.flatMap((line, number) => {
    if (kinds[number] === 'result' || kinds[number] === 'header') return []
    const text = sheet.text.slice(line.start, line.end)
    if (!MOMENT.test(text)) return []
    const dotted = matchesOf(text, DOTTED).filter((match) => !match[0].split(/[._\d]+/).every(isWord))
    const bare = matchesOf(text, behind(knowledge)).filter((match) => !isWord(match[0].replace(/\d+$/, '')))
    return [...dotted, ...bare].map((match): Span => {
      const start = line.start + match.index
      return { start, end: start + match[0].length, category: 'ACCOUNT', detector: 'login', score: 0.8 }
    })
  })

  function isWord(word: string): boolean {
    return word.length < 3 || isEverydayWord(word, knowledge) || explainsForm(word, knowledge)
  }
}

/** An account without a sign inside, behind who did something or is signed in. */
const behind = perKnowledge(
  (knowledge) =>
    new RegExp(
      String.raw`(?<=(?<!\p{L})(?:${anyPhrase(knowledge, 'before_a_login')})(?:\(\p{L}\))?[:：]?\s)\p{Ll}{5,14}\d{0,3}(?![\p{L}\d@/_.-]\p{L}|[\p{L}\d@/_-])`,
      'gu',
    ),
)
