import { type Knowledge, KnowledgeError } from './knowledge.js'
import { longestFirst } from './text/one-of.js'

/** The words of a list of `phrases.*.yaml`. Throws `KnowledgeError` where no file holds it. */
export function phrases(knowledge: Knowledge, name: string): readonly string[] {
  const words = knowledge.phrases.get(name)
  if (words === undefined)
    throw new KnowledgeError(`phrases.*.yaml: no list ${name}: add it, or mend its name in the code`)
  return words
}

/** Source of an expression for one entry of the lists, the longest first; entries may be small expressions ("[住位]于"). */
export function anyPhrase(knowledge: Knowledge, ...names: readonly string[]): string {
  return longestFirst(names.flatMap((name) => phrases(knowledge, name)))
}
