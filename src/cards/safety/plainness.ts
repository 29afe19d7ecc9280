import type { ActionCard, Violation } from '../../records/action-card.js'
import { chineseReadability, englishReadability, sentencesOf, withoutCodes } from '../readability.js'
import { violation } from './card-text.js'

/** Longest sentence of a Chinese card, in characters, and highest Flesch-Kincaid grade of an English one. */
export const MAX_SENTENCE_ZH = 40
export const MAX_GRADE_EN = 8

/** Reading level of the card, and its questions: two to four different ones that ask. */
export function checkPlainness(card: ActionCard, printed: readonly string[]): Violation[] {
  const found: Violation[] = []
  const all = [card.explanation.length > 0 ? card.explanation : '', ...card.questions]
  if (card.language === 'zh') {
    for (const sentence of sentencesOf(card.explanation)) {
      const { longest } = chineseReadability(sentence, printed)
      if (longest <= MAX_SENTENCE_ZH) continue
      const start = card.explanation.indexOf(sentence)
      found.push(
        violation(
          'reading_level',
          'major',
          'explanation',
          [start, start + sentence.length],
          `${longest} characters: keep sentences within ${MAX_SENTENCE_ZH}`,
        ),
      )
    }
  } else {
    const { fleschKincaid } = englishReadability(all.join(' '), printed)
    if (fleschKincaid > MAX_GRADE_EN)
      found.push(
        violation(
          'reading_level',
          'major',
          'explanation',
          [0, card.explanation.length],
          `grade ${fleschKincaid.toFixed(1)}: shorter words and sentences, grade ${MAX_GRADE_EN} at most`,
        ),
      )
  }
  const asked = new Set(
    card.questions.filter((q) => /[?？]\s*$/.test(q) && withoutCodes(q).trim().length > 2).map((q) => q.trim()),
  )
  if (asked.size < 2 || card.questions.length > 4)
    found.push(
      violation(
        'questions_missing',
        'major',
        'questions',
        [0, 0],
        'ask two to four different questions that end with a question mark',
      ),
    )
  return found
}
