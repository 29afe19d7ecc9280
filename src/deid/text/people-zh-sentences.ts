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
  before: RegExp
  naming: RegExp
  bracketed: RegExp
  /** "卜大伟与卜小伟系双胞胎": two names joined. */
  pair: RegExp
  /** Surnames of two characters that are no other words: they tell a name anywhere. */
  sureCompound: RegExp
  /** "P't 詹丽卿", "VS 杜维伦": roles that Chinese notes write in Latin letters. */
  latinRole: RegExp
  /** "孩子叫葡萄,", "我家果果昨天": what a child is called is no name of a list. */
  childCalled: RegExp
  /** "小名“糯米团”", "昵称:「果果」": a name in quotes, whatever its words; "SASAKI, Haruka(佐佐木 春香)": one in Chinese characters behind itself in Latin letters. */
  quoted: RegExp
  /** "尊敬的佐佐木女士": whoever is greeted, of whatever people. */
  honoured: RegExp
  /** "丈夫逄先生", "转郗医生", "挂濮主任号": a rarer surname where one is expected. */
  expected: RegExp
  /** "由媳妇春燕接听": a relative by the given name alone, before what she does. */
  kinActs: RegExp
  /** "检验科郭某核对": a department, a name and what it does. */
  ofDepartment: RegExp
  /** What staff do, in notes. */
  does: RegExp
  /** A word for a child, at the end. */
  child: RegExp
  /** "果果妈妈问", "浩浩爸爸来电": called by their child. */
  parentOf: RegExp
  /** Greeted at the start of a sentence: "【…】高远您好", "唐宁,您的报告". */
  greeted: RegExp
  /** Who signs, calls or comes along: a name that a clause begins with. */
  acts: RegExp
  /** "小祁,", "17床老祁": a surname with a small word, where a sentence or a bed lets one expect it. */
  nick: RegExp
  /** "曹姐来电", "王总,": a surname with what everybody calls such a person. */
  called: RegExp
}

/** Relatives: hardly a verb follows them at once. */
const KIN = /(?:女儿|[父母夫妻子女兄弟姐妹哥孙婿媳爷奶公婆叔伯姨舅姑侄甥嫂])[:：\s]*$/u
/** "小棠妈妈:": called by the child's name. */
const PARENT_NAMED =
  /(?<!\p{Script=Han})(?![我他她你您其孩宝患准后新一])(?<name>\p{Script=Han}{2})(?:妈妈|爸爸|妈咪|宝妈)(?=[:：,，说问来]|$)/gmu
/** "妻赵李氏(李秀云)": a married woman by two surnames. */
const MARRIED =
  /(?<=[妻母婆媳娘嫂婶姨嬷姥奶]|[,，。、;；:：\s])(?<name>(?<both>\p{Script=Han}{2})氏)(?=[(（,，。、;；\s]|$)/gmu
/** "接听人护士迪丽拜,": whoever was told, of whatever people. */
const ANSWERED =
  /(?:接听|接收|接电话|受话|回复|联络)人[:：]?(?:护士长?|医[生师]|护师|技师|家属)?(?<name>\p{Script=Han}{2,4})(?=[,，。;；(（]|\s*$)/gmu
/** "漆秀云护士长", "漆秀云接电话": a rarer surname and a given name before a title or an act of staff. */
const STAFFED =
  /(?<!\p{Script=Han})(?![经由请让嘱与和及])(?<name>\p{Script=Han}{2,3})(?=护士长?|医生|医师|主任|接电话|接听|签收)/gu
/** "用户小鱼儿:": who writes in a chat. */
const CHATTING = /(?<=^|\t)\s{0,4}(?:用户|网友|昵称)\s?(?<name>[^\s:：]{2,12})(?=[:：])/gmu
/** Words for staff end with one of these. */
const STAFF = /[医师护技药理工员生士任长授][:：\s]*$/u
/** A bed with its number: "12床", "加5床", "B21床", "3-12床", "17床位"; a name follows at once. */
const BED =
  /(?<![\d.])(?:[加+]|[A-Za-z]{1,2}-?)?\d{1,4}(?:-\d{1,3})?(?:号|號)?床位?(?:患者|病人|患儿)?[:：、,，\s]{0,2}/gu
/** "晓梅姐,": a given name and what everybody calls her, at the beginning of a sentence. */
const GIVEN = /(?<=^|[\t。！!“"])(?<name>\p{Script=Han}{2})[姐哥叔姨](?=[,，！!])/gmu
/** A surname with what hides the given name: "林O华", "周*", "许某某", "李□□". Ｏ and ○ are printed as often as stars. */
const MASKED =
  /^\p{Script=Han}(?:[O0〇*×xX□△#]{1,2}\p{Script=Han}?|\p{Script=Han}[O0〇*×xX□△#]{1,2}|\p{Script=Han}?某{1,2}|某\p{Script=Han}?)(?![\p{L}\d*×]*[型抗])/u
/** What begins the next words more often than it ends a given name. */
const NEXT =
  /^[今昨现已因于予诉自在行称及与和为是将给有来同拟须需请可能会前后日夜早晚未无女男岁既主入出转住做说问打送取交签收代系经之由]/u
/** What ends no given name, though some begin with it. */
const AT_END = /[报曾无需已行后前时入于等其此该且但若则经将示性陪来到至说述诉压糖脂心号位为因]$/u
/** The name is over: a stop, a space, a figure, or the end. */
const CLOSED = /^(?:$|[^\p{Script=Han}])/u
/** Names of children: one character twice. */
const TWICE = /^(\p{Script=Han})\1(?![\p{Script=Han}])/u

/**
 * Names in sentences by the words around them: behind a bed, a role, a relative or words that name ("兹证明…", "我叫…"), before a greeting or what somebody does,
 * before the role in brackets. What begins with a word of medicine or of the language is none, unless a stop ends it there.
 */
export function findSentenceNames(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const { text } = sheet
  const spans: Span[] = []
  if (!/\p{Script=Han}{2}/u.test(text)) return spans
  // Behind a role or a bed a name is sure enough for a line of notes that reads like a result ("病人林O雄,68 y/o"); in sentences the longer name of another detector goes first.
  const roleScore = (at: number) => (kinds[lineAt(sheet, at)] === 'text' ? 0.76 : 0.86)
  const add = (start: number, length: number, score = 0.76, staff = false) =>
    spans.push({
      start,
      end: start + length,
      category: staff ? 'DOCTOR' : 'NAME',
      detector: 'name_in_sentence_zh',
      score,
    })
  for (const [regex, sure] of [
    [BED, true],
    [rules.latinRole, true],
    [rules.naming, true],
    [rules.before, false],
  ] as const)
    for (const match of matchesOf(text, regex)) {
      const at = match.index + match[0].length
      const zone = text.slice(at, at + 14)
      const nick = (sure ? /^[小老阿]\p{Script=Han}/u : /^[小老阿]\p{Script=Han}(?=$|[^\p{Script=Han}]|说|问)/u).exec(
        zone,
      )
      const length =
        nick !== null &&
        isSurname(nick[0][1]!, knowledge) &&
        !/[时于年便]/u.test(nick[0]) &&
        (!sure || !vocabularyOf(knowledge).han.has(nick[0]))
          ? 2
          : rules.child.test(match[0]) && TWICE.test(zone)
            ? 2
            : nameLength(
                zone,
                knowledge,
                sure || /[:：\s]$/.test(match[0]),
                sure || KIN.test(match[0]) || STAFF.test(match[0]),
              )
      // "社工戴已联络": a surname alone before what staff do.
      const alone =
        length === 0 && STAFF.test(match[0]) && rules.does.test(zone.slice(1)) && isSurname(zone[0]!, knowledge)
          ? !SMALL.test(zone) && !vocabularyOf(knowledge).han.has(zone.slice(0, 2))
          : false
      if (alone) add(at, 1, roleScore(at), true)
      // "我是高血压患者,": who speaks is named only where the name ends.
      const must = /^(?:我是|我系|我为|现有|通知|联系|请)/u.test(match[0])
      if (length > 0 && (!must || /^(?:[^\p{Script=Han}]|$|的|之|家属|同志)/u.test(zone.slice(length))))
        add(at, length, roleScore(at), STAFF.test(match[0]))
    }
  for (const match of matchesOf(text, MASKED_ANYWHERE))
    if (isSurname(match[0][0]!, knowledge) && !isNoHanName(match[0], knowledge)) add(match.index, match[0].length)
  for (const regex of [rules.greeted, rules.acts, rules.ofDepartment, rules.bracketed])
    for (const match of matchesOf(text, regex)) {
      const { name } = match.groups as { name: string }
      if (isWholeName(name, knowledge)) add(match.index, name.length)
    }
  // "手术医生:钟、易": the other names of a list.
  for (const span of [...spans])
    for (let at = span.end; ; ) {
      const more = /^\s?[、/]\s?(\p{Script=Han}{1,4})(?=[、/,，。;；\s(]|$)/u.exec(text.slice(at, at + 8))
      if (more === null || !isListed(more[1]!, knowledge)) break
      at += more[0].length
      add(at - more[1]!.length, more[1]!.length)
    }
  for (const match of matchesOf(text, rules.parentOf)) add(match.index, match[0].length)
  for (const match of matchesOf(text, rules.nick)) {
    const { name } = match.groups as { name: string }
    const sure =
      /[医子女妻夫媳婿事工机由请让嘱]/u.test(text[match.index - 1] ?? '') && knowledge.surnames.rare.has(name[1]!)
    // "护工老田": behind a person a word of the lists is one as well.
    const person = /(?:同事|护工|司机|家属|爱人|保姆)\s?$/u.test(text.slice(Math.max(0, match.index - 4), match.index))
    if ((sure || isSurname(name[1]!, knowledge)) && (person || !vocabularyOf(knowledge).han.has(name)))
      add(match.index + match[0].length - 2, 2)
  }
  for (const match of matchesOf(text, rules.pair)) {
    const { one, two } = match.groups as { one: string; two: string }
    if (isWholeName(one, knowledge) && isWholeName(two, knowledge)) {
      add(match.index, one.length)
      add(match.index + match[0].length - two.length, two.length)
    }
  }
  for (const match of matchesOf(text, PARENT_NAMED))
    if (!vocabularyOf(knowledge).han.has(match[1]!)) add(match.index, match[0].length)
  for (const match of matchesOf(text, rules.sureCompound)) {
    // "令狐小姐": a title is no given name.
    const length = vocabularyOf(knowledge).han.has(match[0].slice(-2)) ? 0 : nameLength(match[0], knowledge, true)
    // A name that fills its cell is one among results too.
    const fills = BREAK.test(text[match.index - 1] ?? '\t') && BREAK.test(text[match.index + length] ?? '\t')
    if (length > 2) add(match.index, length, fills ? 0.85 : 0.76)
  }
  for (const form of [rules.childCalled, rules.quoted, rules.honoured, CHATTING])
    for (const match of matchesOf(text, form)) {
      const name = match.groups!.name ?? match.groups!.twice!
      add(match.index + match[0].length - name.length, name.length)
    }
  for (const match of text.includes('氏') ? matchesOf(text, MARRIED) : [])
    if (
      [...match.groups!.both!].every((char) => isSurname(char, knowledge) || knowledge.surnames.rare.has(char)) &&
      !knowledge.clinical.zh.has(match[0])
    )
      add(match.index, match[0].length)
  for (const match of matchesOf(text, rules.expected)) {
    const { name } = match.groups as { name: string }
    if (isSurname(name, knowledge) || knowledge.surnames.rare.has(name)) add(match.index + match[0].length - 1, 1)
  }
  for (const match of matchesOf(text, STAFFED)) {
    const { name } = match.groups as { name: string }
    const open = segmentHan(name, knowledge).filter((part) => part === 'open').length
    const { han } = vocabularyOf(knowledge)
    const words = han.has(name.slice(0, 2)) || han.has(name.slice(1))
    if (knowledge.surnames.rare.has(name[0]!) && open >= 1 && !words) add(match.index, name.length, 0.76, true)
  }
  for (const form of [ANSWERED, rules.kinActs])
    for (const match of matchesOf(text, form)) {
      const { name } = match.groups as { name: string }
      const { han } = vocabularyOf(knowledge)
      if (!han.has(name) && !han.has(name.slice(0, 2)) && !isNoHanName(name, knowledge))
        add(match.index + match[0].length - name.length, name.length)
    }
  for (const match of matchesOf(text, GIVEN))
    if (!vocabularyOf(knowledge).han.has(match[0]) && !/[小大老二三四五表堂]/u.test(match[0][0]!))
      add(match.index, match[0].length)
  for (const match of matchesOf(text, rules.called))
    if (isSurname(match[1]!, knowledge) && !vocabularyOf(knowledge).han.has(match[0])) add(match.index, match[0].length)
  return spans
}

/** "覆核:汤Ｏ梅" anywhere: a surname, one hidden character and one shown, between stops. */
const MASKED_ANYWHERE =
  /(?<![\p{Script=Han}\p{L}\d])\p{Script=Han}(?:[O0〇*×□△]{1,2}\p{Script=Han}|[O〇*×□△]{2})(?![\p{Script=Han}\p{L}\d*×])/gu

/** Between cells and lines. */
const BREAK = /[\t\n]/

function isSurname(char: string, { surnames }: Knowledge): boolean {
  return surnames.single.has(char) || char === '温'
}

/** A surname alone, or a whole name. */
function isListed(name: string, knowledge: Knowledge): boolean {
  return name.length === 1 ? isSurname(name, knowledge) : isWholeName(name, knowledge)
}

/** Two to four characters that are a surname and a given name, and no word. */
function isWholeName(name: string, knowledge: Knowledge): boolean {
  return !vocabularyOf(knowledge).han.has(name) && nameLength(name, knowledge, false) === name.length
}

/** Length of the name that a text begins with, behind words that announce one; 0 for none. `stop`: the surname alone is enough where a stop follows. */
function nameLength(zone: string, knowledge: Knowledge, stop: boolean, sure = false): number {
  const masked = MASKED.exec(zone)
  if (masked !== null && isSurname(zone[0]!, knowledge)) return masked[0].length
  const run = /^\p{Script=Han}{1,10}/u.exec(zone)?.[0] ?? ''
  if (run === '') return 0
  if (run.length === 1)
    return isSurname(run, knowledge) && !SMALL.test(run) && (stop || CLOSED.test(zone.slice(1))) ? 1 : 0
  if (isNoHanName(run, knowledge)) return 0
  const compound = knowledge.surnames.compound.find((name) => run.startsWith(name))
  const surname = compound?.length ?? (isSurname(run[0]!, knowledge) ? 1 : 0)
  if (surname === 0) return 0
  const parts = segmentHan(run, knowledge)
  const { han } = vocabularyOf(knowledge)
  const fits = (length: number) => {
    const given = run.slice(surname, length)
    if (length > run.length || NEVER_IN_NAMES.test(given) || AT_END.test(given)) return false
    if (compound !== undefined) return true
    // "姓名为冷秋,", "其子单立新": sure words before it make a name of a small word.
    if (sure && !FUNCTION.test(run[0]!) && (length === run.length || (given.length > 1 && parts[0] !== 'word')))
      return !han.has(run)
    // "易惊醒,", "应告知": a small word and a verb.
    if (SMALL.test(run[0]!)) return given.length > 1 && !han.has(given) && parts.slice(1, length).includes('open')
    // "和医生商量。": a word fills the place.
    if (length === run.length) return stop || !han.has(run)
    if (parts[0] === 'word') return parts[length - 1] === 'open' && length === 3
    return parts[0] === 'open' || parts.slice(1, length).includes('open')
  }
  const [long, short] = [surname + 2, surname + 1]
  // "7床郑海今日": what begins the next word does not end a name.
  if (fits(short) && NEXT.test(run.slice(short)) && !(long === run.length)) return short
  if (fits(long)) return long
  return fits(short) ? short : 0
}

/** Surnames that hardly ever are surnames in running text. */
export const FUNCTION = /^[应来于与和经向由及同任]/u
/** Surnames that are words of every sentence. */
const SMALL = /^[应来于与和经向安平常时明方全于由及同任关强单连管解易温冷干白高长成包]/u

const compile = perKnowledge((knowledge): Compiled => {
  const { titles } = knowledge
  const roles = [...titles.persons_zh, ...titles.before_zh.filter((word) => word.length > 1)]
  const rules: Compiled = {
    before: new RegExp(String.raw`${oneOf(roles)}(?:[:：\s]\s?)?(?=\p{Script=Han})`, 'gu'),
    naming: new RegExp(String.raw`${oneOf(titles.naming_zh)}[:：\s]?(?=\p{Script=Han})`, 'gu'),
    // "万青岳(患者儿子)", "乐正岩(配偶)"
    bracketed: new RegExp(
      String.raw`(?<!\p{Script=Han})(?<name>\p{Script=Han}{2,4})(?=\s?\((?:患者|病人|其|之|与患者)?(?:关系[:：]?)?(?:${oneOf(roles)}|${anyPhrase(knowledge, 'kin_in_short')}|父子|母女|母子|父女|夫妻)\))`,
      'gu',
    ),
    pair: new RegExp(
      String.raw`(?<!\p{Script=Han})(?<one>\p{Script=Han}{2,3})[与和及、](?<two>\p{Script=Han}{2,3}?)(?=${anyPhrase(knowledge, 'said_of_two')})`,
      'gu',
    ),
    sureCompound: new RegExp(
      String.raw`(?:${anyPhrase(knowledge, 'compound_surnames_only_names')})\p{Script=Han}{1,2}`,
      'gu',
    ),
    latinRole: new RegExp(
      String.raw`(?<![\p{L}\d])(?:${anyPhrase(knowledge, 'roles_in_latin_letters')})\.?[:：\s]{0,2}(?=\p{Script=Han})`,
      'gu',
    ),
    childCalled: new RegExp(
      String.raw`(?:(?:${anyPhrase(knowledge, 'children_and_their_names')})叫|小名|乳名)[:：]?(?<name>\p{Script=Han}{2,3})(?=[,，。、；;)）\s]|$)|(?:我家|我们家|俺家)(?<twice>(\p{Script=Han})\3)`,
      'gmu',
    ),
    quoted: new RegExp(
      String.raw`(?:${anyPhrase(knowledge, 'kinds_of_other_names')})(?:叫做?|为|是)?[:：]?\s?["“'「『](?<name>[\p{Script=Han}\p{L}·]{1,8})(?=["”'」』])|(?<=\p{Lu}[\p{L}'-]+,? \p{Lu}[\p{L}'-]+ ?\()(?<twice>\p{Script=Han}{1,4} \p{Script=Han}{1,4})(?=\))`,
      'gu',
    ),
    honoured: new RegExp(
      String.raw`(?<=尊敬的|亲爱的|致)(?!${anyPhrase(knowledge, 'honoured_nobody')})(?<name>\p{Script=Han}{1,6}?)(?=\s?(?:先生|女士|小姐|太太|夫人|阁下)(?!\/))`,
      'gu',
    ),
    expected: new RegExp(
      String.raw`(?:丈夫|妻子|家属|爱人|老伴|[转挂请由找嘱遵]|经(?!管))(?<name>\p{Script=Han})(?=${anyPhrase(knowledge, 'titles_behind_a_surname')})`,
      'gu',
    ),
    kinActs: new RegExp(
      String.raw`(?:${anyPhrase(knowledge, 'kin_by_given_name')})(?<name>\p{Script=Han}{2})(?=${anyPhrase(knowledge, 'acts_of_kin')})`,
      'gu',
    ),
    ofDepartment: new RegExp(
      String.raw`(?<=[科室部组])(?<name>\p{Script=Han}{2,3})(?=${anyPhrase(knowledge, 'acts_of_a_department')})`,
      'gu',
    ),
    does: new RegExp(`^(?:${anyPhrase(knowledge, 'acts_of_staff_in_notes')})`, 'u'),
    child: new RegExp(String.raw`(?:${anyPhrase(knowledge, 'words_for_a_child')})[:：\s]?$`, 'u'),
    parentOf: new RegExp(
      String.raw`([^爸妈爷奶姐哥妹弟婆公叔舅姑姨伯宝家天人个常多往处时慢渐刚偏仅早久轻细频屡每种年月日次稍略偷悄匆默缓太])\1(?:${anyPhrase(knowledge, 'kin_of_a_child', 'called_behind_a_doubled_name')}|(?=你好|您好))`,
      'gu',
    ),
    greeted: new RegExp(
      String.raw`(?<=^|[\t】\]。！!;；,，:：~]\s{0,2})(?<name>\p{Script=Han}{2,4}?)(?:先生|女士|小姐|同学|小朋友)?[,，:：!！\s]{0,2}(?=${anyPhrase(knowledge, 'greetings_behind_a_name')})`,
      'gmu',
    ),
    acts: new RegExp(
      String.raw`(?<=^|[\t】\]。！!;；,，:：、(]\s{0,2})(?<name>\p{Script=Han}{2,4}?)(?=${anyPhrase(knowledge, 'acts_behind_a_name')}|因[“"\p{Script=Han}])`,
      'gmu',
    ),
    nick: new RegExp(
      String.raw`(?<=^|[\t。！!;；,，:：、(“"]|${anyPhrase(knowledge, 'before_a_small_word')})\s?(?<name>[小老阿]\p{Script=Han})(?=\s?(?:[,，。:：、;；!！()（”"]|$|${anyPhrase(knowledge, 'behind_a_small_word')}))`,
      'gmu',
    ),
    called: new RegExp(
      String.raw`(?<!\p{Script=Han})(?<name>\p{Script=Han})(?:${anyPhrase(knowledge, 'familiar_titles')})(?=\s?(?:[查咨预约收领精食体情睡每独家,，。:：、;；!！)”"]|$|[您你来说问在要已反诉致打想昨今给跟和的表指称提主拒同希认觉明又仍还不没有也能需协到]))`,
      'gmu',
    ),
  }
  return rules
})
