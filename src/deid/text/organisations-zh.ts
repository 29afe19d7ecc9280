import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { matchesOf } from './matches.js'
import { longestFirst, oneOf } from './one-of.js'
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

/** Own names of schools and homes that are none: what sort of house it is, or a word of the sentence. */
const NO_OWN =
  /^(?:[当本外]地|附近|社区|乡镇|农村|普通|重点|公立|私立|民办|一[所家间]|这[所家间]|该|某|同一|其他|读|念|上|过|学习|教育|国家|家中|家里|就近|高等|职业|大型|自己|老家|县城|城里|城市|几|多|各|所有|医|早期|学历|文化|程度)|(?:的|过|了|程度|学历|文化|毕业|或|及|和|在|去|到|家|所|间|读|念)$/u

/** "於福安國小擔任廚工", "就读于三江学院", "市立大同高中": a short name behind a preposition or the word for who runs it. */
function findHanHomes(text: string, offset: number, knowledge: Knowledge): Span[] {
  const { homes } = compile(knowledge)
  return matchesOf(text, homes).flatMap((match) => {
    const { own, run = '' } = match.groups!
    if (own !== undefined && run === '' && (own.length < 2 || NO_OWN.test(own))) return []
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

/** "抄送安顺特种钢人力资源部": whose department a report goes to or somebody works in; what sort of house it is stands in no list. */
const OF_DEPARTMENT =
  /(?<=抄送|抄报|寄[至往给]|送[至达往交]|发[至给往]|转[交至]|提交|告知|知会|呈报|[供就任]职于?|入职|[在于至致由经])(?<own>\p{Script=Han}{2,10}?)(?=人力资源[部处科]|人事[部处科]|行政[部处]|工会|安[环监全][部处科]|职业卫生[部处科]|综合[部办]|财务[部处科]|劳资[部处科]|保卫[部处科]|后勤[部处科]|质检[部处科]|生产[部处科]|销售[部处科]|采购[部处科]|技术[部处科]|研发[部中])/gu
const NO_HOUSE = /^(?:[我本该贵各其您你他]|用人|单位|公司|企业|学校|医院|相关|有关|所在|当地|上级|下属|原|某)/u

/** Houses by their department. */
function findHanDepartments(text: string, offset: number, knowledge: Knowledge): Span[] {
  return matchesOf(text, OF_DEPARTMENT).flatMap((match) => {
    const own = match.groups!.own!
    if (NO_HOUSE.test(own) || knowledge.clinical.zh.has(own)) return []
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

/** "青山省远程心电会诊平台", "舒宁影像云", "某县紧密型医共体": networks that send and read for others. */
const NETWORK =
  /(?<own>\p{Script=Han}{2,10}?)(?<what>(?:远程|区域|互联网|全民|移动|智慧|紧密型|城市|县域|专科)?(?:医疗|医学|健康|心电|影像|病理|超声|检验|胸痛|卒中|体检|康养|眼底|放射)?(?:诊断|会诊|检查|服务|健康|协作|网络|信息|数据|管理|远程){0,2}(?:平台|网络|医联体|医共体|联合体|专科联盟|协作网|(?<=影像|健康|心电|病理|体检|医疗|胶片)云(?!胶片|影像|端|平台|服务)))(?!\p{Script=Han}?(?:期|状|斑|层|样))/gu
const OF_PLACE = /^(?:(?![的由至到在经于向从与和及])\p{Script=Han}){2,6}?(?:省|市|县|自治区|自治州|区|州|盟|旗)/u
/** Words that open what is said of any platform. */
const ANY_NETWORK =
  /^(?:通过|登[录入陆]|关注|使用|请|可|本|我|该|各|全|国家|公众|微信|数据|上传|进入|打开|手机|线上|上述|统一|基层|建设|依托|跨|支付|电商|第三方|服务|社交|办公|健康|体检|医)/u

/** What leads to the name of a network. */
const LED = /^.*(?:转[入至往到]?|[由经至到向在]|通过|上传|接入|加入|隶属|提交)(?=.{2})/u

/** Platforms and networks by their place, or by a name of their own that no word explains. */
function findHanNetworks(text: string, offset: number, knowledge: Knowledge): Span[] {
  if (!/平台|网络|联合体|医联体|医共体|联盟|协作网|云/u.test(text)) return []
  return matchesOf(text, NETWORK).flatMap((match) => {
    const { own: run, what } = match.groups as { own: string; what: string }
    const own = run.slice(LED.exec(run)?.[0].length ?? 0)
    if (/^(?:平台|网络|联合体)$/u.test(what)) return []
    const place = OF_PLACE.exec(own) !== null && !/^(?:全|各|本|该|某|外|我|跨|多|同)/u.test(own)
    const strange =
      own.length <= 6 &&
      !ANY_NETWORK.test(own) &&
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
  return [findHanDepartments, findHanHomes, findHanNetworks].flatMap((find) => find(text, offset, knowledge))
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
    homes: new RegExp(
      String.raw`(?:(?:[于在自从由入]|就读|任教|任职|毕业|肄业|服务|住|来自|居住|安置|转介|[读念])[于在自至到]?(?<run>(?:国立|市立|县立|省立|区立|私立|公立)?)(?<own>\p{Script=Han}{1,6}?)|(?<!\p{Script=Han})(?!学历|教育|文化|程度)(?=国立|市立|县立|省立|区立|私立|[\p{Script=Han}]{2,4}(?:国小|国中))(?:(?:国立|市立|县立|省立|区立|私立)?\p{Script=Han}{2,5}?))${oneOf(zh.homes)}(?!文化|学历|毕业|程度|教育)|(?<!\p{Script=Han})\p{Script=Han}{2,8}?(?:大学|学院|学校|中学|小学|幼儿园|高中|国中|国小)(?=[大中小]班|[高初][一二三]|[一二三四五六]年级|学生|教师|教职工|校医|保健|班主任|老师|师生|食堂|门口|教导处|医务)|(?<!\p{Script=Han})第?[一二三四五六七八九十]{1,3}中学?(?=[初高][一二三]|学生|的?学生|任教|教师|就读)`,
      'gu',
    ),
  }
  return rules
})
