import { safetyPattern } from './safety-pattern.js'
import type { SafetyStatements } from './safety-schema.js'

type Grammar = SafetyStatements['en']

/** A part of a sentence and where it starts in it. */
export interface Part {
  readonly text: string
  readonly start: number
}

/** Whether a part states nothing by itself: a list, a circumstance. */
export function isFragment(part: string, grammar: Grammar): boolean {
  return !safetyPattern(grammar.predicates).test(part) || safetyPattern(grammar.subordinate).test(part.trim())
}

/** Parts of a sentence between its cuts; a point or comma inside a number cuts nothing. */
export function partsOf(sentence: string, grammar: Grammar): Part[] {
  const cuts = [0, sentence.length]
  for (const cut of grammar.cuts)
    for (const m of sentence.matchAll(safetyPattern(cut)))
      if (!(/\d/.test(sentence[m.index - 1] ?? '') && /\d/.test(sentence[m.index + 1] ?? '')))
        cuts.push(/^[\p{L}]/u.test(m[0]) ? m.index : m.index + m[0].length)
  cuts.sort((a, b) => a - b)
  return cuts
    .slice(1)
    .map((end, i) => ({ text: sentence.slice(cuts[i]!, end).replace(/[\s，,。.；;：:！!]+$/u, ''), start: cuts[i]! }))
    .filter((p) => /[\p{L}\p{N}¤]/u.test(p.text))
}

/**
 * Parts of a question that are said, not asked: a statement it begins with ("我得了肝炎，会传染吗？") and the reasons it gives ("..., as
 * it is surely stress?"). A list goes on asking what it began to ask.
 */
export function saidBeside(question: string, grammar: Grammar): Part[] {
  const parts = partsOf(question, grammar)
  return parts.filter(
    ({ text }, i) =>
      safetyPattern(grammar.reasons).test(text) ||
      (i === 0 && parts.length > 1 && !isFragment(text, grammar) && !safetyPattern(grammar.questions).test(text)),
  )
}
