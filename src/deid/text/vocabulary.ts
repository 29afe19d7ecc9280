import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Knowledge, KnowledgeError } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { plain, simplify } from './fold.js'
import { isAmbiguousName, isCredential, isTitle } from './person-name.js'

/** The words of the language and of medicine: what default deny takes for explained. Word lists are read once per folder, at the first use. */
export interface Vocabulary {
  /** Words of English and of the project's item names, lower case without accents. */
  general: ReadonlySet<string>
  /** Words of medicine, forms and labels only: what stands in a letterhead or a signature without naming anybody. */
  narrow: ReadonlySet<string>
  /** A word of medicine by its beginning, and what stands behind that; one by its ending. */
  beginning: RegExp
  ending: RegExp
  /** English words that are proper names as well. */
  names: ReadonlySet<string>
  /** Given names and surnames that are no English words. */
  people: ReadonlySet<string>
  /** Words that names of institutions end with. */
  houses: ReadonlySet<string>
  /** Words of forms in languages that the vocabulary does not read. */
  forms: ReadonlySet<string>
  /** Words of forms and of medicine in scripts that no detector reads, as the list writes them; `*` ends a stem. */
  scripts: readonly string[]
  /** Chinese words of two characters and more. */
  han: ReadonlySet<string>
  /** Length of the longest of them that is searched. */
  longest: number
}

const FILES = [
  'vocabulary.en.txt',
  'vocabulary.items.txt',
  'vocabulary.zh.txt',
  'vocabulary.names.txt',
  'vocabulary.people.txt',
  'vocabulary.forms.txt',
  'vocabulary.scripts.txt',
] as const
/** Longer Chinese entries are sentences of medicine: their words stand in the lists by themselves. */
const LONGEST = 10
const lists = new Map<string, string[][]>()

/** The vocabulary beside the knowledge. Throws `KnowledgeError` naming the file that cannot be read. */
export const vocabularyOf = perKnowledge((knowledge): Vocabulary => {
  const [english, items, chinese, names, people, forms, scripts] = wordLists(knowledge.folder)
  const { clinical, institutions, places, labels } = knowledge
  const narrow = new Set<string>([...clinical.words, ...clinical.headerWords, ...knowledge.months.keys()])
  const add = (text: string) => {
    for (const word of plain(text).split(/[^\p{L}\p{M}']+/u)) if (word.length > 1) narrow.add(word)
  }
  for (const block of labels) for (const term of block.terms) add(term)
  for (const unit of clinical.units) add(unit)
  for (const word of [...institutions.latin.generic, ...institutions.latin.not_before]) add(word)
  const general = new Set<string>([...english!, ...items!.filter((word) => !isHanWord(word)), ...clinical.eponyms])
  for (const word of [...places.latin.countries, ...institutions.latin.suffixes, ...institutions.latin.joiners])
    for (const part of plain(word).split(' ')) general.add(part)
  for (const word of clinical.explained) if (!isHanWord(word)) general.add(word)
  const han = new Set<string>(chinese!)
  const addHan = (text: string) => {
    for (const word of text.match(/\p{Script=Han}+/gu) ?? []) if (word.length >= 2) han.add(word)
  }
  for (const word of items!) if (isHanWord(word)) han.add(simplify(word))
  for (const word of [...clinical.zh, ...clinical.explained]) addHan(word)
  for (const word of clinical.headerWords) addHan(word)
  for (const unit of clinical.units) addHan(unit)
  for (const block of labels) for (const term of block.terms) addHan(term)
  for (const word of [...knowledge.titles.after_zh, ...knowledge.titles.before_zh, ...knowledge.titles.persons_zh])
    addHan(word)
  for (const word of knowledge.surnames.notNames) addHan(word)
  for (const word of [...institutions.zh.generic, ...institutions.zh.departments]) addHan(word)
  const vocabulary: Vocabulary = {
    general,
    narrow,
    beginning: new RegExp(`^(?:${anyPhrase(knowledge, 'medical_beginnings')})-?(.{3,})$`),
    ending: new RegExp(`.{3,}(?:${anyPhrase(knowledge, 'medical_endings')})$`),
    names: new Set(names),
    people: new Set(people),
    forms: new Set(forms),
    scripts: scripts!,
    houses: new Set([
      ...institutions.latin.suffixes.map(plain),
      ...institutions.companies.latin
        .map((phrase) => plain(phrase).split(' ').at(-1)!)
        .filter((word) => word.length > 2),
    ]),
    han,
    longest: LONGEST,
  }
  return vocabulary
})

function wordLists(folder: string): string[][] {
  let words = lists.get(folder)
  if (words === undefined) {
    words = FILES.map((name) => readWords(join(folder, name)))
    lists.set(folder, words)
  }
  return words
}

/** Words of a list: lines of words between spaces, `#` begins a line of notes. */
function readWords(file: string): string[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new KnowledgeError(`${file}: cannot be read; it comes with the project`)
  }
  const words = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => line.split(' '))
    .filter((word) => word !== '')
  if (words.length < 100) throw new KnowledgeError(`${file}: ${words.length} words; expected a list of at least 100`)
  return words
}

function isHanWord(word: string): boolean {
  return /^\p{Script=Han}/u.test(word)
}

/** Whether a Latin word is one of the language or of medicine, in any inflection that English forms by rule, whole or in the parts that hyphens join. */
export function explainsLatin(word: string, knowledge: Knowledge): boolean {
  const vocabulary = vocabularyOf(knowledge)
  const bare = plain(word).replace(/^['.-]+|['.-]+$/g, '')
  if (bare.length < 3 || knows(bare, vocabulary)) return true
  if (isTitle(word, knowledge) || isCredential(word, knowledge) || knowledge.clinical.units.has(word)) return true
  if (/^[ivxlc]+$/.test(bare) && bare.length <= 5) return true
  const parts = bare.split(/[-'.]/).filter((part) => part !== '')
  if (parts.length > 1 && parts.every((part) => part.length < 3 || knows(part, vocabulary))) return true
  // "LaDonna", "McNeil": a particle and a word of some language are a name.
  if (/^\p{Lu}\p{Ll}{1,2}\p{Lu}/u.test(word) && particleAndName(knowledge).test(word)) return false
  // "HbAc", "eGFR": capitals inside a word are abbreviations; "TestReport": glued words.
  const humps = word.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+/gu) ?? []
  return humps.length > 1 && humps.every((hump) => hump.length < 3 || knows(plain(hump), vocabulary))
}

const particleAndName = perKnowledge(
  (knowledge) => new RegExp(`^(?:${anyPhrase(knowledge, 'particles_of_names')})\\p{Lu}\\p{Ll}{3,}$`, 'u'),
)

/** Whether every part of a word that hyphens and apostrophes join is one of forms in another language, or explained. */
export function explainsForm(word: string, knowledge: Knowledge): boolean {
  const { forms } = vocabularyOf(knowledge)
  const parts = plain(word).split(/[-']/)
  return (
    parts.some((part) => part.length >= 4 && forms.has(part)) &&
    parts.every((part) => part.length < 3 || forms.has(part) || explainsLatin(part, knowledge))
  )
}

/** A word of the language that is nobody's name. */
export function isEverydayWord(word: string, knowledge: Knowledge): boolean {
  return (
    explainsLatin(word, knowledge) &&
    !vocabularyOf(knowledge).names.has(plain(word)) &&
    !isAmbiguousName(word, knowledge)
  )
}

function knows(word: string, { general, narrow, beginning, ending }: Vocabulary): boolean {
  const has = (form: string) => general.has(form) || narrow.has(form)
  if (has(word)) return true
  if (word.endsWith("'s")) return has(word.slice(0, -2))
  if (word.endsWith('s') && has(word.slice(0, -1))) return true
  if (word.endsWith('es') && has(word.slice(0, -2))) return true
  // Words of medicine are built: "hepatosplenomegaly", "retroperitoneal".
  const built = beginning.exec(word)
  // Short words of labels in other languages end names as well ("Nata", "Renata").
  if (built !== null && (general.has(built[1]!) || (built[1]!.length > 4 && narrow.has(built[1]!)))) return true
  return ending.test(word)
}

/** Chinese characters that stand alone as words of a sentence or a form. */
const ALONE = new Set(
  '的了和与及或在为无有不未是可应请您本该其各每次个项份页第共约超等见查检测值者人员科室院楼层区年月日时分秒岁元号男女左右上下内外前后中大小高低正负阴阳性至到从由对比较较均已并但于以而且若如能会就将也还仅只又再都更最很多少两一二三四五六七八九十百千万半双单全总同另某此这那各种类型级度率量数期段例天周点线面体部位处侧端缘壁腔管膜骨肌腺脉心肝胆脾肺肾胃肠脑眼耳鼻喉口牙舌颈胸腹腰背肢手足皮肤血尿便痰液症病炎癌瘤痛肿块结石斑囊增减升降轻重快慢强弱宽窄厚薄长短深浅清浊红黄白黑绿蓝紫灰色形状态法试验药餐饭水食盐糖脂酸碱钙铁锌氧压温湿热寒冷干净静动睡醒吸呼戒烟酒饮患史父母兄弟姐妹夫妻子儿孙伴其她他您因给让做服行术拟待我你它咱谁哪啥么吗呢吧啊呀嘛啦着过把被买卖吃喝问看听说讲走跑拿放摘切割想要很太挺还没别勿需该些俩仨叫喊催找借穿戴脱洗擦敷揉挤扎抽插拔吐咳吞咽嚼',
)

/** What a Chinese character of a run is: part of a known word, a word by itself, or explained by nothing. */
export type HanPart = 'word' | 'alone' | 'open'

/** Cuts a run of Chinese characters into known words and lone characters so that the fewest stay open. */
export function segmentHan(run: string, knowledge: Knowledge): HanPart[] {
  const { han, longest } = vocabularyOf(knowledge)
  const n = run.length
  const cost = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY)
  const step = new Int32Array(n + 1)
  cost[0] = 0
  for (let i = 0; i < n; i += 1) {
    const alone = cost[i]! + (ALONE.has(run[i]!) ? LONE_COST : OPEN_COST)
    if (alone < cost[i + 1]!) {
      cost[i + 1] = alone
      step[i + 1] = 1
    }
    for (let length = 2; length <= longest && i + length <= n; length += 1) {
      if (cost[i]! + WORD_COST < cost[i + length]! && han.has(run.slice(i, i + length))) {
        cost[i + length] = cost[i]! + WORD_COST
        step[i + length] = length
      }
    }
  }
  const parts = new Array<HanPart>(n).fill('word')
  for (let i = n; i > 0; i -= step[i]!) if (step[i] === 1) parts[i - 1] = ALONE.has(run[i - 1]!) ? 'alone' : 'open'
  return parts
}

const WORD_COST = 1
const LONE_COST = 1.5
const OPEN_COST = 10
