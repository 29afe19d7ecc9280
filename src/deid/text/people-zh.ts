import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { isHan } from './fold.js'
import { matchesOf } from './matches.js'
import { longestFirst, oneOf } from './one-of.js'
import { FUNCTION } from './people-zh-sentences.js'
import { isNoHanName, readHanName } from './person-name.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'
import { vocabularyOf } from './vocabulary.js'

interface Compiled {
  /** Labels whose value is no identifier. */
  noLabels: Set<string>
  notPerson: RegExp
  hanTitle: RegExp
  hanRole: RegExp
  hanLabels: Set<string>
  department: RegExp
  /** "邹明远之女来电", "受检者甘露之夫": a name before what kin somebody is. */
  kinOf: RegExp
  /** Titles of everybody; all others are those of staff. */
  civil: RegExp
  /** Roles of staff, and none of the report's subject. */
  staffRole: RegExp
  /** What belongs to a person in a check-up letter. */
  owner: RegExp
}

/** Single-surname titles ("王医生") only for surnames that are hardly ever verbs or prepositions. */
const COMMON_SURNAMES = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔汤陳張劉楊黃趙吳孫馬許韓鄧馮蕭葉蘇呂盧鍾譚陸',
)

const HAN_STAFF =
  /(?:专员|管家|顾问|[验核样录账检诊导管访护剂养]员|[疗营技药检心]师)[ \t]?(?<name>\p{Script=Han}{2,4}?)(?=$|[\s,，。;；、(]|\d)/gmu
const HAN_ADDRESSED =
  /(?:^|\t)[ ]*(?<name>\p{Script=Han}{2,4}?)(?=(?:先生|女士|小姐|同志)?[,，:：]\s?(?:您|你好|感谢|欢迎))/gmu

const HAN_ANY_LABEL =
  /(?<!\p{Script=Han})(?<label>\p{Script=Han}{2,8})[:：][ ]?(?<name>\p{Script=Han}{3})(?=$|[\s,，;；、(]|\d)/gmu
/** Characters of results, grades and goods that stand in no given name behind an unknown label. */
const NOT_GIVEN =
  /[高低正常阴性清型色度片形状级硬软餐卡费证件类法剂药品项套约次份张元区县市省镇村街路族语教科部处局所厂店号]/u

/** One character of kin, a name, and what is said of it. */
const HAN_KIN =
  /(?<!\p{Script=Han})[父母夫妻子女兄弟姐妹孙][:：]?(\p{Script=Han}{2,4}?)(?=\s?[(,，。;；]|已故|健在|体健|患|因|现年|\d{2}岁|[在于已未系为陪随均亦有代到来])/gu

/** "尉迟春山(女,47)", "卢平 | 男 | 45岁", "蒋欣(45岁,女)": sex and age right behind a name, in brackets or with 岁. */
const HAN_SEX_AGE =
  /(?<![\p{Script=Han}·])(?<name>\p{Script=Han}[\p{Script=Han}·]{1,8}?)(?:\s?\(\s?(?:(?:男|女)性?[\s,、/|]{0,2}\d{1,3}|\d{1,3}\s?(?:岁|周岁)?[\s,、/|]{0,2}(?:男|女))|[\s,、/|]{1,3}(?:(?:男|女)性?[\s,、/|]{0,3}\d{1,3}\s?(?:岁|周岁)|\d{1,3}\s?(?:岁|周岁)[\s,、/|]{0,3}(?:男|女)))/gu

/** Chinese names without a label: before a title, before what belongs to a person, behind a role or a relative. */
export function findHanPeople(sheet: Sheet, knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const { text } = sheet
  const spans: Span[] = []
  for (const match of matchesOf(text, rules.hanTitle)) {
    // "审核医师" is a label, not a Mr. Shen-He with a title.
    if (endsLabel(text.slice(Math.max(0, match.index - 5), match.index + match[0].length), match[0].length, rules))
      continue
    // "俞 苒医师", "柏青禾 医师": names set wide, or apart from their title.
    const apart = /(?<!\p{Script=Han})(\p{Script=Han} {1,2}\p{Script=Han} ?|\p{Script=Han}{2,3} )$/u.exec(
      text.slice(Math.max(0, match.index - 7), match.index),
    )?.[1]
    if (apart !== undefined) {
      const name = apart.replace(/ /g, '')
      const read = readHanName(name, 0, name.length, true, knowledge)
      if (read?.end === name.length && !vocabularyOf(knowledge).han.has(name)) {
        spans.push({
          start: match.index - apart.length,
          end: match.index - apart.length + apart.trimEnd().length,
          category: rules.civil.test(match[0]) ? 'NAME' : 'DOCTOR',
          detector: 'name_before_title_zh',
          score: 0.82,
        })
        continue
      }
    }
    // "欧阳叔度老先生", "皇甫女士": a surname of two characters goes first, else its second half would pass for the surname.
    const compound = compoundBefore(text, match.index, knowledge)
    if (compound !== null) {
      spans.push({
        start: compound,
        end: match.index,
        category: rules.civil.test(match[0]) ? 'NAME' : 'DOCTOR',
        detector: 'name_before_title_zh',
        score: 0.86,
      })
      continue
    }
    // Backwards from the title: two given characters, one, or the surname alone.
    for (const length of [3, 2, 4, 1]) {
      const start = match.index - length
      if (start < 0) continue
      const candidate = text.slice(start, match.index)
      if (!/^\p{Script=Han}+$/u.test(candidate)) continue
      if (length === 1) {
        const opens =
          (!isHan(text[start - 1]) || /[请由找跟]/.test(text[start - 1]!)) && knowledge.surnames.single.has(candidate)
        if (
          !(COMMON_SURNAMES.has(candidate) || (opens && !/[应于与和经向方全由及同任]/u.test(candidate))) ||
          (isHan(text[start - 1]) && !/[请由向与和经找是的]/.test(text[start - 1]!))
        )
          continue
      } else {
        const read = readHanName(candidate, 0, candidate.length, true, knowledge)
        if (read === null || read.end !== candidate.length) continue
        if (
          isNoHanName(text.slice(start, start + 4), knowledge) ||
          (length === 2 && /[和与及或]$/.test(candidate)) ||
          /[由请向经找被让给把对跟]$/.test(candidate)
        )
          continue
        // "责任公卫医师": the surname is the end of a word.
        if (length > 2 && start > 0 && vocabularyOf(knowledge).han.has(text.slice(start - 1, start + 1))) continue
      }
      spans.push({
        start,
        end: match.index,
        category: rules.civil.test(match[0]) ? 'NAME' : 'DOCTOR',
        detector: 'name_before_title_zh',
        score: 0.85,
      })
      break
    }
  }
  // "以下是白展堂的体检结果", "佟湘玉的体检报告"
  for (const match of matchesOf(text, rules.owner)) {
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
  // "采样员 俞莲舟", "健康管理专员常遇春,", "内科:韦一笑", "宋知远,您的…"
  for (const [form, category] of [
    [HAN_STAFF, 'DOCTOR'],
    [rules.department, 'DOCTOR'],
    [HAN_ADDRESSED, 'NAME'],
  ] as const) {
    for (const match of matchesOf(text, form)) {
      const name = match.groups!.name!
      const read = readHanName(name, 0, name.length, true, knowledge)
      if (read === null || read.end !== name.length) continue
      const start = match.index + match[0].length - name.length
      spans.push({ start, end: start + name.length, category, detector: 'name_in_place_zh', score: 0.78 })
    }
  }
  // "任何标签:贺鸣远": three characters that read as a name and nothing else, behind a label that no list holds.
  for (const match of matchesOf(text, HAN_ANY_LABEL)) {
    const { label, name } = match.groups as { label: string; name: string }
    if (rules.noLabels.has(label) || rules.notPerson.test(label) || isNoHanName(label, knowledge)) continue
    const read = readHanName(name, 0, 3, true, knowledge)
    if (read === null || read.end !== 3 || NOT_GIVEN.test(name.slice(1))) continue
    const start = match.index + match[0].length - 3
    spans.push({ start, end: start + 3, category: 'NAME', detector: 'name_behind_colon_zh', score: 0.76 })
  }
  // "15012340000(卜算子)"
  for (const match of matchesOf(text, /\d{4}\s?\((\p{Script=Han}{2,3})\)/gu)) {
    const read = readHanName(match[1]!, 0, match[1]!.length, true, knowledge)
    if (read === null || read.end !== match[1]!.length) continue
    const start = match.index + match[0].indexOf('(') + 1
    spans.push({ start, end: start + match[1]!.length, category: 'NAME', detector: 'name_in_place_zh', score: 0.76 })
  }
  for (const match of matchesOf(text, HAN_SEX_AGE)) {
    const name = match.groups!.name!
    if (rules.hanLabels.has(name)) continue
    const read = readHanName(name, 0, name.length, false, knowledge)
    if (read === null || read.end !== name.length) continue
    spans.push({
      start: match.index,
      end: match.index + name.length,
      category: 'NAME',
      detector: 'name_sex_age_zh',
      score: 0.86,
    })
  }
  for (const match of matchesOf(text, rules.kinOf)) {
    const read = readHanName(match[1]!, 0, match[1]!.length, true, knowledge)
    if (read === null || read.end !== match[1]!.length) continue
    const start = match.index + match[0].indexOf(match[1]!)
    spans.push({ start, end: start + match[1]!.length, category: 'NAME', detector: 'name_of_kin_zh', score: 0.8 })
  }
  // "父王广福(已故)", "妻李红,健在"
  for (const match of matchesOf(text, HAN_KIN)) {
    const at = match.index + match[0].length - match[1]!.length
    const read = readHanName(match[1]!, 0, match[1]!.length, true, knowledge)
    if (
      read === null ||
      read.end !== match[1]!.length ||
      isNoHanName(match[0] + text.slice(at + match[1]!.length, at + match[1]!.length + 2), knowledge)
    )
      continue
    spans.push({ start: at, end: at + match[1]!.length, category: 'NAME', detector: 'name_after_kin_zh', score: 0.78 })
  }
  for (const match of matchesOf(text, rules.hanRole)) {
    const at = match.index + match[0].length
    const separated = /[:：\s(]$/.test(match[0])
    // "您的健康顾问小姜(0533-…)": by the surname with a small word.
    const nick = /^[小老阿](\p{Script=Han})(?!\p{Script=Han})/u.exec(text.slice(at, at + 3))
    if (nick !== null && COMMON_SURNAMES.has(nick[1]!)) {
      spans.push({ start: at, end: at + 2, category: 'DOCTOR', detector: 'name_after_role_zh', score: 0.78 })
      continue
    }
    const broken = brokenAtLineEnd(text, at, knowledge)
    if (broken !== null) {
      spans.push({
        start: at,
        end: broken,
        category: rules.staffRole.test(match[0]) ? 'DOCTOR' : 'NAME',
        detector: 'name_after_role_zh',
        score: 0.78,
      })
      continue
    }
    // "母亲 阿瓦汗,177…": before a telephone number a name needs no surname of the list.
    const called =
      separated &&
      /^[\p{Script=Han}·]{2,8}[\s,:(]{1,2}(?:\+?86)?[- ]?(?:1[3-9]\d|0\d{2})/u.test(text.slice(at, at + 16))
    const read = readHanName(text, at, Math.min(text.length, at + (called ? 9 : 6)), !called, knowledge)
    if (read === null || read.start !== at) continue
    // "和医生商量", "医生应告知": words, and a small word with a verb.
    const { han } = vocabularyOf(knowledge)
    if (
      !separated &&
      !/[父母夫妻子女兄弟姐妹]$/.test(match[0]) &&
      (han.has(read.name) || (FUNCTION.test(read.name) && han.has(read.name.slice(1))))
    )
      continue
    const next = text[read.end]
    const closes = next === undefined || !isHan(next)
    // Without a separator a name must end at a boundary or before a word that goes on: never inside a longer word.
    if (
      !separated &&
      !closes &&
      !/[于在因为，、与和的是自称诉说曾已陪来到至表有负代患既今现系去领签同送知随将向均也并对确认申要请一等就仍则每还都共承签授声保死讨]/.test(
        next ?? '',
      )
    )
      continue
    if (separated && !closes && read.end - read.start < 3) continue
    spans.push({
      start: read.start,
      end: read.end,
      category: rules.staffRole.test(match[0]) ? 'DOCTOR' : 'NAME',
      detector: 'name_after_role_zh',
      score: separated ? 0.8 : 0.7,
    })
  }
  return spans
}

/** Where a name with a compound surname starts that ends at `end`: "欧阳叔度", "南宫慧兰", or the surname alone behind no other word. */
function compoundBefore(text: string, end: number, knowledge: Knowledge): number | null {
  for (const length of [4, 3, 2]) {
    const start = end - length
    const candidate = text.slice(Math.max(0, start), end)
    if (start < 0 || !knowledge.surnames.compound.some((name) => candidate.startsWith(name))) continue
    // "家属漆雕女士": behind any word, where the two characters are none themselves.
    if (
      length === 2 &&
      isHan(text[start - 1]) &&
      !/[请由向与和经找是的为因]/.test(text[start - 1]!) &&
      vocabularyOf(knowledge).han.has(candidate)
    )
      continue
    if (length > 2 && (readHanName(candidate, 0, length, true, knowledge)?.end ?? 0) !== length) continue
    return start
  }
  return null
}

/** End of a name that the line's end breaks ("保健医生常" / "青(手机"): surname, or surname and one character, then the rest before a stop. */
function brokenAtLineEnd(text: string, at: number, knowledge: Knowledge): number | null {
  const match = /^(\p{Script=Han}{1,3})[ \t]*\n[ \t]*(\p{Script=Han}{1,2})(?=[(,，、。;；:\s]|$)/u.exec(
    text.slice(at, at + 14),
  )
  if (match === null) return null
  const name = match[1]! + match[2]!
  const read = readHanName(name, 0, name.length, true, knowledge)
  return read !== null && read.end === name.length ? at + match[0].length : null
}

/** Whether a text ends with a label that is longer than its last `title` characters. */
function endsLabel(text: string, title: number, rules: Compiled): boolean {
  for (let length = title + 1; length <= text.length; length += 1)
    if (rules.hanLabels.has(text.slice(-length))) return true
  return false
}

const compile = perKnowledge((knowledge): Compiled => {
  const { titles } = knowledge
  const rules: Compiled = {
    noLabels: new Set(
      knowledge.labels
        .filter((block) => block.category === null || block.kind !== 'name')
        .flatMap((block) => block.terms),
    ),
    notPerson: new RegExp(
      `(?:${longestFirst(knowledge.grammar.person.not_zh.filter((word) => word !== '人员'))})$`,
      'u',
    ),
    hanTitle: new RegExp(oneOf(titles.after_zh), 'gu'),
    hanRole: new RegExp(String.raw`${oneOf(titles.before_zh)}[:：\s(]?\s?(?=\p{Script=Han})`, 'gu'),
    hanLabels: new Set(knowledge.labels.flatMap((block) => block.terms).filter((term) => isHan(term[0]))),
    department: new RegExp(
      String.raw`(?<!\p{Script=Han})(?:${anyPhrase(knowledge, 'departments_before_names')})[:：][ ]?(?<name>\p{Script=Han}{2,3})(?=$|[\s,，;；、]|\d)`,
      'gmu',
    ),
    kinOf: new RegExp(
      String.raw`(?:(?<!\p{Script=Han})|(?<=[由系与和是为经请向给科室房]))(?:患者|病人|受检者|体检者|客户|学生)?(\p{Script=Han}{2,4}?)(?:女士|先生)?之(?:${anyPhrase(knowledge, 'kin_in_short')}|孙|孙女|婿|女婿|儿媳|家属)(?![一二三性宫])`,
      'gu',
    ),
    civil: new RegExp(anyPhrase(knowledge, 'titles_of_everybody')),
    staffRole: new RegExp(
      `^(?!.*(?:${anyPhrase(knowledge, 'words_for_the_examined')})).*(?:${anyPhrase(knowledge, 'words_for_staff')})`,
      'u',
    ),
    owner: new RegExp(
      String.raw`的(?:${anyPhrase(knowledge, 'which_report')}|\d{4}年?度?)*(?:${anyPhrase(knowledge, 'kinds_of_examination')})(?:检查)?(?:${anyPhrase(knowledge, 'papers_of_a_person')})`,
      'gu',
    ),
  }
  return rules
})
