import { perKnowledge } from '../per-knowledge.js'
import { foldWord, plain } from './fold.js'
import { literal, longestFirst } from './one-of.js'
import { isUnit } from './units.js'
import { vocabularyOf } from './vocabulary.js'

/** What the lists say of the words of a page whose script no detector reads. */
export interface UnreadVocabulary {
  /** Whether a word is one of forms, of medicine or of labels. */
  explains: (word: string) => boolean
  /** What of a run without spaces no word of the lists explains, by offsets. */
  openParts: (run: string) => [number, number][]
  /** Whether a word, or what it ends or begins with where words are glued, is a title, a role or a relative. */
  tellsPerson: (word: string) => boolean
  /** The same for a house, and for a place. */
  tellsHouse: (word: string) => boolean
  tellsPlace: (word: string) => boolean
  /** Whether it is a short word of places that is a word of other things too ("г.", "д."). */
  mayTellPlace: (word: string) => boolean
  /** Whether a word heads a column of results. */
  heads: (word: string) => boolean
  isUnit: (text: string) => boolean
  /** Endings of names, and of words that are none, in scripts with capitals. */
  endsLikeName: RegExp
  endsLikeWord: RegExp
  /** Two Korean or Japanese words of a place in a row, without a title: "… 유성구 노은동". */
  address: RegExp
  /** A day and a month, with a year or without. */
  date: RegExp
}

/** Longest word of a list that a run without spaces is cut into, and the longest rest behind a stem. */
const LONGEST = 14
const INFLECTION = 6
/** Scripts without spaces, where a run is a whole sentence. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
/** Scripts that set no spaces between words, or glue words to compounds. */
const GLUED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
export const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u

/** The lists of `scripts.yaml` and `vocabulary.scripts.txt`, ready to be asked. */
export const unreadVocabularyOf = perKnowledge((knowledge): UnreadVocabulary => {
  const lists = knowledge.scripts
  const set = (words: readonly string[]) =>
    new Set(words.flatMap((word) => bothWays(plain(foldWord(word)).replace(/\.$/, ''))))
  const words = new Set<string>()
  const stems = new Set<string>()
  const pieces = new Set<string>()
  for (const entry of vocabularyOf(knowledge).scripts) {
    const word = foldWord(entry.replace(/\*$/, ''))
    if (entry.endsWith('*')) stems.add(plain(word))
    else {
      for (const form of bothWays(plain(word))) words.add(form)
      if (GLUED.test(word)) pieces.add(word)
    }
  }
  for (const block of knowledge.labels)
    for (const term of block.terms)
      if (/[^\p{Script=Latin}\P{L}]/u.test(term)) {
        const whole = foldWord(term)
        if (GLUED.test(whole)) pieces.add(whole.replace(/[\s・]/g, ''))
        for (const word of whole.split(/[\s./()-]+/))
          if (word.length > 1) for (const form of bothWays(plain(word))) words.add(form)
      }
  const [titles, relatives, houses, places, weak, heads] = [
    set([...lists.titles, ...knowledge.grammar.unread.honorifics.map((word) => word.trim())]),
    set(lists.relatives),
    set(lists.houses),
    set(lists.places),
    set(lists.weak_places),
    set([...lists.headers, ...lists.headers.flatMap((word) => word.split(' '))]),
  ]
  const raw = (list: readonly string[]) => list.map((word) => foldWord(word)).filter((word) => GLUED.test(word))
  for (const word of raw([...lists.titles, ...lists.relatives, ...lists.houses, ...lists.headers])) pieces.add(word)
  const units = new Set(lists.units.map((unit) => foldWord(unit).replace(/\s/g, '')))
  const endings = new Set(lists.endings)
  const prefixes = set(lists.prefixes)
  const family = lists.family_endings.map(plain)
  const bare = (word: string): string[] => {
    const forms = [word]
    if (RIGHT_TO_LEFT.test(word))
      for (const prefix of prefixes)
        if (word.startsWith(prefix) && word.length - prefix.length >= 2) forms.push(word.slice(prefix.length))
    if (/\p{Script=Hangul}/u.test(word))
      for (const ending of endings)
        if (word.endsWith(ending) && word.length > ending.length) forms.push(word.slice(0, -ending.length))
    return forms
  }
  const single = (word: string, capital = false): boolean => {
    if (words.has(word) || titles.has(word) || heads.has(word)) return true
    for (let length = Math.max(2, word.length - INFLECTION); length <= word.length; length += 1)
      if (stems.has(word.slice(0, length)) && !(capital && family.some((ending) => word.endsWith(ending)))) return true
    return false
  }
  /** The stretches of a run that are no pieces, endings or marks, cut so that the fewest characters stay open. */
  const openParts = (run: string): [number, number][] => {
    const cost = new Float64Array(run.length + 1).fill(Number.POSITIVE_INFINITY)
    const step = new Int32Array(run.length + 1)
    cost[0] = 0
    const reach = (from: number, length: number, price: number) => {
      if (cost[from]! + price >= cost[from + length]!) return
      cost[from + length] = cost[from]! + price
      step[from + length] = price === 0 ? length : -length
    }
    for (let i = 0; i < run.length; i += 1) {
      reach(i, 1, /[\p{M}\d・ー々~〜／/()（）.-]/u.test(run[i]!) ? 0 : 1)
      for (let length = 1; length <= LONGEST && i + length <= run.length; length += 1) {
        const piece = run.slice(i, i + length)
        if (pieces.has(piece) || (endings.has(piece) && i > 0)) reach(i, length, 0)
      }
    }
    const parts: [number, number][] = []
    for (let i = run.length; i > 0; i -= Math.abs(step[i]!)) {
      if (step[i]! >= 0) continue
      if (parts[0]?.[0] === i) parts[0][0] = i - 1
      else parts.unshift([i - 1, i])
    }
    return parts
  }
  const cut = (run: string): boolean => {
    if (openParts(run).length > 0) return false
    // Of one-character words and endings names are made as well: 大内, 주시은.
    const long = [...run].some(
      (_, i) => pieces.has(run.slice(i, i + 2)) || pieces.has(run.slice(i, i + 3)) || pieces.has(run.slice(i, i + 4)),
    )
    return long || run.length < 2 || /\d/.test(run)
  }
  const explains = (printed: string): boolean => {
    const word = plain(printed).replace(/^[.'-]+|[.'-]+$/g, '')
    if (word.length < 2 && !GLUED.test(word)) return true
    if (/^[\p{Script=Latin}\d.-]+$/u.test(word)) return true
    if (units.has(printed) || isUnit(printed, knowledge)) return true
    // "Белкова", "Светлов": a stem with the ending of a family name.
    const capital = /^\p{Lu}\p{Ll}/u.test(printed)
    if (bare(word).some((form) => single(form, capital))) return true
    if (GLUED.test(printed)) return cut(printed)
    const parts = word.split(/[-'’.]/).filter((part) => part.length > 1)
    return parts.length > 1 && parts.every((part) => single(part))
  }
  // One character of a longer word tells nobody: 同様, 工夫, 丈夫.
  const alone = (run: string, char: string) => {
    for (let at = run.indexOf(char); at >= 0; at = run.indexOf(char, at + 1))
      if (
        ![0, 1].some((back) => at - back >= 0 && pieces.has(run.slice(at - back, at - back + 2))) &&
        !pieces.has(run.slice(Math.max(0, at - 2), at + 1))
      )
        return true
    return false
  }
  const told = (list: ReadonlySet<string>, glued: readonly string[]) => (printed: string) => {
    const word = plain(printed).replace(/^[.'-]+|[.'-]+$/g, '')
    return (
      bare(word).some((form) => list.has(form)) ||
      (GLUED.test(printed) && glued.some((end) => (end.length > 1 ? printed.includes(end) : alone(printed, end))))
    )
  }
  const inside = (list: readonly string[]) => raw(list).filter((word) => word.length >= 2)
  const persons = new Set([...titles, ...relatives])
  const strong = new Set([...places].filter((word) => !weak.has(word)))
  const alternatives = (list: readonly string[]) => longestFirst(list.map((word) => literal(foldWord(word))))
  const hangul = lists.weak_places.filter((word) => /^\p{Script=Hangul}/u.test(word)).join('|')
  const vocabulary: UnreadVocabulary = {
    explains,
    openParts,
    // One character tells a person in Japanese only beside a name: 様, 殿, 氏, 夫, 妻.
    tellsPerson: told(persons, [
      ...inside([...lists.titles, ...lists.relatives]),
      '样',
      '殿',
      '氏',
      '夫',
      '妻',
      '님',
      '씨',
    ]),
    tellsHouse: told(houses, inside(lists.houses)),
    tellsPlace: told(strong, inside(lists.places.filter((word) => !lists.weak_places.includes(word)))),
    mayTellPlace: told(weak, []),
    heads: (word) => heads.has(plain(word)),
    isUnit: (text) => units.has(text.replace(/\s/g, '')) || isUnit(text, knowledge),
    endsLikeName: new RegExp(`(?:${alternatives(lists.name_endings)})$`, 'iu'),
    endsLikeWord: new RegExp(`(?:${alternatives(lists.word_endings)})$`, 'iu'),
    address: new RegExp(
      String.raw`(?<!\p{L})\p{Script=Hangul}{1,7}(?:${hangul})\s(?:\p{Script=Hangul}{1,7}(?:${hangul})\s)?[\p{Script=Hangul}\d]{1,8}(?:${hangul})`,
      'gu',
    ),
    date: new RegExp(
      String.raw`(?<![\d.,])\d{1,2}(?:\s?[-./]\s?\d{1,2})?\.?[\s-]{0,2}(?:${alternatives(lists.months)})(?![\p{L}\p{M}])(?:[\s,.]{1,3}(?:พ\.ศ\.|ค\.ศ\.)?\s?\d{4}(?!\d)(?:\s(?:г|р|года|року)(?![\p{L}\p{M}])\.?)?)?|\d{1,2}[\s.-]{1,2}[^\p{Script=Latin}\P{L}][\p{L}\p{M}]{1,11}\.?[\s,.]{1,2}(?:1[34]\d\d|19\d\d|20\d\d|2[45]\d\d)(?!\d)|\d{1,2}월\s?\d{1,2}일|(?<![\d.])\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\s?(?:г|р|года|року|година)(?![\p{L}\p{M}])\.?`,
      'giu',
    ),
  }
  return vocabulary
})

/** Digital pages keep words of right-to-left scripts as they are drawn. */
export function bothWays(word: string): string[] {
  return RIGHT_TO_LEFT.test(word) ? [word, [...word].reverse().join('')] : [word]
}
