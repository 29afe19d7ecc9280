import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import { isUnit } from './units.js'
import { CITATION, type LineContext, type Unknown } from './unknown-latin.js'
import { explainsLatin, vocabularyOf } from './vocabulary.js'

interface Compiled {
  /** Standards, methods, grades, pages and scales that a number follows. */
  standard: RegExp
  /** Names of markers, genes, receptors and their variants that look like codes: "CA19-9", "CYFRA21-1", "SLCO1B1", "HLA-B5801"; three figures at most. */
  marker: RegExp
  /** "Entered by jfielde, verified by rk": who did it, by a login or initials in small letters. */
  signed: RegExp
  /** "urgent calls to the locum 6121 0047", "致電 9102 3304", "out of hours 1890 556 210": groups of digits behind a word for a call. */
  called: RegExp
}

const CODE =
  /(?<![\p{L}\d.,<>≤≥±^*/-])(?=[A-Za-z._/#-]*\d)[A-Za-z\d]+(?:[._/#-][A-Za-z\d]+)*(?![\p{L}\d]|[.,]\d|\s?[%℃°])/gu
/** "lis_wango", "k.mbeki", "frontdesk2": small letters with a mark or a number that no word explains. */
const LOGIN =
  /(?<![\p{L}\d@._/\\-])(?:[a-z]{2,12}[._][a-z]{2,16}\d{0,4}|[a-z]{3,14}\d{1,4})(?![\p{L}\d@_/\\-]|\.[\p{L}\d])/gu

/** "LABSRV\tmoss", "WQ_op07", "登记员:kf_02", "申请医生:dr3107": a domain, an underscore before a number, or a short word with a number behind who did it. */
const ACCOUNT =
  /(?<![\p{L}\d@._/\\-])(?:[A-Z][A-Z\d-]{1,11}\\[A-Za-z][\w.-]{1,20}|[A-Za-z]{2,12}_[A-Za-z]{0,10}\d{1,5})(?![\p{L}\d@_/\\-]|[.,]\d)|(?<=(?:[员师生者医护人]|[审检]核|录入|打印|操作|[Tt]ech|[Uu]ser|[Oo]perator|[Cc]lerk|[Nn]urse|\bby)\s?[:：]\s?)[A-Za-z]{1,4}-?\d{2,6}(?![\p{L}\d@_/\\-]|[.,]\d)|(?<=(?:[员师生者]|检验|[审检]核|录入|操作)\s?[:：]\s?)\d{3,6}(?=\s*(?:$|[\s,;|\p{Script=Han}]))/gu
/** "enc-marlene", "rec-tobias": a short word and a name. */
const ROLE_NAME = /(?<![\p{L}\d@._/\\-])[a-z]{2,6}[-.]([a-z]{3,14})\d{0,3}(?![\p{L}\d@_/\\-]|\.[\p{L}\d])/gu

/** A score or an equation by its year: "KV-HRS-2021"; no number runs in it. */
const SCORE_OF_YEAR = /^[A-Z]{2,6}(?:-[A-Z]{2,6})+-(?:19|20)\d\d$/
/** A change of a protein or of DNA behind its gene: "BRAF V600E", "c.677C", "exon19". */
const VARIANT = /^(?:p\.)?[ACDEFGHIKLMNPQRSTVWY]\d{2,4}(?:[ACDEFGHIKLMNPQRSTVWYX]|fs|del|dup|ins)?$/
const GENE_BEFORE = /(?<![A-Za-z])[A-Z][A-Z\d]{2,7}(?: (?:gene|mutation|exon|基因))?\s?[:(,-]?\s?$/

/** "MHOLLINGS2": capitals with a number. */
const DESK = /(?<=(?:\bby|[:：]|[[(])\s?)(?<![\p{L}\d@._/\\-])([A-Z]{5,14})\d{1,3}(?![\p{L}\d@_/\\-]|[.,]\d)/gu
/** "Usuario: rgarza", "Desk: tkv": a word in small letters and nothing else behind a colon, before a date or the end of its cell. */
const USER = /(?<=\p{L}\s?[:：]\s?)([a-z]{3,12})(?=\s*(?:$|[\t|,;)]|\d{1,4}[-/.]))/gu

/**
 * Codes outside of results that are no value with its unit, range, year, page, method or standard: letters with three digits and more, five digits and more; logins, in
 * running text too.
 */
export function unknownCodes(at: number, line: string, { knowledge, prose, ocr, reads }: LineContext): Unknown[] {
  const { narrow, general, people, forms } = vocabularyOf(knowledge)
  const rules = compile(knowledge)
  const found: Unknown[] = []
  if (CITATION.test(line)) return found
  for (const match of matchesOf(line, LOGIN)) {
    const words = match[0].split(/[._\d]+/).filter((word) => word !== '')
    if (isUnit(match[0], knowledge) || words.every((word) => explainsLatin(word, knowledge) && word.length !== 2)) {
      // "frontdesk2": a word with a number names a desk where somebody did something.
      if (!/(?:\bby|[:：]|\p{Script=Han}) ?(?:user )?$/iu.test(line.slice(0, match.index)) || !/\d$/.test(match[0]))
        continue
    }
    if (words.some((word) => word.length < 2) || general.has(match[0])) continue
    found.push(whole(at + match.index, match[0], 'ACCOUNT'))
  }
  for (const match of matchesOf(line, ACCOUNT)) found.push(whole(at + match.index, match[0], 'ACCOUNT'))
  for (const match of matchesOf(line, ROLE_NAME))
    if (!prose || /[:：] ?$/.test(line.slice(0, match.index)))
      if (people.has(match[1]!) && !explainsLatin(match[0].replace(/\d+$/, ''), knowledge))
        found.push(whole(at + match.index, match[0], 'ACCOUNT'))
  for (const match of matchesOf(line, rules.signed)) {
    const word = match[1]!
    const known = word.length > 3 ? explainsLatin(word, knowledge) : general.has(word) || narrow.has(word)
    if (!known && word === word.toLowerCase())
      found.push(whole(at + match.index + match[0].length - word.length, word, 'ACCOUNT'))
  }
  for (const match of matchesOf(line, DESK))
    if (!explainsLatin(match[1]!, knowledge)) found.push(whole(at + match.index, match[0], 'ACCOUNT'))
  for (const match of matchesOf(line, USER)) {
    const word = match[1]!
    if (forms.has(word)) continue
    const person = people.has(word.slice(1)) || people.has(word.slice(0, -1))
    if (
      person ||
      (!explainsLatin(word, knowledge) && word.length > 3 && reads !== 'no') ||
      (word.length === 3 && !general.has(word) && !narrow.has(word))
    )
      found.push(whole(at + match.index + match[0].length - word.length, word, 'ACCOUNT'))
  }
  const result = resulting(line, knowledge)
  for (const match of matchesOf(line, CODE)) {
    const token = match[0]
    const labelled = /[:：#]\s?$/.test(line.slice(0, match.index))
    if (
      (result || prose) &&
      !labelled &&
      !(prose && /[A-Z]/.test(token) && /[-/]/.test(token) && /(?:\d.*){5}/.test(token)) &&
      // "QX316205", "X7306" in a sentence: no marker, variant ("A1298C") or guideline's year.
      !(
        prose &&
        !ocr &&
        /^(?:[A-Z]{1,4}\d{4,}[A-Z]{0,2}|\d{2,}[A-Z]{1,3}\d{2,}|\d{8,})$/.test(token) &&
        !/^(?:[ACGT]\d{2,6}[ACGT]|[A-Z]{2,}(?:19|20)\d\d|rs\d+|[A-Z]{2,3}\d{4})$/.test(token) &&
        !/0{4}$/.test(token)
      )
    )
      continue
    const digits = token.replace(/\D/g, '').length
    const letters = token.replace(/[^A-Za-z]/g, '').length
    const after = /^\s?([^\s\d,;)]+)/.exec(line.slice(match.index + token.length))?.[1]
    if (rules.standard.test(line.slice(Math.max(0, match.index - 14), match.index))) continue
    if (
      (digits < 4 && isUnit(token, knowledge)) ||
      // "10-15/HP": counts in a field of the microscope.
      /^\d{1,3}-\d{1,3}\/[HL]PF?$/i.test(token) ||
      /\/\d*\.?\d*m2$/.test(token) ||
      /^m?[lL]\/(?:min|s)\/\d/.test(token) ||
      (/^\d/.test(token) && isUnit(token.replace(/^[\d./-]+/, ''), knowledge))
    )
      continue
    // "10⁹/L" without its power, the value joined to it or not; "23.0Pg", "2019-nCoV".
    if (
      /^(?:\d{1,4}(?:\.\d+)?)?10\d{1,2}\/[A-Za-zμµ]+$/.test(token) ||
      (digits < 6 && /^\d+(?:\.\d+)?[A-Za-z]{1,4}$/.test(token)) ||
      /^\d+(?:\.\d+)?-\d+(?:\.\d+)?[A-Za-z]{1,4}$/.test(token) ||
      /^(?:[A-TV-Z]\d{2}(?:\.\d{1,4})?|NG\d+)$/.test(token) ||
      // Coma scale, weeks of pregnancy, births, stages: "E4V5M6", "22W3D", "G2P1", "T1N0M0".
      /^(?:E[1-4]V[1-5T]M[1-6]|\d{1,2}[Ww](?:\+?\d[Dd]?)?|G\d{1,2}P\d{1,2}(?:A\d)?(?:L\d)?|[cp]?T\dN\dM\d)$/.test(
        token,
      ) ||
      general.has(token.toLowerCase()) ||
      SCORE_OF_YEAR.test(token) ||
      rules.marker.test(token) ||
      (VARIANT.test(token) && GENE_BEFORE.test(line.slice(0, match.index)))
    )
      continue
    if (after !== undefined && letters === 0 && isUnit(after, knowledge)) continue
    const mixed =
      letters > 0 &&
      digits >= (ocr ? 5 : 3) &&
      token.length >= 5 &&
      /[A-Z]/.test(token) &&
      !narrow.has(token.toLowerCase())
    // Five digits are a post code behind a state, else a count.
    const long =
      letters === 0 &&
      (/\d{6}/.test(token) || (/^\d{5}$/.test(token) && /\b[A-Z]{2} $/.test(line.slice(0, match.index))))
    // Groups of three digits and fewer are ranges and ratios.
    const grouped = letters === 0 && digits >= 7 && /\d{4}/.test(token) && /^\d+(?:[-/]\d+)+$/.test(token)
    if (mixed || long || grouped) found.push(whole(at + match.index, token, 'ID'))
  }
  for (const match of matchesOf(line, rules.called))
    found.push(whole(at + match.index + match[0].length - match[1]!.length, match[1]!, 'ID'))
  // "特保号:保-2204": a character before its number.
  for (const match of matchesOf(line, /(?<=[:：]\s?)\p{Script=Han}{1,2}[-—]\d{3,8}(?![\d.])/gu))
    found.push(whole(at + match.index, match[0], 'ID'))
  return prose ? found : [...found, ...groups(at, line, knowledge)]
}

/** "3052 61974\", "5120 7733 04": digits in groups behind a word, to the end of their cell; two groups of three digits and fewer are counts. */
const GROUPS = /(?<=[\p{L}:：#.)|]\s?)(?<![\d.,]\s?)\d{3,5}(?: \d{2,5}){1,4}(?=\s*(?:$|[\t|,;(]|\p{Script=Han}))/gu

/** "KX4 81 32 604 19358": a code in groups behind a label's colon, to the end of its cell. */
const LABELLED_GROUPS =
  /(?<=[\p{L}.)]\s?[:：#]\s?)(?:[A-Z]{1,4}\d{0,4}|\d{2,5})(?: \d{1,6}){2,6}(?=\s*(?:$|[\t|,;(]))/gu

/** "Mã KCB: 70-024": a pair that is no range, its second number with a nought before it, behind a label's colon. */
const LABELLED_PAIR = /(?<=\p{L}\)?\s?[:：#]\s?)\d{1,4}-0\d{1,5}(?=\s*(?:$|[\t|,;(]))/gu

/** "4417 0826 0035": ten digits and more in groups that fill a cell, as below a bar code. */
const CELL_OF_GROUPS = /(?<=^|\t\s?)\d{3,6}(?: \d{3,6}){1,4}(?=\s*(?:$|[\t|]))/gu

function groups(at: number, line: string, knowledge: Knowledge): Unknown[] {
  if (resulting(line, knowledge)) return []
  const { standard } = compile(knowledge)
  const cells = matchesOf(line, CELL_OF_GROUPS).filter((match) => match[0].replace(/\D/g, '').length >= 10)
  const labelled = matchesOf(line, LABELLED_GROUPS).filter((match) => !/^(?:19|20)\d{2} /.test(match[0]))
  const pairs = matchesOf(line, LABELLED_PAIR).map((match) => whole(at + match.index, match[0], 'ID'))
  return [
    ...pairs,
    ...[...matchesOf(line, GROUPS), ...labelled, ...cells]
      .filter(
        (match) =>
          !standard.test(line.slice(Math.max(0, match.index - 14), match.index)) &&
          match[0].replace(/\D/g, '').length >= 7 &&
          !/^(?:19|20)\d{2} |\b\d+00\b.*\b\d+00\b/.test(match[0]),
      )
      .map((match) => whole(at + match.index, match[0], 'ID')),
  ]
}

/** Whether a line that is no row of numbers still tells a result: a unit, or a word or sign for one. */
function resulting(line: string, knowledge: Knowledge): boolean {
  return (
    /阴性|阳性|未见|正常|检出|\((?:[-+±]|\+{1,4})\)|(?<!\p{L})(?:negative|positive|reactive|normal|detected|trace)(?!\p{L})/iu.test(
      line,
    ) || line.split(/[\s\t|]+/).some((token) => token.length > 1 && isUnit(token, knowledge))
  )
}

function whole(start: number, text: string, category: Unknown['category']): Unknown {
  const end = start + text.length
  return { start, end, category, cores: [{ start, end }] }
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    standard: new RegExp(
      String.raw`(?<!\p{L})(?:${anyPhrase(knowledge, 'standards', 'before_numbers_of_standards')})[\s./:(-]*$|[第共页年][\s./:(-]*$`,
      'iu',
    ),
    marker: new RegExp(
      String.raw`^(?:${anyPhrase(knowledge, 'markers', 'markers_and_genes')})[A-Z]{0,2}[-:*]?(?:[A-Z]?\d{1,3}(?:[-/:.]\d{1,2})?[A-Z]{0,2}\d{0,2}|\d[A-Z]\d{1,2}|[A-Z]\d{4})$`,
    ),
    signed: new RegExp(
      String.raw`(?<!\p{L})(?:${anyPhrase(knowledge, 'acts_by_login')})(?: \p{Ll}+ly)?(?: (?:on |at )?[\d./:-]{4,16}| \d{1,2}[ -]\p{Lu}\p{Ll}{2,8}(?:[ -]\d{2,4})?){0,2} by:? ?([a-z]{2,12})(?=[\s,;.)]|$)(?! (?!(?:from|on|at|via|using)(?!\p{L}))\p{Ll})`,
      'giu',
    ),
    called: new RegExp(
      String.raw`(?:(?<!\p{L})(?:${anyPhrase(knowledge, 'words_for_a_call', 'words_for_staff_on_call')})(?!\p{L})[^\n\d]{0,24}?|[电電话話機机][:： ]{0,2})(?<![\d.])(\d{3,4}(?: \d{3,4}){1,2})(?![\d.%/]| ?(?:mg|ml|g|mm)\b)`,
      'giu',
    ),
  }),
)
