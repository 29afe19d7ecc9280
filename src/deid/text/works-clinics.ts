import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'

interface Compiled {
  /** A capitalised name, a word for the house and one for its sick room. */
  clinic: RegExp
  /** Words that open a sentence before it: they name no employer. */
  opens: RegExp
}

/** What such a name ends with, in small letters. */
const SICK_ROOM =
  / (?:clinic|infirmary|dispensary|sick ?bay|medical (?:room|cent)|first[- ]aid|health (?:unit|room|office|cent))/

/** "NLRB depot clinic", "Orford Quarry site infirmary": the sick room of an employer, in small letters behind the employer's name. Offsets into the text. */
export function worksClinics(text: string, knowledge: Knowledge): { start: number; end: number }[] {
  if (!SICK_ROOM.test(text)) return []
  const { clinic, opens } = compile(knowledge)
  return matchesOf(text, clinic).flatMap((match) => {
    const opening = match[0].split(' ')[0]!
    const skip = opens.test(opening) ? opening.length + 1 : 0
    if (!/^\p{Lu}/u.test(match[0].slice(skip))) return []
    return [{ start: match.index + skip, end: match.index + match[0].length }]
  })
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    clinic: new RegExp(
      String.raw`(?<![\p{L}\d])(?:\p{Lu}[\p{L}'’&-]+ ){1,3}(?:${anyPhrase(knowledge, 'works_with_a_clinic')}) (?:health |medical |wellness )?(?:${anyPhrase(knowledge, 'sick_rooms')})(?!\p{L})`,
      'gu',
    ),
    opens: new RegExp(`^(?:${anyPhrase(knowledge, 'sentence_openers', 'works_openers')})$`),
  }),
)
