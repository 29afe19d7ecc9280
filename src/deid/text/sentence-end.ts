import type { Knowledge } from '../knowledge.js'
import { isEverydayWord } from './vocabulary.js'

/** How much of what was read for a name comes before a sentence ends in it ("Pieter. Your sister", "Roe. Specimen came"); all of it when none does. */
export function sentenceEnd(printed: string, knowledge: Knowledge): number {
  const stop = /\p{Ll}{2}\.\s(?=(\p{Lu}\p{L}+))/u.exec(printed)
  return stop !== null && isEverydayWord(stop[1]!, knowledge) ? stop.index + 2 : printed.length
}
