import type { Knowledge } from '../knowledge.js'
import { foldWord } from './fold.js'

const called = new WeakMap<Knowledge, RegExp>()

/** Whether what stands before a name ends with a word of a sign, test or method that is called by somebody ("método de", "по"). */
export function isCalledBy(before: string, knowledge: Knowledge): boolean {
  let regex = called.get(knowledge)
  if (regex === undefined) {
    const list = knowledge.grammar.unread.called.map((word) => foldWord(word).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    regex = new RegExp(
      String.raw`(?<!\p{L})(?:${list.sort((a, b) => b.length - a.length).join('|')})\s(?:\p{Ll}{1,12}\s)?$`,
      'iu',
    )
    called.set(knowledge, regex)
  }
  return regex.test(before)
}
