import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { isCalledBy } from './called-by.js'
import { plain } from './fold.js'
import { matchesOf } from './matches.js'
import { isAmbiguousName, isClinicalWord, isCredential, isTitle } from './person-name.js'
import type { Sheet, SheetCell, SheetLine } from './sheet.js'
import { explainsForm, explainsLatin, vocabularyOf } from './vocabulary.js'

/** Share of a page's words in small letters that the vocabulary must explain before a capitalised word that it does not explain says anything: other languages reach .69. */
const LANGUAGE_SHARE = 0.72
/** Fewer words in small letters than this tell no language. */
const LANGUAGE_WORDS = 6
/** The same for plain text, which may be one sentence. */
const SENTENCE_WORDS = 2
const WORD = /\p{Script=Latin}[\p{Script=Latin}\p{M}'’]*(?:[.-](?=\p{Script=Latin})[\p{Script=Latin}\p{M}'’]+)*\.?/gu
/** What may stand between two words of one name. */
const JOINT = /^(?: |, ?| ?- ?| ?& ?| \/ )?$/
/** Nothing but letters that Cyrillic and Greek words are folded to. */
const FOLDED = /^[aAbBcCdeEhHiIjJkKlmMoOpPsStTyYxXZN'’-]+$/
/** A citation: its authors and its journal are published. */
export const CITATION =
  /\bet al\b|\b(?:19|20)\d{2}\s?;\s?\d+|\bdoi\b|\d:\s?e\d|\d{1,4}(?:\(\d+\))?:\d{1,4}-\d|\b(?:J Med|Clin|Ann|Eur) [A-Z]/

interface Compiled {
  /** A small word inside of a name. */
  particle: RegExp
  /** What is called by somebody, behind the name. */
  called: RegExp
  calledOf: RegExp
  /** Whose: in front of a name, where otherwise what is called by somebody stands. */
  ownerOf: RegExp
  /** Words of sentences among those of medicine and forms. */
  small: RegExp
  /** One word before a name. */
  beforeName: RegExp
  /** Before the place that a germ is called by. */
  serovar: RegExp
  /** The last word of a town's name. */
  placeEnd: RegExp
}

interface Token {
  text: string
  start: number
  end: number
  capital: boolean
  /** Explained by no word list. */
  unknown: boolean
  /** In the list of given names and surnames. */
  person: boolean
  /** Unknown, an initial, or a word that is a name as well. */
  nameable: boolean
  /** Of medicine, forms or labels: never part of a name. */
  narrow: boolean
}

/** What a reader of unknown words is told of a line besides its text. */
export interface LineContext {
  knowledge: Knowledge
  /** Running text: only what also stands like a name. */
  prose: boolean
  /** Read by OCR: misread words are unknown too. */
  ocr: boolean
  /** The least confidence of OCR in the words of a stretch, 0-1. */
  confidence: (start: number, end: number) => number
  /** Whether the vocabulary reads the page. */
  reads: Reads
  /** A page of Cyrillic or Greek print, of which folding has made some words Latin. */
  folded: boolean
  /** At the top of a page, where a house prints its name. */
  letterhead: boolean
  /** Whether no label lies on a stretch. */
  free: (start: number, end: number) => boolean
  /** The last characters of the paragraph's line above a cell that begins at an offset, and the first of the line below one that ends there. */
  above: (start: number) => string
  below: (end: number) => string
  /** Whether the label of a person's name ends where a stretch begins. */
  labelled: (start: number) => boolean
}

/** Confidence of OCR from which an unknown word of running text is no misread one. */
const CLEAR = 0.7

/** A stretch to cover, and the words and characters in it that nothing explains. */
export interface Unknown {
  start: number
  end: number
  category: 'NAME' | 'ORG' | 'ADDRESS' | 'ID' | 'ACCOUNT'
  cores: { start: number; end: number }[]
}

/** Whether the vocabulary reads a page: `few` where hardly any word is set in small letters (Chinese pages, forms in capitals). */
export type Reads = 'yes' | 'few' | 'no'

/** Measured by the page's own words in small letters, which are no names. */
export function readsLatin({ text, measured }: Sheet, knowledge: Knowledge): Reads {
  const words = new Set(text.match(/(?<![\p{L}\d@./_-])\p{Ll}\p{Script=Latin}{3,}(?![\p{L}\d@_])/gu))
  if (words.size < (measured ? LANGUAGE_WORDS : SENTENCE_WORDS)) return 'few'
  let known = 0
  for (const word of words) if (explainsLatin(word, knowledge)) known += 1
  return known >= LANGUAGE_SHARE * words.size ? 'yes' : 'no'
}

/**
 * Runs of capitalised words with one that no list explains; in forms also two that are names as well and fill a field. Where the vocabulary
 * does not read the page, only names of the name lists count.
 */
export function unknownLatin(sheet: Sheet, line: SheetLine, context: LineContext): Unknown[] {
  const { knowledge, prose, ocr, reads, folded } = context
  const found: Unknown[] = []
  const language = reads !== 'no'
  if (CITATION.test(sheet.text.slice(line.start, line.end))) return found
  for (const cell of line.cells) {
    const tokens = tokensOf(sheet.text, cell, context)
    for (let i = 0; i < tokens.length; i += 1) {
      const token = tokens[i]!
      // An accent is none of English: the page may be of another language.
      const foreign = reads === 'no' || (reads === 'few' && /[^\p{ASCII}’]/u.test(token.text))
      const strange =
        token.unknown &&
        (!foreign || token.person) &&
        (token.text.length > 3 || token.person) &&
        isWord(token, tokens, i)
      if (folded && FOLDED.test(token.text)) continue
      if (!strange && (prose || ocr || !language || !token.nameable || token.narrow)) continue
      const [from, last] = extend(sheet.text, tokens, i, language, knowledge)
      const to = strange ? houseEnd(sheet.text, tokens, last, knowledge) : last
      const run = tokens.slice(from, to + 1)
      const words = run.filter((other) => other.text.length >= 3)
      // "by Rekhe", "telephone Marla": a listed name inside of a sentence, on a page read by OCR too.
      const inside =
        prose && token.person && token.text.length >= 4 && /\p{Ll} $/u.test(sheet.text.slice(cell.start, run[0]!.start))
      const clear = prose && reads === 'yes' && context.confidence(run[0]!.start, run.at(-1)!.end) >= CLEAR
      if (
        ocr &&
        !inside &&
        !clear &&
        (words.length < 2 || !words.every((other) => other.nameable) || !words.some((other) => other.person))
      )
        continue
      if (!strange && !isWholeName(sheet.text, cell, run)) continue
      // "Lifetime risk (Tyre-Cuz v8)": by which test, score or mutation; "by the therapist (Gwenllo Brydwyn)": who, for no score has two names that no list knows.
      const strangers =
        (run.length >= 2 && run.every((other) => other.unknown)) || isHoused(sheet.text, tokens, to, knowledge)
      if (
        !strangers &&
        !run.some((other) => other.person) &&
        isRemark(sheet.text.slice(cell.start, run[0]!.start), knowledge)
      )
        continue
      // A short word alone ("Comp", "Dir") is an abbreviation unless the lists know it for a name.
      // One with an accent on an English page ("Siân") is none.
      const accented = reads === 'yes' && !ocr && /[^\p{ASCII}’]/u.test(token.text)
      if (strange && words.length === 1 && token.text.length <= 4 && !token.person && !accented) continue
      if (strange && !prose && isCalled(sheet.text, cell, run, knowledge)) continue
      // "Doença de Chagas", "método de Westergren"
      if (reads !== 'yes' && isCalledBy(sheet.text.slice(cell.start, run[0]!.start), knowledge)) continue
      if (strange && prose && !isNamed(sheet.text, cell, tokens, from, to, context)) continue
      found.push({
        start: run[0]!.start,
        end: run.at(-1)!.end,
        category: categoryOf(run, knowledge),
        cores: run.filter((other) => other.unknown || !strange),
      })
      i = to
    }
  }
  return found
}

function tokensOf(text: string, cell: SheetCell, { knowledge, free, reads }: LineContext): Token[] {
  const { narrow, names, people } = vocabularyOf(knowledge)
  const tokens: Token[] = []
  for (const match of matchesOf(text.slice(cell.start, cell.end), WORD)) {
    const start = cell.start + match.index
    const word = match[0].replace(/\.$/, '')
    const end = start + word.length
    // Parts of codes, addresses of the net and units are not words.
    if (/[\d@_/\\^]/.test(text[start - 1] ?? '') || /[\d@_/\\^]/.test(text[end] ?? '')) continue
    const capital = /^\p{Lu}/u.test(word)
    const own = capital && free(start, end)
    const unknown =
      own &&
      !explainsLatin(word, knowledge) &&
      // "Soro", "Urin" are surnames as well: not where a page is of another language.
      !((word.length >= 5 || reads !== 'yes' || !people.has(plain(word))) && explainsForm(word, knowledge))
    const parts = plain(word).split('-')
    const ambiguous = isAmbiguousName(word, knowledge)
    tokens.push({
      text: word,
      start,
      end,
      capital,
      unknown,
      person: unknown && parts.some((part) => people.has(part)),
      nameable: unknown || (own && (word.length === 1 || names.has(parts[0]!) || ambiguous)),
      narrow:
        !own ||
        (!ambiguous && (isClinicalWord(word, knowledge) || narrow.has(plain(word)))) ||
        isTitle(word, knowledge) ||
        isCredential(word, knowledge),
    })
  }
  return tokens
}

/** Short words in capitals are abbreviations of tests, unless a name of the lists, or another unknown one stands beside them. */
function isWord(token: Token, tokens: readonly Token[], i: number): boolean {
  if (token.text.length < 3) return false
  if (token.person && token.text.length >= 4) return true
  if (/^\p{Lu}[\p{Ll}'’]+(?:-\p{Lu}?\p{Ll}+)*$/u.test(token.text) || token.text.length >= 7) return true
  if (/\p{Ll}/u.test(token.text)) return /^(?:Mc|Mac|O'|D'|De|Di|La|Le|Van|Von)\p{Lu}\p{Ll}{2,}|-/u.test(token.text)
  return [tokens[i - 1], tokens[i + 1]].some((other) => other?.unknown === true && other.text.length >= 3)
}

/** The run of capitalised words around an unknown one that are not of medicine or forms. */
function extend(
  text: string,
  tokens: readonly Token[],
  i: number,
  language: boolean,
  knowledge: Knowledge,
): [number, number] {
  const { particle } = compile(knowledge)
  const joins = (a: Token, b: Token) => JOINT.test(text.slice(a.end, b.start).replace(/^\./, ''))
  const fits = (token: Token | undefined) =>
    token?.capital === true &&
    !token.narrow &&
    (language || token.person || token.text.length === 1 || (token.unknown && /^\p{Lu}\p{Ll}+$/u.test(token.text)))
  let [from, to] = [i, i]
  for (;;) {
    const before = tokens[from - 1]
    if (before === undefined || !joins(before, tokens[from]!)) break
    if (fits(before)) from -= 1
    else if (particle.test(before.text) && fits(tokens[from - 2]) && joins(tokens[from - 2]!, before)) from -= 2
    else break
  }
  for (;;) {
    const after = tokens[to + 1]
    if (after === undefined || !joins(tokens[to]!, after)) break
    if (fits(after)) to += 1
    else if (particle.test(after.text) && fits(tokens[to + 2]) && joins(after, tokens[to + 2]!)) to += 2
    else break
  }
  return [from, to]
}

/** Whether what stands before a word opens a bracket behind a word of medicine. */
function isRemark(before: string, knowledge: Knowledge): boolean {
  return (
    /\([^()]*$/.test(before) &&
    before.split(/[^\p{L}]+/u).some((word) => word.length > 2 && isClinicalWord(word, knowledge))
  )
}

/** Two words and more that fill a cell or a field, the first or the last of which is a name as well ("Joy Fielder"). */
function isWholeName(text: string, cell: SheetCell, run: readonly Token[]): boolean {
  const words = run.filter((token) => token.text.length >= 3)
  const [first, last] = [run[0]!, run.at(-1)!]
  return (
    words.length >= 2 &&
    words.length <= 4 &&
    (first.nameable || last.nameable) &&
    /(?:^|[:|])[\s(]*(?:(?:Mr|Mrs|Ms|Miss|Dr|Mdm|Prof)\.? )?$/.test(text.slice(cell.start, first.start)) &&
    /^\.?\s*(?:$|[,|(;])/.test(text.slice(last.end, cell.end))
  )
}

/**
 * In running text: a run of the name lists, or any other unknown one that no word of medicine, number or numeral follows: "Charlson 3", "Moro reflex" are called by
 * somebody, "Tamsin is well" is somebody.
 */
function isNamed(
  text: string,
  cell: SheetCell,
  tokens: readonly Token[],
  from: number,
  to: number,
  { knowledge, reads }: LineContext,
): boolean {
  const rules = compile(knowledge)
  const run = tokens.slice(from, to + 1)
  const before = tokens[from - 1]
  const after = tokens[to + 1]
  const rest = text.slice(tokens[to]!.end, cell.end)
  if (isCalled(text, cell, run, knowledge)) return false
  if (run.some((token) => token.person) || HAN_BEFORE_NAME.test(text.slice(cell.start, run[0]!.start))) return true
  const introduced = before !== undefined && rules.beforeName.test(before.text)
  if (introduced && /^ $/.test(text.slice(before.end, tokens[from]!.start))) return true
  if (reads !== 'yes' || /^(?:'s|\s?[\d(+<>=-]|\s[IVX]+\b)/.test(rest)) return false
  // "Salmonella Dublin": serovars are called by the place where they were found.
  const own = rules.ownerOf.test(text.slice(cell.start, run[0]!.start))
  if (!own && before !== undefined && rules.serovar.test(before.text)) return false
  if (isHoused(text, tokens, to, knowledge)) return true
  const next = after !== undefined && /^ $/.test(text.slice(tokens[to]!.end, after.start)) ? after : undefined
  if (next !== undefined && isClinicalWord(next.text, knowledge) && !rules.small.test(next.text)) return false
  return run.some((token) => token.text.length >= 4 && /^\p{Lu}\p{Ll}+(?:-\p{Lu}?\p{Ll}+)*$/u.test(token.text))
}

/** "Guthrie card", "Caprini 评分 4", "Keith-Wagener II 级", "pouch of Douglas": what is called by somebody. */
function isCalled(text: string, cell: SheetCell, run: readonly Token[], knowledge: Knowledge): boolean {
  const { called, calledOf } = compile(knowledge)
  const rest = text.slice(run.at(-1)!.end, cell.end)
  const graded = run.length > 1 && /^[IVX]+$/.test(run.at(-1)!.text) && /^\s?[级型期度类分区]/u.test(rest)
  return graded || called.test(rest) || calledOf.test(text.slice(cell.start, run[0]!.start))
}

/** Words of Chinese sentences in front of a name in Latin letters. */
const HAN_BEFORE_NAME = /(?:[姓名叫由请找致子女夫妻父母兄弟姐妹友师士者人员]|一助|二助|助手|联系)\s?[:：]?\s?$/u

/** "the BellaVita clinic": a word for a house follows at once. */
function isHoused(text: string, tokens: readonly Token[], to: number, knowledge: Knowledge): boolean {
  const next = tokens[to + 1]
  return (
    next !== undefined &&
    /^ $/.test(text.slice(tokens[to]!.end, next.start)) &&
    vocabularyOf(knowledge).houses.has(plain(next.text))
  )
}

/** Where the name of a house ends that begins with a run: "Thistlewick" in "Thistlewick Wellness Clinic". */
function houseEnd(text: string, tokens: readonly Token[], last: number, knowledge: Knowledge): number {
  const { houses } = vocabularyOf(knowledge)
  const { placeEnd } = compile(knowledge)
  let end = last
  for (let at = last + 1; at <= last + 3; at += 1) {
    const token = tokens[at]
    if (token?.capital !== true || !JOINT.test(text.slice(tokens[at - 1]!.end, token.start))) break
    if (houses.has(plain(token.text)) || placeEnd.test(token.text)) end = at
  }
  return end
}

function categoryOf(tokens: readonly Token[], knowledge: Knowledge): Unknown['category'] {
  const { houses } = vocabularyOf(knowledge)
  return tokens.some((token) => houses.has(plain(token.text))) ? 'ORG' : 'NAME'
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    particle: new RegExp(`^(?:${anyPhrase(knowledge, 'name_particles', 'name_particles_more')}|bint|binte|of|and|ap)$`),
    called: new RegExp(
      String.raw`^(?:'s)?(?: (?:blood group|forward bend|cerebral))? (?:${anyPhrase(knowledge, 'diseases_of_eponyms', 'eponyms_behind')})(?!\p{L})|^\s?(?:氏|${anyPhrase(knowledge, 'called_by_a_latin_name')}|[IVX\d]{1,3}\s?[级型期度类分区])`,
      'u',
    ),
    calledOf: new RegExp(`(?:${anyPhrase(knowledge, 'eponyms_before')}) of $`, 'i'),
    ownerOf: new RegExp(`(?:${anyPhrase(knowledge, 'close_kin', 'owned')}) of (?:the late )?$`, 'i'),
    small: new RegExp(`^(?:${anyPhrase(knowledge, 'words_of_sentences')}|.{1,3})$`, 'i'),
    beforeName: new RegExp(`^(?:${anyPhrase(knowledge, 'close_kin', 'before_name')})$`, 'i'),
    serovar: new RegExp(`^(?:${anyPhrase(knowledge, 'before_serovar')})$`, 'i'),
    placeEnd: new RegExp(`^(?:${anyPhrase(knowledge, 'town_ends')})$`),
  }),
)
