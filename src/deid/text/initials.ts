import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import { isClinicalWord, isCredential, isTitle } from './person-name.js'
import type { Known } from './propagate.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'

interface Compiled {
  /** Degrees and words of prescriptions. */
  noInitials: RegExp
  /** "Transcribed: JRP/mk", "dictated by TKO", "D: 3/4 T: 3/5 RAS:ld": who dictated and who typed. */
  typist: RegExp
  /** Units in capitals have the same form. */
  units: RegExp
}

const ANNOUNCED = /(?<=(?:[Ff]ile|[Cc]hart|[Cc]linic) note:? |[Ii]nitials?:? )(?:\p{Lu}\.?\s?){1,4}(?![\p{L}\d])/gu

/** "Typed: 16 March 2023 (LMcG)": who typed, behind the day. */
const TYPED = /(?<=[Tt]yped:? [^\n()]{0,24}\()\p{Lu}{1,2}c?\p{Lu}{1,2}(?=\))/gu
/** The same marks alone at the end of a letter: "JRP/mk", "TKO:ls". */
const MARK = /(?<=^|\t)\s?\p{Lu}{2,4}[/:][a-z]{2,3}(?:\d{0,3})(?=\s*(?:$|\t))/gmu

/** Letters that OCR takes for figures. */
const MISREAD: Readonly<Record<string, string>> = { O: '[O0]', I: '[I1l]', L: '[L1I]', S: '[S5]', B: '[B8]' }

/** Initials of the report's people ("A.P.", "J. R. D.") in running text; full stops are asked for, bare capitals are abbreviations of tests. */
export function findInitials(
  sheet: Sheet,
  kinds: readonly LineKind[],
  known: readonly Known[],
  knowledge: Knowledge,
): Span[] {
  const rules = compile(knowledge)
  const forms = new Map<string, Known>()
  for (const item of known) {
    if (item.category !== 'NAME' && item.category !== 'DOCTOR') continue
    const turned = /^([^,]+),\s*(.+)$/.exec(item.text)
    const words = (turned === null ? item.text : `${turned[2]} ${turned[1]}`)
      .split(/[\s.]+/)
      .filter((word) => /^\p{L}/u.test(word))
    const capitals = words.filter((word) => /^\p{Lu}/u.test(word))
    if (capitals.length < 2 || words.length > 5) continue
    forms.set(capitals.map((word) => word[0]).join(''), item)
    forms.set(words.map((word) => word[0]).join(''), item)
    forms.set(`${words[0]![0]}${words.at(-1)![0]}`, item)
  }
  const spans: Span[] = []
  for (const [letters, item] of forms) {
    const one = [...letters].map((letter) => MISREAD[letter.toUpperCase()] ?? letter)
    const form = new RegExp(String.raw`(?<![\p{L}\d.])${one.join(String.raw`\.\s?`)}\.(?![\p{L}\d])`, 'gu')
    // Without full stops only where a word announces them: "(file note SW)", "(file note S.O)".
    const bare = new RegExp(
      String.raw`(?<=\b(?:note|initials?|file|chart)\s?[:.]?\s)${one.join(String.raw`\.?\s?`)}(?![\p{L}\d])`,
      'giu',
    )
    const plainForm = rules.noInitials.test(letters) ? [] : matchesOf(sheet.text, form)
    for (const match of [...plainForm, ...matchesOf(sheet.text, bare)]) {
      // A second column may stand beside rows of results: there only what a word announces.
      const announced = /(?:note|initials?|file|chart)[:.]? $/i.test(
        sheet.text.slice(Math.max(0, match.index - 12), match.index),
      )
      if (kinds[lineAt(sheet, match.index)] !== 'text' && !announced) continue
      spans.push({
        start: match.index,
        end: match.index + match[0].length,
        category: item.category,
        detector: 'propagated_initials',
        score: 0.76,
      })
    }
  }
  // Behind such words capitals are somebody's initials, whoever's: OCR may have misread them.
  for (const match of matchesOf(sheet.text, ANNOUNCED)) {
    if (kinds[lineAt(sheet, match.index)] !== 'text') continue
    const end = match.index + match[0].trimEnd().length
    spans.push({ start: match.index, end, category: 'NAME', detector: 'announced_initials', score: 0.75 })
  }
  for (const match of [
    ...matchesOf(sheet.text, rules.typist),
    ...matchesOf(sheet.text, TYPED),
    ...matchesOf(sheet.text, MARK),
  ]) {
    const marks = match[0].trim()
    if (
      kinds[lineAt(sheet, match.index)] !== 'text' ||
      rules.noInitials.test(marks) ||
      rules.units.test(marks) ||
      knowledge.clinical.units.has(marks)
    )
      continue
    if (isClinicalWord(marks, knowledge) || isCredential(marks, knowledge) || isTitle(marks, knowledge)) continue
    const start = match.index + match[0].length - match[0].trimStart().length
    spans.push({ start, end: start + marks.length, category: 'NAME', detector: 'typist_initials', score: 0.74 })
  }
  return spans
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    noInitials: new RegExp(`^(?:${anyPhrase(knowledge, 'no_initials')})$`),
    typist: new RegExp(
      String.raw`(?=\p{Lu}{2}|[a-z]{2,3}/)(?<=(?<!\p{L})(?:${anyPhrase(knowledge, 'acts_with_initials')})(?: by:?| ini?t(?:ials?)?:?|:) ?(?:[\d/.: -]{4,20} ?(?:by )?)?)(?:\p{Lu}{2,4}(?:[/:][a-z]{2,4}|/\p{Lu}{2,4})?|[a-z]{2,3}/[a-z]{2,3})(?=$|[\s,.;)\]])(?! [\p{Ll}\d])`,
      'gmu',
    ),
    units: new RegExp(
      `^(?:${anyPhrase(knowledge, 'units_in_capitals')})[/:]|^(?:${anyPhrase(knowledge, 'words_in_capitals')})$`,
    ),
  }),
)
