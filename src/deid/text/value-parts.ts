import type { Knowledge } from '../knowledge.js'
import { phrases } from '../phrases.js'
import { isHan, plain } from './fold.js'
import { brandWords } from './organisations.js'
import { isClinicalWord } from './person-name.js'
import { isEverydayWord, segmentHan, vocabularyOf } from './vocabulary.js'

/** Divisions of China down to the county: what follows them is looked for by itself. */
const ABOVE = /^.{0,6}?(?:省|自治区|特别行政区)|^.{2,7}?(?:自治州|地区|市(?!场)|盟|州(?=.{2}[市县]))/u
/** Parts of an address that are places by themselves. */
const PART =
  /\p{Script=Han}{1,6}?(?:街道|社区|小区|花园|家园|公寓|[县区旗镇乡村屯寨坝坳弄沟垌塆峒圩畈庄堡坪坡岭苑邨路街巷])/gu

/** The county, town, village, estate and street of an address, as they may stand alone elsewhere in its report: squeezed, in lower case. */
export function addressParts(text: string, knowledge: Knowledge): string[] {
  if (isHan(text[0])) {
    const { han } = vocabularyOf(knowledge)
    let rest = text.replace(/[\s,，]/g, '')
    for (let i = 0; i < 2; i += 1) rest = rest.replace(ABOVE, '')
    return (rest.match(PART) ?? []).filter(
      (part) => part.length >= 3 && !han.has(part) && !knowledge.clinical.zh.has(part) && !/^[第某本该各]/.test(part),
    )
  }
  // "418 Larch Hollow Ct, Milbury, MI 49417": the street without its number, the town.
  if (!/,/.test(text)) return []
  return text
    .split(',')
    .map((part) => part.replace(/^[\s\d#-]+|\s+(?:[A-Z]{2}\s)?[A-Z\d]*\d[A-Z\d\s-]*$/g, '').trim())
    .filter((part) => {
      const words = part.split(/\s+/)
      if (part.length < 5 || words.length > 4 || !/^\p{Lu}\p{Ll}/u.test(part)) return false
      if (words.some((word) => isClinicalWord(word, knowledge))) return false
      if (knowledge.places.latin.countries.includes(part.toLowerCase())) return false
      return words.some((word) => !isEverydayWord(word, knowledge))
    })
    .map((part) => plain(part).replace(/[\s.,\-_/'’()·:]/g, ''))
}

/** "韦阿姨", "韦女士", "淑兰阿姨": a person of the report by the surname or the given name. */
export function surnameForms(name: string, knowledge: Knowledge): string[] {
  const surname = knowledge.surnames.compound.find((one) => name.startsWith(one)) ?? name[0]!
  if (surname.length === 1 && !knowledge.surnames.single.has(surname) && !knowledge.surnames.rare.has(surname))
    return []
  const { han } = vocabularyOf(knowledge)
  // Of two surnames and a given name ("林张淑兰") the last two characters.
  const given = name.slice(surname.length).slice(-2)
  const called = given.length === 2 ? [surname, given] : [surname]
  const titles = phrases(knowledge, 'called_in_the_rest_of_a_report')
  return called.flatMap((part) => titles.map((how) => part + how)).filter((form) => !han.has(form))
}

/** "宝音" of "宝音图雅", "淑兰" of "林张淑兰": a name without a surname by its first half, one with two surnames by the given name, where no word is made of it. */
export function calledInShort(name: string, knowledge: Knowledge): string[] {
  const { mongolian, uyghur, tibetan, yi } = knowledge.peoples
  const [first, given] = [name.slice(0, 2), name.slice(-2)]
  const two = name.length === 4 && [...first].every((char) => knowledge.surnames.single.has(char))
  const parts = two ? segmentHan(given, knowledge) : []
  return [
    ...(name.length >= 4 && [mongolian, uyghur, tibetan, yi].some((list) => list.includes(first)) ? [first] : []),
    ...(parts.includes('open') && !parts.includes('word') ? [given] : []),
  ]
}

/** By which words a house or an employer is called in short: "Northfield" of "Northfield Health Diagnostics"; of an employer the first word, unless it is one of every day. */
export function shortNames(category: 'ORG' | 'EMPLOYER', name: string, knowledge: Knowledge): string[] {
  const words = brandWords(name, knowledge)
  return (
    category === 'ORG'
      ? words
      : words.filter((word) => name.startsWith(word) && !isEverydayWord(plain(word), knowledge))
  )
    .filter((word) => word.length >= 5 && !isClinicalWord(word, knowledge))
    .map(plain)
}
