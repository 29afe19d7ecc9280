import type { ActionCard, Violation } from '../../records/action-card.js'
import type { ViolationClass } from './safety-schema.js'

/** One text of a card that a patient reads: the explanation or a question. */
export interface CardText {
  readonly field: string
  readonly text: string
  readonly isQuestion: boolean
}

/** Explanation and questions of a card. */
export function cardTexts(card: ActionCard): CardText[] {
  return [
    { field: 'explanation', text: card.explanation, isQuestion: false },
    ...card.questions.map((text, i) => ({ field: `questions.${i}`, text, isQuestion: true })),
  ]
}

/** A sentence and where it starts in its text. */
export interface Sentence {
  readonly text: string
  readonly start: number
}

/** Sentences with their offsets; a point inside a number or after a title ends none. */
export function sentencesWithOffsets(text: string): Sentence[] {
  const sentences: Sentence[] = []
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    const ends =
      /[。！？!?；;\n]/.test(c) ||
      (c === '.' &&
        (i + 1 === text.length || /\s/.test(text[i + 1]!)) &&
        !/\b(Dr|Mr|Mrs|Ms|Prof|vs|e\.g|i\.e)$/.test(text.slice(start, i)))
    if (ends || i === text.length - 1) {
      const sentence = text.slice(start, i + 1)
      if (sentence.trim() !== '') sentences.push({ text: sentence, start })
      start = i + 1
    }
  }
  return sentences
}

/** A violation of one class at a span of a field. */
export function violation(
  kind: ViolationClass,
  severity: Violation['severity'],
  field: string,
  span: readonly [number, number],
  message: string,
): Violation {
  return { class: kind, severity, field, start: span[0], end: span[1], message }
}
