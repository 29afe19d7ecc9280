import type { ActionCard, Violation } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { CardKnowledge } from '../knowledge.js'
import { oneLine } from '../quote.js'
import { type CardText, cardTexts, sentencesWithOffsets, violation } from './card-text.js'
import { remembered } from './remembered.js'
import { resemblanceTo } from './resemblance.js'
import { safetyPattern } from './safety-pattern.js'
import type { SafetyPattern, SafetyStatements } from './safety-schema.js'
import { isFragment, partsOf, saidBeside } from './sentence-parts.js'

/** Words between quotation marks that the evidence holds are the report's own, not the card's. Spaced out, so that offsets hold. */
export function withoutQuotes(text: string, card: ActionCard, fill = ' '): string {
  return text.replace(/[“"]([^“”"]{2,})[”"]/g, (whole, inner: string) =>
    card.evidence.some((e) => e.quote.includes(inner.trim())) ? fill.repeat(whole.length) : whole,
  )
}

/**
 * The text with what is not the card's own wording replaced, character by character, by `fill`: quotes, names, results and ranges of
 * its evidence. Names of departments, which hold words such as "surgery" and "infection", become spaces.
 */
export function maskQuoted(
  text: string,
  card: ActionCard,
  records: RecordsArtefact,
  knowledge: CardKnowledge,
  fill = ' ',
): string {
  const ids = new Set(card.evidence.map((e) => e.record_id))
  const printed = records.biomarkers
    .filter((b) => ids.has(b.biomarker_id))
    .flatMap((b) => [
      oneLine(b.name_printed),
      [b.value_printed, b.unit_printed].filter((p) => p !== null && p !== '').join(' '),
      oneLine(b.range_printed ?? ''),
    ])
  const known = new Set(records.biomarkers.map((b) => b.biomarker_id))
  for (const e of card.evidence)
    if (e.kind === 'biomarker' && !known.has(e.record_id)) printed.push(...piecesOf(e.quote))
  let rest = withoutQuotes(text, card, fill)
  for (const p of printed.filter((q) => q.length > 1).sort((a, b) => b.length - a.length)) rest = masked(rest, p, fill)
  for (const name of departmentNames(knowledge))
    if (rest.includes(name)) rest = rest.split(name).join(name.replace(DEPARTMENT_WORDS, (w) => ' '.repeat(w.length)))
  return rest
}

// "Your systolic blood pressure" is the printed "Systolic blood pressure"; shorter names (Na, PT, ALT) stand inside other words.
const LEAST_ANY_CASE = 6

function masked(text: string, printed: string, fill: string): string {
  if (printed.length < LEAST_ANY_CASE) return text.split(printed).join(fill.repeat(printed.length))
  const [lower, wanted] = [text.toLowerCase(), printed.toLowerCase()]
  if (lower.length !== text.length) return text.split(printed).join(fill.repeat(printed.length))
  let rest = text
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length))
    rest = rest.slice(0, at) + fill.repeat(wanted.length) + rest.slice(at + wanted.length)
  return rest
}

/** What may be name, result or range in the quote "name value unit (range) flag" of a record that is not at hand. */
function piecesOf(quote: string): string[] {
  const range = /\s\((.*)\)(?:\s\S+)?$/.exec(quote)
  const words = (range === null ? quote : quote.slice(0, range.index)).split(' ')
  const split = words.flatMap((_, i) => (i === 0 ? [] : [words.slice(0, i).join(' '), words.slice(i).join(' ')]))
  return range === null ? split : [...split, range[1]!]
}

// The head of a department's name says that it is one, and stays.
const DEPARTMENT_WORDS = /^.*?(?=(?:科|中心|门诊|\b(?:clinic|department|centre|team|service)))/iu

const departments = new WeakMap<CardKnowledge, readonly string[]>()

function departmentNames(knowledge: CardKnowledge): readonly string[] {
  let names = departments.get(knowledge)
  if (names === undefined) {
    names = [...knowledge.departments.values()].flatMap((d) => [d.zh, d.en]).sort((a, b) => b.length - a.length)
    departments.set(knowledge, names)
  }
  return names
}

/** Wordings of configs/cards/safety.*.yaml that the card uses outside their exceptions. */
export function checkWording(card: ActionCard, records: RecordsArtefact, knowledge: CardKnowledge): Violation[] {
  const found: Violation[] = []
  for (const part of cardTexts(card)) {
    const text = maskQuoted(part.text, card, records, knowledge)
    for (const sentence of sentencesWithOffsets(text)) {
      const isQuestion = part.isQuestion || /[?？]\s*$/.test(sentence.text)
      for (const { p, match } of wordingsIn(sentence.text, knowledge)) {
        const asks = isQuestion && !isSaid(sentence.text, match.index, knowledge.safety.statements[card.language])
        if (!applies(p, part, card, asks)) continue
        if (p.allowed_when_hedged && isLicensed(p, sentence.text, match.index, card.language, knowledge)) continue
        if (TREATMENT.has(p.class) && p.unless.length > 0 && isTreatmentLicensed(sentence.text, knowledge)) continue
        if (isExcused(p, match, sentence.text, card.language, knowledge)) continue
        const start = sentence.start + match.index
        const mend = knowledge.safety.mend[p.class] ?? 'reword it'
        found.push(violation(p.class, p.severity, part.field, [start, start + match[0].length], `${p.id}: ${mend}`))
      }
    }
  }
  return found
}

/**
 * Whether the rest of the sentence denies or forbids what was found, and the sentence reads like the allowed examples: "no pain does not
 * mean that you can wait" holds what the lists refuse and says the opposite. Neither sign is enough alone; of a treatment, only acting
 * alone is forbidden ("do not take it" may be advice to stop).
 */
function isExcused(
  p: SafetyPattern,
  match: RegExpExecArray,
  sentence: string,
  language: 'zh' | 'en',
  k: CardKnowledge,
) {
  if (p.fields === 'questions') return false
  const rest =
    sentence.slice(0, match.index) + ' '.repeat(match[0].length) + sentence.slice(match.index + match[0].length)
  const { excused_below } = k.safety.statements.resemblance
  const denials = k.safety.words.denials[TREATMENT.has(p.class) ? 'treatment' : 'statement'][language]
  return denials.some((d) => safetyPattern(d).test(rest)) && resemblanceTo(language, k)(sentence).odds < excused_below
}

interface Wording {
  readonly p: SafetyPattern
  readonly match: RegExpExecArray
}

const wordings = new WeakMap<CardKnowledge, (sentence: string) => readonly Wording[]>()

/** Patterns that a sentence matches outside their exceptions, whatever card it stands in. */
function wordingsIn(sentence: string, knowledge: CardKnowledge): readonly Wording[] {
  let find = wordings.get(knowledge)
  if (find === undefined) {
    find = remembered((text) =>
      knowledge.safety.patterns.flatMap((p) => {
        const match = safetyPattern(p.pattern).exec(text)
        return match === null || p.unless.some((u) => safetyPattern(u).test(text)) ? [] : [{ p, match }]
      }),
    )
    wordings.set(knowledge, find)
  }
  return find(sentence)
}

const TREATMENT: ReadonlySet<string> = new Set(['medication_advice', 'procedure_or_supplement_prescribed'])

/** Whether the mention at `at` is a possibility, a condition or a matter for the doctor. */
function isLicensed(
  p: SafetyPattern,
  sentence: string,
  at: number,
  language: 'zh' | 'en',
  knowledge: CardKnowledge,
): boolean {
  if (TREATMENT.has(p.class)) return isTreatmentLicensed(sentence, knowledge)
  return isHedged(scopeOf(sentence, at, knowledge.safety.statements[language]), knowledge)
}

function isTreatmentLicensed(sentence: string, knowledge: CardKnowledge): boolean {
  const { zh, en } = knowledge.safety.words.treatment_licences
  return [...zh, ...en].some((l) => safetyPattern(l).test(sentence))
}

/** Whether a part of a sentence states a possibility, a condition or a matter for the doctor. */
function isHedged(part: string, knowledge: CardKnowledge): boolean {
  const { zh, en } = knowledge.safety.words.hedges
  return [...zh, ...en].some((h) => safetyPattern(h).test(part))
}

/**
 * The part of the sentence that holds position `at`, with the parts before and after it while it is a mere fragment of them: a list goes
 * on with the hedge it began with ("may come from alcohol, medicines or hepatitis") or ends in ("anaemia, gout and age are possible
 * reasons"), a new statement does not ("it may be X, you have Y").
 */
function scopeOf(sentence: string, at: number, grammar: SafetyStatements['en']): string {
  const parts = partsOf(sentence, grammar)
  const i = parts.findLastIndex((p) => p.start <= at)
  if (i < 0) return sentence
  let [first, last] = [i, i]
  while (first > 0 && isFragment(parts[first]!.text, grammar)) first -= 1
  // Only a list that opens the sentence may end in its hedge.
  if (first === 0) while (last + 1 < parts.length && isFragment(parts[last]!.text, grammar)) last += 1
  return parts
    .slice(first, last + 1)
    .map((p) => p.text)
    .join(' ')
}

function isSaid(question: string, at: number, grammar: SafetyStatements['en']): boolean {
  return saidBeside(question, grammar).some((p) => p.start <= at && at < p.start + p.text.length)
}

function applies(p: SafetyPattern, part: CardText, card: ActionCard, asks: boolean): boolean {
  if (p.fields !== 'all' && (p.fields === 'questions') !== part.isQuestion) return false
  if (p.allowed_in_question && asks) return false
  return p.priorities === undefined || p.priorities.includes(card.priority)
}
