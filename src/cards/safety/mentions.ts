import type { CardKnowledge } from '../knowledge.js'
import { remembered } from './remembered.js'
import { safetyPattern } from './safety-pattern.js'

/** A test or finding that a sentence reports. */
export interface Mention {
  /** The names of the test or finding. */
  readonly name: RegExp
  readonly at: number
  readonly length: number
  readonly message: string
}

/** Tests and findings that a sentence reports: a card may report those that its evidence holds. */
export function mentionsIn(sentence: string, knowledge: CardKnowledge): readonly Mention[] {
  let find = lists.get(knowledge)
  if (find === undefined) {
    const kinds = kindsOf(knowledge)
    find = remembered((text) => kinds.flatMap((kind) => reportedIn(text, kind)))
    lists.set(knowledge, find)
  }
  return find(sentence)
}

/** Whether a text holds one of the names. */
export function holds(name: RegExp, text: string): boolean {
  return matchOf(name, text) !== null
}

/** The text as a regular expression that matches it alone. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

// "Broken red cells can raise it", 红细胞破裂也会让结果偏高: how such tests work, not what was found.
const IN_GENERAL =
  /\b(?:may|might|can|could|if|whether|causes?|reasons?|does not mean)\b|可能|如果|若|是否|(?:会|能|可)以?(?:使|让|导致|引起|造成|影响)|有时|往往|原因|因素|有没有|有无|(?:能够?|可以|用来|用于|帮助?)[^，,。]{0,6}(?:看|发现|显示|查|见|了解)|不代表|不等于/i

interface Kind {
  readonly any: RegExp
  readonly each: readonly RegExp[]
  /** Wordings that report one. */
  readonly stated: RegExp
  readonly message: string
}

const lists = new WeakMap<CardKnowledge, (sentence: string) => readonly Mention[]>()

function kindsOf(k: CardKnowledge): readonly Kind[] {
  const { direction, abnormal, analyte_words, finding_words, finding_stated } = k.safety.words
  const kind = (
    words: Readonly<Record<string, readonly string[]>>,
    stated: readonly string[],
    message: string,
  ): Kind => {
    const sources = Object.values(words).map((names) => names.map(wholeWord).join('|'))
    return {
      any: safetyPattern(sources.join('|')),
      each: sources.map(safetyPattern),
      stated: safetyPattern(stated.join('|')),
      message,
    }
  }
  const directions = [...direction.high, ...direction.low, ...direction.normal, ...abnormal]
  return [
    kind(analyte_words, directions, 'the evidence holds no result of this test'),
    kind(finding_words, finding_stated, 'the evidence holds no such finding'),
  ]
}

function reportedIn(sentence: string, { any, each, stated, message }: Kind): Mention[] {
  if (!holds(any, sentence) || !holds(stated, sentence) || IN_GENERAL.test(sentence)) return []
  return each.flatMap((name) => {
    const match = matchOf(name, sentence)
    return match === null ? [] : [{ name, at: match.index, length: match[0].length, message }]
  })
}

/** Latin letters end where a word does: "AST" does not stand in "breakfast". Plurals count. */
function wholeWord(name: string): string {
  return /^[a-z]/i.test(name) ? `(?<![a-z])${literally(name)}(?:e?s)?(?![a-z])` : literally(name)
}

function matchOf(pattern: RegExp, text: string): RegExpExecArray | null {
  pattern.lastIndex = 0
  return pattern.exec(text)
}
