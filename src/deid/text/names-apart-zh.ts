import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import { oneOf } from './one-of.js'
import { isNoHanName, NEVER_IN_NAMES } from './person-name.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'
import { segmentHan, vocabularyOf } from './vocabulary.js'

interface Compiled {
  department: RegExp
  called: RegExp
  follows: RegExp
  kin: RegExp
  /** "郗婷(xt@…)", "汤秀芝(1385…)", "皮小兰(微信同手机号)": how to reach somebody, in brackets behind the name. */
  reached: RegExp
  /** "网名 风过无痕", "@小南瓜妈妈": how somebody is called in a chat. */
  nickname: RegExp
}

/** "覃 小 凤", "隗 军": one character, one or two gaps, a stop. */
const WIDE =
  /(?<=^|[\t\n、,，;；:：/(。|]\s?|[\p{Script=Han}]{2} {1,2})(?<name>\p{Script=Han} {1,3}\p{Script=Han}(?: {1,3}\p{Script=Han})?|(?<=[:：]\s?)\p{Script=Han}[ \t]{1,4}\p{Script=Han}(?:[ \t]{1,4}\p{Script=Han})?)(?=\s*(?:[、,，;；。/()|\t\d[]|$)| {1,3}\p{Script=Han}{2,6}[:：])/gmu
/** "07:15 殷倩测": the first word behind the time of a note, before what was done. */
const NOTED =
  /(?<=(?:^|[\t\n。;；])\s?\d{1,2}:\d{2}(?::\d{2})? {0,3})(?<name>\p{Script=Han}{2,3}?)(?=[测报电查量采抽送收签告接来到巡记执核打离交发取陪]|致电|[\s:：,，(])/gmu
/** What stands behind a clerk's name. */
const CLOSED = /^\s?(?:$|[^\p{Script=Han}\s]|\s|老师|同志|主任|[代已转签电取领经负告致来到交开收通审核联统协])/u

/** Chinese names that stand by themselves: set wide, with their phone in brackets, behind a department, behind the time of a note, or by the surname and how people call them. */
export function findNamesApart(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  if (!/\p{Script=Han}{2}/u.test(text)) return []
  const rules = compile(knowledge)
  const spans: Span[] = []
  const add = (start: number, end: number, detector: string, score = 0.78) => {
    if (kinds[lineAt(sheet, start)] === 'text') spans.push({ start, end, category: 'NAME', detector, score })
  }
  for (const match of / \p{Script=Han}(?!\p{Script=Han})/u.test(text) ? matchesOf(text, WIDE) : []) {
    const name = match.groups!.name!
    const bare = name.replace(/\s/g, '')
    if (isOpenName(bare, knowledge)) add(match.index, match.index + name.length, 'name_set_wide')
  }
  for (const match of /\(/.test(text) ? matchesOf(text, rules.reached) : []) {
    const run = match.groups!.run!
    const length = nameAtEnd(run, knowledge)
    if (length > 0) add(match.index + run.length - length, match.index + run.length, 'name_with_contact', 0.8)
  }
  for (const match of matchesOf(text, NOTED))
    if (isOpenName(match.groups!.name!, knowledge))
      // Nobody but who measured stands there, so in a note with values too.
      spans.push({
        start: match.index,
        end: match.index + match.groups!.name!.length,
        category: 'NAME',
        detector: 'name_of_note',
        score: 0.86,
      })
  for (const match of matchesOf(text, rules.department)) {
    const at = match.index + match[0].length
    for (const length of [3, 2]) {
      const name = text.slice(at, at + length)
      if (
        name.length !== length ||
        !/^\p{Script=Han}{2,3}$/u.test(name) ||
        !CLOSED.test(text.slice(at + length, at + length + 2))
      )
        continue
      if (!isOpenName(name, knowledge)) continue
      add(at, at + length, 'name_of_department', 0.76)
      break
    }
  }
  for (const match of matchesOf(text, rules.called)) {
    const { name, how } = match.groups as { name: string; how: string }
    const at = match.index
    if (!isSurname(name, knowledge) || vocabularyOf(knowledge).han.has(name + how)) continue
    // "告知经管医师": a role that is written with a surname's character.
    if (knowledge.titles.persons_zh.includes(text[at - 1] + name + how)) continue
    const rest = text.slice(at + match[0].length, at + match[0].length + 4)
    if (how === '老' && /^年(?!事|岁)|^[师伴花化旧小少]/.test(rest)) continue
    if (/^[\s,，。;；:：、)(!！]|^$/.test(rest) ? how !== '老' && how !== '某' : rules.follows.test(rest))
      // "张主任": the surname; "农老" is a name as a whole.
      add(at, at + (how.length === 1 ? match[0].length : name.length), 'name_by_surname', 0.77)
  }
  for (const match of matchesOf(text, rules.kin)) {
    const at = match.index + match[0].length
    for (const length of [3, 2]) {
      const name = text.slice(at, at + length)
      if (name.length !== length || !/^\p{Script=Han}{2,3}$/u.test(name) || !isOpenName(name, knowledge)) continue
      if (!tellsIllness(text.slice(at + length, at + length + 8), knowledge)) continue
      add(at, at + length, 'name_of_kin_ill')
      break
    }
  }
  for (const match of matchesOf(text, rules.nickname)) {
    const name = (match[1] ?? match[2])!
    add(match.index + match[0].length - name.length, match.index + match[0].length, 'nickname')
  }
  return spans
}

/** "舅父冉某肝癌": what a relative had follows his name at once. */
function tellsIllness(rest: string, { clinical }: Knowledge): boolean {
  if (/^(?:[患得死因有曾]|去世|病逝|病故|\p{Script=Han}{1,3}[癌病炎])/u.test(rest)) return true
  for (let length = 2; length <= 6; length += 1) if (clinical.zh.has(rest.slice(0, length))) return true
  return false
}

/** Characters of the surname and given name that a run ends with; 0 for none. */
function nameAtEnd(run: string, knowledge: Knowledge): number {
  for (const length of [3, 2, 4]) {
    if (length > run.length) continue
    const name = run.slice(-length)
    if (length === 4 && !knowledge.surnames.compound.some((surname) => name.startsWith(surname))) continue
    if (!isOpenName(name, knowledge)) continue
    // What stands before it must be words, else the name is cut from one ("财务科闵佳").
    const lead = segmentHan(run.slice(0, -length), knowledge)
    if (lead.length === 0 || lead.at(-1) !== 'open' || /[部处科室组会办站队局]$/.test(run.slice(0, -length)))
      return length
  }
  return 0
}

function isSurname(char: string, { surnames }: Knowledge): boolean {
  return surnames.single.has(char) || surnames.rare.has(char)
}

/** A surname and one or two characters that no word explains as a whole, and no word of medicine. */
export function isOpenName(name: string, knowledge: Knowledge): boolean {
  const { surnames, titles } = knowledge
  if (titles.called_zh.includes(name)) return true
  const compound = surnames.compound.some((surname) => name.startsWith(surname) && name.length > surname.length)
  if (!compound && (name.length < 2 || name.length > 3 || !isSurname(name[0]!, knowledge))) return false
  const { han } = vocabularyOf(knowledge)
  if (han.has(name) || isNoHanName(name, knowledge) || NEVER_IN_NAMES.test(name.slice(1))) return false
  if (
    /[的了着过中后前上下等项次类型级度率量期段日性法式表单图片本部处科室组员者人们线机器箱号码栏额费价款]$/u.test(name)
  )
    return false
  const parts = segmentHan(name, knowledge)
  return parts.includes('open') || surnames.single.has(name[0]!)
}

const compile = perKnowledge((knowledge): Compiled => {
  const { departments, called, follows } = knowledge.surroundings.people_zh
  return {
    reached: new RegExp(
      String.raw`(?<run>\p{Script=Han}{2,12})(?=\s?\(\s?(?:[\w.+-]{2,30}@|1[3-9]\d{1,9}|0\d{2,3}[- ]?\d|\+?86|${anyPhrase(knowledge, 'ways_to_reach')})[^)\n]{0,40})`,
      'gu',
    ),
    nickname: new RegExp(
      String.raw`(?:${anyPhrase(knowledge, 'names_in_chats')})(?:为|是)?[:：\s]\s?([^\s,，。;；:：()（）]{2,12})|(?<![\w.@])@(\p{Script=Han}[\p{Script=Han}\w]{1,9})`,
      'gu',
    ),
    department: new RegExp(
      String.raw`(?<=\p{Script=Han}\n?)(?:${departments.join('|')})(?:${anyPhrase(knowledge, 'clerks')})?[:：]? {0,2}(?=\p{Script=Han}{2})`,
      'gu',
    ),
    called: new RegExp(
      String.raw`(?<=^|[\s,，。;；:：、(【“"'>!！?？]|[由请向经和与及找跟给知拨致见帮让替按同])(?<name>\p{Script=Han})(?<how>${oneOf(called)})`,
      'gmu',
    ),
    follows: new RegExp(`^${oneOf(follows)}`, 'u'),
    kin: new RegExp(
      `(?:${oneOf(knowledge.titles.kin_zh)}|${anyPhrase(knowledge, 'uncles_and_aunts')}|[其父母夫妻之](?:${anyPhrase(knowledge, 'kin_in_short')}|[姑姨叔伯舅孙]|祖父|祖母))[:：]?`,
      'gu',
    ),
  }
})
