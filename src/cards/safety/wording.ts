import type { ActionCard, Violation } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { CardKnowledge } from '../knowledge.js'
import { oneLine } from '../quote.js'
import { type CardText, cardTexts, sentencesWithOffsets, violation } from './card-text.js'
import type { SafetyPattern } from './safety-schema.js'

const compiled = new Map<string, RegExp>()

/** Compiles a safety pattern: Unicode, case-insensitive unless it starts with `(?-i)`. */
export function safetyPattern(source: string): RegExp {
  let pattern = compiled.get(source)
  if (pattern === undefined) {
    pattern = source.startsWith('(?-i)') ? new RegExp(source.slice(5), 'gu') : new RegExp(source, 'giu')
    compiled.set(source, pattern)
  }
  pattern.lastIndex = 0
  return pattern
}

/** Words between quotation marks that the evidence holds are the report's own, not the card's. */
export function withoutQuotes(text: string, card: ActionCard): string {
  return text.replace(/[“"]([^“”"]{2,})[”"]/g, (whole, inner: string) =>
    card.evidence.some((e) => e.quote.includes(inner.trim())) ? ' '.repeat(whole.length) : whole,
  )
}

/** Names of departments hold words such as "surgery" and "infection" that are no statement. */
function withoutDepartments(text: string, knowledge: CardKnowledge): string {
  let rest = text
  for (const d of knowledge.departments.values())
    for (const name of [d.zh, d.en]) rest = rest.split(name).join(' '.repeat(name.length))
  return rest
}

/** Names, results and ranges quoted from the evidence are the report's own words. Spaced out, so that offsets hold. */
function withoutResults(text: string, card: ActionCard, records: RecordsArtefact): string {
  const ids = new Set(card.evidence.map((e) => e.record_id))
  const printed = records.biomarkers
    .filter((b) => ids.has(b.biomarker_id))
    .flatMap((b) => [
      oneLine(b.name_printed),
      [b.value_printed, b.unit_printed].filter((p) => p !== null && p !== '').join(' '),
      oneLine(b.range_printed ?? ''),
    ])
  let rest = text
  for (const p of printed.filter((q) => q.length > 1).sort((a, b) => b.length - a.length))
    rest = rest.split(p).join(' '.repeat(p.length))
  return rest
}

/** Wordings of configs/cards/safety.*.yaml that the card uses outside their exceptions. */
export function checkWording(card: ActionCard, records: RecordsArtefact, knowledge: CardKnowledge): Violation[] {
  const found: Violation[] = []
  for (const part of cardTexts(card)) {
    const text = withoutDepartments(withoutResults(withoutQuotes(part.text, card), card, records), knowledge)
    for (const sentence of sentencesWithOffsets(text)) {
      const asks = part.isQuestion || /[?？]\s*$/.test(sentence.text)
      for (const p of knowledge.safety.patterns) {
        if (!applies(p, part, card, asks)) continue
        const match = safetyPattern(p.pattern).exec(sentence.text)
        if (match === null || p.unless.some((u) => safetyPattern(u).test(sentence.text))) continue
        if (p.allowed_when_hedged && isHedged(sentence.text, knowledge)) continue
        const start = sentence.start + match.index
        const mend = knowledge.safety.mend[p.class] ?? 'reword it'
        found.push(violation(p.class, p.severity, part.field, [start, start + match[0].length], `${p.id}: ${mend}`))
      }
    }
  }
  return found
}

/** Whether a sentence states a possibility, a condition or a matter for the doctor. */
export function isHedged(sentence: string, knowledge: CardKnowledge): boolean {
  const { zh, en } = knowledge.safety.words.hedges
  return [...zh, ...en].some((h) => safetyPattern(h).test(sentence))
}

function applies(p: SafetyPattern, part: CardText, card: ActionCard, asks: boolean): boolean {
  if (p.fields !== 'all' && (p.fields === 'questions') !== part.isQuestion) return false
  if (p.allowed_in_question && asks) return false
  return p.priorities === undefined || p.priorities.includes(card.priority)
}
