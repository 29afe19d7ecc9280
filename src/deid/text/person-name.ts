import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase, phrases } from '../phrases.js'
import { isHan, plain } from './fold.js'
import { matchesOf } from './matches.js'

/** A stretch of text that reads as a person's name. Offsets into the text it was read from. */
export interface NameRead {
  start: number
  end: number
  /** The name without titles and credentials. */
  name: string
  /** A title that marks staff (Dr., Prof.) stands before it, or a credential after it. */
  staff: boolean
}

const TOKEN = /^\p{Lu}[\p{L}\p{M}'’-]*\.?(?:\p{Lu}\.)*$/u
const LOOSE_TOKEN = /^[\p{L}][\p{L}\p{M}'’.*-]*$/u
/** Characters that hardly ever stand in a given name but often follow a role or a surname-like word. */
const NOT_IN_NAMES =
  /[的了是不未与及或患见病痛者有在为因曾无需已行后前时年月日出入于等其此该否且但若则经被将拟伴示性陪来到至说述诉称炎症压糖脂肝肾肺胃肠胆心脑血尿检查诊疗科室院号码话址位岁男女]/

/** Of them, those that stand in no given name at all; beside a label and behind a compound surname only these end a name (月娥, 有为, 心怡). */
export const NEVER_IN_NAMES = /[的了是不未与及或患见病痛者被将拟伴称炎症肝肾肺胃肠胆脑血尿检查诊疗科室院号码话址岁男女]/

interface Compiled {
  /** Values of a name field that name nobody. */
  nobody: RegExp
  /** Small words inside of a name. */
  particles: ReadonlySet<string>
  /** Titles of reports are set wide as well ("H E A L T H  E X A M I N A T I O N"). */
  spacedTitle: RegExp
  /** Parts of degrees behind a title. */
  degree: RegExp
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    nobody: new RegExp(`^(?:${anyPhrase(knowledge, 'nobody', 'nobody_zh')})$`, 'i'),
    particles: new Set([
      ...phrases(knowledge, 'name_particles'),
      ...phrases(knowledge, 'name_particles_contracted'),
      ...phrases(knowledge, 'name_particles_more'),
      ...phrases(knowledge, 'name_particles_of_fields'),
    ]),
    spacedTitle: new RegExp(anyPhrase(knowledge, 'spaced_titles')),
    degree: new RegExp(String.raw`^(?:${anyPhrase(knowledge, 'degree_parts')}|vet|h\.?c)\.$`, 'i'),
  }),
)

interface TitleSets {
  before: Set<string>
  staff: Set<string>
  credentials: Set<string>
  ambiguous: Set<string>
}

const titlesOf = perKnowledge((knowledge): TitleSets => {
  const bare = (words: readonly string[]) => new Set(words.map((word) => plain(word).replace(/[.\s]/g, '')))
  return {
    before: bare(knowledge.titles.before),
    staff: bare(knowledge.titles.staff),
    credentials: bare(knowledge.titles.credentials),
    ambiguous: bare(knowledge.titles.ambiguous),
  }
})

/** Whether a word is a title ("Dr.", "MR"), a credential ("M.B.B.S."). */
export function isTitle(word: string, knowledge: Knowledge): boolean {
  return titlesOf(knowledge).before.has(plain(word).replace(/[.\s]/g, ''))
}
export function isStaffTitle(word: string, knowledge: Knowledge): boolean {
  return titlesOf(knowledge).staff.has(plain(word).replace(/[.\s]/g, ''))
}
export function isCredential(word: string, knowledge: Knowledge): boolean {
  const bare = word.replace(/[(),;]/g, '')
  // Credentials are printed with capitals; "do", "ms" in running text are words.
  return (
    /^[A-Z]/.test(bare) &&
    /[A-Z].*[A-Z]/.test(bare) &&
    titlesOf(knowledge).credentials.has(plain(bare).replace(/[.\s]/g, ''))
  )
}

/** Whether a word is one of medicine, laboratory or forms (eponyms are not: people bear those names). */
export function isClinicalWord(word: string, knowledge: Knowledge): boolean {
  return knowledge.clinical.words.has(plain(word).replace(/[.,;:()]/g, ''))
}

/** "Young", "White": a word of everyday or clinical language that people are called as well; as printed in proper case. */
export function isAmbiguousName(word: string, knowledge: Knowledge): boolean {
  return /^\p{Lu}\p{Ll}+[.,]?$/u.test(word) && titlesOf(knowledge).ambiguous.has(plain(word).replace(/[.,]/g, ''))
}

/** Whether a word behind others of a name may be one: set in capitals when those are ("INGRID WHITE"). */
export function goesOnAsName(word: string, before: readonly string[], knowledge: Knowledge): boolean {
  const last = before.at(-1)
  if (last === undefined) return false
  const capitals = /^\p{Lu}{2,}$/u
  const printed = capitals.test(word) && capitals.test(last) ? word[0] + word.slice(1).toLowerCase() : word
  return isAmbiguousName(printed, knowledge)
}

/**
 * Reads a Latin-script name at the start of `text.slice(from, to)`: titles, up to six tokens, credentials. `strict`: capitalised tokens only and
 * none of them a clinical word; else any run of letters (the value of a name field).
 */
export function readLatinName(
  text: string,
  from: number,
  to: number,
  strict: boolean,
  knowledge: Knowledge,
): NameRead | null {
  const rules = compile(knowledge)
  const words = matchesOf(text.slice(from, to), /[^\s,]+,*|,+/g).map((m) => ({
    text: m[0],
    start: from + m.index,
    end: from + m.index + m[0].length,
  }))
  let staff = false
  let at = 0
  // "Prof. Sir", "Lt. Col. (Dr.)", "Dr. med.": titles pile up.
  while (at < words.length) {
    const title = words[at]!.text.replace(/^\(|\)$/g, '')
    if (!isTitle(title, knowledge) && !(at > 0 && rules.degree.test(title))) break
    staff ||= isStaffTitle(title, knowledge)
    at += 1
  }
  const titled = at > 0
  const names: typeof words = []
  let end = at > 0 ? words[at - 1]!.end : from
  for (; at < words.length && names.length < 6; at += 1) {
    const word = words[at]!
    // "A/L", "S/O": of Malay and Indian names; else a slash ends one.
    const relation = /^[ASDW]\/[LPOJ]$/i.test(word.text) && names.length > 0
    const glued = relation ? [word.text, word.text] : /^(.*?)([,;:(|/)!?"]+.*)?$/.exec(word.text)!
    const bare = glued[1]!
    if (bare === '' || (names.length > 0 && (isCredential(bare, knowledge) || labelsNumber(bare, names, knowledge))))
      break
    // "Dr.Smith": a title glued to the name.
    const joined = names.length === 0 ? /^(\p{L}{2,4})\.(\p{Lu}\p{L}.*)$/u.exec(bare) : null
    if (joined !== null && isTitle(joined[1]!, knowledge)) {
      staff ||= isStaffTitle(joined[1]!, knowledge)
      names.push({ text: joined[2]!, start: word.start + joined[1]!.length + 1, end: word.start + bare.length })
      end = word.start + bare.length
      if (glued[2] !== undefined) break
      continue
    }
    const particle = relation || (names.length > 0 && rules.particles.has(bare))
    const fits = strict
      ? TOKEN.test(bare) &&
        (!isClinicalWord(bare, knowledge) ||
          (titled && isAmbiguousName(bare, knowledge)) ||
          goesOnAsName(
            bare,
            names.map((name) => name.text),
            knowledge,
          ))
      : LOOSE_TOKEN.test(bare)
    if (!particle && !fits) break
    if (names.length === 0 && !titled && rules.nobody.test(bare)) return null
    names.push({ text: bare, start: word.start, end: word.start + bare.length })
    end = word.start + bare.length
    if (glued[2] === ',' && names.length === 1 && !strict) continue
    if (glued[2] !== undefined) break
  }
  while (names.length > 0 && rules.particles.has(names.at(-1)!.text)) names.pop()
  if (names.length === 0 || (!titled && names.every((name) => isCredential(name.text, knowledge)))) return null
  end = names.at(-1)!.end
  const letters = names
    .map((name) => name.text)
    .join('')
    .replace(/[^\p{L}*]/gu, '')
  // Beside a label one letter is a name too.
  if (letters.length < (strict && !titled ? 2 : 1)) return null
  const credential = /^\s*,?\s*(?:\(?\s*(?:[A-Z][A-Za-z.-]*\)?[,\s]*)+\)?)/.exec(text.slice(end, to))
  if (credential !== null) {
    const tokens = credential[0].split(/[\s,()]+/).filter((token) => token !== '')
    let reach = 0
    for (const token of tokens) {
      if (!isCredential(token, knowledge)) break
      reach = credential[0].indexOf(token, reach) + token.length
    }
    if (reach > 0) {
      end += reach
      if (text[end] === ')') end += 1
      staff = true
    }
  }
  const start = titled ? words[0]!.start : names[0]!.start
  return { start: Math.min(start, names[0]!.start), end, name: names.map((name) => name.text).join(' '), staff }
}

/** Abbreviations that label numbers and days ("NRIC", "DOB"). */
const numberLabels = perKnowledge(
  (knowledge) =>
    new Set(
      knowledge.labels
        .filter((block) => block.kind === 'code' || block.kind === 'date')
        .flatMap((block) => block.terms)
        .filter((term) => /^[A-Z]{3,5}$/.test(term)),
    ),
)

/** "… Abdul Rahman NRIC: …": behind a name in proper case an abbreviation that labels numbers is the next field. */
function labelsNumber(word: string, names: readonly { text: string }[], knowledge: Knowledge): boolean {
  if (!/^[A-Z]{3,5}$/.test(word) || names.every((name) => !/\p{Ll}/u.test(name.text))) return false
  return numberLabels(knowledge).has(word)
}

/** Whether `text` begins with a term of medicine or an everyday word that only looks like a surname and a given name. */
export function isNoHanName(text: string, knowledge: Knowledge): boolean {
  if (knowledge.surnames.notNames.some((word) => text.startsWith(word))) return true
  // "东方" is a surname as well as a region: alone it says nothing against a name.
  const surname = knowledge.surnames.compound.find((name) => text.startsWith(name))
  for (let length = text.length; length >= 2; length -= 1) {
    if (length !== surname?.length && knowledge.clinical.zh.has(text.slice(0, length))) return true
  }
  return false
}

/**
 * Reads a Chinese name at the start of a text: surname (compound ones too) and one or two characters, masked names ("张*", "李某某"), names with a
 * middle dot. Spaces between the characters are skipped. `next` tells a longer candidate from a name followed by other text.
 */
export function readHanName(
  text: string,
  from: number,
  to: number,
  strict: boolean,
  knowledge: Knowledge,
): NameRead | null {
  const offsets: number[] = []
  for (let i = from; i < to && offsets.length < 12; i += 1) {
    const char = text[i]!
    const dotted =
      /[·•.]/.test(offsets.length > 0 ? text[offsets.at(-1)!]! : '') || /^ *[·•.]/.test(text.slice(i, i + 3))
    if (char === ' ' && (offsets.length < 3 || dotted)) continue
    if (!isHan(char) && !/[*xX×·•.]/.test(char)) break
    const gap = offsets.length > 0 ? i - offsets.at(-1)! : 1
    // One space may stand between the characters of a name set wide; two part words, and so does one after two that stand together.
    if (gap > 2 || (gap === 2 && !dotted && offsets.length > 1 && offsets.at(-1)! - offsets.at(-2)! === 1)) break
    offsets.push(i)
  }
  const chars = offsets.map((offset) => text[offset]!).join('')
  const spaced = offsets.length > 1 && offsets.at(-1)! - offsets[0]! + 1 > offsets.length
  const dotted = /^\p{Script=Han}{1,6}[·•.]\p{Script=Han}{1,8}(?:[·•.]\p{Script=Han}{1,8})?/u.exec(chars)
  if (dotted !== null) return hanRead(text, offsets, dotted[0].length)
  const masked = /^\p{Script=Han}(?:\p{Script=Han}?[*xX×某]{1,3}\p{Script=Han}?|某{1,2})/u.exec(chars)
  if (masked !== null && !isNoHanName(chars, knowledge)) return hanRead(text, offsets, masked[0].length)
  const compound = knowledge.surnames.compound.find((name) => chars.startsWith(name))
  const surname = compound ?? (knowledge.surnames.single.has(chars[0] ?? '') ? chars[0]! : null)
  const { nobody } = compile(knowledge)
  if (surname === null || nobody.test(chars)) {
    if (strict || nobody.test(chars)) return null
    // A labelled value of two to four characters is taken even with a surname that is in no list.
    const run = /^\p{Script=Han}{1,4}(?!\p{Script=Han})/u.exec(chars)
    return run === null || NEVER_IN_NAMES.test(run[0]) || isNoHanName(run[0], knowledge)
      ? null
      : hanRead(text, offsets, run[0].length)
  }
  const longest = Math.min(offsets.length, surname.length + 2)
  for (let length = longest; length > surname.length; length -= 1) {
    // Across a space only the whole run is a name ("张 伟", not "王明 男").
    if (spaced && length < offsets.length && offsets[length]! - offsets[length - 1]! === 1) continue
    const candidate = chars.slice(0, length)
    if (/[*xX×·•.]/.test(candidate)) continue
    const never = strict && compound === undefined ? NOT_IN_NAMES : NEVER_IN_NAMES
    // "王大为 复核": a verb that closes the run is the name's own.
    const closed = length === offsets.length || offsets[length]! - offsets[length - 1]! > 1
    const given = candidate.slice(surname.length)
    if (
      never.test(closed && given.length === 2 ? given.replace(/[为有]$/u, '') : given) ||
      isNoHanName(candidate, knowledge)
    )
      continue
    return hanRead(text, offsets, length)
  }
  return null
}

function hanRead(text: string, offsets: readonly number[], length: number): NameRead {
  const used = offsets.slice(0, length)
  return { start: used[0]!, end: used.at(-1)! + 1, name: used.map((offset) => text[offset]!).join(''), staff: false }
}

/** Whether the line around an offset, read without its gaps, is the title of a report and no name. */
export function isSpacedTitle(text: string, at: number, knowledge: Knowledge): boolean {
  const end = text.indexOf('\n', at)
  const line = text.slice(text.lastIndexOf('\n', at) + 1, end < 0 ? undefined : end)
  return compile(knowledge).spacedTitle.test(line.replace(/[^\p{L}]/gu, '').toUpperCase())
}
