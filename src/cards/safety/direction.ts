import type { ActionCard, Violation } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { Biomarker } from '../../records/biomarker.js'
import type { CardKnowledge } from '../knowledge.js'
import { oneLine } from '../quote.js'
import { statusOf } from '../status.js'
import { type CardText, cardTexts, sentencesWithOffsets, violation } from './card-text.js'
import { isIssuePhrase } from './own-sentences.js'
import { remembered } from './remembered.js'
import { safetyPattern } from './safety-pattern.js'
import { withoutQuotes } from './wording.js'

type Stated = 'high' | 'low' | 'normal'

/** Statements of a direction ("above the range", 偏低) that contradict the results the card rests on. */
export function checkDirection(card: ActionCard, records: RecordsArtefact, knowledge: CardKnowledge): Violation[] {
  const ids = new Set(card.evidence.map((e) => e.record_id))
  const results = records.biomarkers.filter((b) => ids.has(b.biomarker_id) && b.role === 'current')
  const found: Violation[] = []
  if (results.length === 0) return found
  for (const part of cardTexts(card)) {
    // A printed name or range may hold such words itself ("Ideal weight", "Normal: 70-99", "below 5.7").
    const masked = withoutPrinted(withoutQuotes(part.text, card), results)
    if (part.isQuestion) {
      found.push(...presumed(masked, part, results, card, knowledge))
      continue
    }
    let last: readonly Biomarker[] = results
    for (const sentence of sentencesWithOffsets(masked)) {
      const written = part.text.slice(sentence.start, sentence.start + sentence.text.length)
      const named = results.filter((b) => written.toLowerCase().includes(b.name_printed.toLowerCase()))
      if (named.length > 0) last = named
      if (isIssuePhrase(written, card, knowledge)) continue
      // "Too much or too little can both ..." is how the body works, not this result.
      if (statedAt(sentence.text, 'high', knowledge) && statedAt(sentence.text, 'low', knowledge)) continue
      for (const stated of ['high', 'low', 'normal'] as const) {
        const match = statedAt(sentence.text, stated, knowledge)
        if (match === null) continue
        // "It" refers to the result named last.
        const about =
          named.length > 0 ? named : /\b(it|this|that)\b|^(结果|数值|它)/i.test(sentence.text) ? last : results
        if (about.some((b) => allows(b, stated))) continue
        const start = sentence.start + match.index
        found.push(
          violation(
            'contradiction',
            'critical',
            part.field,
            [start, start + match.length],
            'the value and its range say otherwise: state the direction as derived',
          ),
        )
      }
    }
  }
  return found
}

/** The text with the printed names and ranges spaced out. */
function withoutPrinted(text: string, results: readonly Biomarker[]): string {
  return results
    .flatMap((b) => [oneLine(b.range_printed ?? ''), b.name_printed.length > 3 ? oneLine(b.name_printed) : ''])
    .filter((printed) => printed !== '')
    .sort((x, y) => y.length - x.length)
    .reduce((rest, printed) => rest.split(printed).join(' '.repeat(printed.length)), text)
}

/** A question that presumes a direction which none of the results has. */
function presumed(
  text: string,
  part: CardText,
  results: readonly Biomarker[],
  card: ActionCard,
  k: CardKnowledge,
): Violation[] {
  if (isIssuePhrase(part.text, card, k)) return []
  const { presumed_direction: asked } = k.safety.words
  // "What if it gets too low?" asks of what may come; "is it high or low?" asks which.
  const isOpen = asked.open.some((source) => safetyPattern(source).test(text))
  if (statedAt(text, 'high', k) && statedAt(text, 'low', k)) return []
  return (['high', 'low'] as const).flatMap((stated) => {
    const match = firstOf(asked[stated], text) ?? (isOpen ? null : statedAt(text, stated, k))
    if (match === null || results.some((b) => allows(b, stated))) return []
    const span = [match.index, match.index + match.length] as const
    return [violation('contradiction', 'critical', part.field, span, 'the value and its range say otherwise')]
  })
}

interface Wording {
  readonly index: number
  readonly length: number
}

const directions = new WeakMap<CardKnowledge, (sentence: string) => Readonly<Record<Stated, Wording | null>>>()

/** The first wording of the sentence that states the direction. */
function statedAt(sentence: string, stated: Stated, k: CardKnowledge): Wording | null {
  let find = directions.get(k)
  if (find === undefined) {
    find = remembered((text) => ({
      high: firstOf(k.safety.words.direction.high, text),
      low: firstOf(k.safety.words.direction.low, text),
      normal: firstOf(k.safety.words.direction.normal, text),
    }))
    directions.set(k, find)
  }
  return find(sentence)[stated]
}

function firstOf(sources: readonly string[], text: string): Wording | null {
  for (const source of sources) {
    const match = safetyPattern(source).exec(text)
    if (match !== null) return { index: match.index, length: match[0].length }
  }
  return null
}

/** Whether the result may be called so: its own direction, or any when neither value nor flag says. */
function allows(b: Biomarker, stated: Stated): boolean {
  const { direction, conflict } = statusOf(b)
  if (direction === null || direction === 'abnormal') return stated !== 'normal' || direction === null
  if (direction === 'positive') return stated === 'high'
  if (conflict && stated === 'normal') return direction === 'normal'
  return direction === stated
}
