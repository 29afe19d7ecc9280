import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import { oneOf } from './one-of.js'
import type { Span } from './span.js'
import { segmentHan } from './vocabulary.js'

interface Compiled {
  /** What stands before an address in a sentence and is no part of it. */
  lead: RegExp
  /** Addresses by the parts they are made of. */
  parts: readonly RegExp[]
}

/** Chinese addresses that the usual order of parts misses: spaces between, villages and groups, estates of Hong Kong, a province with a town, a leading post code. */
export function findHanAddressParts(text: string, offset: number, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  for (const regex of compile(knowledge).parts) {
    for (const match of matchesOf(text, regex)) {
      // "在北京手术住院": what is done there is no part of the town.
      const part = match.groups?.part ?? ''
      const done = segmentHan(part, knowledge).some((kind) => kind === 'word')
      const printed = done ? match[0].slice(0, -part.length) : match[0]
      const [start, end] = withoutLead(printed, match.index, knowledge)
      if (end - start >= 2)
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
export function withoutLead(printed: string, at: number, knowledge: Knowledge): [number, number] {
  const head = printed.search(/[\d]/)
  const lead = compile(knowledge).lead.exec(head < 0 ? printed : printed.slice(0, head))
  return [at + (lead === null ? 0 : lead[0].length), at + printed.length]
}

const compile = perKnowledge((knowledge): Compiled => {
  const { provinces, cities } = knowledge.places.zh
  const place = oneOf([...provinces, ...cities])
  const house = String.raw`(?:\s?[A-Za-z]?\d{1,5}[A-Za-z]?(?:-\d{1,4}){0,3}\s?(?:${anyPhrase(knowledge, 'units_of_a_house')})?){1,5}`
  const parts = [
    // "510623 某市某区某路30号2907房", "某区某村 43 号 602"
    new RegExp(
      String.raw`(?:(?<!\d)\d{6}\s?)?(?:${place}(?:省|市|自治区|特别行政区)?|(?<!\p{Script=Han})\p{Script=Han}{2,4}[省市])(?:\p{Script=Han}{1,5}?[市区县旗州盟]){0,2}\p{Script=Han}{0,10}?(?:${anyPhrase(knowledge, 'numbered_places')})[东西南北中甲乙]?${house}(?:\p{Script=Han}{0,4}(?:号楼|单元|室|层|楼|房))?`,
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
    // "锦绣花园8-2-301": an estate, the house, the entrance and the flat as figures.
    new RegExp(
      String.raw`\p{Script=Han}{2,8}?(?:${anyPhrase(knowledge, 'estates')}|大院|宿舍)\s?[A-Za-z]?\d{1,4}(?:(?:号楼|[栋幢座#])?-?[A-Za-z\d]{1,4}){0,3}(?:单元|号楼|[栋幢座室号#])?`,
      'gu',
    ),
    /\p{Script=Han}{2,6}[苑园城庭府湾里居阁轩庄坊郡墅]\s?[A-Za-z]?\d{1,3}[#栋幢]?-\d{1,3}-\d{2,4}(?!-?\d)/gu,
    // "喀什地区疏勒县", "桃园市新屋区中山西路二段": below a town of the list.
    new RegExp(
      String.raw`${place}(?:市|县|地区(?=\p{Script=Han}{1,4}[县区市旗])|盟|州)?(?!地区)(?:(?![等各及和与的有为或是疫、])\p{Script=Han}){1,4}?(?:[县市旗镇乡]|(?<![疫病牧林矿地山院])区)(?!域|内|级|民)(?:\p{Script=Han}{1,8}?(?:路|街|大道|巷|村|里)(?:[一二三四五六七八九十]段)?)?`,
      'gu',
    ),
    // "在苏州务工", "于巴彦淖尔市务工期间": a town where somebody lives, works or was treated.
    new RegExp(
      `(?<=[在于自赴去到回从由往])${place}(?:市|县|地区|盟|州)?(?<part>\\p{Script=Han}{2})?(?=${anyPhrase(knowledge, 'done_in_a_town', 'said_of_a_town')})`,
      'gu',
    ),
    new RegExp(`${place}(?:市|县|地区|盟|州)?(?=人(?![民口工])|籍|牧民|农民|居民)`, 'gu'),
    // "与儿子视频(在苏州)": where somebody is, in brackets.
    new RegExp(`(?<=\\([现人]?在)${place}(?:市|县)?(?=\\))`, 'gu'),
    // "娘家在埔里。": where the family comes from, whatever the place.
    /(?<=(?:娘家|婆家|老家|祖籍|原籍|家乡)(?:在|是|为|于))(?!本|当地|外地|农村)\p{Script=Han}{2,5}(?=[,，。;；)）])/gu,
    // "青溪石桥人,", "现居多伦多,": where somebody comes from or lives, whatever the place.
    new RegExp(
      String.raw`(?<=[,，(（])(?!${anyPhrase(knowledge, 'people_of_no_place')})\p{Script=Han}{2,6}(?=人[,，、)）])`,
      'gu',
    ),
    /(?:现居|定居|旅居)(?:于|在)?(?!家|本|当地|外地|国外|海外|养老)\p{Script=Han}{2,5}(?=[,，。;；)）])/gu,
    // "福荣街149号地下": a street and a number need no town before them; passages of the body have no numbers.
    new RegExp(
      String.raw`\p{Script=Han}{2,12}?(?<![通管隧阴尿食肠气胆听轨频报知味吸窦瘘产渠胃])(?:${anyPhrase(knowledge, 'numbered_streets')})(?:[一二三四五六七八九十]段)?\s?\d{1,4}[A-Z]?(?:-\d{1,4})?(?:号|巷\d{1,4}[号弄])(?:地下|地铺|地库|[A-Z]座|\p{Script=Han}{0,4}(?:家属院|家属区|大院|宿舍|小区|公寓|杂院))?(?:\s?\d{1,3}[A-Z]?(?:号?[铺舖]|[楼层])(?:[A-Z\d]{1,4}室?)?)?`,
      'gu',
    ),
    // "某县某镇某里", "某市某区某里12邻": townships of Taiwan down to the ward.
    /\p{Script=Han}{2,3}[县市]\p{Script=Han}{1,3}[镇乡市区]\p{Script=Han}{1,4}[里村](?:\s?\d{1,3}邻)?/gu,
    // Estates of Hong Kong, by a character of their own.
    /\p{Script=Han}{2,6}?邨(?:\p{Script=Han}{1,3}[楼座阁]\s?(?:\d{1,4}[A-Z]?(?:室|楼)?)?)?/gu,
    // "现居某某部落", "住丰园小区": where somebody lives, without a number.
    new RegExp(
      String.raw`(?:${anyPhrase(knowledge, 'lives_at', 'lives_at_an_estate')}|(?<![入出院已需须收可拟再]|居)住)\s?\p{Script=Han}{2,8}?(?:${anyPhrase(knowledge, 'estates')}|部落|邨|屋苑|围村|里)(?![面外头边])`,
      'gu',
    ),
    // "某厂宿舍5排12号", "某街某花园第三座": rows of houses and blocks with their number.
    new RegExp(
      String.raw`\p{Script=Han}{2,8}?(?:${anyPhrase(knowledge, 'places_of_rows')})\s?[东西南北]?\d{1,3}排\s?\d{0,3}[号户室]?`,
      'gu',
    ),
    new RegExp(
      String.raw`(?<=^|[^\p{Script=Han}]|[住在于为是系])\p{Script=Han}{2,16}?(?:${anyPhrase(knowledge, 'places_of_blocks')})第?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[座期栋幢](?:\p{Script=Han}{0,3}\d{1,3}(?:楼|层)?[A-Z\d]{0,4}室?)?`,
      'gu',
    ),
    // "医技楼3层", "门诊楼B座2楼": where in a house its department is.
    /\p{Script=Han}{1,4}楼(?:[A-Z东西南北]座?)?\d{1,2}(?:层|楼)(?:\d{1,4}室)?/gu,
    // "装配三车间", "小(3)班", "五年级1班": part of a works or a school.
    /\p{Script=Han}{1,4}(?:第?[一二三四五六七八九十\d]{1,2}|分)车间|(?<!\p{Script=Han})(?:[大中小托]班?|[高初][一二三]|[一二三四五六七八九]年级)\s?(?:\(\d{1,2}\)|\d{1,2}|[一二三四五六七八九])班/gu,
  ]
  return {
    lead: new RegExp(
      String.raw`^.*(?:${anyPhrase(knowledge, 'leads_to_an_address')}|[住在于为是系])(?=\p{Script=Han}{2})`,
      'u',
    ),
    parts,
  }
})
