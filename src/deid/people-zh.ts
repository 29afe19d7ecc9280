import { isHan } from './fold.js'
import type { Knowledge } from './knowledge.js'
import { isNoHanName, readHanName } from './person-name.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'

interface Compiled {
  hanTitle: RegExp
  hanRole: RegExp
  hanLabels: Set<string>
}
const compiled = new WeakMap<Knowledge, Compiled>()

/** Single-surname titles ("王医生") only for surnames that are hardly ever verbs or prepositions. */
const COMMON_SURNAMES = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔汤陳張劉楊黃趙吳孫馬許韓鄧馮蕭葉蘇呂盧鍾譚陸',
)

/** What belongs to a person in a check-up letter. */
const HAN_OWNER =
  /的(?:本次|此次|年度|个人|入职|上次|最新|全部|各项|\d{4}年?度?)*(?:体检|健康|检查|检验|化验|影像|病理|超声|诊断|血检|筛查)(?:检查)?(?:报告|结果|情况|数据|指标|档案|资料|记录|评估|单)/gu

/** Chinese names without a label: before a title, before what belongs to a person, behind a role or a relative. */
export function findHanPeople(sheet: Sheet, knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const { text } = sheet
  const spans: Span[] = []
  for (const match of text.matchAll(rules.hanTitle)) {
    // "审核医师" is a label, not a Mr. Shen-He with a title.
    if (endsLabel(text.slice(Math.max(0, match.index - 5), match.index + match[0].length), match[0].length, rules))
      continue
    // Backwards from the title: two given characters, one, or the surname alone.
    for (const length of [3, 2, 4, 1]) {
      const start = match.index - length
      if (start < 0) continue
      const candidate = text.slice(start, match.index)
      if (!/^\p{Script=Han}+$/u.test(candidate)) continue
      if (length === 1) {
        if (
          !COMMON_SURNAMES.has(candidate) ||
          (isHan(text[start - 1]) && !/[请由向与和经找是的]/.test(text[start - 1]!))
        )
          continue
      } else {
        const read = readHanName(candidate, 0, candidate.length, true, knowledge)
        if (read === null || read.end !== candidate.length) continue
        if (isNoHanName(text.slice(start, start + 4), knowledge)) continue
      }
      spans.push({
        start,
        end: match.index,
        category: /先生|女士|小姐|太太|夫人|同志|阿姨|叔叔|大爷|大妈/.test(match[0]) ? 'NAME' : 'DOCTOR',
        detector: 'name_before_title_zh',
        score: 0.85,
      })
      break
    }
  }
  // "以下是白展堂的体检结果", "佟湘玉的体检报告"
  for (const match of text.matchAll(HAN_OWNER)) {
    for (const length of [3, 2, 4]) {
      const start = match.index - length
      if (start < 0) continue
      const candidate = text.slice(start, match.index)
      if (!/^\p{Script=Han}+$/u.test(candidate)) continue
      if (isHan(text[start - 1]) && !/[是为将对把给于由向请关附与和及从查]/.test(text[start - 1]!)) continue
      const read = readHanName(candidate, 0, length, true, knowledge)
      if (read === null || read.end !== length || isNoHanName(text.slice(start, start + 4), knowledge)) continue
      spans.push({ start, end: match.index, category: 'NAME', detector: 'name_of_report_zh', score: 0.8 })
      break
    }
  }
  for (const match of text.matchAll(rules.hanRole)) {
    const at = match.index + match[0].length
    const separated = /[:：\s(]$/.test(match[0])
    // "您的健康顾问小秦(0755-…)": by the surname with a small word.
    const nick = /^[小老阿](\p{Script=Han})(?!\p{Script=Han})/u.exec(text.slice(at, at + 3))
    if (nick !== null && COMMON_SURNAMES.has(nick[1]!)) {
      spans.push({ start: at, end: at + 2, category: 'DOCTOR', detector: 'name_after_role_zh', score: 0.78 })
      continue
    }
    const read = readHanName(text, at, Math.min(text.length, at + 6), true, knowledge)
    if (read === null || read.start !== at) continue
    const next = text[read.end]
    const closes = next === undefined || !isHan(next)
    // Without a separator a name must end at a boundary or before a word that goes on: never inside a longer word.
    if (
      !separated &&
      !closes &&
      !/[于在因为，、与和的是自称诉说曾已陪来到至表有负代患既今现系去领签同送知随将向均也并对确认申要请一等就仍则每还都共]/.test(
        next ?? '',
      )
    )
      continue
    if (separated && !closes && read.end - read.start < 3) continue
    spans.push({
      start: read.start,
      end: read.end,
      category:
        !/患者|病人|受检|体检者|体检人|被检|客户|本人/.test(match[0]) &&
        /医|师|护|教授|主任|检|审|报告|技/.test(match[0])
          ? 'DOCTOR'
          : 'NAME',
      detector: 'name_after_role_zh',
      score: separated ? 0.8 : 0.7,
    })
  }
  return spans
}

/** Whether a text ends with a label that is longer than its last `title` characters. */
function endsLabel(text: string, title: number, rules: Compiled): boolean {
  for (let length = title + 1; length <= text.length; length += 1)
    if (rules.hanLabels.has(text.slice(-length))) return true
  return false
}

function compile(knowledge: Knowledge): Compiled {
  const known = compiled.get(knowledge)
  if (known !== undefined) return known
  const { titles } = knowledge
  const longest = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length).join('|')
  const rules: Compiled = {
    hanTitle: new RegExp(`(?:${longest(titles.after_zh)})`, 'gu'),
    hanRole: new RegExp(String.raw`(?:${longest(titles.before_zh)})[:：\s(]?\s?(?=\p{Script=Han})`, 'gu'),
    hanLabels: new Set(knowledge.labels.flatMap((block) => block.terms).filter((term) => isHan(term[0]))),
  }
  compiled.set(knowledge, rules)
  return rules
}
