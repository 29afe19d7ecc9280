import { sentencesOf } from '../../cards/readability.js'
import type { PredictedCard } from '../prediction.js'
import type { ComplexityWords, ScoringConfig } from '../scoring-config.js'

/** How much a patient is asked to take in and do. */
export interface Complexity {
  readonly cards: number
  readonly steps: number
  readonly actors: number
  readonly conditions: number
  /** English words, or Chinese characters. */
  readonly words: number
  readonly reading_minutes: number
}

type Texts = Pick<PredictedCard, 'explanation' | 'questions'>

/** Language of a card's text: Chinese where Han characters stand. */
export function languageOf(card: Texts): 'zh' | 'en' {
  const text = card.explanation + card.questions.join('')
  return (text.match(/\p{Script=Han}/gu)?.length ?? 0) >= text.length / 10 && text.length > 0 ? 'zh' : 'en'
}

/**
 * Complexity of all cards of a report: cards; sentences that ask for a step; different actors; conditions; words or characters and the
 * time to read them.
 */
export function complexityOf(
  cards: readonly Texts[],
  words: ComplexityWords,
  speed: ScoringConfig['reading_speed'],
): Complexity {
  let [steps, conditions, count, minutes] = [0, 0, 0, 0]
  const actors = new Set<string>()
  for (const card of cards) {
    const language = languageOf(card)
    const sentences = [card.explanation, ...card.questions].flatMap(sentencesOf)
    for (const sentence of sentences) {
      if (find(words.steps[language], sentence, language).length > 0 && !/[?？]\s*$/.test(sentence)) steps += 1
      conditions += find(words.conditions[language], sentence, language).length
      for (const actor of find(words.actors[language], sentence, language)) actors.add(actor)
    }
    const text = sentences.join(' ')
    const n =
      language === 'zh'
        ? (text.match(/\p{Script=Han}/gu)?.length ?? 0)
        : (text.match(/[A-Za-z]+(?:['’][A-Za-z]+)?/g)?.length ?? 0)
    count += n
    minutes += n / (language === 'zh' ? speed.zh_characters_per_minute : speed.en_words_per_minute)
  }
  return { cards: cards.length, steps, actors: actors.size, conditions, words: count, reading_minutes: minutes }
}

const patterns = new WeakMap<readonly string[], RegExp>()
function find(list: readonly string[], sentence: string, language: 'zh' | 'en'): string[] {
  if (language === 'zh') return list.filter((w) => sentence.includes(w))
  let pattern = patterns.get(list)
  if (pattern === undefined) {
    pattern = new RegExp(`\\b(?:${list.join('|')})\\b`, 'gi')
    patterns.set(list, pattern)
  }
  return (sentence.match(pattern) ?? []).map((m) => m.toLowerCase())
}
