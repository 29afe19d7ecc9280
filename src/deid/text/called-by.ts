import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { foldWord } from './fold.js'
import { literal, longestFirst } from './one-of.js'

/** Whether what stands before a name ends with a word of a sign, test or method that is called by somebody ("método de", "по"). */
export function isCalledBy(before: string, knowledge: Knowledge): boolean {
  return calledBefore(knowledge).test(before)
}

const calledBefore = perKnowledge((knowledge) => {
  const list = knowledge.grammar.unread.called.map((word) => literal(foldWord(word)))
  return new RegExp(String.raw`(?<!\p{L})(?:${longestFirst(list)})\s(?:\p{Ll}{1,12}\s)?$`, 'iu')
})
