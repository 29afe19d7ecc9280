import type { ActionCard, Violation } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { CardKnowledge } from '../knowledge.js'
import { cardTexts, sentencesWithOffsets, violation } from './card-text.js'
import { isOwnSentence } from './own-sentences.js'
import { resemblanceTo } from './resemblance.js'
import { safetyPattern } from './safety-pattern.js'
import type { SafetyStatements } from './safety-schema.js'
import { isFragment, type Part, partsOf, saidBeside } from './sentence-parts.js'
import { maskQuoted } from './wording.js'

type Grammar = SafetyStatements['en']

/**
 * Sentences that do none of the things a card may do (configs/cards/safety.statements.yaml): the closed list catches what no list of
 * forbidden wordings foresees. A person who wants such a sentence rewords it, or adds the act to the list with a source.
 */
export function checkStatements(card: ActionCard, records: RecordsArtefact, knowledge: CardKnowledge): Violation[] {
  const { severity, resemblance } = knowledge.safety.statements
  const { tolerated_below, refused_above } = resemblance
  const grammar = knowledge.safety.statements[card.language]
  const found: Violation[] = []
  for (const part of cardTexts(card)) {
    const text = maskQuoted(part.text, card, records, knowledge, '¤')
    for (const sentence of sentencesWithOffsets(text)) {
      const written = part.text.slice(sentence.start, sentence.start + sentence.text.length).trim()
      if (isOwnSentence(written, card, knowledge)) continue
      const asks = part.isQuestion || /[?？]\s*$/.test(sentence.text)
      const reads = resemblanceTo(card.language, knowledge)
      const said = asks ? saidBeside(sentence.text, grammar) : []
      const { odds, like } = [sentence.text, ...said.map((p) => p.text)]
        .map(reads)
        .reduce((a, b) => (b.odds > a.odds ? b : a))
      const wrong = asks ? notAsking(sentence.text, grammar) : unrecognised(sentence.text, grammar)
      const isListed = wrong === null || odds < tolerated_below
      if (isListed && odds <= refused_above) continue
      const start = sentence.start + (wrong?.start ?? 0)
      const end = start + (wrong ?? sentence).text.length
      const kind = odds > refused_above ? like() : null
      if (kind !== null) {
        const mend = knowledge.safety.mend[kind] ?? 'reword it'
        found.push(violation(kind, severity, part.field, [start, end], `reads like refused sentences: ${mend}`))
      } else
        found.push(
          violation(
            'unrecognised_statement',
            severity,
            part.field,
            [start, end],
            asks
              ? 'ask the clinician: a question states nothing'
              : 'say what was measured, what it may relate to, where to go, what to bring or ask; nothing else',
          ),
        )
    }
  }
  return found
}

function notAsking(sentence: string, grammar: Grammar): Part | null {
  return safetyPattern(grammar.questions).test(sentence) ? null : { text: sentence, start: 0 }
}

/** The first part of the sentence that matches no act and is no fragment beside a part that does; null when there is none. */
function unrecognised(sentence: string, grammar: Grammar): Part | null {
  const parts = partsOf(sentence, grammar)
  const recognised = parts.map((p) => grammar.acts.some((act) => safetyPattern(act).test(p.text)))
  const anchored = recognised.includes(true)
  const at = parts.findIndex((p, i) => !recognised[i] && !(anchored && isFragment(p.text, grammar)))
  return at < 0 ? null : parts[at]!
}
