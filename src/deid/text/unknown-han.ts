import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import type { LineContext, Unknown } from './unknown-latin.js'
import { type HanPart, segmentHan, vocabularyOf } from './vocabulary.js'

interface Compiled {
  /** Endings of houses, by which an unexplained run is told from a person's name. */
  house: RegExp
  /** Those that hardly anything else has. */
  sureHouse: RegExp
  /** Titles behind a bare surname ("卞医生"). */
  title: RegExp
  /** What follows the first characters of a drug's name. */
  drug: RegExp
  /** Words for a person behind a name. */
  personAfter: RegExp
  /** "麻醉:邬", "审核:尹": a surname alone behind a word for who did it. */
  doer: RegExp
  /** Words for a person in front of a name. */
  roles: RegExp
  /** What follows a method or a disease called by a person of another people. */
  called: RegExp
}

/** Endings of places, by which an unexplained run is told from a person's name. */
const PLACE = /[省市区县镇乡村路街道巷弄栋幢苑园里]$/u
/** Surnames that far more often say where, when or how: none of them stands alone before a title or another character. */
const SMALL_WORD = /^[左右上下年时和与及向从由于应对每同另各该经从充归全单双常新能有后相空通都率家山水须]/u
/** Endings of methods, signs, substances and diseases. */
const NO_NAME_END =
  /(?:[法征型率值酸素酶症炎癌瘤病工语器机膏片丸散汤剂液品汀坦唑胺酯钠钾酮醇肽单抗霉]|洛尔|普利|地平|格列|替尼)$/u

interface Found {
  start: number
  end: number
  category: Unknown['category']
}

interface Run {
  text: string
  parts: readonly HanPart[]
  /** The unexplained stretch. */
  from: number
  to: number
}

/**
 * Chinese characters outside of labels that make no known word. In forms a run that ends like a house or a place, a stretch that a surname leads, three and more
 * without one; in running text two or three that a surname leads and that fill the run or stand before a word for a person.
 */
export function unknownHan(at: number, line: string, context: LineContext): Unknown[] {
  const { knowledge, prose, ocr, letterhead, free, labelled } = context
  const rules = compile(knowledge)
  const found: Unknown[] = []
  for (const match of matchesOf(line, /\p{Script=Han}{2,}/gu)) {
    const start = at + match.index
    const text = match[0]
    const parts = segmentHan(text, knowledge)
    joinBroken(text, parts, context.above(start), context.below(start + text.length), knowledge)
    // "分诊台:沐冉": what no word explains, the whole of a field.
    const field =
      !prose &&
      !ocr &&
      /[:：]\s?$/.test(line.slice(0, match.index)) &&
      /^\s*(?:$|[\t|,;(])/.test(line.slice(match.index + text.length))
    const alone = text.length <= 3 && parts.every((part) => part === 'open') && field
    if (
      (alone || (isWholeHanName(text, parts, knowledge) && !((ocr || prose) && text.length < 3))) &&
      free(start, start + text.length)
    ) {
      const whole = { start, end: start + text.length }
      found.push({ ...whole, category: 'NAME', cores: [whole] })
      continue
    }
    const full = prose || ocr || !free(start, start + 2) ? 0 : compoundName(line, match.index, text, knowledge)
    if (full > 0) {
      const whole = { start, end: start + full }
      found.push({ ...whole, category: 'NAME', cores: [whole] })
      continue
    }
    if (letterhead && isBrand(text, knowledge)) {
      const whole = { start, end: start + text.length }
      found.push({ ...whole, category: 'ORG', cores: [whole] })
      continue
    }
    for (let from = 0; from < text.length; from += 1) {
      if (parts[from] !== 'open') continue
      let to = from + 1
      while (parts[to] === 'open') to += 1
      const run = { text, parts, from, to }
      const one =
        NO_NAME_END.test(text.slice(from, to)) || rules.drug.test(text.slice(to)) || !free(start + from, start + to)
          ? null
          : labelled(start + from) && to === text.length && to - from >= 2 && to - from <= 4
            ? ({ start: from, end: to, category: 'NAME' } as const)
            : (prose || ocr ? named : inForm)(run, knowledge)
      if (one !== null && !(ocr && one.end - one.start < 3 && !labelled(start + one.start)))
        found.push({
          start: start + one.start,
          end: start + one.end,
          category: one.category,
          cores: [{ start: start + from, end: start + to }],
        })
      from = to
    }
    for (let i = 0; i + 2 < text.length; i += 1) {
      const rest = rules.title.exec(text.slice(i + 1))
      if (rest === null) continue
      // "和女士,": the whole of a run a small word is a surname as well.
      const filling =
        i === 0 &&
        rest[0].length + 1 === text.length &&
        isSurname(text[0]!, knowledge) &&
        !/[对向与由从给将请为等有该此老小其]/u.test(text[0]!)
      if (!filling && !titled(text, i, knowledge)) continue
      // "建议孟先生": cut as two words as well as it should be.
      const word = parts[i] === 'word' && !(i >= 2 && vocabularyOf(knowledge).han.has(text.slice(i - 2, i)))
      if (word || parts[i - 1] === 'open') continue
      const [from, to] = [start + i, start + i + 1]
      found.push({ start: from, end: to, category: 'NAME', cores: [{ start: from, end: to }] })
    }
  }
  return [...found, ...bareSurnames(at, line, knowledge), ...dottedNames(at, line, knowledge)]
}

/** Explains characters that make a word with the end of the line above or the beginning of the line below. */
function joinBroken(text: string, parts: HanPart[], above: string, below: string, knowledge: Knowledge): void {
  const { han } = vocabularyOf(knowledge)
  for (let k = Math.min(3, text.length); k > 0; k -= 1) {
    const head = (t: number) => t <= above.length && han.has(above.slice(-t) + text.slice(0, k))
    if (above !== '' && (head(1) || head(2))) parts.fill('word', 0, k)
    const tail = (t: number) => t <= below.length && han.has(text.slice(-k) + below.slice(0, t))
    if (below !== '' && (tail(1) || tail(2))) parts.fill('word', text.length - k)
  }
}

/** "舒禾健康" in a letterhead: the name of a chain. */
function isBrand(text: string, { institutions }: Knowledge): boolean {
  const { brand_ends, not_brands } = institutions.zh
  const end = brand_ends.find((word) => text.endsWith(word))
  if (end === undefined) return false
  const own = text.slice(0, -end.length)
  return (
    own.length >= 2 &&
    own.length <= 4 &&
    !not_brands.some((word) => own === word || own.endsWith(word) || own.startsWith(word))
  )
}

/** A surname before a title: a common one that is no small word, or a rarer one that no other character belongs to. */
function titled(text: string, i: number, knowledge: Knowledge): boolean {
  const char = text[i]!
  if (SMALL_WORD.test(char)) return false
  return (
    knowledge.surnames.single.has(char) ||
    (knowledge.surnames.rare.has(char) && !/[寿国广平支家双别习能相有言时和从权归海度公老]/u.test(char))
  )
}

function isSurname(char: string, { surnames }: Knowledge): boolean {
  return surnames.single.has(char) || surnames.rare.has(char)
}

/** Characters before the stretch that belong to the name: a surname that is a word by itself. */
function lead({ text, parts, from, to }: Run, knowledge: Knowledge): number {
  if (
    from === 0 ||
    parts[from - 1] !== 'alone' ||
    !isSurname(text[from - 1]!, knowledge) ||
    SMALL_WORD.test(text[from - 1]!)
  )
    return 0
  return to - from > 1 || (from === 1 && to === text.length && !SMALL_WORD.test(text)) ? 1 : 0
}

function bareSurnames(at: number, line: string, knowledge: Knowledge): Unknown[] {
  return matchesOf(line, compile(knowledge).doer)
    .filter((match) => isSurname(match[1]!, knowledge) && !SMALL_WORD.test(match[1]!))
    .map((match) => nameAt(at + match.index + match[0].length - 1, 1))
}

/** "娜斯佳·科洛娃": names of other peoples, parted by a dot, with characters on one side that make no word. */
function dottedNames(at: number, line: string, knowledge: Knowledge): Unknown[] {
  const rules = compile(knowledge)
  return matchesOf(line, /(\p{Script=Han}{1,6})[·•](\p{Script=Han}{2,6})/gu).flatMap((match) => {
    const sides = [match[1]!, match[2]!].map((side) => {
      const parts = segmentHan(side, knowledge)
      return {
        side,
        first: parts.indexOf('open'),
        last: parts.lastIndexOf('open'),
        open: parts.filter((part) => part === 'open').length,
      }
    })
    const [left, right] = [sides[0]!, sides[1]!]
    if (
      Math.max(left.open, right.open) < 2 ||
      rules.house.test(right.side) ||
      /[科室组病症]$/u.test(right.side) ||
      PLACE.test(right.side)
    )
      return []
    const surname = knowledge.surnames.compound.find((name) => left.side.endsWith(name))
    const role = rules.roles.exec(left.side)?.[0].length ?? 0
    // "患者买买提江·…": what a word for a person leads is the name, though parts of it are words.
    const whole = right.open >= 2 && left.side.length - role <= 5 && (role > 0 || left.side.length <= 4)
    const own = left.first > 0 && isSurname(left.side[left.first - 1]!, knowledge) ? left.first - 1 : left.first
    const from = whole
      ? role
      : left.open > 0
        ? own
        : surname === undefined
          ? left.side.length + 1
          : left.side.length - surname.length
    const closes = /^[^在的了和与因为有是男女于曾现患来自已未无说诉伴](?:$|提供|陪同|签|代)/u.test(
      right.side.slice(right.last + 1),
    )
    const to = right.open === 0 ? right.side.length : right.last + (closes ? 2 : 1)
    return [nameAt(at + match.index + from, left.side.length - from + 1 + to)]
  })
}

function nameAt(start: number, length: number): Unknown {
  const whole = { start, end: start + length }
  return { ...whole, category: 'NAME', cores: [whole] }
}

/** "王静", "尹小砚", "温以宁": two or three characters of their own that a surname leads, one of them at least in no word and none in one. */
function isWholeHanName(text: string, parts: readonly HanPart[], knowledge: Knowledge): boolean {
  if (text.length > 3 || parts.includes('word') || !isSurname(text[0]!, knowledge) || NO_NAME_END.test(text))
    return false
  const open = parts.filter((part) => part === 'open').length
  return open >= 2 || (open === 1 && !SMALL_WORD.test(text))
}

/** Surnames of two characters that are words as well ("第五腰椎"). */
const NO_COMPOUND = /^(?:第五|百里|太史|宗政)/u

/** "尉迟清朗", "上官·帕丽扎提": a surname of two characters with a given name that may be a word, alone in its place; its length or 0. */
function compoundName(line: string, at: number, text: string, knowledge: Knowledge): number {
  const { house, personAfter } = compile(knowledge)
  const surname = knowledge.surnames.compound.find((name) => text.startsWith(name))
  if (surname === undefined || NO_COMPOUND.test(text) || personAfter.test(text.slice(surname.length))) return 0
  const dotted = /^[·•]\p{Script=Han}{2,8}(?!\p{Script=Han})/u.exec(line.slice(at + text.length))
  if (dotted !== null && text.length === 2) return 2 + dotted[0].length
  const fits = text.length > 2 && text.length <= 4 && !house.test(text) && !PLACE.test(text)
  return fits && !vocabularyOf(knowledge).han.has(text) ? text.length : 0
}

function inForm(run: Run, knowledge: Knowledge): Found | null {
  const { house, sureHouse } = compile(knowledge)
  const { text, from, to } = run
  const start = from - lead(run, knowledge)
  const length = to - start
  if (text.length >= 6 && sureHouse.test(text)) return { start: 0, end: text.length, category: 'ORG' }
  if (length >= 2 && text.length >= 4) {
    if (house.test(text)) return { start: 0, end: text.length, category: 'ORG' }
    if (PLACE.test(text)) return { start: 0, end: text.length, category: 'ADDRESS' }
  }
  if (isSurname(text[start]!, knowledge)) {
    if (length >= 3) return { start, end: to, category: 'NAME' }
    if (length === 2) return named(run, knowledge)
    // "李建国": a surname before a word, the whole of a short run.
    return start === 0 && text.length === 3 ? { start: 0, end: 3, category: 'NAME' } : null
  }
  return length >= 3 ? (writtenOut(run, knowledge) ?? { start, end: to, category: 'NAME' }) : null
}

/** Verbs and prepositions of one character in front of a name ("请把岑望的", "已面访邬小翠一次"). */
const LEADING = /^[把将由请找问给让叫陪代替为对向与跟及是系至在被按访见送接告嘱约令]/u
/** Characters that names of other peoples are written out with (乌兰其其格, 茹仙古丽, 次仁卓嘎). */
const WRITTEN_OUT =
  /^[阿巴白布才次措达旦丹德顿多尔尕嘎噶格根贡古哈汗吉加坚江杰金卡凯克库拉兰朗勒丽琳伦洛罗玛麦买曼梅米娜木姆穆那乃纳尼努诺欧帕派平其琪恰羌强青琼曲热仁日如茹萨赛桑沙什斯苏索塔太特提图吐托娃旺维乌西夏仙鲜雅亚扬央依伊尤玉云扎泽增珍珠朱卓孜兹娅鲁普雪]+$/u

/** Four characters and more of names of other peoples, that no word explains. */
function writtenOut({ text, from, to, parts }: Run, knowledge: Knowledge): Found | null {
  const start =
    from > 0 && parts[from - 1] === 'alone' && WRITTEN_OUT.test(text[from - 1]!) && to - from === 3 ? from - 1 : from
  const name = text.slice(start, to)
  return name.length >= 4 &&
    name.length <= 8 &&
    WRITTEN_OUT.test(name) &&
    !compile(knowledge).called.test(text.slice(to))
    ? { start, end: to, category: 'NAME' }
    : null
}

function named(run: Run, knowledge: Knowledge): Found | null {
  const { text, to } = run
  const { compound } = knowledge.surnames
  const other = writtenOut(run, knowledge)
  if (other !== null) return other
  let start = run.from - lead(run, knowledge)
  if (to - start >= 3 && LEADING.test(text[start]!) && isSurname(text[start + 1]!, knowledge)) start += 1
  const length = to - start
  const surname = compound.some((name) => text.startsWith(name, start)) ? 2 : isSurname(text[start]!, knowledge) ? 1 : 0
  if (surname === 0 || length < 2 || length > surname + 2) return null
  // "、高原、": a surname that is a word and one character more are as often another word.
  const whole = start === 0 && to === text.length && !(length === 2 && start < run.from)
  // "患者尹砚田送达急诊": three characters of no word behind one.
  const full = length === surname + 2 && (surname === 2 || knowledge.surnames.single.has(text[start]!))
  return whole || full || compile(knowledge).personAfter.test(text.slice(to))
    ? { start, end: to, category: 'NAME' }
    : null
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    house: new RegExp(`(?:${anyPhrase(knowledge, 'endings_of_houses', 'trades_of_clinics')}|[部会社])$`, 'u'),
    sureHouse: new RegExp(`(?:${anyPhrase(knowledge, 'endings_of_sure_houses')})$`, 'u'),
    title: new RegExp(`^(?:${anyPhrase(knowledge, 'titles_behind_a_bare_surname')})`, 'u'),
    drug: new RegExp(`^(?:${anyPhrase(knowledge, 'endings_of_drugs')})`, 'u'),
    personAfter: new RegExp(`^(?:${anyPhrase(knowledge, 'titles_and_acts_behind_unknown_names')})`, 'u'),
    doer: new RegExp(
      String.raw`(?:[师者人员医护]|${anyPhrase(knowledge, 'acts_before_a_surname')})\s?[:：】]\s?(\p{Script=Han})(?=\s|$|[,，;；、|/【()])`,
      'gu',
    ),
    roles: new RegExp(`^.*(?:${anyPhrase(knowledge, 'persons_before_dotted_names')}|[由请为是与和及])`, 'u'),
    called: new RegExp(`^(?:[病征氏症型]|${anyPhrase(knowledge, 'called_by_somebody')})`, 'u'),
  }),
)
