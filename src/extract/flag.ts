import { z } from 'zod'
import { InterpretationCode } from '../records/biomarker.js'
import { fold, key, literal } from './fold.js'

/** configs/extract/flags.yaml */
export const FlagFile = z.strictObject({
  source: z.string(),
  /** Signs that may be glued to a value. */
  marks: z.array(z.strictObject({ code: InterpretationCode, forms: z.array(z.string()).min(1) })),
  /** Words that stand apart from a value. `glued`: the letters may follow a number without a space. */
  words: z.array(
    z.strictObject({
      code: InterpretationCode,
      forms: z.array(z.string()).min(1),
      glued: z.array(z.string()).default([]),
    }),
  ),
})
export type FlagFile = z.infer<typeof FlagFile>

/** What is known of printed flags. */
export interface FlagVocabulary {
  readonly codes: ReadonlyMap<string, InterpretationCode>
  /** A flag at the start of a folded text, a flag at its end: group 1 is the flag. */
  readonly leading: RegExp
  readonly trailing: RegExp
  /** A flag in ideographs behind a number and its unit, or a result in brackets, without a space (`23.1pg偏低`, `(+)偏高`): group 1 is the flag. */
  readonly gluedIdeographs: RegExp
}

export interface SplitFlag {
  readonly rest: string
  readonly flag: string | null
}

/** Compiles the file to a look-up and to two patterns. */
export function flagVocabulary(file: FlagFile): FlagVocabulary {
  const codes = new Map<string, InterpretationCode>()
  for (const { code, forms } of [...file.marks, ...file.words]) for (const form of forms) codes.set(key(form), code)
  const longest = (a: string, b: string): number => b.length - a.length || (a < b ? -1 : 1)
  const forms = (list: readonly { forms: readonly string[] }[]): string =>
    list
      .flatMap((e) => e.forms)
      .map((f) => fold(f))
      .sort(longest)
      .map(literal)
      .join('|')
  const glued = file.words
    .flatMap((w) => w.glued)
    .sort(longest)
    .map(literal)
    .join('|')
  const mark = forms(file.marks)
  const word = forms(file.words)
  const ideographs = file.words
    .filter((w) => ['H', 'L', 'HH', 'LL', 'A', 'AA'].includes(w.code))
    .flatMap((w) => w.forms)
    .map(fold)
    .filter((f) => /^[\u3400-\u9fff]+$/.test(f))
    .sort(longest)
    .map(literal)
    .join('|')
  const bracketed = (inner: string): string => `(?:[(\\[]\\s*(?:${inner})\\s*[)\\]]|(?:${inner}))`
  const marks = `${bracketed(mark)}(?:\\s*${bracketed(mark)})*`
  return {
    codes,
    gluedIdeographs: new RegExp(`(?<=[\\d)+±].{0,16})(${ideographs || '(?!)'})\\s*$`),
    leading: new RegExp(`^\\s*(${marks}|${bracketed(word)}(?=\\s|:)(?:\\s*${marks})?)\\s*(?=\\S)`, 'i'),
    trailing: new RegExp(
      `(?<=\\S)(?:\\s*(${marks})|\\s+(${bracketed(word)}(?:\\s*${bracketed(`${mark}|${word}`)})*)|(?<=\\d)(${glued || '(?!)'})|\\s*([(\\[]\\s*(?:${word})\\s*[)\\]]))\\s*$`,
      'i',
    ),
  }
}

/**
 * Takes a flag off a printed value: `7.8↑`, `7.2 H`, `*6.5`, `H 7.8`, `5.6 (H)`. A text that is nothing but a flag is left alone: it
 * is a value of its own (`阳性`, `Normal`).
 */
export function splitFlag(printed: string, vocabulary: FlagVocabulary): SplitFlag {
  const text = fold(printed)
  const last = vocabulary.trailing.exec(text)
  if (last) {
    const flag = last[1] ?? last[2] ?? last[3] ?? last[4]!
    const start = last.index + last[0].lastIndexOf(flag)
    const rest = printed.slice(0, last.index).trim()
    // `*128 L`: a star before the number says once more what the letter behind it says.
    const bare = rest.replace(/^[*★]{1,2}\s*(?=[<>≤≥]?\s*\d)/u, '')
    if (rest !== '') return { rest: bare, flag: printed.slice(start, start + flag.length).trim() }
  }
  // `1,21 +`: a sign apart from a number that is no grade of a test strip.
  const sign =
    /^([<>]?\s*(?:\d+[.,]\d+|\d{2,}|1\s?:\s?\d+))\s+([+-]{1,2})$/.exec(text.trim()) ??
    // `positiv +`, `(+) +`: a word or a grade, and the sign of the flag column behind it.
    /^(\p{L}{3,}|\+{1,4}|\(\+{1,2}\)|\d\+)\s+([+-]{1,2})$/u.exec(text.trim())
  if (sign) return { rest: printed.trim().slice(0, sign[1]!.length).trim(), flag: sign[2]! }
  const glued = vocabulary.gluedIdeographs.exec(text)
  if (glued) {
    const rest = printed.slice(0, glued.index).trim()
    if (rest !== '') return { rest, flag: printed.slice(glued.index, glued.index + glued[1]!.length) }
  }
  const first = vocabulary.leading.exec(text)
  if (first) {
    const rest = printed.slice(first[0].length).trim()
    const start = first[0].indexOf(first[1]!)
    // A word before a word is not a flag (`High risk`): only before a number or a comparator.
    // A mark that stands apart may stand before a word or a grade (`* Trace`, `↑ (1+)`).
    const apart = /^\s*[*↑↓▲▼★]{1,3}\s+$/.test(first[0]) && /^[(+\p{L}]/u.test(rest)
    if (apart || /^[<>≤≥+-]?\s*[\d.]/.test(fold(rest)))
      return { rest, flag: printed.slice(start, start + first[1]!.length).trim() }
  }
  return { rest: printed, flag: null }
}

/** From the least to the most telling code: `H *` is H, `H HH` is HH. */
const STRENGTH: readonly InterpretationCode[] = [
  'N',
  'A',
  'AA',
  'BORD',
  'IND',
  'NEG',
  'NR',
  'POS',
  'RR',
  'L',
  'H',
  'LL',
  'HH',
]

/**
 * HL7 v2 table 0078 code of a printed flag; null when the text is no known flag or holds two that contradict each other (H and L).
 */
export function flagCode(printed: string | null, vocabulary: FlagVocabulary): InterpretationCode | null {
  if (printed === null) return null
  const whole = key(printed)
  if (whole === '+') return 'H'
  if (whole === '++') return 'HH'
  const direct = vocabulary.codes.get(whole) ?? vocabulary.codes.get(whole.replace(/^[([]|[)\]]$/g, ''))
  if (direct) return direct
  const found = new Set<InterpretationCode>()
  const tokens = fold(printed)
    .toLowerCase()
    .split(/[\s()[\],;:/|]+/)
    .filter((t) => t !== '')
  for (const token of tokens) {
    const code = vocabulary.codes.get(token) ?? runOf(token, vocabulary)
    if (code === undefined) return null
    found.add(code)
  }
  if (found.size === 0) return null
  const side = (c: InterpretationCode): string => (c === 'HH' ? 'H' : c === 'LL' ? 'L' : c)
  const specific = new Set([...found].map(side).filter((c) => c !== 'A' && c !== 'AA'))
  if (specific.size > 1) return null
  return [...found].sort((a, b) => STRENGTH.indexOf(b) - STRENGTH.indexOf(a))[0]!
}

/** A token made of marks and one word glued together (`h↑`, `**`). */
function runOf(token: string, vocabulary: FlagVocabulary): InterpretationCode | undefined {
  const parts = token.match(/[a-z\u3400-\u9fff]+|[^a-z\u3400-\u9fff]/g) ?? []
  if (parts.length < 2) return undefined
  const codes = parts.map((p) => vocabulary.codes.get(p))
  if (codes.some((c) => c === undefined)) return undefined
  return codes.sort((a, b) => STRENGTH.indexOf(b!) - STRENGTH.indexOf(a!))[0]
}
