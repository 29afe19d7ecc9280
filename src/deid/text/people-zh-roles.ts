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
  /** Words of staff, kin and calling, and what may stand between them and the name. */
  behind: RegExp
  /** A role at the start of a text. */
  role: RegExp
  /** A role alone between spaces. */
  token: RegExp
  /** Words that people are called as well. */
  called: Set<string>
  /** A part and no name: "张主任". */
  titled: RegExp
  /** "廖 思源主任": a surname and a given name set apart before a title. */
  wide: RegExp
  /** What goes on behind a name that a role led to. */
  goesOn: RegExp
  /** Prepositions that are surnames too: "和护士长强调" at the head of a sentence is a Mrs. He. */
  smallSurname: RegExp
  /** "廖教看过片子", "请孟总会诊": a senior by the surname and the first character of a title. */
  senior: RegExp
  /** "由郑林主刀", ",安宁扶镜。": a name before what staff do. */
  beforeAct: RegExp
  /** "同学小卓近期": a child or a friend by a small name. */
  smallName: RegExp
  /** "社工指佘伯与子女": an elder by the surname, inside of a sentence. */
  elder: RegExp
  /** "热依拉·吐尔迪体健": names of two parts, up to what is said of them. */
  dotted: RegExp
  /** "云舒爸爸 03-17 19:42": who writes in a chat, by the child. */
  parent: RegExp
}

/** Nothing of a word comes next. */
const CLOSED = /^(?:$|[^\p{Script=Han}])/u
/** What a run of three characters that is no name ends with. */
const NO_END =
  /[的了着过中后前时内外上下等及与和或为者们个位名号份次项类型级度率量数期段例天年月日性法式表单图像片本式室科部处楼层床]$/u
/** Surnames that are words or end the word before them. */
const SMALL = /^[管单计包项时方程应常全安连成高和于向强平明关解易温干支]/u
/** The state of a patient, told right behind his role. */
const STATE = /^[安平常康高满舒明成温和乐宁严危连全单强易冷应于向时方解施关计]/u
const PATIENT = /(?:患者|病人|患儿|家属|产妇|孕妇|受检者)[:\s]*$/u
/** "江南患者,", "陶然家长:": a name that opens the line before what the person is. */
const BEFORE_PERSON = /(?<=^|[。;；】\]]\s?)(?<name>\p{Script=Han}{2,4}?)(?=(?:患者|病人|家长|家属)[:：,，])/gmu
/** "谭立秋收": whom a parcel is for. */
const RECEIVER =
  /(?<=^|[\s,，。;；:：\d室号楼交请致给呈])(?![请交转致给呈寄])(?<name>\p{Script=Han}{2,4}?)(?=\s?(?:亲?[收启]|\((?:亲?收|启)\))(?:$|[\s,，。;；)]))/gmu
/** "罗向东、陈 蓓(", "于 立": a surname apart from what is given. */
const SET_WIDE =
  /(?<=^|[\t\n、,，;；:：/(]\s?)(?<name>\p{Script=Han}{1,2} {1,2}\p{Script=Han}{1,2})(?=\s?(?:[、,，;；。/()\t]|$))/gmu

/**
 * Names behind the words for what staff do at a report ("主刀", "取材", "调配"), kin and calls, where the name may be a word of the language: it must be led by a
 * surname and reach to a stop, to the next role or to what people do. Names set wide and names in rows of roles without colons are read the same way.
 */
export function findRoleNames(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  if (!/\p{Script=Han}{2}/u.test(text)) return []
  const rules = compile(knowledge)
  const spans: Span[] = []
  const add = (start: number, end: number, staff = false, category: Span['category'] = staff ? 'DOCTOR' : 'NAME') => {
    if (kinds[lineAt(sheet, start)] === 'text')
      spans.push({ start, end, category, detector: 'name_at_role_zh', score: 0.79 })
  }
  const rows = new Map<number, boolean>()
  const inRow = (at: number) => {
    const line = sheet.lines[lineAt(sheet, at)]!
    if (!rows.has(line.start))
      rows.set(line.start, (text.slice(line.start, line.end).match(rules.token)?.length ?? 0) >= 2)
    return rows.get(line.start)!
  }
  for (const match of matchesOf(text, rules.behind)) {
    const { staff, code } = match.groups!
    const at = match.index + match[0].length
    const end = nameEnd(text, at, staff !== undefined && inRow(at), PATIENT.test(match[0]), rules, knowledge)
    if (end !== null) add(at, end, staff !== undefined)
    else if (code !== undefined && isSurname(text[at]!, knowledge) && CLOSED.test(text.slice(at + 1)))
      add(at, at + 1, true)
    else continue
    // "打印者 0312-庄": the number of a login.
    if (code !== undefined && /\d{3}/.test(code)) {
      const start = match.index + match[0].lastIndexOf(code)
      add(start, start + code.length, true, 'ID')
    }
  }
  for (const form of [BEFORE_PERSON, RECEIVER])
    for (const match of matchesOf(text, form)) {
      const { name } = match.groups as { name: string }
      if (isName(name, false, rules, knowledge)) add(match.index, match.index + name.length)
    }
  for (const match of matchesOf(text, rules.beforeAct)) {
    const name = (match.groups!.by ?? match.groups!.name)!
    if (isName(name, false, rules, knowledge) && !rules.titled.test(name)) add(match.index, match.index + name.length)
  }
  for (const match of matchesOf(text, rules.smallSurname)) add(match.index, match.index + 1, true)
  for (const match of matchesOf(text, rules.senior))
    if (knowledge.surnames.single.has(match.groups!.name!) && !vocabularyOf(knowledge).han.has(match[0]))
      add(match.index, match.index + 1, true)
  for (const match of matchesOf(text, rules.elder))
    if (knowledge.surnames.single.has(match.groups!.name!) && !vocabularyOf(knowledge).han.has(match[0]))
      add(match.index, match.index + match[0].length)
  for (const match of matchesOf(text, rules.smallName)) {
    const { name } = match.groups as { name: string }
    const { han } = vocabularyOf(knowledge)
    const at = match.index + match[0].length - 2
    if (!han.has(name) && !han.has(text.slice(at + 1, at + 3)) && !/[便腿腹时孩儿月年]/u.test(name[1]!)) add(at, at + 2)
  }
  for (const match of matchesOf(text, rules.parent)) {
    const { name } = match.groups as { name: string }
    if (!vocabularyOf(knowledge).han.has(name) && !/^[我你他她您其孩宝患]/u.test(name))
      add(match.index + match[0].length - 2, match.index + match[0].length)
  }
  for (const match of matchesOf(text, SET_WIDE)) {
    const { name } = match.groups as { name: string }
    const [surname, given] = name.split(/ +/) as [string, string]
    const bare = surname + given
    const led = surname.length === 1 ? knowledge.surnames.single.has(surname) : isCompound(surname, knowledge)
    const { han } = vocabularyOf(knowledge)
    if (!led || NEVER_IN_NAMES.test(given) || NO_END.test(given)) continue
    // In a list the neighbours are names; a cell or a line alone must hold characters that no word explains.
    const listed = /[、:：/(]\s?$/.test(text.slice(Math.max(0, match.index - 2), match.index))
    if (
      (han.has(bare) || isNoHanName(bare, knowledge) || (given.length > 1 && han.has(given))) &&
      !rules.called.has(bare)
    )
      continue
    if (listed || segmentHan(bare, knowledge).includes('open')) add(match.index, match.index + name.length)
  }
  for (const match of matchesOf(text, rules.wide)) {
    const { name } = match.groups as { name: string }
    const [surname, given] = name.split(/ +/) as [string, string]
    if (knowledge.surnames.single.has(surname) && !NEVER_IN_NAMES.test(given) && !/[级职年]/u.test(given))
      add(match.index, match.index + name.length, true)
  }
  return spans
}

/** Where the name that a text begins with at `at` ends; null for none. `row`: roles and names alternate in the line. */
function nameEnd(
  text: string,
  at: number,
  row: boolean,
  patient: boolean,
  rules: Compiled,
  knowledge: Knowledge,
): number | null {
  const dotted = rules.dotted.exec(text.slice(at, at + 20))
  if (dotted !== null && !/[院所室科部店站]$|中心$/.test(dotted[0])) return at + dotted[0].length
  const wide = /^\p{Script=Han}{1,2} {1,2}\p{Script=Han}{1,2}(?=$|[^\p{Script=Han}])/u.exec(text.slice(at, at + 8))
  if (wide !== null) {
    const [surname, given] = wide[0].split(/ +/) as [string, string]
    const bare = surname + given
    rules.role.lastIndex = 0
    if (
      isSurname(surname, knowledge) &&
      !rules.role.test(given) &&
      !NEVER_IN_NAMES.test(given) &&
      (!vocabularyOf(knowledge).han.has(bare) || rules.called.has(bare))
    )
      return at + wide[0].length
  }
  const run = /^\p{Script=Han}{2,12}/u.exec(text.slice(at, at + 12))?.[0] ?? ''
  for (const length of [4, 3, 2]) {
    const name = run.slice(0, length)
    if (name.length !== length) continue
    const rest = text.slice(at + length, at + length + 8)
    if (!CLOSED.test(rest) && !rules.goesOn.test(rest) && !rules.role.test(rest)) continue
    if (patient && STATE.test(name)) continue
    if (isName(name, row, rules, knowledge)) return at + length
  }
  return null
}

function isCompound(text: string, { surnames }: Knowledge): boolean {
  return surnames.compound.includes(text)
}

function isSurname(text: string, knowledge: Knowledge): boolean {
  const { surnames } = knowledge
  return surnames.single.has(text) || surnames.rare.has(text) || isCompound(text, knowledge)
}

/** Two or three characters that a surname leads, four behind one of two characters; a word only if people are called so. `row`: anything but a word. */
function isName(name: string, row: boolean, { called }: Compiled, knowledge: Knowledge): boolean {
  if (called.has(name)) return true
  const { surnames } = knowledge
  const compound = surnames.compound.some((surname) => name.startsWith(surname) && name.length > surname.length)
  if (!compound && (name.length > 3 || !(row || isSurname(name[0]!, knowledge)))) return false
  const { han } = vocabularyOf(knowledge)
  if (han.has(name) || knowledge.clinical.zh.has(name) || NEVER_IN_NAMES.test(name.slice(1))) return false
  if (compound || (row && !NO_END.test(name))) return true
  if (isNoHanName(name, knowledge) || NO_END.test(name)) return false
  const parts = segmentHan(name, knowledge)
  // "解除后", "全麻下": a word leads; a word ends what a small surname leads ("单活胎").
  if (name.length === 3 && !parts.slice(1).includes('open') && parts[0] === 'word') return false
  // "采样管冷藏", "记录单打印": a thing and a word.
  if (name.length === 3 && SMALL.test(name) && han.has(name.slice(1))) return false
  if (surnames.single.has(name[0]!)) return true
  // A rarer surname is a word as well: the name must be cut where it ends ("逄立业", not "经常性").
  return name.length === 3 && (parts[0] !== 'word' || parts[2] === 'open')
}

const compile = perKnowledge((knowledge): Compiled => {
  const { titles } = knowledge
  const acts = oneOf(titles.acts_zh)
  const roles = oneOf([...titles.acts_zh, ...titles.persons_zh, ...titles.before_zh.filter((word) => word.length > 1)])
  const kin = `(?:[其之]|患者|病人)(?:${oneOf(titles.kin_zh)}|[父母夫妻子女兄弟姐妹孙婿媳])|(?<!妇)${oneOf(titles.kin_zh)}`
  const calls = `(?<=[妈爸子女儿姐妹哥弟爷奶孙人我他她孩名公婆属友伴]|也)叫|[名字]叫|我是|姓名[是为]?|人称|尊称`
  const rules: Compiled = {
    behind: new RegExp(
      String.raw`(?:(?<staff>(?:(?<!\p{Script=Han})|(?<=[。，由经请]))(?:${acts}(?:人员?|者|员)?)+|(?:${oneOf(titles.acts_zh.filter((word) => word.length > 2))}))|${kin}|${calls})(?:[:：\s]{0,2}|\s?\()(?:(?<code>(?:[RP](?:GY)?-?\d|[A-Z]?\d{3,8}))[-/\s:]{0,2})?(?=\p{Script=Han})`,
      'gu',
    ),
    role: new RegExp(`^(?:${roles})`, 'u'),
    token: new RegExp(String.raw`(?<=^|[\s:：,，])(?:${acts}(?:人员?|者|员)?){1,2}(?=[\s:：])`, 'gmu'),
    called: new Set(titles.called_zh),
    titled: new RegExp(`(?:[人员者]|${titles.after_zh.join('|')})$`, 'u'),
    wide: new RegExp(
      String.raw`(?<name>\p{Script=Han} {1,2}(?![副主])\p{Script=Han}{1,2})(?=\s?(?:${oneOf(titles.after_zh.filter((word) => word.length > 1))}))`,
      'gu',
    ),
    goesOn: new RegExp(
      String.raw`^(?:${anyPhrase(knowledge, 'goes_on_behind_a_role')}|和(?=后|手机|电话|身份|证件|密码|\d)|及(?=手机|电话|身份|证件))`,
      'u',
    ),
    smallSurname: new RegExp(
      String.raw`(?<=^|[。;；\n]\s?)(?<name>[和于任应安常平时方全关强单连管解易温向])(?=(?:${anyPhrase(knowledge, 'titles_of_seniors')})(?:${anyPhrase(knowledge, 'acts_of_seniors')}))`,
      'gmu',
    ),
    senior: new RegExp(
      String.raw`(?<=^|[。;；,，、\n]\s?|[由经请与跟和同])(?<name>\p{Script=Han})(?:${anyPhrase(knowledge, 'first_characters_of_titles')})(?=${anyPhrase(knowledge, 'acts_of_seniors', 'acts_behind_a_preposition')})`,
      'gmu',
    ),
    beforeAct: new RegExp(
      String.raw`(?:(?<=[由经请])(?<by>\p{Script=Han}{2,4}?)(?=${anyPhrase(knowledge, 'acts_of_staff', 'acts_behind_a_preposition')})|(?<=^|[,，。;；、])(?![由经请])(?<name>\p{Script=Han}{2,4}?)(?=(?:${anyPhrase(knowledge, 'acts_of_staff')}|执刀|巡回|洗手)(?:$|[,，。;；、])))`,
      'gmu',
    ),
    smallName: new RegExp(
      String.raw`(?:${anyPhrase(knowledge, 'companions_and_children')})(?<name>[小阿](?!\s)\p{Script=Han})(?=[^\p{Script=Han}]|$|[近今昨也代陪送夜半自反要签领提帮扶一在同因已曾有患确感发出来说诉家的和与])`,
      'gmu',
    ),
    elder: new RegExp(
      String.raw`(?<=[指称与和同跟对向由请问见劝访替为给悉及])(?<name>\p{Script=Han})(?:${anyPhrase(knowledge, 'titles_of_elders')})(?=[与和同跟的在自已有表称说不未需因曾现会能,，。;；、:：(]|$)`,
      'gmu',
    ),
    dotted: new RegExp(
      String.raw`^\p{Script=Han}{1,6}[·•・]\p{Script=Han}{1,8}?(?=[^\p{Script=Han}·•・]|$|${anyPhrase(knowledge, 'said_behind_a_dotted_name')}|[患因及和与陪代诉来于在签的系是为有送称])`,
      'u',
    ),
    parent: new RegExp(
      String.raw`(?<=^|[\t\n])\s?(?<name>\p{Script=Han}{2})(?=(?:${anyPhrase(knowledge, 'kin_of_a_child')}|外公)(?:$|[\s:：,，(]))`,
      'gmu',
    ),
  }
  return rules
})
