import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { findBareNames } from './bare-names.js'
import { plain } from './fold.js'
import { findGivenNames, isGiven } from './given-names.js'
import { closing, findGreeted } from './greeted-people.js'
import { matchesOf } from './matches.js'
import { literal, longestFirst } from './one-of.js'
import { findHanPeople } from './people-zh.js'
import { findSentenceNames } from './people-zh-sentences.js'
import { isAmbiguousName, isClinicalWord, isCredential, isTitle, readLatinName } from './person-name.js'
import type { LineKind } from './result-rows.js'
import { sentenceEnd } from './sentence-end.js'
import type { Sheet, SheetCell } from './sheet.js'
import type { Span } from './span.js'
import { isEverydayWord, vocabularyOf } from './vocabulary.js'

interface Compiled {
  /** "Reported: C. Adeleke, Biomedical Scientist", "Countersigned R. de Souza 2025-…": initials and a surname behind a colon or a signature, or a cell of their own. */
  initialled: RegExp
  /** A word in small letters behind a name, and no particle. */
  goesOn: RegExp
  /** A name with the particles before it that are written small. */
  particlesAndName: RegExp
  /** Words that open a sentence with a capital and are no name. */
  sentenceWord: RegExp
  /** A title, a name and what somebody does. */
  acts: RegExp
  /** An illness behind the name of who described it. */
  disease: RegExp
  /** A label behind a name, without a stop. */
  nextLabel: RegExp
  /** "Dr No. 12", "Prof Reg": behind a title and no name. */
  noSurname: RegExp
  /** What machines and makers do, and one word behind "by". */
  byMachine: RegExp
  /** "HARGREAVES-MBEKI, Ottilie (Mrs)", "ROE, Jane Ann (Ms)  Born 3-May-1961": a surname first, with the title or the sex in parentheses. */
  lastFirstTitle: RegExp
  /** A professional's register number under the name. */
  registered: RegExp
  title: RegExp
  titleAtEnd: RegExp
  introduced: RegExp
  roles: Set<string>
}

/** "Jane Roe is a 45-year-old woman", "John Roe, aged 61,", "Mary Roe, 52, attended". */
const NAME_THEN_AGE =
  /(?<![\p{L}.])((?:\p{Lu}[\p{L}'-]*\.? ){0,3}\p{Lu}[\p{L}'-]+)(?:,? (?:is|was) (?:a|an) (?:\p{Ll}+[ -]){0,3}?|,? aged? |, (?:a|an) )\d{1,3}(?:[- ]?(?:years?|yrs?|months?|y\/?o)\b|(?=[,;.\s]))/gu
/** "Validated electronically by M. Castell": two words at least, or an initial; what machines and makers do is left out. */
const BY_NAME =
  /(?<!\p{L})(?:\p{L}{3,}ed|[Dd]rawn|[Ss]een|[Dd]one|[Rr]ead|[Tt]aken)(?: \p{Ll}+ly)? by[: ]\s?((?:\p{Lu}\.? ?){0,2}(?:\p{Lu}[\p{Ll}'-]+ )?(?:de |van |von |bin )?\p{Lu}[\p{Ll}'-]+(?:-\p{Lu}\p{Ll}+)?)(?=$|[\s,.;)(\t])/gmu
/** "Pt Bartlett, Ione DOB …" */
const LAST_FIRST =
  /(?<!\p{L})(?:Pt|PT|Patient|PATIENT|Re|RE)[.:]? (\p{Lu}[\p{L}'-]+, \p{Lu}[\p{L}'-]+(?: \p{Lu}\.?)?)(?=\s+(?:DOB|D\.O\.B|MRN|MR#|Age|Sex|ID|\(|\d)|\t|\n|$)/gu
/** "/s/ HAROLD J. POOLE, MD,", "read by Ana Roe, DO": a credential behind a name anywhere in a line, or the mark of an electronic signature before it. */
const CREDENTIALED =
  /(?<![\p{L}.])(?<mark>\/s\/ ?)?(?<name>(?:\p{Lu}[\p{L}'-]+|\p{Lu}\.) (?:(?:\p{Lu}[\p{L}'-]+|\p{Lu}\.?) ){0,2}\p{Lu}[\p{L}'-]+)(?:,? ?(?<=[, ])(?<credential>[A-Z][A-Za-z.-]{1,9}))?(?![\p{L}])/gu
/** "Dr VKT, 03/04/25", "Dr / VKT": a physician told by initials, at the end of a clause or before a date; no house or course ("Dr ENT clinic"). */
const DOCTOR_INITIALS =
  /(?<![\p{L}\p{N}/-])(?:Dr|DR|Prof|A\/Prof)\.?(?: |[ ]*\n[ ]*)(\p{Lu}{2,4})(?=[.,;:)\]]|[ \t]*(?:$|\n|\t|\d{1,2}[/.-]\d| \d{1,2} \p{Lu}))/gu
/** A cell that ends with a physician's title, and the initials that begin the one below it. */
const TITLE_ENDS = /(?:^|[\s(])(?:Dr|DR|Prof|A\/Prof)\.?$/
const INITIALS_BEGIN = /^\p{Lu}{2,4}(?=[.,;]|$| \d{1,2}[/.-]\d)/u
/** Names without a label: titles, credentials and roles beside or below, relatives and introductions in prose, the bare line above age and sex. */
export function findPeople(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const named = [...titledNames(sheet, rules, knowledge), ...introducedNames(sheet, rules, knowledge)]
  return [
    ...named,
    ...brokenNames(sheet, named, rules, knowledge),
    ...signatories(sheet, kinds, rules, knowledge),
    ...findBareNames(sheet, kinds, knowledge),
    ...findGreeted(sheet.text, knowledge),
    ...findGivenNames(sheet, kinds, knowledge),
    ...findHanPeople(sheet, knowledge),
    ...findSentenceNames(sheet, kinds, knowledge),
  ]
}

function titledNames(sheet: Sheet, rules: Compiled, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  for (const match of matchesOf(sheet.text, rules.title)) {
    const stop = endOfRun(sheet.text, match.index)
    const read = readLatinName(sheet.text, match.index, stop, false, knowledge)
    if (read === null || read.end <= match.index + match[0].trimEnd().length) continue
    const words = read.name.split(' ').filter((word) => /^\p{Lu}/u.test(word))
    const first = words[0]
    if (
      first === undefined ||
      !(rules.particlesAndName.test(read.name) || isSmallRead(read.name, knowledge)) ||
      rules.noSurname.test(first) ||
      (isClinicalWord(first, knowledge) &&
        !isAmbiguousName(first, knowledge) &&
        !isAddressed(match[0], sheet.text.slice(read.start, read.end + 24), rules)) ||
      knowledge.clinical.units.has(first) ||
      // "LT AP": the left one, measured from front to back.
      /^[LR]T [A-Z]{1,3}$/.test(sheet.text.slice(match.index, read.end)) ||
      // "Sr. Technologist", and a heading set wide ("... LT H E X A M").
      (/^sr\.? ?$/i.test(match[0].trim()) &&
        words.every((word) => isEverydayWord(word, knowledge) || isCredential(word, knowledge))) ||
      (words.length > 2 && words.every((word) => word.length === 1))
    )
      continue
    // Names are capitalised: "Dr Smith will see you" ends at "Smith".
    let end = read.end
    const cut = rules.goesOn.exec(sheet.text.slice(match.index + match[0].length, read.end))
    if (cut !== null) end = match.index + match[0].length + cut.index
    const behind = match.index + match[0].length
    end = behind + sentenceEnd(sheet.text.slice(behind, end), knowledge)
    spans.push({
      start: match.index,
      end,
      category: read.staff ? 'DOCTOR' : 'NAME',
      detector: 'titled_name',
      score: 0.9,
    })
  }
  return spans
}

/** "Dr carmen Roe": OCR takes a capital for the small letter of the same shape; the surname keeps its own. Words of the language are none ("Dr who Is"). */
function isSmallRead(name: string, knowledge: Knowledge): boolean {
  const small = /^([cosuvwxz]\p{Ll}{2,}) \p{Lu}\p{Ll}/u.exec(name)?.[1]
  if (small === undefined) return false
  const { names, people } = vocabularyOf(knowledge)
  return names.has(small) || people.has(small) || !isEverydayWord(small, knowledge)
}

/** "Mr Birch", "Dr. Pap performed": a title that only people have, or a physician's and what somebody did. */
function isAddressed(title: string, printed: string, rules: Compiled): boolean {
  if (/^(?:Mr|Mrs|Ms|Miss|Mx|Mdm)[. ]/.test(title)) return /^\S+ \p{Lu}\p{Ll}/u.test(printed)
  return /^(?:Dr|Prof)[. ]/.test(title) && rules.acts.test(printed)
}

/** The name that a title at a line's end announces ("... with Dr" / "Rafael Roe."), and the surname that stands on the next line alone. */
function brokenNames(sheet: Sheet, found: readonly Span[], rules: Compiled, knowledge: Knowledge): Span[] {
  const { text } = sheet
  const spans: Span[] = []
  const take = (at: number, most: number, category: Span['category']) => {
    const name = new RegExp(String.raw`^\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){0,${most - 1}}`, 'u').exec(
      text.slice(at, at + 60),
    )
    if (name === null || rules.sentenceWord.test(name[0].split(' ')[0]!)) return
    const words = name[0].split(' ')
    if (words.every((word) => isCredential(word, knowledge) || (words.length === 1 && isEverydayWord(word, knowledge))))
      return
    if (words.some((word) => isClinicalWord(word, knowledge) && !isAmbiguousName(word, knowledge))) return
    spans.push({ start: at, end: at + name[0].length, category, detector: 'broken_name', score: 0.78 })
  }
  for (const match of matchesOf(text, rules.titleAtEnd)) take(match.index + match[0].length, 3, 'DOCTOR')
  // In columns the line below begins with another column's cell.
  sheet.lines.forEach((line, number) => {
    for (const cell of line.cells) {
      if (!TITLE_ENDS.test(text.slice(Math.max(cell.start, cell.end - 9), cell.end))) continue
      const under = sheet.lines[number + 1]?.cells.find((other) => Math.abs(other.x0 - cell.x0) < 6)
      const initials = under && INITIALS_BEGIN.exec(text.slice(under.start, under.end))?.[0]
      if (under === undefined || initials === undefined || isCredential(initials, knowledge)) continue
      const end = under.start + initials.length
      spans.push({ start: under.start, end, category: 'DOCTOR', detector: 'doctor_initials', score: 0.8 })
    }
  })
  for (const match of matchesOf(text, DOCTOR_INITIALS)) {
    const initials = match[1]!
    const start = match.index + match[0].length - initials.length
    if (!isCredential(initials, knowledge) && !knowledge.clinical.units.has(initials))
      spans.push({ start, end: start + initials.length, category: 'DOCTOR', detector: 'doctor_initials', score: 0.8 })
  }
  for (const span of found) {
    if (span.detector !== 'titled_name' && span.detector !== 'relative_name' && span.detector !== 'introduced_name')
      continue
    const next = /^[ ]*\n[ ]*(?=\p{Lu})/u.exec(text.slice(span.end, span.end + 6))
    const words = text
      .slice(span.start, span.end)
      .split(' ')
      .filter((word) => !isTitle(word, knowledge))
    if (next !== null && words.length === 1) take(span.end + next[0].length, 1, span.category)
  }
  return spans
}

function introducedNames(sheet: Sheet, rules: Compiled, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  for (const match of matchesOf(sheet.text, NAME_THEN_AGE)) {
    const words = match[1]!.split(' ').filter((word) => !isTitle(word, knowledge))
    // A given name alone only before "is a 29-year-old".
    if (words.length < 2 && !/ (?:is|was) (?:a|an) /.test(match[0])) continue
    if (rules.sentenceWord.test(words[0]!) || words.some((word) => isClinicalWord(word, knowledge))) continue
    const start = match.index
    spans.push({ start, end: start + match[1]!.length, category: 'NAME', detector: 'name_then_age', score: 0.8 })
  }
  for (const match of matchesOf(sheet.text, rules.initialled)) {
    const words = match[1]!.split(/[\s.]+/).filter((word) => word.length > 2)
    if (words.some((word) => isClinicalWord(word, knowledge) || knowledge.clinical.eponyms.has(plain(word)))) continue
    const start = match.index + match[0].lastIndexOf(match[1]!)
    spans.push({ start, end: start + match[1]!.length, category: 'DOCTOR', detector: 'initialled_name', score: 0.78 })
  }
  for (const match of matchesOf(sheet.text, BY_NAME)) {
    const words = match[1]!.split(' ')
    const surname = words.at(-1)!
    if (
      rules.byMachine.test(match[0]) ||
      words.some((word) => isClinicalWord(word, knowledge) || rules.sentenceWord.test(word))
    )
      continue
    if (knowledge.clinical.eponyms.has(plain(surname))) continue
    const start = match.index + match[0].length - match[1]!.length
    spans.push({ start, end: start + match[1]!.length, category: 'DOCTOR', detector: 'name_after_by', score: 0.77 })
  }
  for (const match of matchesOf(sheet.text, CREDENTIALED)) {
    const { mark, name, credential } = match.groups as { mark?: string; name: string; credential?: string }
    // "by J. Park MLT": without a comma the credential is read as the last word.
    const last = name.split(' ').at(-1)!
    const held =
      (credential !== undefined && isCredential(credential, knowledge)) ||
      (credential === undefined &&
        /^[A-Z]{2,}$/.test(last) &&
        isCredential(last, knowledge) &&
        /^\p{Lu}\. |\p{Ll} /u.test(name))
    if (mark === undefined && !held) continue
    const words = name.split(' ').filter((word) => word !== last || credential !== undefined || mark !== undefined)
    if (words.some((word) => isClinicalWord(word, knowledge) && !isAmbiguousName(capitalised(word), knowledge)))
      continue
    if (mark === undefined && knowledge.clinical.eponyms.has(plain(words.at(-1)!))) continue
    const start = match.index + (mark?.length ?? 0)
    const end = held ? match.index + match[0].length : start + name.length
    spans.push({ start, end, category: 'DOCTOR', detector: 'credentialed_name', score: 0.8 })
  }
  for (const match of matchesOf(sheet.text, rules.lastFirstTitle))
    spans.push({
      start: match.index,
      end: match.index + match[0].length,
      category: 'NAME',
      detector: 'last_first_name',
      score: 0.88,
    })
  for (const match of matchesOf(sheet.text, LAST_FIRST)) {
    const start = match.index + match[0].length - match[1]!.length
    spans.push({ start, end: start + match[1]!.length, category: 'NAME', detector: 'introduced_name', score: 0.78 })
  }
  for (const match of matchesOf(sheet.text, rules.introduced)) {
    const at = match.index + match[0].length
    // A role at a line's end introduces nobody; a closing formula does.
    if (match[0].includes('\n') && !closing(knowledge).test(match[0])) continue
    const read = readLatinName(sheet.text, at, endOfRun(sheet.text, at), true, knowledge)
    if (read === null || read.start > at + 1) continue
    // "Patient: Peter Lindqvist Registration No.": the next label is no part of the name.
    const label = rules.nextLabel.exec(sheet.text.slice(read.start, read.end))
    if (label !== null) {
      read.end = read.start + label.index
      read.name = read.name
        .split(' ')
        .slice(0, sheet.text.slice(read.start, read.end).trim().split(/\s+/).length)
        .join(' ')
    }
    const stop = read.start + sentenceEnd(sheet.text.slice(read.start, read.end), knowledge)
    if (stop < read.end) read.name = sheet.text.slice(read.start, stop)
    read.end = stop
    // A sentence may end with the name: "with her son Colm."
    const words = read.name.replace(/\.$/, '').split(' ')
    const relative = match.groups?.relative !== undefined
    if (words.length < 2 && !isGiven(words[0]!, knowledge)) continue
    // "his wife June": behind a relative a capitalised word that is a name as well is one.
    if (
      words.some(
        (word, i) => isClinicalWord(word, knowledge) && !((relative || i > 0) && isAmbiguousName(word, knowledge)),
      ) ||
      rules.sentenceWord.test(words[0]!)
    )
      continue
    if (!relative && words.length < 2) continue
    // "Brother: Graves disease"
    if (rules.disease.test(sheet.text.slice(read.end))) continue
    spans.push({
      start: read.start,
      end: read.end,
      category: read.staff ? 'DOCTOR' : 'NAME',
      detector: relative ? 'relative_name' : 'introduced_name',
      score: relative ? 0.8 : 0.75,
    })
  }
  return spans
}

/** "STONE" as "Stone": words that are names in proper case are so in capitals beside a credential. */
function capitalised(word: string): string {
  return word.slice(0, 1) + word.slice(1).toLowerCase()
}

/** A cell that is a name, with credentials or a role beside it or under it: the signature block. */
function signatories(sheet: Sheet, kinds: readonly LineKind[], rules: Compiled, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  sheet.lines.forEach((line, number) => {
    if (kinds[number] !== 'text') return
    for (const cell of line.cells) {
      const inline = /^(.{3,40}?)[,\s]+\(?([A-Z][A-Za-z.]*(?:\([A-Z]+\))?)\)?(?:[,\s]|$)/.exec(
        sheet.text.slice(cell.start, cell.end),
      )
      const read = readLatinName(sheet.text, cell.start, cell.end, true, knowledge)
      if (read === null || read.start !== cell.start) continue
      const words = read.name.split(' ')
      if (words.length < 2 || words.length > 5 || words.some((word) => isClinicalWord(word, knowledge))) continue
      const rest = sheet.text.slice(read.end, cell.end)
      const credentialed =
        read.staff &&
        /^[\s,.;()]*/.test(rest) &&
        inline !== null &&
        sheet.text
          .slice(cell.start, read.end)
          .split(/[\s,()]+/)
          .some((word) => isCredential(word, knowledge))
      const alone = /^[\s,.;]*$/.test(rest)
      if (credentialed || (alone && roleBelow(sheet, number, cell, rules, knowledge))) {
        spans.push({ start: read.start, end: read.end, category: 'DOCTOR', detector: 'signatory', score: 0.85 })
      }
    }
  })
  return spans
}

function roleBelow(sheet: Sheet, number: number, cell: SheetCell, rules: Compiled, knowledge: Knowledge): boolean {
  const line = sheet.lines[number]!
  const height = Math.max(6, line.y1 - line.y0)
  for (let below = number + 1; below < Math.min(sheet.lines.length, number + 3); below += 1) {
    const under = sheet.lines[below]!
    if (under.y0 - line.y1 > 2.2 * height) return false
    const other = under.cells.find((c) => c.x0 < cell.x1 && c.x1 > cell.x0)
    if (other === undefined) continue
    const text = sheet.text.slice(other.start, other.end)
    const words = text.split(/[\s,;()/]+/).filter((word) => word !== '')
    if (
      words.length > 0 &&
      words.length <= 10 &&
      (isCredential(words[0]!, knowledge) ||
        rules.registered.test(text) ||
        words.some((word) => isCredential(word, knowledge)) ||
        rules.roles.has(plain(text.replace(/[(),.]/g, '')).trim()))
    )
      return true
    return words.length > 0 && words.length <= 5 && [...rules.roles].some((role) => plain(text).startsWith(role))
  }
  return false
}

/** The end of the line's cell that holds an offset. */
function endOfRun(text: string, from: number): number {
  const match = /[\t\n|]/.exec(text.slice(from, from + 120))
  return match === null ? Math.min(text.length, from + 120) : from + match.index
}

const compile = perKnowledge((knowledge): Compiled => {
  const { titles } = knowledge
  const anyCase = (words: readonly string[]) =>
    longestFirst(
      words
        .flatMap((word) => [word, word[0]!.toUpperCase() + word.slice(1), word.toUpperCase(), word.toLowerCase()])
        .map(literal),
    )
  const rules: Compiled = {
    initialled: new RegExp(
      String.raw`(?:[:：]|[Ss]igned|^|\t)[ ]{0,3}((?:\p{Lu}\.[ ]?){1,3}(?:de |da |dos |van |von |el |bin )?(?!(?:${anyPhrase(knowledge, 'tests_like_surnames')})(?!\p{L}))\p{Lu}[\p{Ll}'-]{2,}(?:-\p{Lu}\p{Ll}+)?)(?=$|\n|\t|,| \d| \(|[;|])`,
      'gmu',
    ),
    goesOn: new RegExp(
      String.raw`\s(?!(?:${anyPhrase(knowledge, 'name_particles', 'name_particles_contracted', 'name_particles_more')}|dem|und zu|und von|av)\s|(?:zu|von|vom|zum|zur|der|dem) |l[bcdgkmnqrstvyz]\p{Ll}{2})\p{Ll}`,
      'u',
    ),
    particlesAndName: new RegExp(
      String.raw`^(?:(?:${anyPhrase(knowledge, 'name_particles', 'name_particles_contracted')}|und|der) )*\p{Lu}`,
      'u',
    ),
    sentenceWord: new RegExp(`^(?:${anyPhrase(knowledge, 'sentence_openers', 'sentence_words')})$`),
    acts: new RegExp(String.raw`^\S+ ?\p{Lu}\p{Ll}+ (?:${anyPhrase(knowledge, 'doctors_do')})(?!\p{L})`, 'u'),
    disease: new RegExp(`^(?:'s)? (?:${anyPhrase(knowledge, 'diseases_of_eponyms')})`, 'i'),
    nextLabel: new RegExp(String.raw`\s(?:${anyPhrase(knowledge, 'next_labels')})(?![\p{L}])`, 'u'),
    noSurname: new RegExp(String.raw`^(?:${anyPhrase(knowledge, 'labels_of_numbers', 'no_surnames')})\.?$`),
    byMachine: new RegExp(String.raw`^(?:${anyPhrase(knowledge, 'done_by_things')})|by[: ]\s?\p{Lu}\p{Ll}+$`, 'iu'),
    lastFirstTitle: new RegExp(
      String.raw`(?<![\p{L}-])(\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?, ?\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]*\.?){0,2}) ?\((?:${anyPhrase(knowledge, 'titles_in_brackets')})\.?\)`,
      'gu',
    ),
    registered: new RegExp(String.raw`^(?:${anyPhrase(knowledge, 'professional_registers')})\b\.?.{0,20}\d{3}`, 'iu'),
    title: new RegExp(
      String.raw`(?<!(?!\p{Script=Han})[\p{L}\p{N}/-])(?:${longestFirst(titles.before.flatMap((word) => [word, word.toUpperCase()]).map(literal))})(?:\. ?| )(?:(?:${anyPhrase(knowledge, 'degree_parts')}|h\. ?c)\. ?)*(?=\p{Lu}|(?:${anyPhrase(knowledge, 'name_particles', 'name_particles_contracted')}) \p{L}|[cosuvwxz]\p{Ll}{2,} \p{Lu}\p{Ll})`,
      'gu',
    ),
    titleAtEnd: new RegExp(
      String.raw`(?<![\p{L}\p{N}/-])(?:${longestFirst(titles.before.filter((word) => /^(?:\p{L}\/)?\p{L}{2,9}$/u.test(word)).map(literal))})\.? *\n *(?=\p{Lu}\p{Ll})`,
      'gu',
    ),
    introduced: new RegExp(
      String.raw`(?<![\p{L}])(?:(?<relative>${anyCase(titles.relatives)})(?!\p{L})(?:['’]s (?=\())?(?:\s?[,(]?\s?(?:named\s|called\s|,\s?)?|:\s?)|(?:${longestFirst(titles.introducers.flatMap((word) => [word, word[0]!.toUpperCase() + word.slice(1)]).map(literal))})[\s,:]+)(?=\p{Lu})`,
      'gu',
    ),
    roles: new Set(titles.roles.map(plain)),
  }
  return rules
})
