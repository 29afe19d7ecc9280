import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import { longestFirst, oneOf } from './one-of.js'
import { findShortHouses } from './short-houses-zh.js'
import type { Span } from './span.js'
import { segmentHan, vocabularyOf } from './vocabulary.js'

interface Compiled {
  zhSuffix: RegExp
  stops: RegExp
  strongStops: RegExp
  /** Two characters, the second of them a weak stop. */
  weak: RegExp
  zhGeneric: RegExp
  homes: RegExp
  /** Own names of schools and homes that are none: what sort of house it is, or a word of the sentence. */
  noOwn: RegExp
  /** "抄送安顺特种钢人力资源部": whose department a report goes to or somebody works in; what sort of house it is stands in no list. */
  ofDepartment: RegExp
  /** What stands before a department and names no house. */
  noHouse: RegExp
  /** "青山省远程心电会诊平台", "舒宁影像云", "某县紧密型医共体": networks that send and read for others. */
  network: RegExp
  /** What every network's name ends with: lines without are most of a page. */
  networkEnd: RegExp
  /** Words that open what is said of any platform. */
  anyNetwork: RegExp
}

/** Found from the suffix backwards: a Chinese name has no other mark of where it starts. */
export function findHanOrganisations(text: string, offset: number, knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const spans: Span[] = []
  let floor = 0
  for (const match of matchesOf(text, rules.zhSuffix)) {
    const suffixStart = match.index
    let end = suffixStart + match[0].length
    let start = suffixStart
    while (start > floor && suffixStart - start < 28 && /[\p{Script=Han}A-Za-z0-9()·]/u.test(text[start - 1]!))
      start -= 1
    // An open parenthesis before the name belongs to the sentence.
    const parenthesis = text.slice(start, suffixStart).lastIndexOf('(')
    if (parenthesis >= 0 && !text.slice(start + parenthesis, suffixStart).includes(')')) start += parenthesis + 1
    const open = start
    for (const stops of [rules.stops, rules.strongStops]) {
      const stopped = stops.exec(text.slice(open, suffixStart))
      start = open + (stopped?.[0].length ?? 0)
      const own = specific(text.slice(start, suffixStart), rules)
      // "宁和化验中心": a name of two characters whose second is one of those stops, at the beginning of its cell.
      const brand =
        own.length === 2 &&
        start === open &&
        text.startsWith(own, start) &&
        rules.weak.test(own) &&
        !vocabularyOf(knowledge).han.has(own)
      const least = stops === rules.stops || brand ? 2 : 3
      // "协和健康体检中心": behind the stop nothing but generic words; then the stop may be a part of the name.
      // "患者和化验中心": two words joined, no name.
      const joined =
        own.length > 2 &&
        rules.weak.test(own.slice(-2)) &&
        segmentHan(own.slice(0, -1), knowledge).every((part) => part === 'word')
      if (own.length >= least && !joined) break
      if (stops === rules.strongStops) start = open + (rules.stops.exec(text.slice(open, suffixStart))?.[0].length ?? 0)
    }
    while (
      start < suffixStart &&
      /[)·\dA-Za-z]/.test(text[start]!) &&
      !/[A-Za-z]{2}/.test(text.slice(start, start + 2))
    )
      start += 1
    const bare = specific(text.slice(start, suffixStart), rules)
    if (bare.length < 2) {
      // "…医院体检中心": the second suffix belongs to the name that was just found.
      const last = spans.at(-1)
      if (last !== undefined && offset + start <= last.end && bare.length === 0) last.end = offset + end
      continue
    }
    const grade =
      /^\s?(?:\([^()]{1,16}\)|(?:连锁)?第?[一二三四五六七八九十百\d]{1,4}(?:分店|门店|分号|店)(?!\p{Script=Han})|[·•-]\s?\p{Script=Han}{1,8}?(?:店|分院|院|馆|站|院区)(?!\p{Script=Han}))/u.exec(
        text.slice(end),
      )
    if (grade !== null) end += grade[0].length
    const company = /公司|集团|厂$/.test(match[0])
    spans.push({
      start: offset + start,
      end: offset + end,
      category: company ? 'EMPLOYER' : 'ORG',
      detector: 'organisation_zh',
      score: 0.85,
    })
    floor = end
  }
  return spans
}

/** "於福安國小擔任廚工", "就读于三江学院", "市立大同高中": a short name behind a preposition or the word for who runs it. */
function findHanHomes(text: string, offset: number, knowledge: Knowledge): Span[] {
  const { homes, noOwn } = compile(knowledge)
  return matchesOf(text, homes).flatMap((match) => {
    const { own, run = '' } = match.groups!
    if (own !== undefined && run === '' && (own.length < 2 || noOwn.test(own))) return []
    const start = match.index + (own === undefined ? 0 : match[0].indexOf(run + own))
    return [
      {
        start: offset + start,
        end: offset + match.index + match[0].length,
        category: 'ORG' as const,
        detector: 'home_zh',
        score: 0.78,
      },
    ]
  })
}

/** Houses by their department. */
function findHanDepartments(text: string, offset: number, knowledge: Knowledge): Span[] {
  const { ofDepartment, noHouse } = compile(knowledge)
  return matchesOf(text, ofDepartment).flatMap((match) => {
    const own = match.groups!.own!
    if (noHouse.test(own) || knowledge.clinical.zh.has(own)) return []
    return [
      {
        start: offset + match.index,
        end: offset + match.index + own.length,
        category: 'EMPLOYER' as const,
        detector: 'house_of_department_zh',
        score: 0.77,
      },
    ]
  })
}

const OF_PLACE = /^(?:(?![的由至到在经于向从与和及])\p{Script=Han}){2,6}?(?:省|市|县|自治区|自治州|区|州|盟|旗)/u

/** What leads to the name of a network. */
const LED = /^.*(?:转[入至往到]?|[由经至到向在]|通过|上传|接入|加入|隶属|提交)(?=.{2})/u

/** Platforms and networks by their place, or by a name of their own that no word explains. */
function findHanNetworks(text: string, offset: number, knowledge: Knowledge): Span[] {
  const { network, networkEnd, anyNetwork } = compile(knowledge)
  if (!networkEnd.test(text)) return []
  return matchesOf(text, network).flatMap((match) => {
    const { own: run, what } = match.groups as { own: string; what: string }
    const own = run.slice(LED.exec(run)?.[0].length ?? 0)
    if (/^(?:平台|网络|联合体)$/u.test(what)) return []
    const place = OF_PLACE.exec(own) !== null && !/^[全各本该某外我跨多同]/u.test(own)
    const strange =
      own.length <= 6 &&
      !anyNetwork.test(own) &&
      segmentHan(own, knowledge).filter((part) => part === 'open').length >= 2
    if (!place && !strange) return []
    return [
      {
        start: offset + match.index + run.length - own.length,
        end: offset + match.index + match[0].length,
        category: 'ORG' as const,
        detector: 'network_zh',
        score: 0.8,
      },
    ]
  })
}

/** Houses of a line of running text that no ending of institutions tells: by their department, by what people call them, by their network. */
export function findHanHouses(text: string, offset: number, knowledge: Knowledge): Span[] {
  return [findHanDepartments, findHanHomes, findHanNetworks, findShortHouses].flatMap((find) =>
    find(text, offset, knowledge),
  )
}

/** The same in headings set wide: "青 岚 县 中 医 医 院 检 验 报 告 单". */
export function spacedHanOrganisations(text: string, offset: number, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  for (const match of matchesOf(
    text,
    /(?<!\p{Script=Han})(?:\p{Script=Han}[ \t]{1,3}){4,}\p{Script=Han}(?!\p{Script=Han})/gu,
  )) {
    const at = [...match[0]].flatMap((char, i) => (/\s/.test(char) ? [] : [match.index + i]))
    for (const span of findHanOrganisations(match[0].replace(/\s/g, ''), 0, knowledge))
      spans.push({ ...span, start: offset + at[span.start]!, end: offset + at[span.end - 1]! + 1 })
  }
  return spans
}

/** What is left of a Chinese name without generic words and parentheses. */
function specific(name: string, rules: Compiled): string {
  return name.replace(rules.zhGeneric, '').replace(/[()\s]/g, '')
}

const compile = perKnowledge((knowledge): Compiled => {
  const { zh } = knowledge.institutions
  const suffixes = oneOf([...zh.suffixes, ...zh.employer_suffixes.filter((word) => word.length > 2)])
  const rules: Compiled = {
    // "舒禾体检(桥东店)": a chain and its shop.
    zhSuffix: new RegExp(
      `(?:(?:${suffixes})+|体检(?=\\([^()]{1,12}(?:店|院|中心|馆|站|部|区)\\)|\\s?[·•-]\\s?\\p{Script=Han}{1,8}(?:店|院|馆|站)))(?:\\s?(?:${longestFirst(zh.departments)}))?`,
      'gu',
    ),
    stops: new RegExp(`.*(?:${longestFirst(zh.stops)})`, 'u'),
    strongStops: new RegExp(`.*(?:${longestFirst(zh.stops.filter((word) => !zh.weak_stops.includes(word)))})`, 'u'),
    weak: new RegExp(`^[^我你您他本该贵各某]${oneOf(zh.weak_stops)}$`, 'u'),
    zhGeneric: new RegExp(oneOf(zh.generic), 'gu'),
    noOwn: new RegExp(
      `^(?:${anyPhrase(knowledge, 'no_own_name_of_a_home')})|(?:${anyPhrase(knowledge, 'no_end_of_an_own_name')})$`,
      'u',
    ),
    ofDepartment: new RegExp(
      String.raw`(?<=${anyPhrase(knowledge, 'sent_to_a_department')}|[在于至致由经])(?<own>\p{Script=Han}{2,10}?)(?=${anyPhrase(knowledge, 'departments_of_an_employer')})`,
      'gu',
    ),
    noHouse: new RegExp(`^(?:[我本该贵各其您你他]|${anyPhrase(knowledge, 'no_house_before_a_department')})`, 'u'),
    network: new RegExp(
      String.raw`(?<own>\p{Script=Han}{2,10}?)(?<what>(?:${anyPhrase(knowledge, 'reach_of_a_network')})?(?:${anyPhrase(knowledge, 'subjects_of_a_network')})?(?:${anyPhrase(knowledge, 'services_of_a_network')}){0,2}(?:${anyPhrase(knowledge, 'kinds_of_networks')}|(?<=影像|健康|心电|病理|体检|医疗|胶片)云(?!胶片|影像|端|平台|服务)))(?!\p{Script=Han}?(?:期|状|斑|层|样))`,
      'gu',
    ),
    networkEnd: new RegExp(`${anyPhrase(knowledge, 'kinds_of_networks')}|云`, 'u'),
    anyNetwork: new RegExp(`^(?:${anyPhrase(knowledge, 'said_of_any_network')})`, 'u'),
    homes: new RegExp(
      String.raw`(?:(?:[于在自从由入读念]|${anyPhrase(knowledge, 'before_a_home')})[于在自至到]?(?<run>(?:国立|市立|县立|省立|区立|私立|公立)?)(?<own>\p{Script=Han}{1,6}?)|(?<!\p{Script=Han})(?!学历|教育|文化|程度)(?=国立|市立|县立|省立|区立|私立|[\p{Script=Han}]{2,4}(?:国小|国中))(?:(?:国立|市立|县立|省立|区立|私立)?\p{Script=Han}{2,5}?))${oneOf(zh.homes)}(?!文化|学历|毕业|程度|教育)|(?<!\p{Script=Han})\p{Script=Han}{2,8}?(?:${anyPhrase(knowledge, 'kinds_of_schools')})(?=[大中小]班|[高初][一二三]|[一二三四五六]年级|${anyPhrase(knowledge, 'belongs_to_a_school')})|(?<!\p{Script=Han})第?[一二三四五六七八九十]{1,3}中学?(?=[初高][一二三]|学生|的?学生|任教|教师|就读)`,
      'gu',
    ),
  }
  return rules
})
