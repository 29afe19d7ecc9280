import type { Knowledge } from '../knowledge.js'
import type { Span } from './span.js'

const compiled = new WeakMap<Knowledge, readonly RegExp[]>()
/** What stands before an address in a sentence and is no part of it. */
const LEAD =
  /^.*(?:租住|现住|居住|住址|地址|变更为|更改为|改为|迁至|搬至|搬到|位于|住在|家住|寄至|寄往|邮寄到?|送至|籍贯|户籍|户口|来自|出生于|[住在于为是系])(?=\p{Script=Han}{2})/u

/** Chinese addresses that the usual order of parts misses: spaces between, villages and groups, estates of Hong Kong, a province with a town, a leading post code. */
export function findHanAddressParts(text: string, offset: number, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  for (const regex of compile(knowledge)) {
    for (const match of text.matchAll(regex)) {
      const [start, end] = withoutLead(match[0], match.index)
      if (end - start >= 4)
        spans.push({
          start: offset + start,
          end: offset + end,
          category: 'ADDRESS',
          detector: 'address_parts_zh',
          score: 0.8,
        })
    }
  }
  return spans
}

/** An address without the words that lead to it ("租住…", "地址变更为…"). */
export function withoutLead(printed: string, at: number): [number, number] {
  const head = printed.search(/[\d]/)
  const lead = LEAD.exec(head < 0 ? printed : printed.slice(0, head))
  return [at + (lead === null ? 0 : lead[0].length), at + printed.length]
}

function compile(knowledge: Knowledge): readonly RegExp[] {
  const known = compiled.get(knowledge)
  if (known !== undefined) return known
  const { provinces, cities } = knowledge.places.zh
  const place = [...new Set([...provinces, ...cities])].sort((a, b) => b.length - a.length).join('|')
  const house = String.raw`(?:\s?[A-Za-z]?\d{1,5}[A-Za-z]?(?:-\d{1,4}){0,3}\s?(?:号楼|号院|号房|弄|栋|幢|座|号|单元|层|楼|室|房|组|社|队|户|门)?){1,5}`
  const rules = [
    // "510623 某市某区某路30号2907房", "某区某村 43 号 602"
    new RegExp(
      String.raw`(?:(?<!\d)\d{6}\s?)?(?:(?:${place})(?:省|市|自治区|特别行政区)?|(?<!\p{Script=Han})\p{Script=Han}{2,4}[省市])(?:\p{Script=Han}{1,5}?[市区县旗州盟]){0,2}\p{Script=Han}{0,10}?(?:路|街|道|巷|弄|胡同|里|村|屯|寨|庄|邨|苑|阁|轩|园|城|湾|厦|楼|坊|围|桥|镇|乡)(?:东|西|南|北|中|甲|乙)?${house}(?:\p{Script=Han}{0,4}(?:号楼|单元|室|层|楼|房))?`,
      'gu',
    ),
    // A town or a county behind its province, with what lies below.
    new RegExp(
      String.raw`(?:${provinces.join('|')})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?(?:(?![等各及和与的有为或是疫、])\p{Script=Han}){1,5}?(?:市|县|(?<!疫|病|牧|林|矿|地|山)区|自治州|州|旗|盟)(?!场|面|域|旅)(?:\p{Script=Han}{1,6}?(?:市|县|区|旗|镇|乡|街道|苏木))?(?:\p{Script=Han}{1,6}?(?:村|社区|嘎查|屯|寨))?(?:[\d一二三四五六七八九十]{1,3}(?:组|社|队|号))?`,
      'gu',
    ),
    // "某镇某村三组", "某乡某屯5号"
    /(?<=^|[^\p{Script=Han}]|[住在于为是系])\p{Script=Han}{2,4}(?:镇|乡|街道|苏木)\p{Script=Han}{1,6}?(?:村|屯|寨|庄|嘎查|社区|居委会)(?:[\d一二三四五六七八九十]{1,4}(?:组|社|队|号|户))?/gu,
    /\p{Script=Han}{2,6}(?:村|屯|寨|庄)[\d一二三四五六七八九十]{1,3}(?:组|社|队)(?:\d{1,4}号)?/gu,
    /\p{Script=Han}{2,8}(?:邨|花园|苑|大厦|阁)\p{Script=Han}{0,4}(?:楼|座|阁)\s?\d{1,4}[A-Z]?(?:室|房)?/gu,
    /(?:\p{Script=Han}{2,6})?\d{2,6}(?:号)?信箱(?:\d{1,4}分?箱)?/gu,
    // "医技楼3层", "门诊楼B座2楼": where in a house its department is.
    /\p{Script=Han}{1,4}楼(?:[A-Z东西南北]座?)?\d{1,2}(?:层|楼)(?:\d{1,4}室)?/gu,
    // "装配三车间", "小(3)班", "五年级1班": part of a works or a school.
    /\p{Script=Han}{1,4}(?:第?[一二三四五六七八九十\d]{1,2}|分)车间|(?<!\p{Script=Han})(?:[大中小托]班?|[高初][一二三]|[一二三四五六七八九]年级)\s?(?:\(\d{1,2}\)|\d{1,2}|[一二三四五六七八九])班/gu,
  ]
  compiled.set(knowledge, rules)
  return rules
}
