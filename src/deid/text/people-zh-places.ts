import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import { isNoHanName } from './person-name.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'
import { segmentHan, vocabularyOf } from './vocabulary.js'

interface Compiled {
  /** Words for a person that no surname needs to follow: relatives, the report's subject, who came along, who signs in a list. */
  role: RegExp
  /** What follows a name in a sentence. */
  goesOn: RegExp
  /** Verbs whose first character must not pass for the end of a name. */
  verb: RegExp
  /** A run that ends so is a place, a house or somebody by a title, and no name. */
  noPlace: RegExp
}

/** "…,女,62 岁", "…|男|41|", "… 女 下次复诊": sex behind a run that fills its place. */
const BEFORE_SEX =
  /(?<=^|[\s,，。;；|、(]|患者|病人)(\p{Script=Han}{2,6})(?=\s?[,，|、\s]\s?(?:[\p{Script=Han}]{1,4}族\s?[,，|、\s]\s?)?[男女](?:性|童|士)?\s?(?:[,，|、;；。\s(]|\d|$))/gmu
/** "姓名[…]", "陪同人[…]" */
const BRACKETED = /(?:姓名|陪同人|联系人|家属|患者|签名)\s?[[【]\s?(\p{Script=Han}{2,8})\s?[\]】]/gu
/** "同事:小郜(陪同)", "患者老郜": a surname with a small word before it. */
const NICKNAME =
  /(?:[:：、,，(]|患者|病人|家属|护工|同事|邻居)\s?([小老阿]\p{Script=Han})(?=\s?(?:[(),，。、;；]|先生|女士|$|\n|之[妻夫子女父母]|的))/gmu

/**
 * Names whose surname is in no common list, or that have none (names of other peoples written out): behind a word for a person, before a sex, in brackets behind a label. They must
 * hold characters that no word explains, or begin with a rarer surname.
 */
export function findPlacedHanNames(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const spans: Span[] = []
  const { text } = sheet
  const add = (start: number, length: number) => {
    if (kinds[lineAt(sheet, start)] === 'text')
      spans.push({ start, end: start + length, category: 'NAME', detector: 'name_in_place_zh', score: 0.77 })
  }
  for (const match of matchesOf(text, rules.role)) {
    const at = match.index + match[0].length
    const run = /^\p{Script=Han}{2,12}/u.exec(text.slice(at, at + 12))?.[0]
    if (run === undefined) continue
    const length = nameLength(run, text.slice(at + run.length), knowledge)
    if (length > 0) add(at, length)
  }
  for (const match of matchesOf(text, BEFORE_SEX)) {
    const run = match[1]!
    const name = run.replace(/^(?:患者|病人|姓名|受检者)/u, '')
    if (fillsPlace(name, knowledge)) add(match.index + run.length - name.length, name.length)
  }
  for (const match of matchesOf(text, NICKNAME)) {
    const name = match[1]!
    if (isSurname(name[1]!, knowledge) && !vocabularyOf(knowledge).han.has(name))
      add(match.index + match[0].lastIndexOf(name), 2)
  }
  for (const match of matchesOf(text, BRACKETED)) {
    const at = match.index + match[0].indexOf(match[1]!, match[0].search(/[[【]/))
    if (!isNoHanName(match[1]!, knowledge)) add(at, match[1]!.length)
  }
  return spans
}

function isSurname(char: string, { surnames }: Knowledge): boolean {
  return surnames.single.has(char) || surnames.rare.has(char)
}

/** Two to five characters that are no word: a surname leads them, or two of them at least stand open. */
function fillsPlace(name: string, knowledge: Knowledge): boolean {
  const { noPlace } = compile(knowledge)
  if (name.length < 2 || name.length > 5 || isNoHanName(name, knowledge) || noPlace.test(name)) return false
  const { han } = vocabularyOf(knowledge)
  if (han.has(name) || knowledge.clinical.zh.has(name)) return false
  const parts = segmentHan(name, knowledge)
  const open = parts.filter((part) => part === 'open').length
  return open >= 2 || (open === 1 && name.length <= 3 && isSurname(name[0]!, knowledge))
}

/** Length of the name that a run behind a word for a person begins with; 0 for none. */
function nameLength(run: string, rest: string, knowledge: Knowledge): number {
  const { goesOn, verb, noPlace } = compile(knowledge)
  if (isNoHanName(run.slice(0, 4), knowledge) || verb.test(run)) return 0
  const parts = segmentHan(run, knowledge)
  if (parts[0] === 'word') return 0
  const compound = knowledge.surnames.compound.find((name) => run.startsWith(name))?.length ?? 0
  const surname = compound > 0 || isSurname(run[0]!, knowledge)
  for (const length of surname ? [compound + 3 - (compound > 0 ? 1 : 0), compound + 2 - (compound > 0 ? 1 : 0)] : []) {
    if (length > run.length || !goesOn.test(run.slice(length) + rest)) continue
    // "其妻李红陪同", "其夫王海务农": the third character begins the verb.
    if (verb.test(run.slice(length - 1))) continue
    if (fillsPlace(run.slice(0, length), knowledge)) return length
  }
  // No surname: the open characters that begin the run, and one that closes them.
  let open = 0
  while (parts[open] === 'open' && open < 6) open += 1
  for (const length of [4, open + 1, open, 5])
    if (
      open >= 2 &&
      length >= 3 &&
      length <= 5 &&
      length <= run.length &&
      goesOn.test(run.slice(length) + rest) &&
      !verb.test(run.slice(length - 1)) &&
      !noPlace.test(run.slice(0, length))
    )
      return length
  return 0
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    role: new RegExp(
      String.raw`(?:${anyPhrase(knowledge, 'persons_before_names')}|[其之](?:${anyPhrase(knowledge, 'kin_in_short')}|孙|祖母|祖父)|(?<=医师|医生|打印\)|[:：]))[:：(\s]?\s?`,
      'gu',
    ),
    goesOn: new RegExp(
      String.raw`^(?:$|[^\p{Script=Han}]|[在于因与和及同诉患为是有曾已现之的跟陪代带自称说来至因随由向去入务提签离亦均也近行主送到被将突昨今自住做服查检家急就转需应可请须已未无否半近晨夜出死]|家(?![属人里长庭])|${anyPhrase(knowledge, 'persons_and_acts_behind_names')})`,
      'u',
    ),
    verb: new RegExp(`^(?:${anyPhrase(knowledge, 'verbs_behind_names')})`, 'u'),
    noPlace: new RegExp(
      `[市县区镇乡村省州路街院科室部所族者上于]$|(?:${anyPhrase(knowledge, 'titles_that_end_a_run')})$`,
      'u',
    ),
  }),
)
