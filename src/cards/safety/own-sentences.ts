import type { ActionCard } from '../../records/action-card.js'
import type { CardKnowledge } from '../knowledge.js'
import { sentencesWithOffsets } from './card-text.js'

const known = new WeakMap<CardKnowledge, Map<string, ReadonlySet<string>>>()

/**
 * Whether a sentence stands, word for word, in the phrases of the card's own issue or among the frame's fixed sentences. Those are
 * reviewed as knowledge and checked by a test, once; phrases of another issue are no licence.
 */
export function isOwnSentence(sentence: string, card: ActionCard, knowledge: CardKnowledge): boolean {
  return sentencesOf(card.issue, card.language, knowledge).has(sentence.trim())
}

/** Whether a sentence stands, word for word, in the phrases of the card's own issue: it speaks of results in general, not of this one. */
export function isIssuePhrase(sentence: string, card: ActionCard, knowledge: CardKnowledge): boolean {
  const { issues, questions } = knowledge.phrases[card.language]
  const p = issues[card.issue]
  const own = p === undefined ? '' : `${p.what} ${p.may} ${p.questions.join(' ')}`
  const system = knowledge.issues.get(card.issue)?.system ?? ''
  return `${own} ${(questions.systems[system] ?? []).join(' ')}`.includes(sentence.trim())
}

function sentencesOf(issue: string, language: 'zh' | 'en', k: CardKnowledge): ReadonlySet<string> {
  let sets = known.get(k)
  if (sets === undefined) {
    sets = new Map()
    known.set(k, sets)
  }
  const key = `${language} ${issue}`
  let own = sets.get(key)
  if (own === undefined) {
    const { frame, issues, questions } = k.phrases[language]
    const phrases = issues[issue]
    const system = k.issues.get(issue)?.system
    const texts = [
      ...(phrases === undefined ? [] : [phrases.what, phrases.may, ...phrases.questions]),
      ...(system === undefined ? [] : (questions.systems[system] ?? [])),
      ...questions.urgent,
      ...questions.general,
      ...Object.values(frame)
        .filter((v): v is string => typeof v === 'string')
        .flatMap((text) => Object.values(frame.direction).map((word) => text.replaceAll('{direction}', word))),
      ...Object.values(frame.qualifiers),
      ...Object.values(frame.trend),
    ]
    const sentences = texts.flatMap((t) => sentencesWithOffsets(t).map((s) => s.text.trim()))
    own = new Set(sentences.filter((s) => !s.includes('{')))
    sets.set(key, own)
  }
  return own
}
